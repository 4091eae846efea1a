import type { CheckMessages } from './en';

export const de: CheckMessages = {
  direction: 'ltr',
  title: 'Funktioniert alles?',
  home: 'Calln, zur Startseite',
  lead: 'Prüft alles, was ein Anruf braucht. Deine Stimme bleibt auf dieser Seite; nichts wird aufgenommen oder jemandem geschickt.',
  start: 'Test starten',
  again: 'Noch einmal testen',
  sum: {
    well: 'Alles in Ordnung',
    one: 'Eine Sache stimmt nicht',
    more: (count) => `${count} Dinge stimmen nicht`,
  },
  verdicts: { good: 'Gut', bad: 'Schlecht', skipped: 'Übersprungen' },
  steps: {
    microphone: { name: 'Mikrofon', what: 'Damit hört man dich.' },
    speaker: { name: 'Lautsprecher', what: 'Damit hörst du die anderen.' },
    websocket: { name: 'Leitung zu Calln', what: 'Der schnelle Weg, jemanden zu finden.' },
    polling: { name: 'Zweite Leitung zu Calln', what: 'Wo ein Netz nur Webseiten durchlässt.' },
    stun: {
      name: 'Weg aus deinem Netz',
      what: 'Die meisten Anrufe brauchen ihn: So erfährt dein Browser, wie er erreichbar ist.',
    },
    turn_udp: {
      name: 'Relay',
      what: 'Für Netze, die keinen Anruf direkt durchlassen, und für alle, die ihre Adresse verbergen.',
    },
    turn_tcp: {
      name: 'Zweiter Weg zum Relay',
      what: 'Über TCP, wo ein Netz kaum anderes hinauslässt.',
    },
    loopback: { name: 'Anruf bei dir selbst', what: 'Dein Browser ruft sich selbst an, mitsamt Stimme.' },
  },
  running: {
    microphone: 'Sag etwas …',
    speaker: 'Hast du zwei leise Töne gehört?',
    other: 'Wird geprüft …',
  },
  heard: { yes: 'Ja', no: 'Nein', replay: 'Noch einmal' },
  reasons: {
    works: 'Funktioniert.',
    microphone_blocked:
      'Dein System, oder wer dieses Gerät verwaltet, gibt es dem Browser nicht. Erlaube es in den Datenschutzeinstellungen des Systems.',
    microphone_failed: 'Es ging nicht auf. Teste noch einmal; hilft das nicht, starte den Browser neu.',
    microphone_refused:
      'Dein Browser darf es nicht benutzen. Erlaube dieser Seite das Mikrofon, über das Symbol neben der Adresse, und teste noch einmal.',
    microphone_missing: 'Es gibt keines. Schließ eines an oder schalte es in den Toneinstellungen ein.',
    microphone_busy:
      'Es startet nicht. Vielleicht benutzt es ein anderes Programm; schließ es und teste noch einmal.',
    silent: 'Es ist da, aber es kommt kein Ton. Ist es eingeschaltet, und ist es das, in das du sprichst?',
    unheard:
      'Stell die Lautstärke höher, sieh nach, welchen Lautsprecher dein System benutzt, und teste noch einmal.',
    blocked:
      'Auf diesem Weg ist Calln nicht erreichbar. Funktioniert die andere Leitung, funktionieren auch Anrufe; funktioniert keine von beiden, ist dein Netz oder der Dienst gestört.',
    direct: 'Funktioniert; zwischen dir und dem Internet steht nichts.',
    not_configured: 'Dieser Dienst nennt keines, es gibt also nichts zu prüfen.',
    no_server: 'Nicht geprüft: Calln selbst ist nicht erreichbar.',
    no_answer:
      'Keine Antwort. Vielleicht sperrt dein Netz es, wie es Netze von Firmen und Hotels tun; versuch ein anderes. Klappt es nirgends, sag es dem Betreiber.',
    relay_off:
      'Dieser Dienst hat kein Relay oder hat es abgeschaltet, es gibt also nichts zu prüfen. Anrufe gehen direkt von Browser zu Browser.',
    slow_down:
      'Nicht geprüft: Aus deinem Netz kamen viele Tests. Warte ein paar Minuten und teste dann noch einmal.',
    refused:
      'Das Relay antwortet und lehnt ab: Es ist voll oder falsch eingerichtet. Teste in einer Minute noch einmal; bleibt es dabei, sag es dem Betreiber.',
    nothing_through:
      'Das Relay antwortet, aber es kommt nichts hindurch. Vielleicht steht dein Netz im Weg; versuch ein anderes. Klappt es nirgends, sag es dem Betreiber.',
    unsupported: 'Dieser Browser unterstützt keine Anrufe, oder Anrufe sind darin abgeschaltet.',
    no_way:
      'Es kam keine Verbindung zustande. Vielleicht steht eine Datenschutz-Erweiterung oder eine Einstellung für WebRTC im Weg.',
    no_voice: 'Die Verbindung steht, aber es kommt keine Stimme an. Oft hilft ein Neustart des Browsers.',
  },
  operator: {
    title: 'Für den Betreiber',
    lead: 'Wenn du Hilfe brauchst, schick das an die Person, die diesen Dienst betreibt. Es enthält keine Adresse, keinen Gerätenamen und keinen Namen.',
    report: 'Bericht',
    copy: 'Kopieren',
    copied: 'Kopiert',
  },
  privacy: 'Datenschutz',
  about: 'Über Calln und Kontakt',
};
