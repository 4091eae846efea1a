/** Where a link to the operator's contact leads: an https URL as it is, an e-mail address with what the letter is about. */
export const contactLink = (contact: string, subject?: string): string =>
  contact.startsWith('https://')
    ? contact
    : `mailto:${contact}${subject === undefined ? '' : `?subject=${encodeURIComponent(subject)}`}`;
