/** How the first of `languages` that the browser can name countries in names them. */
export const namesIn = (languages: readonly string[]): Intl.DisplayNames =>
  new Intl.DisplayNames([...languages, 'en'], { type: 'region' });
