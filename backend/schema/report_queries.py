"""Reading reports and boards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import strawberry

from backend.analyze.report_shape import TIMES, entries_of
from backend.book import reports
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.client_list import ClientConnection
from backend.schema.kpi_asking import KpiFilter, KpiWindow
from backend.schema.kpi_clients import clients_behind
from backend.schema.report_answers import ReportAnswer
from backend.schema.report_asking import Days, asked_of, days_of, filter_in, shape_of, window_at
from backend.schema.report_inputs import ReportShapeInput
from backend.schema.report_reading import report_answer
from backend.schema.reports import BOARD, REPORT, Dashboard, Report


async def seen(context: Context, model: Any, id: UUID | None) -> Any:
    """A report or board as the caller sees it now; None when he does not."""
    if id is None:
        return None
    async with context.database.read(context.principal.firm_id) as session:
        found = await reports.seen_of(session, model, context.principal, [id])
    context.queries += 1
    return found[0] if found else None


async def _all(context: Context, model: Any) -> list[reports.Seen]:
    async with context.database.read(context.principal.firm_id) as session:
        found = await reports.seen_of(session, model, context.principal)
    context.queries += 1
    return found


@strawberry.type
class ReportQueries:
    """Reports and boards."""

    @strawberry.field
    async def reports(self, info: Info) -> list[Report]:
        """Reports the caller may use: his own, then those of his team, then of the firm; by name."""
        return [Report(seen=each) for each in await _all(info.context, reports.Report)]

    @strawberry.field
    async def report(self, info: Info, id: strawberry.ID) -> Report | None:
        """A report; null when there is none that the caller may use."""
        found = await seen(info.context, reports.Report, own_id(REPORT, id))
        return None if found is None else Report(seen=found)

    @strawberry.field
    async def report_preview(
        self,
        info: Info,
        shape: ReportShapeInput,
        window: KpiWindow | None = None,
        filter: KpiFilter | None = None,
    ) -> ReportAnswer:
        """What a report would come to for the caller, without keeping it."""
        return await report_answer(info.context, shape_of(shape), window, filter)

    @strawberry.field
    async def report_clients(
        self,
        info: Info,
        shape: ReportShapeInput,
        measure: int = 0,
        row: str | None = None,
        column: str | None = None,
        window: KpiWindow | None = None,
        filter: KpiFilter | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> ClientConnection:
        """The clients behind a cell of a report. measure: its place; row, column: keys, null: all of them."""
        judged = shape_of(shape)
        if not 0 <= measure < len(judged.measures):
            raise bad_input("measure", "choice")
        entry, wanted = entries_of(judged)[measure]
        days, split, keys = days_of(judged, window), [], []
        for dimension, key in ((judged.rows, row), (judged.columns, column)):
            if dimension is None or key is None:
                continue
            if dimension in TIMES:
                days = Days(window_at(judged, days, key), None)
            else:
                split.append(dimension)
                keys.append(key)
        plain = replace(judged, compare="none")
        asked = asked_of(
            info.context,
            plain,
            entry.id,
            Days(days.window, None),
            filter_in(filter),
            tuple(split),
            stepped=False,
        )
        other = keys[1] if len(keys) > 1 else None
        return await clients_behind(
            info, asked, wanted.key, keys[0] if keys else None, first, after, other=other
        )

    @strawberry.field
    async def dashboards(self, info: Info) -> list[Dashboard]:
        """Boards the caller may use: his own, then those of his team, then of the firm; by name."""
        return [Dashboard(seen=each) for each in await _all(info.context, reports.Dashboard)]

    @strawberry.field
    async def dashboard(self, info: Info, id: strawberry.ID) -> Dashboard | None:
        """A board; null when there is none that the caller may use."""
        found = await seen(info.context, reports.Dashboard, own_id(BOARD, id))
        return None if found is None else Dashboard(seen=found)
