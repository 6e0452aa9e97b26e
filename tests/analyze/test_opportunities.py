"""Chances as the book gives them: found, as they were found again, taken up, put away, won, and gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from backend.analyze.asking import Asked, Window
from backend.analyze.opportunity_sweeping import look_at_all, sweep_marked
from backend.analyze.predictions import KEPT, Prediction, PredictionModel, PredictionOptOut
from backend.analyze.reinvested import reinvested
from backend.book.clients import Client
from backend.book.ledger import Lot
from backend.book.open_days import OpenDay
from backend.book.products import Product
from backend.book.tasks import Task
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.platform.ids import uuid7
from backend.retain import opportunity_acts as acts
from backend.retain import signal_rules
from backend.retain.opportunities import Opportunity
from backend.retain.opportunity_marks import mark
from backend.retain.signal_content import shipped_content
from backend.track.suitability_rules import ship_rules
from tests.ledger.desk import Desk, day

D = Decimal


def at(text: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=UTC), tick=True)


async def sweep(desk: Desk, *clients: Client) -> None:
    """One look, as the worker takes it: at everybody, or at some."""
    async with desk.database.as_system(desk.firm_id, "opportunities") as session:
        if clients:
            await mark(session, "client", [client.id for client in clients])
        else:
            await look_at_all(session)
        await sweep_marked(session)


async def chances(desk: Desk, kind: str | None = None) -> list[Opportunity]:
    """All there ever were, the oldest first."""
    rows = await desk.rows(Opportunity, order=Opportunity.found_at)
    return [row for row in rows if kind in (None, row.kind)]


async def told(desk: Desk, kind: str | None = None) -> list[tuple[str, str, str]]:
    return [(row.kind, row.state, str(row.amount)) for row in await chances(desk, kind)]


async def stands(desk: Desk, *clients: Client, **columns: Any) -> None:
    """Write what other parts of the product work out of clients."""
    async with desk.changing() as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == desk.firm_id, Client.id.in_([each.id for each in clients]))
            .values(**columns)
            .execution_options(synchronize_session=False)
        )


# What comes free


async def locked(desk: Desk) -> tuple[Client, Product, date]:
    """A client whose units come free in July 2026; the day."""
    client, fund = await desk.client(), await desk.fund(lockUpDays=180)
    await desk.nav(fund, "2026-01-05", "1")
    await desk.book(client, fund, "initial", "2026-01-05", "1000000")
    [lot] = await desk.rows(Lot)
    assert lot.unlock_on is not None
    return client, fund, lot.unlock_on


async def test_units_that_come_free_are_a_chance_from_thirty_days_before(desk: Desk) -> None:
    with at("2026-01-05T02:00"):
        _, fund, free = await locked(desk)
    with at("2026-01-06T02:00"):
        await desk.nav(fund, "2026-01-06", "1.25")
    for off, there in ((31, False), (30, True)):
        with time_machine.travel(datetime.combine(free - timedelta(days=off), datetime.min.time(), UTC)):
            await sweep(desk)
            assert await told(desk) == ([("unlock", "open", "1250000.00")] if there else [])
    with time_machine.travel(datetime.combine(free, datetime.min.time(), UTC)):
        await sweep(desk)
        [row] = await chances(desk)
        assert (row.since, row.product_id, row.facts) == (free, fund.id, {"term": False, "past": True})
        await sweep(desk)
        assert len(await chances(desk)) == 1
    with time_machine.travel(datetime.combine(free + timedelta(days=31), datetime.min.time(), UTC)):
        await sweep(desk)
        assert [each[1] for each in await told(desk)] == ["lapsed"]


async def test_what_the_client_did_with_them_ends_it(desk: Desk) -> None:
    with at("2026-01-05T02:00"):
        client, fund, free = await locked(desk)
    with time_machine.travel(datetime.combine(free, datetime.min.time(), UTC)):
        await sweep(desk)
        assert [each[1] for each in await told(desk)] == ["open"]
    later = free + timedelta(days=2)
    with time_machine.travel(datetime.combine(later, datetime.min.time(), UTC)):
        await desk.book(client, fund, "redemption", later.isoformat(), "1000")
        await sweep(desk, client)
        assert [each[1] for each in await told(desk)] == ["lapsed"]


async def test_the_end_of_a_funds_term_counts_as_well(desk: Desk) -> None:
    with at("2026-01-05T02:00"):
        client, fund = await desk.client(), await desk.fund()
        await desk.book(client, fund, "initial", "2026-01-05", "500000")
        async with desk.changing() as session:
            (await session.get_one(Product, (desk.firm_id, fund.id))).terminated_on = day("2026-02-01")
        await sweep(desk)
        [row] = await chances(desk)
        assert (row.since, row.facts["term"], row.amount) == (day("2026-02-01"), True, D(500_000))


async def test_what_is_less_than_the_rules_say_is_no_chance(desk: Desk) -> None:
    with at("2026-01-05T02:00"):
        await locked(desk)
    content = shipped_content()
    content["opportunity"] |= {"least": "1000000.01", "ahead": 180}
    with at("2026-02-01T02:00"):
        async with desk.changing() as session:
            await signal_rules.publish(session, 0, content, None)
        await sweep(desk)
        assert await told(desk) == []
        content["opportunity"]["least"] = "1000000"
        async with desk.changing() as session:
            await signal_rules.publish(session, 1, content, None)
        await sweep(desk)
        [row] = await chances(desk)
        assert (row.amount, row.rules) == (D(1_000_000), 2)


# What was paid out


async def test_idle_cash_is_what_the_reinvestment_rate_counts(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        one, two, three = [await desk.client(name) for name in ("周若溪", "周若水", "周若山")]
        fund, other = await desk.fund(), await desk.fund("MY0002")
        for client in (one, two, three):
            await desk.book(client, fund, "initial", "2025-01-02", "1000000")
        await desk.book(one, fund, "redemption", "2026-02-01", "1000000")
        await desk.book(two, fund, "redemption", "2026-02-03", "1000000")
        await desk.book(two, other, "initial", "2026-02-20", "300000")
        await desk.book(three, fund, "redemption", "2026-02-05", "400000")  # a part of it is no event
        await sweep(desk)
        rows = {row.client_id: row for row in await chances(desk, "idle_cash")}
        assert {id: row.amount for id, row in rows.items()} == {one.id: D(1_000_000), two.id: D(700_000)}
        assert (rows[one.id].since, rows[one.id].until) == (day("2026-02-01"), day("2026-05-02"))
    ripe = day("2026-05-05")
    window = Window(day("2026-01-31"), day("2026-03-02"))
    async with desk.reading() as session:
        found = (await reinvested(session, Asked(desk.firm_id, (window,), ripe)))[1][None]
    assert found.paid == sum(D(row.facts["paid"]) for row in rows.values())
    assert found.back == sum(D(row.facts["back"]) for row in rows.values())
    with at("2026-05-02T02:00"):
        await sweep(desk)
        assert {row.state for row in await chances(desk, "idle_cash")} == {"open"}
    with at("2026-05-03T02:00"):  # the ninety-first day of the first
        await sweep(desk)
        states = {row.client_id: row.state for row in await chances(desk, "idle_cash")}
        assert states == {one.id: "lapsed", two.id: "open"}


async def test_a_reversed_payment_was_none(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client, fund = await desk.client(), await desk.fund()
        await desk.book(client, fund, "initial", "2025-01-02", "1000000")
        row = await desk.book(client, fund, "redemption", "2026-02-01", "1000000")
        await sweep(desk)
        assert [each[1] for each in await told(desk)] == ["open"]
        await desk.reverse(row, "2026-03-01")
        await sweep(desk, client)
        assert [each[1] for each in await told(desk)] == ["lapsed"]


# What others hold


async def peers(desk: Desk, holding: int, without: int) -> tuple[list[Client], Product]:
    """Clients of one tier and class, all with a fund of one line and some with another that opens soon."""
    async with desk.changing() as session:
        await ship_rules(session)
    base = await desk.fund("MY0001", strategy="fof", riskLevel="R2")
    line = await desk.fund("MY0002", strategy="cta", riskLevel="R3")
    clients = [await desk.client(f"客户{n}") for n in range(holding + without)]
    today = business_date()
    for n, client in enumerate(clients):
        await desk.book(client, base, "initial", "2025-01-02", "1000000")
        if n < holding:
            await desk.book(client, line, "initial", "2025-01-02", str(1_000_000 + n))
    await stands(
        desk, *clients, tier="hnw", risk_level="C4", risk_valid_until=today + timedelta(days=300), qualified=True
    )  # fmt: skip
    async with desk.changing() as session:
        opens = today + timedelta(days=20)
        session.add(OpenDay(id=uuid7(), product_id=line.id, first=opens, last=opens))
    return clients, line


async def test_a_line_that_peers_hold_is_a_chance_with_funds_that_suit(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        clients, line = await peers(desk, 5, 4)
        await sweep(desk)
        rows = await chances(desk, "gap")
        assert {row.client_id for row in rows} == {client.id for client in clients[5:]}
        row = rows[0]
        assert (row.key, row.amount, row.product_id) == ("cta", D("1000002"), line.id)
        assert row.facts | {"funds": None} == {
            "peers": 8, "share": "0.625", "median": "1000002.00", "funds": None,
        }  # fmt: skip
        assert row.facts["funds"] == [{"id": str(line.id), "open_on": "2026-03-21"}]
        # One of them is looked at beside the same peers.
        await sweep(desk, clients[5])
        assert len(await chances(desk, "gap")) == 4
        assert {row.state for row in await chances(desk, "gap")} == {"open"}


async def test_too_few_peers_tell_nothing(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        await peers(desk, 5, 3)  # seven others each
        await sweep(desk)
        assert await chances(desk, "gap") == []


@pytest.mark.parametrize(
    "columns",
    [{"risk_level": "C1"}, {"qualified": False}, {"risk_valid_until": date(2026, 2, 28)}, {"tier": "mass"}],
)
async def test_nothing_is_suggested_to_whom_it_does_not_suit(desk: Desk, columns: dict[str, Any]) -> None:
    with at("2026-03-01T02:00"):
        clients, _ = await peers(desk, 6, 3)
        await stands(desk, clients[-1], **columns)
        if "risk_level" in columns:  # the whole class, so that there are peers
            await stands(desk, *clients, **columns)
        await sweep(desk)
        assert clients[-1].id not in {row.client_id for row in await chances(desk, "gap")}


async def test_without_an_opening_within_the_days_there_is_nothing_to_suggest(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        await peers(desk, 6, 3)
        content = shipped_content()
        content["opportunity"]["opens"] = 19
        async with desk.changing() as session:
            await signal_rules.publish(session, 0, content, None)
        await sweep(desk)
        assert await chances(desk, "gap") == []


# What the score says


async def scored(
    desk: Desk, client: Client, number: int, expected: str = "400000", band: str = "high"
) -> None:
    async with desk.changing() as session:
        model = PredictionModel(
            id=uuid7(), kind="upsell", number=number, state=KEPT, asked_by="system:tests", content={}
        )
        session.add(model)
        await session.flush()
        session.add(
            Prediction(
                id=uuid7(), client_id=client.id, kind="upsell", model_id=model.id, as_of=business_date(),
                score=D("-1"), chance=D("0.4"), average=D("0.15"), band=band, place=1, amount=D("1000000"),
                expected=D(expected),
                parts={"base": -2.0, "parts": [["silent_days", 30.0, 0.6, 0.0], ["loss", 0.1, 0.4, 0.0]]},
            )
        )  # fmt: skip


async def test_a_high_score_is_a_chance_unless_he_opted_out(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client, quiet, low = [await desk.client(name) for name in ("周若溪", "周若水", "周若山")]
        await scored(desk, client, 1)
        await scored(desk, quiet, 2)
        await scored(desk, low, 3, band="medium")
        async with desk.changing() as session:
            session.add(PredictionOptOut(id=uuid7(), client_id=quiet.id, note="书面", by="system:tests"))
        await sweep(desk)
        [row] = await chances(desk)
        assert (row.kind, row.client_id, row.amount) == ("upsell", client.id, D(400_000))
        assert [each["zh"] for each in row.facts["reasons"]] == ["没有双向沟通 30 天", "持有浮亏 10.0 %"]
        async with desk.changing() as session:
            session.add(PredictionOptOut(id=uuid7(), client_id=client.id, note="书面", by="system:tests"))
        await sweep(desk, client)
        assert [row.state for row in await chances(desk)] == ["lapsed"]


# What becomes of it


async def idle(desk: Desk) -> tuple[Client, Product, Opportunity]:
    """A client whose million was paid out on 1 February, found on 1 March."""
    client, fund = await desk.client(), await desk.fund()
    await desk.book(client, fund, "initial", "2025-01-02", "1000000")
    await desk.book(client, fund, "redemption", "2026-02-01", "1000000")
    await sweep(desk)
    [row] = await chances(desk)
    return client, fund, row


async def test_a_chance_becomes_a_task_with_its_reason_and_what_to_say(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client, _, row = await idle(desk)
        async with desk.changing() as session:
            await acts.take_up(session, [row.id])
        [task] = await desk.rows(Task)
        assert (task.title, task.client_id, task.assignee_id, task.priority) == (
            "商机跟进：闲置资金", client.id, desk.people[0], "high",
        )  # fmt: skip
        assert "回款 1,000,000 元" in task.body
        assert "沟通要点：" in task.body
        [row] = await chances(desk)
        assert (row.state, row.task_id, row.by) == ("taken", task.id, f"user:{desk.people[0]}")
        with pytest.raises(Refused):
            async with desk.changing() as session:
                await acts.take_up(session, [row.id])
        assert [each["state"] for each in await desk.events("opportunity.changed")] == ["open", "taken"]


async def test_a_subscription_within_ninety_days_wins_it_once(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client, fund, row = await idle(desk)
        async with desk.changing() as session:
            await acts.take_up(session, [row.id])
    with at("2026-03-20T02:00"):
        bought = await desk.book(client, fund, "initial", "2026-03-18", "600000")
        await sweep(desk, client)
        # Of what is left of the same payment nothing is asked a second time.
        [first] = await chances(desk)
        assert (first.state, first.won_id, first.won_on, first.won_amount) == (
            "won", bought.id, day("2026-03-18"), D(600_000),
        )  # fmt: skip
    with at("2026-03-21T02:00"):
        await desk.reverse(bought, "2026-03-21")
        await sweep(desk, client)
        assert [(each.state, each.won_id) for each in await chances(desk)] == [("taken", None)]


async def test_what_nobody_followed_up_runs_out_and_is_found_anew(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client = await desk.client()
        await scored(desk, client, 1)
        await sweep(desk)
        [row] = await chances(desk)
        async with desk.changing() as session:
            await acts.take_up(session, [row.id])
    with at("2026-05-30T02:00"):
        await sweep(desk)
        assert [each.state for each in await chances(desk)] == ["taken"]
    with at("2026-05-31T02:00"):
        await sweep(desk)
        assert [each.state for each in await chances(desk)] == ["lapsed", "open"]


async def test_what_was_put_away_comes_back_only_with_other_facts(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client, _, row = await idle(desk)
        for reason, note in (("other", None), ("bored", "x")):
            with pytest.raises(Refused):
                async with desk.changing() as session:
                    await acts.dismiss(session, [row.id], reason, note)
        async with desk.changing() as session:
            await acts.dismiss(session, [row.id], "money_elsewhere", None)
        await sweep(desk)
        assert [each.state for each in await chances(desk)] == ["dismissed"]
        async with desk.changing() as session:
            await acts.restore(session, [row.id])
        [row] = await chances(desk)
        assert (row.state, row.reason, row.by) == ("open", None, None)
        async with desk.changing() as session:
            await acts.dismiss(session, [row.id], "wrong_facts", "已转入其他产品")
    with at("2026-03-10T02:00"):
        other = await desk.fund("MY0002")
        await desk.book(client, other, "opening", "2026-03-05", "200000")
        await desk.book(client, other, "redemption", "2026-03-08", "200000")
        await sweep(desk, client)
        [row] = await chances(desk)
        assert (row.state, row.reason, row.amount) == ("open", None, D(1_200_000))


async def test_nobody_is_approached_while_he_cools_off_or_is_set_apart(desk: Desk) -> None:
    with at("2026-03-01T02:00"):
        client, _, row = await idle(desk)
        await stands(desk, client, state="restricted")
        await sweep(desk)
        assert [each.state for each in await chances(desk)] == ["open"]
        with pytest.raises(Refused) as refused:
            async with desk.changing() as session:
                await acts.take_up(session, [row.id])
        assert refused.value.params["problem"] == "opportunity_held"
        assert await desk.rows(Task) == []
        # Putting it away talks to nobody.
        async with desk.changing() as session:
            await acts.dismiss(session, [row.id], "not_suitable", None)


async def test_another_firm_has_no_part_in_it(desk: Desk, other: Desk) -> None:
    with at("2026-03-01T02:00"):
        _, _, row = await idle(desk)
        await sweep(other)
        assert await chances(other) == []
        with pytest.raises(Refused):
            async with other.changing() as session:
                await acts.dismiss(session, [row.id], "not_suitable", None)
