"""Templates of messages: texts in versions. A version is sent only after somebody else than its writer approved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.content_checks import object_of
from backend.book.forbidden_word_lists import words_in_force
from backend.book.forbidden_words import Word
from backend.book.lookup import named
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import Event, emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.retain.message_texts import LANGUAGES, Text, read_text
from backend.retain.purposes import SENDABLE, WRITTEN
from backend.systemize.field_values import clean_text

NAME: Final = 60
KEYS: Final = {"zh-CN": "zh", "en": "en"}


class MessageTemplate(Versioned, TenantRow):
    """One template. zh, en: what it is called; channel and purpose stay what they are."""

    __tablename__ = "message_template"

    zh: Mapped[str]
    en: Mapped[str]
    channel: Mapped[str]
    purpose: Mapped[str]
    archived_at: Mapped[datetime | None]


class MessageTemplateVersion(Published):
    """One version. content: as `read_content` reads it; approved_at: None while nobody has approved it."""

    __tablename__ = "message_template_version"
    __table_args__ = (
        UniqueConstraint("firm_id", "template_id", "number"),
        refers("message_template", "template_id"),
    )

    template_id: Mapped[UUID]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]


class MessageTemplateDraft(Draft):
    """The next version while somebody works on it."""

    __tablename__ = "message_template_draft"
    __table_args__ = (
        UniqueConstraint("firm_id", "template_id"),
        refers("message_template", "template_id"),
    )

    template_id: Mapped[UUID]


@dataclass(frozen=True)
class MessageTemplatePublished(Event):
    """A version waits for its approval, or was approved."""

    name: ClassVar[str] = "message_template.published"
    template_id: UUID
    number: int
    approved: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A version that may be sent."""

    template: MessageTemplate
    number: int
    texts: Mapping[str, Text]

    def text(self, language: str) -> Text:
        """In a language; in Chinese where there is no other."""
        return self.texts.get(language, self.texts["zh-CN"])


def read_content(given: Any, channel: str, words: tuple[Word, ...] = ()) -> dict[str, Text]:
    """Texts by language: Chinese always, English or null. Raises Refused(BAD_USER_INPUT) at a place as `en.body`."""
    row = object_of(given, "content", {"zh", "en"})
    if row["zh"] is None:
        raise bad_input("zh.body", "required")
    return {
        language: read_text(row[KEYS[language]], KEYS[language], channel, words)
        for language in LANGUAGES
        if row[KEYS[language]] is not None
    }


async def create_template(
    session: AsyncSession, zh: str, en: str, channel: str, purpose: str
) -> MessageTemplate:
    """A template without a version yet. Raises Refused(BAD_USER_INPUT): required, too_long, choice."""
    if channel not in WRITTEN:
        raise bad_input("channel", "choice")
    if purpose not in SENDABLE:
        raise bad_input("purpose", "choice")
    row = MessageTemplate(
        id=uuid7(),
        zh=clean_text(zh, "zh", limit=NAME, required=True) or "",
        en=clean_text(en, "en", limit=NAME, required=True) or "",
        channel=channel,
        purpose=purpose,
    )
    session.add(row)
    await session.flush()
    return row


async def archive_template(
    session: AsyncSession, id: UUID, version: int, *, archived: bool
) -> MessageTemplate:
    """Put a template away, or bring it back; what was planned by it is still sent."""
    row = await locked_at(session, MessageTemplate, id, version)
    if (row.archived_at is not None) == archived:
        raise bad_input("id", "state")
    row.archived_at = now() if archived else None
    await session.flush()
    return row


async def publish_template(
    session: AsyncSession, id: UUID, base: int, content: Any, note: str | None
) -> MessageTemplateVersion:
    """A new version, to be approved by somebody else; until then the one before is sent. The draft is done with.

    Raises Refused: NOT_FOUND; CONFLICT; BAD_USER_INPUT: what `read_content` finds, forbidden_word, `content_same`.
    """
    hold_size(content)
    template = await locked(session, MessageTemplate, id)
    read_content(content, template.channel, (await words_in_force(session)).words)
    newest = await newest_of(session, MessageTemplateVersion, template_id=id)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = MessageTemplateVersion(
        id=uuid7(),
        template_id=id,
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, MessageTemplateDraft, template_id=id)
    await session.flush()
    emit(session, MessageTemplatePublished(template_id=id, number=number, approved=False))
    return row


async def approve_template(session: AsyncSession, id: UUID, number: int) -> MessageTemplateVersion:
    """Let the newest version be sent. number: the one the approver read.

    Raises Refused: NOT_FOUND; CONFLICT when there is a newer one; BAD_USER_INPUT: four_eyes, state, forbidden_word.
    """
    template = await locked(session, MessageTemplate, id)
    row = await newest_of(session, MessageTemplateVersion, template_id=id)
    if row is None:
        raise Refused(Code.NOT_FOUND)
    if row.number != number:
        raise Refused(Code.CONFLICT, fields=["number"], version=row.number)
    if row.approved_at is not None:
        raise bad_input("number", "state")
    by = session.info["principal"].subject
    if row.published_by == by:
        raise bad_input("number", "message_four_eyes")
    # The list of words may have changed since it was written.
    read_content(row.content, template.channel, (await words_in_force(session)).words)
    row.approved_by, row.approved_at = by, now()
    await session.flush()
    emit(session, MessageTemplatePublished(template_id=id, number=row.number, approved=True))
    return row


async def ready(session: AsyncSession, id: UUID) -> Ready:
    """The newest approved version of a template in use.

    Raises Refused(BAD_USER_INPUT): unknown, message_template_unapproved, message_template_archived.
    """
    template = await named(session, MessageTemplate, id, "template")
    if template.archived_at is not None:
        raise bad_input("template", "message_template_archived")
    row = await session.scalar(
        select(MessageTemplateVersion)
        .where(
            MessageTemplateVersion.firm_id == session.info["firm_id"],
            MessageTemplateVersion.template_id == id,
            MessageTemplateVersion.approved_at.is_not(None),
        )
        .order_by(MessageTemplateVersion.number.desc())
        .limit(1)
    )
    if row is None:
        raise bad_input("template", "message_template_unapproved")
    return Ready(template, row.number, read_content(row.content, template.channel))
