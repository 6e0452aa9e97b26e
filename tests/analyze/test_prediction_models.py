"""A model that is trained by the worker, kept or refused, and the clients it scores; its months are planted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from backend.analyze import predict_work
from backend.analyze.predict_training import Month
from backend.analyze.predictions import KEPT, REFUSED, Prediction, PredictionModel
from backend.book.clients import Client
from backend.platform.events import OutboxRow
from backend.track import suitability_rules
from tests.analyze.planted import history
from tests.ledger.desk import Desk

MONTHS = history(11, 900, 36, keep=0.12).months
DAY = date(2026, 3, 3)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> list[list[Month]]:
    """What the book is taken to say; a test may put other months there."""
    said = [MONTHS]

    async def months_of(_session: Any, _kind: str) -> tuple[list[Month], date, date]:
        return said[0], date(2023, 3, 1), date(2026, 3, 1)

    monkeypatch.setattr(predict_work, "months_of", months_of)
    return said


async def _trained(desk: Desk, kind: str) -> PredictionModel:
    async with desk.database.as_system(desk.firm_id, "schedule") as session:
        model = await predict_work.ask(session, kind)
        await predict_work.train_model(session, model)
        await predict_work.score_all(session, kind, DAY)
    [row] = await desk.rows(PredictionModel, PredictionModel.id == model.id)
    return row  # type: ignore[no-any-return]


async def test_a_model_is_kept_scores_clients_and_gives_way_to_none_that_ranks_worse(
    desk: Desk, planted: list[list[Month]]
) -> None:
    clients = [await desk.client() for _ in range(3)]
    fund = await desk.fund()
    for client in clients:
        await desk.book(client, fund, "initial", "2025-01-02", "1000")
    first = await _trained(desk, "churn")
    assert first.state == KEPT
    assert (first.window_from, first.events) == (date(2023, 3, 1), sum(month.came for month in MONTHS))
    rows = await desk.rows(Prediction)
    assert {row.client_id for row in rows} == {client.id for client in clients}
    for row in rows:
        assert row.model_id == first.id
        assert 0 < row.chance < 1
        total = row.parts["base"] + sum(part[2] for part in row.parts["parts"])
        assert abs(total - float(row.score)) < 1e-9
        # All alike: nobody is likelier than his tier, so nobody is warned of.
        assert row.band == "low"
    # The same outcomes, but nothing that goes with them: a model that ranks worse on the latest months.
    planted[0] = [
        Month(
            m.nth,
            m.tier,
            MONTHS[(n * 7 + 3) % len(MONTHS)].raw if m.nth < 30 else m.raw,
            m.came,
            m.weight,
            m.soon,
        )
        for n, m in enumerate(MONTHS)
    ]
    second = await _trained(desk, "churn")
    assert second.state == REFUSED
    assert second.content["present"]["auc"] > second.content["quality"]["auc"]
    assert {row.model_id for row in await desk.rows(Prediction)} == {first.id}


async def test_upsell_is_shown_of_whom_something_may_be_sold_to(
    desk: Desk, planted: list[list[Month]]
) -> None:
    async with desk.changing() as session:
        await suitability_rules.ship_rules(session)
    fund = await desk.fund(riskLevel="R2")
    suits, unknown = [await desk.client() for _ in range(2)]
    async with desk.changing() as session:
        row = await session.get(Client, (desk.firm_id, suits.id))
        assert row is not None
        row.risk_level, row.risk_valid_until, row.qualified = "C4", datetime(2099, 1, 1).date(), True  # noqa: DTZ001
    for client in (suits, unknown):
        await desk.book(client, fund, "initial", "2025-01-02", "1000000")
        await desk.book(client, fund, "additional", "2025-06-02", "500000")
    model = await _trained(desk, "upsell")
    assert model.state == KEPT
    [found] = await desk.rows(Prediction)
    assert found.client_id == suits.id
    assert found.amount > 0
    assert abs(float(found.expected) - float(found.chance) * float(found.amount)) < 1
    assert not [row for row in await desk.rows(OutboxRow) if row.name == "prediction.jumped"]
