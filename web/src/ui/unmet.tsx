import { m } from './language-later';

/** When two found each other and still couldn't talk: what helps. */
export function Unmet(props: { readonly because: 'not_connected' | 'tampered' }) {
  return <p class="lead">{m().unmet[props.because]}</p>;
}
