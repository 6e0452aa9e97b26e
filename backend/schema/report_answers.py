"""What a report comes to, as it is read: lines of cells, in the order of its columns and in them of its measures."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.graph.scalars import Decimal
from backend.schema.kpi_entries import KpiMeasure
from backend.schema.kpi_figures import KpiFigure, KpiKey

TOTAL = ""
"""The key of all rows, or of all columns; of what is left after the first so many it is `*`."""
REST = "*"


@strawberry.type
class ReportKey(KpiKey):
    """What a row or a column of a report is: a key of its dimension, a step of time, the rest, or all of them."""

    kind: str = strawberry.field(description="key, step, rest or total.")
    many: int | None = strawberry.field(description="Of the rest: how many keys it is.")
    first: date | None = strawberry.field(name="from", description="Of a step: its days [from, to).")
    until: date | None = strawberry.field(name="to")


@strawberry.type
class ReportCell:
    """A measure at a place. few: of too few clients to be told to this reader."""

    few: bool
    figure: KpiFigure
    before: Decimal | None = strawberry.field(description="Of the days it is compared with.")


@strawberry.type
class ReportLine:
    """A row of a report: by column and, in it, by measure."""

    key: ReportKey
    cells: list[ReportCell]


@strawberry.type
class ReportMeasure:
    """A measure of a report: of which figure, and what it is called."""

    kpi: str
    zh: str = strawberry.field(description="The name of the figure.")
    en: str
    measure: KpiMeasure


@strawberry.type
class ReportAnswer:
    """What a report comes to for this reader. at: when it was told, straight from the ledger."""

    at: datetime
    whole: bool = strawberry.field(description="Of the firm; else of what the reader reaches.")
    first: date = strawberry.field(name="from")
    until: date = strawberry.field(name="to")
    before_first: date | None = strawberry.field(name="beforeFrom")
    before_until: date | None = strawberry.field(name="beforeTo")
    measures: list[ReportMeasure]
    columns: list[ReportKey] = strawberry.field(description="The last one: all of them.")
    lines: list[ReportLine] = strawberry.field(description="The last one: all of them.")
