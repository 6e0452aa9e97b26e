"""The embedded Valkey: queues and the bell, kept over restarts by its append-only file."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from backend.platform.embedded.account import Account
from backend.platform.embedded.binaries import Binaries
from backend.platform.embedded.ports import LOOPBACK
from backend.platform.embedded.server import Server


class Valkey(Server):
    """A Valkey (or Redis) server with a password over one folder."""

    name = "Valkey"
    stop_signal = signal.SIGTERM  # writes what is due, then ends
    patience = 120.0  # loading a large append-only file

    def __init__(
        self,
        folder: Path,
        log: Path,
        account: Account | None,
        port: int,
        binaries: Binaries,
        *,
        password: str,
        durable: bool,
    ) -> None:
        super().__init__(folder, log, account, port, durable=durable)
        self.binaries = binaries
        self.password = password

    def command(self) -> Sequence[str | Path]:
        """The server and its configuration file, which keeps the password out of the process list."""
        return [self.binaries.valkey, self._write_configuration()]

    def is_ready(self, pid: int) -> bool:
        """Whether it takes the password and is done with loading."""
        try:
            with socket.create_connection((LOOPBACK, self.port), 0.5) as server:
                server.sendall(_request("AUTH", self.password) + _request("PING"))
                return _two_lines(server) == [b"+OK", b"+PONG"]
        except OSError:
            return False

    def _write_configuration(self) -> Path:
        settings = {
            "bind": LOOPBACK,
            "port": self.port,
            "requirepass": self.password,
            "dir": _quoted(self.folder),
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            # Jobs must never be dropped to make room: a full memory refuses writes instead.
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "daemonize": "no",
        }
        path = self.folder / "valkey.conf"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.writelines(f"{name} {value}\n" for name, value in settings.items())
        if self.account is not None:
            self.account.give(path)
        return path


def _quoted(path: Path) -> str:
    escaped = os.fspath(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _request(*words: str) -> bytes:
    """A command in the server's protocol: a list of strings, each with its length in bytes."""
    parts = [f"*{len(words)}\r\n".encode()]
    parts += [b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words]
    return b"".join(parts)


def _two_lines(server: socket.socket) -> list[bytes]:
    answer = b""
    while answer.count(b"\r\n") < 2:
        piece = server.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.split(b"\r\n")[:2]
