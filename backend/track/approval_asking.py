"""Asking for an approval: written as a draft, handed in, mended after a return, withdrawn; one function each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.documents.model import Document
from backend.book.lookup import active_user, actor_id, named
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.track.approval_chain import form_hash, write_act
from backend.track.approval_content import CLIENT, DOCUMENT, JOURNEY, KindContent
from backend.track.approval_events import ApprovalCopied
from backend.track.approval_forms import filled_in
from backend.track.approval_guards import hold_still
from backend.track.approval_kinds import ApprovalKind, kind_content
from backend.track.approval_people import people_of
from backend.track.approval_rounds import ended_by, lay_out
from backend.track.approval_rules import DRAFT, RETURNED, WITHDRAWN, moved
from backend.track.approvals import Approval, ApprovalCopy
from backend.track.journeys import Journey

TITLE: Final = 120


async def begin(
    session: AsyncSession,
    kind_id: UUID,
    title: str,
    form: Mapping[str, Any] | None = None,
    *,
    subject_id: UUID | None = None,
    requester_id: UUID | None = None,
    **entry: Any,
) -> Approval:
    """A draft. subject_id: of the client, journey or document that the kind is about; entry: of a journey's stage.

    Raises Refused(BAD_USER_INPUT): unknown kind or subject, `required`, `approval_archived`, what the form lacks.
    """
    kind = await named(session, ApprovalKind, kind_id, "kind")
    if kind.archived_at is not None:
        raise bad_input("kind", "approval_archived")
    content = await kind_content(session, kind.id, kind.number)
    requester = requester_id or actor_id(session)
    if requester is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.requestApproval")
    requester = (await active_user(session, requester, "requester")).id
    about = await _about(session, content.subject, subject_id)
    approval = Approval(
        id=uuid7(), firm_id=session.info["firm_id"], kind_id=kind.id, kind_number=kind.number, zh=kind.zh, en=kind.en,
        subject=content.subject, state=DRAFT, title=clean_text(title, "title", limit=TITLE, required=True) or "",
        form=filled_in(content, form, whole=False), requester_id=requester, round=0, acts=0, **about, **entry,
    )  # fmt: skip
    session.add(approval)
    await session.flush()
    await write_act(session, approval, "draft")
    return approval


async def edit(
    session: AsyncSession, id: UUID, version: int, title: str, form: Mapping[str, Any] | None
) -> Approval:
    """Mend a draft or what was returned. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: state, the form."""
    approval = await locked_at(session, Approval, id, version)
    _hold_requester(session, approval)
    if approval.state not in (DRAFT, RETURNED):
        raise bad_input("id", "approval_state", state=approval.state)
    content = await kind_content(session, approval.kind_id, approval.kind_number)
    approval.title = clean_text(title, "title", limit=TITLE, required=True) or ""
    approval.form = filled_in(content, form, whole=False)
    await write_act(session, approval, "edit")
    return approval


async def submit(session: AsyncSession, id: UUID, version: int, comment: str | None = None) -> Approval:
    """Hand in a draft, or again what was returned: the next round begins.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: state, what the form lacks, `approval_nobody`.
    """
    approval = await locked_at(session, Approval, id, version)
    _hold_requester(session, approval)
    return await hand_in(session, approval, clean_text(comment or "", "comment", limit=TITLE * 8))


async def hand_in(session: AsyncSession, approval: Approval, comment: str | None) -> Approval:
    """Begin the next round of a locked approval. Raises as `submit`."""
    content = await kind_content(session, approval.kind_id, approval.kind_number)
    after = moved(approval.state, "submit")
    if approval.entry is None:
        filled_in(content, approval.form)
    await hold_still(session, approval)
    approval.state, approval.submitted_at, approval.asked_by_id = after, now(), actor_id(session)
    approval.round += 1
    approval.expires_at = None if content.expires is None else now() + timedelta(days=content.expires)
    await session.flush()
    await write_act(
        session, approval, "submit", comment=comment, detail=form_hash(approval.title, approval.form)
    )
    await lay_out(session, approval, content)
    await _copies(session, approval, content)
    return approval


async def withdraw(session: AsyncSession, id: UUID, version: int, comment: str | None = None) -> Approval:
    """Take back what is not decided. Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT."""
    approval = await locked_at(session, Approval, id, version)
    _hold_requester(session, approval)
    await take_back(session, approval, clean_text(comment or "", "comment", limit=TITLE * 8))
    return approval


async def take_back(session: AsyncSession, approval: Approval, comment: str | None) -> None:
    """End a locked approval that nobody has decided, whoever asks for that: its journey may have moved on."""
    await ended_by(session, approval, "withdraw", comment=comment)
    assert approval.state == WITHDRAWN


def _hold_requester(session: AsyncSession, approval: Approval) -> None:
    if actor_id(session) != approval.requester_id:
        raise bad_input("id", "approval_requester")


async def _about(session: AsyncSession, subject: str, id: UUID | None) -> dict[str, UUID]:
    if subject not in (CLIENT, JOURNEY, DOCUMENT):
        if id is not None:
            raise bad_input("subject", "approval_free")
        return {}
    if id is None:
        raise bad_input("subject", "required")
    if subject == CLIENT:
        return {"client_id": (await named(session, Client, id, "subject")).id}
    if subject == JOURNEY:
        journey = await named(session, Journey, id, "subject")
        return {"journey_id": journey.id, "client_id": journey.client_id}
    document = await named(session, Document, id, "subject")
    if document.deleted_at is not None or document.client_id is None:
        raise bad_input("subject", "unknown")
    return {"document_id": document.id, "client_id": document.client_id}


async def _copies(session: AsyncSession, approval: Approval, content: KindContent) -> None:
    """Whom the kind tells of each, once."""
    people = await people_of(session, approval, content.copies)
    await add_copies(session, approval, people, None)


async def add_copies(
    session: AsyncSession, approval: Approval, people: list[UUID], by_id: UUID | None
) -> list[UUID]:
    """Tell people of an approval; those who were told before are left out. Who is new."""
    rows = await session.scalars(
        select(ApprovalCopy.user_id).where(
            ApprovalCopy.firm_id == approval.firm_id, ApprovalCopy.approval_id == approval.id
        )
    )
    there = set(rows)
    new = [id for id in people if id not in there]
    session.add_all(ApprovalCopy(id=uuid7(), approval_id=approval.id, user_id=id, by_id=by_id) for id in new)
    await session.flush()
    if new:
        emit(session, ApprovalCopied(approval.id, tuple(str(id) for id in new), actor_id(session)))
    return new
