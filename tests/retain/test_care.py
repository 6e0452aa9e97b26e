"""Occasions of clients, their tasks and greetings, by a clock that the tests set."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from backend.book.client_changes import create_client
from backend.book.clients import Client
from backend.book.custom_fields import CustomField
from backend.book.tasks import Task
from backend.migrations import metadata as _all_tables  # noqa: F401  tables refer to each other
from backend.platform.errors import Refused
from backend.platform.ids import public_id, uuid7
from backend.platform.principal import Principal
from backend.retain import care_dates, care_rules, holiday_years, message_templates
from backend.retain.care_content import shipped_content
from backend.retain.care_dates import CareDate
from backend.retain.care_days import kept_days
from backend.retain.care_marks import mark
from backend.retain.care_occasions import CareOccasion, CareRound
from backend.retain.care_sweeping import sweep_marked
from backend.retain.holiday_years import calendar_of
from backend.retain.messages import Message
from tests.ledger.desk import Desk


def at(text: str) -> Any:
    """An instant of Shanghai's day, at ten in the morning."""
    return time_machine.travel(datetime.fromisoformat(f"{text}T02:00").replace(tzinfo=UTC), tick=True)


async def look(desk: Desk) -> None:
    async with desk.database.as_system(desk.firm_id, "care") as session:
        await mark(session, "firm", [desk.firm_id])
        await sweep_marked(session, desk.vault)


async def born(desk: Desk, on: str, name: str = "周若溪") -> Client:
    async with desk.changing() as session:
        values = {"name": name, "kind": "individual", "birthDate": date.fromisoformat(on)}
        return await create_client(session, desk.vault, values, allow_duplicate=True)


async def note(desk: Desk, client: Client, day: str, kind: str = "birthday", **more: Any) -> CareDate:
    async with desk.changing() as session:
        return await care_dates.save(
            session, client.id, more.pop("id", None), more.pop("version", None),
            kind=kind, label=more.pop("label", None), day=day, lunar_day=more.pop("lunar", False),
        )  # fmt: skip


async def days(desk: Desk, *, withdrawn: bool = False) -> list[tuple[str, str, int | None, str]]:
    rows = await desk.rows(CareOccasion, order=CareOccasion.on)
    return [
        (row.kind, str(row.on), row.years, row.state) for row in rows if withdrawn or row.state != "withdrawn"
    ]


async def tasks(desk: Desk) -> list[tuple[str, str | None]]:
    return [(row.state, row.outcome) for row in await desk.rows(Task)]


@pytest.mark.parametrize(
    ("key", "lunar", "first", "expected"),
    [
        ("02-29", False, "2027-01-01", ["2027-02-28"]),
        ("02-29", False, "2028-01-01", ["2028-02-29"]),
        ("08-15", True, "2026-01-01", ["2026-09-25"]),
        # The leap sixth month of 2025; in 2026 the ordinary sixth.
        ("L06-15", True, "2025-01-01", ["2025-08-08"]),
        ("L06-15", True, "2026-01-01", ["2026-07-28"]),
        # The twelfth month of the year that began in 2026 has 29 days: the eve is the 29th.
        ("12-30", True, "2027-01-01", ["2027-02-05"]),
        ("12-29", True, "2027-01-01", ["2027-02-05"]),
        # Around the turn of the year a lunar day comes twice in a solar one, and then not at all.
        ("11-25", True, "2027-01-01", ["2027-01-02", "2027-12-22"]),
    ],
)
def test_each_day_is_kept_by_its_rule(key: str, lunar: bool, first: str, expected: list[str]) -> None:
    begin = date.fromisoformat(first)
    found = kept_days(begin, begin.replace(month=12, day=31))
    assert sorted(str(each.on) for each in found if each.key == key and each.lunar == lunar) == expected


async def test_occasions_of_a_year_are_found_and_a_second_look_changes_nothing(desk: Desk) -> None:
    with at("2026-03-02"):
        client = await born(desk, "1968-02-29")
        await note(desk, client, "--05-20", "wedding")
        await look(desk)
        expected = [("wedding", "2026-05-20", None, "coming"), ("birthday", "2027-02-28", 59, "coming")]
        assert await days(desk) == expected
        rows = await desk.rows(CareOccasion)
        await look(desk)
        assert [row.id for row in await desk.rows(CareOccasion)] == [row.id for row in rows]


async def test_a_noted_lunar_birthday_takes_the_place_of_the_date_of_birth(desk: Desk) -> None:
    with at("2026-03-02"):
        client = await born(desk, "1956-08-20")
        await look(desk)
        assert [each[1] for each in await days(desk)] == ["2026-08-20"]
        row = await note(desk, client, "1956-07-15", lunar=True)
        await look(desk)
        # 中元 of 2026; seventy by the lunar year.
        assert await days(desk) == [("birthday", "2026-08-27", 70, "coming")]
        async with desk.changing() as session:
            await care_dates.remove(session, row.id, row.version)
        await look(desk)
        assert [each[1] for each in await days(desk)] == ["2026-08-20"]


