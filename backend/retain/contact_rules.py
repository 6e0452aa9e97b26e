"""When and for what clients may be contacted, in versions: an instant is judged by the version in force then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.content_checks import choice_of, list_of, object_of, whole_of
from backend.platform.errors import bad_input
from backend.platform.events import Event, emit
from backend.platform.ids import uuid7
from backend.retain.purposes import CHANNEL_KEYS, SENDABLE
from backend.systemize.field_values import clean_text

GIVEN, UNLESS_WITHDRAWN, NOT_ASKED = "given", "unless_withdrawn", "not_asked"
NEEDS: Final = (GIVEN, UNLESS_WITHDRAWN, NOT_ASKED)
"""What a purpose needs: a consent; that none was withdrawn; nothing."""
CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MOST_CAPS, MOST_COUNT, MOST_DAYS = 20, 100, 366


class ContactRules(Published):
    """One version; the newest is in force. content: as `read_rules` reads it."""

    __tablename__ = "contact_rules"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class ContactRulesDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "contact_rules_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class ContactRulesPublished(Event):
    """Rules are in force."""

    name: ClassVar[str] = "contact_rules.published"
    contact_rules_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Cap:
    """So many messages for a purpose within so many days, whatever the channel."""

    purpose: str
    count: int
    days: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules read. quiet: [from, to) of Shanghai by channel; consent: of NEEDS by purpose; cooling: purposes that wait
    while an order cools off; suited: purposes whose messages about a product need a client it suits."""

    quiet: Mapping[str, tuple[time, time]]
    caps: tuple[Cap, ...]
    consent: Mapping[str, str]
    cooling: frozenset[str]
    suited: frozenset[str]


@cache
def shipped_rules() -> dict[str, Any]:
    """The rules that a firm begins with. Source: engineering input; the firm's compliance confirms it."""
    return {
        "quiet": {
            "mail": None,
            "sms": {"from": "21:00", "to": "08:00"},
            "wecom": {"from": "21:00", "to": "08:00"},
            "phone": {"from": "20:00", "to": "09:00"},
        },
        "caps": [
            {"purpose": "marketing", "count": 4, "days": 30},
            {"purpose": "product", "count": 8, "days": 30},
            {"purpose": "survey", "count": 1, "days": 30},
        ],
        "consent": {
            "service": UNLESS_WITHDRAWN,
            "marketing": GIVEN,
            "product": GIVEN,
            "care": UNLESS_WITHDRAWN,
            "survey": UNLESS_WITHDRAWN,
        },
        "cooling": ["marketing", "product", "care", "survey"],
        "suited": ["marketing", "product"],
    }


async def ship_rules(session: AsyncSession) -> None:
    """Give a new firm the rules it begins with."""
    by = session.info["principal"].subject
    session.add(ContactRules(id=uuid7(), number=1, content=shipped_rules(), published_by=by))
    await session.flush()


def read_rules(given: Any) -> Rules:
    """Rules as a firm writes them. Raises Refused(BAD_USER_INPUT) naming the place, as `caps.0.days`."""
    row = object_of(given, "content", {"quiet", "caps", "consent", "cooling", "suited"})
    hours = object_of(row["quiet"], "quiet", set(CHANNEL_KEYS))
    quiet = {key: _hours(each, f"quiet.{key}") for key, each in hours.items() if each is not None}
    needs = object_of(row["consent"], "consent", set(SENDABLE))
    return Rules(
        quiet,
        tuple(_cap(each, f"caps.{n}") for n, each in enumerate(list_of(row["caps"], "caps", MOST_CAPS))),
        {key: choice_of(each, f"consent.{key}", NEEDS) for key, each in needs.items()},
        _purposes(row["cooling"], "cooling"),
        _purposes(row["suited"], "suited"),
    )


def _hours(given: Any, at: str) -> tuple[time, time]:
    row = object_of(given, at, {"from", "to"})
    for name in ("from", "to"):
        if not isinstance(row[name], str) or not CLOCK.fullmatch(row[name]):
            raise bad_input(f"{at}.{name}", "content_format")
    begin, end = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
    if begin == end:
        raise bad_input(f"{at}.to", "range", low="00:00", high="23:59")
    return begin, end


def _cap(given: Any, at: str) -> Cap:
    row = object_of(given, at, {"purpose", "count", "days"})
    return Cap(
        choice_of(row["purpose"], f"{at}.purpose", SENDABLE),
        whole_of(row["count"], f"{at}.count", 1, MOST_COUNT),
        whole_of(row["days"], f"{at}.days", 1, MOST_DAYS),
    )


def _purposes(given: Any, at: str) -> frozenset[str]:
    rows = list_of(given, at, len(SENDABLE))
    return frozenset(choice_of(each, f"{at}.{n}", SENDABLE) for n, each in enumerate(rows))


async def rules_at(session: AsyncSession, at: datetime) -> Rules:
    """The rules in force at an instant; before any were published, those a firm begins with."""
    content = await session.scalar(
        select(ContactRules.content)
        .where(ContactRules.firm_id == session.info["firm_id"], ContactRules.published_at <= at)
        .order_by(ContactRules.number.desc())
        .limit(1)
    )
    return read_rules(shipped_rules() if content is None else content)


async def publish_rules(session: AsyncSession, base: int, content: Any, note: str | None) -> ContactRules:
    """Put new rules in force for whatever is sent from now on; the draft is done with.

    Raises Refused: CONFLICT when there is a newer version; BAD_USER_INPUT: what `read_rules` finds, `content_same`.
    """
    hold_size(content)
    read_rules(content)
    newest = await newest_of(session, ContactRules)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = ContactRules(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, ContactRulesDraft)
    await session.flush()
    emit(session, ContactRulesPublished(contact_rules_id=row.id, number=number))
    return row
