"""What is known of a client and of products to judge whether they suit: read for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.clients import Client
from backend.book.ledger import Holding
from backend.book.open_days import OpenDay
from backend.book.products import Product
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text
from backend.track.assessment_states import CURRENT
from backend.track.assessments import Assessment
from backend.track.qualifications import IN_FORCE, MAKES_PROFESSIONAL, MAKES_QUALIFIED, Qualification
from backend.track.suitability_checks import ClientFacts, ProductFacts, decide
from backend.track.suitability_content import INSIST
from backend.track.suitability_events import InsistenceConfirmed
from backend.track.suitability_rules import rules_in_force


class Insistence(Versioned, TenantRow):
    """A client insisted on a product above his level, was warned in writing, and confirmed.

    grid_row, risk, rules: his row of the grid, the product's risk and the version of the rules at that time; it
    counts as long as row and risk are these. warning: the words he confirmed.
    """

    __tablename__ = "suitability_insistence"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        UniqueConstraint("firm_id", "client_id", "product_id", "grid_row", "risk"),
        Index("ix_suitability_insistence_product", "firm_id", "product_id"),
    )

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    grid_row: Mapped[str]
    risk: Mapped[str]
    rules: Mapped[int]
    warning: Mapped[str]
    confirmed_on: Mapped[date]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product with what is known of it for a client."""

    id: UUID
    code: str
    name: str
    strategy: str | None
    facts: ProductFacts


async def client_facts_of(session: AsyncSession, client_ids: Sequence[UUID]) -> dict[UUID, ClientFacts]:
    """Clients as suitability sees them; two statements."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Client.id, Client.risk_level, Client.risk_valid_until, Client.qualified, Assessment.lowest)
        .outerjoin(
            Assessment,
            and_(
                Assessment.firm_id == firm_id,
                Assessment.client_id == Client.id,
                Assessment.state.in_(CURRENT),
            ),
        )
        .where(Client.firm_id == firm_id, Client.id.in_(client_ids))
    )
    held = await session.execute(
        select(Qualification.client_id, Qualification.purpose).where(
            Qualification.firm_id == firm_id,
            Qualification.client_id.in_(client_ids),
            Qualification.state.in_(IN_FORCE),
            Qualification.purpose.in_(MAKES_QUALIFIED),
        )
    )
    purposes: dict[UUID, set[str]] = {}
    for client_id, purpose in held:
        purposes.setdefault(client_id, set()).add(purpose)
    return {
        id: ClientFacts(
            level=level,
            lowest=bool(lowest) and level == "C1",
            valid_until=until,
            qualified=bool(qualified) or id in purposes,
            professional=bool(purposes.get(id, set()) & set(MAKES_PROFESSIONAL)),
        )
        for id, level, until, qualified, lowest in rows
    }


async def candidates_of(
    session: AsyncSession, client_id: UUID, facts: ClientFacts, ids: Sequence[UUID] | None = None
) -> list[Candidate]:
    """Products by code with what is known of each for a client; one statement. ids: of these alone."""
    firm_id, today = session.info["firm_id"], business_date()
    holding = and_(Holding.firm_id == firm_id, Holding.valid_to.is_(None), Holding.units != 0)
    opens = (
        select(OpenDay.product_id, func.min(func.greatest(OpenDay.first, today)).label("day"))
        .where(OpenDay.firm_id == firm_id, OpenDay.last >= today, OpenDay.subscriptions)
        .group_by(OpenDay.product_id)
        .subquery("opens")
    )
    held = (
        select(
            Holding.product_id,
            func.count(Holding.client_id.distinct()).label("investors"),
            func.bool_or(Holding.client_id == client_id).label("holds"),
        )
        .where(holding)
        .group_by(Holding.product_id)
        .subquery("held")
    )
    insisted = and_(
        Insistence.firm_id == firm_id,
        Insistence.client_id == client_id,
        Insistence.product_id == Product.id,
        Insistence.grid_row == facts.row,
        Insistence.risk == Product.risk_level,
    )
    bounds: list[Any] = [Product.firm_id == firm_id]
    if ids is not None:
        bounds.append(Product.id.in_(ids))
    rows = await session.execute(
        select(Product, opens.c.day, held.c.investors, held.c.holds, Insistence.id)
        .outerjoin(opens, opens.c.product_id == Product.id)
        .outerjoin(held, held.c.product_id == Product.id)
        .outerjoin(Insistence, insisted)
        .where(*bounds)
        .order_by(Product.code)
    )
    return [
        Candidate(
            product.id,
            product.code,
            product.name,
            product.strategy,
            ProductFacts(
                risk=product.risk_level,
                status=product.status,
                lock_up_days=product.lock_up_days,
                currency=product.currency,
                first_minimum=product.first_minimum,
                further_minimum=product.further_minimum,
                open_on=day,
                investors=investors or 0,
                holds=bool(holds),
                insisted=insistence_id is not None,
            ),
        )
        for product, day, investors, holds, insistence_id in rows
    ]


async def insist(
    session: AsyncSession, client_id: UUID, product_id: UUID, warning: str, on: date
) -> Insistence:
    """Record that a client confirmed the special warning for a product above his level.

    Raises Refused(BAD_USER_INPUT): `not_insistable` where the grid allows or refuses it anyway, unknown, future,
    required.
    """
    client = await locked(session, Client, client_id)
    force = await rules_in_force(session)
    facts = (await client_facts_of(session, [client.id]))[client.id]
    found = await candidates_of(session, client.id, facts, [product_id])
    if not found:
        raise bad_input("product", "unknown")
    today = business_date()
    if on > today:
        raise bad_input("confirmedOn", "future")
    verdict = decide(force.rules, facts, found[0].facts, None, today)
    if verdict.result != INSIST or facts.row is None or found[0].facts.risk is None:
        raise bad_input("product", "not_insistable")
    row = Insistence(
        id=uuid7(),
        client_id=client.id,
        product_id=product_id,
        grid_row=facts.row,
        risk=found[0].facts.risk,
        rules=force.number,
        warning=clean_text(warning, "warning", limit=2000, required=True) or "",
        confirmed_on=on,
    )
    session.add(row)
    await session.flush()
    emit(session, InsistenceConfirmed(client_id=client.id, product_id=product_id))
    strike(session, "client", str(client.id))
    return row
