/** What is said where a page doesn't start, or breaks. It is plain HTML in the page itself, in every language, since no script may be there to choose one. */
export const LAST_RESORT: Readonly<Record<string, { readonly said: string; readonly reload: string }>> = {
  en: { said: 'This page isn’t working as it should. Another browser may help.', reload: 'Load it again' },
  es: {
    said: 'Esta página no funciona como debería. Quizá ayude otro navegador.',
    reload: 'Cargarla de nuevo',
  },
  pt: {
    said: 'Esta página não funciona como deveria. Talvez outro navegador ajude.',
    reload: 'Carregar de novo',
  },
  fr: {
    said: 'Cette page ne fonctionne pas comme il faut. Un autre navigateur peut aider.',
    reload: 'La recharger',
  },
  de: {
    said: 'Diese Seite funktioniert nicht, wie sie soll. Vielleicht hilft ein anderer Browser.',
    reload: 'Neu laden',
  },
  hi: { said: 'यह पेज ठीक से काम नहीं कर रहा। शायद कोई और ब्राउज़र काम आए।', reload: 'फिर लोड करें' },
  ar: { said: 'هذه الصفحة لا تعمل كما ينبغي. قد ينفع متصفح آخر.', reload: 'إعادة التحميل' },
  id: {
    said: 'Halaman ini tidak berfungsi sebagaimana mestinya. Browser lain mungkin bisa.',
    reload: 'Muat ulang',
  },
};
