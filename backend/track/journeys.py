"""Journeys: a client on his way through the stages of a template, and every stay in a stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Date, Index, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.lookup import active_user, named
from backend.book.products import Product
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.places import ENDS, place_in
from backend.platform.versions import locked_at
from backend.track.events import JourneyChanged

STATES: Final = ("open", "held", "done", "lost")
RUNNING: Final = STATES[:2]
DIRECTIONS: Final = ("start", "forward", "back", "resume", "migrate")
"""How a stage was entered."""
EXITS: Final = ("forward", "back", "hold", "lost", "done", "migrate")
"""How it was left."""
MOST: Final = Decimal("1e15")
EDITABLE: Final = ("owner_id", "expected_amount", "probability", "product_id")


class Journey(Versioned, TenantRow):
    """A journey. template_number: the version it runs by; place: of its stage, 0, 1, …

    state: of STATES; owner_id: who is responsible for it; expected_amount: CNY >= 0; probability: per cent;
    stage_zh, stage_en: what the stage is called in its version; entered_at: the stage, the last time; stage_due_on:
    business date by which it should be left; resume_on: until when it rests;
    loss_reason: a key of its version's losses.
    """

    __tablename__ = "journey"
    __table_args__ = (
        refers("client", "client_id"),
        refers("journey_template", "template_id"),
        refers("user_account", "owner_id"),
        refers("product", "product_id"),
        Index("ix_journey_client", "firm_id", "client_id", "opened_at"),
        Index("ix_journey_board", "firm_id", "template_id", "state", "stage"),
        Index("ix_journey_owner", "firm_id", "owner_id", "state"),
        Index("ix_journey_due", "firm_id", text(place_in("stage_due_on", ENDS[Date][0])), "id"),
    )

    client_id: Mapped[UUID]
    template_id: Mapped[UUID]
    template_number: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    stage: Mapped[str]
    place: Mapped[int]
    stage_zh: Mapped[str]
    stage_en: Mapped[str]
    owner_id: Mapped[UUID]
    expected_amount: Mapped[Decimal | None]
    probability: Mapped[int | None]
    product_id: Mapped[UUID | None]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    entered_at: Mapped[datetime] = mapped_column(default=now)
    stage_due_on: Mapped[date | None]
    resume_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    loss_reason: Mapped[str | None]
    loss_note: Mapped[str | None]


class StageVisit(TenantRow):
    """One stay in a stage; a rest ends it, and going on begins another. Its leaving is written once, the rest never.

    direction: of DIRECTIONS; exit: of EXITS; entered_by, left_by: as in the audit; reason: why it was left.
    """

    __tablename__ = "stage_visit"
    __table_args__ = (
        refers("client", "client_id"),
        refers("journey", "journey_id"),
        Index("ix_stage_visit_journey", "firm_id", "journey_id", "entered_at"),
        Index("ix_stage_visit_client", "firm_id", "client_id"),
        Index(
            "uq_stage_visit_open", "firm_id", "journey_id", unique=True, postgresql_where="left_at is null"
        ),
    )
    # The journey's own audit says the same of each move.
    audited: ClassVar[bool] = False

    journey_id: Mapped[UUID]
    client_id: Mapped[UUID]
    stage: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    direction: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(default=now)
    entered_by: Mapped[str]
    left_at: Mapped[datetime | None]
    left_by: Mapped[str | None]
    exit: Mapped[str | None]
    reason: Mapped[str | None]


async def update(session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]) -> Journey:
    """Change values of EDITABLE; absent ones stay.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT for values that cannot be, `state` once it has ended.
    """
    journey = await locked_at(session, Journey, id, version)
    if journey.state not in RUNNING:
        raise bad_input("state", "state")
    await edit(session, journey, values)
    await session.flush()
    emit(session, JourneyChanged(journey_id=journey.id, client_id=journey.client_id))
    tell(session, journey)
    return journey


async def edit(session: AsyncSession, journey: Journey, values: Mapping[str, Any]) -> None:
    """Write values of EDITABLE. Raises Refused(BAD_USER_INPUT)."""
    if "owner_id" in values:
        if values["owner_id"] is None:
            raise bad_input("owner", "required")
        journey.owner_id = (await active_user(session, values["owner_id"], "owner")).id
    if "expected_amount" in values:
        amount = values["expected_amount"]
        if amount is not None and not (0 <= amount < MOST and amount == round(amount, 2)):
            raise bad_input("expectedAmount", "range", low=0, high=int(MOST))
        journey.expected_amount = amount
    if "probability" in values:
        share = values["probability"]
        if share is not None and not 0 <= share <= 100:
            raise bad_input("probability", "range", low=0, high=100)
        journey.probability = share
    if "product_id" in values:
        product_id = values["product_id"]
        journey.product_id = (
            None if product_id is None else (await named(session, Product, product_id, "product")).id
        )


def tell(session: AsyncSession, journey: Journey) -> None:
    """Let whoever looks at the client or at a board look again."""
    strike(session, "client", str(journey.client_id))
