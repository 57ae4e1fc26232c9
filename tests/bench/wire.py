"""HTTP/1.1 with just what measuring needs: a client must cost less than the servers that it measures."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlencode

EXPECTED = (b"200", b"302", b"303", b"304")
# Granian closes a connection that was silent for 30 seconds; between two turns it may be.
IDLE_S = 5


class Refused(RuntimeError):
    """An answer that nobody expects; `status` says which."""

    def __init__(self, status: int, head: bytes, body: bytes) -> None:
        super().__init__(f"answered {status}: {head[:300]!r} {body[:300]!r}")
        self.status = status


class Connection:
    """One that stays open, and is opened anew before a server would give it up; raises `Refused`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.used = b"", time.monotonic()

    def send(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer."""
        self.ask(request)
        return self.receive()

    def ask(self, request: bytes) -> None:
        now = time.monotonic()
        if now - self.used > IDLE_S:
            self.socket.close()
            self._open()
        self.used = now
        self.socket.sendall(request)

    def receive(self) -> tuple[bytes, bytes]:
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        length = int(header(head, b"content-length") or 0)
        while len(self.buffer) < length:
            self._more()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        if head[9:12] not in EXPECTED:
            raise Refused(int(head[9:12]), head, body)
        return head, body

    def _more(self) -> None:
        # Space for more would be mapped and unmapped at each call, which costs more than all the rest.
        received = self.socket.recv(65_536)
        if not received:
            raise RuntimeError("the server closed the connection")
        self.buffer += received


def header(head: bytes, name: bytes) -> bytes | None:
    """The value of a header; granian writes all names in small letters."""
    begins = head.find(b"\r\n" + name + b":")
    return head[begins + len(name) + 3 :].split(b"\r\n", 1)[0].strip() if begins >= 0 else None


def get(path: str, **headers: str) -> bytes:
    return _request("GET", path, headers)


def post(path: str, form: dict[str, str], **headers: str) -> bytes:
    body = urlencode(form)
    headers |= {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))}
    return _request("POST", path, headers, body)


def _request(method: str, path: str, headers: dict[str, str], body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
