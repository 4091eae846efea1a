/** What a key means in a call. */
export type Shortcut = 'mute' | 'next' | 'hang_up' | 'chat';

const KEYS: Readonly<Record<string, Shortcut>> = { m: 'mute', n: 'next', h: 'hang_up', c: 'chat' };

/** The meaning of a key press: none while typing, with a modifier (that is the browser's), or held down. */
export function shortcut(event: KeyboardEvent): Shortcut | undefined {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey)
    return undefined;
  if (isTyping(event)) return undefined;
  return KEYS[event.key.toLowerCase()];
}

/** Whether a key belongs to a field or to a sheet over the page. */
export function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, dialog, [contenteditable]') !== null
  );
}
