import { amount } from '../language/language';
import { m } from '../language/language-later';
import { createNow } from '../now';

/** When too much comes from here: how long it takes until trying again is of use. */
export function TooOften(props: { readonly until: number }) {
  const now = createNow(500);
  const seconds = () => Math.ceil((props.until - now()) / 1000);
  return (
    <p class="lead">
      {m().tooOften.detail}{' '}
      {seconds() > 0 ? m().tooOften.wait(amount(seconds(), 'second')) : m().tooOften.over}
    </p>
  );
}
