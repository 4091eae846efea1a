// A Socket.IO server on Node with the duties of Calln's relay, for `calln-load bench relay` and `bench image` to
// measure beside it.
//
// It is meant to be the server that somebody who knows Socket.IO would write and tune, so that the ratio says
// something:
//  - WebSocket only and no compression, as Calln is measured;
//  - bufferutil, the native add-on that `ws` masks and unmasks with;
//  - the upgrade request is dropped once the connection stands, which Socket.IO's manual advises for memory;
//  - relayed events go straight from socket to partner: no rooms, no broadcast, no adapter in the way;
//  - a call is two properties on a plain object per caller;
//  - it checks less than Calln does: no origins, no limits per event, no countries.
//
// Prints `listening on http://127.0.0.1:PORT`. Stops when its standard input closes, so that it can't outlive
// whoever started it.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const MESSAGE_BYTES = 512 * 1024;
const BACKLOG = 4096;

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  maxHttpBufferSize: MESSAGE_BYTES,
});
io.engine.on("connection", (connection) => {
  connection.request = null;
});

/** Callers who wait, longest first: a Set keeps the order of insertion and gives up a member in constant time. */
const lobby = new Set();

function begin(caller, partner, call, role) {
  caller.call = call;
  caller.partner = partner;
  const token = randomBytes(16).toString("base64url");
  caller.socket.emit("matched", { call, role, partner: { country: null }, token });
}

/** Looks for a partner; answers what became of the caller. */
function look(caller) {
  if (lobby.has(caller)) return { ok: true, state: "waiting" };
  const [waiter] = lobby;
  if (waiter === undefined) {
    lobby.add(caller);
    return { ok: true, state: "waiting" };
  }
  lobby.delete(waiter);
  const call = randomBytes(16).toString("base64url");
  begin(waiter, caller, call, "waiter");
  begin(caller, waiter, call, "newcomer");
  return { ok: true, state: "matched" };
}

function end(caller, why) {
  const { partner, call } = caller;
  if (partner === null) return;
  caller.partner = partner.partner = null;
  caller.call = partner.call = null;
  partner.socket.emit("partner_left", { call, why });
}

const refusal = (code, message) => ({ ok: false, error: { code, message } });

io.on("connection", (socket) => {
  const caller = { socket, joined: false, partner: null, call: null };

  socket.emit("welcome", {
    country: null,
    ice_servers: [],
    limits: { message_bytes: MESSAGE_BYTES, signal_bytes: MESSAGE_BYTES },
    online: "few",
  });

  socket.on("join", (_join, ack) => {
    caller.joined = true;
    const reply = caller.partner === null ? look(caller) : refusal("in_call", "End the call first.");
    ack?.(reply);
  });

  socket.on("next", (next, ack) => {
    if (next?.call === undefined || next.call === caller.call) end(caller, "next");
    let reply;
    if (!caller.joined) reply = refusal("not_joined", "Join first.");
    else if (caller.partner !== null) reply = refusal("in_call", "That call is already over.");
    else reply = look(caller);
    ack?.(reply);
  });

  for (const name of ["signal", "chat", "image"]) {
    socket.on(name, (frame) => {
      if (caller.partner !== null && frame?.call === caller.call) caller.partner.socket.emit(name, frame);
    });
  }

  socket.on("hang_up", (hangUp) => {
    if (hangUp?.call === caller.call) end(caller, "hung_up");
  });

  socket.on("leave", () => {
    lobby.delete(caller);
  });

  socket.on("disconnect", () => {
    lobby.delete(caller);
    end(caller, "disconnected");
  });
});

http.listen({ host: "127.0.0.1", port: 0, backlog: BACKLOG }, () => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
