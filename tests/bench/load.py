"""A client that costs little itself: one connection kept open, requests one after the other."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.servers import Server


@dataclass(frozen=True, slots=True)
class Round:
    """What one subject did in its turn. `cpu_us` is the server's CPU per request, None where it cannot be known."""

    requests: int
    seconds: float
    cpu_us: float | None

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


class Connection:
    """HTTP/1.1 with just what measuring needs; raises `RuntimeError` for an answer that is no 200 or 304."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer."""
        self.socket.sendall(request)
        while b"\r\n\r\n" not in self.buffer:
            self._receive()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        status = head[9:12]
        if status not in (b"200", b"304", b"303"):
            raise RuntimeError(f"answered {head[:300]!r} {self.buffer[:200]!r}")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(self.buffer) < length:
            self._receive()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return head, body

    def _receive(self) -> None:
        received = self.socket.recv(262_144)
        if not received:
            raise RuntimeError("the server closed the connection")
        self.buffer += received


def get(path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def turn(server: Server, send: Callable[[], None], seconds: float) -> Round:
    """Send for so long, and count."""
    cpu = server.cpu_s()
    started = time.perf_counter()
    until = started + seconds
    count = 0
    while time.perf_counter() < until:
        send()
        count += 1
    took = time.perf_counter() - started
    after = server.cpu_s()
    used = None if cpu is None or after is None else (after - cpu) / count * 1e6
    return Round(count, took, used)
