/** The sheets that open over any screen, in a chunk of their own. */
export { AgeGate } from '../age/age-gate';
export { Filter } from '../filter/filter';
export { AudioSettings } from '../sound/audio-settings';
