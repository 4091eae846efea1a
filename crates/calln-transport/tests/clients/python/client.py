"""Drives a server with python-socketio: `python client.py <url> <websocket|polling|upgrade>`.

The server returns `message` as `message-back` and acknowledges `message-with-ack` with its own arguments.
"""

import queue
import sys
import threading

import socketio

TIMEOUT = 30
COUNT = 1000

url, mode = sys.argv[1:]
transports = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": None}[mode]

client = socketio.Client(reconnection=False)
greetings, received, gone = queue.Queue(), queue.Queue(), threading.Event()
client.on("auth", greetings.put)
client.on("message-back", received.put)
client.on("disconnect", lambda *reason: gone.set())

client.connect(url, auth={"word": "hello"}, transports=transports, wait_timeout=TIMEOUT)
assert greetings.get(timeout=TIMEOUT) == {"word": "hello"}
assert client.transport() == ("polling" if mode == "polling" else "websocket"), client.transport()

for number in range(COUNT):
    client.emit("message", number)
# This client hands each packet to a thread of its own, so it can tell what came, not in which order.
assert sorted(received.get(timeout=TIMEOUT) for _ in range(COUNT)) == list(range(COUNT)), "all, and each once"

assert client.call("message-with-ack", {"a": [1]}, timeout=TIMEOUT) == {"a": [1]}

picture = bytes(index % 251 for index in range(100_000))
client.emit("message", {"name": "picture", "bytes": picture})
assert received.get(timeout=TIMEOUT) == {"name": "picture", "bytes": picture}
assert client.call("message-with-ack", picture, timeout=TIMEOUT) == picture

client.disconnect()
assert gone.wait(TIMEOUT)
print("ok")
