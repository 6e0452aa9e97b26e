"""Funds: what they are, their classes, published NAVs, terms and openings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import orjson
import strawberry
from sqlalchemy import ColumnElement, Date, DateTime, Text, Uuid, case, cast, func, select

from backend.book import clients, ledger, products
from backend.book.fee_terms import FeeTerms as FeeTermsRow
from backend.book.nav_calendar import awaits_nav, is_stale
from backend.book.open_days import OpenDay as OpenDayRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import Ask, Place, declared
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import Noun
from backend.graph.scalars import Decimal, Money, decimal_text
from backend.graph.sources import Computed, Counted, Expression, Part, ToMany, ToOne, column
from backend.platform.clock import business_date
from backend.platform.ids import own_id
from backend.platform.principal import Relation
from backend.schema import fund_reads, ledger_reads
from backend.schema.nouns import noun_of

# Only the reach of clients is needed here; what they look like is said in book.py.
CLIENTS = noun_of("client", clients.Client, make=lambda row, _stands: row)


@strawberry.type
class NavPoint:
    """One published net asset value: one version of a day's."""

    row: strawberry.Private[products.NavPoint]
    stands: strawberry.Private[Relation]
    day: date = column("date", name="date")
    unit: Decimal = column("unit")
    cumulative: Decimal = column("cumulative")
    adjusted: Decimal = column("adjusted")
    dividend: Decimal = column("dividend", description="Cash a unit, of the units before a split.")
    split: Decimal = column("split", description="Units for one.")
    published_cumulative: Decimal | None = column("published_cumulative")
    published_at: datetime = column("published_at")
    superseded_at: datetime | None = column(
        "superseded_at", description="When a later version took its place."
    )
    reason: str | None = column("reason", description="Why, as whoever published or corrected it said.")
    source: str = column("source")

    @declared(Expression(lambda place: place.row.restated_from_id.is_not(None)))
    def corrected(self) -> bool:
        """Whether it took the place of an earlier version."""
        return self.row.restated_from_id is not None


@strawberry.type
class ShareClass(Node):
    """A class of a fund's units."""

    version: int = column("version")
    code: str = column("code")
    name: str = column("name")
    currency: str | None = column("currency", description="None: the fund's.")
    lock_up_days: int | None = column("lock_up_days", description="None: the fund's.")
    nav: Decimal | None = column("nav")
    nav_date: date | None = column("nav_date")


@strawberry.type
class RedemptionStep:
    """The fee of a redemption of units that were held fewer days than that."""

    stands: strawberry.Private[Relation]
    days: int | None
    rate: Decimal | None


def _steps(_context: Context, stands: Relation, values: Sequence[Any]) -> list[RedemptionStep]:
    return [
        RedemptionStep(stands=stands, days=int(step["days"]), rate=decimal_text(step["rate"]))  # type: ignore[arg-type]
        for step in values[0]
    ]


@strawberry.type
class FeeTerms:
    """What a fund (or one share class) charges during [validFrom, validTo); all rates are ratios."""

    row: strawberry.Private[FeeTermsRow]
    stands: strawberry.Private[Relation]
    valid_from: date = column("valid_from")
    valid_to: date | None = column("valid_to")
    subscription_rate: Decimal | None = column("subscription_rate")
    subscription_mode: str | None = column("subscription_mode")
    redemption_to_fund: Decimal | None = column(
        "redemption_to_fund", description="The share of the redemption fee that stays in the fund."
    )
    management_rate: Decimal | None = column("management_rate", description="A year.")
    management_days: int | None = column("management_days")
    performance_method: str | None = column("performance_method")
    performance_rate: Decimal | None = column("performance_rate")
    hurdle_rate: Decimal | None = column("hurdle_rate", description="A year, simple.")
    trail_rate: Decimal | None = column(
        "trail_rate", description="Of the management fee, paid on to a distributor."
    )

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class they are of; null: the fund."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    @declared(Computed(lambda place: (place.row.redemption_steps,), _steps))
    def redemption_steps(self, info: Info) -> list[RedemptionStep]:
        """Fees by days held, the first that fits counts."""
        return _steps(info.context, self.stands, [self.row.redemption_steps])


