"""All kinds of signals in one list: what each is called, how grave it is, and the clients and funds it concerns now.

Each kind asks for the rights on what it tells; one that the caller may not read is left out of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import (
    Date,
    Integer,
    Numeric,
    Select,
    Uuid,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from backend.book.clients import Client as ClientRow
from backend.book.ledger import Holding, Lot
from backend.book.open_days import OpenDay
from backend.book.products import Product as ProductRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.scalars import Money
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Level
from backend.retain.drawdowns import Drawdown
from backend.retain.silences import OPEN, Silence
from backend.schema.clients import CLIENT, Client
from backend.schema.drawdowns import seen_clients
from backend.schema.funds import PRODUCT, Product
from backend.track.qualifications import EXPIRED, EXPIRING, Qualification
from backend.track.suitability_findings import SuitabilityFinding

MOST, MOST_DAYS = 300, 180


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of signal. severity: 1 is the gravest; reads: what it tells; find: its rows."""

    zh: str
    en: str
    severity: int
    reads: tuple[str, ...]
    find: Callable[[UUID, date, date], Select[Any]]


def _row(key: str, client: Any, product: Any, day: Any, level: Any = None, amount: Any = None) -> list[Any]:
    return [
        literal(key).label("kind"),
        cast(null(), Uuid()).label("client_id") if client is None else client.label("client_id"),
        cast(null(), Uuid()).label("product_id") if product is None else product.label("product_id"),
        cast(day, Date()).label("day"),
        cast(null() if level is None else level, Integer()).label("level"),
        cast(null() if amount is None else amount, Numeric(20, 2)).label("amount"),
    ]


def _drawdown(firm: UUID, _today: date, _until: date) -> Select[Any]:
    one = Drawdown
    columns = _row("drawdown", one.client_id, one.product_id, one.begun_on, one.level, one.loss)
    return select(*columns).where(one.firm_id == firm, one.state == "open")


def _silence(firm: UUID, _today: date, _until: date) -> Select[Any]:
    columns = _row("silence", Silence.client_id, None, Silence.silent_on, Silence.step)
    return select(*columns).where(
        Silence.firm_id == firm, Silence.ended_at.is_(None), Silence.state.in_(OPEN[:2])
    )


def _held(firm: UUID) -> Any:
    return (
        select(Holding.id)
        .where(
            # The firm on both sides: each proves the wall by itself.
            Holding.firm_id == firm,
            ClientRow.firm_id == firm,
            Holding.client_id == ClientRow.id,
            Holding.valid_to.is_(None),
            Holding.units > 0,
        )
        .correlate(ClientRow)
        .exists()
    )


def _assessment(firm: UUID, _today: date, until: date) -> Select[Any]:
    columns = _row("assessment", ClientRow.id, None, ClientRow.risk_valid_until)
    return select(*columns).where(ClientRow.firm_id == firm, ClientRow.risk_valid_until <= until, _held(firm))


def _qualification(firm: UUID, _today: date, until: date) -> Select[Any]:
    one = Qualification
    columns = _row("qualification", one.client_id, None, one.valid_until)
    return select(*columns).where(
        one.firm_id == firm, one.state.in_((EXPIRING, EXPIRED)), one.valid_until <= until
    )


def _mismatch(firm: UUID, _today: date, _until: date) -> Select[Any]:
    one = SuitabilityFinding
    columns = _row("mismatch", one.client_id, one.product_id, one.found_at)
    return select(*columns).where(one.firm_id == firm, one.ended_at.is_(None))


def _unlock(firm: UUID, today: date, until: date) -> Select[Any]:
    columns = _row("unlock", Lot.client_id, Lot.product_id, func.min(Lot.unlock_on), None, func.sum(Lot.cost))
    return (
        select(*columns)
        .where(
            Lot.firm_id == firm,
            Lot.closed_on.is_(None),
            Lot.units > 0,
            Lot.unlock_on.between(today, until),
        )
        .group_by(Lot.client_id, Lot.product_id)
    )


def _open_day(firm: UUID, today: date, until: date) -> Select[Any]:
    columns = _row("open_day", None, OpenDay.product_id, OpenDay.first)
    return select(*columns).where(OpenDay.firm_id == firm, OpenDay.last >= today, OpenDay.first <= until)


def _line(firm: UUID, _today: date, _until: date) -> Select[Any]:
    one = ProductRow
    stopped = and_(one.stop_line.is_not(None), one.nav <= one.stop_line)
    columns = _row("line", None, one.id, one.nav_date, func.coalesce(cast(stopped, Integer()), 0) + 1)
    return select(*columns).where(
        one.firm_id == firm, one.status != "liquidated", (one.nav <= one.warning_line) | stopped
    )


