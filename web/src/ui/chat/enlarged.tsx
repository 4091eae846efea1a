import { type JSX, onMount } from 'solid-js';
import { Icon } from '../frame/icon';
import { m } from '../language/language-later';

/** A picture over all else, as large as the screen allows. */
export function Enlarged(props: { readonly onClose: () => void; readonly children: JSX.Element }) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  return (
    <dialog class="enlarged" ref={dialog} aria-label={m().chat.shown} onClose={() => props.onClose()}>
      {props.children}
      <button type="button" class="chat-close" aria-label={m().common.done} onClick={() => dialog?.close()}>
        <Icon name="close" />
      </button>
    </dialog>
  );
}
