"""The product as its users run it: a process with a port, a data folder and things it says."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from backend.platform.embedded.ports import free_port

ROOT = Path(__file__).parent.parent
STOP_WITHIN = 25


@dataclass
class Product:
    """One run of a command over a data folder of its own; embedded servers, a free port. mail_port: 0 for none."""

    folder: Path
    command: Sequence[str]
    port: int = field(default_factory=free_port)
    mail_port: int = 0
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Start it without waiting; what it says is kept for `until`."""
        inherited = {
            n: text for n, text in os.environ.items() if n not in ("DATABASE_URL", "REDIS_URL", "HOST")
        }
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=inherited
            | {"STARTRAIL_DATA": str(self.folder), "PORT": str(self.port)}
            | {"STARTRAIL_MAIL_PORT": str(self.mail_port)}
            | environment,
            start_new_session=True,
        )
        return self.process

    def until(self, words: str) -> str:
        """Wait until it says these words; all it said since the last call."""
        assert self.process is not None
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if words in line:
                return said
        raise AssertionError(f"it ended without saying {words!r}:\n{said}")

    def get(self, path: str) -> bytes:
        """The body of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def family(self) -> list[psutil.Process]:
        """All processes below it."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, name: str) -> psutil.Process:
        """The process below it with this program name that was started first."""
        return next(child for child in self.family() if child.name() == name)

    def stop(self) -> list[psutil.Process]:
        """Ctrl-C; processes that outlived it, which should be none. Stopped already: nothing happens."""
        if self.process is None or self.process.poll() is not None:
            return []
        family = self.family()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(STOP_WITHIN)
        return living(family)


def living(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; zombies do not."""
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
