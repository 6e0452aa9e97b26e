"""How rows that name somebody who serves go over to others, and come back: many at once, each with its audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid as UuidType
from sqlalchemy import any_, cast, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows, as_json
from backend.book.handovers import Handover, HandoverLine, HandoverRows
from backend.book.incoming_mails import IncomingMail
from backend.book.task_series import TaskSeries
from backend.book.tasks import Task
from backend.platform.db import Base, TenantRow

Gone = dict[UUID, list[UUID]]
"""By receiver the ids of the rows that went to him."""
RUNNING: Final = ("open", "held")
"""States of what is not over, in tables of packages above."""
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass
class Passage:
    """A hand-over on its way. to: by client who follows; others_to: who takes what hangs on none of them.

    served: clients that the leaver serves and that are not in the lines: what hangs on them stays with him.
    """

    session: AsyncSession
    handover: Handover
    bulk: BulkRows
    to: Mapping[UUID, UUID]
    served: frozenset[UUID]
    told: list[Any] = field(default_factory=list)

    @property
    def firm_id(self) -> UUID:
        """The firm of all of them."""
        return self.handover.firm_id


Move = Callable[[Passage], Awaitable[Gone]]
Back = Callable[[Passage, Sequence[HandoverRows]], Awaitable[None]]


def among(column: Any, ids: Iterable[UUID]) -> Any:
    """Whether a column is one of many ids: one array, so that their number makes no other statement."""
    return column == any_(cast(sorted(ids), ARRAY(UuidType())))


async def open_tasks(passage: Passage) -> Gone:
    """Tasks that are open follow their client; those about nobody of the lines go to who takes the rest."""
    return await _with_clients(passage, Task, "assignee_id", Task.state == "open")


async def running_series(passage: Passage) -> Gone:
    """Series that have not ended follow their client, as their open tasks do."""
    return await _with_clients(passage, TaskSeries, "assignee_id", TaskSeries.ended_at.is_(None))


def running(table: str, column: str, states: Sequence[str] = RUNNING) -> Move:
    """Rows of a table of a package above that run or rest follow their client, as open tasks do."""

    async def move(passage: Passage) -> Gone:
        model = model_of(table)
        return await _with_clients(passage, model, column, model.state.in_(states))

    return move


def running_back(table: str, column: str, states: Sequence[str] = RUNNING) -> Back:
    """As `to_leaver`, for rows that `running` took along."""

    async def back(passage: Passage, kept: Sequence[HandoverRows]) -> None:
        model = model_of(table)
        await to_leaver(model, column, model.state.in_(states))(passage, kept)

    return back


def model_of(table: str) -> Any:
    """The model of a table, by its name: this package knows none of those above."""
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == table:
            return mapper.class_
    raise KeyError(table)


async def _with_clients(passage: Passage, model: Any, column: str, *where: Any) -> Gone:
    rows = await _held(passage, model, getattr(model, column), *where)
    going: dict[UUID, Any] = {}
    for row in rows:
        if row.client_id in passage.to:
            going[row.id] = passage.to[row.client_id]
        elif row.client_id not in passage.served and passage.handover.others_to_id is not None:
            going[row.id] = passage.handover.others_to_id
    return await _moved(passage, model, column, [row for row in rows if row.id in going], going)


async def waiting_mails(passage: Passage) -> Gone:
    """Mails that nobody has looked at go to who takes the rest, but for those that he has himself."""
    to = passage.handover.others_to_id
    if to is None:
        return {}
    rows = await _held(passage, IncomingMail, IncomingMail.user_id, IncomingMail.state == "open")
    has = set(
        await passage.session.scalars(
            select(IncomingMail.mark).where(
                IncomingMail.firm_id == passage.firm_id, IncomingMail.user_id == to
            )
        )
    )
    going = {row.id: to for row in rows if row.mark not in has}
    return await _moved(passage, IncomingMail, "user_id", [row for row in rows if row.id in going], going)


def shared_rows(model: Any) -> Any:
    """What others use goes to who takes the rest, so that somebody can still change it; the leaver's own stays.

    model: a table of `book.shelf`.
    """

    async def go(passage: Passage) -> Gone:
        to = passage.handover.others_to_id
        if to is None:
            return {}
        rows = await _held(passage, model, model.owner_id, model.shared != "me")
        return await _moved(passage, model, "owner_id", rows, {row.id: to for row in rows})

    return go


async def _held(passage: Passage, model: type[TenantRow], column: Any, *where: Any) -> Sequence[Any]:
    """The leaver's rows, locked, as columns."""
    columns: Any = model.__table__.columns
    found = await passage.session.execute(
        select(*columns)
        .where(model.firm_id == passage.firm_id, column == passage.handover.from_id, *where)
        .order_by(model.id)
        .with_for_update()
    )
    return found.all()


