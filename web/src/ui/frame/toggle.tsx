import './toggle.css';
import { createUniqueId, type JSX } from 'solid-js';

/** Something that is on or off. */
export function Toggle(props: {
  readonly label: string;
  readonly on: boolean;
  readonly onToggle: (on: boolean) => void;
  /** What it means as it stands. */
  readonly children: JSX.Element;
}) {
  const means = createUniqueId();
  return (
    <div class="toggle">
      <label>
        <input
          type="checkbox"
          checked={props.on}
          aria-describedby={means}
          onChange={(event) => props.onToggle(event.currentTarget.checked)}
        />
        <span>{props.label}</span>
      </label>
      <p class="small" id={means}>
        {props.children}
      </p>
    </div>
  );
}
