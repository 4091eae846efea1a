import '../style/app.css';
import './check.css';
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import type { CheckMessages } from '../../../messages/check/en';
import type { Examination, Examined } from '../../call/check/examination';
import { type Finding, report, STEPS, type Step } from '../../call/check/finding';
import { Icon, type IconName } from '../frame/icon';
import { sum } from './words';

const MARKS: Readonly<Record<Finding['verdict'], IconName>> = {
  good: 'check',
  bad: 'close',
  skipped: 'chevron',
};

/** The self-test: everything that a call needs, one after the other, and words for the operator. */
export function Check(props: {
  readonly words: CheckMessages;
  readonly examined: Examined;
  readonly examination: Examination;
}) {
  const [copied, setCopied] = createSignal(false);
  const findings = () => props.examined.findings;
  const done = () => props.examined.running === 'done';
  const idle = () => done() || props.examined.running === 'nothing';
  const title = () => (done() ? sum(Object.values(findings()), props.words.sum) : props.words.title);
  const start = () => {
    setCopied(false);
    void props.examination.run();
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(report(findings()));
      setCopied(true);
    } catch {
      // The report stands there to be copied by hand.
    }
  };

  return (
    <div class="page">
      <header class="top">
        <a class="wordmark" href="/" aria-label={props.words.home}>
          <svg viewBox="0 0 40 40" aria-hidden="true">
            <path d="M15 7a15 15 0 0 0 0 26M25 7a15 15 0 0 1 0 26" />
            <circle cx="20" cy="20" r="4" />
          </svg>
          calln
        </a>
      </header>
      <main class="check">
        <h1>{title()}</h1>
        <p class="lead">{props.words.lead}</p>
        <Show when={idle()}>
          <button type="button" class="button button-strong" onClick={start}>
            {done() ? props.words.again : props.words.start}
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
                  words={props.words}
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
            <h2>{props.words.operator.title}</h2>
            <p class="small">{props.words.operator.lead}</p>
            <textarea
              readonly
              rows="10"
              lang="en"
              dir="ltr"
              aria-label={props.words.operator.report}
              value={report(findings())}
            />
            <button type="button" class="button" onClick={() => void copy()}>
              {copied() ? props.words.operator.copied : props.words.operator.copy}
            </button>
          </section>
        </Show>
      </main>
      <footer class="bottom">
        <ul class="links">
          <li>
            <a href="/privacy">{props.words.privacy}</a>
          </li>
          <li>
            <a href="/about">{props.words.about}</a>
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
  readonly words: CheckMessages;
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
              <Icon name={MARKS[finding().verdict]} />
              <span class="visually-hidden">{props.words.verdicts[finding().verdict]}</span>
            </>
          )}
        </Show>
      </span>
      <div>
        <strong>{props.words.steps[props.step].name}</strong>
        <p aria-live="polite">
          <Switch fallback={props.words.steps[props.step].what}>
            <Match when={props.finding}>
              {(finding) => (
                <>
                  {props.words.reasons[finding().reason]}{' '}
                  <Show when={finding().figure}>
                    {(figure) => (
                      <bdi class="check-figure">
                        {figure().value} {figure().unit}
                      </bdi>
                    )}
                  </Show>
                </>
              )}
            </Match>
            <Match when={props.running && props.step === 'microphone'}>
              {props.words.running.microphone}
            </Match>
            <Match when={props.running && props.step === 'speaker'}>{props.words.running.speaker}</Match>
            <Match when={props.running}>{props.words.running.other}</Match>
          </Switch>
        </p>
        <Show when={props.running && props.step === 'speaker'}>
          <div class="actions">
            <button type="button" class="button button-strong" onClick={() => props.examination.answer(true)}>
              {props.words.heard.yes}
            </button>
            <button type="button" class="button" onClick={() => props.examination.answer(false)}>
              {props.words.heard.no}
            </button>
            <button type="button" class="button" onClick={() => props.examination.replay()}>
              {props.words.heard.replay}
            </button>
          </div>
        </Show>
      </div>
    </>
  );
}
