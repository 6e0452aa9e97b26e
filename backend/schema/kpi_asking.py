"""What a caller asks of figures, judged: which days, whose clients, split by what, and what he has to read for it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import strawberry
from dateutil.relativedelta import relativedelta

from backend.analyze.asking import Asked, Standing, Window, end_of
from backend.analyze.catalogue import KPIS, Kpi
from backend.book.clients import Client as ClientRow
from backend.graph.context import Context
from backend.graph.rights import demand, refusal
from backend.platform.clock import business_date
from backend.platform.errors import Code, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.policies.rows import reach
from backend.schema.pointing import pointed
from backend.schema.subjects import CLIENTS, predicate_of
from backend.schema.tag_conditions import hold_author
from backend.schema.tier_revenue import held
from backend.systemize.conditions.tree import Condition
from backend.systemize.field_values import storable

MOST_STEPS: Final = 62
LEDGER: Final = ("kind", "date", "units", "gross", "net")
BASIS: Final[Mapping[str, tuple[str, ...]]] = {
    "K-10": tuple(f"Transaction.{each}" for each in LEDGER),
    "K-11": tuple(f"Transaction.{each}" for each in LEDGER),
    "K-12": ("Client.aum", "Holding.product", "Holding.units"),
    "K-17": tuple(f"Transaction.{each}" for each in LEDGER),
    "K-19": tuple(f"Transaction.{each}" for each in LEDGER),
    "K-28": (*(f"Transaction.{each}" for each in LEDGER), "Client.team"),
}
"""What has to be readable of every client that is counted."""
RESTS_ON: Final[Mapping[str, str]] = {
    "person": "Client.owner",
    "product": "Transaction.product",
    "age": "Client.birthDate",
    "tenure": "Transaction.date",
}
"""What of a client a dimension tells, where it is not called so."""


@strawberry.enum(description="By what a figure is split.")
class KpiDimension(enum.Enum):
    """Dimensions."""

    PERSON = "person"
    TEAM = "team"
    TIER = "tier"
    PRODUCT = "product"
    PROVINCE = "province"
    CITY = "city"
    INDUSTRY = "industry"
    GENDER = "gender"
    AGE = "age"
    KIND = "kind"
    RISK_LEVEL = "riskLevel"
    SOURCE = "source"
    TENURE = "tenure"


@strawberry.enum(description="How long the steps of a series are; weeks begin on Mondays.")
class KpiStep(enum.Enum):
    """Steps."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@strawberry.input(description="The days [from, to).")
class KpiWindow:
    """Days, the last not included."""

    first: date = strawberry.field(name="from")
    until: date = strawberry.field(name="to")


