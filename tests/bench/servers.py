"""Servers to measure: each its own process group under granian with one worker, on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Of a WSGI server, as `etalage run` has it.
THREADS = "8"
STARTS, STOPS = 60, 10
# How long, and at most how often, to look whether a server still works for itself.
QUIET_S, QUIET_AFTER = 0.02, 50


class Server:
    """A running server: where it is, and the CPU seconds that its processes have used."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port
        self.family: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float | None:
        """Of the server and its workers, to the microsecond; None where the system has no clock of another process."""
        if not sys.platform.startswith("linux"):
            return None
        self.family = self.family or list(_family(self.process.pid))
        return sum(_clock(pid) for pid in self.family)

    def quiet_cpu_s(self) -> float | None:
        """The same once nothing is left to do: what is made after an answer belongs to what asked for it."""
        used = self.cpu_s()
        for _ in range(QUIET_AFTER):
            before = used
            time.sleep(QUIET_S)
            used = self.cpu_s()
            if before is None or used is None or used - before < QUIET_S / 10:
                break
        return used


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _clock(pid: int) -> float:
    """What `clock_getcpuclockid(3)` names: /proc/<pid>/stat counts in hundredths of a second, too coarse for a short round."""
    return time.clock_gettime((~pid << 3) | 2)


@contextmanager
def serving(
    target: str,
    folder: Path,
    *arguments: str,
    python: Path | str = sys.executable,
    interface: str = "wsgi",
    workers: int = 1,
    **environ: str,
) -> Iterator[Server]:
    """`target` (module:app), found in `folder`, under granian until the block ends; `arguments` are more of granian's."""
    port = _free_port()
    command = [str(python), "-m", "granian", "--interface", interface, "--port", str(port), "--workers", str(workers)]
    command += ["--log-level", "error", "--no-ws", *arguments, target]
    command += ["--blocking-threads", THREADS] if interface == "wsgi" else []
    with tempfile.TemporaryFile() as said:
        settings = environment(folder, environ)
        process = subprocess.Popen(command, env=settings, cwd=folder, stderr=said, start_new_session=True)
        try:
            _wait(port, process)
            yield Server(process, port)
        except Exception:
            said.seek(0)
            print(f"{target} in {folder.name} said: {said.read().decode(errors='replace')[-3000:]}", file=sys.stderr)
            raise
        finally:
            _stop(process)


def environment(folder: Path, environ: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environ, "PYTHONPATH": str(folder)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("a server to be measured did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The server and its workers are a process group of their own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(STOPS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return
