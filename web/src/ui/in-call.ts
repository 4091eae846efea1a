/** The screens from a match on, and what few see before one, in a chunk of their own: it isn't needed at first. */
export { Banned } from './banned';
export { Ended } from './ended';
export { Proving } from './proving';
export { Remedy } from './remedy';
export { Report } from './report';
export { Talking } from './talking';
export { TooOften } from './too-often';
export { TooYoung } from './too-young';
