// Many callers through the official client, each with a wish of its own; prints what each was told.
//
// Input, as JSON on standard input: {url, callers: [{country, want}, …]}. Output, as JSON: for each caller
// [state in the acknowledgement, null | {call, role, country}], once nobody is going to be matched any more.
// The callers join one after the other, so that the order of arrival is known to the reader.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.CALLN_TEST_NODE_CLIENT}/`);
const { io } = require('socket.io-client');

const { url, callers } = JSON.parse(readFileSync(0, 'utf8'));

const connect = () =>
  new Promise((resolve, reject) => {
    const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    socket.once('welcome', () => resolve(socket));
    socket.once('connect_error', reject);
  });

// Not all at once: the client gives each connection 20 s, and a busy machine needs longer for thousands.
const sockets = [];
while (sockets.length < callers.length) {
  const group = callers.slice(sockets.length, sockets.length + 100);
  sockets.push(...(await Promise.all(group.map(connect))));
}
const matches = callers.map(() => null);
let told = 0;
let allTold;
for (const [i, socket] of sockets.entries()) {
  socket.on('matched', ({ call, role, partner }) => {
    if (matches[i] !== null) throw new Error(`caller ${i} was matched twice`);
    matches[i] = { call, role, country: partner.country };
    told += 1;
    allTold?.();
  });
}

const states = [];
for (const [i, socket] of sockets.entries()) {
  const reply = await socket.emitWithAck('join', callers[i]);
  if (!reply.ok) throw new Error(`caller ${i} was refused: ${reply.error.code}`);
  states.push(reply.state);
}
// Every newcomer that was matched is one pair, and both of a pair are told.
const pairs = states.filter((state) => state === 'matched').length;
await new Promise((resolve) => {
  allTold = () => told >= 2 * pairs && resolve();
  allTold();
});

process.stdout.write(JSON.stringify(states.map((state, i) => [state, matches[i]])), () => process.exit(0));
