import type { Problem } from '../call/state';
import { m } from './language-later';

/** What helps against a problem that isn't the way to the server: these words can still be fetched. */
export function Remedy(props: {
  readonly against: Exclude<Problem, { kind: 'unreachable' | 'too_often' | 'refused' }>;
}) {
  const { remedies } = m();
  const words = () =>
    props.against.kind === 'not_connected'
      ? remedies.noWay[props.against.relay]
      : remedies[props.against.kind];
  return <p class="lead">{words()}</p>;
}
