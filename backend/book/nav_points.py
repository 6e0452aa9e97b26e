"""Publishing NAVs: new, late and corrected ones, each as a version, with everything that follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.lookup import named
from backend.book.money_events import NavPublished
from backend.book.nav_calendar import is_stale, late_on, missing_days
from backend.book.nav_series import NavFact, NavValue, paid_out, series_of
from backend.book.product_fields import number_in
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.rebuild import FundKey, all_positions, holders_of, maintain_aum, rebuild
from backend.book.taken import Taken
from backend.platform.clock import business_date, now
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked

MOST: Final = Decimal(10) ** 6


@dataclass(frozen=True, slots=True)
class NavRow:
    """A NAV to be published; `products.NavPoint` says what each field is. published_at: when it became known."""

    product_id: UUID
    on: date
    unit: Decimal
    dividend: Decimal = Decimal(0)
    split: Decimal = Decimal(1)
    published_cumulative: Decimal | None = None
    share_class_id: UUID | None = None
    published_at: datetime | None = None
    origin: Mapping[str, Any] | None = None
    reason: str | None = None

    @property
    def fund(self) -> FundKey:
        """What it is the NAV of."""
        return FundKey(self.product_id, self.share_class_id)


async def publish(session: AsyncSession, row: NavRow, *, source: str = "manual") -> NavPoint:
    """Publish one NAV, or correct it if the day has another one.

    Raises Refused(BAD_USER_INPUT): unknown fund or class, a future day, a figure that is none. A NAV that is there
    already with the same figures is given back as it is.
    """
    taken = await publish_many(session, [row], source=source)
    if taken.refused:
        raise bad_input(**taken.refused[0].params)
    found = await session.scalar(_present(session.info["firm_id"], row.fund).where(NavPoint.date == row.on))
    if found is None:
        raise bad_input("date", "unknown")
    return found


async def publish_many(session: AsyncSession, rows: Sequence[NavRow], *, source: str = "import") -> Taken:
    """Publish NAVs of any funds; those that are there already change nothing, other figures correct the day.

    From the first changed day on cumulative and adjusted values are worked out anew; each value that changes gets a
    new version. NAV and date of the fund, lots of funds whose payouts changed, and the AUM of holders follow. Notes:
    `late` for a day that was due before, `cumulative_differs` where the administrator's cumulative NAV is another.
    """
    taken = Taken()
    by_fund: dict[FundKey, dict[int, NavRow]] = defaultdict(dict)
    for number, row in enumerate(rows):
        try:
            _check(row)
        except Refused as refusal:
            taken.refuse(number, refusal)
        else:
            by_fund[row.fund][number] = row
    for fund in sorted(by_fund, key=str):
        try:
            holder = await _lock(session, fund)
        except Refused as refusal:
            for number in by_fund[fund]:
                taken.refuse(number, refusal)
            continue
        await _publish(session, taken, fund, holder, by_fund[fund], source)
    return taken


async def take_back(
    session: AsyncSession, rows: Sequence[NavRow], before: Sequence[NavRow | None]
) -> list[bool]:
    """Take NAVs back: the day has none again (None), or the one it had before, as a version of its own.

    before: by the place of the row. A day that has other figures by now stays; whether each was taken back.
    """
    done = [False] * len(rows)
    by_fund: dict[FundKey, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_fund[row.fund].append(number)
    for fund in sorted(by_fund, key=str):
        holder = await _lock(session, fund)
        present = {
            point.date: _fact(point)
            for point in await session.scalars(_present(session.info["firm_id"], fund))
        }
        fits = [n for n in by_fund[fund] if present.get(rows[n].on) == _told(rows[n])]
        again = {n: old for n in fits if (old := before[n]) is not None}
        gone = {rows[n].on for n in fits if before[n] is None}
        await _publish(session, Taken(), fund, holder, again, "undo", gone)
        for number in fits:
            done[number] = True
    return done


def _told(row: NavRow) -> NavFact:
    return NavFact(row.on, row.unit, row.dividend, row.split, row.published_cumulative)


def _check(row: NavRow) -> None:
    number_in("unit", row.unit, Decimal("0.00000001"), MOST, 8)
    number_in("dividend", row.dividend, Decimal(0), MOST, 8)
    number_in("split", row.split, Decimal("0.00000001"), MOST, 8)
    if row.published_cumulative is not None:
        number_in("cumulative", row.published_cumulative, Decimal(0), MOST, 8)
    if row.on > business_date():
        raise bad_input("date", "future")


async def _lock(session: AsyncSession, fund: FundKey) -> Product | ShareClass:
    """The row that keeps the latest NAV, locked with its fund: two publications of a fund wait for each other."""
    await named(session, Product, fund.product_id, "product")
    product = await locked(session, Product, fund.product_id)
    if fund.share_class_id is None:
        return product
    found = await named(session, ShareClass, fund.share_class_id, "shareClass")
    if found.product_id != fund.product_id:
        raise bad_input("shareClass", "unknown")
    return found


async def _publish(
    session: AsyncSession,
    taken: Taken,
    fund: FundKey,
    holder: Product | ShareClass,
    rows: Mapping[int, NavRow],
    source: str,
    gone: Collection[date] = (),
) -> None:
    """Write what follows from new and corrected days, and from days that are taken back (gone)."""
    firm_id, moment = session.info["firm_id"], now()
    present = {row.date: row for row in await session.scalars(_present(firm_id, fund))}
    facts = {day: _fact(row) for day, row in present.items()}
    paid_before = paid_out(facts.values())
    changed: dict[date, int] = {}
    for number, row in rows.items():
        fact = _told(row)
        if facts.get(row.on) == fact:
            taken.unchanged += 1
            continue
        facts[row.on] = fact
        changed[row.on] = number
    left = {day for day in gone if facts.pop(day, None) is not None}
    if not changed and not left:
        return
    ordered = [facts[day] for day in sorted(facts)]
    values = {value.on: value for value in series_of(ordered)}
    stale = [
        day for day, row in present.items() if day in changed or day in left or _differs(row, values[day])
    ]
    ids = [present[day].id for day in stale]
    # The old versions end before the new ones begin, or two of a day would be present at once.
    await _supersede(session, [present[day] for day in stale], moment)
    bulk = BulkRows(session)
    for day in sorted({*stale, *changed} - left):
        own = rows[changed[day]] if day in changed else None
        before = present.get(day)
        id = uuid7()
        bulk.add(
            NavPoint,
            **_columns(fund, facts[day], values[day], own, before, source, moment) | {"id": id},
        )
        if own is not None:
            (taken.add if before is None else taken.restated.__setitem__)(changed[day], id)
            _notes(taken, changed[day], own, values[day], holder, present)
    bulk.happened(
        NavPublished(
            fund.product_id,
            fund.share_class_id,
            min({*changed, *left}).isoformat(),
            max({*changed, *left}).isoformat(),
            restated=bool(ids),
        )
    )
    await bulk.write()
    last = ordered[-1] if ordered else None
    holder.nav, holder.nav_date = (last.unit, last.on) if last else (None, None)
    await session.flush()
    if paid_out(ordered) != paid_before:
        keys = [key for key in await all_positions(session, fund.product_id) if key[1:] == tuple(fund)]
        await rebuild(session, keys)
    await maintain_aum(session, await holders_of(session, fund))


def _notes(
    taken: Taken,
    number: int,
    row: NavRow,
    value: NavValue,
    holder: Product | ShareClass,
    present: Mapping[date, NavPoint],
) -> None:
    if not value.agrees:
        taken.note(number, "cumulative_differs")
    if isinstance(holder, Product):
        due = late_on(row.on, holder.nav_lag_days)
        if row.on not in present and due <= business_date(row.published_at or now()):
            taken.note(number, "late")


async def _supersede(session: AsyncSession, rows: Sequence[NavPoint], moment: datetime) -> None:
    for row in rows:
        row.superseded_at = moment
    await session.flush()


def _columns(
    fund: FundKey,
    fact: NavFact,
    value: NavValue,
    row: NavRow | None,
    before: NavPoint | None,
    source: str,
    moment: datetime,
) -> dict[str, Any]:
    """A new version; one that only follows from another day's change is `recomputed`."""
    # A correction becomes known now, whenever the first version was.
    published = moment if before is not None or row is None else row.published_at or moment
    return {
        **fund._asdict(),
        "date": fact.on,
        "unit": fact.unit,
        "dividend": fact.dividend,
        "split": fact.split,
        "published_cumulative": fact.published_cumulative,
        "cumulative": value.cumulative,
        "adjusted": value.adjusted,
        "published_at": published,
        "superseded_at": None,
        "restated_from_id": before.id if before else None,
        "source": source if row is not None else "recomputed",
        "reason": row.reason if row is not None else None,
        "origin": dict(row.origin) if row is not None and row.origin else None,
    }


