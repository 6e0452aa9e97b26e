"""Which service each client is due: his cell, when he is to be contacted next, whether his owner is of the right level.

Kept beside the client, so that lists find and sort by it; one statement brings it into line and tells what moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Interval,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.interactions import Interaction
from backend.book.service_content import Cadence, Cell
from backend.book.service_history import ServiceChange
from backend.book.service_matrices import InForce
from backend.book.staff import UserRole
from backend.platform.clock import BUSINESS_ZONE, business_date, now

_CLIENT: Any = Client.__table__
_TOLD: Any = ServiceChange.__table__
TOLD: Final = ("firm_id", "id", "client_id", "from_cell", "to_cell", "matrix", "on", "at")
DAYS: Final = {"day": 1, "week": 7}


@dataclass
class Served:
    """What a sweep changed. moved: clients that came to another cell; strayed: clients whose owner is not, and was,
    of the right level; returned: whose owner is again, or need not be.
    """

    moved: list[UUID] = field(default_factory=list)
    strayed: list[UUID] = field(default_factory=list)
    returned: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Ask:
    """A matrix to be asked. fits: the predicate of each cell's condition over `Client`, by its key; a cell whose
    condition is missing there fits nobody. within: for whom; None: for everybody. by_hand: clients by the key of the
    cell that two people gave them; one that the matrix has not counts for nothing.
    """

    matrix: InForce | None
    fits: Mapping[str, ColumnElement[bool]]
    within: ColumnElement[bool] | None = None
    by_hand: Mapping[str, Sequence[UUID]] = field(default_factory=dict)

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells, the strongest first."""
        return () if self.matrix is None else self.matrix.cells


def cell_of(ask: Ask) -> ColumnElement[Any]:
    """The key of the cell that holds for a client; null where none does."""
    nobody = or_(Client.merged_into_id.is_not(None), Client.archived_at.is_not(None))
    ways = [
        (nobody, cast(null(), Text())),
        *(
            (
                Client.id == any_(literal(list(ask.by_hand[cell.key]), ARRAY(Uuid()))),
                literal(cell.key, Text()),
            )
            for cell in ask.cells
            if ask.by_hand.get(cell.key)
        ),
        *(
            (_fits(cell, ask.fits), literal(cell.key, Text()))
            for cell in ask.cells
            if _can_fit(cell, ask.fits)
        ),
    ]
    return case(*ways, else_=cast(null(), Text()))


def _can_fit(cell: Cell, fits: Mapping[str, ColumnElement[bool]]) -> bool:
    return cell.condition is None or cell.key in fits


