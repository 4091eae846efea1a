import type { CheckMessages } from './en';

export const fr: CheckMessages = {
  direction: 'ltr',
  title: 'Est-ce que tout marche ?',
  home: 'Calln, retour à l’accueil',
  lead: 'Teste tout ce dont un appel a besoin. Votre voix reste dans cette page ; rien n’est enregistré ni envoyé à personne.',
  start: 'Lancer le test',
  again: 'Refaire le test',
  sum: {
    well: 'Tout va bien',
    one: 'Une chose ne va pas',
    more: (count) => `${count} choses ne vont pas`,
  },
  verdicts: { good: 'Réussi', bad: 'Échec', skipped: 'Ignoré' },
  steps: {
    microphone: { name: 'Micro', what: 'C’est par lui qu’on vous entend.' },
    speaker: { name: 'Haut-parleur', what: 'C’est par lui que vous entendez les autres.' },
    websocket: { name: 'Ligne vers Calln', what: 'Le moyen rapide de trouver quelqu’un.' },
    polling: {
      name: 'Seconde ligne vers Calln',
      what: 'Pour les réseaux qui ne laissent passer que des pages web.',
    },
    stun: {
      name: 'Sortie de votre réseau',
      what: 'La plupart des appels en ont besoin : elle dit à votre navigateur comment on peut le joindre.',
    },
    turn_udp: {
      name: 'Relais',
      what: 'Pour les réseaux qui ne laissent passer aucun appel direct, et pour qui cache son adresse.',
    },
    turn_tcp: {
      name: 'Second chemin vers le relais',
      what: 'Par TCP, là où un réseau ne laisse guère sortir autre chose.',
    },
    loopback: {
      name: 'Appel à vous-même',
      what: 'Votre navigateur s’appelle lui-même, voix comprise.',
    },
  },
  running: {
    microphone: 'Dites quelque chose…',
    speaker: 'Avez-vous entendu deux sons légers ?',
    other: 'Test en cours…',
  },
  heard: { yes: 'Oui', no: 'Non', replay: 'Encore une fois' },
  reasons: {
    works: 'Ça marche.',
    microphone_blocked:
      'Votre système, ou la personne qui gère cet appareil, le refuse au navigateur. Autorisez-le dans les réglages de confidentialité du système.',
    microphone_failed:
      'Il ne s’est pas ouvert. Testez encore ; si cela ne suffit pas, redémarrez le navigateur.',
    microphone_refused:
      'Votre navigateur n’a pas le droit de l’utiliser. Autorisez le micro pour ce site, avec l’icône à côté de l’adresse, puis refaites le test.',
    microphone_missing:
      'Il n’y en a pas. Branchez-en un, ou activez-le dans les réglages de son de votre système.',
    microphone_busy:
      'Il ne démarre pas. Un autre programme l’utilise peut-être ; fermez-le, puis refaites le test.',
    silent: 'Il est là, mais aucun son n’en vient. Est-il activé, et est-ce bien celui où vous parlez ?',
    unheard: 'Montez le volume, regardez quel haut-parleur votre système utilise, puis refaites le test.',
    blocked:
      'Calln est injoignable par cette voie. Si l’autre ligne marche, les appels marchent aussi ; si aucune ne marche, votre réseau ou le service est en panne.',
    direct: 'Ça marche ; il n’y a rien entre vous et internet.',
    not_configured: 'Ce service n’en indique pas, il n’y a donc rien à tester.',
    no_server: 'Non testé : Calln lui-même est injoignable.',
    no_answer:
      'Pas de réponse. Votre réseau bloque peut-être ce passage, comme ceux des entreprises et des hôtels ; essayez-en un autre. Si cela échoue partout, dites-le à l’exploitant.',
    relay_off:
      'Ce service n’a pas de relais, ou l’a désactivé, il n’y a donc rien à tester. Les appels vont directement de navigateur à navigateur.',
    slow_down:
      'Non testé : il y a eu beaucoup de tests depuis votre réseau. Attendez quelques minutes, puis recommencez.',
    refused:
      'Le relais répond et refuse : il est plein ou mal configuré. Recommencez dans une minute ; s’il refuse encore, dites-le à l’exploitant.',
    nothing_through:
      'Le relais répond, mais rien ne le traverse. Votre réseau fait peut-être obstacle ; essayez-en un autre. Si cela échoue partout, dites-le à l’exploitant.',
    unsupported: 'Ce navigateur ne peut pas appeler, ou les appels y sont désactivés.',
    no_way:
      'Aucune connexion n’a pu s’établir. Une extension de confidentialité ou un réglage de WebRTC fait peut-être obstacle.',
    no_voice: 'La connexion s’établit, mais aucune voix ne passe. Redémarrer le navigateur suffit souvent.',
  },
  operator: {
    title: 'Pour l’exploitant',
    lead: 'Si vous avez besoin d’aide, envoyez ceci à la personne qui gère ce service. Il n’y a là ni adresse, ni nom d’appareil, ni aucun autre nom.',
    report: 'Rapport',
    copy: 'Copier',
    copied: 'Copié',
  },
  privacy: 'Confidentialité',
  about: 'À propos et contact',
};
