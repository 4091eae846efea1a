import './proving.css';
import { m } from '../language/language-later';

/** The work that comes before a search, where the server asks for it. Nothing is to be done but wait. */
export function Proving(props: { readonly likely: number }) {
  return (
    <>
      <p class="lead">{m().proving.lead}</p>
      <progress class="proving" max={1} value={props.likely} aria-label={m().proving.progress} />
    </>
  );
}
