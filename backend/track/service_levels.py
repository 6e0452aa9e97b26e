"""Service levels by hand and the approval that decides on them: asked for, settled by what was decided, ended early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.lookup import actor_id
from backend.book.service_by_hand import ASKED, ENDED, HELD, LONGEST, REFUSED, ServiceByHand
from backend.book.service_content import Cell
from backend.book.service_events import ServiceByHandChanged
from backend.book.service_matrices import matrix_in_force
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.track.approval_asking import begin, hand_in
from backend.track.approval_kinds import ApprovalKind
from backend.track.approval_rules import APPROVED, EXPIRED, REJECTED, VOIDED, WITHDRAWN, YES
from backend.track.approvals import Approval, ApprovalSigner

KIND: Final = "service_level"
"""The kind of approval that decides; every firm begins with it, and may change who is asked."""
OVER: Final = (EXPIRED, REJECTED, VOIDED, WITHDRAWN)
REASON: Final = 400


async def propose(
    session: AsyncSession, client_id: UUID, cell: str, until: date, reason: str
) -> ServiceByHand:
    """Ask that a client be served by another cell to the end of a day.

    Raises Refused(BAD_USER_INPUT): `choice` for a cell that is not in force, `range` of the day, `service_same`,
    `service_asked` while another is undecided, `service_kind` where the firm's kind of approval is out of use,
    `approval_nobody` where nobody but the asker could decide.
    """
    client = await locked(session, Client, client_id)
    wanted = await _cell(session, cell)
    today = business_date()
    if not today <= until <= today + timedelta(days=LONGEST):
        latest = today + timedelta(days=LONGEST)
        raise bad_input("until", "range", low=today.isoformat(), high=latest.isoformat())
    if client.service_cell == cell:
        raise bad_input("cell", "service_same")
    if await _undecided(session, client_id) is not None:
        raise bad_input("client", "service_asked")
    asker = actor_id(session)
    if asker is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.proposeServiceLevel")
    said = clean_text(reason, "reason", limit=REASON, required=True) or ""
    row = ServiceByHand(
        id=uuid7(), client_id=client_id, cell=cell, until=until, reason=said, state=ASKED, asked_by_id=asker,
        approval_id=await _ask(session, client, wanted, until, said),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    _tell(session, row)
    return row


async def settle(session: AsyncSession, approval_id: UUID) -> None:
    """Let a level stand as its approval does; what is no level's approval, or was settled before, is left alone."""
    row = await session.scalar(
        select(ServiceByHand)
        .where(
            ServiceByHand.firm_id == session.info["firm_id"],
            ServiceByHand.approval_id == approval_id,
            ServiceByHand.state == ASKED,
        )
        .with_for_update()
    )
    if row is None:
        return
    approval = await session.scalar(
        select(Approval).where(Approval.firm_id == row.firm_id, Approval.id == approval_id)
    )
    if approval is None or approval.state not in (APPROVED, *OVER):
        return
    row.state = HELD if approval.state == APPROVED else REFUSED
    row.decided_at, row.decided_by_id = now(), await _decider(session, approval)
    await session.flush()
    _tell(session, row)


async def end(session: AsyncSession, id: UUID, version: int) -> ServiceByHand:
    """End a level before its time: from now on the matrix decides again.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `state` for one that is not in force.
    """
    row = await locked_at(session, ServiceByHand, id, version)
    if row.state != HELD or row.until < business_date():
        raise bad_input("id", "state")
    row.state, row.ended_at, row.ended_by_id = ENDED, now(), actor_id(session)
    await session.flush()
    _tell(session, row)
    return row


async def _cell(session: AsyncSession, key: str) -> Cell:
    matrix = await matrix_in_force(session)
    cell = None if matrix is None else matrix.cell(key)
    if cell is None:
        raise bad_input("cell", "choice")
    return cell


async def _undecided(session: AsyncSession, client_id: UUID) -> UUID | None:
    """What is asked for of a client. One whose approval was withdrawn a moment ago counts as decided."""
    found: UUID | None = await session.scalar(
        select(ServiceByHand.id)
        .join(
            Approval,
            (Approval.firm_id == ServiceByHand.firm_id) & (Approval.id == ServiceByHand.approval_id),
        )
        .where(
            ServiceByHand.firm_id == session.info["firm_id"],
            ServiceByHand.client_id == client_id,
            ServiceByHand.state == ASKED,
            Approval.state.not_in(OVER),
        )
        .limit(1)
    )
    return found


async def _ask(session: AsyncSession, client: Client, cell: Cell, until: date, reason: str) -> UUID:
    kind = await session.scalar(
        select(ApprovalKind).where(
            ApprovalKind.firm_id == client.firm_id,
            ApprovalKind.key == KIND,
            ApprovalKind.archived_at.is_(None),
        )
    )
    if kind is None:
        raise bad_input("cell", "service_kind")
    form: dict[str, Any] = {"level": f"{cell.zh} {cell.en}", "until": until.isoformat(), "reason": reason}
    approval = await begin(session, kind.id, f"{kind.zh}：{cell.zh}", form, subject_id=client.id)
    await hand_in(session, await locked(session, Approval, approval.id), None)
    return approval.id


async def _decider(session: AsyncSession, approval: Approval) -> UUID | None:
    """Who said yes last; of one that was not granted nobody is named."""
    if approval.state != APPROVED:
        return None
    found: UUID | None = await session.scalar(
        select(ApprovalSigner.decided_by_id)
        .where(
            ApprovalSigner.firm_id == approval.firm_id,
            ApprovalSigner.approval_id == approval.id,
            ApprovalSigner.state == YES,
        )
        .order_by(ApprovalSigner.decided_at.desc(), ApprovalSigner.id)
        .limit(1)
    )
    return found


def _tell(session: AsyncSession, row: ServiceByHand) -> None:
    emit(session, ServiceByHandChanged(client_id=row.client_id, state=row.state))
    strike(session, "client", str(row.client_id))
