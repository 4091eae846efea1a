/** The right to come back to one side of a call. */
export interface ResumeClaim {
  /** Good for one use, and for two minutes. */
  readonly token: string;
  /** Shown with each token, so that one whose answer was lost is good again for who showed it. */
  readonly operation: string;
}
