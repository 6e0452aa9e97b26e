"""Journey templates of a firm: for the firm or for one team, each in versions, and the draft of the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.content_checks import choice_of, key_of
from backend.book.lookup import named
from backend.book.staff import Team
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.track.events import JourneyTemplatePublished
from backend.track.template_content import Content, kept, read_content

KINDS: Final = ("sales", "post_investment", "generic")
SHIPPED: Final = {"private_fund_sales": "sales", "post_investment": "post_investment"}
"""Templates that a firm begins with and their kinds. Source: white paper, Track (seven stages, mandatory tasks)."""
FOLDER: Final = Path(__file__).parent / "shipped"


class JourneyTemplate(Versioned, TenantRow):
    """A template as it is named by others. zh, en: as its newest version calls it; number: of that version.

    team_id: whose variant it is, None: the firm's; based_on_id: the template it was copied from.
    """

    __tablename__ = "journey_template"
    __table_args__ = (
        UniqueConstraint("firm_id", "key"),
        refers("team", "team_id"),
        refers("journey_template", "based_on_id"),
    )

    key: Mapped[str]
    kind: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    number: Mapped[int] = mapped_column(default=0)
    team_id: Mapped[UUID | None]
    based_on_id: Mapped[UUID | None]
    archived_at: Mapped[datetime | None]


class JourneyTemplateVersion(Published):
    """One version; the newest is in force for journeys that start. content: as `template_content` reads it."""

    __tablename__ = "journey_template_version"
    __table_args__ = (
        UniqueConstraint("firm_id", "template_id", "number"),
        refers("journey_template", "template_id"),
    )

    template_id: Mapped[UUID]


class JourneyTemplateDraft(Draft):
    """The next version while somebody works on it."""

    __tablename__ = "journey_template_draft"
    __table_args__ = (
        UniqueConstraint("firm_id", "template_id"),
        refers("journey_template", "template_id"),
    )

    template_id: Mapped[UUID]


@cache
def shipped(key: str) -> bytes:
    """A shipped template as JSON."""
    return (FOLDER / f"{key}.json").read_bytes()


async def ship_templates(session: AsyncSession) -> None:
    """Give a new firm the templates it begins with."""
    for key, kind in SHIPPED.items():
        content = orjson.loads(shipped(key))
        read_content(content)
        template = JourneyTemplate(
            id=uuid7(), key=key, kind=kind, zh=content["zh"], en=content["en"], number=1
        )
        session.add(template)
        await session.flush()
        session.add(_version(session, template.id, 1, content, None))
    await session.flush()


async def create_template(
    session: AsyncSession,
    key: str,
    kind: str,
    content: Any,
    roles: Sequence[str],
    *,
    team_id: UUID | None = None,
    based_on_id: UUID | None = None,
) -> JourneyTemplate:
    """A new template with its first version. team_id: only that team's journeys start by it.

    Raises Refused(BAD_USER_INPUT): `taken` for a key in use, an unknown team or kind, what `read_content` finds.
    """
    firm_id = session.info["firm_id"]
    hold_size(content)
    read = read_content(content, roles)
    key = key_of(key, "key")
    there = select(JourneyTemplate.id).where(JourneyTemplate.firm_id == firm_id, JourneyTemplate.key == key)
    if await session.scalar(there) is not None:
        raise bad_input("key", "taken")
    if team_id is not None:
        await named(session, Team, team_id, "team")
    if based_on_id is not None:
        await named(session, JourneyTemplate, based_on_id, "basedOn")
    template = JourneyTemplate(
        id=uuid7(), key=key, kind=choice_of(kind, "kind", KINDS), zh=read.name.zh, en=read.name.en, number=1,
        team_id=team_id, based_on_id=based_on_id,
    )  # fmt: skip
    session.add(template)
    await session.flush()
    session.add(_version(session, template.id, 1, kept(read, content), None))
    await session.flush()
    emit(session, JourneyTemplatePublished(journey_template_id=template.id, number=1))
    return template


async def publish(
    session: AsyncSession, template_id: UUID, base: int, content: Any, roles: Sequence[str], note: str | None
) -> JourneyTemplate:
    """Put a new version in force for journeys that start; running ones keep theirs. The draft is done with.

    base: number of the newest version the publisher knew; roles: those that people may hold.
    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_content` finds, `content_same`.
    """
    hold_size(content)
    read = read_content(content, roles)
    template = await locked_template(session, template_id)
    newest = await newest_of(session, JourneyTemplateVersion, template_id=template_id)
    number = hold_base(newest, base) + 1
    wanted = kept(read, content)
    if newest is not None and newest.content == wanted:
        raise bad_input("content", "content_same")
    session.add(_version(session, template_id, number, wanted, clean_text(note or "", "note", limit=400)))
    template.number, template.zh, template.en = number, read.name.zh, read.name.en
    await discard_draft(session, JourneyTemplateDraft, template_id=template_id)
    await session.flush()
    emit(session, JourneyTemplatePublished(journey_template_id=template_id, number=number))
    return template


async def archive(session: AsyncSession, id: UUID, version: int, *, archived: bool) -> JourneyTemplate:
    """Take a template out of use, or back into it: no journey starts by it, running ones go on.

    Raises Refused: NOT_FOUND, CONFLICT.
    """
    template = await locked_at(session, JourneyTemplate, id, version)
    template.archived_at = now() if archived else None
    await session.flush()
    return template


async def locked_template(session: AsyncSession, id: UUID) -> JourneyTemplate:
    """A template, locked until commit. Raises Refused(NOT_FOUND)."""
    firm_id = session.info["firm_id"]
    statement = select(JourneyTemplate).where(JourneyTemplate.firm_id == firm_id, JourneyTemplate.id == id)
    template: JourneyTemplate | None = await session.scalar(statement.with_for_update())
    if template is None:
        raise Refused(Code.NOT_FOUND)
    return template


async def content_of(session: AsyncSession, template_id: UUID, number: int) -> Content:
    """A version of a template. Raises Refused(NOT_FOUND)."""
    row = await session.scalar(
        select(JourneyTemplateVersion.content).where(
            JourneyTemplateVersion.firm_id == session.info["firm_id"],
            JourneyTemplateVersion.template_id == template_id,
            JourneyTemplateVersion.number == number,
        )
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return read_content(row)


async def newest_contents(
    session: AsyncSession, template_ids: Iterable[UUID]
) -> dict[UUID, JourneyTemplateVersion]:
    """The newest version of each template."""
    rows = await session.scalars(
        select(JourneyTemplateVersion)
        .where(
            JourneyTemplateVersion.firm_id == session.info["firm_id"],
            JourneyTemplateVersion.template_id.in_(list(template_ids)),
        )
        .order_by(JourneyTemplateVersion.template_id, JourneyTemplateVersion.number.desc())
        .ext(distinct_on(JourneyTemplateVersion.template_id))
    )
    return {row.template_id: row for row in rows}


def _version(
    session: AsyncSession, template_id: UUID, number: int, content: dict[str, Any], note: str | None
) -> JourneyTemplateVersion:
    return JourneyTemplateVersion(
        id=uuid7(), template_id=template_id, number=number, content=content, note=note,
        published_by=session.info["principal"].subject,
    )  # fmt: skip