def _fact(row: NavPoint) -> NavFact:
    return NavFact(row.date, row.unit, row.dividend, row.split, row.published_cumulative)


def _differs(row: NavPoint, value: NavValue) -> bool:
    return (row.cumulative, row.adjusted) != (value.cumulative, value.adjusted)


def _present(firm_id: UUID, fund: FundKey) -> Select[NavPoint]:
    return (
        select(NavPoint)
        .where(
            NavPoint.firm_id == firm_id,
            NavPoint.product_id == fund.product_id,
            NavPoint.share_class_id.is_not_distinct_from(fund.share_class_id),
            NavPoint.superseded_at.is_(None),
        )
        .order_by(NavPoint.date)
        .execution_options(populate_existing=True)
    )


def nav_known(known_at: datetime | None) -> ColumnElement[bool]:
    """The versions of NAVs that were present at an instant; None: now."""
    if known_at is None:
        return NavPoint.superseded_at.is_(None)
    later = NavPoint.superseded_at.is_(None) | (NavPoint.superseded_at > known_at)
    return (NavPoint.published_at <= known_at) & later


@dataclass(frozen=True, slots=True)
class NavDay:
    """A day of a series."""

    on: date
    unit: Decimal
    cumulative: Decimal
    adjusted: Decimal


async def series_by_fund(
    session: AsyncSession,
    product_ids: Iterable[UUID],
    until: date | None = None,
    known_at: datetime | None = None,
) -> dict[FundKey, list[NavDay]]:
    """NAVs up to a day as known at an instant, oldest first, by fund or class; funds without any are absent."""
    statement = select(NavPoint).where(
        NavPoint.firm_id == session.info["firm_id"],
        NavPoint.product_id.in_(sorted(set(product_ids))),
        nav_known(known_at),
    )
    if until is not None:
        statement = statement.where(NavPoint.date <= until)
    found: dict[FundKey, list[NavDay]] = defaultdict(list)
    for fund, day in await _nav_days(session, statement.order_by(NavPoint.date)):
        found[fund].append(day)
    return dict(found)


