/** The sheets that open over any screen, in a chunk of their own. */
export { AgeGate } from './age-gate';
export { AudioSettings } from './audio-settings';
export { Filter } from './filter';
