"""One pair of servers for a whole test run, shared by all its processes and ended with the last of them.

A keeper process owns the servers and watches the processes that use them, so they end even when pytest is
killed. `python -m tests.servers FOLDER` is the keeper.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil

from backend.platform.embedded.pair import Pair
from backend.platform.embedded.state import Addresses

ROOT = Path(__file__).parent.parent
START_WITHIN, STOP_WITHIN = 120.0, 30.0
LOOK_EVERY = 0.2


def start_shared_pair(run_id: str) -> Addresses:
    """Addresses of the run's pair, started by whoever comes first. Call `release_shared_pair` at the end."""
    with _locked():
        folder = _folder(run_id)
        (folder / "users").mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # as root the servers run under another account
        (folder / "users" / str(os.getpid())).write_text(str(psutil.Process().create_time()))
        if not _is_kept(folder):
            _start_keeper(folder)
    return _await_addresses(folder)


def release_shared_pair(run_id: str) -> None:
    """Give the pair up; the last one ends it and waits until its processes are gone."""
    with _locked():
        folder = _folder(run_id)
        (folder / "users" / str(os.getpid())).unlink(missing_ok=True)
        if _users(folder):
            return
        (folder / "leave").touch()
        end = time.monotonic() + STOP_WITHIN
        while _is_kept(folder) and time.monotonic() < end:
            time.sleep(0.02)
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path) -> None:
    """Keep the servers while anybody uses them; without anybody, remove everything."""
    with ExitStack() as stack:
        with Pair(folder / "data", durable=False) as addresses:
            new = folder / "addresses.new"
            new.write_text(json.dumps([addresses.database_url, addresses.redis_url]))
            new.rename(folder / "addresses.json")
            abandoned = _until_unused(folder, stack)
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)


def _until_unused(folder: Path, stack: ExitStack) -> bool:
    """Wait; False when the last user said so, True when all users died. Then the lock is held."""
    while not (folder / "leave").exists():
        time.sleep(LOOK_EVERY)
        if not _users(folder):
            with suppress(BlockingIOError):  # somebody comes or goes: look again
                stack.enter_context(_locked(fcntl.LOCK_NB))
                if not _users(folder):
                    return True
                stack.pop_all().close()
    return False


def _folder(run_id: str) -> Path:
    return Path(tempfile.gettempdir()) / f"startrail-tests-{os.getuid()}-{run_id}"


@contextmanager
def _locked(how: int = 0) -> Iterator[None]:
    """One at a time for all runs of this user: starting and ending are short."""
    with (Path(tempfile.gettempdir()) / f"startrail-tests-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | how)
        yield


def _start_keeper(folder: Path) -> None:
    for leftover in ("leave", "addresses.json"):
        (folder / leftover).unlink(missing_ok=True)
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.servers", str(folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (folder / "keeper").write_text(f"{keeper.pid} {psutil.Process(keeper.pid).create_time()}")


def _await_addresses(folder: Path) -> Addresses:
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end:
        with suppress(FileNotFoundError):
            return Addresses(*json.loads((folder / "addresses.json").read_text()))
        if not _is_kept(folder):
            break
        time.sleep(0.02)
    raise RuntimeError("the servers did not start:\n" + (folder / "keeper.log").read_text())


def _is_kept(folder: Path) -> bool:
    try:
        pid, started = (folder / "keeper").read_text().split()
    except (OSError, ValueError):
        return False
    return _lives(int(pid), float(started))


def _users(folder: Path) -> list[int]:
    users = []
    for user in (folder / "users").glob("*"):
        with suppress(OSError, ValueError):
            if _lives(int(user.name), float(user.read_text())):
                users.append(int(user.name))
    return users


def _lives(pid: int, started: float) -> bool:
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 2 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
