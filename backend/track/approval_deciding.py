"""What signers do: decide, send back, hand on, add somebody, tell somebody; one function each.

Whoever asks, the same holds: only who is asked now decides, himself or for whom he stands in; never about his own
matter; and never about a subject that is another one than was handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import active_user, actor_id
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.track.approval_asking import add_copies
from backend.track.approval_chain import write_act
from backend.track.approval_guards import void_if_changed
from backend.track.approval_people import barred, deputies_of
from backend.track.approval_rounds import activate, ask, ended_by, round_of, settle
from backend.track.approval_rules import ACTIVE, BACK, NO, OPEN, PENDING, WAITING, YES
from backend.track.approvals import Approval, ApprovalSigner, ApprovalStep

DECISIONS: Final = ("approve", "reject", "return")
PLACES: Final = ("before", "after", "parallel")
LONGEST: Final = 1000
MOST_SIGNERS: Final = 60


async def decide(
    session: AsyncSession, id: UUID, version: int, decision: str, comment: str | None = None
) -> Approval:
    """Approve, reject, or return to the requester. When the subject changed meanwhile, it is voided instead.

    Of several steps in which somebody is asked, he decides the first; his own before one that he stands in for.
    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `approval_state`, `four_eyes`, `approval_signer` for who is
    not asked, `approval_return` where the step allows none, `required` without a word on a rejection or return.
    """
    if decision not in DECISIONS:
        raise bad_input("decision", "choice")
    said = clean_text(comment or "", "comment", limit=LONGEST, required=decision != "approve")
    approval = await _pending(session, id, version)
    step, signer = await _asked(session, approval)
    if await void_if_changed(session, approval):
        return approval
    if decision == "return" and not step.may_return:
        raise bad_input("decision", "approval_return")
    me = actor_id(session)
    signer.state = {"approve": YES, "reject": NO, "return": BACK}[decision]
    signer.comment, signer.decided_at, signer.decided_by_id = said, now(), me
    stood_for = signer.user_id if signer.user_id != me else None
    if decision == "return":
        await ended_by(session, approval, "return", step=step.key, comment=said, for_id=stood_for)
        return approval
    await session.flush()
    await write_act(session, approval, decision, step=step.key, comment=said, for_id=stood_for)
    await settle(session, approval)
    await session.flush()
    return approval


async def transfer(
    session: AsyncSession, id: UUID, version: int, to_id: UUID, comment: str | None = None
) -> Approval:
    """Hand one's part on to somebody else; both names are kept.

    Raises Refused: as `decide`; BAD_USER_INPUT: `approval_transfer` where the step allows none, `four_eyes` for the
    requester, `taken` for who is asked in the step already.
    """
    approval = await _pending(session, id, version)
    step, signer = await _asked(session, approval)
    if not step.may_transfer:
        raise bad_input("to", "approval_transfer")
    to = await _newcomer(session, approval, step, to_id)
    before = signer.user_id
    signer.from_id, signer.user_id = before, to
    activate(signer, step.due_at)
    await session.flush()
    # Who handed it on goes on seeing what becomes of it.
    await add_copies(session, approval, [before], actor_id(session))
    said = clean_text(comment or "", "comment", limit=LONGEST)
    await write_act(
        session, approval, "transfer", step=step.key, to_id=to, comment=said, for_id=_other(session, before)
    )
    await ask(session, approval, [signer])
    return approval


async def add_signer(
    session: AsyncSession, id: UUID, version: int, user_id: UUID, where: str, comment: str | None = None
) -> Approval:
    """Add somebody who decides before, after or beside oneself; he is needed whatever the mode of the step.

    Raises Refused: as `transfer`; BAD_USER_INPUT: `approval_add` where the step allows none.
    """
    if where not in PLACES:
        raise bad_input("where", "choice")
    approval = await _pending(session, id, version)
    step, signer = await _asked(session, approval)
    if not step.may_add:
        raise bad_input("user", "approval_add")
    who = await _newcomer(session, approval, step, user_id)
    added = ApprovalSigner(
        id=uuid7(), approval_id=approval.id, step_id=step.id, round=approval.round, user_id=who,
        added_by_id=actor_id(session), after_id=signer.id if where == "after" else None, state=WAITING,
    )  # fmt: skip
    session.add(added)
    await session.flush()
    if where == "before":
        signer.after_id, signer.state = added.id, WAITING
        await session.flush()
    said = clean_text(comment or "", "comment", limit=LONGEST)
    await write_act(
        session, approval, "add", step=step.key, to_id=who, detail=where, comment=said,
        for_id=_other(session, signer.user_id),
    )  # fmt: skip
    await settle(session, approval)
    return approval


async def copy(session: AsyncSession, id: UUID, version: int, user_ids: Sequence[UUID]) -> Approval:
    """Tell people of an approval. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: unknown people, nobody new."""
    approval = await locked_at(session, Approval, id, version)
    if not user_ids:
        raise bad_input("users", "required")
    if len(user_ids) > MOST_SIGNERS:
        raise bad_input("users", "limit", limit=MOST_SIGNERS)
    people = [(await active_user(session, user_id, "users")).id for user_id in dict.fromkeys(user_ids)]
    me = actor_id(session)
    new = await add_copies(session, approval, people, me)
    if not new:
        raise bad_input("users", "taken")
    for user_id in new:
        await write_act(session, approval, "copy", to_id=user_id)
    return approval


async def comment_on(session: AsyncSession, id: UUID, version: int, comment: str) -> Approval:
    """Say something that decides nothing. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: required."""
    approval = await locked_at(session, Approval, id, version)
    said = clean_text(comment, "comment", limit=LONGEST, required=True)
    await write_act(session, approval, "comment", comment=said)
    return approval


async def _pending(session: AsyncSession, id: UUID, version: int) -> Approval:
    approval = await locked_at(session, Approval, id, version)
    if approval.state != PENDING:
        raise bad_input("id", "approval_state", state=approval.state)
    return approval


async def _asked(session: AsyncSession, approval: Approval) -> tuple[ApprovalStep, ApprovalSigner]:
    """Where the actor is asked now. Raises Refused(BAD_USER_INPUT): `four_eyes`, `approval_signer`."""
    me = actor_id(session)
    if me in barred(approval):
        raise bad_input("id", "four_eyes")
    steps, signers = await round_of(session, approval)
    asked = [
        (step, signer)
        for step in steps
        if step.state == OPEN
        for signer in signers
        if signer.step_id == step.id and signer.state == ACTIVE
    ]
    acting = await deputies_of(session, [signer.user_id for _, signer in asked])
    own = [pair for pair in asked if pair[1].user_id == me]
    stood = [pair for pair in asked if me is not None and acting.get(pair[1].user_id) == me]
    if not own and not stood:
        raise bad_input("id", "approval_signer")
    return (own + stood)[0]


async def _newcomer(session: AsyncSession, approval: Approval, step: ApprovalStep, id: UUID) -> UUID:
    """Who is asked newly in a step. Raises Refused(BAD_USER_INPUT): unknown, inactive, four_eyes, taken, limit."""
    user = await active_user(session, id, "user")
    if user.id in barred(approval):
        raise bad_input("user", "four_eyes")
    _, signers = await round_of(session, approval)
    own = [signer for signer in signers if signer.step_id == step.id]
    if any(signer.user_id == user.id for signer in own):
        raise bad_input("user", "taken")
    if len(own) >= MOST_SIGNERS:
        raise bad_input("user", "limit", limit=MOST_SIGNERS)
    return user.id


def _other(session: AsyncSession, user_id: UUID) -> UUID | None:
    """For whom the actor acts, if for somebody else."""
    return user_id if user_id != actor_id(session) else None
