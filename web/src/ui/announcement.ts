import type { CallState } from '../call/state';
import { ENDINGS } from './endings';
import { PROBLEMS } from './problems';

/** What a screen reader says, and the tab shows, when the caller comes to a state. */
export function announcement(state: CallState, countryName: (code: string) => string): string {
  switch (state.at) {
    case 'start':
      return 'Talk to a stranger';
    case 'asking':
      return 'Allow the microphone';
    case 'looking':
      return 'Looking for somebody';
    case 'talking': {
      const { country } = state.partner;
      const who = country === null ? 'somebody' : `somebody in ${countryName(country)}`;
      if (state.link === 'connecting') return `Found ${who}, connecting`;
      return state.link === 'connected' ? `Talking to ${who}` : 'Reconnecting';
    }
    case 'ended':
      return ENDINGS[state.how].title;
    case 'failed':
      return PROBLEMS[state.problem.kind].title;
  }
}