async def test_a_task_is_given_once_on_the_workday_that_the_rule_says(desk: Desk) -> None:
    with at("2026-03-02"):
        # Wednesday, 8 April: one workday before is the Tuesday, as Monday is a holiday.
        await born(desk, "1970-04-08")
        await look(desk)
    with at("2026-04-06"):
        await look(desk)
        assert await tasks(desk) == []
    with at("2026-04-07"):
        await look(desk)
        await look(desk)
        [task] = await desk.rows(Task)
        assert (task.state, task.title) == ("open", "客户关怀：有日子临近")
        assert task.due_at == datetime(2026, 4, 8, 10, tzinfo=UTC)
        assert task.assignee_id == desk.people[0]
        assert [each[3] for each in await days(desk)] == ["told", "coming"]
    with at("2026-04-09"):
        await look(desk)
        assert [each[3] for each in await days(desk)] == ["over", "coming"]
        assert len(await tasks(desk)) == 1


async def test_a_round_birthday_has_a_rule_of_its_own(desk: Desk) -> None:
    with at("2026-04-01"):
        await born(desk, "1966-04-08")
        # Five workdays ahead: 2, 3 and 7 April are worked, 4 to 6 are free.
        await look(desk)
        row, _next = await desk.rows(CareOccasion, order=CareOccasion.on)
        assert (row.years, row.rule, row.state) == (60, "birthday_round", "told")


async def test_a_corrected_date_withdraws_the_task_and_gives_another(desk: Desk) -> None:
    with at("2026-04-07"):
        client = await born(desk, "1970-04-08")
        await look(desk)
        async with desk.changing() as session:
            await session.execute(
                update(Client)
                .where(Client.firm_id == desk.firm_id, Client.id == client.id)
                .values(birth_date=date(1970, 4, 9))
            )
        await look(desk)
        assert await tasks(desk) == [("cancelled", "日期已更正，或客户不再需要关怀，自动撤回")]
        assert [each[1] for each in await days(desk)] == ["2026-04-09", "2027-04-09"]
    with at("2026-04-08"):
        await look(desk)
        assert [each[0] for each in await tasks(desk)] == ["cancelled", "open"]


@pytest.mark.parametrize(
    "values", [{"state": "blocked"}, {"state": "former"}, {"archived_at": datetime(2026, 4, 7, tzinfo=UTC)}]
)
async def test_care_ends_with_who_is_lost_or_blocked(desk: Desk, values: dict[str, Any]) -> None:
    with at("2026-04-07"):
        client = await born(desk, "1970-04-08")
        await look(desk)
        async with desk.changing() as session:
            await session.execute(
                update(Client).where(Client.firm_id == desk.firm_id, Client.id == client.id).values(**values)
            )
        await look(desk)
        assert [each[0] for each in await tasks(desk)] == ["cancelled"]
        assert await days(desk) == []


async def test_holidays_of_the_firm_move_the_day_of_a_task(desk: Desk) -> None:
    with at("2027-03-01"):
        await born(desk, "1971-03-10")
        day = {"date": "2027-03-09", "kind": "holiday", "festival": "national"}
        async with desk.changing() as session:
            await holiday_years.publish_year(session, 2027, 0, {"days": [day]}, "本公司周年")
            assert (await calendar_of(session)).before(date(2027, 3, 10), 1) == date(2027, 3, 8)
    with at("2027-03-08"):
        await look(desk)
        assert [each[0] for each in await tasks(desk)] == ["open"]


async def test_the_first_investment_and_own_date_fields_come_round(desk: Desk) -> None:
    with at("2026-03-02"):
        client, fund = await desk.client(), await desk.fund()
        await desk.book(client, fund, "initial", "2024-06-30", "1000")
        await desk.book(client, fund, "additional", "2025-01-10", "1000")
        async with desk.changing() as session:
            row = CustomField(
                id=uuid7(), key="moon", kind="lunar", zh="农历纪念日", en="Moon day", position=1
            )
            session.add(row)
            await session.flush()
            await session.execute(
                update(Client)
                .where(Client.firm_id == desk.firm_id, Client.id == client.id)
                .values(custom={row.slot: "1999-08-15"}, onboard_date=None)
            )
            content = {**shipped_content(), "fields": ["moon"]}
            await care_rules.publish(session, 0, content, None)
        await look(desk)
        assert [each for each in await days(desk) if each[1] < "2027-03-01"] == [
            ("first_investment", "2026-06-30", 2, "coming"),
            ("own", "2026-09-25", 27, "coming"),
        ]
        async with desk.changing() as session:
            with pytest.raises(Refused, match="unknown"):
                await care_rules.publish(session, 1, {**content, "fields": ["sun"]}, None)


