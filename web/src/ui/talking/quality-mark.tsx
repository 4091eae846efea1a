import './quality.css';
import { Show } from 'solid-js';
import type { Quality } from '../../call/peer/quality';
import { isRelayed } from '../../call/ways/way';
import type { Way } from '../../wire';
import { m } from '../language/language-later';

/** Three bars, as everybody knows them from their phone, and whether the voices go straight or through a relay. */
export function QualityMark(props: { readonly quality: Quality; readonly way: Way | undefined }) {
  const known = () => (props.quality.grade === 'unknown' ? undefined : props.quality.grade);
  return (
    <>
      <Show when={known()}>
        {(grade) => (
          <span class="quality-mark" data-grade={grade()} role="img" aria-label={m().quality.grades[grade()]}>
            <i />
            <i />
            <i />
          </span>
        )}
      </Show>
      <Show when={props.way}>
        {(way) => {
          const relayed = () => isRelayed(way());
          return (
            <span
              class="way-word"
              data-way={way()}
              title={m().quality[relayed() ? 'relayedMeans' : 'directMeans']}
            >
              {m().quality[relayed() ? 'relayed' : 'direct']}
            </span>
          );
        }}
      </Show>
    </>
  );
}

/** What is wrong with the connection, where something is; said aloud when it changes. */
export function QualityWords(props: { readonly quality: Quality }) {
  const trouble = () => ('trouble' in props.quality ? props.quality : undefined);
  return (
    <div class="quality-words" role="status">
      <Show when={trouble()}>
        {(wrong) => <p>{`${m().quality.grades[wrong().grade]}. ${m().quality.troubles[wrong().trouble]}`}</p>}
      </Show>
    </div>
  );
}