async def _moved(
    passage: Passage, model: type[TenantRow], column: str, rows: Sequence[Any], to: Mapping[UUID, UUID]
) -> Gone:
    await rewrite(passage, model, rows, {row.id: {column: to[row.id]} for row in rows})
    gone: Gone = defaultdict(list)
    for row in rows:
        gone[to[row.id]].append(row.id)
    return gone


def to_leaver(model: type[TenantRow], column: str, *where: Any) -> Back:
    """Rows come back that are still with whom they went to, and in the state they went in (where)."""

    async def back(passage: Passage, kept: Sequence[HandoverRows]) -> None:
        ids = [id for each in kept for id in each.ids]
        holder = {id: each.to_id for each in kept for id in each.ids}
        columns: Any = model.__table__.columns
        found = await passage.session.execute(
            select(*columns)
            .where(model.firm_id == passage.firm_id, among(model.id, ids), *where)
            .order_by(model.id)
            .with_for_update()
        )
        rows = [row for row in found if getattr(row, column) == holder[row.id]]
        await rewrite(passage, model, rows, {row.id: {column: passage.handover.from_id} for row in rows})

    return back


async def rewrite(
    passage: Passage, model: type[TenantRow], rows: Sequence[Any], values: Mapping[UUID, Mapping[str, Any]]
) -> None:
    """Write columns of many rows in one statement, as a new version of each, with an audit row for each.

    rows: as they were, locked; values: by row, the same columns for all.
    """
    if not rows:
        return
    table: Any = model.__table__
    names = list(next(iter(values.values())))
    versioned = "version" in table.c
    sets = [f'"{name}" = v."{name}"' for name in names]
    if versioned:
        sets += ["version = t.version + 1", "updated_at = :at"]
    shape = ", ".join(f'"{name}" {table.c[name].type.compile(_DIALECT)}' for name in ("id", *names))
    given = [{"id": row.id, **values[row.id]} for row in rows]
    parameters: dict[str, Any] = {"firm": passage.firm_id, "rows": as_json(given)}
    if versioned:
        parameters["at"] = passage.bulk.at
    await passage.session.execute(
        text(
            f'update "{table.name}" t set {", ".join(sets)} '  # noqa: S608  names of our own models
            f"from json_to_recordset(cast(:rows as json)) as v({shape}) "
            "where t.firm_id = :firm and t.id = v.id"
        ),
        parameters,
    )
    for row in rows:
        changes = {
            name: [getattr(row, name), value]
            for name, value in values[row.id].items()
            if getattr(row, name) != value
        }
        if changes:
            passage.bulk.changed(model, row._mapping, changes)


def remembered(passage: Passage, noun: str, column: str, gone: Gone) -> int:
    """Keep what went with the hand-over; how many rows it was."""
    passage.session.add_all(
        HandoverRows(handover_id=passage.handover.id, noun=noun, column=column, to_id=to, ids=ids)
        for to, ids in sorted(gone.items())
        if ids
    )
    return sum(map(len, gone.values()))


def receivers(lines: Iterable[HandoverLine]) -> dict[UUID, list[HandoverLine]]:
    """Lines by who follows."""
    found: dict[UUID, list[HandoverLine]] = defaultdict(list)
    for line in lines:
        found[line.to_id].append(line)
    return found
