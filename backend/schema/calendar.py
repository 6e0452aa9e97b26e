"""The calendar: what is due, whom to talk with, birthdays, open days of funds, and the days nobody works."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

import strawberry
from sqlalchemy import ColumnElement, select

from backend.book.birthdays import born_on, days_ahead, next_birthday
from backend.book.calendar_feeds import feed_of
from backend.book.clients import Client as ClientRow
from backend.book.open_days import OpenDay as OpenDayRow
from backend.book.staff import User as UserRow
from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Principal, Relation
from backend.schema.clients import CLIENT, Client
from backend.schema.funds import PRODUCT, Product
from backend.schema.tasks import TASK, Task
from backend.schema.viewer import Birthday
from backend.systemize.field_values import hold_day
from backend.systemize.holidays import is_workday

MOST_DAYS: Final = 62
MOST: Final = 500
"""Entries of one kind within the days asked for; more are told of, not listed."""
From = Annotated[date, strawberry.argument(name="from")]


@strawberry.enum
class CalendarScope(enum.Enum):
    """Whose calendar: one's own, or that of the teams one leads and those below them."""

    OWN = "own"
    TEAM = "team"


@strawberry.type
class CalendarDay:
    """A day that is not what its weekday says."""

    date: date
    kind: str = strawberry.field(
        description="holiday: a weekday nobody works; makeup: a weekend day that is worked."
    )


@strawberry.type
class CalendarContact:
    """The last day on which the next conversation with a client is in time."""

    date: date
    client: Client


@strawberry.type
class CalendarOpening:
    """Days on which a fund is open, both included."""

    first: date
    last: date
    subscriptions: bool
    redemptions: bool
    product: Product


@strawberry.type
class Calendar:
    """What lies on the days that were asked for."""

    tasks: list[Task]
    contacts: list[CalendarContact]
    birthdays: list[Birthday]
    openings: list[CalendarOpening]
    days: list[CalendarDay]
    truncated: bool = strawberry.field(description="Whether there is more than is listed.")


@strawberry.type
class CalendarFeed:
    """The secret address of the caller's calendar; the address itself is told once, when it is made."""

    created_at: datetime
    read_at: datetime | None = strawberry.field(description="When a program read it last, to the hour.")


@strawberry.type
class WorkHours:
    """Between which minutes after midnight the caller is reminded on workdays."""

    from_minute: int
    until_minute: int


@dataclass(frozen=True)
class Span:
    """Days, both included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The instant at which it begins."""
        return datetime.combine(self.first, time(), BUSINESS_ZONE)

    @property
    def ends(self) -> datetime:
        """The instant at which it is over."""
        return datetime.combine(self.last + timedelta(days=1), time(), BUSINESS_ZONE)


def span_of(first: date, last: date) -> Span:
    """Raises Refused(BAD_USER_INPUT): order, range."""
    hold_day(first, "from")
    hold_day(last, "to")
    if last < first:
        raise bad_input("to", "order")
    if (last - first).days >= MOST_DAYS:
        raise bad_input("to", "range", low=1, high=MOST_DAYS)
    return Span(first, last)


@strawberry.type
class CalendarQueries:
    """What lies on which day."""

    @strawberry.field
    async def calendar(
        self, info: Info, from_: From, to: date, scope: CalendarScope = CalendarScope.OWN
    ) -> Calendar:
        """Tasks, conversations due, birthdays and open days from one day to another, at most 62 days."""
        context, span = info.context, span_of(from_, to)
        tasks = await _tasks(context, span, scope)
        contacts = await _contacts(context, span, scope)
        birthdays = await _birthdays(context, span)
        openings = await _openings(context, span)
        return Calendar(
            tasks=tasks[:MOST],
            contacts=contacts[:MOST],
            birthdays=birthdays[:MOST],
            openings=openings[:MOST],
            days=unusual_days(span),
            truncated=any(len(found) > MOST for found in (tasks, contacts, birthdays, openings)),
        )

    @strawberry.field
    async def calendar_feed(self, info: Info) -> CalendarFeed | None:
        """The caller's address, if he has one."""
        return await shown_feed(info.context)

    @strawberry.field
    async def work_hours(self, info: Info) -> WorkHours | None:
        """The caller's hours; null for keys."""
        return await shown_hours(info.context)


async def shown_feed(context: Context) -> CalendarFeed | None:
    """The caller's address as he sees it."""
    principal = context.principal
    if principal.user_id is None:
        return None
    async with context.database.read(principal.firm_id) as session:
        context.queries += 1
        session.info.setdefault("firm_id", principal.firm_id)
        row = await feed_of(session, principal.user_id)
    return None if row is None else CalendarFeed(created_at=row.created_at, read_at=row.read_at)