async def test_a_festival_is_one_task_a_person(desk: Desk) -> None:
    with at("2026-09-20"):
        for name in ("甲", "乙"):
            client = await desk.client(name)
            async with desk.changing() as session:
                await session.execute(
                    update(Client)
                    .where(Client.firm_id == desk.firm_id, Client.id == client.id)
                    .values(state="existing")
                )
        await look(desk)
        await look(desk)
        assert [row.title for row in await desk.rows(Task)] == ["中秋节问候：2 位客户"]
        [told] = await desk.rows(CareRound)
        assert (told.festival, told.on, told.clients) == ("mid_autumn", date(2026, 9, 25), 2)


async def template(desk: Desk, signed: str = "") -> str:
    async with desk.changing() as session:
        row = await message_templates.create_template(session, "生日问候", "Birthday", "mail", "care")
        content = {
            "zh": {"subject": "生日快乐", "body": "{client.salutation}，生日快乐" + signed},
            "en": None,
        }
        await message_templates.publish_template(session, row.id, 0, content, None)
    approver = Principal(desk.firm_id, f"user:{desk.people[1]}", user_id=desk.people[1])
    async with desk.database.change(approver) as session:
        await message_templates.approve_template(session, row.id, 1)
    return public_id("messagetemplate", row.id)


async def by_itself(desk: Desk, signed: str = "") -> None:
    """Birthdays are greeted without anybody's doing."""
    content = shipped_content()
    content["rules"] = [
        {**each, "ahead": None, "greeting": {"how": "planned", "template": await template(desk, signed)}}
        for each in content["rules"]
        if each["key"] == "birthday"
    ]
    async with desk.changing() as session:
        await care_rules.publish(session, 0, content, None)


async def test_a_planned_greeting_goes_once_on_its_day_and_is_called_off_with_it(desk: Desk) -> None:
    with at("2026-04-07"):
        await by_itself(desk)
        client = await born(desk, "1970-04-08")
        await look(desk)
        assert await desk.rows(Message) == []
    with time_machine.travel(datetime(2026, 4, 7, 22, 45, tzinfo=UTC), tick=True):  # 06:45 of the 8th
        await look(desk)
        await look(desk)
        [message] = await desk.rows(Message)
        assert (message.purpose, message.state, message.cause) == ("care", "planned", "automation")
        assert message.due_at == datetime(2026, 4, 8, 1, tzinfo=UTC)
        assert [each[0] for each in await tasks(desk)] == []
        async with desk.changing() as session:
            await session.execute(
                update(Client)
                .where(Client.firm_id == desk.firm_id, Client.id == client.id)
                .values(birth_date=date(1970, 5, 8))
            )
        await look(desk)
        [message] = await desk.rows(Message)
        assert message.state == "cancelled"


async def test_a_greeting_in_the_name_of_nobody_is_not_written_and_holds_nobody_else(desk: Desk) -> None:
    with at("2026-04-08"):
        await by_itself(desk, "{owner.name}")
        alone, served = await born(desk, "1970-04-08", "甲"), await born(desk, "1971-04-08", "乙")
        async with desk.changing() as session:
            await session.execute(
                update(Client)
                .where(Client.firm_id == desk.firm_id, Client.id == alone.id)
                .values(owner_id=None)
            )
        await look(desk)
        assert [row.client_id for row in await desk.rows(Message)] == [served.id]


@pytest.mark.parametrize(
    ("day", "lunar", "problem"),
    [
        ("2026-02-30", False, "date"),
        ("2999-01-01", False, "future"),
        ("1849-01-01", False, "date"),
        ("农历十三月初一", True, "lunar_date"),
        ("x" * 500, True, "lunar_date"),
        ("", False, "date"),
    ],
)
async def test_what_is_no_day_is_refused(desk: Desk, day: str, lunar: bool, problem: str) -> None:
    client = await desk.client()
    with pytest.raises(Refused) as refused:
        await note(desk, client, day, "wedding", lunar=lunar)
    assert refused.value.params["problem"] == problem


async def test_of_birthdays_there_is_one_and_other_days_say_which_they_are(desk: Desk) -> None:
    client = await desk.client()
    row = await note(desk, client, "农历六月十五", lunar=True)
    assert row.day == "--06-15"
    with pytest.raises(Refused, match="taken"):
        await note(desk, client, "1970-01-01")
    with pytest.raises(Refused, match="required"):
        await note(desk, client, "1970-01-01", "other")
    again = await note(desk, client, "1956-06-15", lunar=True, id=row.id, version=row.version)
    assert (again.id, again.day) == (row.id, "1956-06-15")


async def test_days_of_another_firm_are_not_touched(desk: Desk, other: Desk) -> None:
    with at("2026-03-02"):
        await born(other, "1970-04-08")
        await born(desk, "1970-04-08")
        await look(desk)
        assert len(await days(desk)) == 1
        assert await days(other) == []
