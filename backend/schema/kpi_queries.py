"""The roots of reading figures: the catalogue, a figure, and the clients behind it."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.graph.connections import Info
from backend.schema.client_list import ClientConnection
from backend.schema.kpi_asking import KpiDimension, KpiFilter, KpiStep, KpiWindow, question
from backend.schema.kpi_clients import clients_behind
from backend.schema.kpi_entries import Kpi, catalogue
from backend.schema.kpi_figures import KpiAnswer
from backend.schema.kpi_reading import answer


@strawberry.type
class KpiQueries:
    """What the firm comes to."""

    @strawberry.field
    def kpis(self) -> list[Kpi]:
        """All figures with their definitions, by id."""
        return catalogue()

    @strawberry.field
    async def kpi(
        self,
        info: Info,
        id: str,
        window: KpiWindow,
        by: KpiDimension | None = None,
        filter: KpiFilter | None = None,
        compare_to: KpiWindow | None = None,
        every: KpiStep | None = None,
        as_of: date | None = None,
        restated: bool = False,
    ) -> KpiAnswer:
        """A figure of a window among what the caller reaches: in all, over time, by a dimension, beside another window.

        `asOf`: with what was known by the end of that day, default now; `restated`: what was reversed never was.
        """
        context = info.context
        asked = question(
            context, id, window, by, filter, compare=compare_to, every=every, as_of=as_of, restated=restated
        )
        return await answer(context, asked)

    @strawberry.field
    async def kpi_clients(
        self,
        info: Info,
        id: str,
        window: KpiWindow,
        measure: str | None = None,
        by: KpiDimension | None = None,
        key: str | None = None,
        filter: KpiFilter | None = None,
        as_of: date | None = None,
        restated: bool = False,
        first: int = 20,
        after: str | None = None,
    ) -> ClientConnection:
        """The clients behind a measure of a figure (default its headline), of one key where `by` and `key` say so."""
        asked = question(info.context, id, window, by, filter, as_of=as_of, restated=restated)
        return await clients_behind(info, asked, measure, key, first, after)
