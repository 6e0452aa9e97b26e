"""What happened between the demo firm and its clients: calls, meetings, messages, reports and greetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from backend.book.demo.clients import EXISTING, INDIVIDUAL, DemoClient
from backend.book.demo.contact_words import CONTENTS, SUMMARIES
from backend.book.demo.days import YEARS, at_hour, working_instant
from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.demo.ledger import tier_name
from backend.book.interactions import is_two_way
from backend.platform.clock import business_date

# Contacts a month by tier, and how much clients of a tier differ (shape of a gamma distribution).
_A_MONTH = {"uhnw": 4.5, "hnw": 1.6, "affluent": 0.7, "mass": 0.25, "none": 1.5}
_SHAPE = 1.2
_CHANNELS = weighted({"wecom": 55, "phone": 22, "meeting": 8, "email": 6, "event": 5, "sms": 4})
_KIND = {
    "wecom": "message",
    "phone": "call",
    "meeting": "meeting",
    "email": "email",
    "event": "event",
    "sms": "message",
}
_DIRECTIONS = weighted({"out": 40, "in": 35, "both": 25})
_MONTH = 30.4
# Nobody who is not meant to be silent has been without a contact for longer; the silent ones have for longer still.
_AT_MOST_SILENT, _SILENT_FOR = 80, (95, 260)
_REPORT_MONTHS = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class DemoContact:
    """One contact; user_id is who owned the client then."""

    id: UUID
    client_id: UUID
    user_id: UUID
    kind: str
    direction: str
    channel: str
    at: datetime
    minutes: int | None
    summary: str
    content: str | None
    two_way: bool


class Owners:
    """Who owned each client when, from the stretches of ownership."""

    def __init__(self, stretches: dict[UUID, list[tuple[date, UUID]]]) -> None:
        """stretches: first day and user by client, oldest first."""
        self._stretches = stretches

    def at(self, client_id: UUID, day: date) -> UUID:
        """The owner on a day; before the first stretch its owner."""
        stretches = self._stretches[client_id]
        return next((user for since, user in reversed(stretches) if since <= day), stretches[0][1])


def make_contacts(
    seed: int,
    clients: list[DemoClient],
    aum: dict[UUID, Decimal],
    owners: Owners,
    silent: set[UUID],
    as_of: date,
) -> Iterator[DemoContact]:
    """All contacts of three years, client by client. aum: CNY by client id; silent: who must not be heard of."""
    draws = draws_of(seed, "contacts")
    for client in clients:
        tier = tier_name(aum[client.id]) if client.is_investor and client.state == EXISTING else "none"
        if client.exit_on:
            tier = "affluent"
        yield from _contacts_of(draws, client, tier, owners, client.id in silent, as_of)


def _contacts_of(
    draws: Draws, client: DemoClient, tier: str, owners: Owners, is_silent: bool, as_of: date
) -> Iterator[DemoContact]:
    """Talks by chance, reports and greetings by the calendar, in the order of time within each."""
    first = business_date(client.created_at)
    last = (client.exit_on or as_of) - timedelta(days=1)
    if is_silent:
        last = as_of - timedelta(days=draws.whole(*_SILENT_FOR))
    rate = _A_MONTH[tier] * draws.gammavariate(_SHAPE, 1 / _SHAPE)
    months = max(0, (last - first).days) / _MONTH
    heard: datetime | None = None
    for _ in range(draws.poisson(rate * months)):
        talk = _talk(draws, client, owners, _within(draws, client, first, last))
        heard = max(heard, talk.at) if heard and talk.two_way else talk.at if talk.two_way else heard
        yield talk
    recent = as_of - timedelta(days=_AT_MOST_SILENT)
    if client.state == EXISTING and not is_silent and (heard is None or business_date(heard) < recent):
        when = _within(draws, client, max(recent, first), as_of - timedelta(days=1))
        yield _contact(draws, client, owners, when, "call", "both", "phone")
    if client.is_investor:
        yield from _calendar(draws, client, owners, last)


def _within(draws: Draws, client: DemoClient, first: date, last: date) -> datetime:
    """An instant of office hours in a span, not before the client was known."""
    known = client.created_at + timedelta(minutes=draws.whole(5, 150))
    return max(working_instant(draws, first, last), known)


def _talk(draws: Draws, client: DemoClient, owners: Owners, at: datetime) -> DemoContact:
    """A contact by a channel as people use them."""
    channel = draws.pick(_CHANNELS)
    kind = _KIND[channel]
    if kind == "meeting" and draws.chance(0.3):
        kind = "visit"
    direction = (
        "both"
        if kind in {"meeting", "visit", "event"}
        else "out"
        if channel == "sms"
        else draws.pick(_DIRECTIONS)
    )
    return _contact(draws, client, owners, at, kind, direction, channel)


def _calendar(draws: Draws, client: DemoClient, owners: Owners, last: date) -> Iterator[DemoContact]:
    """Quarterly reports and, for people, birthday greetings: one-way, from the first subscription to `last`."""
    start = client.started_on or last
    for year in range(last.year - YEARS, last.year + 1):
        for month in _REPORT_MONTHS:
            day = date(year, month, 8) + timedelta(days=client.index % 6)
            if start <= day <= last:
                at = at_hour(day, 17, client.index % 60)
                yield _contact(
                    draws, client, owners, at, "report", "out", "email" if client.email else "wecom"
                )
        born = client.birth_date
        if (
            born
            and client.kind == INDIVIDUAL
            and born.day < 29
            and start <= date(year, born.month, born.day) <= last
        ):
            at = at_hour(date(year, born.month, born.day), 9, client.index % 50)
            yield _contact(draws, client, owners, at, "greeting", "out", "wecom")


def _contact(
    draws: Draws, client: DemoClient, owners: Owners, at: datetime, kind: str, direction: str, channel: str
) -> DemoContact:
    """One row with words and length that suit its kind."""
    minutes = None
    if kind in {"call", "meeting", "visit"}:
        median = 2.0 if kind == "call" else 3.8
        minutes = max(1, int(draws.lognormvariate(median, 0.6)))
    content = draws.one_of(CONTENTS) if kind in {"meeting", "visit"} and draws.chance(0.5) else None
    return DemoContact(
        id=draws.id_at(at),
        client_id=client.id,
        user_id=owners.at(client.id, business_date(at)),
        kind=kind,
        direction=direction,
        channel=channel,
        at=at,
        minutes=minutes,
        summary=draws.one_of(SUMMARIES[kind]),
        content=content,
        two_way=is_two_way(kind, direction, minutes),
    )
