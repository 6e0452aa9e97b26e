"""The figures of service in a window: times to answer and to settle, promises kept, complaints (K-13, K-14, K-18)."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal as PyDecimal
from typing import Any, Final

import strawberry
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from backend.book.clients import Client as ClientRow
from backend.graph.context import Context
from backend.graph.rights import demand
from backend.graph.scalars import Decimal
from backend.platform.clock import now
from backend.platform.principal import Level, Relation
from backend.retain.request_figures import (
    REPEAT_DAYS,
    Complained,
    Timed,
    at_first_contact,
    attainment,
    days_to_close,
    justified_share,
    per_thousand,
    repeats,
    resolutions,
    responses,
)
from backend.retain.request_rules import CANCELLED
from backend.retain.request_type_content import COMPLAINT
from backend.retain.requests import ServiceRequest as RequestRow
from backend.schema.clients import CLIENT
from backend.schema.kpis import FEWEST, KpiDefinition, KpiRatio, ratio_of, rounded, untold
from backend.schema.requests import REQUEST
from backend.schema.tier_revenue import held
from backend.track.journey_scope import begin_of

TENTH: Final = PyDecimal("0.1")
MONTH: Final = timedelta(days=365.25) / 12
BASIS: Final = (
    *(
        "createdAt",
        "answeredAt",
        "answers",
        "responseDueAt",
        "closedAt",
        "state",
        "kind",
        "type",
        "owner",
        "client",
    ),
    *("responseMinutes", "calendar", "waitingSince", "cause", "justified", "fromRegulator"),
)
RESPONSE: Final = KpiDefinition(
    id="K-13",
    version=1,
    zh="服务响应时间: 期间内提出的请求, 从提出到首次人工响应; 自动回执不计。平均数仅含已响应的; 中位数与 P90 为 "
    "Kaplan-Meier 口径, 未响应的在当前右删失。达标率 = 时限内响应 / (已响应 + 超时未响应), 未到期的不计入。"
    "按承诺的日历计时(全天候或工作时间)。",
    en="Response time: from a request to the first answer by a person, over requests of the window; receipts made by "
    "machines do not count. The mean is of answered ones; median and P90 are Kaplan-Meier, open ones censored now. "
    "Attainment = answered in time / (answered + open past the time); what is not due yet is left out. Minutes are "
    "those of the promised calendar.",
)
RESOLUTION: Final = KpiDefinition(
    id="K-14",
    version=1,
    zh="服务解决时间: 关闭 − 提出 − 等待客户的时间, 统计口径同上。首次解决率 = 只响应一次且 7 天内未重开的 / 已关闭。",
    en="Resolution time: closed − asked − waited for the client, by the same statistics. At first contact = closed "
    "with one answer and not opened again within 7 days / closed.",
)
COMPLAINTS: Final = KpiDefinition(
    id="K-18",
    version=1,
    zh="投诉: 每千客户月的投诉数(含撤回); 属实占比; 关闭天数中位数; 重复率 = 同一客户同一原因 90 天内再次投诉。",
    en="Complaints per 1,000 client-months, withdrawn ones too; share that was justified; median days to close; "
    "repeats = same client and cause within 90 days.",
)


@strawberry.enum
class ServiceFiguresBy(enum.Enum):
    """By what figures of service are told apart."""

    TYPE = "type"
    TIER = "tier"
    OWNER = "owner"


@strawberry.type
class ServiceTimes:
    """Requests that belong together. Times are null where too few are told to this reader, or were not reached."""

    key: str | None = strawberry.field(
        description="Of the type or tier, or the person's id; null: all, or none."
    )
    zh: str | None
    en: str | None
    requests: int | None
    answered: int | None
    response_mean: Decimal | None = strawberry.field(description="Minutes.")
    response_median: int | None = strawberry.field(description="Minutes.")
    response_p90: int | None = strawberry.field(description="Minutes.")
    attainment: KpiRatio
    closed: int | None
    resolution_mean: Decimal | None = strawberry.field(description="Minutes.")
    resolution_median: int | None = strawberry.field(description="Minutes.")
    resolution_p90: int | None = strawberry.field(description="Minutes.")
    first_contact: KpiRatio


@strawberry.type
class ServicePromise:
    """What became of one promise: so many minutes to answer a type of request."""

    zh: str
    en: str
    tier: str | None
    minutes: int
    calendar: str
    kept: int
    due: int = strawberry.field(description="Not answered, and not late yet.")
    breached: int


@strawberry.type
class ServiceComplaints:
    """Complaints of the window."""

    definition: KpiDefinition
    received: int | None = strawberry.field(description="Null: too few to be told to this reader.")
    per_thousand: Decimal | None = strawberry.field(description="Per 1,000 client-months.")
    justified: KpiRatio
    days_to_close: int | None = strawberry.field(description="The median.")
    repeats: KpiRatio
    from_regulator: int | None


@strawberry.type
class ServiceFigures:
    """All figures of [from, to)."""

    response: KpiDefinition
    resolution: KpiDefinition
    whole: ServiceTimes
    rows: list[ServiceTimes] = strawberry.field(description="The most frequent first.")
    promises: list[ServicePromise] = strawberry.field(description="Those broken most often first.")
    complaints: ServiceComplaints


async def service_figures(context: Context, first: date, until: date, by: ServiceFiguresBy) -> ServiceFigures:
    """Figures of the requests in the caller's reach; three statements.

    Raises Refused: BAD_USER_INPUT for a window that cannot be, FORBIDDEN for what may not be read of every row.
    """
    for field in BASIS:
        demand(context, "ServiceRequest", f"ServiceRequest.{field}")
    if by is ServiceFiguresBy.TIER:
        demand(context, "Client", "Client.tier")
    held(first, until)
    begin, end, at = begin_of(first), begin_of(until), now()
    caller = context.principal
    again = aliased(RequestRow)
    back = (
        select(again.created_at)
        .where(
            again.firm_id == caller.firm_id,
            RequestRow.firm_id == caller.firm_id,
            again.again_of_id == RequestRow.id,
        )
        .correlate(RequestRow)
        .scalar_subquery()
    )
    since = begin - timedelta(days=REPEAT_DAYS)
    bounds, _ = REQUEST.within(caller, RequestRow.created_at >= since, RequestRow.created_at < end)
    clients, _ = CLIENT.within(caller, ClientRow.created_at < end, ClientRow.merged_into_id.is_(None))
    known = func.least(end, at) - func.greatest(begin, ClientRow.created_at)
    async with context.database.read(caller.firm_id) as session:
        context.queries += 2
        found = (await session.execute(select(RequestRow, back.label("again_at")).where(*bounds))).all()
        months = await session.scalar(select(func.sum(func.extract("epoch", known))).where(*clients))
    rows = [(row, back_at) for row, back_at in found if row.created_at >= begin]
    whole = caller.mask.level("ServiceRequest", Relation.FIRM) >= Level.VIEW
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for pair in rows:
        groups[_group(pair[0], by)].append(pair)
    ordered = sorted(groups.items(), key=lambda each: (-len(each[1]), str(each[0])))
    seconds = PyDecimal(str(months or 0))
    client_months = max(PyDecimal(0), seconds / PyDecimal(MONTH.total_seconds()))
    return ServiceFigures(
        response=RESPONSE,
        resolution=RESOLUTION,
        whole=_times((None, None, None), rows, at, whole=whole),
        rows=[_times(group, each, at, whole=whole) for group, each in ordered],
        promises=_promises([row for row, _ in rows], at),
        complaints=_complaints(
            [row for row, _ in found if row.kind == COMPLAINT], begin, client_months, at, whole=whole
        ),
    )


def _group(row: RequestRow, by: ServiceFiguresBy) -> tuple[str | None, str | None, str | None]:
    if by is ServiceFiguresBy.TYPE:
        return row.type_key, row.zh, row.en
    if by is ServiceFiguresBy.TIER:
        return row.tier, None, None
    return (None if row.owner_id is None else f"user_{row.owner_id.hex}"), None, None


def _timed(row: RequestRow, again_at: datetime | None) -> Timed:
    cancelled = row.state == CANCELLED
    return Timed(
        row.client_id, row.created_at, row.calendar, row.response_due_at, row.answered_at,
        None if cancelled else row.closed_at, row.closed_at if cancelled else None, row.waited_seconds, row.answers,
        again_at,
    )  # fmt: skip


def _times(
    group: tuple[str | None, str | None, str | None], pairs: Sequence[Any], at: datetime, *, whole: bool
) -> ServiceTimes:
    key, zh, en = group
    rows = [_timed(row, again_at) for row, again_at in pairs]
    heads = len({row.client_id for row in rows})
    if not whole and 0 < heads < FEWEST:
        return ServiceTimes(
            key=key, zh=zh, en=en, requests=None, answered=None, response_mean=None, response_median=None,
            response_p90=None, attainment=untold(), closed=None, resolution_mean=None, resolution_median=None,
            resolution_p90=None, first_contact=untold(),
        )  # fmt: skip
    answer, settle = responses(rows, at), resolutions(rows, at)
    return ServiceTimes(
        key=key, zh=zh, en=en, requests=len(rows), answered=answer.ended, response_mean=_decimal(answer.mean),
        response_median=answer.median, response_p90=answer.p90, attainment=_ratio(*attainment(rows, at), heads),
        closed=settle.ended, resolution_mean=_decimal(settle.mean), resolution_median=settle.median,
        resolution_p90=settle.p90, first_contact=_ratio(*at_first_contact(rows), heads),
    )  # fmt: skip


def _promises(rows: Sequence[RequestRow], at: datetime) -> list[ServicePromise]:
    groups: defaultdict[Any, list[RequestRow]] = defaultdict(list)
    for row in rows:
        groups[row.type_key, row.zh, row.en, row.tier, row.response_minutes, row.calendar].append(row)
    found = []
    for (_, zh, en, tier, minutes, calendar), each in groups.items():
        timed = [_timed(row, None) for row in each]
        kept, of = attainment(timed, at)
        waits = sum(row.answered is None and row.ended is None for row in timed)
        late = sum(row.answered is None and row.ended is None and row.response_due < at for row in timed)
        found.append(
            ServicePromise(
                zh=zh, en=en, tier=tier, minutes=minutes, calendar=calendar, kept=kept, due=waits - late,
                breached=of - kept,
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (-each.breached, -each.kept, each.zh, each.minutes))


def _complaints(
    found: Sequence[RequestRow], begin: datetime, client_months: PyDecimal, at: datetime, *, whole: bool
) -> ServiceComplaints:
    rows = [
        Complained(
            row.client_id, row.created_at, row.closed_at, row.cause, row.justified, row.from_regulator,
            row.created_at >= begin,
        )
        for row in found
    ]  # fmt: skip
    window = [row for row in rows if row.in_window]
    heads = len({row.client_id for row in window})
    if not whole and 0 < heads < FEWEST:
        return ServiceComplaints(
            definition=COMPLAINTS, received=None, per_thousand=None, justified=untold(), days_to_close=None,
            repeats=untold(), from_regulator=None,
        )  # fmt: skip
    return ServiceComplaints(
        definition=COMPLAINTS,
        received=len(window),
        per_thousand=_decimal(per_thousand(len(window), client_months)),
        justified=_ratio(*justified_share(rows), heads),
        days_to_close=days_to_close(rows, at),
        repeats=_ratio(*repeats(rows), heads),
        from_regulator=sum(row.from_regulator for row in window),
    )


def _ratio(hits: int, of: int, heads: int) -> KpiRatio:
    return ratio_of(PyDecimal(hits), PyDecimal(of), min(heads, of), counted=True)


def _decimal(value: PyDecimal | None) -> Decimal | None:
    return None if value is None else Decimal(rounded(value, TENTH))
