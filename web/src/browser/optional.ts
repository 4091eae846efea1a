/**
 * What `reach` finds of the browser's, or undefined where the browser hasn't got it, or throws because it is switched off. All
 * that the page can do without is reached through here: a setting that forbids one thing mustn't lock a caller out of
 * another.
 */
export function optional<T>(reach: () => T | null | undefined): T | undefined {
  try {
    return reach() ?? undefined;
  } catch {
    return undefined;
  }
}

/** The same for what the browser promises: undefined too where the promise is broken. Never rejects. */
export async function optionally<T>(reach: () => Promise<T> | undefined): Promise<T | undefined> {
  return optional(reach)?.catch(() => undefined);
}
