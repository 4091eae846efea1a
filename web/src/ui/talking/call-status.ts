import type { Chat } from '../../call/chat/chat';
import type { Talking } from '../../call/state';
import { m } from '../language/language-later';

/** What there is to say of the call beside how it is connected: what matters most for the moment, or nothing. */
export function callStatus(state: Talking, chat: Chat): string {
  const { talking } = m();
  if (state.away !== 'nobody')
    return talking[state.link === 'connected' && state.arrives ? 'away' : 'awayUnheard'][state.away];
  if (state.link !== 'connected') return '';
  if (chat.theirVoice !== 'heard') return talking.theirVoice[chat.theirVoice];
  return state.anew && chat.words !== null ? talking.anew : '';
}
