"""The doctor finds each fault, names its mend in both languages, and calls a sound installation sound."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from backend.commands import doctor, machine_checks
from backend.commands.database_checks import CHECKS
from backend.commands.findings import Finding, State, as_json, exit_code, show
from backend.commands.valkey_checks import check_valkey
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.embedded.ports import free_port
from backend.platform.embedded.state import Addresses
from backend.platform.keys import Vault
from backend.platform.settings import Settings, settings
from backend.platform.valkey import connect
from tests.conftest import copy_of, drop, make_firm


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings over a folder and a port of the test, without servers."""
    for name in ("DATABASE_URL", "REDIS_URL", "STARTRAIL_KEYFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STARTRAIL_DATA", str(tmp_path))
    monkeypatch.setenv("PORT", str(free_port()))
    settings.cache_clear()
    yield settings()
    settings.cache_clear()


@pytest.fixture
async def own_url(servers: Addresses, template: str) -> AsyncIterator[str]:
    """A database of this test alone, since it is harmed."""
    url = await copy_of(servers, template)
    yield url
    await drop(servers, url)


def by_check(findings: list[Finding]) -> dict[str, Finding]:
    """Findings by the name of their check; each has both languages."""
    for finding in findings:
        assert finding.zh
        assert finding.en
        assert bool(finding.mend_zh) == bool(finding.mend_en)
    return {finding.check: finding for finding in findings}


async def of_database(url: str) -> dict[str, Finding]:
    """What the checks of PostgreSQL find."""
    connection = await asyncpg.connect(url)
    found = by_check([await check(connection) for check in CHECKS])
    await connection.close()
    return found


async def harm(url: str, *statements: str) -> None:
    """Do something to the database that nobody should."""
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def test_a_sound_installation_has_nothing_wrong(own_url: str, redis_url: str, chosen: Settings) -> None:
    key = load_master_key(chosen.master_key_path)
    database = Database(own_url, pool_size=1)
    await make_firm(database, Vault(key), "明远资产")
    await database.close()
    found = by_check(await doctor.examine_servers(Addresses(own_url, redis_url), chosen))
    # The servers of the tests are made fast, not durable.
    assert found.pop("durability").state == State.WRONG
    assert found.pop("valkey_aof").state == State.WARNING
    assert found.pop("worker").state == State.WARNING
    assert {name: finding.state for name, finding in found.items() if finding.state != State.OK} == {}
    assert {
        "postgres",
        "encoding",
        "locale",
        "roles",
        "migrations",
        "walls",
        "clock",
        "outbox",
        "firm_keys",
    } <= set(found)


@pytest.mark.parametrize(
    ("statement", "check", "state"),
    [
        ("update alembic_version set version_num = '9999'", "migrations", State.WRONG),
        ("drop table alembic_version", "migrations", State.WRONG),
        ("alter table client disable row level security", "walls", State.WRONG),
        ("drop policy firm_wall on task", "walls", State.WRONG),
        (
            (
                "insert into outbox (firm_id, id, name, payload, actor, depth, created_at, due_at, attempts) values "
                "(gen_random_uuid(), gen_random_uuid(), 'x', '{}', 'x', 0, now(), now() - interval '5 minutes', 0)"
            ),
            "outbox",
            State.WARNING,
        ),
        (
            (
                "insert into outbox (firm_id, id, name, payload, actor, depth, created_at, attempts, dead_at) values "
                "(gen_random_uuid(), gen_random_uuid(), 'x', '{}', 'x', 0, now(), 8, now())"
            ),
            "outbox",
            State.WARNING,
        ),
    ],
)
async def test_each_harm_to_the_database_is_found(
    own_url: str, statement: str, check: str, state: State
) -> None:
    await harm(own_url, statement)
    found = (await of_database(own_url))[check]
    assert found.state == state
    assert found.mend_en


async def test_a_locale_that_cannot_see_chinese_is_found(servers: Addresses) -> None:
    """The character classes decide, whatever the collation says."""
    name = "blind_locale"
    await harm(
        servers.database_url,
        f"create database {name} template template0 encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'",
    )
    try:
        url = f"{servers.database_url.rsplit('/', 1)[0]}/{name}"
        assert (await of_database(url))["locale"].state == State.WARNING
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("select count(*) from pg_extension where extname = 'pg_trgm'") == 0
        await connection.close()
    finally:
        await harm(servers.database_url, f"drop database {name}")


async def test_an_empty_database_is_sent_to_migrate(servers: Addresses) -> None:
    await harm(servers.database_url, "create database no_tables")
    try:
        found = await of_database(f"{servers.database_url.rsplit('/', 1)[0]}/no_tables")
        assert "migrate" in found["migrations"].mend_en
        assert found["outbox"].state == State.WARNING
    finally:
        await harm(servers.database_url, "drop database no_tables")


