"""Moves of proposals: issued for review, taken back, released, sent, answered, withdrawn; one function each.

An issue is written once: its content, the hash of it, and what it shows. Who agrees to it is asked by the firm's kind
of approval `proposal`; a guarded field of the client that changes meanwhile voids that, and so holds the release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import interactions
from backend.book.forbidden_word_lists import words_in_force
from backend.book.forbidden_words import hold_allowed
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.track import order_moves
from backend.track.approval_asking import begin, hand_in, take_back
from backend.track.approval_guards import void_if_changed
from backend.track.approval_rules import APPROVED, UNDECIDED
from backend.track.approvals import Approval
from backend.track.proposal_drafting import items_of, step, tell
from backend.track.proposal_of_approval import MARK
from backend.track.proposal_states import ACCEPTED, ENDED, IN_REVIEW, moved
from backend.track.proposal_suiting import Suiting, hold_assessed, hold_suitable, suiting_of
from backend.track.proposals import Proposal, ProposalItem, ProposalPrint, ProposalVersion
from backend.track.stage_approvals import kinds_by_key

KIND: Final = "proposal"
"""The key of the kind of approval that is asked."""
CHANNELS: Final[Mapping[str, tuple[str, str]]] = {
    "meeting": ("meeting", "meeting"),
    "email": ("email", "email"),
    "wechat": ("message", "wechat"),
    "phone": ("call", "phone"),
}
"""How it goes to the client, and as what contact that is written down: kind and channel."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is printed. content: JSON; shows: coordinates in it; texts: what its writer wrote himself, by field."""

    content: Mapping[str, Any]
    shows: Sequence[str]
    texts: Mapping[str, str]


def hash_of(content: Mapping[str, Any]) -> str:
    """Hexadecimal SHA-256 of a content, whatever the order of its members."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def issue(session: AsyncSession, id: UUID, version: int, made: Issue | None) -> Proposal:
    """Hand a draft in for review as its next issue. made: of the draft at this version; None: it was none.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: proposal_move, required without funds, range for a day that
    has passed, proposal_not_assessed, proposal_unsuitable, forbidden_word (word, at, excerpt), approval_nobody,
    proposal_kind where the firm has put its kind of approval away.
    """
    proposal = await locked_at(session, Proposal, id, version)
    before, after = proposal.state, moved(proposal.state, "issue")
    if made is None:
        raise bad_input("id", "proposal_move", state=before, to=after)
    await hold_sound(session, proposal)
    words = (await words_in_force(session)).words
    for field, text in made.texts.items():
        hold_allowed(words, text, field)
    proposal.number += 1
    content = {**made.content, "number": proposal.number}
    row = ProposalVersion(
        id=uuid7(), proposal_id=proposal.id, number=proposal.number, content=content, hash=hash_of(content),
        shows=sorted(made.shows), issued_by=session.info["principal"].subject,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    session.add(ProposalPrint(id=uuid7(), version_id=row.id, due_at=now()))
    kind = (await kinds_by_key(session, [KIND])).get(KIND)
    if kind is None or kind.archived_at is not None or kind.subject != "client":
        raise bad_input("id", "proposal_kind")
    approval = await begin(
        session, kind.id, f"{proposal.title} V{proposal.number}", subject_id=proposal.client_id,
        entry=f"{MARK}{row.id}",
    )  # fmt: skip
    await hand_in(session, approval, None)
    proposal.approval_id, proposal.state = approval.id, after
    step(session, proposal, "issue", before)
    await tell(session, proposal, "issue")
    return proposal


async def hold_sound(session: AsyncSession, proposal: Proposal) -> Suiting:
    """What is proposed can go to the client today: there is something, it is in time, and all of it suits him."""
    if proposal.valid_until < business_date():
        raise bad_input("validUntil", "range", low=business_date().isoformat(), high="—")
    items = (await items_of(session, [proposal.id])).get(proposal.id, [])
    if not items:
        raise bad_input("items", "required")
    suiting = await suiting_of(session, proposal.client_id, {each.product_id: each.amount for each in items})
    hold_assessed(suiting.person)
    hold_suitable(suiting, [each.product_id for each in items])
    return suiting


async def reopen(session: AsyncSession, id: UUID, version: int, reason: str | None) -> Proposal:
    """Make it a draft again: what is asked of approvers is taken back. Raises Refused: NOT_FOUND, CONFLICT."""
    proposal = await locked_at(session, Proposal, id, version)
    before, proposal.state = proposal.state, moved(proposal.state, "reopen")
    await _ask_no_more(session, proposal)
    step(session, proposal, "reopen", before, clean_text(reason or "", "reason", limit=1000))
    await tell(session, proposal, "reopen")
    return proposal


async def fall_back(session: AsyncSession, approval_id: UUID, why: str) -> None:
    """What was refused, returned, voided or has lapsed is a draft again. why: the approval's state."""
    proposal = await session.scalar(
        select(Proposal)
        .where(Proposal.firm_id == session.info["firm_id"], Proposal.approval_id == approval_id)
        .with_for_update()
    )
    if proposal is None or proposal.state != IN_REVIEW:
        return
    before, proposal.state = proposal.state, moved(proposal.state, "reopen")
    await _ask_no_more(session, proposal)
    step(session, proposal, "reopen", before, why)
    await tell(session, proposal, "reopen")


