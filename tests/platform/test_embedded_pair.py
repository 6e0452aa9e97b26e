"""The embedded pair keeps every committed row and leaves no process, whatever is killed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError

from backend.platform.embedded.access import reach, running_addresses
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.pair import Pair
from backend.platform.embedded.processes import living_in
from backend.platform.embedded.state import Addresses

ROOT = Path(__file__).parents[2]
SUPERVISOR = """
import json, sys, time
from pathlib import Path
from backend.platform.embedded import processes
from backend.platform.embedded.pair import Pair
if "untied" in sys.argv:
    processes._tie = lambda death_signal: None
pair = Pair(Path(sys.argv[1]))
pair.start()
try:
    print(json.dumps(pair.pids), flush=True)  # from here on the test may interrupt
    time.sleep(600)
except KeyboardInterrupt:
    pair.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own folder: as root, the servers' account could not pass through it.
    parent = Path(tempfile.mkdtemp(prefix="startrail-pair-"))
    parent.chmod(0o755)
    yield parent / "data"
    for server in ("postgres", "valkey"):
        assert living_in(parent / "data" / "servers" / server) == []
    shutil.rmtree(parent)


def supervisor(folder: Path, *options: str) -> tuple[subprocess.Popen[str], dict[str, int]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder), *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def eventually(claim: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.05)
    return claim()


async def write(at: Addresses, text: str) -> None:
    connection = await asyncpg.connect(at.database_url)
    await connection.execute("create table if not exists note (text text)")
    await connection.execute("insert into note values ($1)", text)
    await connection.close()
    async with Redis.from_url(at.redis_url) as redis:
        await redis.rpush("notes", text)


async def notes(at: Addresses) -> tuple[list[str], list[str]]:
    connection = await asyncpg.connect(at.database_url)
    rows = await connection.fetch("select text from note")
    await connection.close()
    async with Redis.from_url(at.redis_url) as redis:
        kept = await redis.lrange("notes", 0, -1)
    return [row["text"] for row in rows], [text.decode() for text in kept]


async def test_a_restart_keeps_rows_queues_and_addresses(folder: Path) -> None:
    with Pair(folder) as first:
        await write(first, "王小明")
    with Pair(folder) as second:
        assert second == first
        assert await notes(second) == (["王小明"], ["王小明"])


async def test_the_cluster_finds_chinese_and_is_durable(folder: Path) -> None:
    with Pair(folder) as at:
        connection = await asyncpg.connect(at.database_url)
        await connection.execute("create extension pg_trgm; create extension pg_stat_statements")
        assert len(await connection.fetchval("select show_trgm('王小明')")) == 4
        assert await connection.fetchval("select lower('Ä')") == "ä"
        assert await connection.fetchval(
            "select array_agg(x order by x) from unnest(array['b','B','a']) x"
        ) == [
            "B",
            "a",
            "b",
        ]
        wanted = {
            "synchronous_commit": "on",
            "fsync": "on",
            "data_checksums": "on",
            "TimeZone": "UTC",
            "max_connections": "200",
            "server_encoding": "UTF8",
            "listen_addresses": "127.0.0.1",
        }
        assert {
            name: await connection.fetchval("select current_setting($1)", name) for name in wanted
        } == wanted
        assert await connection.fetchval("select count(*) from pg_stat_statements") > 0
        await connection.close()
        async with Redis.from_url(at.redis_url) as redis:
            assert (await redis.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"


async def test_strangers_need_the_password(folder: Path) -> None:
    with Pair(folder) as at:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(at.database_url.replace("app:", "app:x"))
        async with Redis.from_url(at.redis_url.replace("redis://:", "redis://:x")) as redis:
            with pytest.raises(AuthenticationError):
                await redis.ping()
        assert (folder / "pair.json").stat().st_mode & 0o777 == 0o600
        assert at.database_url not in repr(at)


@pytest.mark.parametrize("victim", ["PostgreSQL", "Valkey"])
async def test_a_killed_server_is_mended_with_all_data(folder: Path, victim: str) -> None:
    pair = Pair(folder)
    with pair as at:
        await write(at, "before")
        pid = pair.pids[victim]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: pair.pids[victim] is None)
        assert pair.mend() == [victim]
        assert pair.addresses == at
        assert await notes(at) == (["before"], ["before"])
        assert pair.mend() == []


async def test_busy_workers_of_a_killed_postgres_do_not_stop_the_next(folder: Path) -> None:
    pair = Pair(folder)
    with pair as at:
        await write(at, "before")
        busy = await asyncpg.connect(at.database_url)
        worker = await busy.fetchval("select pg_backend_pid()")
        # It computes without ever looking whether its server lives, and holds the shared memory meanwhile.
        endless = busy.execute("do $$ begin loop end loop; end $$")
        task = asyncio.ensure_future(endless)
        await asyncio.sleep(0.2)
        pid = pair.pids["PostgreSQL"]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: pair.pids["PostgreSQL"] is None)
        assert not gone(worker)
        assert pair.mend() == ["PostgreSQL"]
        assert gone(worker)
        assert (await notes(at))[0] == ["before"]
        task.cancel()
        busy.terminate()


async def test_nothing_outlives_a_killed_supervisor_and_nothing_is_lost(folder: Path) -> None:
    process, pids = supervisor(folder)
    at = running_addresses(folder)
    assert at is not None
    await write(at, "before")
    process.kill()
    process.wait()
    if sys.platform == "linux":
        assert eventually(lambda: all(gone(pid) for pid in pids.values()))
    with Pair(folder) as again:
        assert again == at
        assert await notes(again) == (["before"], ["before"])


