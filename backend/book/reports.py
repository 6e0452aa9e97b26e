"""Reports and boards that people keep: what is told, never its figures: each reader is told his own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Index, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from backend.book.shelf import hold_own, kept_by, person, seen_by, share
from backend.book.staff import User
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.principal import Principal
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).with_name("reports_shipped.json")
MOST: Final = 200
"""Reports, or boards, that one person may keep."""
LONGEST_NAME: Final = 60


class Kept(Versioned):
    """What reports and boards have in common.

    owner_id: null of those that every firm begins with; shared: of `shelf.SHARES`; team_id: the owner's team when he
    shared it with his team; content: what is shown, judged by who writes it.
    """

    owner_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    zh: Mapped[str]
    en: Mapped[str] = mapped_column(Text, default="")
    shared: Mapped[str] = mapped_column(default="me")
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        name: str = cls.__tablename__  # type: ignore[attr-defined]
        return (
            refers("user_account", "owner_id"),
            refers("team", "team_id"),
            Index(f"ix_{name}_owner", "firm_id", "owner_id"),
        )


class Report(Kept, TenantRow):
    """A report. content: as `analyze.report_shape` writes it."""

    __tablename__ = "report"


class Dashboard(Kept, TenantRow):
    """A board of placed reports and cards of the cockpit. content: as `analyze.boards` writes it."""

    __tablename__ = "dashboard"


@dataclass(frozen=True, slots=True)
class Seen:
    """A report or board as its reader sees it. owner: the name of who made it; None: the firm began with it."""

    row: Any
    mine: bool
    owner: str | None


async def seen_of(
    session: AsyncSession, model: Any, principal: Principal, ids: Sequence[UUID] | None = None
) -> list[Seen]:
    """What a person may use, or of it the named: his own, his teams', the firm's; by name. Empty for a program."""
    if principal.user_id is None:
        return []
    within = [] if ids is None else [model.id.in_(ids)]
    found = await session.execute(
        select(model, User.name)
        .outerjoin(User, (User.firm_id == principal.firm_id) & (User.id == model.owner_id))
        .where(model.firm_id == principal.firm_id, seen_by(model, principal), *within)
        .order_by(func.lower(model.zh), model.id)
    )
    seen = [Seen(row, row.owner_id == principal.user_id, name) for row, name in found]
    return sorted(seen, key=lambda each: (not each.mine, each.row.shared == "firm"))


async def keep(session: AsyncSession, model: Any, given: Mapping[str, Any], *, may_share: bool) -> Any:
    """Keep a new one of the actor's. given: zh, en, shared, content (judged). may_share: with the whole firm.

    Raises Refused(BAD_USER_INPUT) naming the field, FORBIDDEN for who is no person or may not share.
    """
    owner_id = person(session)
    if await kept_by(session, model, owner_id) >= MOST:
        raise bad_input("name", "limit", limit=MOST)
    row = model(id=uuid7(), owner_id=owner_id, zh="", en="", shared="me", content={})
    await _apply(session, row, given, may_share=may_share)
    session.add(row)
    await session.flush()
    return row


async def rewrite(
    session: AsyncSession,
    model: Any,
    id: UUID,
    version: int,
    given: Mapping[str, Any],
    *,
    may_share: bool,
) -> Any:
    """Change one of the actor's; who may share with the firm also changes what the firm began with.

    Raises Refused(NOT_FOUND) when it is not his, CONFLICT, and what `keep` raises.
    """
    await hold_own(session, model, id, unowned=may_share)
    row = await locked_at(session, model, id, version)
    await _apply(session, row, given, may_share=may_share)
    await session.flush()
    return row


async def forget(session: AsyncSession, model: Any, id: UUID, *, may_share: bool) -> None:
    """Delete one of the actor's. Raises Refused(NOT_FOUND)."""
    await hold_own(session, model, id, unowned=may_share)
    await session.delete(await locked(session, model, id))
    await session.flush()


async def _apply(session: AsyncSession, row: Any, given: Mapping[str, Any], *, may_share: bool) -> None:
    # Nothing is written before all is checked.
    with session.no_autoflush:
        if "zh" in given:
            row.zh = clean_text(given["zh"] or "", "zh", limit=LONGEST_NAME, required=True) or ""
        if "en" in given:
            row.en = clean_text(given["en"] or "", "en", limit=LONGEST_NAME) or ""
        if "content" in given:
            row.content = dict(given["content"])
        if "shared" in given and not (row.owner_id is None and given["shared"] == row.shared):
            if row.owner_id is None:
                # Nobody's own: there is nobody whom it could be kept for.
                raise bad_input("shared", "choice")
            await share(session, row, given["shared"], may_share=may_share)


async def ship_reports(session: AsyncSession) -> None:
    """Give a new firm the reports and the board it begins with."""
    shipped = orjson.loads(SHIPPED.read_bytes())
    ids: dict[str, UUID] = {}
    for each in shipped["reports"]:
        ids[each["key"]] = uuid7()
        session.add(_shipped(Report, ids[each["key"]], each, each["content"]))
    for each in shipped["boards"]:
        cards = [
            {**card, "report": str(ids[card["report"]])} if "report" in card else card
            for card in each["cards"]
        ]
        session.add(_shipped(Dashboard, uuid7(), each, {"cards": cards}))
    await session.flush()


def _shipped(model: Any, id: UUID, each: Mapping[str, Any], content: dict[str, Any]) -> Any:
    return model(id=id, owner_id=None, zh=each["zh"], en=each["en"], shared="firm", content=content)
