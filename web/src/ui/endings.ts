import type { Ending } from '../call/state';

/** How each ending is told. */
export const ENDINGS: Readonly<Record<Ending, { readonly title: string; readonly detail: string }>> = {
  hung_up: { title: 'They hung up', detail: 'That was this call.' },
  next: { title: 'They moved on', detail: 'They went to their next call.' },
  disconnected: { title: 'They are gone', detail: 'Their connection closed.' },
  lost: { title: 'They are gone', detail: 'Their connection broke and did not come back.' },
  you_hung_up: { title: 'You hung up', detail: 'Nobody hears you now.' },
  connection_lost: {
    title: 'You were cut off',
    detail: 'Your connection to Calln dropped, and the call with it.',
  },
};
