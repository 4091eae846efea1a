import { Show } from 'solid-js';
import type { InApp } from '../../app/in-app';
import type { Problem } from '../../call/state';
import { ReloadButton } from '../frame/outdated';
import { m } from '../language/language';
import { Remedy, TooOften } from '../later/later';

/** When calling isn't possible: what is wrong, and what helps. */
export function Failed(props: {
  readonly problem: Problem;
  readonly app: InApp | undefined;
  /** The server has a newer page: that is why something can't be had from it. */
  readonly outdated: boolean;
  readonly onHome: () => void;
}) {
  const outdated = () => props.outdated && props.problem.kind === 'unreachable';
  const detail = () => {
    const { problem } = props;
    switch (problem.kind) {
      case 'unreachable':
        return (
          <Show when={!outdated()}>
            <p class="lead">{m().problems.unreachable.detail}</p>
          </Show>
        );
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
      <h1 tabindex="-1">{outdated() ? m().outdated.said : m().problems[props.problem.kind].title}</h1>
      {detail()}
      <div class="actions">
        <Show when={outdated()}>
          <ReloadButton />
        </Show>
        <button type="button" class="button" onClick={() => props.onHome()}>
          {m().common.home}
        </button>
      </div>
    </section>
  );
}
