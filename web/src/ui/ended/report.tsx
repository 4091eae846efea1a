import './report.css';
import { createSignal, For, Match, onMount, Show, Switch } from 'solid-js';
import type { Reported } from '../../call/report';
import type { Reason } from '../../wire';
import { m } from '../language/language-later';

/** Gravest first. */
const REASONS = [
  'under_18',
  'sexual',
  'harassment',
  'hate',
  'scam',
  'spam',
  'other',
] as const satisfies readonly Reason[];

/** What a caller can say of a partner, and then what follows from it. A sheet over the page. */
export function Report(props: {
  /** The call is on, and ends with whatever is chosen here. */
  readonly ends: boolean;
  readonly onReport: (reason: Reason) => Promise<Reported>;
  /** False where Calln doesn't keep the two apart. */
  readonly onBlock: () => Promise<boolean>;
  readonly onClose: () => void;
}) {
  let dialog: HTMLDialogElement | undefined;
  let heading: HTMLHeadingElement | undefined;
  const [said, setSaid] = createSignal<Reported | 'blocked' | 'unblocked' | 'sending'>();
  onMount(() => dialog?.showModal());

  const report = async (reason: Reason) => {
    setSaid('sending');
    setSaid(await props.onReport(reason));
    heading?.focus();
  };
  const block = async () => {
    setSaid('sending');
    setSaid((await props.onBlock()) ? 'blocked' : 'unblocked');
    heading?.focus();
  };
  const outcome = () => {
    const now = said();
    return now === 'sending' ? undefined : now;
  };
  const title = () => {
    switch (said()) {
      case undefined:
        return m().report.title;
      case 'sending':
        return m().report.sending;
      case 'unsent':
        return m().report.unsent.title;
      case 'unblocked':
        return m().report.unblocked.title;
      case 'blocked':
        return m().report.blocked.title;
      default:
        return m().report.thanks.title;
    }
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the keys have Escape
    <dialog
      class="report"
      ref={dialog}
      aria-labelledby="report-title"
      onClose={() => props.onClose()}
      onClick={(event) => event.target === dialog && dialog.close()}
    >
      <div class="report-body">
        <h2 id="report-title" tabindex="-1" ref={heading}>
          {title()}
        </h2>
        <Switch>
          <Match when={said() === undefined}>
            <p class="small">{props.ends ? m().report.ends : m().report.after}</p>
            <ul class="reasons">
              <For each={REASONS}>
                {(reason) => (
                  <li>
                    <button type="button" class="reason" onClick={() => void report(reason)}>
                      {m().report.reasons[reason]}
                    </button>
                  </li>
                )}
              </For>
            </ul>
            <div class="report-actions">
              <button type="button" class="button" onClick={() => void block()}>
                {m().report.block}
              </button>
              <button type="button" class="button" onClick={() => dialog?.close()}>
                {m().common.cancel}
              </button>
            </div>
          </Match>
          <Match when={outcome()} keyed>
            {(outcome) => (
              <>
                <Show when={outcome !== 'blocked' && outcome}>
                  {(reported) => <p role="status">{detail(reported())}</p>}
                </Show>
                <Show when={!APART_NOT.has(outcome)}>
                  <p>{m().report.apart}</p>
                </Show>
              </>
            )}
          </Match>
        </Switch>
        <Show when={said() !== undefined}>
          <div class="report-actions">
            <button type="button" class="button button-strong" onClick={() => dialog?.close()}>
              {m().common.done}
            </button>
          </div>
        </Show>
      </div>
    </dialog>
  );
}

/** After these the two can meet again. */
const APART_NOT: ReadonlySet<Reported | 'blocked' | 'unblocked'> = new Set([
  'unsent',
  'unblocked',
  'too_late',
]);

/** What happens now. */
const detail = (reported: Reported | 'unblocked') =>
  m().report[reported === 'counts' ? 'thanks' : reported].detail;
