"""Tiers of a past day: as they were known then, or as they come out of the ledger with all that is known now.

Restated, a client is led through the days on which he moved, each with the AUM that is known now for it, so that the
hysteresis of a move that should never have been does not hold him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assets import CENT, View, by_client, counted, restated, worth_of
from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.book.nav_points import latest_by_fund
from backend.book.rebuild import FundKey
from backend.book.tier_content import Content, Tier
from backend.book.tier_history import ClientTier
from backend.book.tier_models import InForce, TierModel, typed


@dataclass(frozen=True, slots=True)
class PastTier:
    """The tier of a client on a day. since: the day of the move that put him there, as known then; aum: CNY of the day
    itself where restated, else that of the move; cause: of `tier_history.CAUSES`, None where restated.
    """

    tier: str
    rank: int
    model: int
    since: date | None
    aum: Decimal
    cause: str | None


def known_on(firm_id: Any, on: date, of: Any = ClientTier) -> Select[Any]:
    """The latest move of each client up to a day. of: the model or an alias of it."""
    return (
        select(of)
        .where(of.firm_id == firm_id, of.on <= on)
        .order_by(of.client_id, of.on.desc(), of.known_at.desc(), of.id.desc())
        .ext(distinct_on(of.client_id))
    )


async def known_tiers(session: AsyncSession, on: date, client_ids: Sequence[UUID]) -> dict[UUID, PastTier]:
    """The tiers of a day as they were known then; who had none is absent."""
    rows = await session.scalars(
        known_on(session.info["firm_id"], on).where(ClientTier.client_id.in_(client_ids))
    )
    return {
        row.client_id: PastTier(row.to_tier, row.to_rank, row.model, row.on, row.aum, row.cause)
        for row in rows
    }


async def restated_tiers(
    session: AsyncSession, on: date, client_ids: Sequence[UUID] | None = None
) -> dict[UUID, PastTier]:
    """The tiers of a day by the model of that day and what is known now. client_ids: None, of everybody.

    A score that lifted is taken as it was: answers of clients have no history of their own. Raises
    Refused(rate_missing).
    """
    models = await _models(session, on)
    if not models:
        return {}
    days = await _days(session, on, client_ids)
    families = (
        await _families(session, client_ids) if any(m.content.basis == "household" for m in models) else {}
    )
    wanted: dict[date, set[UUID] | None] = defaultdict(set)
    for client_id, moved in days.items():
        for day in moved:
            if day < on:
                _also(wanted, day, client_id)
    wanted[on] = None if client_ids is None else set(client_ids)
    present: dict[UUID, PastTier] = {}
    for day in sorted(wanted):
        whose = wanted[day]
        aum = await _aum(session, day, whose, families)
        model = _of_day(models, day)
        for client_id in set(aum) | set(present) if whose is None else whose:
            before = present.get(client_id)
            amount = aum.get(client_id, Decimal(0))
            if before is None and amount == 0:
                continue
            tier = step(model.content, amount, None if before is None else before.tier)
            since = before.since if before is not None and before.tier == tier.key else day
            present[client_id] = PastTier(tier.key, tier.rank, model.number, since, amount, None)
    return present


def step(content: Content, aum: Decimal, present: str | None) -> Tier:
    """The tier by AUM of a client who is in one (None: in none yet), as `tier_terms.by_aum` has it in SQL."""
    cents = int(aum * 100)
    now = content.tier(present)

    def reached(factor: Decimal) -> Tier:
        return next(t for t in reversed(content.tiers) if cents >= t.least_cents(factor) or t.rank == 1)

    if now is None:
        return reached(Decimal(1))
    rises = reached(content.rises)
    if rises.rank > now.rank:
        return rises
    return now if cents >= now.kept_cents(content.keeps) else reached(Decimal(1))


def _also(wanted: dict[date, set[UUID] | None], day: date, client_id: UUID) -> None:
    those = wanted[day]
    if those is not None:
        those.add(client_id)


async def _models(session: AsyncSession, on: date) -> list[InForce]:
    rows = await session.scalars(
        select(TierModel)
        .where(TierModel.firm_id == session.info["firm_id"], TierModel.effective_from <= on)
        .order_by(TierModel.effective_from.desc(), TierModel.number.desc())
    )
    return [typed(row) for row in rows]


def _of_day(models: Sequence[InForce], day: date) -> InForce:
    return next((model for model in models if model.effective_from <= day), models[-1])


async def _days(
    session: AsyncSession, on: date, client_ids: Sequence[UUID] | None
) -> Mapping[UUID, Sequence[date]]:
    """The days up to one on which clients moved, as it was known."""
    statement = select(ClientTier.client_id, func.array_agg(ClientTier.on.distinct())).where(
        ClientTier.firm_id == session.info["firm_id"], ClientTier.on <= on
    )
    if client_ids is not None:
        statement = statement.where(ClientTier.client_id.in_(client_ids))
    rows = await session.execute(statement.group_by(ClientTier.client_id))
    return {row[0]: row[1] for row in rows}


async def _families(session: AsyncSession, client_ids: Sequence[UUID] | None) -> dict[UUID, list[UUID]]:
    """The members of each client's family as it is now: who belonged to it then is not kept."""
    firm_id = session.info["firm_id"]
    statement = select(Client.household_id, func.array_agg(Client.id)).where(
        Client.firm_id == firm_id, Client.household_id.is_not(None)
    )
    if client_ids is not None:
        homes = select(Client.household_id).where(Client.firm_id == firm_id, Client.id.in_(client_ids))
        statement = statement.where(Client.household_id.in_(homes))
    rows = await session.execute(statement.group_by(Client.household_id))
    return {member: list(members) for _, members in rows for member in members}


async def _aum(
    session: AsyncSession, day: date, whose: Iterable[UUID] | None, families: Mapping[UUID, Sequence[UUID]]
) -> dict[UUID, Decimal]:
    """CNY of clients on a day as it is known now, each his family's where families are given."""
    asked = None
    if whose is not None:
        asked = sorted({id for one in whose for id in families.get(one, [one])})
    own = {
        id: assets.value
        for id, assets in by_client(await worth_of(session, restated(day), client_ids=asked)).items()
    }
    if not families:
        return own
    everybody = {*own, *families} if whose is None else whose
    return {
        one: sum((own.get(id, Decimal(0)) for id in families.get(one, [one])), Decimal(0))
        for one in everybody
    }


async def at_navs_of(session: AsyncSession, held: View, priced: View) -> dict[UUID, Decimal]:
    """What clients' units of one day are worth at the NAVs of another, CNY.

    Units of a fund without a NAV by then count at what they were worth on their own day; rates are of that day, too.
    """
    worths = await worth_of(session, held)
    navs = await latest_by_fund(session, priced.on, priced.known_at)
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for worth in worths:
        if worth.value is None:
            continue
        nav = navs.get(FundKey(worth.position.product_id, worth.position.share_class_id))
        scale = nav.unit / worth.nav if nav is not None and worth.nav else Decimal(1)
        found[worth.position.client_id] += (worth.value * scale).quantize(CENT)
    return found


def present_on(view: View, firm_id: Any) -> Select[Any]:
    """The clients who hold units on a day, by what a view counts."""
    return (
        select(Transaction.client_id)
        .where(*counted(view, firm_id))
        .group_by(Transaction.client_id, Transaction.product_id, Transaction.share_class_id)
        .having(func.sum(Transaction.units) > 0)
    )
