"""Setting up, changing and trying reports by mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET

from backend.analyze import report_schedules
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.settings import settings
from backend.schema import inputs, report_schedule_inputs
from backend.schema.changing import Key, change
from backend.schema.paper_reading import PACK
from backend.schema.report_queries import is_shown
from backend.schema.report_schedules import MAIL, SCHEDULE, ReportSchedule, read_schedules


@strawberry.type
class ReportScheduleQueries:
    """Reports by mail."""

    @strawberry.field
    async def report_schedules(self, info: Info) -> list[ReportSchedule]:
        """What the caller has set up, and what is mailed to him; the next one first."""
        return await read_schedules(info.context)

    @strawberry.field
    def sends_mail(self) -> bool:
        """Whether this installation sends mails at all."""
        return settings().sends_mail


async def _one(context: Context, id: UUID | None) -> ReportSchedule | None:
    found = [] if id is None else await read_schedules(context, [id])
    return found[0] if found else None


def _given(input: Any) -> dict[str, Any]:
    """What an input changes. Raises Refused(BAD_USER_INPUT) for a null where there has to be something."""
    found: dict[str, Any] = {}
    for name in ("subject", "formats", "recipients", "every", "day", "minute", "paused", "deleted"):
        value = getattr(input, name, UNSET)
        if value is UNSET:
            continue
        if value is None and name not in {"day", "subject"}:
            raise bad_input(name, "required")
        if name == "recipients":
            value = [own_id("user", each) for each in value]
        elif name == "formats":
            value = [each.value for each in value]
        elif name == "every":
            value = value.value
        found[name] = value
    return found


@strawberry.type
class ReportScheduleMutations:
    """Reports by mail of the caller."""

    @strawberry.mutation
    async def create_report_schedule(
        self,
        info: Info,
        input: report_schedule_inputs.CreateReportScheduleInput,
        idempotency_key: Key = None,
    ) -> ReportSchedule | None:
        """Have a report, a board or the monthly pack mailed by a rhythm; each recipient is told what he reaches."""
        context, kind = info.context, input.of.value
        if (input.id is None) != (kind == PACK):
            raise bad_input("id", "required" if input.id is None else "choice")
        if not await is_shown(context, kind, input.id):
            raise Refused(Code.NOT_FOUND)
        target = None if input.id is None else own_id(kind, input.id)
        given = {**_given(input), "kind": kind, "target": target}
        id = await change(
            context, "createReportSchedule", lambda session: report_schedules.create(session, given),
            key=idempotency_key, input={name: str(value) for name, value in given.items()},
        )  # fmt: skip
        return await _one(context, id)

    @strawberry.mutation
    async def update_report_schedule(
        self,
        info: Info,
        input: report_schedule_inputs.UpdateReportScheduleInput,
        idempotency_key: Key = None,
    ) -> ReportSchedule | None:
        """Change an own schedule, let it rest or go on, delete it or take it back."""
        given, id = _given(input), own_id(SCHEDULE, input.id)
        done = await change(
            info.context, "updateReportSchedule",
            lambda session: report_schedules.rewrite(session, id, input.version, given),
            key=idempotency_key,
            input=[str(id), input.version, {name: str(value) for name, value in given.items()}],
        )  # fmt: skip
        return await _one(info.context, done)

    @strawberry.mutation
    async def send_report_now(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> ReportSchedule | None:
        """Mail the caller one of a schedule at once, as he may see it."""
        id = own_id(SCHEDULE, input.id)

        async def work(session: AsyncSession) -> UUID:
            await report_schedules.send_now(session, id)
            return id

        done = await change(info.context, "sendReportNow", work, key=idempotency_key, input=str(id))
        return await _one(info.context, done)

    @strawberry.mutation
    async def retry_report_mail(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> ReportSchedule | None:
        """Have a mail of an own schedule tried again that failed, or of which nobody knows whether it went."""
        id = own_id(MAIL, input.id)

        async def work(session: AsyncSession) -> UUID:
            return (await report_schedules.retry(session, id)).schedule_id

        done = await change(info.context, "retryReportMail", work, key=idempotency_key, input=str(id))
        return await _one(info.context, done)
