"""Pairs of clients that may be one, with what speaks for it; and what a person decided about a pair."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    Integer,
    Select,
    Uuid,
    func,
    join,
    literal_column,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.duplicates import blind_in
from backend.book.lookup import actor_id, all_named
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7

WAYS: Final = ("mobile", "phone", "email", "wechat")
OWN_WEIGHT: Final = 60
"""Of a sealed field of the firm's own that is the same."""
WEIGHTS: Final = {"idNumber": 100, "bankAccount": 60, "birthDate": 90, **dict.fromkeys(WAYS, 40), "name": 30}
"""By the field that is the same; a birthday counts together with the name, and a name only beside another reason."""
STRONG: Final = 70
"""From here on a pair is most likely one client: the same number, or the same name and something beside it."""
NOTHING: Final[Mapping[str, str]] = {}
MOST_SHARERS: Final = 20
"""What more clients than these share (a filler number, the desk's telephone) speaks for nothing."""


class ClientDistinction(TenantRow):
    """Somebody said that two clients are not the same. one_id < other_id."""

    __tablename__ = "client_distinction"
    __table_args__ = (
        refers("client", "one_id"),
        refers("client", "other_id"),
        refers("user_account", "user_id"),
        Index("uq_client_distinction_pair", "firm_id", "one_id", "other_id", unique=True),
        Index("ix_client_distinction_other", "firm_id", "other_id"),
    )

    one_id: Mapped[UUID]
    other_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    decided_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two clients that may be one. reasons: fields that are the same; weight: how much they say together."""

    one_id: UUID
    other_id: UUID
    reasons: tuple[str, ...]
    weight: int

    @property
    def is_strong(self) -> bool:
        """Whether they most likely are."""
        return self.weight >= STRONG


async def distinguish(
    session: AsyncSession, one_id: UUID, other_id: UUID, *, distinct: bool = True
) -> Client:
    """Keep that two clients are not the same, or that nothing was said; a second time changes nothing.

    Raises Refused(BAD_USER_INPUT).
    """
    if one_id == other_id:
        raise bad_input("other", "self")
    clients = await all_named(session, Client, [one_id, other_id], "other")
    first, second = sorted((one_id, other_id))
    present = await session.scalar(
        select(ClientDistinction).where(
            ClientDistinction.firm_id == session.info["firm_id"],
            ClientDistinction.one_id == first,
            ClientDistinction.other_id == second,
        )
    )
    if distinct == (present is not None):
        return clients[0]
    if present is None:
        session.add(ClientDistinction(id=uuid7(), one_id=first, other_id=second, user_id=actor_id(session)))
    else:
        await session.delete(present)
    await session.flush()
    for id in (first, second):
        strike(session, "client", str(id))
    return clients[0]


def candidates(
    firm_id: UUID,
    bounds: Sequence[ColumnElement[bool]],
    comparable: Collection[str],
    *,
    own: Mapping[str, str] = NOTHING,
    of: UUID | None = None,
    limit: int,
) -> Select[Any]:
    """SELECT one_id, other_id, reasons, weight: the strongest first, with a total of all on each row.

    bounds: of `Client`: which clients may be told of (with the firm's). comparable: fields by which they may be
    compared: of others not even that they are the same is told. own: sealed fields of the firm's own that may be
    compared, `custom:<key>` -> the name in the row. of: pairs of this client only.
    """
    narrowed = [*bounds, Client.archived_at.is_(None)]
    if of is not None:
        narrowed.append(Client.id.in_(_near(firm_id, of, own)))
    mine = (
        select(
            *(Client.id, Client.kind, Client.name_sort, Client.birth_date, Client.gender, Client.id_type),
            *(Client.id_number_blind, Client.bank_account_blind),
            *(blind_in(Client.custom, slot).label(key) for key, slot in own.items()),
        )
        .where(*narrowed)
        .cte("mine")
        .prefix_with("materialized")
    )
    evidence = list(_evidence(firm_id, mine, comparable))
    evidence += [_sharing(mine, (mine.c[key],), key, OWN_WEIGHT) for key in own]
    pairs = union_all(*evidence).subquery("pairs")
    one, other = mine.alias("one"), mine.alias("other")
    weight = func.sum(pairs.c.weight).cast(Integer)
    decided = (
        select(ClientDistinction.id)
        .where(
            ClientDistinction.firm_id == firm_id,
            ClientDistinction.one_id == pairs.c.one_id,
            ClientDistinction.other_id == pairs.c.other_id,
        )
        .exists()
    )
    chosen = [~decided, *_not_apart(one, other, comparable)]
    if of is not None:
        chosen.append(or_(pairs.c.one_id == of, pairs.c.other_id == of))
    grouped = (
        select(
            pairs.c.one_id,
            pairs.c.other_id,
            func.array_agg(pairs.c.reason.distinct()).label("reasons"),
            weight.label("weight"),
        )
        .join(one, one.c.id == pairs.c.one_id)
        .join(other, other.c.id == pairs.c.other_id)
        .where(*chosen)
        .group_by(pairs.c.one_id, pairs.c.other_id)
        .subquery("grouped")
    )
    return (
        select(*grouped.c, func.count().over().label("total"))
        .order_by(grouped.c.weight.desc(), grouped.c.one_id, grouped.c.other_id)
        .limit(limit)
    )


def _near(firm_id: UUID, id: UUID, own_fields: Mapping[str, str]) -> Any:
    """Clients that share something with one, found by indexes."""
    own = (
        select(Client.id_number_blind, Client.bank_account_blind, Client.name_sort)
        .where(Client.firm_id == firm_id, Client.id == id)
        .cte("own")
    )
    blinds = select(ContactPoint.blind).where(ContactPoint.firm_id == firm_id, ContactPoint.client_id == id)
    found = [
        select(Client.id).where(Client.firm_id == firm_id, column.in_(select(own.c[column.key])))
        for column in (Client.id_number_blind, Client.bank_account_blind, Client.name_sort)
    ]
    found.append(
        select(ContactPoint.client_id).where(ContactPoint.firm_id == firm_id, ContactPoint.blind.in_(blinds))
    )
    for slot in own_fields.values():
        blind = blind_in(Client.custom, slot)
        his = select(blind).where(Client.firm_id == firm_id, Client.id == id)
        found.append(select(Client.id).where(Client.firm_id == firm_id, blind.in_(his)))
    return select(
        union(*found, select(Client.id).where(Client.firm_id == firm_id, Client.id == id)).subquery().c.id
    )


def _evidence(firm_id: UUID, mine: Any, comparable: Collection[str]) -> Any:
    """SELECTs of one_id, other_id, reason, weight; each pair at most once for a reason."""
    single = (
        ("idNumber", (mine.c.id_number_blind,)),
        ("bankAccount", (mine.c.bank_account_blind,)),
    )
    for reason, columns in single:
        if reason in comparable:
            yield _sharing(mine, columns, reason)
    if {"name", "birthDate"} <= set(comparable):
        yield _sharing(mine, (mine.c.name_sort, mine.c.birth_date, mine.c.kind), "birthDate")
    ways = [way for way in WAYS if way in comparable]
    if ways:
        reached = join(ContactPoint, mine, mine.c.id == ContactPoint.client_id)
        ids = func.array_agg(ContactPoint.client_id.distinct(), type_=ARRAY(Uuid())).label("ids")
        points: Any = (
            select(ids, func.min(ContactPoint.kind).label("reason"))
            .select_from(reached)
            .where(ContactPoint.firm_id == firm_id, ContactPoint.kind.in_(ways))
        )
        pairs = _pairs(points, ContactPoint.blind, counted=ContactPoint.client_id.distinct())
        both = (
            select(pairs.c.one_id, pairs.c.other_id, func.min(pairs.c.reason).label("reason"))
            .where(pairs.c.one_id < pairs.c.other_id)
            .group_by(pairs.c.one_id, pairs.c.other_id)
            .cte("reached")
        )
        yield select(both.c.one_id, both.c.other_id, both.c.reason, literal_column("40").label("weight"))
        if "name" in comparable:
            first, second = mine.alias(), mine.alias()
            yield (
                select(both.c.one_id, both.c.other_id, literal_column("'name'"), literal_column("30"))
                .join(first, first.c.id == both.c.one_id)
                .join(second, second.c.id == both.c.other_id)
                .where(first.c.name_sort == second.c.name_sort)
            )
    # A union of nothing is no statement.
    yield select(mine.c.id, mine.c.id, literal_column("''"), literal_column("0")).where(
        literal_column("1") == literal_column("0")
    )


def _sharing(mine: Any, columns: Sequence[Any], reason: str, weight: int | None = None) -> Select[Any]:
    told = select(_ids(mine.c.id)).where(*(column.is_not(None) for column in columns))
    pairs = _pairs(told, *columns)
    return select(
        pairs.c.one_id,
        pairs.c.other_id,
        literal_column(f"'{reason}'").label("reason"),
        literal_column(str(WEIGHTS[reason] if weight is None else weight)).label("weight"),
    ).where(pairs.c.one_id < pairs.c.other_id)


def _ids(column: Any) -> Any:
    return func.array_agg(column, type_=ARRAY(Uuid())).label("ids")


def _pairs(told: Select[Any], *by: Any, counted: Any = None) -> Any:
    """Each with each of those that share something: by groups, since a join would compare all with all."""
    many = func.count() if counted is None else func.count(counted)
    groups = told.group_by(*by).having(many.between(2, MOST_SHARERS)).subquery()
    rest = [column for column in groups.c if column.key != "ids"]
    ones = select(groups.c.ids, *rest, func.unnest(groups.c.ids, type_=Uuid()).label("one_id")).subquery()
    more = [ones.c[column.key] for column in rest]
    return select(ones.c.one_id, *more, func.unnest(ones.c.ids, type_=Uuid()).label("other_id")).subquery()


def _not_apart(one: Any, other: Any, comparable: Collection[str]) -> list[Any]:
    """Nothing that may be compared proves two: the kind, numbers of one type, birthdays, sex."""
    found = [] if "kind" not in comparable else [one.c.kind == other.c.kind]
    if {"idNumber", "idType"} <= set(comparable):
        found.append(
            or_(
                one.c.id_number_blind.is_(None),
                other.c.id_number_blind.is_(None),
                one.c.id_number_blind == other.c.id_number_blind,
                one.c.id_type.is_distinct_from(other.c.id_type),
            )
        )
    for key, name in (("birthDate", "birth_date"), ("gender", "gender")):
        if key in comparable:
            found.append(or_(one.c[name].is_(None), other.c[name].is_(None), one.c[name] == other.c[name]))
    return found
