import type { CallState } from '../call/state';
import type { PageState } from '../wire';

/** What the app has to know of the caller's state: whether the microphone is needed, and with whom. */
export function pageState(state: CallState): PageState {
  switch (state.at) {
    case 'looking':
      return { at: 'searching' };
    case 'talking':
      return {
        at: 'call',
        country: state.partner.country,
        connected: state.since !== null,
        muted: state.muted,
      };
    default:
      return { at: 'idle' };
  }
}
