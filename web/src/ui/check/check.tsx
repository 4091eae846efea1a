import '../style/app.css';
import '../style/check.css';
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import type { Examination, Examined } from '../../call/check/examination';
import { type Finding, report, STEPS, type Step } from '../../call/check/finding';
import { Icon, type IconName } from '../icon';
import { REASON_WORDS, STEP_WORDS, sum } from './words';

const MARKS: Readonly<Record<Finding['verdict'], { readonly icon: IconName; readonly said: string }>> = {
  good: { icon: 'check', said: 'Good' },
  bad: { icon: 'close', said: 'Bad' },
  skipped: { icon: 'chevron', said: 'Skipped' },
};

/** The self-test: everything that a call needs, one after the other, and words for the operator. */
export function Check(props: { readonly examined: Examined; readonly examination: Examination }) {
  const [copied, setCopied] = createSignal(false);
  const findings = () => props.examined.findings;
  const done = () => props.examined.running === 'done';
  const idle = () => done() || props.examined.running === 'nothing';
  const title = () => (done() ? sum(Object.values(findings())) : 'Does everything work?');
  const start = () => {
    setCopied(false);
    void props.examination.run();
  };
  const copy = async () => {
    await navigator.clipboard.writeText(report(findings()));
    setCopied(true);
  };

  return (
    <div class="page">
      <header class="top">
        <a class="wordmark" href="/" aria-label="Calln, to the start">
          <svg viewBox="0 0 40 40" aria-hidden="true">
            <path d="M15 7a15 15 0 0 0 0 26M25 7a15 15 0 0 1 0 26" />
            <circle cx="20" cy="20" r="4" />
          </svg>
          calln
        </a>
      </header>
      <main class="check">
        <h1>{title()}</h1>
        <p class="lead">
          Tests all that a call needs. Your voice stays in this page; nothing is recorded or sent to anybody.
        </p>
        <Show when={idle()}>
          <button type="button" class="button button-strong" onClick={start}>
            {done() ? 'Test again' : 'Start the test'}
          </button>
        </Show>
        <ol class="check-steps">
          <For each={STEPS}>
            {(step) => (
              <li
                class="check-step"
                data-step={step}
                data-verdict={
                  findings()[step]?.verdict ?? (props.examined.running === step ? 'running' : 'open')
                }
              >
                <StepResult
                  step={step}
                  finding={findings()[step]}
                  running={props.examined.running === step}
                  examination={props.examination}
                />
              </li>
            )}
          </For>
        </ol>
        <Show when={done()}>
          <section class="check-report">
            <h2>For the operator</h2>
            <p class="small">
              If you need help, send this to whoever runs this service. It holds no address, no device name
              and no name.
            </p>
            <textarea readonly rows="9" aria-label="Report" value={report(findings())} />
            <button type="button" class="button" onClick={() => void copy()}>
              {copied() ? 'Copied' : 'Copy'}
            </button>
          </section>
        </Show>
      </main>
      <footer class="bottom">
        <ul class="links">
          <li>
            <a href="/privacy">Privacy</a>
          </li>
          <li>
            <a href="/about">About and contact</a>
          </li>
        </ul>
      </footer>
      <p class="visually-hidden" role="status">
        {done() ? title() : ''}
      </p>
    </div>
  );
}

function StepResult(props: {
  readonly step: Step;
  readonly finding: Finding | undefined;
  readonly running: boolean;
  readonly examination: Examination;
}) {
  return (
    <>
      <span class="check-mark">
        <Show when={props.finding}>
          {(finding) => (
            <>
              <Icon name={MARKS[finding().verdict].icon} />
              <span class="visually-hidden">{MARKS[finding().verdict].said}</span>
            </>
          )}
        </Show>
      </span>
      <div>
        <strong>{STEP_WORDS[props.step].name}</strong>
        <p aria-live="polite">
          <Switch fallback={STEP_WORDS[props.step].what}>
            <Match when={props.finding}>
              {(finding) => (
                <>
                  {REASON_WORDS[finding().reason]}{' '}
                  <Show when={finding().figure}>
                    {(figure) => (
                      <span class="check-figure">
                        {figure().value} {figure().unit}
                      </span>
                    )}
                  </Show>
                </>
              )}
            </Match>
            <Match when={props.running && props.step === 'microphone'}>Say something…</Match>
            <Match when={props.running && props.step === 'speaker'}>Did you hear two soft tones?</Match>
            <Match when={props.running}>Testing…</Match>
          </Switch>
        </p>
        <Show when={props.running && props.step === 'speaker'}>
          <div class="actions">
            <button type="button" class="button button-strong" onClick={() => props.examination.answer(true)}>
              Yes
            </button>
            <button type="button" class="button" onClick={() => props.examination.answer(false)}>
              No
            </button>
            <button type="button" class="button" onClick={() => props.examination.replay()}>
              Once more
            </button>
          </div>
        </Show>
      </div>
    </>
  );
}
