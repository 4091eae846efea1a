import type { Messages, Partly } from './en';

export const de: Partly<Messages> = {
  common: {
    home: 'Zurück zum Anfang',
    cancel: 'Abbrechen',
    done: 'Fertig',
    again: 'Noch einmal versuchen',
    language: 'Sprache',
  },
  wordmark: { label: 'Calln, zurück zum Anfang' },
  footer: {
    attribution: 'Länderdaten: IPFire-Location-Datenbank (CC BY-SA 4.0)',
    links: 'Über diesen Dienst',
    privacy: 'Datenschutz',
    terms: 'Nutzungsbedingungen',
    rules: 'Regeln',
    about: 'Über Calln',
    status: 'Status',
  },
  consent: {
    title: 'Dürfen wir deinen Besuch zählen?',
    text: 'Wenn du zustimmst, zählt ein fremder Dienst Besuche oder wählt Werbung für dich aus. Keiner davon hört je einen Anruf. Anrufe gehen so oder so.',
    accept: 'Zustimmen',
    decline: 'Ablehnen',
    change: 'Datenschutzwahl',
  },
  ad: { label: 'Werbung' },
  age: {
    question: 'Bist du 18 oder älter?',
    why: 'Calln verbindet Erwachsene, die sich nicht kennen. Es ist nicht für Kinder und für niemanden unter 18.',
    adult: 'Ich bin 18 oder älter',
    minor: 'Ich bin unter 18',
    youngTitle: 'Danke, dass du es sagst',
    youngLead: 'Calln ist nur für Erwachsene, darum gibt es hier noch keine Anrufe für dich.',
    youngHelp:
      'Wenn du mit jemandem reden möchtest: In deinem Land gibt es kostenlose Telefone für junge Menschen; childhelplineinternational.org nennt sie.',
  },
  button: { talk: 'Mit jemandem reden', next: 'Nächster Anruf' },
  announcement: {
    asking: 'Mikrofon erlauben',
    found: (who) => `${who} gefunden, wird verbunden`,
    talking: (who) => `Im Gespräch mit: ${who}`,
    reconnecting: 'Verbindung wird wiederhergestellt',
    somebody: 'jemand',
    somebodyIn: (country) => `jemand (${country})`,
  },
  start: {
    title: ['Irgendwo möchte jemand ', 'reden', '.'],
    lead: 'Ein Knopf, eine Stimme. Kein Konto, kein Name, keine Aufnahme.',
    meet: 'Treffen:',
    microphone:
      'Wenn du den Knopf drückst, fragt dein Browser nach dem Mikrofon: Nur so kann man dich hören. Calln selbst hört dich nie und nimmt nichts auf.',
  },
  hide: {
    label: 'Meine IP vor der anderen Seite verbergen',
    off: 'Aus: Deine Stimme nimmt den kürzesten Weg, und Neugierige könnten deine IP-Adresse nachsehen.',
    on: 'An: Deine Stimme geht durch ein Relais von Calln, verschlüsselt zwischen euch beiden. Keiner sieht die IP-Adresse des anderen; Calln sieht deine weiterhin. Der Ton kann etwas später kommen.',
    always: 'Jeder Anruf geht hier durch ein Relais: Niemand sieht die IP-Adresse des anderen.',
  },
  online: {
    nobody: 'Gerade ist niemand hier',
    few: 'Ein paar Leute sind gerade hier',
    many: (count) => `Mehr als ${count} Leute sind gerade hier`,
  },
  asking: {
    title: 'Darf man dich hören?',
    lead: 'Dein Browser fragt nach dem Mikrofon. Erlaube es, und die Suche beginnt.',
    promise:
      'Deine Stimme geht nur an den Menschen, den du triffst. Calln selbst hört sie nie und nimmt sie nie auf.',
  },
  looking: {
    title: 'Wir suchen jemanden',
    moment: 'Einen Augenblick.',
    supplyNone: 'Noch ist niemand da, der passt. Sobald jemand kommt, werdet ihr verbunden.',
    supplyFew: 'Ein paar Leute, die passen, sind da.',
    supplyMany: (count) => `Mehr als ${count} Leute, die passen, sind da.`,
    usuallyWithin: (time) => `Meist dauert es höchstens ${time}.`,
    usuallyAbout: (time) => `Meist dauert es etwa ${time}.`,
    usually: (range) => `Meist dauert es ${range}.`,
    offerFew: 'Es dauert etwas. Wenn du alle zulässt, kommen ein paar Leute dazu.',
    offerMany: (count) => `Es dauert etwas. Wenn du alle zulässt, kommen mehr als ${count} Leute dazu.`,
    widen: 'Alle zulassen',
  },
  talking: {
    somewhere: 'Jemand, irgendwo',
    somebodyIn: (country) => `Jemand: ${country}`,
    connecting: 'Wird verbunden…',
    connected: 'verbunden',
    reconnecting: 'wird wieder verbunden…',
    hear: 'Tippen, um zu hören',
    controls: 'Anruf',
    mute: 'Stumm',
    muteKey: 'Stumm (M)',
    next: 'Weiter',
    nextKey: 'Nächster Anruf (N)',
    hangUp: 'Auflegen',
    hangUpKey: 'Auflegen (H)',
  },
  ended: {
    talked: (time) => `Ihr habt so lange geredet: ${time}.`,
    lessThanASecond: 'weniger als eine Sekunde',
    hung_up: { title: 'Aufgelegt', detail: 'Die andere Seite hat den Anruf beendet.' },
    next: { title: 'Weitergezogen', detail: 'Die andere Seite ist zum nächsten Anruf gegangen.' },
    disconnected: { title: 'Nicht mehr da', detail: 'Die Verbindung der anderen Seite wurde geschlossen.' },
    lost: {
      title: 'Nicht mehr da',
      detail: 'Die Verbindung der anderen Seite ist abgerissen und nicht wiedergekommen.',
    },
    you_hung_up: { title: 'Du hast aufgelegt', detail: 'Jetzt hört dich niemand mehr.' },
    connection_lost: {
      title: 'Du wurdest getrennt',
      detail: 'Deine Verbindung zu Calln ist abgerissen, und mit ihr der Anruf.',
    },
  },
  problems: {
    microphone_refused: {
      title: 'Calln darf dein Mikrofon nicht benutzen',
      detail:
        'Ohne Mikrofon kann dich niemand hören. Erlaube es dieser Seite im Browser, über das Symbol neben der Adresse, und versuch es noch einmal.',
    },
    microphone_missing: {
      title: 'Es gibt kein Mikrofon',
      detail: 'Schließ eines an oder schalte es in den Toneinstellungen ein und versuch es noch einmal.',
    },
    microphone_busy: {
      title: 'Das Mikrofon startet nicht',
      detail: 'Vielleicht benutzt es ein anderes Programm. Schließ es und versuch es noch einmal.',
    },
    insecure: {
      title: 'Diese Adresse ist nicht sicher',
      detail:
        'Browser geben das Mikrofon nur sicheren Seiten. Öffne Calln mit einer Adresse, die mit https beginnt.',
    },
    unsupported: {
      title: 'Dieser Browser kann nicht anrufen',
      detail:
        'Ihm fehlt WebRTC, oder es ist abgeschaltet. Ein aktueller Firefox, Chrome, Edge oder Safari kann es.',
    },
    unreachable: {
      title: 'Calln ist nicht erreichbar',
      detail:
        'Entweder fehlt deine Verbindung oder der Dienst ist aus. Prüf deine und versuch es noch einmal.',
    },
    not_connected: {
      title: 'Der Anruf kam nicht zustande',
      detail:
        'Ihr habt euch gefunden, aber zwischen euren Netzen führte kein Weg. Beim nächsten klappt es vielleicht leichter.',
      again: 'Jemand anderen suchen',
    },
    tampered: {
      title: 'Vielleicht sitzt jemand dazwischen',
      detail:
        'Was ankam, trug nicht die Zeichen der Person, mit der gesprochen wurde; deshalb wurde das Gespräch beendet. Vom Chat konnte nichts gelesen werden. Wenn es wieder vorkommt, hilft vielleicht ein anderes Netz.',
    },
    refused: { title: 'Calln sagt nein' },
  },
  wish: {
    anyone: 'Alle, überall',
    only: (countries) => `Nur ${countries}`,
    except: (countries) => `Alle außer ${countries}`,
    more: (count) => `${count} weitere`,
  },
  filter: {
    title: 'Wen du treffen möchtest',
    countries: 'Länder',
    any: 'Alle',
    only: 'Nur diese',
    except: 'Alle außer diesen',
    chosen: 'Gewählte Länder',
    remove: ', entfernen',
    added: (country) => `${country} hinzugefügt`,
    removed: (country) => `${country} entfernt`,
    mutual: 'Das gilt in beide Richtungen: Du triffst nur, wer auch dein Land treffen möchte.',
    choose: (most) => `Wähle bis zu ${most} Länder`,
    full: (most) => `Das sind alle ${most}`,
    search: 'Suchen',
    nothing: 'Kein Land heißt so.',
    own: 'Dein Land',
    ownAutomatic: 'Wie deine Verbindung es zeigt',
    ownUnknown: 'Unbekannt',
    ownWithheld: 'Nicht verwenden',
    ownShown: 'Die andere Seite sieht es als Flagge.',
    ownHidden: 'Keine Flagge wird gezeigt, und du triffst nur, wer alle treffen möchte.',
  },
};
