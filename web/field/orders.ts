/** What `cargo xtask field` says to a caller's driver, one JSON object a line. Each order has one answer, in order. */
export type Order =
  /** A page of a new browser profile. `hidden`: the caller hides their address. */
  | { readonly order: 'open'; readonly url: string; readonly hidden: boolean }
  /** Press the button, and look for somebody until an offer is ready for whoever comes. */
  | { readonly order: 'wait' }
  /** Press the button, at once as on a phone. */
  | { readonly order: 'press' }
  /** A voice arrives, and the call has settled on this way. */
  | { readonly order: 'hear'; readonly way: string }
  /** From now on the time between two RTP packets is watched. */
  | { readonly order: 'watch' }
  /** A voice arrives again, or still: for so long without a pause, in milliseconds. */
  | { readonly order: 'recover'; readonly steady: number }
  /** The page is closed. */
  | { readonly order: 'leave' };

export type Answer =
  | { readonly error: string }
  | {
      /** From the press of the button to the first sound, in milliseconds. */
      readonly voice?: number;
      /** `direct IPv4`, `direct IPv6`, `relay udp`, `relay tcp`, `relay tls`; or what there is instead. */
      readonly way?: string;
      /** The longest time without an RTP packet, in milliseconds. */
      readonly gap?: number;
    };
