"""Holidays of a year as a firm has them: what was announced, or what the firm set itself, in versions.

A year that is not announced has the days that are free by law, on the days that the calendar gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.configurations import Published, hold_base, hold_size
from backend.book.content_checks import choice_of, list_of, object_of
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.retain.care_events import HolidayYearPublished
from backend.retain.care_marks import mark
from backend.systemize.festivals import FREE, LAST_YEAR, HolidayDay, expected_days, official_days
from backend.systemize.field_values import clean_text
from backend.systemize.holidays import is_workday

FIRST_YEAR: Final = 2004
HOLIDAY, MAKEUP = "holiday", "makeup_workday"
MOST_DAYS: Final = 80
OFFICIAL, OWN, EXPECTED = "official", "own", "expected"
"""Announced; set by the firm; not announced yet."""


class HolidayYear(Published):
    """One version of one year. content: {days: [{date, kind, festival}]}."""

    __tablename__ = "holiday_year"
    __table_args__ = (UniqueConstraint("firm_id", "year", "number"),)

    year: Mapped[int]


@dataclass(frozen=True, slots=True)
class YearInForce:
    """Days of a year. origin: official, own, expected; number: of the firm's own version, 0: there is none."""

    year: int
    origin: str
    number: int
    days: tuple[HolidayDay, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Workdays as a firm has them. own: kinds of the days of the years it set itself, by year."""

    own: Mapping[int, Mapping[date, str]]

    def is_workday(self, day: date) -> bool:
        """Whether offices work."""
        if day.year not in self.own:
            free = {each.date for each in expected_days(day.year)} if not official_days(day.year) else set()
            return day not in free and is_workday(day)
        kind = self.own[day.year].get(day)
        return kind == MAKEUP or (kind is None and day.weekday() < 5)

    def before(self, day: date, workdays: int) -> date:
        """So many workdays before a day; 0: the last workday that is not after it."""
        while not self.is_workday(day):
            day -= timedelta(days=1)
        for _ in range(workdays):
            day -= timedelta(days=1)
            while not self.is_workday(day):
                day -= timedelta(days=1)
        return day


def hold_year(year: int) -> int:
    """Raises Refused(BAD_USER_INPUT, range)."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise bad_input("year", "range", low=FIRST_YEAR, high=LAST_YEAR)
    return year


def read_days(given: Any, year: int) -> tuple[HolidayDay, ...]:
    """Days as a firm writes them, each once, in order. Raises Refused(BAD_USER_INPUT) at a place as `days.3.date`."""
    rows = list_of(object_of(given, "content", {"days"})["days"], "days", MOST_DAYS)
    found: dict[date, HolidayDay] = {}
    for n, each in enumerate(rows):
        at = f"days.{n}"
        row = object_of(each, at, {"date", "kind", "festival"})
        try:
            day = date.fromisoformat(row["date"]) if isinstance(row["date"], str) else None
        except ValueError:
            day = None
        if day is None or day.year != year:
            raise bad_input(f"{at}.date", "date")
        if day in found:
            raise bad_input(f"{at}.date", "taken")
        kind = choice_of(row["kind"], f"{at}.kind", (HOLIDAY, MAKEUP))
        if kind == MAKEUP and day.weekday() < 5:
            # A weekday is worked anyway.
            raise bad_input(f"{at}.kind", "choice")
        found[day] = HolidayDay(day, kind, choice_of(row["festival"], f"{at}.festival", FREE))
    return tuple(found[day] for day in sorted(found))


def as_content(days: tuple[HolidayDay, ...]) -> dict[str, Any]:
    """Days as `read_days` reads them."""
    return {"days": [{"date": d.date.isoformat(), "kind": d.kind, "festival": d.festival} for d in days]}


def in_force_of(year: int, row: HolidayYear | None) -> YearInForce:
    """The days of a year. row: the firm's newest version of it."""
    if row is not None:
        return YearInForce(year, OWN, row.number, read_days(row.content, year))
    announced = official_days(year)
    if announced:
        return YearInForce(year, OFFICIAL, 0, announced)
    return YearInForce(year, EXPECTED, 0, expected_days(year))


async def newest_year(session: AsyncSession, year: int) -> HolidayYear | None:
    """The firm's newest version of a year."""
    found: HolidayYear | None = await session.scalar(
        select(HolidayYear)
        .where(HolidayYear.firm_id == session.info["firm_id"], HolidayYear.year == year)
        .order_by(HolidayYear.number.desc())
        .limit(1)
    )
    return found


async def calendar_of(session: AsyncSession) -> WorkCalendar:
    """The firm's workdays; one statement."""
    rows = await session.scalars(
        select(HolidayYear)
        .where(HolidayYear.firm_id == session.info["firm_id"])
        .order_by(HolidayYear.year, HolidayYear.number.desc())
        .ext(distinct_on(HolidayYear.year))
    )
    return WorkCalendar(
        {row.year: {each.date: each.kind for each in read_days(row.content, row.year)} for row in rows}
    )


async def publish_year(
    session: AsyncSession, year: int, base: int, content: Any, note: str | None
) -> HolidayYear:
    """Set the holidays of a year; tasks that are given from now on go by them. base: the newest number known.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: range, what `read_days` finds, `content_same`.
    """
    hold_size(content)
    days = read_days(content, hold_year(year))
    newest = await newest_year(session, year)
    number = hold_base(newest, base) + 1
    if days == in_force_of(year, newest).days and newest is not None:
        raise bad_input("content", "content_same")
    row = HolidayYear(
        id=uuid7(),
        year=year,
        number=number,
        content=as_content(days),
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    emit(session, HolidayYearPublished(holiday_year_id=row.id, year=year))
    await mark(session, "firm", [session.info["firm_id"]])
    return row