KINDS: Final[Mapping[str, Kind]] = {
    "drawdown": Kind("净值回撤", "Drawdown", 1, ("Client.holdings", "Client.aum"), _drawdown),
    "line": Kind("触及预警/止损线", "Warning or stop line touched", 1, ("Product.nav",), _line),
    "silence": Kind(
        "沉默客户", "Silent client", 2, ("Client.lastInteractionAt", "Client.holdings"), _silence
    ),
    "mismatch": Kind(
        "持仓适当性不匹配",
        "Holding no longer suitable",
        2,
        ("Client.holdings", "Client.riskLevel"),
        _mismatch,
    ),
    "assessment": Kind(
        "风险测评到期", "Risk assessment runs out", 2, ("Client.riskValidUntil",), _assessment
    ),
    "qualification": Kind(
        "合格投资者认定到期", "Qualification runs out", 2, ("Client.qualified",), _qualification
    ),
    "unlock": Kind("份额解锁", "Units unlock", 3, ("Client.holdings",), _unlock),
    "open_day": Kind("产品开放日", "Open day", 3, ("Product.nav",), _open_day),
}
"""By key, the gravest first. Changes of holdings are a list of their own (`holdingChanges`)."""


@strawberry.type
class SignalKind:
    """A kind of signal and how many there are."""

    key: str
    zh: str
    en: str
    severity: int = strawberry.field(description="1 is the gravest.")
    count: int = strawberry.field(description="Among the clients and funds the caller sees.")


@strawberry.type
class Signal:
    """Something that calls for attention."""

    kind: str
    severity: int
    day: date | None = strawberry.field(description="When it began, or runs out, or opens.")
    level: int | None = strawberry.field(
        description="Of a drawdown how deep; of a line 1 warning, 2 stop; of a silence how many tasks were given."
    )
    amount: Money | None = strawberry.field(description="CNY: of a drawdown the loss, of an unlock the cost.")
    client_id: strawberry.Private[UUID | None]
    product_id: strawberry.Private[UUID | None]

    @strawberry.field
    async def client(self, info: Info) -> Client | None:
        """Whom it concerns; null: a fund."""
        return await node_of(info.context, CLIENT, self.client_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """Which fund it concerns."""
        return await node_of(info.context, PRODUCT, self.product_id)  # type: ignore[no-any-return]


@strawberry.type
class SignalFeed:
    """Signals, the gravest first."""

    kinds: list[SignalKind]
    signals: list[Signal]


async def signal_feed(
    context: Context, kind: str | None, owner: UUID | None, days: int, *, team: bool = False
) -> SignalFeed:
    """What there is now, and what comes within so many days; 300 signals at most, counts of all. One statement each.

    kind: of KINDS; owner: whose clients (funds of every kind stay out of it); team: of the caller's teams.
    Raises Refused(BAD_USER_INPUT): choice, range.
    """
    if kind is not None and kind not in KINDS:
        raise bad_input("kind", "choice")
    if not 0 <= days <= MOST_DAYS:
        raise bad_input("days", "range", low=0, high=MOST_DAYS)
    firm_id, today = context.principal.firm_id, business_date()
    until = today + timedelta(days=days)
    mask = context.principal.mask
    mine: list[Any] = []
    if owner is not None:
        mine.append(ClientRow.owner_id == owner)
    if team:
        mine.append(ClientRow.team_id.in_(context.principal.scope.team_ids))
    allowed = {
        key: one
        for key, one in KINDS.items()
        if all(
            mask.throughout(name, mask.relations(name.partition(".")[0])) >= Level.VIEW for name in one.reads
        )
    }
    if not allowed:
        return SignalFeed(kinds=[], signals=[])
    each = union_all(
        *(_bounded(context, one.find(firm_id, today, until).subquery(), mine) for one in allowed.values())
    ).subquery()
    severity = {key: one.severity for key, one in allowed.items()}
    grave = func.coalesce(
        *(
            func.nullif(literal(value) * cast(each.c.kind == key, Integer()), 0)
            for key, value in severity.items()
        ),
        literal(9),
    )
    listed = select(each).order_by(
        grave,
        each.c.level.desc().nulls_last(),
        each.c.amount.desc().nulls_last(),
        each.c.day,
        each.c.client_id,
    )
    if kind is not None:
        listed = listed.where(each.c.kind == kind)
    async with context.database.read(firm_id) as session:
        context.queries += 2
        counted = await session.execute(select(each.c.kind, func.count()).group_by(each.c.kind))
        counts = {row[0]: row[1] for row in counted}
        rows = (await session.execute(listed.limit(MOST))).all()
    return SignalFeed(
        kinds=[
            SignalKind(key=key, zh=one.zh, en=one.en, severity=one.severity, count=counts.get(key, 0))
            for key, one in allowed.items()
        ],
        signals=[
            Signal(
                kind=row.kind,
                severity=severity[row.kind],
                day=row.day,
                level=row.level,
                amount=None if row.amount is None else Money(row.amount),
                client_id=row.client_id,
                product_id=row.product_id,
            )
            for row in rows
        ],
    )


def _bounded(context: Context, found: Any, mine: list[Any]) -> Select[Any]:
    """Rows about clients the caller sees, and about funds where nobody's clients are asked for."""
    seen = select(ClientRow.id).where(*seen_clients(context), *mine)
    bound = found.c.client_id.in_(seen)
    return select(found).where(bound if mine else bound | found.c.client_id.is_(None))
