/** The screens from a match on, in a chunk of their own: nobody sees them before a call. */
export { Banned } from './banned';
export { Ended } from './ended';
export { Report } from './report';
export { Talking } from './talking';
