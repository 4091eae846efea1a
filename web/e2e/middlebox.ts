import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Something in the middle of a caller's connection to the server: it can be slow, cut or swallow what it carries, or be gone. */
export class Middlebox {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** False: connections are refused, as by a machine that isn't there. */
  open = true;
  /** Looks at what a connection asks for first, and says whether it is broken off. */
  refuses: ((request: string) => boolean) | undefined;
  /** Looks at what the server says, and says whether that is lost, and every connection with it. */
  loses: ((answer: string) => boolean) | undefined;

  /** What becomes of WebSockets: the handshake is never answered, or what comes after it doesn't pass. */
  swallows: 'handshake' | 'frames' | undefined;

  /** Connections that something is under way on: a request without its answer, or a WebSocket. */
  readonly #busy = new Set<Socket>();
  /** Connections that carry nothing any more, and say nothing of it. */
  readonly #hanging = new WeakSet<Socket>();

  /** Bytes a second that each connection carries, each way. */
  rate = Number.POSITIVE_INFINITY;

  private constructor(target: () => number, delay: number) {
    this.#server = createServer((near) => {
      if (!this.open) {
        near.resetAndDestroy();
        return;
      }
      this.#keep(near);
      if (this.refuses === undefined && this.swallows === undefined) this.#pass(near, target(), delay);
      else {
        near.once('data', (request) => {
          const isWebSocket = /^upgrade: websocket/im.test(request.toString());
          if (this.refuses?.(request.toString())) near.resetAndDestroy();
          else if (isWebSocket && this.swallows === 'frames') this.#passHead(near, target(), request);
          else if (!isWebSocket || this.swallows === undefined) this.#pass(near, target(), delay, request);
        });
      }
    });
  }

  /** Carries to the port that `target` names, each way `delay` milliseconds late. */
  static async start(target: () => number, delay = 0): Promise<Middlebox> {
    const middlebox = new Middlebox(target, delay);
    middlebox.#server.listen(0, '127.0.0.1');
    await once(middlebox.#server, 'listening');
    return middlebox;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection, on both sides, without a goodbye. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Lets every connection hang that something is under way on, as a network does that has gone; the idle ones are closed. */
  hang(): void {
    for (const socket of this.#sockets) {
      if (this.#busy.has(socket)) this.#hanging.add(socket);
      else socket.destroy();
    }
  }

  /** Carries on to the port, and back; `read` has been taken from the connection already. */
  #pass(near: Socket, port: number, delay: number, read?: Buffer): void {
    const far = connect(port, '127.0.0.1');
    this.#keep(far);
    const ends = [near, far];
    const begin = () => {
      for (const end of ends) this.#busy.add(end);
    };
    if (read !== undefined) {
      begin();
      far.write(read);
    }
    near.on('data', begin);
    far.on('data', (answer) => {
      if (!answer.toString('latin1').startsWith('HTTP/1.1 2')) return;
      for (const end of ends) this.#busy.delete(end);
    });
    this.#carry(near, far, delay);
    this.#carry(far, near, delay, (answer) => this.loses?.(answer) === true);
  }

  /** Carries the handshake, and nothing that comes after it. */
  #passHead(near: Socket, port: number, request: Buffer): void {
    const far = connect(port, '127.0.0.1');
    this.#keep(far);
    far.write(request);
    far.once('data', (answer) => {
      near.write(answer.subarray(0, answer.indexOf('\r\n\r\n') + 4));
      far.resume();
    });
  }

  #carry(from: Socket, to: Socket, delay: number, loses = (_: string) => false): void {
    from.on('data', (bytes) => {
      if (this.#hanging.has(from)) return;
      if (loses(bytes.toString('latin1'))) {
        this.cut();
        return;
      }
      // A slice after the other, and nothing more is read before the last of them has left. Timers that were all set at once would
      // go off in any order on a busy machine.
      const slices = Number.isFinite(this.rate) ? Math.ceil(bytes.length / (this.rate / 10)) : 1;
      const size = Math.ceil(bytes.length / slices);
      if (slices > 1) from.pause();
      const pass = (n: number) => {
        if (to.writable) to.write(bytes.subarray(n * size, (n + 1) * size));
        if (n < slices - 1) setTimeout(pass, 100, n + 1);
        else if (slices > 1) from.resume();
      };
      if (delay === 0) pass(0);
      else setTimeout(pass, delay, 0);
    });
    from.on('end', () => (delay === 0 ? to.end() : setTimeout(() => to.end(), delay)));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay().on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#busy.delete(socket);
    });
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