async def present_navs(
    session: AsyncSession, wanted: Collection[tuple[FundKey, date]]
) -> dict[tuple[FundKey, date], NavPoint]:
    """The present NAVs of funds and days; those that have none are absent."""
    found = {}
    rows = await session.scalars(
        select(NavPoint).where(
            NavPoint.firm_id == session.info["firm_id"],
            NavPoint.product_id.in_({fund.product_id for fund, _ in wanted}),
            NavPoint.date.in_({day for _, day in wanted}),
            NavPoint.superseded_at.is_(None),
        )
    )
    for row in rows:
        key = FundKey(row.product_id, row.share_class_id), row.date
        if key in wanted:
            found[key] = row
    return found


async def latest_by_fund(
    session: AsyncSession, on: date, known_at: datetime | None = None
) -> dict[FundKey, NavDay]:
    """The latest NAV of every fund and class with a date not after a day, as known at an instant."""
    statement = (
        select(NavPoint)
        .where(NavPoint.firm_id == session.info["firm_id"], NavPoint.date <= on, nav_known(known_at))
        .order_by(NavPoint.product_id, NavPoint.share_class_id, NavPoint.date.desc())
        .ext(distinct_on(NavPoint.product_id, NavPoint.share_class_id))
    )
    return dict(await _nav_days(session, statement))


async def _nav_days(session: AsyncSession, statement: Select[NavPoint]) -> list[tuple[FundKey, NavDay]]:
    """The days of a statement as plain values: thousands of rows are read far faster without objects."""
    rows = await session.execute(
        statement.with_only_columns(
            NavPoint.product_id,
            NavPoint.share_class_id,
            NavPoint.date,
            NavPoint.unit,
            NavPoint.cumulative,
            NavPoint.adjusted,
            maintain_column_froms=True,
        )
    )
    return [
        (FundKey(product_id, class_id), NavDay(day, unit, cumulative, adjusted))
        for product_id, class_id, day, unit, cumulative, adjusted in rows
    ]


@dataclass(frozen=True, slots=True)
class NavState:
    """Whether the NAV of a fund or class is as it should be on a day. missing: days that are late, oldest first."""

    latest: date | None
    stale: bool
    missing: list[date]


async def nav_states(session: AsyncSession, on: date) -> dict[FundKey, NavState]:
    """The state of every fund that is alive on a day and valued by NAV; of one with classes, of each class.

    Missing days count from the first NAV that is there.
    """
    firm_id = session.info["firm_id"]
    products = list(
        await session.scalars(
            select(Product).where(
                Product.firm_id == firm_id,
                Product.valuation == "nav",
                Product.status != "liquidated",
                Product.terminated_on.is_(None) | (Product.terminated_on > on),
            )
        )
    )
    days: dict[FundKey, list[date]] = defaultdict(list)
    dated = select(NavPoint.product_id, NavPoint.share_class_id, NavPoint.date).where(
        NavPoint.firm_id == firm_id, NavPoint.date <= on, NavPoint.superseded_at.is_(None)
    )
    for product_id, class_id, day in await session.execute(dated.order_by(NavPoint.date)):
        days[FundKey(product_id, class_id)].append(day)
    classes: dict[UUID, list[FundKey]] = defaultdict(list)
    rows = await session.execute(
        select(ShareClass.product_id, ShareClass.id).where(ShareClass.firm_id == firm_id)
    )
    for product_id, class_id in rows:
        classes[product_id].append(FundKey(product_id, class_id))
    found = {}
    for product in products:
        for fund in classes.get(product.id) or [FundKey(product.id)]:
            found[fund] = _state(product, days.get(fund, []), on)
    return found


def _state(product: Product, known: Sequence[date], on: date) -> NavState:
    latest = known[-1] if known else None
    stale = is_stale(latest, product.nav_interval, product.nav_lag_days, on)
    first = known[0] if known else product.inception
    missing = missing_days(product.nav_interval, product.nav_lag_days, known, first, on) if first else []
    return NavState(latest, stale, missing)
