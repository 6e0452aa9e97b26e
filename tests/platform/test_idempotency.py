"""A repeated request gets the first one's answer, whatever happened in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from backend.book.staff import Team
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.idempotency import KEPT, LONGEST, IdempotencyKey, answer, claim, fingerprint, forget_old
from backend.platform.ids import uuid7
from backend.platform.principal import Principal
from tests.conftest import MadeFirm

INPUT = fingerprint("createTeam", {"name": "财富一部"})


async def create_team(database: Database, caller: Principal, key: str, input_hash: bytes = INPUT) -> UUID:
    """A change under a key, as a mutation makes it: the id of the team that answers."""
    async with database.change(caller) as session:
        earlier = await claim(session, key, "createTeam", input_hash)
        if earlier is not None:
            return earlier
        team = Team(id=uuid7(), name=f"队{uuid7().hex}")
        session.add(team)
        await answer(session, key, team.id)
        return team.id


async def teams_of(database: Database, firm: MadeFirm) -> list[UUID]:
    """Ids of the firm's teams."""
    async with database.change(firm.system) as session:
        return list(await session.scalars(select(Team.id)))


async def test_the_second_request_gets_the_answer_of_the_first(database: Database, firm: MadeFirm) -> None:
    first = await create_team(database, firm.system, "a")
    assert await create_team(database, firm.system, "a") == first
    assert await teams_of(database, firm) == [first]


async def test_twins_at_once_make_one_effect_and_the_same_answer(database: Database, firm: MadeFirm) -> None:
    answers = await asyncio.gather(*(create_team(database, firm.system, "b") for _ in range(20)))
    assert len(set(answers)) == 1
    assert await teams_of(database, firm) == [answers[0]]


async def test_another_input_under_the_same_key_is_refused(database: Database, firm: MadeFirm) -> None:
    await create_team(database, firm.system, "c")
    with pytest.raises(Refused) as refusal:
        await create_team(database, firm.system, "c", fingerprint("createTeam", {"name": "财富二部"}))
    assert refusal.value.code == Code.IDEMPOTENCY_MISMATCH
    assert len(await teams_of(database, firm)) == 1


async def test_a_refused_change_keeps_nothing_and_may_be_tried_again(
    database: Database, firm: MadeFirm
) -> None:
    with pytest.raises(Refused, match="CONFLICT"):
        await refused_change(database, firm)
    async with database.change(firm.system) as session:
        assert await claim(session, "d", "createTeam", INPUT) is None


async def refused_change(database: Database, firm: MadeFirm) -> None:
    """A change under a key that is refused in the end."""
    async with database.change(firm.system) as session:
        await claim(session, "d", "createTeam", INPUT)
        raise Refused(Code.CONFLICT)


async def test_a_waiting_twin_works_when_the_first_one_is_refused(database: Database, firm: MadeFirm) -> None:
    claimed, leave = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with database.change(firm.system) as session:
            await claim(session, "e", "createTeam", INPUT)
            claimed.set()
            await leave.wait()
            raise Refused(Code.CONFLICT)

    doomed = asyncio.create_task(first())
    await claimed.wait()
    twin = asyncio.create_task(create_team(database, firm.system, "e"))
    await asyncio.sleep(0.2)
    assert not twin.done()
    leave.set()
    with pytest.raises(Refused):
        await doomed
    assert [await twin] == await teams_of(database, firm)


async def test_keys_belong_to_their_caller_and_firm(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    someone = replace(firm.system, subject="user:2")
    answers = [
        await create_team(database, caller, "f") for caller in (firm.system, someone, other_firm.system)
    ]
    assert len(set(answers)) == 3


@pytest.mark.parametrize("key", ["", "x" * (LONGEST + 1), "a\nb", "\x00", "a\u2028b"])
async def test_a_bad_key_is_refused(database: Database, firm: MadeFirm, key: str) -> None:
    with pytest.raises(Refused) as refusal:
        await create_team(database, firm.system, key)
    assert (refusal.value.code, refusal.value.params["field"]) == (Code.BAD_USER_INPUT, "idempotencyKey")


@pytest.mark.parametrize("key", ["x" * LONGEST, "键—1", " "])
async def test_an_odd_but_sound_key_works(database: Database, firm: MadeFirm, key: str) -> None:
    assert await create_team(database, firm.system, key) == await create_team(database, firm.system, key)


async def test_keys_are_kept_for_two_days_and_then_forgotten(database: Database, firm: MadeFirm) -> None:
    assert timedelta(hours=24) <= KEPT
    first = await create_team(database, firm.system, "g")

    async def age(by: timedelta) -> int:
        async with database.change(firm.system) as session:
            await session.execute(update(IdempotencyKey).values(created_at=now() - by))
            return await forget_old(session)

    assert await age(KEPT - timedelta(minutes=1)) == 0
    assert await create_team(database, firm.system, "g") == first
    assert await age(KEPT + timedelta(minutes=1)) == 1
    assert await create_team(database, firm.system, "g") != first


@given(some.dictionaries(some.text(), some.one_of(some.integers(-(2**53), 2**53), some.text(), some.none())))
def test_a_fingerprint_does_not_depend_on_the_order_of_fields(values: dict[str, object]) -> None:
    turned = dict(reversed(values.items()))
    assert fingerprint("x", values) == fingerprint("x", turned)
    assert fingerprint("x", values) != fingerprint("y", values)
    assert fingerprint("x", values) != fingerprint("x", {**values, "more": 1} if "more" not in values else {})
