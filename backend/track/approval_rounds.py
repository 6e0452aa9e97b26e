"""Rounds of an approval: steps laid out when it is handed in, opened in order, settled by what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import actor_id
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.holidays import next_workday
from backend.track.approval_chain import write_act
from backend.track.approval_content import KindContent
from backend.track.approval_events import ApprovalAsked, ApprovalSettled
from backend.track.approval_people import deputies_of, people_of
from backend.track.approval_rules import (
    ACTIVE,
    CLOSED,
    FAILED,
    OPEN,
    PASSED,
    SAID,
    SKIPPED,
    WAITING,
    YES,
    Voice,
    batches,
    moved,
    satisfied,
    stands,
)
from backend.track.approvals import Approval, ApprovalSigner, ApprovalStep
from backend.track.stage_tasks import EVENING, due_on

MORNING: Final = time(9)
MOST_SIGNERS: Final = 200


async def lay_out(session: AsyncSession, approval: Approval, content: KindContent) -> None:
    """The steps and signers of a new round, and the first of them opened.

    Raises Refused(BAD_USER_INPUT, problem=approval_nobody) naming a step that nobody could decide.
    """
    order = {}
    for batch, places in enumerate(batches([step.with_previous for step in content.steps])):
        order.update(dict.fromkeys(places, batch))
    people_by_step = await people_by(session, approval, content)
    for step in content.steps:
        people = people_by_step[step.key]
        if len(people) < (step.quorum or 1):
            raise bad_input(f"steps.{step.place}", "approval_nobody", value=step.name.zh)
        row = ApprovalStep(
            id=uuid7(), approval_id=approval.id, round=approval.round, place=step.place, batch=order[step.place],
            key=step.key, zh=step.name.zh, en=step.name.en, mode=step.mode, quorum=step.quorum, days=step.days,
            may_add=step.may_add, may_transfer=step.may_transfer, may_return=step.may_return, state=WAITING,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        session.add_all(
            ApprovalSigner(
                id=uuid7(), approval_id=approval.id, step_id=row.id, round=approval.round, user_id=id, state=WAITING
            )
            for id in people[:MOST_SIGNERS]
        )  # fmt: skip
    await session.flush()
    await settle(session, approval)


async def people_by(session: AsyncSession, approval: Approval, content: KindContent) -> dict[str, list[UUID]]:
    """Whom each step would ask now, by the step's key."""
    return {step.key: await people_of(session, approval, step.approvers) for step in content.steps}


async def is_decidable(session: AsyncSession, approval: Approval, content: KindContent) -> bool:
    """Whether every step has enough people to decide it now."""
    people = await people_by(session, approval, content)
    return all(len(people[step.key]) >= (step.quorum or 1) for step in content.steps)


async def round_of(
    session: AsyncSession, approval: Approval
) -> tuple[Sequence[ApprovalStep], Sequence[ApprovalSigner]]:
    """Steps and signers of the present round, in order."""
    steps = await session.scalars(
        select(ApprovalStep)
        .where(
            ApprovalStep.firm_id == approval.firm_id,
            ApprovalStep.approval_id == approval.id,
            ApprovalStep.round == approval.round,
        )
        .order_by(ApprovalStep.place)
    )
    signers = await session.scalars(
        select(ApprovalSigner)
        .where(
            ApprovalSigner.firm_id == approval.firm_id,
            ApprovalSigner.approval_id == approval.id,
            ApprovalSigner.round == approval.round,
        )
        .order_by(ApprovalSigner.id)
    )
    return steps.all(), signers.all()


async def settle(session: AsyncSession, approval: Approval) -> None:
    """Bring a pending approval to what its signers said: who is asked next, or how it ended."""
    steps, signers = await round_of(session, approval)
    asked: list[ApprovalSigner] = []
    for batch in sorted({step.batch for step in steps}):
        together = [step for step in steps if step.batch == batch]
        for step in together:
            own = [signer for signer in signers if signer.step_id == step.id]
            if step.state == WAITING:
                _open(step)
            if step.state == OPEN:
                asked += _follow(step, own)
        if any(step.state == FAILED for step in together):
            await _end(session, approval, "reject")
            return
        if any(step.state != PASSED for step in together):
            break
    else:
        await _end(session, approval, "approve")
        return
    approval.due_at = min(
        (step.due_at for step in steps if step.state == OPEN and step.due_at is not None), default=None
    )
    await session.flush()
    await ask(session, approval, asked)


