"""The servers as infra/ sets them up, run for real: the locale, the roles, Valkey's password and stop."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as NotUp

from backend.migrations.newest import newest
from backend.migrations.run import migrate
from backend.platform.embedded.account import Account, server_account
from backend.platform.embedded.binaries import Binaries, find_binaries, readable_for
from backend.platform.embedded.ports import free_port
from backend.platform.roles import ROLES
from tests.infra.compose_file import ROOT, services

PASSWORD = "only-for-this-test"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the servers' account may enter (pytest's own are closed)."""
    made = Path(tempfile.mkdtemp(prefix="startrail-infra-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def account(folder: Path) -> Account | None:
    """Whom the servers run as."""
    return server_account(folder / "cluster")


@pytest.fixture(scope="module")
def binaries(folder: Path, account: Account | None) -> Binaries:
    """The programs of both servers."""
    return readable_for(find_binaries(), account, folder / "programs")


def as_account(account: Account | None) -> dict[str, Any]:
    """Options of subprocess that change to the servers' account."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def address(port: int) -> str:
    """DATABASE_URL of the cluster."""
    return f"postgresql://startrail:{PASSWORD}@127.0.0.1:{port}/startrail"


def psql(binaries: Binaries, port: int, script: str, *options: str, **env: str) -> None:
    """Run a file of infra/postgres as the superuser; fails the test with the words of psql."""
    program = binaries.postgres.with_name("psql")
    if not program.exists():
        pytest.skip("no psql beside the server")
    address = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres", "PGPASSWORD": PASSWORD}
    done = subprocess.run(
        [program, "--no-psqlrc", "-d", "postgres", *options, "-f", ROOT / "infra/postgres" / script],
        env={"PATH": os.environ["PATH"], **address, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def port(folder: Path, account: Account | None, binaries: Binaries) -> Iterator[int]:
    """A cluster made with the arguments of compose.yaml, and its database by the files of infra/postgres."""
    secret = folder / "password"
    secret.write_text(PASSWORD)
    locale = services()["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    data = folder / "cluster"
    data.mkdir(mode=0o700)
    if account is not None:
        account.give(data)
    made: list[str | Path] = [
        binaries.initdb,
        "-D",
        data,
        "-U",
        "postgres",
        f"--pwfile={secret}",
        "-A",
        "scram-sha-256",
        "--no-sync",
    ]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*made, *locale], check=True, env={"LANG": "C"}, **quiet, **as_account(account))
    port = free_port()
    options = [word for word in services()["postgres"]["command"][1:] if word != "-c"]
    options += ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off"]
    run = [binaries.postgres, "-D", data, *[part for option in options for part in ("-c", option)]]
    server = subprocess.Popen(run, env={"LANG": "C"}, **quiet, **as_account(account))
    try:
        ready: list[str | Path] = [
            binaries.postgres.with_name("pg_isready"),
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        while subprocess.run(ready, check=False, **quiet).returncode:
            assert server.poll() is None, "the server ended"
            time.sleep(0.05)
        psql(binaries, port, "database.sql", STARTRAIL_PASSWORD_FILE=str(secret))
        psql(binaries, port, "roles.sql")
        yield port
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
async def owner(port: int) -> Any:
    """A connection as the owner named in DATABASE_URL."""
    connection = await asyncpg.connect(address(port))
    yield connection
    await connection.close()


async def test_chinese_text_has_trigrams_under_the_arguments_of_the_compose_file(owner: Any) -> None:
    await owner.execute("create extension if not exists pg_trgm")
    assert await owner.fetchval("select show_trgm('王')")
    assert await owner.fetchval("select '王' > '张'"), "sorted by code point, the same on every machine"


async def test_the_owner_has_no_more_rights_than_needed(owner: Any) -> None:
    rights = await owner.fetchrow(
        "select rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = user"
    )
    assert tuple(rights) == (False, False, False)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("create role another")


async def test_an_owner_that_may_not_make_roles_migrates_and_works_under_them(port: int, owner: Any) -> None:
    assert await migrate(address(port)) == (None, newest())
    for role in ROLES:
        await owner.execute(f"set role {role}")
        assert await owner.fetchval("select count(*) from firm") == 0
        await owner.execute("reset role")
    await owner.execute("set role startrail_read")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("delete from firm")


def test_the_roles_may_be_made_again(binaries: Binaries, port: int) -> None:
    psql(binaries, port, "roles.sql", "-v", "owner=startrail")


@pytest.fixture
def valkey(folder: Path, binaries: Binaries) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Valkey by the very command of the compose file, with its paths in our folder."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "valkey").mkdir(exist_ok=True)
    link = folder / "bin/valkey-server"
    if not link.exists():
        link.symlink_to(binaries.valkey)
    (folder / "valkey_password").write_text(PASSWORD)
    port = free_port()
    conf = (ROOT / "infra/valkey/valkey.conf").read_text()
    (folder / "valkey.conf").write_text(conf.replace("dir /data", f"dir {folder}/valkey") + f"port {port}\n")
    command = [
        word.replace("/run/secrets", str(folder)).replace("/etc/valkey", str(folder)).replace("$$", "$")
        for word in services()["valkey"]["command"]
    ]
    server = subprocess.Popen(command, env={"PATH": f"{folder}/bin:/usr/bin:/bin"}, stdout=subprocess.DEVNULL)
    try:
        yield server, port
    finally:
        server.kill()
        server.wait()


async def answers(known: Redis) -> bool:
    """Whether the server is up."""
    try:
        return bool(await known.ping())
    except NotUp:
        return False


async def test_valkey_wants_its_password_hides_it_and_stops_at_once_without_loss(
    valkey: tuple[subprocess.Popen[bytes], int], folder: Path
) -> None:
    server, port = valkey
    async with Redis(port=port, password=PASSWORD) as known:
        while not await answers(known):
            assert server.poll() is None, "the server ended"
            await asyncio.sleep(0.05)
        await known.set("job", "1")
        assert (await known.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"
    async with Redis(port=port) as stranger:
        with pytest.raises(AuthenticationError):
            await stranger.ping()
    assert PASSWORD not in " ".join(psutil.Process(server.pid).cmdline())
    server.terminate()
    assert server.wait(5) == 0
    assert b"job" in b"".join(p.read_bytes() for p in (folder / "valkey").glob("appendonlydir/*"))


def test_the_secrets_agree_are_closed_and_are_never_made_twice(tmp_path: Path) -> None:
    made = tmp_path / "secrets"
    script = ROOT / "infra/compose/make-secrets"
    subprocess.run([script, made], check=True, capture_output=True)
    first = {p.name: p.read_text() for p in made.iterdir()}
    subprocess.run([script, made], check=True, capture_output=True)
    assert {p.name: p.read_text() for p in made.iterdir()} == first
    assert len({first[n] for n in first if n.endswith("_password")}) == 3
    assert all(len(first[n]) == 48 for n in first if n.endswith("_password"))
    assert (
        first["database_url"]
        == f"postgresql://startrail:{first['database_password']}@postgres:5432/startrail"
    )
    assert first["redis_url"] == f"redis://:{first['valkey_password']}@valkey:6379/0"
    assert made.stat().st_mode & 0o777 == 0o700
