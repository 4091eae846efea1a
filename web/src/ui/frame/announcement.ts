import type { CallState } from '../../call/state';
import { m } from '../language/language';

/** What a screen reader says, and the tab shows, when the caller comes to a state. */
export function announcement(state: CallState, countryName: (code: string) => string): string {
  const { announcement: say } = m();
  switch (state.at) {
    case 'start':
      return m().button.talk;
    case 'asking':
      return say.asking;
    case 'looking':
      return state.proving === null ? m().looking.title : say.proving;
    case 'talking': {
      const { country } = state.partner;
      const who = country === null ? say.somebody : say.somebodyIn(countryName(country));
      if (state.link === 'connecting') return say.found(who);
      return state.link === 'connected' ? say.talking(who) : say.reconnecting;
    }
    case 'ended':
      return m().ended[state.how].title;
    case 'banned':
      return say.banned;
    case 'failed':
      return m().problems[state.problem.kind].title;
  }
}
