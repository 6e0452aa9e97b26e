"""Tags and who bears them; given by hand here, by rules and models above."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.lookup import named
from backend.book.tag_events import TagCreated, TagFreed, TagGiven, TagTaken
from backend.book.tag_history import write_down
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.systemize.field_values import clean_text


class Tag(Versioned, TenantRow):
    """A tag of the firm.

    colour: a token name of the design system, e.g. `blue`; group: shown together; exclusive_group: of the tags that
    name the same one a client bears one at most, between rules that of the highest priority; valid_days: how long
    one given by hand lasts; rule_decides: over what people gave and took, too; rule_version: number of the rule in
    force, 0 without one (tag_rules.py); rule_fault: why it rests, of FAULTS.
    """

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("firm_id", "name"),)
    maintained: ClassVar[frozenset[str]] = frozenset({"rule_fault"})

    name: Mapped[str]
    colour: Mapped[str] = mapped_column(default="grey")
    group: Mapped[str | None]
    description: Mapped[str | None]
    exclusive_group: Mapped[str | None]
    priority: Mapped[int] = mapped_column(default=0)
    valid_days: Mapped[int | None]
    rule_decides: Mapped[bool] = mapped_column(default=False)
    rule_version: Mapped[int] = mapped_column(default=0)
    rule_fault: Mapped[str | None]
    archived_at: Mapped[datetime | None]


class ClientTag(TenantRow):
    """A client bears a tag.

    source: hand, rule or model, of which the hand goes before the rule; rule_version: of the rule that gave it;
    reason in the giver's words; given_by: a subject.
    """

    __tablename__ = "client_tag"
    __table_args__ = (
        refers("client", "client_id"),
        refers("tag", "tag_id"),
        UniqueConstraint("firm_id", "client_id", "tag_id"),
        Index("ix_client_tag_tag", "firm_id", "tag_id", "client_id"),
    )

    client_id: Mapped[UUID]
    tag_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(default="hand")
    rule_version: Mapped[int | None]
    reason: Mapped[str | None]
    given_by: Mapped[str | None]
    given_at: Mapped[datetime] = mapped_column(default=now)


class TagRefusal(TenantRow):
    """Somebody took a tag from a client, so that a rule does not give it back; until it is given or freed again."""

    __tablename__ = "tag_refusal"
    __table_args__ = (
        refers("client", "client_id"),
        refers("tag", "tag_id"),
        UniqueConstraint("firm_id", "tag_id", "client_id"),
        Index("ix_tag_refusal_client", "firm_id", "client_id"),
    )

    client_id: Mapped[UUID]
    tag_id: Mapped[UUID]
    reason: Mapped[str | None]
    refused_by: Mapped[str]
    refused_at: Mapped[datetime] = mapped_column(default=now)


FAULTS = ("unknown", "discloses")
"""Of a rule that rests: it names what is no more; it would tell readers of tags what they may not read."""
HAND, RULE = "hand", "rule"
COLOURS = ("grey", "blue", "cyan", "teal", "green", "yellow", "orange", "red", "pink", "violet")


async def create_tag(
    session: AsyncSession, name: str, colour: str, *, group: str | None = None, description: str | None = None
) -> Tag:
    """A new tag. Raises Refused(BAD_USER_INPUT): name empty or taken (case does not count), unknown colour."""
    title = clean_text(name, "name", limit=40, required=True) or ""
    if colour not in COLOURS:
        raise bad_input("colour", "choice")
    firm_id = session.info["firm_id"]
    taken = select(Tag.id).where(Tag.firm_id == firm_id, func.lower(Tag.name) == title.lower())
    if await session.scalar(taken):
        raise bad_input("name", "taken")
    tag = Tag(
        name=title,
        colour=colour,
        group=clean_text(group or "", "group", limit=40),
        description=clean_text(description or "", "description", limit=400),
    )
    session.add(tag)
    await session.flush()
    emit(session, TagCreated(tag_id=tag.id))
    return tag


async def give(session: AsyncSession, client_id: UUID, tag_id: UUID, reason: str | None = None) -> Client:
    """Let a client bear a tag, given by hand; a second time changes nothing.

    What a rule gave is the hand's from then on, and other tags of the exclusive group go. Raises
    Refused(BAD_USER_INPUT): unknown, archived.
    """
    client = await named(session, Client, client_id, "client")
    tag = await named(session, Tag, tag_id, "tag")
    if tag.archived_at is not None:
        raise bad_input("tag", "tag_archived")
    borne = await _borne(session, client_id, tag_id)
    if borne is None or borne.source != HAND:
        cleaned = clean_text(reason or "", "reason", limit=400)
        await _forget_refusal(session, client_id, tag_id)
        await _leave_group(session, client_id, tag)
        if borne is None:
            borne = ClientTag(client_id=client_id, tag_id=tag_id)
            session.add(borne)
        borne.source, borne.rule_version, borne.reason = HAND, None, cleaned
        borne.given_at, borne.given_by = now(), session.info["principal"].subject
        write_down(session, client_id, tag_id, given=True, reason=cleaned)
        emit(session, TagGiven(client_id=client_id, tag_id=tag_id))
        strike(session, "client", str(client_id))
    await session.flush()
    return client


async def take(session: AsyncSession, client_id: UUID, tag_id: UUID, reason: str | None = None) -> Client:
    """Take a tag from a client, who then does not get it back by its rule."""
    client = await named(session, Client, client_id, "client")
    await named(session, Tag, tag_id, "tag")
    cleaned = clean_text(reason or "", "reason", limit=400)
    borne = await _borne(session, client_id, tag_id)
    if borne is not None:
        await session.delete(borne)
        write_down(session, client_id, tag_id, given=False, reason=cleaned, rule_version=borne.rule_version)
        emit(session, TagTaken(client_id=client_id, tag_id=tag_id))
        strike(session, "client", str(client_id))
    if await _refusal(session, client_id, tag_id) is None:
        session.add(
            TagRefusal(
                client_id=client_id,
                tag_id=tag_id,
                reason=cleaned,
                refused_by=session.info["principal"].subject,
            )
        )
    await session.flush()
    return client


async def free(session: AsyncSession, client_id: UUID, tag_id: UUID) -> Client:
    """Leave a client's tag to its rule again: what people said of it is forgotten, and the rule is asked.

    Raises Refused(BAD_USER_INPUT): unknown, tag_ruleless.
    """
    client = await named(session, Client, client_id, "client")
    tag = await named(session, Tag, tag_id, "tag")
    if tag.rule_version == 0:
        raise bad_input("tag", "tag_ruleless")
    await _forget_refusal(session, client_id, tag_id)
    borne = await _borne(session, client_id, tag_id)
    if borne is not None and borne.source == HAND:
        # The rule decides at the next sweep, which takes it where it does not hold.
        borne.source, borne.rule_version, borne.reason = RULE, tag.rule_version, None
    emit(session, TagFreed(client_id=client_id, tag_id=tag_id))
    strike(session, "client", str(client_id))
    await session.flush()
    return client


async def _leave_group(session: AsyncSession, client_id: UUID, tag: Tag) -> None:
    """Take the other tags of the exclusive group from a client."""
    if tag.exclusive_group is None:
        return
    others = await session.scalars(
        select(ClientTag)
        .join(Tag, (Tag.firm_id == ClientTag.firm_id) & (Tag.id == ClientTag.tag_id))
        .where(
            ClientTag.firm_id == session.info["firm_id"],
            Tag.firm_id == session.info["firm_id"],
            ClientTag.client_id == client_id,
            Tag.exclusive_group == tag.exclusive_group,
            Tag.id != tag.id,
        )
    )
    for other in others:
        await session.delete(other)
        write_down(
            session,
            client_id,
            other.tag_id,
            given=False,
            cause="exclusive",
            rule_version=other.rule_version,
        )
        emit(session, TagTaken(client_id=client_id, tag_id=other.tag_id))


async def _forget_refusal(session: AsyncSession, client_id: UUID, tag_id: UUID) -> None:
    refusal = await _refusal(session, client_id, tag_id)
    if refusal is not None:
        await session.delete(refusal)


async def _refusal(session: AsyncSession, client_id: UUID, tag_id: UUID) -> TagRefusal | None:
    found: TagRefusal | None = await session.scalar(
        select(TagRefusal).where(
            TagRefusal.firm_id == session.info["firm_id"],
            TagRefusal.client_id == client_id,
            TagRefusal.tag_id == tag_id,
        )
    )
    return found


async def _borne(session: AsyncSession, client_id: UUID, tag_id: UUID) -> ClientTag | None:
    found: ClientTag | None = await session.scalar(
        select(ClientTag).where(
            ClientTag.firm_id == session.info["firm_id"],
            ClientTag.client_id == client_id,
            ClientTag.tag_id == tag_id,
        )
    )
    return found
