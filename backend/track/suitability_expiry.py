"""What runs out by the day: assessments and qualifications that expire soon or have expired, and owners asked once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_changes import told_of
from backend.book.clients import Client
from backend.platform.clock import business_date, now
from backend.platform.events import emit
from backend.platform.versions import locked
from backend.track import assessment_states as states
from backend.track import qualifications
from backend.track import suitability_words as words
from backend.track.assessments import Assessment
from backend.track.qualifications import Qualification, settle
from backend.track.suitability_events import AssessmentChanged, QualificationChanged
from backend.track.suitability_findings import SuitabilityFinding, recheck
from backend.track.suitability_rules import newest_rules
from backend.track.suitability_tasks import ask_owners

AT_ONCE: Final = 2_000


async def run_out(session: AsyncSession) -> int:
    """Bring all that runs out to the state of today; how many rows moved.

    What moves is locked and moves once, in the transaction that also gives the task: a worker that is cut off
    leaves it for the next.
    """
    force = await newest_rules(session)
    if force is None:
        return 0
    moved = await _assessments(session, force.rules.questionnaire.warn_days)
    moved += await _qualifications(session, force.rules.qualification_warn_days)
    await _left_holdings(session)
    return moved


async def _due(session: AsyncSession, of: Any, wanted: Sequence[str], last: Any) -> Sequence[Any]:
    rows = await session.scalars(
        select(of)
        .where(of.firm_id == session.info["firm_id"], of.state.in_(wanted), of.valid_until < last)
        .order_by(of.valid_until, of.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def _assessments(session: AsyncSession, warn_days: int) -> int:
    today, count = business_date(), 0
    for what, wanted, last in (
        ("expire", states.IN_FORCE, today),
        ("warn", (states.VALID,), today + timedelta(days=warn_days + 1)),
    ):
        while rows := await _due(session, Assessment, wanted, last):
            expired = what == "expire"
            for row in rows:
                row.state = states.moved(row.state, what)
                emit(session, AssessmentChanged(row.id, row.client_id, row.state))
                if expired:
                    emit(session, told_of(row.client_id, ("riskValidUntil",)))
            given = await ask_owners(
                session,
                [row.client_id for row in rows if row.task_id is None],
                lambda locale, expired=expired: words.renew(locale, expired=expired),  # type: ignore[misc]
                lambda locale, n, expired=expired: words.renew_many(locale, n, expired=expired),  # type: ignore[misc]
            )
            _keep_tasks(rows, given)
            await session.flush()
            count += len(rows)
    return count


async def _qualifications(session: AsyncSession, warn_days: int) -> int:
    today, count = business_date(), 0
    for what, wanted, last in (
        ("expire", qualifications.IN_FORCE, today),
        ("warn", (qualifications.APPROVED,), today + timedelta(days=warn_days + 1)),
    ):
        while rows := await _due(session, Qualification, wanted, last):
            expired = what == "expire"
            for row in rows:
                row.state = qualifications.moved(row.state, what)
                row.ended_at = now() if expired else None
                emit(session, QualificationChanged(row.id, row.client_id, row.state))
            await session.flush()
            for client_id in dict.fromkeys(row.client_id for row in rows if expired):
                await settle(session, await locked(session, Client, client_id))
            given = await ask_owners(
                session,
                [row.client_id for row in rows if row.task_id is None],
                lambda locale, expired=expired: words.prove(locale, expired=expired),  # type: ignore[misc]
                lambda locale, n, expired=expired: words.prove_many(locale, n, expired=expired),  # type: ignore[misc]
            )
            _keep_tasks(rows, given)
            await session.flush()
            count += len(rows)
    return count


def _keep_tasks(rows: Sequence[Any], given: dict[UUID, UUID]) -> None:
    for row in rows:
        if row.task_id is None:
            row.task_id = given.get(row.client_id)


async def _left_holdings(session: AsyncSession) -> None:
    """Findings whose client has left the product meanwhile end."""
    firm_id = session.info["firm_id"]
    clients = await session.scalars(
        select(SuitabilityFinding.client_id)
        .where(SuitabilityFinding.firm_id == firm_id, SuitabilityFinding.ended_at.is_(None))
        .distinct()
    )
    for client_id in clients.all():
        await recheck(session, client_id)
