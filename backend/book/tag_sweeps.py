"""What a rule changes: clients that fit gain its tag, those that do not lose it, all in one statement.

A statement writes the tags and their history together. Ids are made of what happened, so that a statement which is
run again writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.clients import Client
from backend.book.tag_history import TagChange
from backend.book.tag_rules import Ruled
from backend.book.tags import HAND, RULE, ClientTag, Tag, TagRefusal
from backend.platform.clock import BUSINESS_ZONE, business_date, now

_BORNE: Any = ClientTag.__table__
_CHANGE: Any = TagChange.__table__
MADE = ("firm_id", "id", "client_id", "tag_id", "source", "rule_version", "given_by", "given_at")
TOLD = ("firm_id", "id", "client_id", "tag_id", "given", "cause", "rule_version", "actor", "at")


@dataclass(frozen=True)
class Sweep:
    """One rule to be asked. fits: its condition over `Client`; None: it was withdrawn, nobody fits.

    rivals: the other tags of its exclusive group; stronger: those of them whose rule goes first. within: a predicate
    over `Client` for whom it is asked; None: everybody.
    """

    one: Ruled
    fits: ColumnElement[bool] | None
    rivals: Sequence[UUID] = ()
    stronger: Sequence[UUID] = ()
    within: ColumnElement[bool] | None = None


@dataclass
class Swept:
    """How many gained and lost a tag; who they are is told where it was asked of some only."""

    tag_id: UUID
    rule_version: int
    gained: int = 0
    lost: int = 0
    gainers: list[UUID] = field(default_factory=list)
    losers: list[UUID] = field(default_factory=list)


def gains(sweep: Sweep, firm_id: Any) -> ColumnElement[bool]:
    """The clients that are to gain the tag, as a predicate over `Client`."""
    if sweep.fits is None:
        return false()
    tag_id = sweep.one.id
    borne = _borne(firm_id, ClientTag.tag_id == tag_id)
    free = [] if sweep.one.tag.rule_decides else [~_refused(firm_id, tag_id)]
    return and_(sweep.fits, ~borne, *free, *_unrivalled(sweep, firm_id))


def losses(sweep: Sweep, firm_id: Any) -> ColumnElement[bool]:
    """The clients that are to lose the tag, as a predicate over `Client`."""
    by_rule = true() if sweep.one.tag.rule_decides and sweep.fits is not None else ClientTag.source == RULE
    borne = _borne(firm_id, ClientTag.tag_id == sweep.one.id, by_rule)
    if sweep.fits is None:
        return borne
    stays = and_(sweep.fits, *_unrivalled(sweep, firm_id))
    return and_(borne, stays.is_not(true()))


def _unrivalled(sweep: Sweep, firm_id: Any) -> list[ColumnElement[bool]]:
    """The hand goes before any rule of the group, and the stronger rule before the weaker."""
    found = []
    if sweep.rivals:
        found.append(~_borne(firm_id, ClientTag.tag_id == _any(sweep.rivals), ClientTag.source == HAND))
    if sweep.stronger:
        found.append(~_borne(firm_id, ClientTag.tag_id == _any(sweep.stronger)))
    return found


def _borne(firm_id: Any, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    # The firm on both sides: a distributed server plans by it.
    return exists(
        select(ClientTag.id)
        .where(
            ClientTag.firm_id == firm_id,
            Client.firm_id == firm_id,
            ClientTag.client_id == Client.id,
            *which,
        )
        .correlate(Client)
    )


def _refused(firm_id: Any, tag_id: UUID) -> ColumnElement[bool]:
    return exists(
        select(TagRefusal.id)
        .where(
            TagRefusal.firm_id == firm_id,
            Client.firm_id == firm_id,
            TagRefusal.client_id == Client.id,
            TagRefusal.tag_id == tag_id,
        )
        .correlate(Client)
    )


def _any(ids: Sequence[UUID]) -> Any:
    return any_(bindparam(None, list(ids), ARRAY(Uuid())))


async def run(session: AsyncSession, sweep: Sweep) -> Swept:
    """Ask one rule, and write what changes: nobody both gains and loses its tag, so one statement does it all."""
    tag = sweep.one.tag
    swept, changed = Swept(tag.id, tag.rule_version), _Changed(session, now())
    told = [changed.told(_taken(sweep, changed), tag, given=False, cause=RULE)]
    if sweep.fits is not None:
        told.append(changed.told(_given(sweep, changed), tag, given=True, cause=RULE))
    if sweep.within is None:
        counts = await changed.count(told)
        swept.gained, swept.lost = counts.get(True, 0), counts.get(False, 0)
    else:
        swept.gainers, swept.losers = await changed.names(told)
        swept.gained, swept.lost = len(swept.gainers), len(swept.losers)
    return swept


def _given(sweep: Sweep, changed: _Changed) -> Any:
    tag = sweep.one.tag
    wanted = select(
        Client.firm_id,
        changed.id_of("gain", Client.id, literal(tag.id, Uuid())),
        Client.id,
        literal(tag.id, Uuid()),
        literal(RULE, Text()),
        literal(tag.rule_version, Integer()),
        literal(changed.actor, Text()),
        literal(changed.at, DateTime(timezone=True)),
    ).where(Client.firm_id == changed.firm_id, *_within(sweep), gains(sweep, changed.firm_id))
    made = insert(_BORNE).from_select(MADE, wanted, include_defaults=False)
    return made.returning(_BORNE.c.client_id).cte("made")


def _taken(sweep: Sweep, changed: _Changed) -> Any:
    firm_id = changed.firm_id
    leaving = select(Client.id).where(Client.firm_id == firm_id, *_within(sweep), losses(sweep, firm_id))
    gone = delete(_BORNE).where(
        _BORNE.c.firm_id == firm_id, _BORNE.c.tag_id == sweep.one.id, _BORNE.c.client_id.in_(leaving)
    )
    return gone.returning(_BORNE.c.client_id).cte("gone")


def _within(sweep: Sweep) -> list[ColumnElement[bool]]:
    return [] if sweep.within is None else [sweep.within]


class _Changed:
    """Changes of tags that are written with their history, as one statement."""

    def __init__(self, session: AsyncSession, at: datetime) -> None:
        self._session, self.at = session, at
        self.firm_id: UUID = session.info["firm_id"]
        self.actor: str = session.info["principal"].subject

    def told(self, changed: Any, tag: Tag | None, *, given: bool, cause: str) -> Select[Any]:
        """The history of a change that returns clients, and of several tags (None) which."""
        tag_id: Any = changed.c.tag_id if tag is None else literal(tag.id, Uuid())
        return select(
            literal(self.firm_id, Uuid()),
            self.id_of(f"{cause} {given}", changed.c.client_id, tag_id),
            changed.c.client_id,
            tag_id,
            literal(given, Boolean()),
            literal(cause, Text()),
            cast(null(), Integer()) if tag is None else literal(tag.rule_version, Integer()),
            literal(self.actor, Text()),
            literal(self.at, DateTime(timezone=True)),
        )

    async def count(self, told: Sequence[Select[Any]]) -> dict[bool, int]:
        """Write changes with their history; how many tags were given (True) and taken (False)."""
        written = self._written(told).returning(_CHANGE.c.given).cte("told")
        counted = select(written.c.given, func.count()).group_by(written.c.given)
        return {row[0]: row[1] for row in await self._session.execute(counted)}

    async def names(self, told: Sequence[Select[Any]]) -> tuple[list[UUID], list[UUID]]:
        """As `count`: to whom tags were given, and from whom taken."""
        rows = await self._session.execute(
            self._written(told).returning(_CHANGE.c.given, _CHANGE.c.client_id)
        )
        found: dict[bool, list[UUID]] = {True: [], False: []}
        for given, client_id in rows:
            found[given].append(client_id)
        return found[True], found[False]

    def _written(self, told: Sequence[Select[Any]]) -> Any:
        rows = told[0] if len(told) == 1 else union_all(*told)
        return insert(_CHANGE).from_select(TOLD, rows, include_defaults=False)

    def id_of(self, what: str, client_id: Any, tag_id: Any) -> ColumnElement[Any]:
        """An id made of what happened: no server has to be asked for chance, and the same is written once."""
        text = func.concat(literal(f"{what} {self.at.isoformat()} ", Text()), client_id, tag_id)
        return cast(func.md5(text), Uuid())


async def end_expired(session: AsyncSession) -> int:
    """Take tags whose time is over from those to whom they were given by hand; how many."""
    firm_id, today = session.info["firm_id"], business_date()
    given_on = cast(func.timezone(str(BUSINESS_ZONE), _BORNE.c.given_at), Date())
    tag = aliased(Tag)
    over = (
        select(_BORNE.c.id)
        .join(tag, and_(tag.firm_id == firm_id, tag.id == _BORNE.c.tag_id))
        .where(
            _BORNE.c.firm_id == firm_id,
            _BORNE.c.source == HAND,
            tag.valid_days.is_not(None),
            given_on + tag.valid_days <= literal(today, Date()),
        )
    )
    gone = (
        delete(_BORNE)
        .where(_BORNE.c.firm_id == firm_id, _BORNE.c.id.in_(over))
        .returning(_BORNE.c.client_id, _BORNE.c.tag_id)
        .cte("gone")
    )
    return await _tell_gone(session, gone, "expired")


async def keep_newest(session: AsyncSession) -> int:
    """Of several tags of one exclusive group that a client was given by hand only the newest stays; how many went."""
    firm_id = session.info["firm_id"]
    tag, other_tag, other = aliased(Tag), aliased(Tag), aliased(ClientTag)
    older = (
        select(_BORNE.c.id)
        .join(tag, and_(tag.firm_id == firm_id, tag.id == _BORNE.c.tag_id))
        .join(
            other,
            and_(other.firm_id == firm_id, other.client_id == _BORNE.c.client_id, other.source == HAND),
        )
        .join(other_tag, and_(other_tag.firm_id == firm_id, other_tag.id == other.tag_id))
        .where(
            _BORNE.c.firm_id == firm_id,
            _BORNE.c.source == HAND,
            tag.exclusive_group == other_tag.exclusive_group,
            func.row(other.given_at, other.id) > func.row(_BORNE.c.given_at, _BORNE.c.id),
        )
    )
    gone = (
        delete(_BORNE)
        .where(_BORNE.c.firm_id == firm_id, _BORNE.c.id.in_(older))
        .returning(_BORNE.c.client_id, _BORNE.c.tag_id)
        .cte("gone")
    )
    return await _tell_gone(session, gone, "exclusive")


async def _tell_gone(session: AsyncSession, gone: Any, cause: str) -> int:
    changed = _Changed(session, now())
    return (await changed.count([changed.told(gone, None, given=False, cause=cause)])).get(False, 0)
