"""Guarded fields: a change of one of them after an approval was handed in voids it, and the field is named.

Whether one changed is asked of the audit, which keeps every change of a subject; so nothing of it is copied here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.events import emit
from backend.platform.ids import first_uuid7
from backend.track.approval_chain import write_act
from backend.track.approval_content import JOURNEY, columns_of
from backend.track.approval_events import ApprovalSettled
from backend.track.approval_kinds import kind_contents
from backend.track.approval_rounds import close_round
from backend.track.approval_rules import APPROVED, PENDING, moved
from backend.track.approvals import Approval
from backend.track.journeys import Journey


async def hold_still(session: AsyncSession, approval: Approval) -> None:
    """Lock the subject while an approval is handed in, so that no change of it falls between."""
    if approval.subject == JOURNEY:
        await session.execute(
            select(Journey.id)
            .where(Journey.firm_id == approval.firm_id, Journey.id == approval.journey_id)
            .with_for_update(read=True)
        )
    elif approval.client_id is not None:
        await session.execute(
            select(Client.id)
            .where(Client.firm_id == approval.firm_id, Client.id == approval.client_id)
            .with_for_update(read=True)
        )


async def changed_fields(session: AsyncSession, approvals: Sequence[Approval]) -> dict[UUID, str]:
    """The first guarded field that changed since each was handed in; those that stand are absent."""
    there = [
        (each, each.submitted_at)
        for each in approvals
        if each.submitted_at is not None and each.state in (PENDING, APPROVED)
    ]
    contents = await kind_contents(session, [(each.kind_id, each.kind_number) for each, _ in there])
    guarded = {
        each.id: columns_of(each.subject, contents[each.kind_id, each.kind_number].guarded)
        for each, _ in there
    }
    there = [(each, at) for each, at in there if guarded[each.id]]
    changes = await _changes(session, {_subject(each) for each, _ in there}, [at for _, at in there])
    found: dict[UUID, str] = {}
    for each, submitted in there:
        for at, columns in changes[_subject(each)]:
            overtaken = [key for column, key in guarded[each.id].items() if column in columns]
            if at > submitted and overtaken:
                found.setdefault(each.id, overtaken[0])
    return found


async def void_if_changed(session: AsyncSession, approval: Approval) -> bool:
    """Void a locked approval whose guarded field changed; whether it did."""
    field = (await changed_fields(session, [approval])).get(approval.id)
    if field is None:
        return False
    approval.state, approval.void_field, approval.ended_at = moved(approval.state, "void"), field, now()
    approval.due_at = None
    await close_round(session, approval)
    await write_act(session, approval, "void", detail=field)
    emit(session, ApprovalSettled(approval.id, approval.requester_id, approval.state, field, None))
    return True


async def void_changed(
    session: AsyncSession, *, client_id: UUID | None = None, journey_id: UUID | None = None
) -> int:
    """Void what a change of a client or a journey overtook; how many."""
    statement = select(Approval).where(
        Approval.firm_id == session.info["firm_id"], Approval.state.in_((PENDING, APPROVED))
    )
    if journey_id is not None:
        statement = statement.where(Approval.journey_id == journey_id, Approval.subject == JOURNEY)
    else:
        statement = statement.where(Approval.client_id == client_id, Approval.subject == "client")
    rows = (await session.scalars(statement.order_by(Approval.id).with_for_update())).all()
    return sum([await void_if_changed(session, row) for row in rows])


def _subject(approval: Approval) -> UUID | None:
    return approval.journey_id if approval.subject == JOURNEY else approval.client_id


async def _changes(
    session: AsyncSession, subjects: set[UUID | None], since: Sequence[datetime]
) -> dict[UUID | None, list[tuple[datetime, Mapping[str, Any]]]]:
    """When which columns of subjects changed after the earliest of some instants, by subject, in their order."""
    found: dict[UUID | None, list[tuple[datetime, Mapping[str, Any]]]] = defaultdict(list)
    if not since:
        return found
    rows = await session.execute(
        select(AuditEntry.subject_id, AuditEntry.at, AuditEntry.changes)
        .where(
            AuditEntry.firm_id == session.info["firm_id"],
            AuditEntry.subject_id.in_([id for id in subjects if id is not None]),
            AuditEntry.id >= first_uuid7(min(since)),
        )
        .order_by(AuditEntry.id)
    )
    for row in rows:
        found[row.subject_id].append((row.at, row.changes))
    return found
