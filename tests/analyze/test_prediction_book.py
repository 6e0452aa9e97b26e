"""Features of a real book as of a day, who is scored, and what the worker makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from backend.analyze.predict_acts import doubt, set_opt_out
from backend.analyze.predict_rows import Facts, facts_of, months_of, window_of
from backend.analyze.predict_work import ask, in_force, keep_predictions, score_all
from backend.analyze.predictions import SHORT, Prediction, PredictionDoubt, PredictionModel, PredictionOptOut
from backend.book import interactions
from backend.book.clients import Client
from backend.book.ledger import Lot
from backend.platform.errors import Refused
from backend.platform.events import OutboxRow
from tests.ledger.desk import Desk, day


def at(text: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=UTC), tick=True)


async def call(desk: Desk, client: Client) -> None:
    async with desk.changing() as session:
        await interactions.log(
            session, client.id, kind="call", direction="both", channel="phone", summary="近况", minutes=5
        )


async def facts(desk: Desk, client: Client, on: str) -> Facts:
    async with desk.database.as_system(desk.firm_id, "tests") as session:
        [found] = await facts_of(session, [(client.id, day(on))])
    return found


async def keep(desk: Desk) -> int:
    async with desk.database.as_system(desk.firm_id, "schedule") as session:
        return await keep_predictions(session)


async def test_features_are_of_the_days_before(desk: Desk) -> None:
    with at("2025-01-02T02:00"):
        client, fund = await desk.client(), await desk.fund()
        await desk.nav(fund, "2025-01-02", "1")
        await desk.book(client, fund, "initial", "2025-01-02", "1000")
    with at("2025-03-01T02:00"):
        await call(desk, client)
    with at("2025-06-01T02:00"):
        await call(desk, client)
        await desk.nav(fund, "2025-05-30", "1.2")
        await desk.nav(fund, "2025-06-01", "0.6")
        await desk.book(client, fund, "redemption", "2025-06-01", "400", "0.6")
    before = await facts(desk, client, "2025-06-01")
    assert before.raw["silent_days"] == 92
    assert (before.raw["loss"], before.raw["drawdown"], before.raw["redeemed"]) == (0, 0, 0)
    assert before.value == 1200
    after = await facts(desk, client, "2025-06-02")
    assert after.raw["silent_days"] == 1
    assert after.raw["loss"] == pytest.approx(0.4)
    assert after.raw["drawdown"] == pytest.approx(0.5)
    assert after.raw["redeemed"] == pytest.approx(240 / (240 + 360))
    assert after.raw["products"] == 1
    assert after.raw["tenure"] == pytest.approx(151 / 365.25, abs=1e-3)


async def test_locked_units_cannot_leave_until_they_unlock(desk: Desk) -> None:
    with at("2025-01-02T02:00"):
        client, fund = await desk.client(), await desk.fund(lockUpDays=180)
        await desk.book(client, fund, "initial", "2025-01-02", "1000")
    [lot] = await desk.rows(Lot)
    assert lot.unlock_on is not None
    soon = lot.unlock_on - timedelta(days=10)
    assert not (await facts(desk, client, "2025-03-01")).free
    near = await facts(desk, client, soon.isoformat())
    assert near.free
    assert near.raw["unlock_soon"] == 1
    later = await facts(desk, client, (lot.unlock_on + timedelta(days=40)).isoformat())
    assert later.free
    assert later.raw["unlock_soon"] == 0


async def test_months_end_with_who_left_by_the_book(desk: Desk) -> None:
    with at("2026-06-15T02:00"):
        fund = await desk.fund()
        stays, leaves, returns = [await desk.client() for _ in range(3)]
        for client in (stays, leaves, returns):
            await desk.book(client, fund, "initial", "2025-01-02", "1000")
        await desk.book(leaves, fund, "redemption", "2025-05-20", "1000")
        await desk.book(returns, fund, "redemption", "2025-05-20", "1000")
        await desk.book(returns, fund, "additional", "2025-06-20", "500")
        first, until = window_of("churn", date(2026, 6, 15))
        assert (first, until) == (date(2023, 3, 1), date(2026, 3, 1))
        async with desk.database.as_system(desk.firm_id, "schedule") as session:
            churn, _, _ = await months_of(session, "churn")
            more, _, _ = await months_of(session, "upsell")
    came = [month for month in churn if month.came]
    assert [month.nth for month in came] == [26]  # May 2025
    assert all(month.weight == 1 for month in churn)
    assert sum(month.soon is True for month in churn) == 4  # February to May: he came in January
    assert any(month.came for month in more)


async def test_a_small_firm_gets_the_rule_score_and_no_model(desk: Desk) -> None:
    with at("2026-03-02T02:00"):
        fund = await desk.fund()
        quiet, near = [await desk.client() for _ in range(2)]
        for client in (quiet, near):
            await desk.book(client, fund, "initial", "2025-01-02", "1000")
        await desk.nav(fund, "2026-02-27", "0.7")
        await call(desk, near)
    with at("2026-03-03T02:00"):
        assert await keep(desk) == 4
        assert await keep(desk) == 0
        models = await desk.rows(PredictionModel)
        assert {(row.kind, row.state, row.number) for row in models} == {
            ("churn", SHORT, 1),
            ("upsell", SHORT, 1),
        }
        rows = {row.client_id: row for row in await desk.rows(Prediction)}
        assert set(rows) == {quiet.id, near.id}
        assert rows[quiet.id].model_id is None
        assert rows[quiet.id].chance is None
        assert rows[quiet.id].score > rows[near.id].score
        told = rows[quiet.id].parts
        total = told["base"] + sum(part[2] for part in told["parts"])
        assert abs(Decimal(repr(total)) - rows[quiet.id].score) < Decimal("1e-9")
        assert rows[quiet.id].band == "high"
        assert rows[quiet.id].place == 1
    with at("2026-03-04T02:00"):
        await call(desk, quiet)
    with at("2026-04-05T02:00"):  # another month: models are asked for anew
        assert await keep(desk) == 4
        assert {row.number for row in await desk.rows(PredictionModel)} == {1, 2}
        async with desk.reading() as session:
            assert await in_force(session) == {}


async def test_who_opted_out_is_not_predicted_and_may_come_back(desk: Desk) -> None:
    with at("2026-03-02T02:00"):
        client, fund = await desk.client(), await desk.fund()
        await desk.book(client, fund, "initial", "2025-01-02", "1000")
        await keep(desk)
        assert len(await desk.rows(Prediction)) == 1
        async with desk.changing() as session:
            await set_opt_out(session, client.id, out=True, note="客户书面要求")
        assert await desk.rows(Prediction) == []
        async with desk.database.as_system(desk.firm_id, "schedule") as session:
            assert await score_all(session, "churn", date(2026, 3, 2)) == 0
        async with desk.changing() as session:
            await set_opt_out(session, client.id, out=False, note="")
            await score_all(session, "churn", date(2026, 3, 2))
        assert len(await desk.rows(Prediction)) == 1
        assert await desk.rows(PredictionOptOut) == []


async def test_a_reason_can_be_doubted_once_it_is_told(desk: Desk) -> None:
    with at("2026-03-02T02:00"):
        client, fund = await desk.client(), await desk.fund()
        await desk.book(client, fund, "initial", "2025-01-02", "1000")
        await keep(desk)
        async with desk.changing() as session:
            await doubt(session, client.id, "churn", "silent_days", "昨天刚见过面")
        [row] = await desk.rows(PredictionDoubt)
        assert (row.feature, row.model_number, row.note) == ("silent_days", 0, "昨天刚见过面")
        for kind, feature, note in (("churn", "gender", "x"), ("other", "loss", "x"), ("churn", "loss", " ")):
            with pytest.raises(Refused):
                async with desk.changing() as session:
                    await doubt(session, client.id, kind, feature, note)


async def test_training_is_asked_for_once_at_a_time(desk: Desk) -> None:
    async with desk.changing() as session:
        await ask(session, "churn")
    with pytest.raises(Refused):
        async with desk.changing() as session:
            await ask(session, "churn")
    names = [row.name for row in await desk.rows(OutboxRow) if row.name.startswith("prediction")]
    assert names == ["prediction.model_asked"]
