import './style/quality.css';
import { Show } from 'solid-js';
import type { Quality, Trouble } from '../call/quality';

const GRADES: Readonly<Record<Exclude<Quality['grade'], 'unknown'>, string>> = {
  good: 'Good connection',
  fair: 'Weak connection',
  poor: 'Poor connection',
};

const TROUBLES: Readonly<Record<Trouble, string>> = {
  loss_here: 'Parts of their voice are missing.',
  loss_there: 'Parts of your voice don’t reach them.',
  jitter: 'Their voice comes unevenly.',
  delay: 'Voices take long; leave them time to answer.',
};

/** Three bars, as everybody knows them from their phone. */
export function QualityMark(props: { readonly quality: Quality }) {
  const known = () => (props.quality.grade === 'unknown' ? undefined : props.quality.grade);
  return (
    <Show when={known()}>
      {(grade) => (
        <span class="quality-mark" data-grade={grade()} role="img" aria-label={GRADES[grade()]}>
          <i />
          <i />
          <i />
        </span>
      )}
    </Show>
  );
}

/** What is wrong with the connection, where something is; said aloud when it changes. */
export function QualityWords(props: { readonly quality: Quality }) {
  const trouble = () => ('trouble' in props.quality ? props.quality : undefined);
  return (
    <div class="quality-words" role="status">
      <Show when={trouble()}>
        {(wrong) => (
          <p>
            {GRADES[wrong().grade]}. {TROUBLES[wrong().trouble]}
          </p>
        )}
      </Show>
    </div>
  );
}
