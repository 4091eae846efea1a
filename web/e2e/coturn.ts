import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A TURN server that isn't Calln's, which carries from its clients to any address. Needs coturn's `turnserver`. */
export class Coturn {
  readonly #process: ChildProcess;

  private constructor(
    readonly port: number,
    process: ChildProcess,
  ) {
    this.#process = process;
  }

  /** Begins to serve the user `caller` with the password `caller`. Resolves once it answers. */
  static async start(): Promise<Coturn> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    // It prints no address, so it gets a port that is free now.
    const { port } = socket.address();
    socket.close();
    await once(socket, 'close');
    const coturn = spawn(
      'turnserver',
      [
        ...['--no-cli', '--no-tls', '--no-dtls', '--no-tcp-relay', '--allow-loopback-peers', '--fingerprint'],
        ...['--no-stdout-log', '--log-file=/dev/null', '--pidfile='],
        ...['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`],
        ...['--realm=elsewhere', '--lt-cred-mech', '--user=caller:caller'],
      ],
      { stdio: 'ignore' },
    );
    const started = new Coturn(port, coturn);
    await answers(port).catch(async (error) => {
      await started.stop();
      throw error;
    });
    return started;
  }

  /** The setting by which an operator names it. */
  get setting(): string {
    const url = `turn:127.0.0.1:${this.port}?transport=udp`;
    return `ice.servers = [{ urls = ["${url}"], username = "caller", credential = "caller" }]\n`;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }
}

/** Resolves with the answer to a STUN Binding request (RFC 8489, section 5), which is asked for until it comes. */
async function answers(port: number): Promise<void> {
  const socket = createSocket('udp4');
  const request = Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...new Array(12).fill(7)]);
  // Until it listens, the system says that nobody does.
  socket.on('error', () => undefined);
  const asking = setInterval(() => socket.send(request, port, '127.0.0.1'), 100);
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(30_000) });
  } finally {
    clearInterval(asking);
    socket.close();
  }
}
