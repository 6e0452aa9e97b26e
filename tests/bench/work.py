"""CPU time of process trees, as the operating system accounts it."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Tree:
    """A process with everything below it."""

    pid: int

    def seconds(self) -> float:
        """CPU seconds so far; of ended children those that were waited for."""
        root = psutil.Process(self.pid)
        total = 0.0
        for process in [root, *root.children(recursive=True)]:
            try:
                spent = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += spent.user + spent.system
        ended = root.cpu_times()
        return total + ended.children_user + ended.children_system
