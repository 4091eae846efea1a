import { expect, test } from 'vitest';
import { ar } from '../../../messages/ar';
import { de } from '../../../messages/de';
import { en } from '../../../messages/en';
import { enLater } from '../../../messages/en-later';
import { es } from '../../../messages/es';
import { fr } from '../../../messages/fr';
import { hi } from '../../../messages/hi';
import { id } from '../../../messages/id';
import { pt } from '../../../messages/pt';
import { namesIn } from './country-name';

const all = { ...en, ...enLater };

test.each([
  ['en', all, 'JP', 'Somebody in Japan'],
  ['en', all, 'GB', 'Somebody in the United Kingdom'],
  ['en', all, 'NL', 'Somebody in the Netherlands'],
  ['en', all, 'DM', 'Somebody in Dominica'],
  ['en', all, 'DO', 'Somebody in the Dominican Republic'],
  ['en', all, 'FO', 'Somebody in the Faroe Islands'],
  ['de', de, 'JP', 'Jemand aus Japan'],
  ['de', de, 'CH', 'Jemand aus der Schweiz'],
  ['de', de, 'AE', 'Jemand aus den Vereinigten Arabischen Emiraten'],
  ['de', de, 'GB', 'Jemand aus dem Vereinigten Königreich'],
  ['de', de, 'NL', 'Jemand aus den Niederlanden'],
  ['de', de, 'KY', 'Jemand aus den Kaimaninseln'],
  ['fr', fr, 'FR', 'Quelqu’un en France'],
  ['fr', fr, 'KR', 'Quelqu’un en Corée du Sud'],
  ['fr', fr, 'IR', 'Quelqu’un en Iran'],
  ['fr', fr, 'JP', 'Quelqu’un au Japon'],
  ['fr', fr, 'GB', 'Quelqu’un au Royaume-Uni'],
  ['fr', fr, 'MX', 'Quelqu’un au Mexique'],
  ['fr', fr, 'US', 'Quelqu’un aux États-Unis'],
  ['fr', fr, 'CU', 'Quelqu’un à Cuba'],
  ['es', es, 'JP', 'Alguien en Japón'],
  ['es', es, 'GB', 'Alguien en el Reino Unido'],
  ['es', es, 'DO', 'Alguien en la República Dominicana'],
  ['pt', pt, 'PT', 'Alguém em Portugal'],
  ['pt', pt, 'JP', 'Alguém no Japão'],
  ['pt', pt, 'KE', 'Alguém no Quênia'],
  ['pt', pt, 'KR', 'Alguém na Coreia do Sul'],
  ['pt', pt, 'US', 'Alguém nos Estados Unidos'],
  ['pt', pt, 'PH', 'Alguém nas Filipinas'],
  ['hi', hi, 'DE', 'जर्मनी से कोई'],
  ['ar', ar, 'DE', 'شخص من ألمانيا'],
  ['id', id, 'DE', 'Seseorang di Jerman'],
] as const)(
  'in %s, the country of somebody stands in a sentence (%$)',
  (language, messages, country, said) => {
    expect(messages.talking.somebodyIn(namesIn([language])(country))).toBe(said);
  },
);

test.each([
  ['en', en, 'Found somebody in the Netherlands, connecting', 'Talking to somebody in the Netherlands'],
  [
    'de',
    de,
    'Gefunden: jemand aus den Niederlanden. Wird verbunden',
    'Im Gespräch mit jemand aus den Niederlanden',
  ],
  [
    'fr',
    fr,
    'Trouvé\u00a0: quelqu’un aux Pays-Bas. Connexion',
    'En conversation avec quelqu’un aux Pays-Bas',
  ],
  ['es', es, 'Hay alguien en los Países Bajos. Conectando', 'Hablando con alguien en los Países Bajos'],
  ['pt', pt, 'Tem alguém nos Países Baixos. Conectando', 'Conversando com alguém nos Países Baixos'],
  ['hi', hi, 'नीदरलैंड में एक व्यक्ति मिला, जोड़ा जा रहा है', 'नीदरलैंड में एक व्यक्ति से बातचीत'],
  ['ar', ar, 'عُثر على شخص من هولندا، جارٍ الاتصال', 'في مكالمة مع شخص من هولندا'],
  ['id', id, 'Menemukan seseorang di Belanda, sedang menghubungkan', 'Berbicara dengan seseorang di Belanda'],
] as const)(
  'in %s, what a screen reader says of somebody is a sentence',
  (language, messages, found, talking) => {
    const { announcement: say } = messages;
    const who = say.somebodyIn(namesIn([language])('NL'));
    expect([say.found(who), say.talking(who)]).toEqual([found, talking]);
  },
);
