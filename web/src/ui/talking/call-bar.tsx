import './call-bar.css';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';

/** The call in one slim bar, where the chat takes the rest of a small screen: who, how long, and what can't wait. */
export function CallBar(props: {
  readonly who: string;
  /** How long the call has lasted, or that it doesn't yet. */
  readonly time: string;
  /** What there is to say of the call just now; empty: nothing. */
  readonly status: string;
  readonly muted: boolean;
  readonly onMute: () => void;
  readonly onHangUp: () => void;
  readonly onReport: () => void;
}) {
  return (
    <div class="call-bar">
      <p class="call-bar-who">
        <span>{props.who}</span> <time>{props.time}</time>
      </p>
      <button
        type="button"
        class="call-bar-button"
        data-muted={props.muted}
        aria-label={m().talking[props.muted ? 'unmute' : 'mute']}
        onClick={() => props.onMute()}
      >
        <Icon name={props.muted ? 'muted' : 'microphone'} />
      </button>
      <button type="button" class="report-open" onClick={() => props.onReport()}>
        {m().report.open}
      </button>
      <button
        type="button"
        class="call-bar-button call-bar-end"
        aria-label={m().talking.hangUp}
        onClick={() => props.onHangUp()}
      >
        <Icon name="hangUp" />
      </button>
      <p class="call-bar-status">{props.status}</p>
    </div>
  );
}
