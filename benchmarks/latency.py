"""A proxy that delays what passes, as a network would, and counts the round trips.

``python -m benchmarks.latency PORT MILLISECONDS`` prints its port and forwards connections to that
port of this machine until it is killed. It does not read what it forwards, except for the heads of
TLS records.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

BUFFER_BYTES = 1 << 16
HEAD_BYTES = 5
CHANGE_CIPHER_SPEC, HANDSHAKE = 20, 22
"""Types of records. From the second one of a client on, TLS 1.3 hides them all behind another."""


class Handshakes:
    """Counts the flights of a client's TLS handshake, each of which waits for the server."""

    def __init__(self) -> None:
        self.flights = 0
        self._pending = b""
        self._is_within = False

    def client_sends(self, data: bytes) -> None:
        """Look at the records that a client sends."""
        self._pending += data
        while len(self._pending) >= HEAD_BYTES:
            size = HEAD_BYTES + int.from_bytes(self._pending[3:HEAD_BYTES], "big")
            if len(self._pending) < size:
                return
            kind = self._pending[0]
            if kind == HANDSHAKE:
                self.flights += not self._is_within
                self._is_within = True
            self._pending = self._pending[size:]

    def server_sends(self) -> None:
        """A flight of the client is over when the server sends something."""
        self._is_within = False


class LatencyProxy:
    """Forwards connections, each byte half the latency later, in both directions.

    To connect takes a round trip as well: that of the proxy itself is over at once, so that the
    first bytes wait as long.

    Args:
        port: Where to forward to, on this machine.
        seconds: The latency: what a round trip takes.
    """

    def __init__(self, port: int, seconds: float) -> None:
        self._target = port
        self._seconds = seconds
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.handshakes: list[Handshakes] = []
        """Those of each connection."""
        Thread(target=self._accept, daemon=True).start()

    @property
    def round_trips(self) -> int:
        """Those of all connections until each was secure: one for TCP, the others for TLS."""
        return len(self.handshakes) + sum(one.flights for one in self.handshakes)

    def close(self) -> None:
        """Accept no more connections."""
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.handshakes.append(handshakes := Handshakes())
                Thread(target=self._send, args=(client, server, handshakes), daemon=True).start()
                Thread(target=self._receive, args=(server, client, handshakes), daemon=True).start()

    def _send(self, client: socket.socket, server: socket.socket, counter: Handshakes) -> None:
        line = _DelayLine(server, self._seconds / 2, connecting=self._seconds)
        for data in _received(client):
            counter.client_sends(data)
            line.put(data)
        line.put(b"")

    def _receive(self, server: socket.socket, client: socket.socket, counter: Handshakes) -> None:
        line = _DelayLine(client, self._seconds / 2)
        for data in _received(server):
            counter.server_sends()
            line.put(data)
        line.put(b"")


class _DelayLine:
    """Sends what is put in when it is due, in order; nothing means the end."""

    def __init__(self, to: socket.socket, seconds: float, connecting: float = 0.0) -> None:
        self._to = to
        self._seconds = seconds
        self._ready = time.monotonic() + connecting
        self._queue: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        Thread(target=self._run, daemon=True).start()

    def put(self, data: bytes) -> None:
        """Send bytes after the delay."""
        self._queue.put((max(time.monotonic(), self._ready) + self._seconds, data))

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                due, data = self._queue.get()
                time.sleep(max(due - time.monotonic(), 0.0))
                if not data:
                    break
                self._to.sendall(data)
            self._to.shutdown(socket.SHUT_WR)


def _received(from_: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):
        while data := from_.recv(BUFFER_BYTES):
            yield data


def main() -> None:
    """Forward until the process is killed."""
    port, milliseconds = map(int, sys.argv[1:])
    proxy = LatencyProxy(port, milliseconds / 1000)
    print(proxy.port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