async def test_servers_that_cannot_be_reached_are_named_without_their_passwords(chosen: Settings) -> None:
    addresses = Addresses(
        f"postgresql://app:geheim@127.0.0.1:{free_port()}/x", f"redis://:geheim@127.0.0.1:{free_port()}/0"
    )
    found = await doctor.examine_servers(addresses, chosen)
    assert {(f.check, f.state) for f in found} == {("postgres", State.WRONG), ("valkey", State.WRONG)}
    assert "geheim" not in as_json(found)
    bad = await doctor.examine_servers(Addresses(addresses.database_url, "http://:geheim@x"), chosen)
    assert "geheim" not in as_json(bad)


async def test_a_valkey_that_forgets_is_found(redis_url: str) -> None:
    valkey = connect(redis_url)
    try:
        await valkey.config_set("maxmemory-policy", "allkeys-lru")
        assert by_check(await check_valkey(valkey))["valkey_memory"].state == State.WARNING
        await valkey.config_set("maxmemory-policy", "noeviction")
        assert by_check(await check_valkey(valkey))["valkey_memory"].state == State.OK
    finally:
        await valkey.aclose()


async def test_the_key_of_another_installation_is_found(
    own_url: str, redis_url: str, chosen: Settings
) -> None:
    database = Database(own_url, pool_size=1)
    await make_firm(database, Vault(b"another installation's own secret"[:32]), "明远资产")
    await database.close()
    addresses = Addresses(own_url, redis_url)
    assert by_check(await doctor.examine_servers(addresses, chosen))["firm_keys"].state == State.WRONG
    load_master_key(chosen.master_key_path)
    assert by_check(await doctor.examine_servers(addresses, chosen))["firm_keys"].state == State.WRONG


def test_the_key_file_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert machine_checks.check_key_file(path).state == State.WARNING
    load_master_key(path)
    assert machine_checks.check_key_file(path).state == State.OK
    path.chmod(0o644)
    assert "0644" in machine_checks.check_key_file(path).en
    path.chmod(0o600)
    path.write_text("nothing")
    assert machine_checks.check_key_file(path).state == State.WRONG


def test_a_confirmed_copy_counts_for_that_key_only(chosen: Settings) -> None:
    assert machine_checks.check_key_copy(chosen).state == State.WARNING
    assert doctor.run_doctor(confirm_key_copy=True) == 1, "there is no key yet"
    load_master_key(chosen.master_key_path)
    assert doctor.run_doctor(confirm_key_copy=True) == 0
    assert machine_checks.check_key_copy(chosen).state == State.OK
    told = (chosen.data_dir / machine_checks.CONFIRMED).read_text()
    assert chosen.master_key_path.read_text().strip() not in told
    chosen.master_key_path.unlink()
    load_master_key(chosen.master_key_path)
    assert machine_checks.check_key_copy(chosen).state == State.WARNING


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    for limits in ((0, 0), (10**9, 0), (10**9, 10**9)):
        monkeypatch.setattr(machine_checks, "LITTLE", limits[0])
        monkeypatch.setattr(machine_checks, "TOO_LITTLE", limits[1])
        states.append(machine_checks.check_disk(tmp_path / "not" / "there" / "yet").state)
    assert states == [State.OK, State.WARNING, State.WRONG]


def test_a_taken_port_is_told(chosen: Settings) -> None:
    assert machine_checks.check_port(chosen).state == State.OK
    with socket.create_server((chosen.host, chosen.port)):
        found = machine_checks.check_port(chosen)
    assert found.state == State.WRONG
    assert "PORT" in found.mend_en


def test_without_servers_the_doctor_says_so_and_starts_none(
    chosen: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.run_doctor(json=True) == 0
    told = json.loads(capsys.readouterr().out)
    checks = {finding["check"]: finding["state"] for finding in told["findings"]}
    assert (told["exit"], checks["servers"], checks["programs"]) == (0, "warning", "ok")
    assert not (chosen.data_dir / "pair.json").exists()


def test_half_a_pair_is_refused(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1/0")
    settings.cache_clear()
    assert by_check(doctor.examine(settings()))["servers"].state == State.WRONG
    assert doctor.run_doctor() == 1


def test_only_what_is_wrong_counts(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [
        Finding("a", State.OK, "好", "good"),
        Finding("b", State.WARNING, "小心", "careful", "修", "mend"),
    ]
    assert exit_code(findings) == 0
    show(findings)
    said = capsys.readouterr().out
    assert all(word in said for word in ("小心", "careful", "修", "mend"))
    assert exit_code([*findings, Finding("c", State.WRONG, "坏", "bad")]) == 1
