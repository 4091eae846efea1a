/** The server can't be reached, or doesn't answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** In how many seconds to try again, where the server lets nobody from here connect before. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options?: ErrorOptions & { readonly retryAfter?: number | undefined }) {
    super(message, options);
    this.retryAfter = options?.retryAfter;
  }
}