async def test_killing_everything_at_once_loses_nothing(folder: Path) -> None:
    process, pids = supervisor(folder)
    at = running_addresses(folder)
    assert at is not None
    await write(at, "before")
    for pid in (process.pid, *pids.values()):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    with Pair(folder) as again:
        assert await notes(again) == (["before"], ["before"])


async def test_orphans_are_ended_and_their_data_adopted(folder: Path) -> None:
    process, pids = supervisor(folder, "untied")
    at = running_addresses(folder)
    assert at is not None
    await write(at, "before")
    process.kill()
    process.wait()
    await asyncio.sleep(0.5)
    assert not any(gone(pid) for pid in pids.values())
    with Pair(folder) as again:
        assert all(gone(pid) for pid in pids.values())
        assert again == at
        assert await notes(again) == (["before"], ["before"])


def test_ctrl_c_at_the_terminal_reaches_only_the_supervisor(folder: Path) -> None:
    process, pids = supervisor(folder)
    assert all(os.getpgid(pid) != process.pid for pid in pids.values())
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 0
    assert all(gone(pid) for pid in pids.values())
    assert "database system is shut down" in (folder / "postgres.log").read_text()


def test_a_second_supervisor_is_refused_and_told_the_first(folder: Path) -> None:
    process, _ = supervisor(folder)
    with pytest.raises(PairFault, match=rf"进程 {process.pid} (.|\n)*process {process.pid}") as refused:
        Pair(folder).start()
    assert refused.value.code == "ALREADY_RUNNING"
    assert running_addresses(folder) is not None
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert running_addresses(folder) is None


async def test_a_command_uses_the_running_pair_or_its_own(folder: Path) -> None:
    with reach(folder) as own:
        await write(own, "own")
    process, pids = supervisor(folder)
    with reach(folder) as running:
        assert running == own
        assert (await notes(running))[0] == ["own"]
    assert not any(gone(pid) for pid in pids.values())
    process.send_signal(signal.SIGINT)
    process.wait(20)


async def test_a_taken_port_is_replaced_and_remembered(folder: Path) -> None:
    with Pair(folder) as first:
        await write(first, "before")
    ports = json.loads((folder / "pair.json").read_text())
    with (
        socket.create_server(("127.0.0.1", ports["postgres_port"])),
        socket.create_server(("127.0.0.1", ports["valkey_port"])),
        Pair(folder) as second,
    ):
        assert second.database_url != first.database_url
        assert second.redis_url != first.redis_url
        assert await notes(second) == (["before"], ["before"])
    with Pair(folder) as third:
        assert third == second


def test_a_stale_pid_file_naming_a_stranger_does_not_stop_the_start(folder: Path) -> None:
    with Pair(folder):
        pass
    stranger = subprocess.Popen(["sleep", "60"], user="postgres" if os.geteuid() == 0 else None)
    (folder / "servers" / "postgres" / "postmaster.pid").write_text(
        f"{stranger.pid}\n{folder}\n1\n1\n\n\n1 1\nready\n"
    )
    with Pair(folder) as at:
        assert at.database_url
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_first_start_that_was_cut_short_is_begun_again(folder: Path) -> None:
    with Pair(folder):
        pass
    servers = folder / "servers"
    (servers / "postgres").rename(servers / "postgres.new")
    (servers / "postgres.new" / "PG_VERSION").unlink()
    with Pair(folder) as at:
        assert at.database_url
    assert not (servers / "postgres.new").exists()


def test_data_of_another_major_version_are_refused_untouched(folder: Path) -> None:
    with Pair(folder):
        pass
    version = folder / "servers" / "postgres" / "PG_VERSION"
    written = version.read_text()
    version.write_text("12\n")
    with pytest.raises(PairFault, match="由 PostgreSQL 12 写成") as refused:
        Pair(folder).start()
    assert refused.value.code == "OTHER_MAJOR"
    assert "was written by PostgreSQL 12" in refused.value.en
    version.write_text(written)
    with Pair(folder) as at:
        assert at.database_url


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda folder: (folder / "pair.json").write_text("{"), "BROKEN_STATE"),
        (lambda folder: (folder / "pair.json").unlink(), "BROKEN_STATE"),
        (lambda folder: (folder / "servers").rename(folder / "elsewhere"), "DATA_MISSING"),
    ],
)
def test_lost_pieces_are_named_instead_of_starting_empty(
    folder: Path, harm: Callable[[Path], object], code: str
) -> None:
    with Pair(folder):
        pass
    harm(folder)
    with pytest.raises(PairFault) as refused:
        Pair(folder).start()
    assert refused.value.code == code
    assert refused.value.zh
    assert refused.value.en


def test_only_the_main_thread_may_start_servers(folder: Path) -> None:
    faults: list[BaseException] = []

    def start() -> None:
        try:
            Pair(folder).start()
        except RuntimeError as fault:
            faults.append(fault)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(faults[0])


async def test_a_test_pair_trades_safety_for_speed(folder: Path) -> None:
    with Pair(folder, durable=False) as at:
        connection = await asyncpg.connect(at.database_url)
        assert await connection.fetchval("select current_setting('fsync')") == "off"
        await connection.close()
