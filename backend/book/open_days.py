"""Days on which a fund takes subscriptions and redemptions, and the regulator's rule about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.money_events import ProductChanged
from backend.book.products import Product
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.versions import locked
from backend.systemize.holidays import is_market_day


class OpenDay(TenantRow):
    """One opening of a fund, [first, last] both included."""

    __tablename__ = "open_day"
    __table_args__ = (refers("product", "product_id"), UniqueConstraint("firm_id", "product_id", "first"))

    product_id: Mapped[UUID]
    first: Mapped[date]
    last: Mapped[date]
    subscriptions: Mapped[bool] = mapped_column(default=True)
    redemptions: Mapped[bool] = mapped_column(default=True)


@dataclass(frozen=True, slots=True)
class Opening:
    """Days, both included, on which units may be bought or given back."""

    first: date
    last: date
    subscriptions: bool = True
    redemptions: bool = True


@dataclass(frozen=True, slots=True)
class OpeningLimit:
    """What is allowed from a day on: openings a week, and days each."""

    valid_from: date
    a_week: int
    days: int


# AMAC operating guidelines for private securities funds, in force since 2024-08-01. Of a day the last entry counts
# that has begun; a change of the guidelines is another entry. Other kinds of funds have no such rule.
OPENING_LIMITS: Final = {"securities": (OpeningLimit(date(2024, 8, 1), a_week=1, days=2),)}


def opening_faults(openings: Iterable[Opening], limits: Sequence[OpeningLimit]) -> list[tuple[Opening, str]]:
    """Openings that break the rule in force on their first day, with the fault.

    `order`: it ends before it begins; `too_long`: more days than allowed; `too_often`: more than allowed begin in one
    week (Monday to Sunday); `week_end`: it reaches into the next week; `overlap`: it begins before another has ended.
    """
    faults: list[tuple[Opening, str]] = []
    weeks: Counter[tuple[int, int]] = Counter()
    end: date | None = None
    for opening in sorted(openings, key=lambda opening: opening.first):
        week = opening.first.isocalendar()[:2]
        weeks[week] += 1
        limit = next((rule for rule in reversed(limits) if rule.valid_from <= opening.first), None)
        if opening.last < opening.first:
            faults.append((opening, "order"))
        elif end is not None and opening.first <= end:
            faults.append((opening, "overlap"))
        elif limit is not None and (opening.last - opening.first).days >= limit.days:
            faults.append((opening, "too_long"))
        elif limit is not None and opening.last.isocalendar()[:2] != week:
            faults.append((opening, "week_end"))
        elif limit is not None and weeks[week] > limit.a_week:
            faults.append((opening, "too_often"))
        end = max(end, opening.last) if end else opening.last
    return faults


def planned_openings(every: str, weekday: int, first: date, last: date) -> list[Opening]:
    """One-day openings in [first, last].

    every: week, month (the first such weekday) or quarter; weekday: 0 Monday .. 4 Friday. When that day is no market
    day the opening is left out: the guidelines do not let it move into another week.
    """
    found: list[Opening] = []
    seen: set[tuple[int, int]] = set()
    # From the start of the quarter, so that a span that begins within a period knows what that period has had.
    start = date(first.year, first.month - (first.month - 1) % 3, 1)
    for n in range((last - start).days + 1):
        day = start + timedelta(days=n)
        if day.weekday() != weekday:
            continue
        period = {
            "week": day.isocalendar()[:2],
            "month": (day.year, day.month),
            "quarter": (day.year, (day.month - 1) // 3),
        }[every]
        if period not in seen and day >= first and is_market_day(day):
            found.append(Opening(day, day))
        seen.add(period)
    return found


def is_open(openings: Iterable[Opening | OpenDay], on: date, *, redeeming: bool) -> bool:
    """Whether a fund takes redemptions (or subscriptions) on a day."""
    return any(
        opening.first <= on <= opening.last and (opening.redemptions if redeeming else opening.subscriptions)
        for opening in openings
    )


async def replace_open_days(
    session: AsyncSession, product_id: UUID, first: date, last: date, openings: Sequence[Opening]
) -> list[OpenDay]:
    """Let a fund be open on these days and no others within [first, last].

    Raises Refused: NOT_FOUND; BAD_USER_INPUT(openings) with the fault and the day of an opening that breaks the rule,
    together with those around the span, or lies outside of it.
    """
    product = await locked(session, Product, product_id)
    outside = next((o for o in openings if not first <= o.first <= o.last <= last), None)
    if outside is not None:
        raise bad_input("openings", "range", low=first.isoformat(), high=last.isoformat())
    there = await open_days_of(session, [product_id])
    rows = there.get(product_id, [])
    kept = [row for row in rows if not first <= row.first <= last]
    around = [Opening(row.first, row.last) for row in kept]
    faults = opening_faults([*around, *openings], OPENING_LIMITS.get(product.fund_kind, ()))
    own = [(opening, fault) for opening, fault in faults if first <= opening.first <= last]
    if own:
        opening, fault = own[0]
        raise Refused(
            Code.BAD_USER_INPUT,
            field="openings",
            problem=f"opening_{fault}",
            value=opening.first.isoformat(),
        )
    wanted = {opening.first: opening for opening in openings}
    present = {row.first: row for row in rows if first <= row.first <= last}
    for day, row in present.items():
        if day not in wanted:
            await session.delete(row)
    found = []
    for day, opening in wanted.items():
        row = present.get(day) or OpenDay(product_id=product_id, first=day, last=opening.last)
        row.last, row.subscriptions, row.redemptions = (
            opening.last,
            opening.subscriptions,
            opening.redemptions,
        )
        session.add(row)
        found.append(row)
    await session.flush()
    emit(session, ProductChanged(product_id, "openDays"))
    return found


async def open_days_of(
    session: AsyncSession, product_ids: Sequence[UUID], first: date | None = None
) -> dict[UUID, list[OpenDay]]:
    """Openings of funds that end on or after a day, oldest first; funds without any are absent."""
    statement = select(OpenDay).where(
        OpenDay.firm_id == session.info["firm_id"], OpenDay.product_id.in_(product_ids)
    )
    if first is not None:
        statement = statement.where(OpenDay.last >= first)
    found: dict[UUID, list[OpenDay]] = {}
    for row in await session.scalars(statement.order_by(OpenDay.first)):
        found.setdefault(row.product_id, []).append(row)
    return found