async def release(session: AsyncSession, id: UUID, version: int) -> Proposal:
    """Let it go out: it was agreed to, nothing guarded changed since, it still suits, and it is printed.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT as `issue`; EXIT_CRITERION_UNMET (missing: approval, print).
    """
    proposal = await locked_at(session, Proposal, id, version)
    before, after = proposal.state, moved(proposal.state, "release")
    missing = []
    approval = await _approval(session, proposal)
    if approval is not None and approval.state == APPROVED:
        await void_if_changed(session, approval)
    if approval is None or approval.state != APPROVED:
        state = "none" if approval is None else approval.state
        missing.append(
            {
                "kind": KIND,
                "key": "approval",
                "state": state,
                "zh": "审批尚未通过",
                "en": "It is not approved yet",
            }
        )
    if await printed_file(session, proposal.id, proposal.number) is None:
        missing.append({"kind": KIND, "key": "print", "zh": "PDF 尚未生成", "en": "The PDF is not made yet"})
    if missing:
        raise Refused(Code.EXIT_CRITERION_UNMET, stage=proposal.state, missing=missing)
    await hold_sound(session, proposal)
    proposal.state = after
    step(session, proposal, "release", before)
    await tell(session, proposal, "release")
    return proposal


async def send(session: AsyncSession, id: UUID, version: int, channel: str) -> Proposal:
    """It went to the client, or was shown to him: that contact is written down, and is refused as any other would be.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: as `issue`, choice, contact_blocked while an order cools off.
    """
    proposal = await locked_at(session, Proposal, id, version)
    before, after = proposal.state, moved(proposal.state, "send")
    if channel not in CHANNELS:
        raise bad_input("channel", "choice")
    await hold_sound(session, proposal)
    kind, by = CHANNELS[channel]
    said = f"{proposal.title} V{proposal.number}"
    await interactions.log(session, proposal.client_id, kind=kind, direction="out", channel=by, summary=said)
    proposal.state, proposal.channel, proposal.sent_at = after, channel, now()
    step(session, proposal, "send", before, channel)
    await tell(session, proposal, "send")
    return proposal


