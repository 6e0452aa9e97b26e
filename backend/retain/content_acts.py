"""What people do with contents: begin one, hand a version in to compliance, withdraw it, bring it back."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import discard_draft, hold_base, hold_size
from backend.book.forbidden_word_lists import words_in_force
from backend.book.lookup import named
from backend.book.products import Product
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.retain.content_texts import Said, read_content
from backend.retain.contents import (
    ContentChanged,
    ContentDraft,
    ContentItem,
    ContentVersion,
    Stood,
    versions_of_items,
)
from backend.retain.outreach_words import (
    APPROVED,
    CONTENT_KIND_KEYS,
    IN_REVIEW,
    NAV_UPDATE,
    WITHDRAWN,
    WRITING,
)
from backend.systemize.field_values import clean_text
from backend.track.approval_asking import begin, hand_in
from backend.track.approval_kinds import ApprovalKind
from backend.track.approvals import Approval

KIND: Final = "content_release"
NAME: Final = 60
SHOWN: Final = 4_000
"""Letters of a text that stand in the approval; the whole of it stands where it was written."""


async def create_content(
    session: AsyncSession, kind: str, zh: str, en: str, product_id: UUID | None
) -> ContentItem:
    """A content without a text yet. Raises Refused(BAD_USER_INPUT): choice, required, too_long, unknown, and
    message_product for a NAV update of no fund."""
    if kind not in CONTENT_KIND_KEYS:
        raise bad_input("kind", "choice")
    if product_id is not None:
        await named(session, Product, product_id, "product")
    elif kind == NAV_UPDATE:
        raise bad_input("product", "message_product")
    row = ContentItem(
        id=uuid7(), kind=kind, product_id=product_id,
        zh=clean_text(zh, "zh", limit=NAME, required=True) or "",
        en=clean_text(en, "en", limit=NAME, required=True) or "",
    )  # fmt: skip
    session.add(row)
    await session.flush()
    emit(session, ContentChanged(content_id=row.id, kind=kind, state=WRITING))
    return row


async def hand_in_content(
    session: AsyncSession, id: UUID, base: int, content: Any, note: str | None
) -> ContentVersion:
    """A new version, which compliance is asked to agree to; the draft is done with.

    Raises Refused: NOT_FOUND; CONFLICT for another newest version than base; BAD_USER_INPUT: state for a withdrawn
    one, content_pending while another is in review, content_same, content_no_kind, what `read_content` finds and the
    approval says (approval_nobody).
    """
    hold_size(content)
    item = await locked(session, ContentItem, id)
    if item.withdrawn_at is not None:
        raise bad_input("id", "state")
    said = read_content(
        content, of_product=item.product_id is not None, words=(await words_in_force(session)).words
    )
    known = (await versions_of_items(session, [id])).get(id, [])
    newest = known[0] if known else None
    number = hold_base(None if newest is None else newest.version, base) + 1
    if newest is not None and newest.state == IN_REVIEW:
        raise bad_input("id", "content_pending")
    if newest is not None and newest.state == APPROVED and newest.version.content == content:
        raise bad_input("content", "content_same")
    words = clean_text(note or "", "note", limit=400)
    row = ContentVersion(
        id=uuid7(), item_id=id, number=number, content=content, note=words,
        published_by=session.info["principal"].subject, approval_id=await _ask(session, item, said, number, words),
    )  # fmt: skip
    session.add(row)
    await discard_draft(session, ContentDraft, item_id=id)
    await session.flush()
    emit(session, ContentChanged(content_id=id, kind=item.kind, state=IN_REVIEW))
    return row


async def _ask(session: AsyncSession, item: ContentItem, said: Said, number: int, note: str | None) -> UUID:
    """The approval of a version, handed in: its requester never decides it."""
    kind = await session.scalar(
        select(ApprovalKind).where(
            ApprovalKind.firm_id == item.firm_id, ApprovalKind.key == KIND, ApprovalKind.archived_at.is_(None)
        )
    )
    if kind is None:
        raise bad_input("id", "content_no_kind")
    zh, en = said.texts["zh-CN"], said.texts.get("en")
    form = {
        "content": f"{item.zh} · {number}",
        "subject": zh.subject,
        "text": zh.body[:SHOWN],
        "english": "" if en is None else f"{en.subject}\n\n{en.body}"[:SHOWN],
        "link": said.link or "",
        "remark": note or "",
    }
    approval = await begin(session, kind.id, item.zh, form)
    await hand_in(session, await locked(session, Approval, approval.id), None)
    return approval.id


async def withdraw_content(session: AsyncSession, id: UUID, version: int, *, withdrawn: bool) -> ContentItem:
    """Take a content out of use, or back into it; what was planned of it is still sent.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT state.
    """
    row = await locked_at(session, ContentItem, id, version)
    if (row.withdrawn_at is not None) == withdrawn:
        raise bad_input("id", "state")
    row.withdrawn_at = now() if withdrawn else None
    await session.flush()
    emit(session, ContentChanged(content_id=id, kind=row.kind, state=WITHDRAWN if withdrawn else WRITING))
    return row


async def released(session: AsyncSession, id: UUID, number: int | None = None) -> tuple[ContentItem, Stood]:
    """A content in use with its newest approved version. number: that very one.

    Raises Refused(BAD_USER_INPUT): unknown, content_withdrawn, content_unapproved.
    """
    item = await named(session, ContentItem, id, "content")
    if item.withdrawn_at is not None:
        raise bad_input("content", "content_withdrawn")
    for each in (await versions_of_items(session, [id])).get(id, []):
        if each.state == APPROVED and number in (None, each.version.number):
            return item, each
    raise bad_input("content", "content_unapproved")
