"""Holidays of a year as readers see them: what is in force, what the product knows, and the firm's versions."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.book.configurations import versions_of
from backend.graph.context import Context
from backend.retain.holiday_years import HolidayYear as Row
from backend.retain.holiday_years import YearInForce, hold_year, in_force_of
from backend.schema.care_list import CareFestival
from backend.schema.configurations import ConfigurationVersion
from backend.systemize.festivals import FESTIVALS, HolidayDay, festival_day


@strawberry.type
class HolidayYearVersion(ConfigurationVersion):
    """Days of a year as the firm set them."""


@strawberry.type
class Holiday:
    """A day that is not what its weekday says."""

    date: date
    kind: str = strawberry.field(description="holiday, or makeup_workday: a weekend day that is worked.")
    festival: str


@strawberry.type
class HolidayYear:
    """Holidays of a year."""

    year: int
    origin: str = strawberry.field(
        description="official: as announced; own: as the firm set it; expected: not announced yet, the days that the "
        "law gives by the calendar, without days moved."
    )
    number: int = strawberry.field(description="Of the firm's own version; 0: there is none.")
    days: list[Holiday]
    festivals: list[CareFestival]
    versions: list[HolidayYearVersion] = strawberry.field(description="The newest first.")


async def year_of(context: Context, year: int) -> HolidayYear:
    """The holidays of a year. Raises Refused(BAD_USER_INPUT, range)."""
    hold_year(year)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = [row for row in await versions_of(session, Row) if row.year == year]
    force: YearInForce = in_force_of(year, rows[0] if rows else None)
    return HolidayYear(
        year=year,
        origin=force.origin,
        number=force.number,
        days=[_shown(each) for each in force.days],
        festivals=sorted(
            (
                CareFestival(key=each.value, zh=each.zh, en=each.en, date=festival_day(each.value, year))
                for each in FESTIVALS
            ),
            key=lambda one: one.date,
        ),
        versions=[HolidayYearVersion(row=row) for row in rows],
    )


def _shown(day: HolidayDay) -> Holiday:
    return Holiday(date=day.date, kind=day.kind, festival=day.festival)
