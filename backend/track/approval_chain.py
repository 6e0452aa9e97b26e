"""The chain of an approval: every act is a link that holds the hash of the one before, so none is changed unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.track.approval_events import ApprovalChanged
from backend.track.approvals import Approval, ApprovalAct

START: Final = "0" * 64
SAID: Final = ("act", "actor", "user_id", "for_id", "to_id", "step", "comment", "detail")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of checking a chain. broken_at: the number of the first link that is not as it was written."""

    sound: bool
    links: int
    broken_at: int | None
    head: str


def form_hash(title: str, form: dict[str, Any]) -> str:
    """What was handed in, as the chain names it."""
    return hashlib.sha256(orjson.dumps([title, form], option=orjson.OPT_SORT_KEYS)).hexdigest()


def hash_of(act: ApprovalAct) -> str:
    """The hash of a link: of all it says, of which approval and as which link, and of the one before."""
    said = {name: _plain(getattr(act, name)) for name in SAID}
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    whole = [str(act.firm_id), str(act.approval_id), act.number, act.round, said, at, act.before]
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def write_act(session: AsyncSession, approval: Approval, act: str, **said: Any) -> ApprovalAct:
    """Add a link to an approval that is locked, and let whoever looks at it look again.

    said: columns of `ApprovalAct` beside those the chain keeps itself.
    """
    principal = session.info["principal"]
    last = await session.scalar(
        select(ApprovalAct.hash).where(
            ApprovalAct.firm_id == approval.firm_id,
            ApprovalAct.approval_id == approval.id,
            ApprovalAct.number == approval.acts,
        )
    )
    approval.acts += 1
    link = ApprovalAct(
        id=uuid7(), firm_id=approval.firm_id, approval_id=approval.id, number=approval.acts, round=approval.round,
        act=act, actor=principal.subject, user_id=principal.user_id, at=now(), before=last or START,
        **{"for_id": None, "to_id": None, "step": None, "comment": None, "detail": None, **said},
    )  # fmt: skip
    link.hash = hash_of(link)
    session.add(link)
    await session.flush()
    emit(
        session,
        ApprovalChanged(approval.id, approval.client_id, approval.journey_id, act, approval.state),
    )
    if approval.client_id is not None:
        strike(session, "client", str(approval.client_id))
    return link


async def verify(session: AsyncSession, approval: Approval) -> Verdict:
    """Recompute the chain of an approval, and compare what was handed in last with what it holds now."""
    rows = await session.scalars(
        select(ApprovalAct)
        .where(ApprovalAct.firm_id == approval.firm_id, ApprovalAct.approval_id == approval.id)
        .order_by(ApprovalAct.number)
    )
    return judged(rows.all(), approval.acts, form_hash(approval.title, approval.form))


def judged(links: Sequence[ApprovalAct], wanted: int, handed_in: str) -> Verdict:
    """Whether links are whole. wanted: how many there must be; handed_in: the hash of what is asked now."""
    before = START
    for number, link in enumerate(links, 1):
        if link.number != number or link.before != before or hash_of(link) != link.hash:
            return Verdict(sound=False, links=len(links), broken_at=number, head=before)
        before = link.hash
    if len(links) != wanted:
        return Verdict(sound=False, links=len(links), broken_at=len(links) + 1, head=before)
    submitted = _last(links)
    if submitted is not None and submitted.detail != handed_in:
        return Verdict(sound=False, links=len(links), broken_at=submitted.number, head=before)
    return Verdict(sound=True, links=len(links), broken_at=None, head=before)


def _last(links: Iterable[ApprovalAct]) -> ApprovalAct | None:
    """The last handing in, unless the form was mended since."""
    found = None
    for link in links:
        if link.act == "submit":
            found = link
        elif link.act == "edit":
            found = None
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
