/**
 * Does something that only follows what the page is about: a meter, a sound, a count. Where it throws, the error is reported as
 * if nobody had caught it, and whoever called goes on.
 */
export function apart(follow: () => void): void {
  try {
    follow();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
