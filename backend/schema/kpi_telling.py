"""How each figure of the catalogue is told: the numbers of its windows and keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import UNKNOWN, Asked
from backend.analyze.growth import Growth, growth
from backend.analyze.heads import heads
from backend.analyze.portrait import Share, portrait
from backend.analyze.raised import Raised, raised
from backend.analyze.reinvested import Again, reinvested
from backend.schema.kpi_figures import Numbers


@dataclass
class Told:
    """What was counted: by window in all and by key; clients, heads: how many of each key, and in all."""

    totals: dict[int, Numbers] = field(default_factory=dict)
    keys: dict[int, dict[str, Numbers]] = field(default_factory=lambda: defaultdict(dict))
    clients: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    heads: dict[int, int] = field(default_factory=dict)
    statements: int = 1

    def put(self, nth: int, key: str | None, numbers: Numbers, clients: int) -> None:
        """Take in what a key of a window comes to."""
        self.keys[nth][key or UNKNOWN] = numbers
        self.clients[nth][key or UNKNOWN] = clients


async def tell_raised(session: AsyncSession, asked: Asked) -> Told:
    """K-10, in one statement."""
    told = Told()
    for row in await raised(session, asked):
        if row.key is None:
            told.totals[row.nth], told.heads[row.nth] = _raised(row), row.clients
        else:
            told.put(row.nth, row.key, _raised(row), row.clients)
    for nth in range(1, len(asked.windows) + 1):
        told.totals.setdefault(nth, _raised(Raised(nth, None, 0, Decimal(0), Decimal(0))))
    return told


def _raised(row: Raised) -> Numbers:
    return {"gross": row.gross, "net": row.net, "redeemed": row.redeemed, "clients": row.clients}


async def tell_growth(session: AsyncSession, asked: Asked) -> Told:
    """K-11, in one statement."""
    return _grown(asked, await growth(session, asked), _growth)


async def tell_churn(session: AsyncSession, asked: Asked) -> Told:
    """K-19, in one statement."""
    return _grown(asked, await growth(session, asked), _churn)


def _grown(
    asked: Asked, found: Mapping[int, Mapping[str | None, Growth]], numbers: Callable[[Growth], Numbers]
) -> Told:
    told = Told()
    for nth in range(1, len(asked.windows) + 1):
        rows = found.get(nth, {})
        whole = sum(rows.values(), Growth())
        told.totals[nth], told.heads[nth] = numbers(whole), whole.seen
        if asked.by is not None:
            for key, row in rows.items():
                told.put(nth, key, numbers(row), row.seen)
    return told


def _growth(of: Growth) -> Numbers:
    names = (
        *("net", "new", "reactivated", "left", "lost", "returned"),
        *("involuntary", "transferred", "passed", "corrected", "opening", "closing"),
    )
    counts = {name: getattr(of, name) for name in names}
    # A net change is no share of those at the beginning: it has no interval.
    return {**counts, "rate": (of.net, of.opening, of.opening, False)}


def _churn(of: Growth) -> Numbers:
    return {
        "rate": (of.lost, of.opening, of.opening, True),
        "lost": of.lost,
        "provisional": of.provisional,
        "involuntary": of.involuntary,
        "transferred": of.transferred,
    }


async def tell_portrait(session: AsyncSession, asked: Asked) -> Told:
    """K-12, in one statement for each window. Raises Refused(rate_missing)."""
    told = Told(statements=len(asked.windows))
    for nth, window in enumerate(asked.windows, 1):
        rows = await portrait(session, asked, window.last)
        whole = sum(rows.values(), Share())
        told.totals[nth], told.heads[nth] = _share(whole, whole), whole.clients
        if asked.by is not None:
            for key, row in rows.items():
                told.put(nth, key, _share(row, whole), row.clients)
    return told


def _share(row: Share, whole: Share) -> Numbers:
    return {
        "clients": row.clients,
        "aum": row.aum,
        "share": (row.clients, whole.clients, whole.clients, True),
        "aumShare": (row.aum, whole.aum, whole.clients, False),
        "unpriced": row.unpriced,
    }


async def tell_reinvested(session: AsyncSession, asked: Asked) -> Told:
    """K-17, in two statements."""
    found = await reinvested(session, asked)
    told = Told(statements=2)
    for nth in range(1, len(asked.windows) + 1):
        whole = sum(found.get(nth, {}).values(), Again())
        told.totals[nth], told.heads[nth] = _again(whole), max(whole.existing, whole.clients)
        if asked.by is not None:
            for key, row in found.get(nth, {}).items():
                told.put(nth, key, _again(row), max(row.existing, row.clients))
    return told


def _again(of: Again) -> Numbers:
    return {
        "reinvested": (of.again, of.clients, of.clients, True),
        "additional": (of.added, of.existing, of.existing, True),
        "amount": (of.back, of.paid, of.clients, False),
        "immature": of.immature,
    }


async def tell_contribution(session: AsyncSession, asked: Asked) -> Told:
    """K-28, in three statements: money, clients and staff, all by team; without a team no staff is told."""
    split = replace(asked, by="team")
    money = {(row.nth, row.key): row for row in await raised(session, split)}
    clients, people = await growth(session, split), await heads(session, split)
    told = Told(statements=3)
    for nth in range(1, len(asked.windows) + 1):
        own, staff = clients.get(nth, {}), people.get(nth, {})
        gross = money[nth, None].gross if (nth, None) in money else Decimal(0)
        # The staff of teams of whose clients the reader sees some: others are none of these figures.
        teams = {key for at, key in money if at == nth and key is not None} | set(own)
        there = sum((staff[key] for key in teams if key in staff), Decimal(0))
        told.totals[nth] = _per_head(gross, sum(row.closing for row in own.values()), there)
        told.heads[nth] = sum(row.seen for row in own.values())
        if asked.by is None:
            continue
        for key in filter(None, teams):
            row, team = money.get((nth, key)), own.get(key, Growth())
            raised_there = row.gross if row else Decimal(0)
            numbers = _per_head(raised_there, team.closing, staff.get(key, Decimal(0)))
            told.put(nth, key, numbers, max(team.closing, row.clients if row else 0))
    return told


def _per_head(gross: Decimal, clients: int, staff: Decimal) -> Numbers:
    return {
        "perClient": (gross, Decimal(clients), clients, False),
        "perStaff": (gross, staff, clients, False),
    }


Tell = Callable[[AsyncSession, Asked], Awaitable[Told]]
TELLS: Final[Mapping[str, Tell]] = {
    "K-10": tell_raised,
    "K-11": tell_growth,
    "K-12": tell_portrait,
    "K-17": tell_reinvested,
    "K-19": tell_churn,
    "K-28": tell_contribution,
}
"""By the id of the catalogue."""
