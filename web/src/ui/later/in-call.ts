/** The screens from a match on, and what few see before one, in a chunk of their own: it isn't needed at first. */

export { TooYoung } from '../age/too-young';
export { Banned } from '../ended/banned';
export { Ended } from '../ended/ended';
export { Remedy } from '../ended/remedy';
export { Report } from '../ended/report';
export { TooOften } from '../ended/too-often';
export { Looking } from '../search/looking';
export { Talking } from '../talking/talking';
