"""What is due by the clock: schedules, days before or after a date of clients, figures that cross a line.

Due times are rows compared with the server's clock. What was missed while nobody worked is caught up as the automation
says; the due time is part of a run's mark, so that a time that is looked at twice starts nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, Text, and_, cast, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.beginning import Rule, Told
from backend.automations.content import Trigger, read_content
from backend.automations.figures import FIGURES
from backend.automations.matching import begin_or_rest, rest
from backend.automations.schedules import due_between
from backend.automations.surroundings import Surroundings
from backend.book.birthdays import days_ahead
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField, slot_of
from backend.platform.clock import business_date
from backend.platform.errors import Refused, bad_input
from backend.platform.pauses import AUTOMATIONS, goes_on
from backend.systemize import lunar
from backend.systemize.fields import Kind

AT_ONCE: Final = 50
MOST_CLIENTS: Final = 20_000
"""Clients of one due time: what is about more is an error of the condition."""


async def work_due(session: AsyncSession, around: Surroundings) -> int:
    """Start what the clock starts, for automations that are due by the server's clock; how many of these there were."""
    firm_id, looked = session.info["firm_id"], 0
    at: datetime = (await session.execute(select(func.now()))).scalar_one()
    rows = await session.execute(
        select(Automation, AutomationVersion)
        .join(
            AutomationVersion,
            and_(
                AutomationVersion.firm_id == firm_id,
                AutomationVersion.automation_id == Automation.id,
                AutomationVersion.number == Automation.number,
            ),
        )
        .where(
            Automation.firm_id == firm_id,
            Automation.on,
            Automation.due_at <= func.now(),
            goes_on(firm_id, AUTOMATIONS),
        )
        .order_by(Automation.due_at, Automation.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Automation)
    )
    for row, version in rows.all():
        looked += 1
        content = read_content(version.content)
        assert row.due_at is not None
        dues, row.due_at = due_between(content.trigger, row.due_at, at)
        rule = Rule(row.id, version.number, content)
        for due in dues if row.fault is None else ():
            try:
                told = await told_at(session, content.trigger, due, around, row.id)
            except Refused as refused:
                await rest(session, row, str(refused.params.get("problem") or refused.code))
                break
            if told:
                await begin_or_rest(session, row, rule, told, around)
    await session.flush()
    return looked


async def told_at(
    session: AsyncSession, trigger: Trigger, due: datetime, around: Surroundings, id: UUID | None = None
) -> list[Told]:
    """What a due time tells. Raises Refused(BAD_USER_INPUT) for a field or a figure that is no more."""
    day = business_date(due)
    facts: dict[str, Any] = {"due": due.isoformat(), "day": day.isoformat()}
    if trigger.kind == "figure":
        return await _crossing(session, trigger, due, facts)
    if trigger.kind == "schedule" and trigger.over == "firm":
        return [Told(mark=f"at:{due.isoformat()}", event="schedule", facts=facts)]
    if trigger.kind == "schedule":
        clients = await _clients(session, [])
    else:
        clients = await _clients(session, [await on_day(session, trigger, day)])
    return [
        Told(mark=f"at:{due.isoformat()}:{client}", event=trigger.kind, facts=facts, client_id=client)
        for client in clients
    ]


async def _clients(session: AsyncSession, bounds: Sequence[Any]) -> Sequence[UUID]:
    rows = await session.scalars(
        select(Client.id)
        .where(
            Client.firm_id == session.info["firm_id"],
            Client.archived_at.is_(None),
            Client.merged_into_id.is_(None),
            *bounds,
        )
        .order_by(Client.id)
        .limit(MOST_CLIENTS)
    )
    return rows.all()


async def on_day(session: AsyncSession, trigger: Trigger, day: date) -> Any:
    """Clients whose date, moved by the trigger's days, is a day: a predicate over `Client`."""
    wanted = day - timedelta(days=trigger.days)
    kind, column, text = await _dated(session, trigger.field or "")
    if kind is Kind.LUNAR:
        # Kept texts end in the month and the day; those of a leap month say so in front.
        keys = lunar.keys_within(wanted, wanted + timedelta(days=1))
        ends = [text.endswith(key if key.startswith("L") else f"-{key}") for key in keys]
        return or_(false(), *ends)
    if trigger.yearly:
        return func.to_char(column, cast("MMDD", Text)).in_(days_ahead(wanted, 0))
    return column == wanted


async def _dated(session: AsyncSession, key: str) -> tuple[Kind, Any, Any]:
    """(kind, as a date, as text) of a field of days. Raises Refused(BAD_USER_INPUT)."""
    if not key.startswith(CUSTOM):
        field = CLIENT_FIELD.get(key)
        if field is None or field.kind not in (Kind.DATE, Kind.LUNAR):
            raise bad_input("trigger.field", "automation_date")
        column = getattr(Client, field.column)
        return field.kind, column, column
    own = await session.scalar(
        select(CustomField).where(
            CustomField.firm_id == session.info["firm_id"],
            CustomField.key == key.removeprefix(CUSTOM),
            CustomField.archived_at.is_(None),
        )
    )
    if own is None or Kind(own.kind) not in (Kind.DATE, Kind.LUNAR):
        raise bad_input("trigger.field", "automation_date")
    text = Client.custom[slot_of(key, Kind(own.kind))].astext
    return Kind(own.kind), cast(text, Date), text


async def _crossing(
    session: AsyncSession, trigger: Trigger, due: datetime, facts: dict[str, Any]
) -> list[Told]:
    """A run on the first day on which the figure is beyond the line, and not again before it came back."""
    figure = FIGURES.get(trigger.figure or "")
    if figure is None:
        raise bad_input("trigger.figure", "unknown")
    line = Decimal(trigger.line or "0")

    def beyond(value: Decimal | None) -> bool:
        return value is not None and (value > line if trigger.crossing == "above" else value < line)

    present = await figure.at(session, due)
    if not beyond(present) or beyond(await figure.at(session, due - timedelta(days=1))):
        return []
    told = {**facts, "figure": trigger.figure, "value": str(present), "line": str(line)}
    return [Told(mark=f"at:{due.isoformat()}", event="figure", facts=told)]