async def shown_hours(context: Context) -> WorkHours | None:
    """The caller's hours as he sees them."""
    principal = context.principal
    if principal.user_id is None:
        return None
    async with context.database.read(principal.firm_id) as session:
        context.queries += 1
        row = (
            await session.execute(
                select(UserRow.work_from, UserRow.work_until).where(
                    UserRow.firm_id == principal.firm_id, UserRow.id == principal.user_id
                )
            )
        ).one_or_none()
    return None if row is None else WorkHours(from_minute=row.work_from, until_minute=row.work_until)


def unusual_days(span: Span, works: Callable[[date], bool] = is_workday) -> list[CalendarDay]:
    """Holidays on weekdays, and weekend days that are worked. works: whether a day is worked."""
    found = []
    for n in range((span.last - span.first).days + 1):
        day = span.first + timedelta(days=n)
        if works(day) != (day.weekday() < 5):
            found.append(CalendarDay(date=day, kind="makeup" if day.weekday() >= 5 else "holiday"))
    return found


def whose(caller: Principal, scope: CalendarScope, column: Any) -> ColumnElement[bool]:
    """That a person is the caller, or a member of his teams."""
    if scope is CalendarScope.OWN:
        found: ColumnElement[bool] = column == caller.user_id
        return found
    members = select(UserRow.id).where(
        UserRow.firm_id == caller.firm_id, UserRow.team_id.in_(caller.scope.team_ids)
    )
    return column.in_(members)  # type: ignore[no-any-return]


async def _rows(context: Context, statement: Any) -> Sequence[Any]:
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found: Sequence[Any] = (await session.execute(statement.limit(MOST + 1))).all()
        return found


async def _tasks(context: Context, span: Span, scope: CalendarScope) -> list[Task]:
    """Tasks due within the days that are open or were done; a cancelled one is nobody's business any more."""
    caller = context.principal
    statement = TASK.rows(caller).where(
        whose(caller, scope, TaskRow.assignee_id),
        TaskRow.state != "cancelled",
        TaskRow.due_at >= span.begins,
        TaskRow.due_at < span.ends,
    )
    return [TASK.made(row) for row in await _rows(context, statement.order_by(TaskRow.due_at, TaskRow.id))]


async def _contacts(context: Context, span: Span, scope: CalendarScope) -> list[CalendarContact]:
    caller = context.principal
    if _level(caller, "Client.service", scope) < Level.VIEW:
        return []
    statement = CLIENT.rows(caller).where(
        whose(caller, scope, ClientRow.owner_id),
        ClientRow.archived_at.is_(None),
        ClientRow.contact_due_on >= span.first,
        ClientRow.contact_due_on <= span.last,
    )
    rows = await _rows(context, statement.order_by(ClientRow.contact_due_on, ClientRow.id))
    return [CalendarContact(date=row[0].contact_due_on, client=CLIENT.made(row)) for row in rows]


async def _birthdays(context: Context, span: Span) -> list[Birthday]:
    """Of the caller's own clients, as his day tells them; whoever may not read a date of birth is told none."""
    caller = context.principal
    if caller.user_id is None or caller.mask.level("Client.birthDate", Relation.OWN) < Level.VIEW:
        return []
    days = days_ahead(span.first, (span.last - span.first).days)
    statement = CLIENT.rows(caller).where(
        ClientRow.owner_id == caller.user_id, ClientRow.archived_at.is_(None), born_on(days)
    )
    rows = await _rows(context, statement.order_by(ClientRow.id))
    found = [
        Birthday(date=next_birthday(row[0].birth_date, span.first), client=CLIENT.made(row)) for row in rows
    ]
    return sorted(found, key=lambda birthday: (birthday.date, birthday.client.row.id))


async def _openings(context: Context, span: Span) -> list[CalendarOpening]:
    """Of the funds within reach; who may not read open days is told none."""
    caller = context.principal
    if caller.mask.anywhere("Product.openDays") < Level.VIEW:
        return []
    statement = (
        select(OpenDayRow)
        .where(
            OpenDayRow.firm_id == caller.firm_id,
            OpenDayRow.first <= span.last,
            OpenDayRow.last >= span.first,
        )
        .order_by(OpenDayRow.first, OpenDayRow.id)
    )
    rows = [row[0] for row in await _rows(context, statement)]
    nodes = await nodes_of(context, PRODUCT, [row.product_id for row in rows])
    return [
        CalendarOpening(
            first=row.first,
            last=row.last,
            subscriptions=row.subscriptions,
            redemptions=row.redemptions,
            product=node,
        )
        for row, node in zip(rows, nodes, strict=True)
        if node is not None and caller.mask.level("Product.openDays", node.stands) >= Level.VIEW
    ]


def _level(caller: Principal, coordinate: str, scope: CalendarScope) -> Level:
    return caller.mask.level(coordinate, Relation.OWN if scope is CalendarScope.OWN else Relation.TEAM)
