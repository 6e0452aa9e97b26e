"""Falls of funds for those who hold them, by NAVs worked out by hand."""

from __future__ import annotations

from backend.book import reversals
from backend.book import tasks as task_book
from backend.book.nav_points import NavRow, take_back
from backend.book.tasks import Task
from backend.platform.clock import now
from backend.retain.drawdowns import Drawdown, DrawdownEpisode
from tests.ledger.desk import D, Desk, day
from tests.retain.looking import drawdowns, look, tasks


async def test_exactly_ten_per_cent_is_nothing_and_a_hundredth_more_is_one_task(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.0000")
    await desk.book(client, fund, "initial", "2025-01-03", "1000000")
    await desk.nav(fund, "2025-01-10", "0.9000")
    await look(desk)
    assert (await drawdowns(desk), await tasks(desk)) == ([], [])
    await desk.nav(fund, "2025-01-17", "0.8999")
    await look(desk)
    assert await drawdowns(desk) == [("open", "2025-01-17", "0.1001", 1)]
    assert await tasks(desk) == [("open", "high", "客户安抚沟通：明远MY0001号 -10.01%")]
    [row] = await desk.rows(Drawdown)
    assert (row.value, row.loss, row.basis) == (D("899900.00"), D("100100.00"), "purchase")
    [task] = await desk.rows(Task)
    assert task.assignee_id == desk.people[0]
    assert task.body is not None
    assert "净值日 2025-01-17" in task.body
    assert "沟通要点" in task.body
    # The same NAV again, and further looks, make nothing twice.
    await desk.nav(fund, "2025-01-17", "0.8999")
    await look(desk)
    await look(desk)
    assert len(await tasks(desk)) == len(await drawdowns(desk)) == 1
    told = await desk.events("signal.drawdown")
    assert [(each["state"], each["level"]) for each in told] == [("open", 1)]


async def test_an_episode_lasts_until_the_fall_is_less_than_five_per_cent(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.00")
    await desk.book(client, fund, "initial", "2025-01-03", "1000")
    for on, unit in (("2025-01-10", "0.89"), ("2025-01-17", "0.93"), ("2025-01-24", "0.88")):
        await desk.nav(fund, on, unit)
        await look(desk)
    assert await drawdowns(desk) == [("open", "2025-01-10", "0.1200", 1)]
    await desk.nav(fund, "2025-01-31", "0.95")  # exactly -5 %: not yet
    await look(desk)
    assert [each[0] for each in await drawdowns(desk)] == ["open"]
    await desk.nav(fund, "2025-02-07", "0.9501")
    await look(desk)
    assert [each[0] for each in await drawdowns(desk)] == ["recovered"]
    assert [each[0] for each in await tasks(desk)] == ["open"]  # the talk is still owed
    await desk.nav(fund, "2025-02-14", "0.8999")
    await look(desk)
    assert [each[:2] for each in await drawdowns(desk)] == [
        ("recovered", "2025-01-10"),
        ("open", "2025-02-14"),
    ]
    waves = await desk.rows(DrawdownEpisode, order=DrawdownEpisode.found_at)
    assert [row.ended_at is None for row in waves] == [False, True]


async def test_deeper_levels_escalate_within_the_episode(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.00")
    await desk.book(client, fund, "initial", "2025-01-03", "1000")
    levels = []
    for on, unit in (
        ("2025-01-10", "0.85"),
        ("2025-01-17", "0.8499"),
        ("2025-01-24", "0.80"),
        ("2025-01-31", "0.7999"),
    ):
        await desk.nav(fund, on, unit)
        await look(desk)
        [row] = await desk.rows(Drawdown)
        levels.append((row.level, row.told_level, (await tasks(desk))[0][1]))
    assert levels == [(1, 0, "high"), (2, 2, "urgent"), (2, 2, "urgent"), (3, 3, "urgent")]
    told = [(each["state"], each["level"]) for each in await desk.events("signal.drawdown")]
    assert told == [("open", 1), ("deepened", 2), ("deepened", 3)]
    assert len(await tasks(desk)) == 1


async def test_a_correction_that_removes_the_crossing_withdraws_the_task_with_a_note(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.00")
    await desk.book(client, fund, "initial", "2025-01-03", "1000")
    await desk.nav(fund, "2025-01-10", "0.89")
    await look(desk)
    await desk.nav(fund, "2025-01-10", "0.98")
    await look(desk)
    assert [each[0] for each in await drawdowns(desk)] == ["withdrawn"]
    [task] = await desk.rows(Task)
    assert (task.state, task.outcome) == ("cancelled", "净值更正或份额变动后不再触发，自动撤回")
    assert [row.ended_at is not None for row in await desk.rows(DrawdownEpisode)] == [True]
    # Corrected back, it is the same episode with a task anew.
    await desk.nav(fund, "2025-01-10", "0.89")
    await look(desk)
    assert [each[0] for each in await drawdowns(desk)] == ["open"]
    assert [each[0] for each in await tasks(desk)] == ["cancelled", "open"]


async def test_a_nav_that_is_taken_back_withdraws_too(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.00")
    await desk.book(client, fund, "initial", "2025-01-03", "1000")
    await desk.nav(fund, "2025-01-10", "0.89")
    await look(desk)
    async with desk.changing() as session:
        await take_back(session, [NavRow(fund.id, day("2025-01-10"), D("0.89"))], [None])
    await look(desk)
    assert [each[0] for each in await drawdowns(desk)] == ["withdrawn"]


async def test_two_funds_of_one_client_are_one_task(desk: Desk) -> None:
    one, two, client = await desk.fund("A1"), await desk.fund("B2"), await desk.client()
    for fund in (one, two):
        await desk.nav(fund, "2025-01-03", "1.00")
        await desk.book(client, fund, "initial", "2025-01-03", "1000")
    await desk.nav(one, "2025-01-10", "0.894")
    await look(desk)
    await desk.nav(two, "2025-01-10", "0.902")  # -9.8 %
    await look(desk)
    assert [each[2] for each in await tasks(desk)] == ["客户安抚沟通：明远A1号 -10.60%"]
    await desk.nav(two, "2025-01-17", "0.88")
    await look(desk)
    assert [each[2] for each in await tasks(desk)] == ["客户安抚沟通：明远B2号 -12.00% 等 2 只产品"]
    assert len({row.task_id for row in await desk.rows(Drawdown)}) == 1
    # One of both is corrected away: the task tells of the other alone.
    await desk.nav(two, "2025-01-17", "0.99")
    await look(desk)
    assert await tasks(desk) == [("open", "high", "客户安抚沟通：明远A1号 -10.60%")]


async def test_dividends_and_splits_are_no_fall(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "2.00")
    await desk.book(client, fund, "initial", "2025-01-03", "1000", "2.00")
    await desk.nav(fund, "2025-01-10", "1.50", dividend=D("0.50"))
    await desk.nav(fund, "2025-01-17", "0.75", split=D("2"))
    await look(desk)
    assert await drawdowns(desk) == []
    await desk.nav(fund, "2025-01-24", "0.67")  # 0.67 of 0.75: -10.67 %
    await look(desk)
    assert await drawdowns(desk) == [("open", "2025-01-24", "0.1067", 1)]


async def test_the_high_counts_from_the_oldest_lot_that_is_held(desk: Desk) -> None:
    fund = await desk.fund()
    early, late, blind = await desk.client("早"), await desk.client("晚"), await desk.client("无")
    await desk.book(blind, fund, "initial", "2024-12-01", "1000", "1.02")
    await desk.nav(fund, "2025-01-03", "1.00")
    await desk.book(early, fund, "initial", "2025-01-03", "1000")
    await desk.nav(fund, "2025-01-10", "0.95")
    await desk.book(late, fund, "initial", "2025-01-14", "1000", "0.95")
    await desk.nav(fund, "2025-01-17", "0.899")
    await look(desk)
    rows = {row.client_id: row for row in await desk.rows(Drawdown)}
    # The NAV of his purchase is not known: what he paid counts, 0.899 of 1.02.
    assert {id: (row.basis, f"{row.fall:.4f}") for id, row in rows.items()} == {
        early.id: ("purchase", "0.1010"),
        blind.id: ("cost", "0.1186"),
    }


async def test_who_leaves_the_fund_is_not_called_any_more(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.00")
    row = await desk.book(client, fund, "initial", "2025-01-03", "1000")
    await desk.nav(fund, "2025-01-10", "0.89")
    await look(desk)
    async with desk.changing() as session:
        await reversals.reverse(session, row.id, day("2025-01-13"))
    await look(desk)
    assert [each[0] for each in await drawdowns(desk)] == ["left"]
    [task] = await desk.rows(Task)
    assert (task.state, task.outcome) == ("cancelled", "客户已不再持有，自动撤回")


async def test_what_was_talked_about_is_not_asked_for_again_in_the_episode(desk: Desk) -> None:
    fund, client = await desk.fund(), await desk.client()
    await desk.nav(fund, "2025-01-03", "1.00")
    await desk.book(client, fund, "initial", "2025-01-03", "1000")
    await desk.nav(fund, "2025-01-10", "0.89")
    await look(desk)
    [task] = await desk.rows(Task)
    async with desk.changing() as session:
        await task_book.complete(session, task.id, task.version, "已沟通")
    await desk.nav(fund, "2025-01-17", "0.88")
    await look(desk)
    assert [each[0] for each in await tasks(desk)] == ["done"]
    assert now() > task.created_at
