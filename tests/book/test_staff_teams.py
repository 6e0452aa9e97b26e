"""Teams and absences: trees without circles, deputies who are there."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.book.absences import set_absence
from backend.book.access_marks import AccessMark
from backend.book.staff import Team, User
from backend.book.teams import create_team, update_team
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.events import OutboxRow
from tests.conftest import MadeFirm

TODAY = business_date()
WEEK = (TODAY, TODAY + timedelta(days=6))


async def people(database: Database, firm: MadeFirm, *names: str) -> list[User]:
    users = [User(name=name, email=f"{name}@mingyuan.example.com") for name in names]
    async with database.change(firm.system) as session:
        session.add_all(users)
    return users


async def teams(database: Database, firm: MadeFirm, *names: str) -> list[Team]:
    """A line of teams, each below the one before."""
    made: list[Team] = []
    async with database.change(firm.system) as session:
        for name in names:
            made.append(await create_team(session, name=name, parent_id=made[-1].id if made else None))
    return made


async def refusal_of_team(database: Database, firm: MadeFirm, team: Team, **changes: object) -> Refused:
    with pytest.raises(Refused) as caught:
        async with database.change(firm.system) as session:
            await update_team(session, team.id, team.version, changes)
    return caught.value


async def away(
    database: Database, firm: MadeFirm, user: User, days: tuple[date | None, date | None], deputy: UUID | None
) -> User:
    async with database.change(firm.system) as session:
        return await set_absence(session, user.id, *days, deputy)


async def problem_of(
    database: Database, firm: MadeFirm, user: User, days: tuple[date | None, date | None], deputy: UUID | None
) -> tuple[object, object]:
    with pytest.raises(Refused) as caught:
        await away(database, firm, user, days, deputy)
    assert caught.value.code is Code.BAD_USER_INPUT
    return caught.value.params["field"], caught.value.params["problem"]


async def test_a_team_never_stands_above_itself(database: Database, firm: MadeFirm) -> None:
    top, middle, low = await teams(database, firm, "总部", "大区", "营业部")
    for below in (top, middle, low):
        refused = await refusal_of_team(database, firm, top, parentId=below.id)
        assert (refused.params["field"], refused.params["problem"]) == ("parentId", "cycle")
    async with database.change(firm.system) as session:
        assert (await update_team(session, low.id, low.version, {"parentId": top.id})).parent_id == top.id


async def test_two_moves_at_once_close_no_circle(database: Database, firm: MadeFirm) -> None:
    async with database.change(firm.system) as session:
        one = await create_team(session, name="甲")
        two = await create_team(session, name="乙")

    async def below(team: Team, parent: Team) -> Team:
        async with database.change(firm.system) as session:
            return await update_team(session, team.id, team.version, {"parentId": parent.id})

    answers = await asyncio.gather(below(one, two), below(two, one), return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in answers) == 1


async def test_names_parents_and_leads_are_checked(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    one, two = await teams(database, firm, "一组", "二组")
    (foreign,) = await teams(database, other_firm, "一组")
    assert (await refusal_of_team(database, firm, two, name="一组")).params["problem"] == "taken"
    assert (await refusal_of_team(database, firm, two, name=" ")).params["problem"] == "required"
    assert (await refusal_of_team(database, firm, two, parentId=foreign.id)).params["problem"] == "unknown"
    assert (await refusal_of_team(database, firm, two, leadId=one.id)).params["problem"] == "unknown"
    assert (await refusal_of_team(database, firm, foreign, name="三组")).code is Code.NOT_FOUND
    (lead,) = await people(database, firm, "lead")
    async with database.change(firm.system) as session:
        changed = await update_team(session, two.id, two.version, {"leadId": lead.id, "name": "二组"})
    assert (changed.lead_id, changed.version) == (lead.id, 2)
    assert (await refusal_of_team(database, firm, two, name="三组")).code is Code.CONFLICT


async def test_a_deputy_is_active_and_somebody_else(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    user, deputy, gone = await people(database, firm, "user", "deputy", "gone")
    (foreign,) = await people(database, other_firm, "foreign")
    async with database.change(firm.system) as session:
        row = await session.scalar(select(User).where(User.firm_id == firm.firm_id, User.id == gone.id))
        assert row is not None
        row.active = False
    assert await problem_of(database, firm, user, WEEK, user.id) == ("deputyId", "self")
    assert await problem_of(database, firm, user, WEEK, gone.id) == ("deputyId", "inactive")
    assert await problem_of(database, firm, user, WEEK, foreign.id) == ("deputyId", "unknown")
    with pytest.raises(Refused) as caught:
        await away(database, firm, foreign, WEEK, deputy.id)
    assert caught.value.code is Code.NOT_FOUND
    found = await away(database, firm, user, WEEK, deputy.id)
    assert (found.absent_from, found.absent_until, found.deputy_id) == (*WEEK, deputy.id)


async def test_absences_have_both_days_in_order_and_can_be_taken_back(
    database: Database, firm: MadeFirm
) -> None:
    user, deputy = await people(database, firm, "user", "deputy")
    assert await problem_of(database, firm, user, (TODAY, None), None) == ("absentUntil", "required")
    assert await problem_of(database, firm, user, (None, TODAY), None) == ("absentFrom", "required")
    assert await problem_of(database, firm, user, (WEEK[1], WEEK[0]), None) == ("absentUntil", "order")
    await away(database, firm, user, (TODAY, TODAY), deputy.id)
    found = await away(database, firm, user, (None, None), None)
    assert (found.absent_from, found.absent_until, found.deputy_id) == (None, None, None)


async def test_work_is_never_handed_round_in_a_circle(database: Database, firm: MadeFirm) -> None:
    one, two, three = await people(database, firm, "one", "two", "three")
    await away(database, firm, one, WEEK, two.id)
    await away(database, firm, two, WEEK, three.id)
    assert await problem_of(database, firm, three, WEEK, one.id) == ("deputyId", "cycle")
    assert await problem_of(database, firm, two, WEEK, one.id) == ("deputyId", "cycle")
    await away(database, firm, one, (None, None), None)
    await away(database, firm, three, WEEK, one.id)


async def test_a_past_absence_does_not_stand_in_the_way(database: Database, firm: MadeFirm) -> None:
    one, two = await people(database, firm, "one", "two")
    past = (TODAY - timedelta(days=9), TODAY - timedelta(days=2))
    await away(database, firm, one, past, two.id)
    assert (await away(database, firm, two, WEEK, one.id)).deputy_id == one.id


async def test_two_who_name_each_other_at_once_make_no_circle(database: Database, firm: MadeFirm) -> None:
    one, two = await people(database, firm, "one", "two")
    answers = await asyncio.gather(
        away(database, firm, one, WEEK, two.id),
        away(database, firm, two, WEEK, one.id),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Refused) for each in answers) == 1


async def test_every_change_counts_and_tells(database: Database, firm: MadeFirm) -> None:
    async def count() -> int:
        async with database.read(firm.firm_id) as session:
            return await session.scalar(select(AccessMark.n).where(AccessMark.firm_id == firm.firm_id)) or 0

    user, deputy = await people(database, firm, "user", "deputy")
    before = await count()
    (team,) = await teams(database, firm, "一组")
    async with database.change(firm.system) as session:
        await update_team(session, team.id, team.version, {"name": "一部"})
    await away(database, firm, user, WEEK, deputy.id)
    assert await count() == before + 3
    async with database.change(firm.system) as session:
        team = await update_team(session, team.id, 2, {"name": "一部"})
    assert (await count(), team.version) == (before + 3, 2)
    async with database.read(firm.firm_id) as session:
        names = await session.scalars(
            select(OutboxRow.name).where(OutboxRow.firm_id == firm.firm_id).order_by(OutboxRow.id)
        )
        assert list(names) == ["staff.team_changed", "staff.team_changed", "staff.absence_set"]