@strawberry.type
class OpenDay:
    """One opening of a fund, [first, last] both included."""

    row: strawberry.Private[OpenDayRow]
    stands: strawberry.Private[Relation]
    first: date = column("first")
    last: date = column("last")
    subscriptions: bool = column("subscriptions")
    redemptions: bool = column("redemptions")


def _own_class(id: str | None, _context: Context) -> Any:
    return None if id is None else own_id("shareclass", id)


def _published_within(place: Place, ask: Ask) -> list[Any]:
    """The NAVs of the fund, or of one class, in the span; the present versions, or those of an instant."""
    start, end, moment, of = (ask.arguments[name] for name in ("from", "to", "knownAt", "shareClass"))
    point, draft = products.NavPoint, place.draft
    bounds: list[Any] = []
    if of.is_there:
        bounds.append(point.share_class_id == draft.bind(of, Uuid(), _own_class))
    else:
        bounds.append(point.share_class_id.is_(None))
    if moment.is_there:
        then = draft.bind(moment, DateTime(timezone=True))
        bounds += [point.published_at <= then, point.superseded_at.is_(None) | (point.superseded_at > then)]
    else:
        bounds.append(point.superseded_at.is_(None))
    bounds += [point.date >= draft.bind(start, Date())] if start.is_there else []
    return bounds + ([point.date <= draft.bind(end, Date())] if end.is_there else [])


def _versions_of(place: Place, ask: Ask) -> list[Any]:
    """All versions of the NAV of a day, of the fund or of one class."""
    day, of = (ask.arguments[name] for name in ("date", "shareClass"))
    point, draft = products.NavPoint, place.draft
    own = (
        point.share_class_id == draft.bind(of, Uuid(), _own_class)
        if of.is_there
        else point.share_class_id.is_(None)
    )
    return [point.date == draft.bind(day, Date()), own]


def _open_within(place: Place, ask: Ask) -> list[Any]:
    """Openings that touch the span."""
    start, end, draft = ask.arguments["from"], ask.arguments["to"], place.draft
    bounds: list[Any] = [OpenDayRow.last >= draft.bind(start, Date())] if start.is_there else []
    return bounds + ([OpenDayRow.first <= draft.bind(end, Date())] if end.is_there else [])


@dataclass(frozen=True)
class _Stale:
    """Whether a newer NAV should be there today: the calendar is Python's."""

    def sql(self, place: Place, _ask: Ask) -> ColumnElement[Any]:
        """A late value: what it depends on goes along."""
        fund, of = place.row, products.ShareClass
        classes = (
            select(case((func.bool_or(of.nav_date.is_(None)), None), else_=func.min(of.nav_date)))
            .where(of.firm_id == place.draft.firm, fund.firm_id == place.draft.firm, of.product_id == fund.id)
            .having(func.count() > 0)
        )
        is_split = (
            select(of.id)
            .where(of.firm_id == place.draft.firm, fund.firm_id == place.draft.firm, of.product_id == fund.id)
            .exists()
        )
        latest = case((is_split, classes.scalar_subquery()), else_=fund.nav_date)
        told = func.json_build_array(
            *(fund.valuation, fund.status, fund.terminated_on, fund.nav_interval, fund.nav_lag_days, latest)
        )
        return place.draft.lates.token(_judged, cast(told, Text))


def _judged(_context: Context, payload: str) -> bool:
    valuation, status, ended, interval, lag, latest = orjson.loads(payload)
    days = [None if day is None else date.fromisoformat(day) for day in (ended, latest)]
    return awaits_nav(valuation, status, days[0], business_date()) and is_stale(
        days[1], interval, lag, business_date()
    )


