import type { CheckMessages } from './en';

export const pt: CheckMessages = {
  direction: 'ltr',
  title: 'Está tudo funcionando?',
  home: 'Calln, voltar ao início',
  lead: 'Testa tudo de que uma chamada precisa. Sua voz fica nesta página; nada é gravado nem enviado a ninguém.',
  start: 'Começar o teste',
  again: 'Testar de novo',
  sum: {
    well: 'Está tudo bem',
    one: 'Uma coisa não está certa',
    more: (count) => `${count} coisas não estão certas`,
  },
  verdicts: { good: 'Bom', bad: 'Ruim', skipped: 'Ignorado' },
  steps: {
    microphone: { name: 'Microfone', what: 'É por ele que ouvem você.' },
    speaker: { name: 'Alto-falante', what: 'É por ele que você ouve os outros.' },
    websocket: { name: 'Linha até o Calln', what: 'O jeito rápido de encontrar alguém.' },
    polling: {
      name: 'Segunda linha até o Calln',
      what: 'Para redes que só deixam passar páginas web.',
    },
    stun: {
      name: 'Saída da sua rede',
      what: 'A maioria das chamadas precisa dela: diz ao navegador como ele pode ser alcançado.',
    },
    turn_udp: {
      name: 'Retransmissor',
      what: 'Para redes que não deixam passar nenhuma chamada direta e para quem esconde seu endereço.',
    },
    turn_tcp: {
      name: 'Segundo caminho até o retransmissor',
      what: 'Por TCP, quando a rede deixa sair pouco mais que isso.',
    },
    loopback: { name: 'Chamada para você', what: 'O navegador liga para si mesmo, com voz e tudo.' },
  },
  running: {
    microphone: 'Diga alguma coisa…',
    speaker: 'Você ouviu dois tons suaves?',
    other: 'Testando…',
  },
  heard: { yes: 'Sim', no: 'Não', replay: 'Mais uma vez' },
  reasons: {
    works: 'Funciona.',
    microphone_blocked:
      'Seu sistema, ou quem administra este aparelho, não o libera para o navegador. Permita-o nas configurações de privacidade do sistema.',
    microphone_failed: 'Ele não abriu. Teste de novo; se não adiantar, reinicie o navegador.',
    microphone_refused:
      'O navegador não pode usá-lo. Permita o microfone para este site, pelo ícone ao lado do endereço, e teste de novo.',
    microphone_missing: 'Não há nenhum. Conecte um ou ative-o nas configurações de som do sistema.',
    microphone_busy: 'Ele não inicia. Talvez outro programa esteja usando; feche o programa e teste de novo.',
    silent: 'Ele está lá, mas não vem nenhum som. Está ligado, e é nele que você fala?',
    unheard: 'Aumente o volume, veja qual alto-falante o sistema usa e teste de novo.',
    blocked:
      'Não dá para acessar o Calln por este caminho. Se a outra linha funciona, as chamadas também; se nenhuma funciona, o problema está na sua rede ou no serviço.',
    direct: 'Funciona; não há nada entre você e a internet.',
    not_configured: 'Este serviço não indica nenhum, por isso não há nada para testar.',
    no_server: 'Não testado: o Calln não pôde ser acessado.',
    no_answer:
      'Sem resposta. Talvez sua rede o bloqueie, como fazem as de empresas e hotéis; tente outra. Se falhar em todo lugar, avise o operador.',
    relay_off:
      'Este serviço não tem retransmissor, ou o desligou, por isso não há nada para testar. As chamadas vão diretamente de navegador a navegador.',
    slow_down: 'Não testado: houve muitos testes da sua rede. Espere alguns minutos e teste de novo.',
    refused:
      'O retransmissor responde e recusa: está cheio ou mal configurado. Teste de novo em um minuto; se continuar, avise o operador.',
    nothing_through:
      'O retransmissor responde, mas nada passa por ele. Talvez sua rede esteja atrapalhando; tente outra. Se falhar em todo lugar, avise o operador.',
    unsupported: 'Este navegador não faz chamadas, ou elas estão desativadas nele.',
    no_way:
      'Não foi possível conectar. Uma extensão de privacidade ou uma configuração de WebRTC pode estar atrapalhando.',
    no_voice: 'Conecta, mas a voz não chega. Reiniciar o navegador costuma ajudar.',
  },
  operator: {
    title: 'Para o operador',
    lead: 'Se precisar de ajuda, envie isto a quem mantém este serviço. Não contém endereços, nomes de aparelhos nem nenhum outro nome.',
    report: 'Relatório',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  privacy: 'Privacidade',
  about: 'Sobre o Calln e contato',
};
