"""Saved views: what a list shows, under a name; one's own, a team's or the firm's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from sqlalchemy import Index, Text, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.client_fields import CLIENT_FIELD
from backend.book.custom_fields import CUSTOM
from backend.book.shelf import hold_own, kept_by, person, seen_by, share
from backend.book.staff import User
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.principal import Principal
from backend.platform.versions import locked, locked_at
from backend.systemize.conditions.tree import Condition, Is, about_row, read
from backend.systemize.field_values import clean_text
from backend.systemize.fields import Classification, Kind


class SavedView(Versioned, TenantRow):
    """A named view of a list.

    page: whose list, of PAGES; query: the search part of its URL without "?": filters, columns, sort, grouping;
    shared: of SHARES; team_id: the owner's team when he shared it with his team.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        refers("user_account", "owner_id"),
        refers("team", "team_id"),
        Index("ix_saved_view_page", "firm_id", "page", "owner_id"),
    )

    owner_id: Mapped[UUID]
    team_id: Mapped[UUID | None]
    page: Mapped[str]
    name: Mapped[str]
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[str] = mapped_column(default="me")


PAGES = ("clients", "tasks")
MOST = 50
"""Views one person may keep of one list."""
LONGEST_NAME = 40
LONGEST_QUERY = 6_000
OWN = "own"
"""The key of what a list asks of own fields, as JSON."""
CONDITION = "when"
"""The key of a list's condition in the rule language, as JSON."""
NAMING = frozenset({Classification.PERSONAL, Classification.SENSITIVE})
WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.SEALED})
KEY = re.compile(r"[a-z]{1,20}")
PASSING = frozenset({"q", "peek"})
"""What a URL also says and a view must not: a typed search may be a name or a number, a peek is one client."""


@dataclass(frozen=True)
class Seen:
    """A view as its reader sees it."""

    row: SavedView
    mine: bool
    owner: str


async def views_of(session: AsyncSession, principal: Principal, page: str) -> list[Seen]:
    """The views of a list that a person may use: his own first, then his teams', then the firm's; by name."""
    user_id = principal.user_id
    if user_id is None:
        return []
    firm_id = principal.firm_id
    statement = (
        select(SavedView, User.name)
        .join(User, (User.firm_id == SavedView.firm_id) & (User.id == SavedView.owner_id))
        .where(
            SavedView.firm_id == firm_id,
            User.firm_id == firm_id,
            SavedView.page == page,
            seen_by(SavedView, principal),
        )
        .order_by(func.lower(SavedView.name), SavedView.id)
    )
    found = [Seen(row, row.owner_id == user_id, name) for row, name in await session.execute(statement)]
    return sorted(found, key=lambda view: (not view.mine, view.row.shared == "firm"))


async def create_view(
    session: AsyncSession, *, page: str, name: str, query: str, shared: str, may_share: bool
) -> SavedView:
    """Keep a view of the actor's. may_share: whether he may show it to the whole firm.

    Raises Refused(BAD_USER_INPUT) naming the field, FORBIDDEN for who is no person or may not share.
    """
    owner_id = person(session)
    if page not in PAGES:
        raise bad_input("page", "choice")
    if await kept_by(session, SavedView, owner_id, SavedView.page == page) >= MOST:
        raise bad_input("page", "limit", limit=MOST)
    view = SavedView(owner_id=owner_id, page=page, name="", query="")
    await _apply(session, view, {"name": name, "query": query, "shared": shared}, may_share=may_share)
    session.add(view)
    await session.flush()
    return view


async def update_view(
    session: AsyncSession, id: UUID, version: int, changes: dict[str, Any], *, may_share: bool
) -> SavedView:
    """Change name, query or shared of a view of the actor's.

    Raises Refused(NOT_FOUND) when it is not his, CONFLICT, and what `create_view` raises.
    """
    await hold_own(session, SavedView, id)
    view = await locked_at(session, SavedView, id, version)
    await _apply(session, view, changes, may_share=may_share)
    await session.flush()
    return view


async def delete_view(session: AsyncSession, id: UUID) -> None:
    """Forget a view of the actor's. Raises Refused(NOT_FOUND)."""
    await hold_own(session, SavedView, id)
    await session.delete(await locked(session, SavedView, id))
    await session.flush()


async def _apply(session: AsyncSession, view: SavedView, changes: dict[str, Any], *, may_share: bool) -> None:
    # Nothing is written before all is checked.
    with session.no_autoflush:
        if "name" in changes:
            name = clean_text(changes["name"] or "", "name", limit=LONGEST_NAME, required=True) or ""
            await _free(session, view, name)
            view.name = name
        if "query" in changes:
            own = session.info["principal"].mask.own
            sealed = frozenset(key for key, field in own.items() if field.kind is Kind.SEALED)
            view.query = checked_query(changes["query"] or "", sealed)
        if "shared" in changes:
            await share(session, view, changes["shared"], may_share=may_share)


async def _free(session: AsyncSession, view: SavedView, name: str) -> None:
    same = select(SavedView.id).where(
        SavedView.firm_id == session.info["firm_id"],
        SavedView.owner_id == view.owner_id,
        SavedView.page == view.page,
        func.lower(SavedView.name) == name.lower(),
        SavedView.id.is_distinct_from(view.id),
    )
    if await session.scalar(same):
        raise bad_input("name", "taken")


def checked_query(text: str, sealed: frozenset[str] = frozenset()) -> str:
    """The search part of a list's URL, as it may be kept. sealed: own fields whose values are, by `custom:<key>`.

    Raises Refused(BAD_USER_INPUT, field=query): too long, no such text, or one that names a client.
    """
    if len(text) > LONGEST_QUERY:
        raise bad_input("query", "too_long", limit=LONGEST_QUERY)
    try:
        pairs = parse_qsl(text, strict_parsing=True) if text else []
    except ValueError as fault:
        raise bad_input("query", "view_query") from fault
    for key, value in pairs:
        if not KEY.fullmatch(key) or any(ord(letter) < 32 for letter in value):
            raise bad_input("query", "view_query")
        if key in PASSING or (key == CONDITION and _is_personal(value, sealed)):
            raise bad_input("query", "view_personal")
        if key == OWN and _tells(value, sealed):
            raise bad_input("query", "view_personal")
    return text


def _tells(text: str, sealed: frozenset[str]) -> bool:
    """Whether what is asked of own fields holds a value of a sealed one; whether there is one tells nothing."""
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    asked = told.items() if isinstance(told, dict) else ()
    return any(
        CUSTOM + key in sealed and set(ops) != {"empty"} for key, ops in asked if isinstance(ops, dict)
    )


def _compared(condition: Condition) -> Iterator[Is]:
    """Every comparison, also of related rows: a family's name and its members' names are names."""
    for each in about_row(condition):
        if isinstance(each, Is):
            yield each
        else:
            yield from _compared(each.part)


def _is_personal(text: str, sealed: frozenset[str]) -> bool:
    """Whether a condition names somebody. Raises Refused(BAD_USER_INPUT) for what is none."""
    try:
        condition = read(orjson.loads(text))
    except orjson.JSONDecodeError as fault:
        raise bad_input("query", "view_query") from fault
    return names_somebody(condition, sealed)


def names_somebody(condition: Condition, sealed: frozenset[str]) -> bool:
    """Whether a condition compares what may name a client or quote a note. sealed: own fields, by `custom:<key>`."""
    return any(
        each.op != "empty"
        if each.field in sealed
        else field is not None and field.classification in NAMING and field.kind in WORDS
        for each in _compared(condition)
        if (field := CLIENT_FIELD.get(each.field)) is not None or each.field in sealed
    )