async def answer(
    session: AsyncSession, id: UUID, version: int, *, accept: bool, reason: str | None
) -> Proposal:
    """What the client said; who declines is asked why. Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT."""
    proposal = await locked_at(session, Proposal, id, version)
    act = "accept" if accept else "decline"
    before, after = proposal.state, moved(proposal.state, act)
    if accept and proposal.valid_until < business_date():
        raise bad_input("id", "proposal_move", state="expired", to=after)
    proposal.reason = clean_text(reason or "", "reason", limit=1000, required=not accept)
    _end(proposal, after, now())
    proposal.answered_at = now()
    step(session, proposal, act, before, proposal.reason)
    await tell(session, proposal, act)
    return proposal


async def withdraw(session: AsyncSession, id: UUID, version: int, reason: str) -> Proposal:
    """Call it off; what went out stays as it was. Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT."""
    proposal = await locked_at(session, Proposal, id, version)
    before, after = proposal.state, moved(proposal.state, "withdraw")
    proposal.reason = clean_text(reason, "reason", limit=1000, required=True)
    await _ask_no_more(session, proposal)
    _end(proposal, after, now())
    step(session, proposal, "withdraw", before, proposal.reason)
    await tell(session, proposal, "withdraw")
    return proposal


async def begin_order(session: AsyncSession, item_id: UUID, version: int) -> Proposal:
    """Begin the order of a fund that the client accepted, once: its amount, class and next open day go along.

    version: of the proposal. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: proposal_move, taken, as
    `orders.place`.
    """
    item = await locked(session, ProposalItem, item_id)
    proposal = await locked_at(session, Proposal, item.proposal_id, version)
    if proposal.state != ACCEPTED:
        raise bad_input("id", "proposal_move", state=proposal.state, to="order")
    if item.order_id is not None:
        raise bad_input("id", "taken")
    judged = (await suiting_of(session, proposal.client_id, {item.product_id: item.amount})).funds[
        item.product_id
    ]
    order = await order_moves.draft(
        session,
        proposal.client_id,
        item.product_id,
        kind="additional" if judged.facts.holds else "initial",
        amount=item.amount,
        share_class_id=item.share_class_id,
        open_on=judged.facts.open_on,
    )
    item.order_id = order.id
    await session.flush()
    step(session, proposal, "order", proposal.state, None)
    await tell(session, proposal, "order")
    return proposal


async def run_out(session: AsyncSession) -> int:
    """Proposals that went out, or could, and whose last day has passed, are expired; how many."""
    rows = await session.scalars(
        select(Proposal)
        .where(
            Proposal.firm_id == session.info["firm_id"],
            Proposal.state.in_(("released", "sent")),
            Proposal.valid_until < business_date(),
        )
        .order_by(Proposal.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    found = rows.all()
    for proposal in found:
        before = proposal.state
        _end(proposal, moved(before, "expire"), now())
        step(session, proposal, "expire", before)
        await tell(session, proposal, "expire")
    return len(found)


async def printed_file(session: AsyncSession, proposal_id: UUID, number: int) -> UUID | None:
    """The stored file of an issue; None while it is not made."""
    found: UUID | None = await session.scalar(
        select(ProposalPrint.file_id)
        .join(
            ProposalVersion,
            (ProposalVersion.firm_id == ProposalPrint.firm_id)
            & (ProposalVersion.id == ProposalPrint.version_id),
        )
        .where(
            ProposalPrint.firm_id == session.info["firm_id"],
            ProposalVersion.firm_id == session.info["firm_id"],
            ProposalVersion.proposal_id == proposal_id,
            ProposalVersion.number == number,
        )
    )
    return found


def _end(proposal: Proposal, state: str, at: datetime) -> None:
    assert state in ENDED
    proposal.state, proposal.ended_at = state, at


async def _approval(session: AsyncSession, proposal: Proposal) -> Approval | None:
    return None if proposal.approval_id is None else await locked(session, Approval, proposal.approval_id)


async def _ask_no_more(session: AsyncSession, proposal: Proposal) -> None:
    approval = await _approval(session, proposal)
    if approval is not None and approval.state in UNDECIDED:
        await take_back(session, approval, None)