@strawberry.type
class Product(Node):
    """A fund. Money is in its currency, lines are NAVs a unit."""

    version: int = column("version")
    code: str = column("code")
    name: str = column("name")
    strategy: str | None = column("strategy")
    risk_level: str | None = column("risk_level")
    status: str | None = column("status")
    currency: str | None = column("currency")
    inception: date | None = column("inception")
    nav: Decimal | None = column("nav")
    nav_date: date | None = column("nav_date")
    lock_up_days: int | None = column("lock_up_days")
    amac_code: str | None = column("amac_code")
    custodian: str | None = column("custodian")
    registrar: str | None = column("registrar")
    fund_kind: str | None = column("fund_kind")
    valuation: str | None = column("valuation")
    nav_interval: str | None = column("nav_interval")
    nav_lag_days: int | None = column("nav_lag_days")
    nav_places: int | None = column("nav_places")
    units_places: int | None = column("units_places")
    first_minimum: Money | None = column("first_minimum")
    further_minimum: Money | None = column("further_minimum")
    warning_line: Decimal | None = column("warning_line")
    stop_line: Decimal | None = column("stop_line")
    terminated_on: date | None = column("terminated_on")

    @declared(_Stale())
    async def nav_stale(self, info: Info) -> bool | None:
        """Whether a newer NAV should be there today; of a fund with classes, of any of them."""
        row, today = self.row, business_date()
        if not awaits_nav(row.valuation, row.status, row.terminated_on, today):
            return False
        classes = await info.context.load(fund_reads.class_days_of, row.id)
        days = [row.nav_date] if classes is None else classes
        latest = None if None in days else min(days)
        return is_stale(latest, row.nav_interval, row.nav_lag_days, today)

    @declared(
        ToMany(
            lambda: Part(products.NavPoint),
            (products.NavPoint.product_id,),
            (products.NavPoint.date, products.NavPoint.id),
            arguments=_published_within,
        )
    )
    async def nav_points(
        self,
        info: Info,
        from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None,
        known_at: datetime | None = None,
        share_class: strawberry.ID | None = None,
    ) -> list[NavPoint]:
        """Published values in [from, to], oldest first.

        `knownAt`: the versions of that instant, else the present ones; `shareClass`: of a class, else of the fund.
        """
        of = _own_class(share_class, info.context)
        rows = await info.context.load(fund_reads.nav_points_of, self.row.id, from_, to, known_at, of) or []
        return [NavPoint(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: Part(products.NavPoint),
            (products.NavPoint.product_id,),
            (products.NavPoint.published_at, products.NavPoint.id),
            arguments=_versions_of,
        )
    )
    async def nav_versions(
        self, info: Info, date: date, share_class: strawberry.ID | None = None
    ) -> list[NavPoint] | None:
        """Every version of the NAV of a day, the first one first: what it was, until when, and why it was corrected."""
        of = _own_class(share_class, info.context)
        rows = await info.context.load(fund_reads.nav_versions_of, self.row.id, date, of) or []
        return [NavPoint(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: SHARE_CLASS,
            (products.ShareClass.product_id,),
            (products.ShareClass.name, products.ShareClass.id),
        )
    )
    async def share_classes(self, info: Info) -> list[ShareClass] | None:
        """Its classes by name; a fund without any is its own only one."""
        return await info.context.load(fund_reads.classes_of, self.row.id, SHARE_CLASS) or []

    @declared(
        ToMany(
            lambda: Part(FeeTermsRow),
            (FeeTermsRow.product_id,),
            (FeeTermsRow.valid_from.desc(), FeeTermsRow.id),
        )
    )
    async def fee_terms(self, info: Info) -> list[FeeTerms] | None:
        """What it and its classes charge and charged, the latest first."""
        rows = await info.context.load(fund_reads.terms_of, self.row.id) or []
        return [FeeTerms(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: Part(OpenDayRow),
            (OpenDayRow.product_id,),
            (OpenDayRow.first, OpenDayRow.id),
            arguments=_open_within,
        )
    )
    async def open_days(
        self,
        info: Info,
        from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None,
    ) -> list[OpenDay] | None:
        """Openings that touch [from, to], oldest first."""
        rows = await info.context.load(fund_reads.open_days_of, self.row.id, from_, to) or []
        return [OpenDay(row=row, stands=self.stands) for row in rows]

    @declared(
        Counted(
            lambda: CLIENTS,
            (ledger.Holding.product_id, ledger.Holding.client_id),
            on=(ledger.Holding.valid_to.is_(None),),
            within=ledger_reads.holdings_within,
        )
    )
    async def holder_count(self, info: Info) -> int | None:
        """How many clients the caller sees hold it now."""
        return int(await info.context.load(fund_reads.holder_counts, self.row.id, CLIENTS) or 0)


PRODUCT: Noun = noun_of("product", products.Product, Product)
SHARE_CLASS: Noun = noun_of("share_class", products.ShareClass, ShareClass, prefix="shareclass")
