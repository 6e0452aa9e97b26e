"""Reports and boards as their readers see them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from backend.analyze.boards import Card, read_cards
from backend.analyze.report_shape import Shape, hold, read_shape
from backend.book.reports import Seen
from backend.graph.connections import Info
from backend.platform.ids import public_id
from backend.schema.kpi_asking import KpiFilter, KpiWindow
from backend.schema.report_answers import ReportAnswer
from backend.schema.report_inputs import (
    ReportChart,
    ReportCompare,
    ReportDimension,
    ReportOrder,
    ReportScale,
    ReportSpan,
)
from backend.schema.report_reading import report_answer

REPORT, BOARD = "report", "dashboard"
"""The words before the public ids."""


@strawberry.type
class ReportTerm:
    """A measure that a report shows."""

    kpi: str
    measure: str


@strawberry.type
class ReportShape:
    """What a report shows, as it was written."""

    shape: strawberry.Private[Shape]

    @strawberry.field
    def chart(self) -> ReportChart:
        """How it is drawn."""
        return ReportChart(self.shape.chart)

    @strawberry.field
    def measures(self) -> list[ReportTerm]:
        """What is told, the leading one first."""
        return [ReportTerm(kpi=kpi, measure=measure) for kpi, measure in self.shape.measures]

    @strawberry.field
    def rows(self) -> ReportDimension | None:
        """What its rows are."""
        return None if self.shape.rows is None else ReportDimension(self.shape.rows)

    @strawberry.field
    def columns(self) -> ReportDimension | None:
        """What its columns are."""
        return None if self.shape.columns is None else ReportDimension(self.shape.columns)

    @strawberry.field
    def span(self) -> ReportSpan:
        """Of which days it is."""
        return ReportSpan(self.shape.span)

    @strawberry.field(name="from")  # type: ignore[untyped-decorator]
    def first(self) -> date | None:
        """The first day of a FIXED span."""
        return self.shape.first

    @strawberry.field(name="to")  # type: ignore[untyped-decorator]
    def until(self) -> date | None:
        """The day after the last one of a FIXED span."""
        return self.shape.until

    @strawberry.field
    def compare(self) -> ReportCompare:
        """With what it is compared."""
        return ReportCompare(self.shape.compare)

    @strawberry.field
    def filter(self) -> strawberry.scalars.JSON:
        """The filter of its figures, by the names of `KpiFilter`."""
        named = {"risk_level": "riskLevel"}
        told: Any = {named.get(name, name): value for name, value in self.shape.filter.items()}
        return told  # type: ignore[no-any-return]

    @strawberry.field
    def condition(self) -> strawberry.scalars.JSON | None:
        """What clients have to meet, in the rule language."""
        found: strawberry.scalars.JSON | None = self.shape.condition
        return found

    @strawberry.field
    def order(self) -> ReportOrder:
        """In which order its rows stand."""
        return ReportOrder(self.shape.order)

    @strawberry.field
    def top(self) -> int | None:
        """How many rows are told by name."""
        return self.shape.top

    @strawberry.field
    def totals(self) -> bool:
        """Whether totals are shown."""
        return self.shape.totals

    @strawberry.field
    def scale(self) -> ReportScale:
        """The unit of its money."""
        return ReportScale(self.shape.scale)


@strawberry.type
class Kept:
    """What people keep and show to others."""

    seen: strawberry.Private[Seen]

    @strawberry.field
    def version(self) -> int:
        """To be named when changing it."""
        return self.seen.row.version  # type: ignore[no-any-return]

    @strawberry.field
    def zh(self) -> str:
        """Its name in Chinese."""
        return self.seen.row.zh  # type: ignore[no-any-return]

    @strawberry.field
    def en(self) -> str:
        """Its name in English; empty: it has none."""
        return self.seen.row.en  # type: ignore[no-any-return]

    @strawberry.field
    def shared(self) -> str:
        """With whom: me, team or firm."""
        return self.seen.row.shared  # type: ignore[no-any-return]

    @strawberry.field
    def mine(self) -> bool:
        """Whether the caller made it."""
        return self.seen.mine

    @strawberry.field
    def owner(self) -> str | None:
        """The name of who made it; null: the firm began with it, and who may share with the firm may change it."""
        return self.seen.owner


@strawberry.type
class Report(Kept):
    """A report: what is shown, not its figures; each reader is told his own."""

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The report's id."""
        return strawberry.ID(public_id(REPORT, self.seen.row.id))

    @strawberry.field
    def shape(self) -> ReportShape:
        """What it shows."""
        return ReportShape(shape=read_shape(self.seen.row.content))

    @strawberry.field
    async def answer(
        self, info: Info, window: KpiWindow | None = None, filter: KpiFilter | None = None
    ) -> ReportAnswer | None:
        """What it comes to for the caller; a board may ask for other days, and narrow it further."""
        return await report_answer(info.context, hold(read_shape(self.seen.row.content)), window, filter)


@strawberry.type
class BoardCard:
    """What stands on a board, and where on its grid of twelve columns."""

    card: strawberry.Private[Card]

    @strawberry.field
    def report(self) -> strawberry.ID | None:
        """The id of a report, which may be gone, or not for the caller."""
        return (
            None
            if self.card.report is None
            else strawberry.ID(public_id(REPORT, UUID(str(self.card.report))))
        )

    @strawberry.field
    def cockpit(self) -> str | None:
        """The name of a card of the cockpit."""
        return self.card.cockpit

    @strawberry.field
    def x(self) -> int:
        """Columns from the left."""
        return self.card.x

    @strawberry.field
    def y(self) -> int:
        """Rows from the top."""
        return self.card.y

    @strawberry.field
    def w(self) -> int:
        """Columns it is wide."""
        return self.card.w

    @strawberry.field
    def h(self) -> int:
        """Rows it is high."""
        return self.card.h


@strawberry.type
class Dashboard(Kept):
    """A board of reports and cards of the cockpit."""

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The board's id."""
        return strawberry.ID(public_id(BOARD, self.seen.row.id))

    @strawberry.field
    def cards(self) -> list[BoardCard]:
        """What stands on it, from the upper left."""
        cards = sorted(read_cards(self.seen.row.content), key=lambda card: (card.y, card.x))
        return [BoardCard(card=card) for card in cards]
