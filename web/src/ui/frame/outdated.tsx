import { m } from '../language/language';

/** Loads the newer page. A call goes on in it. */
export const ReloadButton = () => (
  <button type="button" class="button button-strong" onClick={() => location.reload()}>
    {m().outdated.reload}
  </button>
);

/** Says that the server has a newer page, without which something is missing here. */
export function Outdated() {
  return (
    <div class="outdated" role="alert">
      <p>{m().outdated.said}</p>
      <ReloadButton />
    </div>
  );
}
