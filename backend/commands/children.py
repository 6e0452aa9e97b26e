"""The API and worker processes under `startrail all`: started again when they end, ended with us."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from backend.platform.embedded.processes import spawn

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
HEALTHY_AFTER = 30.0


class Child:
    """One process that should be running. Pauses between starts double from 0.5 s to 10 s."""

    def __init__(self, name: str, command: Sequence[str], notice: Callable[[str], None]) -> None:
        self.name = name
        self.command = command
        self.ended = 0
        self._notice = notice
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        """Process id while it lives."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process; the kernel kills it when we die in whatever way.

        Killed, not asked: after our death its servers are going too, and its port must be free at once.
        """
        self._process = spawn(self.command, death_signal=signal.SIGKILL)
        self._started = time.monotonic()

    def tend(self) -> None:
        """Start it again when it has ended and its pause is over."""
        now = time.monotonic()
        if self._process is not None and (code := self._process.poll()) is not None:
            self._process = None
            self.ended += 1
            self._pause = FIRST_PAUSE if now - self._started > HEALTHY_AFTER else self._pause
            self._again_at = now + self._pause
            self._notice(
                f"{self.name} 进程结束（代码 {code}），{self._pause:g} 秒后重启。 "
                f"The {self.name} process ended (code {code}); it starts again in {self._pause:g} s."
            )
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        elif self._process is None and now >= self._again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Begin an orderly stop."""
        if self.pid is not None and self._process:
            self._process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for its end until the deadline (monotonic seconds), then kill it and what it started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None
