import { createMemo, createRoot } from 'solid-js';
import type { Messages } from '../../../messages/en';
import { enLater } from '../../../messages/en-later';
import { m as first } from './language';

/**
 * The messages of the language that is spoken, those of later screens among them. For code that isn't part of the
 * first load: English is there from the start, but not all of it; other languages come whole.
 */
export const m = createRoot(() => createMemo((): Messages => ({ ...enLater, ...first() })));
