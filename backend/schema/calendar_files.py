"""A calendar as a file of RFC 5545: what other programs read under a person's secret address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.names import initials_of

PRODUCT: Final = "-//Startrail//Calendar 1.0//ZH"
ZONE: Final = "Asia/Shanghai"
TASK_LENGTH: Final = timedelta(minutes=30)
"""A task has an end only; it is shown as the half hour before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. id: for good the same; starts: an instant, or a day for what lasts it all; stamp: last changed."""

    id: str
    title: str
    starts: datetime | date
    stamp: datetime
    ends: datetime | date | None = None
    done: bool = False


def initials_with_number(name: str, id: str) -> str:
    """What stands for a client where names stay inside: initials and the last digits of his number, `ZW-3f09`."""
    return f"{initials_of(name).upper() or '?'}-{id[-4:]}"


def calendar_file(title: str, entries: Iterable[Entry]) -> bytes:
    """The file, UTF-8, lines folded at 75 octets. Times are Shanghai's, with the zone described inside."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@startrail")
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("summary", entry.title)
    if isinstance(entry.starts, datetime):
        end = entry.starts.astimezone(BUSINESS_ZONE)
        event.add("dtstart", end - TASK_LENGTH)
        event.add("dtend", end)
    else:
        event.add("dtstart", entry.starts)
        # The end of whole days is the day behind the last one.
        last = entry.ends if isinstance(entry.ends, date) else entry.starts
        event.add("dtend", last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    if entry.done:
        event.add("categories", ["done"])
    return event


def _zone() -> Timezone:
    """Shanghai as it is since 1992: one offset, no summer time."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001  of the zone itself, which is what is described
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone
