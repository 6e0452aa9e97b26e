"""Keeping, changing and forgetting reports and boards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from backend.analyze import boards, report_shape
from backend.analyze.boards import Card
from backend.analyze.report_shape import Shape
from backend.book import reports
from backend.book.saved_views import names_somebody
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.schema import inputs, report_inputs
from backend.schema.changing import Key, change
from backend.schema.report_asking import shape_of
from backend.schema.report_queries import seen
from backend.schema.reports import BOARD, REPORT, Dashboard, Report
from backend.schema.tag_conditions import checked
from backend.schema.viewer import Viewer
from backend.systemize.fields import Kind

NAMES = ("zh", "en", "shared")


def _may_share(context: Context) -> bool:
    return context.principal.mask.anywhere("Right.shareViews") >= Level.VIEW


def _kept(context: Context, shape: Shape) -> dict[str, Any]:
    """The shape as it is stored: what others read must not name a client."""
    own = context.principal.mask.own
    sealed = frozenset(key for key, field in own.items() if field.kind is Kind.SEALED)
    if shape.condition is not None and names_somebody(checked(shape.condition), sealed):
        raise bad_input("condition", "view_personal")
    return report_shape.written(shape)


def _cards(given: list[report_inputs.BoardCardInput]) -> dict[str, Any]:
    cards = [
        Card(
            None if each.report is None else own_id(REPORT, each.report),
            each.cockpit,
            each.x,
            each.y,
            each.w,
            each.h,
        )
        for each in given
    ]
    return boards.written(boards.hold(cards))


def _names(input: Any) -> dict[str, Any]:
    return {name: value for name in NAMES if (value := getattr(input, name)) is not UNSET}


async def _keep(
    info: Info, call: str, model: Any, given: Mapping[str, Any], key: str | None, input: Any
) -> UUID | None:
    context = info.context
    return await change(
        context, call,
        lambda session: reports.keep(session, model, given, may_share=_may_share(context)),
        key=key, input=input,
    )  # fmt: skip


async def _rewrite(
    info: Info, call: str, model: Any, id: UUID, version: int, given: Mapping[str, Any], key: str | None
) -> UUID | None:
    context = info.context
    return await change(
        context, call,
        lambda session: reports.rewrite(session, model, id, version, given, may_share=_may_share(context)),
        key=key, input=[str(id), version, given],
    )  # fmt: skip


async def _forget(info: Info, call: str, model: Any, id: UUID, key: str | None) -> None:
    context = info.context

    async def work(session: Any) -> UUID:
        await reports.forget(session, model, id, may_share=_may_share(context))
        return id

    await change(context, call, work, key=key, input=str(id))


async def _report(context: Context, id: UUID | None) -> Report | None:
    found = await seen(context, reports.Report, id)
    return None if found is None else Report(seen=found)


async def _board(context: Context, id: UUID | None) -> Dashboard | None:
    found = await seen(context, reports.Dashboard, id)
    return None if found is None else Dashboard(seen=found)


@strawberry.type
class ReportMutations:
    """Reports and boards of the caller."""

    @strawberry.mutation
    async def create_report(
        self, info: Info, input: report_inputs.CreateReportInput, idempotency_key: Key = None
    ) -> Report | None:
        """Keep a report, for oneself, one's team or the firm."""
        given = {**_names(input), "content": _kept(info.context, shape_of(input.shape))}
        return await _report(
            info.context, await _keep(info, "createReport", reports.Report, given, idempotency_key, given)
        )

    @strawberry.mutation
    async def update_report(
        self, info: Info, input: report_inputs.UpdateReportInput, idempotency_key: Key = None
    ) -> Report | None:
        """Rename an own report, let it show something else, or share it."""
        given = _names(input)
        if input.shape is not UNSET:
            if input.shape is None:
                raise bad_input("shape", "required")
            given["content"] = _kept(info.context, shape_of(input.shape))
        id = await _rewrite(
            info,
            "updateReport",
            reports.Report,
            own_id(REPORT, input.id),
            input.version,
            given,
            idempotency_key,
        )
        return await _report(info.context, id)

    @strawberry.mutation
    async def delete_report(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> Viewer | None:
        """Forget an own report; boards it stands on say that it is gone."""
        await _forget(info, "deleteReport", reports.Report, own_id(REPORT, input.id), idempotency_key)
        return Viewer()

    @strawberry.mutation
    async def create_dashboard(
        self, info: Info, input: report_inputs.CreateDashboardInput, idempotency_key: Key = None
    ) -> Dashboard | None:
        """Keep a board, for oneself, one's team or the firm."""
        given = {**_names(input), "content": _cards(input.cards)}
        return await _board(
            info.context,
            await _keep(info, "createDashboard", reports.Dashboard, given, idempotency_key, given),
        )

    @strawberry.mutation
    async def update_dashboard(
        self, info: Info, input: report_inputs.UpdateDashboardInput, idempotency_key: Key = None
    ) -> Dashboard | None:
        """Rename an own board, place its cards otherwise, or share it."""
        given = _names(input)
        if input.cards is not UNSET:
            given["content"] = _cards(input.cards or [])
        id = await _rewrite(
            info,
            "updateDashboard",
            reports.Dashboard,
            own_id(BOARD, input.id),
            input.version,
            given,
            idempotency_key,
        )
        return await _board(info.context, id)

    @strawberry.mutation
    async def delete_dashboard(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> Viewer | None:
        """Forget an own board; its reports stay."""
        await _forget(info, "deleteDashboard", reports.Dashboard, own_id(BOARD, input.id), idempotency_key)
        return Viewer()
