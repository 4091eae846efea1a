import type { Word } from '../keys';

/** One entry of the conversation, oldest first. */
export type Line = TextLine | ImageLine;

export type TextLine = {
  readonly kind: 'text';
  readonly id: number;
  readonly mine: boolean;
  readonly text: string;
  /** The partner's page has it. Of the partner's own lines always true. */
  readonly delivered: boolean;
};

export type ImageLine = {
  readonly kind: 'image';
  readonly id: number;
  readonly mine: boolean;
  /** `under_way` and how much has arrived; `here` with something to show; or given up, by whom. */
  readonly status: 'under_way' | 'here' | 'cancelled' | 'declined';
  readonly share: number;
  readonly width: number;
  readonly height: number;
  /** Of the caller's own image: what to show. */
  readonly url: string | null;
  /** Of the partner's, once it is here: what to draw. Its header has been read, nothing of it decoded. */
  readonly picture: Blob | null;
};

/** What the caller sees of the conversation. */
export type Chat = {
  /** What the two compare by voice; null until the keys are agreed on. */
  readonly words: readonly Word[] | null;
  readonly lines: readonly Line[];
  /** The partner is writing. */
  readonly typing: boolean;
  /** What the partner says of their voice: muted by themselves, held while another call on their device has the sound, or lost with their microphone. */
  readonly theirVoice: Voice;
};

export type Voice = 'heard' | 'muted' | 'held' | 'lost';

export const NO_CHAT: Chat = { words: null, lines: [], typing: false, theirVoice: 'heard' };
