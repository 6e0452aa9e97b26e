"""Clients nobody hears from, by a clock that the tests set."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from backend.book import interactions
from backend.book.clients import Client
from backend.book.tasks import Task, complete
from backend.platform.errors import Refused
from backend.retain import request_acts, request_making, request_types, signal_rules, silence_tasks
from backend.retain.signal_content import shipped_content
from backend.retain.silence_sweeps import silent_from
from backend.retain.silences import Silence
from tests.ledger.desk import Desk
from tests.retain.looking import look_at_all


async def call(desk: Desk, client: Client, kind: str = "call", direction: str = "both") -> None:
    async with desk.changing() as session:
        await interactions.log(
            session, client.id, kind=kind, direction=direction, channel="phone", summary="近况", minutes=5
        )


async def states(desk: Desk) -> list[tuple[str, str, int]]:
    rows = await desk.rows(Silence, order=Silence.found_at)
    return [(row.state, str(row.since), row.step) for row in rows]


async def holder(desk: Desk, on: str) -> Client:
    client, fund = await desk.client(), await desk.fund()
    await desk.book(client, fund, "initial", on, "1000")
    return client


def at(text: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=UTC), tick=True)


def test_months_are_of_the_calendar() -> None:
    for since, first in (
        (date(2025, 11, 30), date(2026, 3, 1)),
        (date(2023, 11, 30), date(2024, 3, 1)),  # the 29th is the last day of a leap year's February
        (date(2025, 8, 31), date(2025, 12, 1)),
        (date(2025, 1, 15), date(2025, 4, 16)),
    ):
        assert silent_from(since, 3) == first


async def test_a_client_is_silent_the_day_after_three_calendar_months(desk: Desk) -> None:
    with at("2025-11-30T02:00"):
        await holder(desk, "2025-11-30")
    with at("2026-02-28T15:59"):  # 23:59 in Shanghai
        await look_at_all(desk)
        assert await states(desk) == []
    with at("2026-02-28T16:01"):
        await look_at_all(desk)
        assert await states(desk) == [("wake_running", "2025-11-30", 1)]
        await look_at_all(desk)
        assert [row.title for row in await desk.rows(Task)] == ["沉默客户唤醒：电话问候"]


async def test_an_answer_ends_it_and_what_goes_out_does_not(desk: Desk) -> None:
    with at("2025-01-10T02:00"):
        client = await holder(desk, "2025-01-10")
    with at("2025-04-11T02:00"):
        await look_at_all(desk)
        await call(desk, client, "message", "out")
        await look_at_all(desk)
        assert [each[0] for each in await states(desk)] == ["wake_running"]
        await call(desk, client, "message", "in")
        await look_at_all(desk)
        assert [each[0] for each in await states(desk)] == ["answered"]
        [task] = await desk.rows(Task)
        assert (task.state, task.outcome) == ("cancelled", "客户已有互动，唤醒结束")
        events = await desk.events("signal.silence")
        assert [each["state"] for each in events] == ["silent", "answered"]
    with at("2025-07-12T02:00"):  # and once more, three months later
        await look_at_all(desk)
        assert [each[:2] for each in await states(desk)] == [
            ("answered", "2025-01-10"),
            ("wake_running", "2025-04-11"),
        ]


async def test_the_flow_goes_on_by_days_and_closes_without_an_answer(desk: Desk) -> None:
    with at("2025-01-10T02:00"):
        await holder(desk, "2025-01-10")
    titles = []
    for moment in ("2025-04-11T02:00", "2025-04-18T02:00", "2025-05-02T02:00", "2025-05-27T02:00"):
        with at(moment):
            await look_at_all(desk)
            open_ = [row for row in await desk.rows(Task) if row.state == "open"]
            titles.append([row.title.partition("：")[2] for row in open_])
            async with desk.changing() as session:
                for row in open_:
                    await task_done(session, row)
            await look_at_all(desk)
    assert titles == [["电话问候"], ["发送持仓与产品近况"], ["上门拜访或活动邀请"], []]
    assert await states(desk) == [("closed_no_answer", "2025-01-10", 3)]
    with at("2025-09-01T02:00"):  # once an episode
        await look_at_all(desk)
        assert len(await states(desk)) == 1


async def task_done(session: Any, row: Task) -> None:
    await complete(session, row.id, row.version, "已办")


async def test_who_gives_up_says_why_and_only_once(desk: Desk) -> None:
    with at("2025-01-10T02:00"):
        await holder(desk, "2025-01-10")
    with at("2025-04-11T02:00"):
        await look_at_all(desk)
        [row] = await desk.rows(Silence)
        async with desk.changing() as session:
            with pytest.raises(Refused):
                await silence_tasks.give_up(session, row.id, " ")
        async with desk.changing() as session:
            await silence_tasks.give_up(session, row.id, "客户出国，半年后再联系")
        async with desk.changing() as session:
            with pytest.raises(Refused):
                await silence_tasks.give_up(session, row.id, "又")
        [task] = await desk.rows(Task)
        assert (task.state, task.outcome) == ("cancelled", "唤醒结束，客户未回应")


async def test_a_contact_that_is_logged_late_takes_the_silence_back(desk: Desk) -> None:
    with at("2025-01-10T02:00"):
        client = await holder(desk, "2025-01-10")
    with at("2025-04-11T02:00"):
        await look_at_all(desk)
        async with desk.changing() as session:
            await interactions.log(
                session, client.id, kind="meeting", direction="both", channel="meeting", summary="拜访",
                at=datetime(2025, 3, 1, tzinfo=UTC),
            )  # fmt: skip
        await look_at_all(desk)
        assert [each[0] for each in await states(desk)] == ["withdrawn"]


async def test_who_waits_for_a_request_is_not_woken_until_it_is_settled(desk: Desk) -> None:
    with at("2025-01-10T02:00"):
        client = await holder(desk, "2025-01-10")
        async with desk.changing() as session:
            await request_types.ship_types(session)
            row = await request_making.create(session, request_making.Asked(client.id, "nav_report"))
    with at("2025-04-11T02:00"):
        await look_at_all(desk)
        assert await states(desk) == []
        async with desk.changing() as session:
            await request_acts.cancel(session, row.id, row.version, "重复", None)
        await look_at_all(desk)
        assert [each[0] for each in await states(desk)] == ["wake_running"]


async def test_the_firm_may_let_any_contact_count(desk: Desk) -> None:
    content = shipped_content()
    content["silence"]["counts"] = "any"
    with at("2025-01-10T02:00"):
        client = await holder(desk, "2025-01-10")
        async with desk.changing() as session:
            await signal_rules.publish(session, 0, content, None)
    with at("2025-04-01T02:00"):
        await call(desk, client, "message", "out")
    with at("2025-04-11T02:00"):
        await look_at_all(desk)
        assert await states(desk) == []
    with at("2025-07-02T02:00"):
        await call(desk, client, "greeting", "out")  # goes to many: never a contact
        await look_at_all(desk)
        assert [each[0] for each in await states(desk)] == ["wake_running"]
