// Drives a server with the official client: `node client.mjs <url> <websocket|polling|upgrade>`.
// The server returns `message` as `message-back` and acknowledges `message-with-ack` with its own arguments.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [url, mode] = process.argv.slice(2);
const transports = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] }[mode];
assert.ok(transports, "the mode is websocket, polling or upgrade");

const deadline = setTimeout(() => {
  console.error("not done within 30 s");
  process.exit(1);
}, 30_000);

const socket = io(url, { transports, reconnection: false, auth: { word: "hello" } });
const upgraded =
  mode === "upgrade" ? new Promise((resolve) => socket.io.engine.once("upgrade", resolve)) : Promise.resolve();
const next = (name) => new Promise((resolve) => socket.once(name, (...arguments_) => resolve(arguments_)));

const greeting = next("auth");
await next("connect");
assert.deepEqual(await greeting, [{ word: "hello" }]);

const received = [];
const all = new Promise((resolve) => {
  socket.on("message-back", function count(number) {
    received.push(number);
    if (received.length === 1000) {
      socket.off("message-back", count);
      resolve();
    }
  });
});
for (let number = 0; number < 1000; number++) {
  socket.emit("message", number);
  if (number % 50 === 0) await new Promise(setImmediate);
}
await Promise.all([all, upgraded]);
assert.deepEqual(received, [...Array(1000).keys()]);
assert.equal(socket.io.engine.transport.name, mode === "polling" ? "polling" : "websocket");

assert.deepEqual(
  await new Promise((resolve) => socket.emit("message-with-ack", { a: [1] }, (...answer) => resolve(answer))),
  [{ a: [1] }],
);

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
const back = next("message-back");
socket.emit("message", { name: "picture", bytes });
const [picture] = await back;
assert.equal(picture.name, "picture");
assert.ok(bytes.equals(Buffer.from(picture.bytes)), "the bytes come back as they were");
assert.ok(
  bytes.equals(Buffer.from(await new Promise((resolve) => socket.emit("message-with-ack", bytes, resolve)))),
  "the bytes are acknowledged as they were",
);

const custom = socket.io.socket("/custom");
await new Promise((resolve) => custom.once("auth", resolve));
const unknown = socket.io.socket("/unknown");
const refused = await new Promise((resolve) => unknown.once("connect_error", resolve));
assert.equal(refused.message, "Invalid namespace");
custom.disconnect();

const gone = next("disconnect");
socket.disconnect();
assert.deepEqual((await gone)[0], "io client disconnect");
clearTimeout(deadline);
console.log("ok");
