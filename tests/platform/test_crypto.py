"""Sealed values open in their own place with their own key, and nowhere else."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import delete, select, update

from backend.platform.crypto import (
    DataKey,
    FirmKeys,
    Unreadable,
    decrypt,
    derive,
    encrypt,
    key_of_envelope,
    load_master_key,
)
from backend.platform.database import Database
from backend.platform.ids import uuid7
from backend.platform.keys import FirmKey, PersonKey, Vault
from tests.conftest import MASTER_KEY, MadeFirm

ROW = uuid7()
KEY = DataKey(uuid7(), uuid7(), os.urandom(32))
FIRM = FirmKeys(uuid7(), {1: os.urandom(32)}, os.urandom(32))


@given(some.text())
def test_a_value_comes_back_and_its_envelope_shows_nothing_of_it(value: str) -> None:
    envelope = KEY.seal(value, "client", ROW, "id_number")
    assert KEY.open(envelope, "client", ROW, "id_number") == value
    assert KEY.seal(value, "client", ROW, "id_number") != envelope, "never twice the same"
    assert key_of_envelope(envelope) == KEY.id
    if len(value) > 3:
        assert value.encode() not in envelope


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [("contact_point", ROW, "id_number"), ("client", uuid7(), "id_number"), ("client", ROW, "bank_account")],
)
def test_a_value_moved_to_another_place_does_not_open(table: str, row: object, column: str) -> None:
    envelope = KEY.seal("110101199003070000", "client", ROW, "id_number")
    with pytest.raises(Unreadable):
        KEY.open(envelope, table, row, column)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [0, 1, 16, 17, 28, 29, -1])
def test_every_damaged_byte_is_noticed(place: int) -> None:
    envelope = bytearray(KEY.seal("13800000000", "client", ROW, "id_number"))
    envelope[place] ^= 1
    with pytest.raises(Unreadable):
        KEY.open(bytes(envelope), "client", ROW, "id_number")


@pytest.mark.parametrize("length", [0, 1, 16, 17, 20, 29, 44])
def test_a_cut_envelope_is_unreadable_and_nothing_else(length: int) -> None:
    envelope = KEY.seal("13800000000", "client", ROW, "id_number")[:length]
    with pytest.raises(Unreadable):
        KEY.open(envelope, "client", ROW, "id_number")


def test_another_key_of_the_same_name_does_not_open() -> None:
    envelope = KEY.seal("x", "client", ROW, "id_number")
    with pytest.raises(Unreadable):
        DataKey(KEY.firm_id, KEY.id, os.urandom(32)).open(envelope, "client", ROW, "id_number")
    with pytest.raises(Unreadable):
        DataKey(uuid7(), KEY.id, KEY.key).open(envelope, "client", ROW, "id_number")


def test_a_short_ciphertext_is_unreadable() -> None:
    for length in range(28):
        with pytest.raises(Unreadable):
            decrypt(KEY.key, encrypt(KEY.key, b"", "a|b")[:length], "a|b")


def test_keys_for_purposes_differ() -> None:
    assert len({derive(MASTER_KEY, purpose) for purpose in ("a", "b", "")}) == 3
    assert derive(MASTER_KEY, "a") == derive(MASTER_KEY, "a")
    assert len(derive(MASTER_KEY, "a")) == 32


def test_blind_indexes_are_equal_for_equal_values_of_a_kind_and_firm_only() -> None:
    other = FirmKeys(FIRM.firm_id, FIRM.wrapping, os.urandom(32))
    blind = FIRM.blind("mobile", "13800000000")
    assert blind == FIRM.blind("mobile", "13800000000")
    assert len({blind, FIRM.blind("id", "13800000000"), FIRM.blind("mobile", "13800000001")}) == 3
    assert blind != other.blind("mobile", "13800000000")
    assert FIRM.blind_tail("mobile", "13800000000") == FIRM.blind_tail("mobile", "13900000000"), (
        "the last four"
    )
    assert FIRM.blind_tail("mobile", "0000") not in blind
    assert (len(blind), len(FIRM.blind_tail("mobile", "0000"))) == (16, 8)


def test_small_secrets_open_after_a_rotation_and_only_in_their_place() -> None:
    sealed = FIRM.seal_small(b"secret", "totp|1")
    rotated = FirmKeys(FIRM.firm_id, FIRM.wrapping | {2: os.urandom(32)}, FIRM.index)
    assert rotated.open_small(sealed, "totp|1") == b"secret"
    assert rotated.seal_small(b"secret", "totp|1")[:2] == b"\x00\x02"
    for broken in (sealed[:-1], sealed[:2], b"", b"\x00\x09" + sealed[2:]):
        with pytest.raises(Unreadable):
            rotated.open_small(broken, "totp|1")
    with pytest.raises(Unreadable):
        rotated.open_small(sealed, "totp|2")


def test_the_master_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: load_master_key(path), range(8)))
    assert len(keys) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    assert load_master_key(path) in keys


def test_the_key_file_is_closed_to_others_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    program = (
        "import os, sys; os.umask(0); from pathlib import Path; "
        "from backend.platform.crypto import load_master_key; load_master_key(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", program, path], check=True, cwd=Path(__file__).parents[2])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_missing_or_broken_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_master_key(tmp_path / "none", create=False)
    for content in (b"", b"short", base64.b64encode(bytes(31)), b"\xff\xfe"):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(ValueError, match=r"."):
            load_master_key(tmp_path / "bad")


def test_a_vault_knows_an_email_whatever_its_case_and_seals_cursors() -> None:
    vault, other = Vault(MASTER_KEY), Vault(os.urandom(32))
    assert vault.login_hmac(" Lin@Example.com ") == vault.login_hmac("lin@example.com")
    assert vault.login_hmac("lin@example.com") != other.login_hmac("lin@example.com")
    sealed = vault.seal_cursor(b"1000000.00")
    assert vault.open_cursor(sealed) == b"1000000.00"
    for broken in (b"", sealed[:-1], sealed[:5]):
        with pytest.raises(Unreadable):
            vault.open_cursor(broken)
    with pytest.raises(Unreadable):
        other.open_cursor(sealed)


async def test_firm_keys_open_with_their_master_key_and_firm_only(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    async with database.change(firm.system) as session:
        keys = await Vault(MASTER_KEY).firm(session)
        assert keys.current == 1
        with pytest.raises(Unreadable):
            await Vault(os.urandom(32)).firm(session)
        mine = (await session.scalars(select(FirmKey).where(FirmKey.key_version == 1))).one()
    async with database.change(other_firm.system) as session:
        await session.execute(update(FirmKey).where(FirmKey.key_version == 1).values(wrapped=mine.wrapped))
    async with database.change(other_firm.system) as session:
        with pytest.raises(Unreadable):
            await Vault(MASTER_KEY).firm(session)


async def test_person_keys_are_made_on_demand_and_an_erased_one_stays_gone(
    database: Database, firm: MadeFirm
) -> None:
    vault, person, stranger = Vault(MASTER_KEY), uuid7(), uuid7()
    async with database.change(firm.system) as session:
        assert await vault.person_keys_of(session, [person]) == {}
        made = await vault.person_keys_of(session, [person, person], create=True)
        envelope = made[person].seal("13800000000", "client", person, "mobile")
    async with database.change(firm.system) as session:
        again = await vault.person_keys_of(session, [person, stranger])
        assert set(again) == {person}
        assert again[person].open(envelope, "client", person, "mobile") == "13800000000"
        await session.execute(delete(PersonKey).where(PersonKey.id == person))
    async with database.change(firm.system) as session:
        assert await vault.person_keys_of(session, [person]) == {}
        renewed = await vault.person_keys_of(session, [person], create=True)
        with pytest.raises(Unreadable):
            renewed[person].open(envelope, "client", person, "mobile")


async def test_a_person_key_wrapped_with_a_lost_version_is_unreadable(
    database: Database, firm: MadeFirm
) -> None:
    vault, person = Vault(MASTER_KEY), uuid7()
    async with database.change(firm.system) as session:
        await vault.person_keys_of(session, [person], create=True)
        await session.execute(update(PersonKey).where(PersonKey.id == person).values(key_version=9))
        with pytest.raises(Unreadable):
            await vault.person_keys_of(session, [person])
