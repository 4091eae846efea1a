import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** How many connections of the page's have an offer, put there by the test. */
    offers: number;
  }
}

/** To be run in the page before its own code. */
export function countOffers() {
  window.offers = 0;
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      const count = () => {
        if (this.signalingState !== 'have-local-offer') return;
        window.offers += 1;
        this.removeEventListener('signalingstatechange', count);
      };
      this.addEventListener('signalingstatechange', count);
    }
  };
}

/** What the page says to the server from its next load on that has to do with setting up a call, by its kind. */
export function setUp(page: Page): string[] {
  const said: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const [, json] = /^42\d*(\[.*)/.exec(payload.toString()) ?? [];
      if (json === undefined) return;
      const [event, { description, offer }] = JSON.parse(json);
      if (event === 'signal' && description !== undefined) said.push(description.type);
      if (event === 'offer' || offer !== undefined) said.push(`${event} with an offer`);
    }),
  );
  return said;
}
