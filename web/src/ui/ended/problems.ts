import type { Problem } from '../../call/state';
import { m } from '../language/language';

/** What the button says after a problem; nothing where trying again is no use. */
export function tryAgain(kind: Problem['kind']): string | undefined {
  switch (kind) {
    case 'insecure':
    case 'unsupported':
      return undefined;
    case 'not_connected':
    case 'tampered':
      return m().problems.not_connected.again;
    default:
      return m().common.again;
  }
}
