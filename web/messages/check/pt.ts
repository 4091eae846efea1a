import type { CheckMessages } from './en';

export const pt: CheckMessages = {
  direction: 'ltr',
  title: 'Está tudo a funcionar?',
  home: 'Calln, ao início',
  lead: 'Testa tudo o que uma chamada precisa. A sua voz fica nesta página; nada é gravado nem enviado a ninguém.',
  start: 'Começar o teste',
  again: 'Testar de novo',
  sum: {
    well: 'Está tudo bem',
    one: 'Há uma coisa que falha',
    more: (count) => `Há ${count} coisas que falham`,
  },
  verdicts: { good: 'Bom', bad: 'Mau', skipped: 'Ignorado' },
  steps: {
    microphone: { name: 'Microfone', what: 'É por ele que o ouvem.' },
    speaker: { name: 'Altifalante', what: 'É por ele que ouve os outros.' },
    websocket: { name: 'Linha para o Calln', what: 'A maneira rápida de encontrar alguém.' },
    polling: {
      name: 'Segunda linha para o Calln',
      what: 'Para redes que só deixam passar páginas web.',
    },
    stun: {
      name: 'Saída da sua rede',
      what: 'A maioria das chamadas precisa dela: diz ao navegador como pode ser alcançado.',
    },
    turn_udp: {
      name: 'Relé',
      what: 'Para redes que não deixam passar nenhuma chamada direta, e para quem esconde o seu endereço.',
    },
    turn_tcp: { name: 'Segundo caminho para o relé', what: 'Por TCP, onde uma rede deixa sair pouco mais.' },
    loopback: { name: 'Chamada para si mesmo', what: 'O navegador liga a si próprio, com voz e tudo.' },
  },
  running: {
    microphone: 'Diga alguma coisa…',
    speaker: 'Ouviu dois tons suaves?',
    other: 'A testar…',
  },
  heard: { yes: 'Sim', no: 'Não', replay: 'Mais uma vez' },
  reasons: {
    works: 'Funciona.',
    microphone_refused:
      'O navegador não o pode usar. Permita o microfone para este site, no ícone ao lado do endereço, e teste de novo.',
    microphone_missing: 'Não há nenhum. Ligue um, ou ative-o nas definições de som do sistema.',
    microphone_busy: 'Não arranca. Talvez outro programa o esteja a usar; feche-o e teste de novo.',
    silent: 'Está lá, mas não chega nenhum som. Está ligado, e é o microfone para o qual fala?',
    unheard: 'Aumente o volume, veja que altifalante o sistema usa e teste de novo.',
    blocked:
      'Por aqui não se chega ao Calln. Se a outra linha funciona, as chamadas também; se nenhuma funciona, falha a sua rede ou o serviço.',
    direct: 'Funciona; não há nada entre si e a internet.',
    not_configured: 'Este serviço não indica nenhum, por isso não há nada a testar.',
    no_server: 'Não testado: não se chega ao Calln.',
    no_answer:
      'Sem resposta. Talvez a sua rede o bloqueie, como fazem as de empresas e hotéis; tente outra. Se falhar em todo o lado, avise o operador.',
    relay_off:
      'Este serviço não tem relé, ou desligou-o, por isso não há nada a testar. As chamadas vão diretamente de navegador para navegador.',
    slow_down:
      'Não testado: houve muitos testes a partir da sua rede. Espere alguns minutos e teste de novo.',
    refused:
      'O relé responde e recusa: está cheio ou mal configurado. Teste de novo dentro de um minuto; se continuar, avise o operador.',
    nothing_through:
      'O relé responde, mas nada passa por ele. Talvez a sua rede o impeça; tente outra. Se falhar em todo o lado, avise o operador.',
    unsupported: 'Este navegador não faz chamadas, ou tem as chamadas desligadas.',
    no_way:
      'Não se conseguiu nenhuma ligação. Uma extensão de privacidade ou uma definição de WebRTC pode estar a impedi-la.',
    no_voice: 'Liga, mas a voz não chega. Reiniciar o navegador costuma ajudar.',
  },
  operator: {
    title: 'Para o operador',
    lead: 'Se precisar de ajuda, envie isto a quem mantém este serviço. Não contém endereços, nem nomes de dispositivos, nem qualquer outro nome.',
    report: 'Relatório',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  privacy: 'Privacidade',
  about: 'Sobre o Calln e contacto',
};
