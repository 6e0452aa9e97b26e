"""Models that are asked for are trained, once a month they are asked for, and every day clients are scored."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.predict_amounts import expected
from backend.analyze.predict_bands import bands
from backend.analyze.predict_events import PredictionJumped, PredictionModelAsked, PredictionModelTrained
from backend.analyze.predict_features import FEATURES, Feature
from backend.analyze.predict_rows import HORIZON, facts_of, holders, month_after, months_of
from backend.analyze.predict_scoring import Scored, Scorer, medians, rule_score
from backend.analyze.predict_training import Trained, judge, told_quality, train, worse
from backend.analyze.predictions import (
    ASKED,
    CHURN,
    HIGH,
    KEPT,
    KINDS,
    REFUSED,
    SHORT,
    UPSELL,
    Prediction,
    PredictionModel,
    PredictionOptOut,
)
from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.ledger import Transaction
from backend.book.products import Product
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.track.suitability_checks import BUYS_FROM, ProductFacts, decide
from backend.track.suitability_content import REFUSED as UNSUITABLE
from backend.track.suitability_matches import client_facts_of
from backend.track.suitability_rules import newest_rules

APART: Final = ("blocked", "restricted", "rejected")
AMOUNTS: Final = 365 * 5
"""Days of which amounts are looked at."""


def features_of(kind: str) -> tuple[Feature, ...]:
    """What a model of a kind may use. The signs are those of leaving: of buying more nothing is expected."""
    return FEATURES if kind == CHURN else tuple(replace(each, sign=0) for each in FEATURES)


async def ask(session: AsyncSession, kind: str) -> PredictionModel:
    """Ask for a new version of a model; the worker trains it. Raises Refused(BAD_USER_INPUT): choice, running."""
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    firm_id = session.info["firm_id"]
    newest = await session.scalar(
        select(PredictionModel)
        .where(PredictionModel.firm_id == firm_id, PredictionModel.kind == kind)
        .order_by(PredictionModel.number.desc())
        .limit(1)
    )
    if newest is not None and newest.state == ASKED:
        raise bad_input("kind", "prediction_running")
    model = PredictionModel(
        id=uuid7(),
        kind=kind,
        number=1 if newest is None else newest.number + 1,
        asked_by=session.info["principal"].subject,
    )
    session.add(model)
    await session.flush()
    emit(session, PredictionModelAsked(model.id, kind))
    return model


async def in_force(session: AsyncSession) -> dict[str, PredictionModel]:
    """The version that counts of each kind: the latest kept; a kind without one is absent."""
    rows = await session.scalars(
        select(PredictionModel)
        .where(PredictionModel.firm_id == session.info["firm_id"], PredictionModel.state == KEPT)
        .order_by(PredictionModel.kind, PredictionModel.number)
    )
    return {row.kind: row for row in rows}


async def keep_predictions(session: AsyncSession) -> int:
    """Ask monthly, train what is asked for, score where that was not done today; how many models and kinds."""
    today, done = business_date(), 0
    firm_id = session.info["firm_id"]
    newest = {
        row.kind: row
        for row in await session.scalars(
            select(PredictionModel)
            .where(PredictionModel.firm_id == firm_id)
            .order_by(PredictionModel.kind, PredictionModel.number)
        )
    }
    for kind in KINDS:
        model = newest.get(kind)
        if model is None or (model.state != ASKED and business_date(model.asked_at) < month_after(today, 0)):
            model = await ask(session, kind)
        trained = model.state == ASKED
        if trained:
            await train_model(session, model)
            done += 1
        if trained or model.scored_on != today:
            await score_all(session, kind, today)
            model.scored_on = today
            done += 1
    return done


async def train_model(session: AsyncSession, model: PredictionModel) -> Trained:
    """Train a version that was asked for and decide whether it counts."""
    months, first, until = await months_of(session, model.kind)
    present = (await in_force(session)).get(model.kind)
    # A model of log-odds within the horizon itself needs no chaining of months.
    horizon = HORIZON[model.kind] if model.kind == CHURN else 1
    trained = await asyncio.to_thread(train, months, horizon, features_of(model.kind))
    content = dict(trained.content)
    state = SHORT
    if trained.scorer is not None and trained.judged is not None:
        content["scorer"] = trained.scorer.content()
        state = KEPT
        if present is not None:
            old = judge(_comparable(present), months)
            content["present"] = None if old is None else told_quality(old)
            state = REFUSED if worse(trained.judged, old) else KEPT
    model.state, model.content, model.trained_at = state, content, now()
    model.window_from, model.window_to, model.events = first, until, content["events"]
    await session.flush()
    emit(session, PredictionModelTrained(model.id, model.kind, state))
    return trained


def _comparable(model: PredictionModel) -> Scorer:
    return Scorer.read(model.content["scorer"])


async def score_all(session: AsyncSession, kind: str, today: date) -> int:
    """Score every client who holds something and did not opt out; how many. What moved into another band is told."""
    firm_id = session.info["firm_id"]
    model = (await in_force(session)).get(kind)
    if model is None and kind == UPSELL:
        # Nothing is said about buying without a model: a rule would be a guess about money.
        return await _replace(session, kind, {})
    out = await session.scalars(select(PredictionOptOut.client_id).where(PredictionOptOut.firm_id == firm_id))
    ids = await holders(session, list(out))
    # As of today nothing of today is known yet: it counts from tomorrow on.
    facts = await facts_of(session, [(id, today) for id in ids])
    if kind == CHURN:
        facts = [each for each in facts if each.free]
    else:
        suited = await _may_buy(session, [each.client_id for each in facts], today)
        facts = [each for each in facts if each.client_id in suited]
    present = [(each.tier, each.raw) for each in facts]
    # Set beside the clients there are now, not beside those of the months it was made of.
    scorer = (
        rule_score(present)
        if model is None
        else replace(Scorer.read(model.content["scorer"]), reference=medians(present))
    )
    scored = {each.client_id: scorer.score(each.raw, each.tier) for each in facts}
    amounts = await _amounts(session, list(scored)) if kind == UPSELL else {}
    rows = await _rows(session, kind, model, today, scored, amounts)
    return await _replace(session, kind, rows)


async def _rows(
    session: AsyncSession,
    kind: str,
    model: PredictionModel | None,
    today: date,
    scored: Mapping[UUID, Scored],
    amounts: Mapping[UUID, float],
) -> dict[UUID, dict[str, Any]]:
    firm_id = session.info["firm_id"]
    owners = {
        row.id: row.owner_id
        for row in await session.execute(select(Client.id, Client.owner_id).where(Client.firm_id == firm_id))
    }
    if kind == UPSELL:
        worth = {id: (one.chance or 0.0) * amounts.get(id, 0.0) for id, one in scored.items()}
    else:
        worth = {id: _warned(one) for id, one in scored.items()}
    placed = bands(worth, owners, 0.0)
    at = now()
    return {
        id: {
            "firm_id": firm_id, "id": uuid7(), "client_id": id, "kind": kind,
            "model_id": None if model is None else model.id, "as_of": today,
            "score": Decimal(repr(one.score)).quantize(_PLACES), "chance": _chance(one.chance),
            "average": _chance(one.average), "band": placed[id][0], "place": placed[id][1],
            "parts": told_parts(one), "found_at": at,
            "amount": _money(amounts.get(id)),
            "expected": _money(worth[id]) if kind == UPSELL and id in amounts else None,
        }
        for id, one in scored.items()
    }  # fmt: skip


def _warned(of: Scored) -> float:
    """By what clients are put in order; 0 and below: nobody is warned of one who is no likelier than his tier."""
    if of.chance is None or of.average is None:
        return of.score
    return of.chance if of.chance > of.average else of.chance - 1


_PLACES: Final = Decimal("0.000000000001")


def told_parts(of: Scored) -> dict[str, Any]:
    """As kept with a prediction: floats as they are, which JSON keeps exactly."""
    return {
        "base": of.base,
        "parts": [[each.key, each.value, each.adds, each.reference] for each in of.parts],
    }


def _chance(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(Decimal("0.00000001"))


def _money(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(Decimal("0.01"))


async def _replace(session: AsyncSession, kind: str, rows: Mapping[UUID, dict[str, Any]]) -> int:
    """Put new predictions of a kind in the place of the old; bands that changed are told."""
    firm_id = session.info["firm_id"]
    old = {
        row.client_id: row.band
        for row in await session.execute(
            select(Prediction.client_id, Prediction.band).where(
                Prediction.firm_id == firm_id, Prediction.kind == kind
            )
        )
    }
    await session.execute(
        delete(Prediction)
        .where(Prediction.firm_id == firm_id, Prediction.kind == kind)
        .execution_options(synchronize_session=False)
    )
    for at in range(0, len(rows), 1_000):
        await session.execute(insert(Prediction), list(rows.values())[at : at + 1_000])
    for id, row in rows.items():
        before = old.get(id, "none")
        # The first day of all is no jump of anybody.
        if old and row["band"] != before and HIGH in {row["band"], before}:
            emit(session, PredictionJumped(id, kind, row["band"], before))
    return len(rows)


async def forget(session: AsyncSession, client_id: UUID) -> None:
    """Take away what is predicted of a client."""
    await session.execute(
        delete(Prediction)
        .where(Prediction.firm_id == session.info["firm_id"], Prediction.client_id == client_id)
        .execution_options(synchronize_session=False)
    )


async def _amounts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, float]:
    rows = await session.execute(
        select(Transaction.client_id, Transaction.gross).where(
            Transaction.firm_id == session.info["firm_id"],
            Transaction.kind == "additional",
            Transaction.reverses_id.is_(None),
            Transaction.date >= business_date() - timedelta(days=AMOUNTS),
        )
    )
    amounts: defaultdict[UUID, list[float]] = defaultdict(list)
    for client_id, gross in rows:
        amounts[client_id].append(float(gross))
    return expected(amounts, ids)


async def _may_buy(session: AsyncSession, ids: Sequence[UUID], today: date) -> set[UUID]:
    """Clients to whom some fund may be sold now: suitable by the firm's rules, not cooling off, not set apart."""
    firm_id, force = session.info["firm_id"], await newest_rules(session)
    if force is None:
        return set()
    products = [
        ProductFacts(
            risk=row.risk_level, status=row.status, lock_up_days=row.lock_up_days, currency=row.currency,
            first_minimum=row.first_minimum, further_minimum=row.further_minimum, open_on=None, investors=0,
            holds=False, insisted=False,
        )
        for row in await session.scalars(
            select(Product).where(Product.firm_id == firm_id, Product.status.in_(BUYS_FROM))
        )
    ]  # fmt: skip
    apart = set(
        await session.scalars(select(Client.id).where(Client.firm_id == firm_id, Client.state.in_(APART)))
    )
    apart |= set(await blocked_until_of(session))
    known = await client_facts_of(session, ids)
    return {
        id
        for id, facts in known.items()
        if id not in apart
        and any(decide(force.rules, facts, one, None, today).result != UNSUITABLE for one in products)
    }
