"""What a figure is asked about: its windows, what was known when, whose clients, and by what it is split.

Conventions of all figures: days are business dates in Shanghai and windows half-open [first, until). A reversal counts
on its own day with the opposite sign; restated, neither it nor what it takes back ever was. `known_at` answers with
what was known at an instant, merges included. Source: DOMAIN 2.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Date, Integer, and_, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from backend.book.ledger import Transaction
from backend.book.merges import ClientMerge, MergedRows
from backend.platform.clock import BUSINESS_ZONE

UNKNOWN: Final = "-"
"""The key of what nothing is known about: always a row of its own."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days [first, until)."""

    first: date
    until: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.until - self.first).days

    @property
    def last(self) -> date:
        """The last one."""
        return self.until - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """To whom and what clients and money have to belong; None: to anybody. tier: `-`: in none."""

    owner_id: UUID | None = None
    team_id: UUID | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about figures.

    windows: answered side by side, numbered from 1; by: a dimension of the catalogue, None: not split; across: a second
    one, its keys are then those of `pair_of`; bounds: conditions over `Client`: the caller's reach and what narrows it;
    known_at: None: all that is known now; today: the day it is asked on, up to which anything can have followed.
    """

    firm_id: UUID
    windows: Sequence[Window]
    today: date
    by: str | None = None
    standing: Standing = Standing()
    bounds: Sequence[Any] = field(default_factory=tuple)
    known_at: datetime | None = None
    restated: bool = False
    across: str | None = None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """By what it is split, in the order of the keys."""
        return tuple(each for each in (self.by, self.across) if each is not None)


def pair_of(key: str) -> tuple[str, str]:
    """The two keys of a row that is split by two dimensions."""
    one, other = orjson.loads(key)
    return one, other


def end_of(day: date) -> datetime:
    """The last instant of a business date, UTC."""
    after = datetime.combine(day + timedelta(days=1), time(), BUSINESS_ZONE).astimezone(UTC)
    return after - timedelta(microseconds=1)


def spans(windows: Sequence[Window]) -> Any:
    """The windows as a table (first, until, nth), nth from 1."""
    firsts = bindparam(None, [each.first for each in windows], ARRAY(Date()))
    untils = bindparam(None, [each.until for each in windows], ARRAY(Date()))
    # Functions that return rows run side by side in one list.
    return select(
        func.unnest(firsts, type_=Date()).label("first"),
        func.unnest(untils, type_=Date()).label("until"),
        func.generate_series(1, func.cardinality(firsts), type_=Integer()).label("nth"),
    ).subquery("spans")


def entries(asked: Asked) -> Any:
    """The transactions that count as a table, with `undone_on`: the day on which its pair was reversed, null: never.

    client_id: to whom it belonged by what is asked to be known: what a later merge moved is with whom it was before.
    """
    firm_id, later = asked.firm_id, aliased(Transaction)
    reversal = [later.firm_id == firm_id, later.reverses_id == Transaction.id]
    bounds: list[Any] = [Transaction.firm_id == firm_id]
    if asked.known_at is not None:
        reversal.append(later.known_at <= asked.known_at)
        bounds.append(Transaction.known_at <= asked.known_at)
    if asked.restated:
        bounds += [Transaction.reverses_id.is_(None), later.id.is_(None)]
    own = case((Transaction.reverses_id.is_not(None), Transaction.date))
    kept = (
        *(Transaction.id, Transaction.product_id, Transaction.share_class_id, Transaction.kind),
        *(Transaction.date, Transaction.units, Transaction.gross, Transaction.net),
        func.coalesce(later.date, own).label("undone_on"),
    )
    if asked.known_at is None:
        found = select(*kept, Transaction.client_id)
    else:
        moved = _moved_later(firm_id, asked.known_at)
        client = func.coalesce(moved.c.loser_id, Transaction.client_id)
        found = select(*kept, client.label("client_id")).outerjoin(moved, moved.c.id == Transaction.id)
    return found.outerjoin(later, and_(*reversal)).where(*bounds).subquery("entries")


def _moved_later(firm_id: UUID, known_at: datetime) -> Any:
    """(id, loser_id): what merges after an instant moved, with whom it was by then: of several the first."""
    moved = (
        select(
            func.unnest(MergedRows.ids).label("id"),
            ClientMerge.loser_id,
            ClientMerge.merged_at,
            ClientMerge.id.label("merge_id"),
        )
        .join(ClientMerge, and_(ClientMerge.firm_id == firm_id, ClientMerge.id == MergedRows.merge_id))
        .where(
            MergedRows.firm_id == firm_id,
            MergedRows.noun == "transaction",
            ClientMerge.merged_at > known_at,
            ClientMerge.undone_at.is_(None),
        )
        .subquery()
    )
    first = func.row_number().over(partition_by=moved.c.id, order_by=(moved.c.merged_at, moved.c.merge_id))
    ranked = select(moved.c.id, moved.c.loser_id, first.label("place")).subquery()
    return select(ranked.c.id, ranked.c.loser_id).where(ranked.c.place == 1).subquery()
