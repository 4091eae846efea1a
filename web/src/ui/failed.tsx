import type { Problem } from '../call/state';
import { m } from './language';

/** When calling isn't possible: what is wrong, and what helps. */
export function Failed(props: { readonly problem: Problem; readonly onHome: () => void }) {
  const detail = () =>
    props.problem.kind === 'refused' ? props.problem.message : m().problems[props.problem.kind].detail;
  return (
    <section class="words words-failed">
      <h1 tabindex="-1">{m().problems[props.problem.kind].title}</h1>
      <p class="lead">{detail()}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onHome()}>
          {m().common.home}
        </button>
      </div>
    </section>
  );
}
