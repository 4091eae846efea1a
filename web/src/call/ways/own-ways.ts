import type { IceServer, Matched, Welcome } from '../../wire';
import type { PeerSetup, Servers } from '../peer/peer';
import { Misses } from './misses';
import { iceServersFor, type RelaysPart, type Restriction, type Ways } from './ways';

/** How a search tells the server what its caller chose. */
type Asked = { hide_address?: true; direct_only?: true };

/**
 * Over which ways this caller and their partners may find each other: what the caller chose, what the server offers and says of a
 * match, and what was learnt in this network.
 */
export class OwnWays {
  #chosen: Ways = 'any';
  #hiding: Welcome['hiding'] = 'unavailable';
  #servers: readonly IceServer[] = [];
  #match: Pick<Matched, 'direct_only' | 'relay_full'> = {};
  /** A relay has been reached over UDP, in this network. */
  #udpPasses = false;
  /** A relay had no room for the newest connection. */
  #relayFull = false;
  readonly #misses = new Misses();

  get chosen(): Ways {
    return this.#chosen;
  }

  /** Whether each call is relayed. */
  get hides(): boolean {
    return this.#chosen === 'hidden' || this.#hiding === 'always';
  }

  get asked(): Asked {
    return {
      ...(this.#chosen === 'hidden' && { hide_address: true }),
      ...(this.#chosen === 'direct' && { direct_only: true }),
    };
  }

  /** False where they were chosen already. */
  choose(ways: Ways): boolean {
    const isOther = ways !== this.#chosen;
    this.#chosen = ways;
    return isOther;
  }

  welcomed({ ice_servers, hiding }: Welcome): void {
    this.#servers = ice_servers;
    this.#hiding = hiding;
  }

  /** New credentials: for connections from now on. */
  renewed(servers: readonly IceServer[]): void {
    this.#servers = servers;
  }

  matched(matched: Matched): void {
    this.#match = matched;
  }

  /** This may be another network, whatever the browser says of it. */
  forgetNetwork(): void {
    this.#udpPasses = false;
  }

  /** What a connection that is made now needs to know. */
  setup(restriction: Restriction): Pick<PeerSetup, 'servers' | 'directOnly' | 'udpPasses' | 'relayFull'> {
    this.#relayFull = false;
    return {
      servers: this.servers(restriction),
      directOnly: this.#isDirectOnly(restriction),
      udpPasses: () => {
        this.#udpPasses = true;
      },
      relayFull: (full) => {
        this.#relayFull = full;
      },
    };
  }

  /** Where either side hides its address, the relay is the only way: nothing else is even tried. */
  servers(restriction: Restriction): Servers {
    const iceTransportPolicy = 'relay';
    if (restriction.relay !== undefined) return { iceServers: [restriction.relay], iceTransportPolicy };
    if (this.#chosen === 'hidden') return { iceServers: [], iceTransportPolicy };
    return { iceServers: iceServersFor(this.#servers, !this.#isDirectOnly(restriction), this.#udpPasses) };
  }

  /** A new search, or a call that found a way. */
  clearMisses(): void {
    this.#misses.clear();
  }

  /** A call found no way. What to say of the relay's part in it, once that was so too often in a row. */
  missed(): RelaysPart | undefined {
    this.forgetNetwork();
    return this.#misses.add(this.#relaysPart());
  }

  #relaysPart(): RelaysPart {
    if (this.#chosen === 'direct') return 'refused';
    if (this.#match.direct_only) return 'unsaid';
    if (this.#match.relay_full || this.#relayFull) return 'full';
    const has = this.hides || this.#servers.some(({ credential }) => credential !== undefined);
    if (has) return 'tried';
    return this.#hiding === 'optional' ? 'hiding' : 'none';
  }

  /** Whether no relay may carry the voices: this caller refuses them, or the partner does. */
  #isDirectOnly({ direct_only }: Restriction): boolean {
    return direct_only === true || this.#chosen === 'direct';
  }
}
