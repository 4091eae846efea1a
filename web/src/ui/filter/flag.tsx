/** A country's flag as a disc. Its name stands beside it, so it says nothing to a screen reader. */
export function Flag(props: { readonly country: string; readonly class?: string }) {
  return (
    <img
      class={`flag ${props.class ?? ''}`}
      src={`${FLAGS_PATH}/${props.country.toLowerCase()}.svg`}
      alt=""
      width="512"
      height="512"
      loading="lazy"
      decoding="async"
    />
  );
}
