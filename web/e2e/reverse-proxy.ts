import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A reverse proxy, as an operator has one: whoever comes through it comes from `address`, it says. */
export class ReverseProxy {
  readonly #server: Server;
  /** Of WebSockets, which the HTTP server lets out of its hands. */
  readonly #sockets = new Set<Duplex>();

  private constructor(port: number, address: string) {
    const head = ({ headers }: IncomingMessage) => ({ ...headers, 'x-forwarded-for': address });
    this.#server = createServer((near, answer) => {
      const { url, method } = near;
      const far = request({ host: '127.0.0.1', port, path: url, method, headers: head(near) }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      });
      far.on('error', () => answer.destroy());
      near.pipe(far);
    });
    this.#server.on('upgrade', (upgrade: IncomingMessage, near) => {
      const far = connect(port, '127.0.0.1');
      const lines = Object.entries(head(upgrade)).map(([name, value]) => `${name}: ${value}\r\n`);
      far.write(`${upgrade.method} ${upgrade.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
  }

  static async start(port: number, address: string): Promise<ReverseProxy> {
    const proxy = new ReverseProxy(port, address);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
