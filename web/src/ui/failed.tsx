import type { Problem } from '../call/state';
import { m } from './language';
import { TooOften, Unmet } from './later';

/** When calling isn't possible: what is wrong, and what helps. */
export function Failed(props: { readonly problem: Problem; readonly onHome: () => void }) {
  const detail = () => {
    const { problem } = props;
    if (problem.kind === 'too_often') return <TooOften until={problem.until} />;
    if (problem.kind === 'not_connected' || problem.kind === 'tampered')
      return <Unmet because={problem.kind} />;
    return (
      <p class="lead">{problem.kind === 'refused' ? problem.message : m().problems[problem.kind].detail}</p>
    );
  };
  return (
    <section class="words words-failed">
      <h1 tabindex="-1">{m().problems[props.problem.kind].title}</h1>
      {detail()}
      <div class="actions">
        <button type="button" class="button" onClick={() => props.onHome()}>
          {m().common.home}
        </button>
      </div>
    </section>
  );
}