@strawberry.input(description="Absent or null: whatever it is. `-`: what is not known.")
class KpiFilter:
    """Whose clients and money a figure counts; owner, team and tier are those of the day of each thing."""

    owner: strawberry.ID | None = None
    team: strawberry.ID | None = None
    tier: str | None = strawberry.field(default=None, description="A key of the tier model; `-`: in no tier.")
    province: str | None = None
    kind: str | None = None
    source: str | None = None
    industry: str | None = None
    gender: str | None = None
    risk_level: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that may be asked. whole: the caller sees the firm, and is told of few, too; steps: of the window,
    behind it and what it is compared with; then those of that, where they are asked for, too."""

    entry: Kpi
    asked: Asked
    whole: bool
    compared: bool
    steps: int = 0


def entry_of(id: str) -> Kpi:
    """Raises Refused(BAD_USER_INPUT) for a figure that `kpi` does not tell."""
    entry = KPIS.get(id)
    if entry is None:
        raise bad_input("id", "choice")
    return entry


def question(
    context: Context,
    id: str,
    window: KpiWindow,
    by: KpiDimension | None,
    filter: KpiFilter | None,
    *,
    compare: KpiWindow | None = None,
    every: KpiStep | None = None,
    as_of: date | None = None,
    restated: bool = False,
    across: KpiDimension | None = None,
    when: Condition | None = None,
    compare_steps: bool = False,
) -> Question:
    """What is asked. across: a second dimension; when: what clients have to meet besides.

    Raises Refused(BAD_USER_INPUT): `choice`, `order`, `future`, `range`, what conditions are refused for; FORBIDDEN.
    """
    entry, today = entry_of(id), business_date()
    windows = [_window(window)]
    if compare is not None:
        windows.append(_window(compare))
    own = 0
    if every is not None:
        if entry.id == "K-12":
            raise bad_input("every", "choice")
        taken = steps(windows[0], every)
        own = len(taken)
        windows += taken
        if compare_steps and compare is not None:
            windows += steps(windows[1], every)
    if as_of is not None and as_of > today:
        raise bad_input("asOf", "future")
    if as_of is not None and restated:
        raise bad_input("restated", "choice")
    if by is not None and by.value not in entry.dimensions:
        raise bad_input("by", "choice")
    if across is not None and (by is None or across is by or across.value not in entry.dimensions):
        raise bad_input("across", "choice")
    _hold_rights(context, entry, by, across)
    standing, bounds = _narrowed(context, filter or KpiFilter())
    if when is not None:
        hold_author(context.principal.mask, when)
        known = CLIENTS.known_to(context.principal)
        bounds.append(predicate_of(context.principal, pointed(when, CLIENTS, known), CLIENTS))
    seen = reach(context.principal, "client").predicate
    asked = Asked(
        context.principal.firm_id,
        windows,
        today if as_of is None else as_of,
        by=None if by is None else by.value,
        standing=standing,
        bounds=tuple(bounds if seen is None else [*bounds, seen]),
        known_at=None if as_of is None else end_of(as_of),
        restated=restated,
        across=None if across is None else across.value,
    )
    whole = all(context.principal.mask.level(each, Relation.FIRM) >= Level.VIEW for each in BASIS[entry.id])
    return Question(entry, asked, whole, compare is not None, own)


def _window(asked: KpiWindow) -> Window:
    held(asked.first, asked.until)
    return Window(asked.first, asked.until)


def _hold_rights(context: Context, entry: Kpi, *split: KpiDimension | None) -> None:
    for coordinate in BASIS[entry.id]:
        # At every relation at which clients are seen: a ledger that is closed there must not be told by sums.
        demand(context, "Client", coordinate)
    for by in filter(None, split):
        demand(context, "Client", RESTS_ON.get(by.value, f"Client.{by.value}"))
    seen = context.principal.mask.relations("Client")
    if Relation.SCOPE in seen and Relation.FIRM not in seen:
        # Of partners the ledger is cut by funds, which these sums do not know.
        raise refusal(context, Code.FORBIDDEN, {"coordinate": "Query.kpi"})


def _narrowed(context: Context, filter: KpiFilter) -> tuple[Standing, list[Any]]:
    given = {name: getattr(filter, name) for name in ("owner", "team", "tier")}
    for name, value in given.items():
        if value is not None:
            demand(context, "Client", f"Client.{name}")
    bounds: list[Any] = []
    for name, key in COLUMNS.items():
        value = getattr(filter, name)
        if value is None:
            continue
        demand(context, "Client", f"Client.{key}")
        column = getattr(ClientRow, name)
        unknown = column.is_(None) | (column == "")
        bounds.append(unknown if value == "-" else column == storable(value, key))
    return (
        Standing(
            None if filter.owner is None else own_id("user", filter.owner),
            None if filter.team is None else own_id("team", filter.team),
            None if filter.tier is None else storable(filter.tier, "tier"),
        ),
        bounds,
    )


COLUMNS: Final = {
    "province": "province",
    "kind": "kind",
    "source": "source",
    "industry": "industry",
    "gender": "gender",
    "risk_level": "riskLevel",
}


def steps(window: Window, every: KpiStep) -> Sequence[Window]:
    """The steps of a window; both ends may be parts of one. Raises Refused(BAD_USER_INPUT, range) for too many."""
    found: list[Window] = []
    first = window.first
    while first < window.until:
        until = min(_next(first, every), window.until)
        found.append(Window(first, until))
        if len(found) > MOST_STEPS:
            raise bad_input("every", "range", low="1", high=str(MOST_STEPS))
        first = until
    return found


def _next(day: date, every: KpiStep) -> date:
    if every is KpiStep.DAY:
        return day + timedelta(days=1)
    if every is KpiStep.WEEK:
        return day + timedelta(days=7 - day.weekday())
    months = 1 if every is KpiStep.MONTH else 3 - (day.month - 1) % 3
    until: date = day.replace(day=1) + relativedelta(months=months)
    return until
