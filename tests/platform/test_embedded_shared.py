"""The test run's own pair: one for all processes, gone after the last of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psutil

from backend.platform.embedded.ports import answers
from backend.platform.embedded.state import load

ROOT = Path(__file__).parents[2]
USER = """
import sys, time
from tests.servers import start_shared_pair, release_shared_pair
print(start_shared_pair(sys.argv[1]).database_url, flush=True)
sys.stdin.readline()
release_shared_pair(sys.argv[1])
"""


def user(run_id: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USER, run_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def place(run_id: str) -> Path:
    return next(Path(tempfile.gettempdir()).glob(f"startrail-tests-*-{run_id}"))


def test_processes_of_a_run_share_one_pair_until_the_last_lets_go() -> None:
    run_id = uuid.uuid4().hex[:8]
    first, address = user(run_id)
    second, same = user(run_id)
    folder = place(run_id)
    state = load(folder / "data" / "pair.json")
    keeper = int((folder / "keeper").read_text().split()[0])
    assert state is not None
    assert address == same
    first.communicate("\n")
    assert first.returncode == 0
    assert answers(state.postgres_port)
    second.communicate("\n")
    assert second.returncode == 0
    assert not answers(state.postgres_port)
    assert not psutil.pid_exists(keeper) or psutil.Process(keeper).status() == psutil.STATUS_ZOMBIE
    assert not folder.exists()


def test_the_pair_ends_when_its_users_are_killed() -> None:
    run_id = uuid.uuid4().hex[:8]
    process, _ = user(run_id)
    folder = place(run_id)
    state = load(folder / "data" / "pair.json")
    assert state is not None
    process.kill()
    process.wait()
    end = time.monotonic() + 20
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not folder.exists()
    assert not answers(state.postgres_port)
    assert not answers(state.valkey_port)
