"""What both servers have in common: a child with a log, awaited until ready and stopped in order."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from backend.platform.embedded.account import Account
from backend.platform.embedded.faults import PairFault, PortTaken
from backend.platform.embedded.processes import end_orphans, server_environment, spawn

LOG_LIMIT = 10_000_000
TAKEN = "Address already in use"


class Server(ABC):
    """One server over one data folder. `port` may be changed while it is stopped."""

    name: str
    stop_signal: signal.Signals
    patience = 30.0
    """Seconds until ready; enough for a server that answers while it loads or recovers."""

    def __init__(self, folder: Path, log: Path, account: Account | None, port: int, *, durable: bool) -> None:
        self.folder = folder
        self.log = log
        self.account = account
        self.port = port
        self.durable = durable
        self._child: subprocess.Popen[bytes] | None = None
        self._read_from = 0
        self._asked = False

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """Program and arguments; may write the server's configuration first."""

    @abstractmethod
    def is_ready(self, pid: int) -> bool:
        """Whether the server with this process id serves clients."""

    def passing_trouble(self, words: str) -> bool:
        """Whether a start that ended with these words in the log is worth another try."""
        return False

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def end_orphans(self) -> None:
        """End what a killed supervisor or a killed server left running in our folder."""
        end_orphans(self.folder, self.stop_signal)

    def launch(self) -> None:
        """Start the server without waiting, after the end of what an earlier one left behind."""
        self.end_orphans()
        self._turn_log()
        self._read_from = self.log.stat().st_size if self.log.exists() else 0
        self._asked = False
        self._child = spawn(
            self.command(),
            death_signal=self.stop_signal,
            account=self.account,
            log=self.log,
            env=server_environment(),
        )

    def await_ready(self) -> None:
        """Wait until clients are served.

        Raises PortTaken, or PairFault with the last words of the log; the server is then stopped.
        """
        end = time.monotonic() + self.patience
        while True:
            if self._child is None or self._child.poll() is not None:
                words = self._last_words()
                if TAKEN in words:
                    raise PortTaken(self.port)
                if not self.passing_trouble(words) or time.monotonic() > end:
                    raise self._did_not_start(words)
                time.sleep(0.2)
                self.launch()
            elif self.is_ready(self._child.pid):
                return
            elif time.monotonic() > end:
                self.stop()
                raise self._did_not_start(self._last_words())
            else:
                time.sleep(0.01)

    def ask_to_stop(self) -> None:
        """Begin an orderly stop; asking again changes nothing."""
        if self._child and self._child.poll() is None and not self._asked:
            self._child.send_signal(self.stop_signal)
            self._asked = True

    def stop(self, *, seconds: float = 15) -> None:
        """Stop in order, by force after the given time, and leave no process. Stopped already: nothing."""
        if self._child is None:
            return
        self.ask_to_stop()
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            end_orphans(self.folder, signal.SIGKILL, seconds=2)
        self._child = None

    def _turn_log(self) -> None:
        """Keep at most one old log, so that the folder does not fill up over the years."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_name(self.log.name + ".old"))

    def _last_words(self) -> str:
        with contextlib.suppress(OSError), self.log.open("rb") as log:
            log.seek(self._read_from)
            return log.read(100_000).decode(errors="replace")
        return ""

    def _did_not_start(self, words: str) -> PairFault:
        tail = "\n".join(words.strip().splitlines()[-5:])
        return PairFault(
            "DID_NOT_START",
            zh=f"{self.name} 未能启动，日志 {self.log} 的最后几行：",
            en=f"{self.name} did not start; the last lines of {self.log}:\n{tail}",
        )
