import { amount } from '../language/language';
import { m } from '../language/language-later';
import { createNow } from '../now';

/**
 * When too much comes from here: how long it takes until trying again is of use. Each text has an element of its own, since
 * a translator puts its own nodes in place of the page's, and what changes would change unseen.
 */
export function TooOften(props: { readonly until: number }) {
  const now = createNow(500);
  const seconds = () => Math.ceil((props.until - now()) / 1000);
  return (
    <p class="lead">
      <span>{m().tooOften.detail}</span>{' '}
      <span>{seconds() > 0 ? m().tooOften.wait(amount(seconds(), 'second')) : m().tooOften.over}</span>
    </p>
  );
}
