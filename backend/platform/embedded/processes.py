"""Server processes: started as children that die with us, found again as orphans, ended for good."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from backend.platform.embedded.account import Account

PR_SET_PDEATHSIG = 1
SERVERS = ("postgres", "valkey-server", "redis-server")
KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


def server_environment() -> dict[str, str]:
    """What servers inherit: nothing that could change their locale, port or options."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"LANG": "C", "LC_ALL": "C", "TZ": "UTC"}


def spawn(
    command: Sequence[str | Path],
    *,
    death_signal: signal.Signals,
    account: Account | None = None,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C at the terminal reaches only us.

    death_signal: what the child gets when we die in whatever way (Linux; elsewhere the next start adopts
    orphans). It is bound to the starting thread, so only the main thread may call; RuntimeError otherwise.
    log: file that gets its output; None: ours. env: its whole environment; None: ours.
    """
    output = None if log is None else os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603  our own programs, arguments are no shell text
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            **_child_options(death_signal, account),
        )
    finally:
        if output is not None:
            os.close(output)


def run_to_end(command: Sequence[str | Path], account: Account | None, typed: str) -> tuple[int, str]:
    """Run a server's tool with a text as its input: its exit code and all it said."""
    child = subprocess.Popen(  # noqa: S603  as above
        [os.fspath(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=server_environment(),
        cwd="/",
        **_child_options(signal.SIGKILL, account),
    )
    said, _ = child.communicate(typed.encode())
    return child.returncode, said.decode(errors="replace")


def _child_options(death_signal: signal.Signals, account: Account | None) -> dict[str, Any]:
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children must be started from the main thread: they die with the thread")
    options: dict[str, Any] = {"start_new_session": True, "preexec_fn": _tie(death_signal)}
    if account is not None:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return options


def _tie(death_signal: signal.Signals) -> Callable[[], None] | None:
    """A function for the child that ties its life to ours; it runs after the change of account."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # we died before the tie was made
            os.kill(os.getpid(), signal.SIGKILL)

    return tie


def living_in(folder: Path) -> list[psutil.Process]:
    """Server processes whose working directory is the folder, zombies left out.

    Both servers change into their data folder, so this finds them, and their workers, without trusting
    process numbers that may have been given away again.
    """
    here = os.path.realpath(folder)
    found = []
    for process in psutil.process_iter(["name"]):
        if not (process.info["name"] or "").startswith(SERVERS):
            continue
        try:
            if process.cwd() == here and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def end_orphans(folder: Path, polite: signal.Signals, *, seconds: float = 60) -> int:
    """End servers a killed supervisor left in a folder: politely, then by force. How many there were.

    polite: for servers. PostgreSQL's workers are left to their server; those that lost it are told to quit,
    as it would have told them, because they hold the shared memory that the next server needs.
    """
    orphans = living_in(folder)
    workers = [process for process in orphans if _is_worker(process)]
    servers = [process for process in orphans if process not in workers]
    for process in servers or workers:
        _send(process, polite if servers else signal.SIGQUIT)
    left = _wait_until_gone(folder, seconds if orphans else 0)
    for process in left:
        _send(process, signal.SIGKILL)
    _wait_until_gone(folder, 5 if left else 0)
    return len(orphans)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return process.cmdline()[0].startswith("postgres:")
    except (psutil.Error, IndexError):
        return True


def _send(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.Error):  # gone meanwhile
        process.send_signal(number)


def _wait_until_gone(folder: Path, seconds: float) -> list[psutil.Process]:
    end = time.monotonic() + seconds
    left = living_in(folder)
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = living_in(folder)
    return left