async def ask(session: AsyncSession, approval: Approval, signers: Sequence[ApprovalSigner]) -> None:
    """Tell signers, and who stands in for them, that they are asked."""
    if not signers:
        return
    people = [signer.user_id for signer in signers]
    acting = await deputies_of(session, people)
    told = dict.fromkeys([*people, *acting.values()])
    told.pop(approval.requester_id, None)
    emit(session, ApprovalAsked(approval.id, tuple(str(id) for id in told), actor_id(session)))


async def close_round(session: AsyncSession, approval: Approval) -> None:
    """Nobody is asked any more: steps that were not decided are closed."""
    steps, signers = await round_of(session, approval)
    for step in steps:
        if step.state in (WAITING, OPEN):
            step.state, step.ended_at = CLOSED, now()
    for signer in signers:
        if signer.state not in SAID:
            signer.state = SKIPPED
    await session.flush()


def activate(signer: ApprovalSigner, due_at: datetime | None) -> None:
    """Ask a signer from now on; he is reminded at half of the time that is left, at its end, and then his lead."""
    at = now()
    due = max(due_at or at, at + timedelta(hours=1))
    signer.state, signer.due_at, signer.half_at = ACTIVE, due, at + (due - at) / 2
    signer.late_at = datetime.combine(next_workday(business_date(due)), MORNING, BUSINESS_ZONE)
    signer.half_told = signer.due_told = signer.late_told = False


def _open(step: ApprovalStep) -> None:
    step.state, step.opened_at = OPEN, now()
    step.due_at = datetime.combine(due_on(business_date(), step.days), EVENING, BUSINESS_ZONE)


def _follow(step: ApprovalStep, signers: Sequence[ApprovalSigner]) -> list[ApprovalSigner]:
    """Bring an open step to what was said in it; who is asked newly."""
    if satisfied(step.mode, step.quorum, _voices(signers)):
        for signer in signers:
            if signer.added_by_id is None and signer.state in (WAITING, ACTIVE):
                signer.state = SKIPPED
    by_id = {signer.id: signer for signer in signers}
    asked = []
    for signer in signers:
        before = by_id.get(signer.after_id) if signer.after_id is not None else None
        if signer.state == WAITING and (before is None or before.state in (YES, SKIPPED)):
            activate(signer, step.due_at)
            asked.append(signer)
    outcome = stands(step.mode, step.quorum, _voices(signers))
    if outcome != OPEN:
        step.state, step.ended_at = outcome, now()
        return []
    return asked


def _voices(signers: Sequence[ApprovalSigner]) -> list[Voice]:
    return [
        Voice(signer.state, signer.decided_by_id, added=signer.added_by_id is not None) for signer in signers
    ]


async def _end(session: AsyncSession, approval: Approval, what: str) -> None:
    approval.state, approval.ended_at, approval.due_at = moved(approval.state, what), now(), None
    await close_round(session, approval)
    emit(
        session,
        ApprovalSettled(approval.id, approval.requester_id, approval.state, None, actor_id(session)),
    )


async def ended_by(session: AsyncSession, approval: Approval, what: str, **said: UUID | str | None) -> None:
    """End a pending approval otherwise than by its steps, with a link of the chain. what: of `approval_rules.MOVES`."""
    approval.state, approval.due_at = moved(approval.state, what), None
    if what != "return":
        approval.ended_at = now()
    await close_round(session, approval)
    await write_act(session, approval, what, **said)
    if what != "withdraw":
        emit(
            session,
            ApprovalSettled(approval.id, approval.requester_id, approval.state, None, actor_id(session)),
        )
