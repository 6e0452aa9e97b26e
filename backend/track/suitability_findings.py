"""Holdings that no longer suit their client since his level fell: found once, told to his owner once, ended again."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.ledger import Holding
from backend.book.tasks import Task, complete
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.ids import uuid7
from backend.track import suitability_words as words
from backend.track.suitability_checks import ClientFacts
from backend.track.suitability_content import ALLOWED
from backend.track.suitability_matches import candidates_of, client_facts_of
from backend.track.suitability_rules import rules_in_force
from backend.track.suitability_tasks import ask_owners


class SuitabilityFinding(TenantRow):
    """A product that a client holds and that is above what he bears. ended_at: it suits again, or he left it."""

    __tablename__ = "suitability_finding"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("task", "task_id"),
        Index(
            "uq_suitability_finding_open", "firm_id", "client_id", "product_id", unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index("ix_suitability_finding_product", "firm_id", "product_id"),
    )  # fmt: skip

    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    grid_row: Mapped[str]
    risk: Mapped[str]
    rules: Mapped[int]
    task_id: Mapped[UUID | None]
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


async def recheck(session: AsyncSession, client_id: UUID) -> list[SuitabilityFinding]:
    """Judge what a client holds by what he bears now; new findings, of which his owner gets one task."""
    firm_id = session.info["firm_id"]
    force = await rules_in_force(session)
    facts = (await client_facts_of(session, [client_id]))[client_id]
    held = await session.scalars(
        select(Holding.product_id)
        .where(
            Holding.firm_id == firm_id,
            Holding.client_id == client_id,
            Holding.valid_to.is_(None),
            Holding.units != 0,
        )
        .distinct()
    )
    products = await candidates_of(session, client_id, facts, held.all())
    above = {
        each.id: each.facts.risk
        for each in products
        if each.facts.risk is not None
        and not each.facts.insisted
        and facts.row is not None
        and force.rules.grid[facts.row][each.facts.risk] != ALLOWED
    }
    open_ = {
        row.product_id: row
        for row in await session.scalars(
            select(SuitabilityFinding).where(
                SuitabilityFinding.firm_id == firm_id,
                SuitabilityFinding.client_id == client_id,
                SuitabilityFinding.ended_at.is_(None),
            )
        )
    }
    for product_id, row in open_.items():
        if product_id not in above:
            row.ended_at = now()
    made = [
        SuitabilityFinding(
            id=uuid7(),
            client_id=client_id,
            product_id=id,
            grid_row=facts.row or "",
            risk=risk,
            rules=force.number,
        )
        for id, risk in above.items()
        if id not in open_
    ]
    session.add_all(made)
    await session.flush()
    if made:
        await _ask(session, client_id, facts, made)
    await _done(session, [row for row in open_.values() if row.ended_at is not None])
    return made


async def _ask(
    session: AsyncSession, client_id: UUID, facts: ClientFacts, made: list[SuitabilityFinding]
) -> None:
    given = await ask_owners(
        session,
        [client_id],
        lambda locale: words.unsuitable(locale, facts.level or "C1", len(made)),
        lambda locale, count: words.unsuitable(locale, facts.level or "C1", count),
        priority="high",
    )
    for row in made:
        row.task_id = given.get(client_id)
    await session.flush()


async def _done(session: AsyncSession, ended: list[SuitabilityFinding]) -> None:
    """Tasks of which no finding is open any more are done."""
    firm_id = session.info["firm_id"]
    for task_id in {row.task_id for row in ended if row.task_id is not None}:
        left = await session.scalar(
            select(SuitabilityFinding.id)
            .where(
                SuitabilityFinding.firm_id == firm_id,
                SuitabilityFinding.task_id == task_id,
                SuitabilityFinding.ended_at.is_(None),
            )
            .limit(1)
        )
        task = await session.scalar(select(Task).where(Task.firm_id == firm_id, Task.id == task_id))
        if left is None and task is not None and task.state == "open":
            await complete(session, task_id, task.version, None)
