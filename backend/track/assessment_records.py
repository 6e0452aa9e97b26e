"""What was known of a client's risk level before it was assessed here, or came with an import: kept as an assessment.

So there is one history, whatever wrote the level. It is asked of whoever changed, a moment later (tag_sweeping.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.platform.clock import business_date, now
from backend.platform.ids import uuid7
from backend.track.assessment_states import CURRENT, EXPIRED, SUPERSEDED, VALID
from backend.track.assessments import Assessment
from backend.track.qualifications import (
    APPROVED,
    IN_FORCE,
    MAKES_PROFESSIONAL,
    MAKES_QUALIFIED,
    ORDINARY_CLASS,
    PROFESSIONAL_CLASS,
    RECORDED,
    REVOKED,
    Qualification,
)

AUTHOR: Final = "system:records"
AT_ONCE: Final = 1_000


async def adopt(session: AsyncSession, within: ColumnElement[bool] | None) -> int:
    """Let assessments and qualifications say what the clients' facts say; how many clients differed.

    within: which clients; None: all. Three statements where nothing differs.
    """
    count = await _adopt_levels(session, within) + await _adopt_qualified(session, within)
    return count + await _adopt_class(session, within)


async def _adopt_levels(session: AsyncSession, within: ColumnElement[bool] | None) -> int:
    firm_id = session.info["firm_id"]
    rows = (
        await session.execute(
            select(Client.id, Client.risk_level, Client.risk_valid_until)
            .outerjoin(
                Assessment,
                and_(
                    Assessment.firm_id == firm_id,
                    Assessment.client_id == Client.id,
                    Assessment.state.in_(CURRENT),
                ),
            )
            .where(
                *_of(firm_id, within),
                or_(
                    Client.risk_level.is_distinct_from(Assessment.level),
                    and_(
                        Client.risk_level.is_not(None),
                        Client.risk_valid_until.is_distinct_from(Assessment.valid_until),
                    ),
                ),
            )
        )
    ).all()
    at, today = now(), business_date()
    for chunk in _chunks(rows):
        await session.execute(
            update(Assessment)
            .where(
                Assessment.firm_id == firm_id,
                Assessment.client_id.in_([row.id for row in chunk]),
                Assessment.state.in_(CURRENT),
            )
            .values(state=SUPERSEDED, ended_at=at, version=Assessment.version + 1)
            .execution_options(synchronize_session=False)
        )
        made = [
            {
                **_row(firm_id, row.id, at),
                "state": VALID if row.risk_valid_until and row.risk_valid_until >= today else EXPIRED,
                "rules": 0,
                "level": row.risk_level,
                "lowest": False,
                "channel": RECORDED,
                "completed_at": at,
                "valid_until": row.risk_valid_until,
            }
            for row in chunk
            if row.risk_level is not None
        ]
        if made:
            await session.execute(insert(Assessment), made)
    return len(rows)


async def _adopt_qualified(session: AsyncSession, within: ColumnElement[bool] | None) -> int:
    firm_id = session.info["firm_id"]
    held = (
        select(
            Qualification.client_id,
            func.bool_or(Qualification.basis != RECORDED).label("proven"),
        )
        .where(
            Qualification.firm_id == firm_id,
            Qualification.state.in_(IN_FORCE),
            Qualification.purpose.in_(MAKES_QUALIFIED),
        )
        .group_by(Qualification.client_id)
        .subquery("held")
    )
    says = func.coalesce(Client.qualified, False)
    rows = (
        await session.execute(
            select(Client.id, says.label("says"), held.c.proven)
            .outerjoin(held, held.c.client_id == Client.id)
            .where(*_of(firm_id, within), says != held.c.client_id.is_not(None))
        )
    ).all()
    at = now()
    for chunk in _chunks(rows):
        made = [
            {
                **_row(firm_id, row.id, at),
                "state": APPROVED,
                "purpose": "qualified",
                "basis": RECORDED,
                "rules": 0,
                "measures": {},
                "requested_by": AUTHOR,
                "requested_at": at,
            }
            for row in chunk
            if row.says
        ]
        if made:
            await session.execute(insert(Qualification), made)
        # What was reviewed and approved stands, whatever somebody wrote beside it.
        proven = [row.id for row in chunk if not row.says and row.proven]
        await session.execute(
            update(Client)
            .where(Client.firm_id == firm_id, Client.id.in_(proven))
            .values(qualified=True)
            .execution_options(synchronize_session=False)
        )
        gone = [row.id for row in chunk if not row.says and not row.proven]
        await session.execute(
            update(Qualification)
            .where(
                Qualification.firm_id == firm_id,
                Qualification.client_id.in_(gone),
                Qualification.basis == RECORDED,
                Qualification.state.in_(IN_FORCE),
            )
            .values(state=REVOKED, ended_at=at, version=Qualification.version + 1)
            .execution_options(synchronize_session=False)
        )
    return len(rows)


async def _adopt_class(session: AsyncSession, within: ColumnElement[bool] | None) -> int:
    """The class follows from what is in force, also where that came with the records of another client."""
    firm_id = session.info["firm_id"]
    held = select(Qualification.id).where(
        Qualification.firm_id == firm_id,
        Qualification.client_id == Client.id,
        Qualification.state.in_(IN_FORCE),
        Qualification.purpose.in_(MAKES_PROFESSIONAL),
    )
    wanted = case((held.correlate(Client).exists(), PROFESSIONAL_CLASS), else_=ORDINARY_CLASS)
    done = await session.execute(
        update(Client)
        .where(*_of(firm_id, within), Client.investor_class != wanted)
        .values(investor_class=wanted)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))


def _of(firm_id: UUID, within: ColumnElement[bool] | None) -> list[Any]:
    bounds: list[Any] = [Client.firm_id == firm_id, Client.merged_into_id.is_(None)]
    return bounds if within is None else [*bounds, within]


def _row(firm_id: UUID, client_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "firm_id": firm_id,
        "id": uuid7(),
        "client_id": client_id,
        "version": 1,
        "created_at": at,
        "created_by": AUTHOR,
        "updated_at": at,
    }


def _chunks(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[n : n + AT_ONCE] for n in range(0, len(rows), AT_ONCE)]
