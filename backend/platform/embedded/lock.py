"""One supervisor per data folder: a lock file that names its holder."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil

from backend.platform.embedded.faults import PairFault

if sys.platform != "win32":
    import fcntl


class FolderLock:
    """A file lock held for the life of the supervisor; the kernel frees it however the holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self) -> None:
        """Hold the lock. Raises PairFault(ALREADY_RUNNING) naming the process that holds it."""
        file = self._try()
        if file is None:
            pid = holder_of(self.path)
            raise PairFault(
                "ALREADY_RUNNING",
                zh=f"数据目录 {self.path.parent} 正由进程 {pid or '未知'} 使用。"
                "请先停止它，或用 STARTRAIL_DATA 另选目录。",
                en=f"The data folder {self.path.parent} is in use by process {pid or 'unknown'}. "
                "Stop that one first, or choose another folder by STARTRAIL_DATA.",
            )
        self._file = file
        holder = {"pid": os.getpid(), "started": psutil.Process().create_time()}
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(holder).encode(), 0)

    def release(self) -> None:
        """Let the next one in; harmless when nothing is held."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def _try(self) -> int | None:
        if sys.platform == "win32":
            raise PairFault(
                "UNSUPPORTED_PLATFORM",
                zh="Windows 上没有内置服务器：请使用 WSL，或设置 DATABASE_URL 与 REDIS_URL。",
                en="There are no embedded servers on Windows: use WSL, or set DATABASE_URL and REDIS_URL.",
            )
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return file


def holder_of(path: Path) -> int | None:
    """Process id of the living holder written in a lock file; None when there is none.

    The start time tells the holder from a later process that was given the same number.
    """
    try:
        holder = json.loads(path.read_text())
        process = psutil.Process(holder["pid"])
        same = abs(process.create_time() - holder["started"]) < 2
    except (OSError, ValueError, KeyError, TypeError, psutil.NoSuchProcess):
        return None
    return process.pid if same and process.status() != psutil.STATUS_ZOMBIE else None
