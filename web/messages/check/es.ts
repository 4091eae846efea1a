import type { CheckMessages } from './en';

export const es: CheckMessages = {
  direction: 'ltr',
  title: '¿Funciona todo?',
  home: 'Calln, al inicio',
  lead: 'Prueba todo lo que necesita una llamada. Tu voz se queda en esta página; no se graba nada ni se envía a nadie.',
  start: 'Empezar la prueba',
  again: 'Probar otra vez',
  sum: {
    well: 'Todo va bien',
    one: 'Hay una cosa que falla',
    more: (count) => `Hay ${count} cosas que fallan`,
  },
  verdicts: { good: 'Bien', bad: 'Mal', skipped: 'Omitido' },
  steps: {
    microphone: { name: 'Micrófono', what: 'Con él te oyen.' },
    speaker: { name: 'Altavoz', what: 'Con él oyes a los demás.' },
    websocket: { name: 'Línea con Calln', what: 'La manera rápida de encontrar a alguien.' },
    polling: { name: 'Segunda línea con Calln', what: 'Para redes que solo dejan pasar páginas web.' },
    stun: {
      name: 'Salida de tu red',
      what: 'Casi todas las llamadas la necesitan: así sabe tu navegador cómo se le puede alcanzar.',
    },
    turn_udp: {
      name: 'Retransmisor',
      what: 'Para redes que no dejan pasar ninguna llamada directa, y para quien oculta su dirección.',
    },
    turn_tcp: { name: 'Segundo camino al retransmisor', what: 'Por TCP, donde una red deja salir poco más.' },
    loopback: { name: 'Llamada a ti', what: 'Tu navegador se llama a sí mismo, con voz y todo.' },
  },
  running: {
    microphone: 'Di algo…',
    speaker: '¿Has oído dos tonos suaves?',
    other: 'Probando…',
  },
  heard: { yes: 'Sí', no: 'No', replay: 'Otra vez' },
  reasons: {
    works: 'Funciona.',
    microphone_blocked:
      'Tu sistema, o quien administra este dispositivo, no se lo da al navegador. Permítelo en los ajustes de privacidad del sistema.',
    microphone_failed: 'No se abrió. Prueba otra vez; si no ayuda, reinicia el navegador.',
    microphone_refused:
      'Tu navegador no puede usarlo. Permite el micrófono para este sitio, con el icono junto a la dirección, y prueba otra vez.',
    microphone_missing: 'No hay ninguno. Conecta uno, o actívalo en los ajustes de sonido de tu sistema.',
    microphone_busy: 'No se activa. Quizá lo esté usando otro programa; ciérralo y prueba otra vez.',
    silent: 'Está ahí, pero no llega ningún sonido. ¿Está encendido, y es el micrófono al que hablas?',
    unheard: 'Sube el volumen, mira qué altavoz usa tu sistema y prueba otra vez.',
    blocked:
      'Por aquí no se puede llegar a Calln. Si la otra línea funciona, las llamadas también; si no funciona ninguna, falla tu red o el servicio.',
    direct: 'Funciona; no hay nada entre tú e internet.',
    not_configured: 'Este servicio no indica ninguno, así que no hay nada que probar.',
    no_server: 'Sin probar: no se puede llegar a Calln.',
    no_answer:
      'No hay respuesta. Quizá tu red lo bloquea, como hacen las de empresas y hoteles; prueba con otra. Si falla en todas partes, díselo al operador.',
    relay_off:
      'Este servicio no tiene retransmisor, o lo ha desactivado, así que no hay nada que probar. Las llamadas van directamente de navegador a navegador.',
    slow_down: 'Sin probar: ha habido muchas pruebas desde tu red. Espera unos minutos y vuelve a probar.',
    refused:
      'El retransmisor responde y dice que no: está lleno o mal configurado. Prueba otra vez en un minuto; si sigue igual, díselo al operador.',
    nothing_through:
      'El retransmisor responde, pero no pasa nada por él. Quizá lo impide tu red; prueba con otra. Si falla en todas partes, díselo al operador.',
    unsupported: 'Este navegador no puede llamar, o tiene las llamadas desactivadas.',
    no_way:
      'No se logró ninguna conexión. Quizá lo impide una extensión de privacidad o un ajuste de WebRTC.',
    no_voice: 'Conecta, pero no llega la voz. A menudo ayuda reiniciar el navegador.',
  },
  operator: {
    title: 'Para el operador',
    lead: 'Si necesitas ayuda, envía esto a quien lleva este servicio. No contiene direcciones, ni nombres de dispositivos, ni ningún otro nombre.',
    report: 'Informe',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  privacy: 'Privacidad',
  about: 'Acerca de Calln y contacto',
};
