"""Tokens, passwords and codes as pure functions."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.auth.limits import WINDOW_SECONDS, Window, network_of
from backend.auth.passwords import (
    LONGEST,
    MEMORY_KIB,
    PASSES,
    Hasher,
    check_strength,
    generate_password,
    is_common,
)
from backend.auth.roster import teams_below
from backend.auth.tokens import new_key_text, new_session_text, read_key_text, read_session_text, token_hash
from backend.auth.totp import matching_step
from backend.platform.errors import Refused

SCANNED = re.compile(r"star_live_[0-9A-Za-z]{71}")


@given(st.uuids())
def test_tokens_name_their_firm_and_never_repeat(firm_id: UUID) -> None:
    for make, read in ((new_session_text, read_session_text), (new_key_text, read_key_text)):
        text, other = make(firm_id), make(firm_id)
        token = read(text)
        assert token is not None
        assert (token.firm_id, token.hash) == (firm_id, token_hash(text))
        assert text != other


def test_a_key_is_found_by_a_secret_scanner_and_shows_a_telling_beginning() -> None:
    firm = uuid4()
    texts = [new_key_text(firm) for _ in range(50)]
    assert all(SCANNED.fullmatch(text) for text in texts)
    assert len({text[:16] for text in texts}) == 50


@given(st.integers(10, 80), st.characters(codec="ascii"))
def test_a_key_with_one_other_character_is_no_key(place: int, character: str) -> None:
    text = new_key_text(UUID(int=7))
    changed = text[:place] + character + text[place + 1 :]
    assert (read_key_text(changed) is None) is (changed != text)


@given(st.text(max_size=100))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert read_key_text(text) is None
    read_session_text(text)
    is_common(text)
    network_of(text)


@pytest.mark.parametrize(
    "weak",
    [
        "password",
        "password1234",
        "Password2026!",
        "P@ssw0rd2026",
        "qwertyuiop12",
        "123456789012",
        "woaini5201314",
        "admin@123456",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "startrailstartrail",
        "mingyuan2026",
        "kurz-7-kurz",
    ],
)
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(Refused) as refused:
        check_strength(weak, with_totp=False, personal=("mingyuan",))
    assert refused.value.params["problem"] == "password"


def test_length_depends_on_the_second_factor_and_ends_at_128() -> None:
    assert check_strength("kranich7", with_totp=True) == "kranich7"
    with pytest.raises(Refused) as refused:
        check_strength("kranich7", with_totp=False)
    assert refused.value.params["low"] == 12
    longest = "sieben Kraniche über dem See " * 5
    assert check_strength(longest[:LONGEST], with_totp=False)
    with pytest.raises(Refused):
        check_strength(longest[: LONGEST + 1], with_totp=False)


async def test_a_password_is_the_same_however_its_accents_are_typed() -> None:
    hasher = Hasher(memory_kib=64, passes=1)
    decomposed = unicodedata.normalize("NFD", "über-dem-See-7")
    hashed = await hasher.hash(check_strength(decomposed, with_totp=False))
    assert await hasher.verify(hashed, unicodedata.normalize("NFC", decomposed))
    assert not await hasher.verify("no hash at all", "x")


def test_hashes_are_argon2id_of_at_least_the_recommended_cost() -> None:
    hasher = Hasher()
    assert hasher.dummy.startswith(f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1$")
    assert MEMORY_KIB >= 19 * 1024
    assert PASSES >= 2
    assert hasher.is_outdated(Hasher(memory_kib=64, passes=1).dummy)
    assert not hasher.is_outdated(hasher.dummy)


async def test_hashing_leaves_the_event_loop_free() -> None:
    hasher, gaps = Hasher(), [0.0]
    work = asyncio.gather(*(hasher.verify(hasher.dummy, "x") for _ in range(8)))
    last = time.perf_counter()
    while not work.done():
        await asyncio.sleep(0.002)
        gaps.append(time.perf_counter() - last)
        last = time.perf_counter()
    assert not any(work.result())
    assert statistics.median(gaps) < 0.02  # a hash that held the loop would take three times as long


async def test_a_flood_of_hashes_is_refused_rather_than_queued_without_end() -> None:
    hasher = Hasher(memory_kib=64, passes=1)
    answers = await asyncio.gather(
        *(hasher.verify(hasher.dummy, "x") for _ in range(230)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, Refused)]
    assert len(refused) == 30
    assert not await hasher.verify(hasher.dummy, "x")


def test_generated_passwords_are_good_ones() -> None:
    made = {generate_password() for _ in range(100)}
    assert len(made) == 100
    assert all(check_strength(password, with_totp=False) for password in made)


def test_a_code_is_right_a_half_minute_around_its_own() -> None:
    secret, at = pyotp.random_base32(), datetime(2031, 1, 1, 8, 0, 10, tzinfo=UTC)
    code = pyotp.TOTP(secret).at(int(at.timestamp()))
    step = int(at.timestamp()) // 30
    found = [matching_step(secret, code, at + timedelta(seconds=30 * n)) for n in (-2, -1, 0, 1, 2)]
    assert found == [None, step, step, step, None]


def test_a_window_forgets_after_its_time_and_counts_each_once() -> None:
    window = Window(2)
    for what in ("a", "a", "a"):
        window.add("key", what, 0.0)
    assert window.wait("key", 1.0) == 0.0
    window.add("key", "b", 10.0)
    assert window.wait("key", 10.0) == WINDOW_SECONDS - 10
    assert window.wait("key", WINDOW_SECONDS) == 0.0
    assert window.wait("other", 10.0) == 0.0


def test_an_ipv6_customer_counts_as_one_address() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::5") != network_of("2001:db8:1:3::5")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")


@given(st.lists(st.integers(-1, 8), min_size=1, max_size=9))
def test_teams_below_are_those_whose_line_upwards_passes_a_team(above: list[int]) -> None:
    teams = [UUID(int=n + 1) for n in range(len(above))]
    parents = {
        team: teams[parent] if 0 <= parent < len(teams) else None
        for team, parent in zip(teams, above, strict=True)
    }

    def line(team: UUID) -> set[UUID]:
        seen: set[UUID] = set()
        at: UUID | None = team
        while at is not None and at not in seen:
            seen.add(at)
            at = parents[at]
        return seen

    assert teams_below(parents) == {top: frozenset(t for t in teams if top in line(t)) for top in teams}