def _fits(cell: Cell, fits: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if cell.tiers:
        parts.append(Client.tier.in_(cell.tiers))
    if cell.condition is not None:
        parts.append(fits[cell.key])
    return and_(true(), *parts)


async def run(session: AsyncSession, ask: Ask) -> Served:
    """Bring clients into line, with their history."""
    firm_id, on, at = session.info["firm_id"], business_date(), now()
    moving = moving_of(ask, firm_id, on)
    changed = (
        update(_CLIENT)
        .where(_CLIENT.c.firm_id == firm_id, _CLIENT.c.id == moving.c.id)
        .values(service_cell=moving.c.cell, contact_due_on=moving.c.due, owner_fits=moving.c.fits)
        .returning(_CLIENT.c.id)
        .cte("changed")
    )
    number = 0 if ask.matrix is None else ask.matrix.number
    rows = select(
        literal(firm_id, Uuid()),
        cast(func.md5(func.concat(literal(f"service {at.isoformat()} ", Text()), moving.c.id)), Uuid()),
        moving.c.id,
        moving.c.from_cell,
        moving.c.cell,
        literal(number, Integer()),
        literal(on, Date()),
        literal(at, DateTime(timezone=True)),
    ).where(moving.c.cell.is_distinct_from(moving.c.from_cell))
    told = (
        insert(_TOLD).from_select(TOLD, rows, include_defaults=False).returning(_TOLD.c.client_id).cte("told")
    )
    strays, strayed = moving.c.fits.is_(False), moving.c.from_fits.is_(False)
    found = (
        select(moving.c.id, told.c.client_id.is_not(None).label("moved"), strays.label("strays"))
        .select_from(moving.outerjoin(told, told.c.client_id == moving.c.id))
        .where(or_(told.c.client_id.is_not(None), strays != strayed))
        .add_columns(strayed.label("strayed"))
        .add_cte(changed)
    )
    served = Served()
    for row in await session.execute(found):
        if row.moved:
            served.moved.append(row.id)
        if row.strays and not row.strayed:
            served.strayed.append(row.id)
        elif row.strayed and not row.strays:
            served.returned.append(row.id)
    return served


def moving_of(ask: Ask, firm_id: UUID, on: date) -> CTE:
    """The clients that are not in line: id, cell, due, fits, and from_cell and from_fits as they are now."""
    bounds = [Client.firm_id == firm_id]
    if ask.within is not None:
        bounds.append(ask.within)
    celled = (
        select(
            Client.id,
            Client.owner_id,
            Client.service_cell.label("from_cell"),
            Client.contact_due_on.label("from_due"),
            Client.owner_fits.label("from_fits"),
            cell_of(ask).label("cell"),
        )
        .where(*bounds)
        .subquery("celled")
    )
    due = _due(ask.cells, celled, firm_id, on)
    fits = _owner_fits(ask.cells, celled, firm_id)
    asked = select(*celled.c, due.label("due"), fits.label("fits")).subquery("asked")
    return (
        select(asked)
        .where(
            or_(
                asked.c.cell.is_distinct_from(asked.c.from_cell),
                asked.c.due.is_distinct_from(asked.c.from_due),
                asked.c.fits.is_distinct_from(asked.c.from_fits),
            )
        )
        .cte("moving")
    )


def _due(cells: Sequence[Cell], celled: Any, firm_id: UUID, on: date) -> ColumnElement[Any]:
    """The last day on which the next contact is in time; null without a cadence."""
    ways = [
        (celled.c.cell == literal(cell.key, Text()), _next(cell.level.cadence, celled, firm_id, on))
        for cell in cells
        if cell.level.cadence is not None
    ]
    return case(*ways, else_=cast(null(), Date())) if ways else cast(null(), Date())


def _next(cadence: Cadence, celled: Any, firm_id: UUID, on: date) -> ColumnElement[Any]:
    last = _last_contact(cadence, celled, firm_id)
    # Who was never talked with has the whole time from when he came to this cell.
    fresh = and_(celled.c.cell == celled.c.from_cell, celled.c.from_due.is_not(None))
    first = literal(_end_of(cadence, on), Date())
    return func.coalesce(_after(cadence, last), case((fresh, celled.c.from_due), else_=first))


def _last_contact(cadence: Cadence, celled: Any, firm_id: UUID) -> ColumnElement[Any]:
    kinds = [Interaction.kind.in_(cadence.kinds)] if cadence.kinds else []
    found = (
        select(cast(func.timezone(str(BUSINESS_ZONE), Interaction.at), Date()))
        .where(
            Interaction.firm_id == firm_id,
            Interaction.client_id == celled.c.id,
            Interaction.two_way,
            *kinds,
        )
        .order_by(Interaction.at.desc())
        .limit(1)
    )
    return found.correlate(celled).scalar_subquery()


def _after(cadence: Cadence, day: ColumnElement[Any]) -> ColumnElement[Any]:
    if cadence.unit in DAYS:
        return cast(day + literal(cadence.every * DAYS[cadence.unit], Integer()), Date())
    month = func.date_trunc("month", cast(day, DateTime()))
    months = cast(literal(f"{cadence.every + 1} months", Text()), Interval())
    return cast(month + months - cast(literal("1 day", Text()), Interval()), Date())


def _end_of(cadence: Cadence, on: date) -> date:
    """The last day in time when nobody was talked with before `on`; of months the present one is the first."""
    if cadence.unit in DAYS:
        return on + timedelta(days=cadence.every * DAYS[cadence.unit])
    months = on.year * 12 + on.month - 1 + cadence.every
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _owner_fits(cells: Sequence[Cell], celled: Any, firm_id: UUID) -> ColumnElement[Any]:
    """Whether the owner holds one of the roles his client's cell wants; null where it wants none."""
    ways = [
        (celled.c.cell == literal(cell.key, Text()), _holds(cell.level.owner_roles, celled, firm_id))
        for cell in cells
        if cell.level.owner_roles
    ]
    return case(*ways, else_=cast(null(), Boolean())) if ways else cast(null(), Boolean())


def _holds(roles: Sequence[str], celled: Any, firm_id: UUID) -> ColumnElement[bool]:
    return (
        select(UserRole.id)
        .where(UserRole.firm_id == firm_id, UserRole.user_id == celled.c.owner_id, UserRole.role.in_(roles))
        .correlate(celled)
        .exists()
    )
