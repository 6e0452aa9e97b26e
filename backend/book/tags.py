"""Tags and who bears them; given by hand here, by rules and models above."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.events import TagCreated, TagGiven, TagTaken
from backend.book.lookup import named
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.systemize.field_values import clean_text


class Tag(Versioned, TenantRow):
    """A tag of the firm. colour: a token name of the design system, e.g. `blue`; group: shown together."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("firm_id", "name"),)

    name: Mapped[str]
    colour: Mapped[str] = mapped_column(default="grey")
    group: Mapped[str | None]
    description: Mapped[str | None]


class ClientTag(TenantRow):
    """A client bears a tag. source: hand, rule or model; reason in the giver's words."""

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
    reason: Mapped[str | None]
    given_at: Mapped[datetime] = mapped_column(default=now)


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
    """Let a client bear a tag, given by hand; a second time changes nothing."""
    client = await named(session, Client, client_id, "client")
    await named(session, Tag, tag_id, "tag")
    if await _borne(session, client_id, tag_id) is None:
        cleaned = clean_text(reason or "", "reason", limit=400)
        session.add(ClientTag(client_id=client_id, tag_id=tag_id, reason=cleaned))
        emit(session, TagGiven(client_id=client_id, tag_id=tag_id))
        strike(session, "client", str(client_id))
    await session.flush()
    return client


async def take(session: AsyncSession, client_id: UUID, tag_id: UUID) -> Client:
    """Take a tag from a client; one that he does not bear changes nothing."""
    client = await named(session, Client, client_id, "client")
    await named(session, Tag, tag_id, "tag")
    borne = await _borne(session, client_id, tag_id)
    if borne is not None:
        await session.delete(borne)
        emit(session, TagTaken(client_id=client_id, tag_id=tag_id))
        strike(session, "client", str(client_id))
    await session.flush()
    return client


async def _borne(session: AsyncSession, client_id: UUID, tag_id: UUID) -> ClientTag | None:
    found: ClientTag | None = await session.scalar(
        select(ClientTag).where(
            ClientTag.firm_id == session.info["firm_id"],
            ClientTag.client_id == client_id,
            ClientTag.tag_id == tag_id,
        )
    )
    return found
