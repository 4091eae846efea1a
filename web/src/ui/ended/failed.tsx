import type { InApp } from '../../app/in-app';
import type { Problem } from '../../call/state';
import { m } from '../language/language';
import { Remedy, TooOften } from '../later/later';

/** When calling isn't possible: what is wrong, and what helps. */
export function Failed(props: {
  readonly problem: Problem;
  readonly app: InApp | undefined;
  readonly onHome: () => void;
}) {
  const detail = () => {
    const { problem } = props;
    switch (problem.kind) {
      case 'unreachable':
        return <p class="lead">{m().problems.unreachable.detail}</p>;
      case 'too_often':
        return <TooOften until={problem.until} />;
      case 'refused':
        return <p class="lead">{problem.message}</p>;
      default:
        return <Remedy against={problem} app={props.app} />;
    }
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
