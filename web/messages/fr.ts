import type { Messages, Partly } from './en';

export const fr: Partly<Messages> = {
  common: {
    home: 'Retour au début',
    cancel: 'Annuler',
    done: 'Terminé',
    again: 'Réessayer',
    language: 'Langue',
  },
  wordmark: { label: 'Calln, retour au début' },
  footer: {
    attribution: 'Données des pays : base IPFire Location (CC BY-SA 4.0)',
    links: 'À propos de ce service',
    privacy: 'Confidentialité',
    terms: 'Conditions',
    rules: 'Règles',
    about: 'À propos',
    status: 'État',
  },
  consent: {
    title: 'Pouvons-nous compter votre visite ?',
    text: 'Si vous acceptez, un service tiers compte les visites ou choisit des publicités pour vous. Aucun n’entend jamais un appel. Les appels marchent dans les deux cas.',
    accept: 'Accepter',
    decline: 'Refuser',
    change: 'Choix de confidentialité',
  },
  ad: { label: 'Publicité' },
  age: {
    question: 'Avez-vous 18 ans ou plus ?',
    why: 'Calln met en relation des adultes qui ne se connaissent pas. Ce n’est ni pour les enfants, ni pour les moins de 18 ans.',
    adult: 'J’ai 18 ans ou plus',
    minor: 'J’ai moins de 18 ans',
    youngTitle: 'Merci de l’avoir dit',
    youngLead: 'Calln est réservé aux adultes : il n’y a pas encore d’appels ici pour vous.',
    youngHelp:
      'Si vous aimeriez parler à quelqu’un, votre pays a des lignes d’écoute gratuites pour les jeunes ; childhelplineinternational.org en donne la liste.',
  },
  button: { talk: 'Parler à quelqu’un', next: 'Appel suivant' },
  announcement: {
    asking: 'Autorisez le micro',
    found: (who) => `Trouvé : ${who}, connexion`,
    talking: (who) => `En conversation avec ${who}`,
    reconnecting: 'Reconnexion',
    somebody: 'quelqu’un',
    somebodyIn: (country) => `quelqu’un (${country})`,
  },
  start: {
    title: ['Quelque part, quelqu’un aimerait ', 'parler', '.'],
    lead: 'Un bouton, une voix. Ni compte, ni nom, ni enregistrement.',
    meet: 'Rencontrer :',
    microphone:
      'Quand vous appuyez sur le bouton, votre navigateur demande le micro : c’est ainsi qu’on vous entend. Calln ne vous entend jamais et n’enregistre rien.',
  },
  hide: {
    label: 'Cacher mon adresse IP à l’autre personne',
    off: 'Désactivé : votre voix prend le chemin le plus court, et un curieux pourrait voir votre adresse IP.',
    on: 'Activé : votre voix passe par le relais de Calln, chiffrée entre vous deux. Aucun ne voit l’adresse IP de l’autre ; Calln voit toujours la vôtre. Le son peut arriver un peu plus tard.',
    always: 'Ici chaque appel passe par un relais : personne ne voit l’adresse IP de l’autre.',
  },
  online: {
    nobody: 'Personne ici pour l’instant',
    few: 'Quelques personnes ici en ce moment',
    many: (count) => `Plus de ${count} personnes ici en ce moment`,
  },
  asking: {
    title: 'Peut-on vous entendre ?',
    lead: 'Votre navigateur demande le micro. Autorisez-le, et la recherche commence.',
    promise:
      'Votre voix va à la seule personne que vous rencontrez. Calln ne l’entend jamais et ne l’enregistre jamais.',
  },
  looking: {
    title: 'Nous cherchons quelqu’un',
    moment: 'Un instant.',
    supplyNone: 'Personne ne correspond encore. Vous serez mis en relation dès que quelqu’un arrive.',
    supplyFew: 'Quelques personnes qui correspondent sont ici.',
    supplyMany: (count) => `Plus de ${count} personnes qui correspondent sont ici.`,
    usuallyWithin: (time) => `En général, moins de ${time}.`,
    usuallyAbout: (time) => `En général, environ ${time}.`,
    usually: (range) => `En général, ${range}.`,
    offerFew: 'Cela prend du temps. S’ouvrir à tous ajoute quelques personnes.',
    offerMany: (count) => `Cela prend du temps. S’ouvrir à tous ajoute plus de ${count} personnes.`,
    widen: 'Rencontrer tout le monde',
  },
  talking: {
    somewhere: 'Quelqu’un, quelque part',
    somebodyIn: (country) => `Quelqu’un : ${country}`,
    connecting: 'Connexion…',
    connected: 'connecté',
    reconnecting: 'reconnexion…',
    hear: 'Touchez pour entendre',
    controls: 'Appel',
    mute: 'Muet',
    muteKey: 'Muet (M)',
    next: 'Suivant',
    nextKey: 'Appel suivant (N)',
    hangUp: 'Raccrocher',
    hangUpKey: 'Raccrocher (H)',
  },
  ended: {
    talked: (time) => `Vous avez parlé ${time}.`,
    lessThanASecond: 'moins d’une seconde',
    hung_up: { title: 'On a raccroché', detail: 'Cet appel est terminé.' },
    next: { title: 'On est passé à la suite', detail: 'L’autre personne a pris son appel suivant.' },
    disconnected: { title: 'Plus personne', detail: 'La connexion de l’autre personne s’est fermée.' },
    lost: {
      title: 'Plus personne',
      detail: 'La connexion de l’autre personne s’est rompue et n’est pas revenue.',
    },
    you_hung_up: { title: 'Vous avez raccroché', detail: 'Plus personne ne vous entend.' },
    connection_lost: {
      title: 'Vous avez été coupé',
      detail: 'Votre connexion à Calln s’est rompue, et l’appel avec elle.',
    },
  },
  problems: {
    microphone_refused: {
      title: 'Calln ne peut pas utiliser votre micro',
      detail:
        'Sans lui, personne ne peut vous entendre. Autorisez le micro pour ce site dans votre navigateur, avec l’icône à côté de l’adresse, puis réessayez.',
    },
    microphone_missing: {
      title: 'Il n’y a pas de micro',
      detail: 'Branchez-en un, ou activez-le dans les réglages de son de votre système, puis réessayez.',
    },
    microphone_busy: {
      title: 'Le micro ne démarre pas',
      detail: 'Un autre programme l’utilise peut-être. Fermez-le, puis réessayez.',
    },
    insecure: {
      title: 'Cette adresse n’est pas sûre',
      detail:
        'Les navigateurs ne prêtent le micro qu’aux pages sûres. Ouvrez Calln avec une adresse qui commence par https.',
    },
    unsupported: {
      title: 'Ce navigateur ne peut pas appeler',
      detail: 'WebRTC lui manque ou est désactivé. Un Firefox, Chrome, Edge ou Safari à jour peut le faire.',
    },
    unreachable: {
      title: 'Calln est injoignable',
      detail: 'Votre connexion ou le service est en panne. Vérifiez la vôtre, puis réessayez.',
    },
    not_connected: {
      title: 'L’appel n’a pas abouti',
      detail:
        'Vous vous êtes trouvés, mais aucun chemin ne menait d’un réseau à l’autre. Le prochain sera peut-être plus facile à joindre.',
      again: 'Chercher quelqu’un d’autre',
    },
    tampered: {
      title: 'Quelqu’un est peut-être au milieu',
      detail:
        'Ce qui est arrivé ne portait pas les marques de la personne à qui vous parliez, l’appel a donc été arrêté. Rien de votre discussion n’a pu être lu. Si cela se reproduit, essayez un autre réseau.',
    },
    refused: { title: 'Calln a dit non' },
  },
  wish: {
    anyone: 'Tout le monde, partout',
    only: (countries) => `Seulement ${countries}`,
    except: (countries) => `Tous sauf ${countries}`,
    more: (count) => `${count} de plus`,
  },
  filter: {
    title: 'Qui rencontrer',
    countries: 'Pays',
    any: 'Tous',
    only: 'Seulement ceux-ci',
    except: 'Tous sauf ceux-ci',
    chosen: 'Pays choisis',
    remove: ', retirer',
    added: (country) => `${country} ajouté`,
    removed: (country) => `${country} retiré`,
    mutual: 'Cela vaut dans les deux sens : vous rencontrez ceux qui veulent aussi rencontrer votre pays.',
    choose: (most) => `Choisissez jusqu’à ${most} pays`,
    full: (most) => `C’est tout : ${most}`,
    search: 'Chercher',
    nothing: 'Aucun pays de ce nom.',
    own: 'Votre pays',
    ownAutomatic: 'Comme votre connexion le montre',
    ownUnknown: 'Inconnu',
    ownWithheld: 'Ne pas l’utiliser',
    ownShown: 'L’autre personne le voit comme un drapeau.',
    ownHidden: 'Aucun drapeau n’est montré, et vous ne rencontrez que ceux qui veulent tout le monde.',
  },
};
