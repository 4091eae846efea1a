import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { JoinReply, Matched, Signal, Welcome } from '../src/wire';

/**
 * A page that calls as one would write it first: on the press it opens microphone and connection, both at once; then
 * it joins; and when somebody is found, the waiter makes the offer and both trickle their candidates.
 */
export async function openNaive(page: Page, url: string): Promise<void> {
  // Of the same origin as Calln's page, and as near.
  await page.goto(`${url}/healthz`);
  await page.addScriptTag({ path: CLIENT });
  await page.evaluate(naive);
}

const CLIENT = createRequire(import.meta.url).resolve('socket.io-client/dist/socket.io.js');

interface Socket {
  disconnect(): void;
  on<Payload>(event: string, listener: (payload: Payload) => void): void;
  emit(event: string, payload: object, acknowledged?: (reply: JoinReply) => void): void;
}

declare const io: (options: object) => Socket;

function naive() {
  const add = <Name extends keyof HTMLElementTagNameMap>(name: Name, text = '') => {
    const element = document.createElement(name);
    element.textContent = text;
    return document.body.appendChild(element);
  };
  const [start, next, output, audio] = [
    add('button', 'Start'),
    add('button', 'Next'),
    add('output'),
    add('audio'),
  ];
  audio.autoplay = true;
  const says = (state: string) => {
    output.textContent = state;
    start.disabled = state === 'connected';
  };
  let socket: Socket | undefined;
  let welcome: Welcome;
  let microphone: MediaStream;
  let connection: RTCPeerConnection | undefined;
  let call = '';

  const connect = () =>
    new Promise<void>((resolve) => {
      socket = io({ transports: ['websocket'] });
      socket.on<Welcome>('welcome', (said) => {
        welcome = said;
        resolve();
      });
      socket.on<Matched>('matched', (matched) => void begin(matched));
      socket.on('partner_left', () => {
        connection?.close();
        says('left');
      });
      let work = Promise.resolve();
      socket.on<Signal>('signal', (signal) => {
        work = work.then(() => take(signal));
      });
    });

  const send = (signal: object) => socket?.emit('signal', { call, ...signal });

  async function begin(matched: Matched) {
    call = matched.call;
    connection = new RTCPeerConnection({ iceServers: welcome.ice_servers });
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) send({ candidate });
    };
    connection.ontrack = ({ streams }) => {
      audio.srcObject = streams[0] ?? null;
    };
    connection.onconnectionstatechange = () => says(connection?.connectionState ?? '');
    for (const track of microphone.getTracks()) connection.addTrack(track, microphone);
    if (matched.role !== 'waiter') return;
    await connection.setLocalDescription(await connection.createOffer());
    send({ description: connection.localDescription });
  }

  async function take({ call: of, description, candidate }: Signal) {
    if (connection === undefined || of !== call) return;
    if (candidate != null) await connection.addIceCandidate(candidate);
    if (description == null) return;
    await connection.setRemoteDescription(description);
    if (description.type !== 'offer') return;
    await connection.setLocalDescription(await connection.createAnswer());
    send({ description: connection.localDescription });
  }

  window.onpagehide = () => socket?.disconnect();
  start.onclick = async () => {
    const connected = socket === undefined ? connect() : Promise.resolve();
    microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    await connected;
    socket?.emit('join', { want: 'any' }, (reply) => says(reply.ok ? reply.state : 'refused'));
  };
  next.onclick = () => {
    connection?.close();
    socket?.emit('next', { call }, (reply) => says(reply.ok ? reply.state : 'refused'));
  };
}
