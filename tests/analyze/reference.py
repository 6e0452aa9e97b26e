"""The same figures, told slowly: transaction by transaction and client by client, out of lists in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.book.ledger import Transaction

SUBSCRIPTIONS = {"initial", "additional"}


@dataclass(frozen=True)
class Fact:
    """A transaction with the day on which its pair was taken back."""

    row: Transaction
    undone_on: date | None


def facts_of(rows: Sequence[Transaction], *, restated: bool) -> list[Fact]:
    reversals = {row.reverses_id: row.date for row in rows if row.reverses_id is not None}
    found = []
    for row in rows:
        undone = row.date if row.reverses_id is not None else reversals.get(row.id)
        if not (restated and undone is not None):
            found.append(Fact(row, undone))
    return found


def money(facts: Sequence[Fact], first: date, until: date) -> tuple[Decimal, Decimal, int]:
    """Gross, redeemed, clients."""
    gross = redeemed = Decimal(0)
    clients = set()
    for fact in facts:
        row = fact.row
        if not first <= row.date < until:
            continue
        if row.kind in SUBSCRIPTIONS:
            gross += row.net
        elif row.kind == "redemption":
            redeemed += row.gross
        else:
            continue
        clients.add(row.client_id)
    return gross, redeemed, len(clients)


def holds(facts: Sequence[Fact], end: date) -> bool:
    units: dict[Any, Decimal] = defaultdict(Decimal)
    for fact in facts:
        if fact.row.date < end:
            units[fact.row.product_id, fact.row.share_class_id] += fact.row.units
    return any(each > 0 for each in units.values())


def movement(facts: Sequence[Fact], first: date, until: date, today: date) -> dict[str, int]:
    """What became of one client."""
    told = dict.fromkeys(("opening", "closing", "new", "reactivated", "corrected"), 0)
    told |= dict.fromkeys(("lost", "returned", "involuntary", "transferred", "passed"), 0)
    standing = [fact for fact in facts if fact.undone_on is None or fact.undone_on >= until]
    opens, closes = holds(facts, first), holds(facts, until)
    truly = holds([fact for fact in standing if fact.row.date < first], first)
    came = [fact for fact in standing if fact.row.units > 0 and first <= fact.row.date < until]
    earlier = [fact for fact in standing if fact.row.units > 0 and fact.row.date < first]
    went = [fact for fact in standing if fact.row.units < 0 and fact.row.date < until]
    told["opening"], told["closing"] = int(opens), int(closes)
    if opens != closes and (opens != truly or (closes and not came)):
        told["corrected"] = int(closes) - int(opens)
        return told
    comes = not opens and bool(came)
    if comes:
        told["reactivated" if earlier else "new"] = 1
    if closes or not (opens or comes):
        return told
    if not opens:
        told["passed"] = 1
        return told
    last = max(fact.row.date for fact in went)
    again = [
        fact
        for fact in facts
        if fact.undone_on is None
        and fact.row.kind in SUBSCRIPTIONS
        and last < fact.row.date <= min(last + timedelta(days=90), today)
    ]
    if any(fact.row.kind == "transfer_out" and fact.row.date == last for fact in went):
        told["transferred"] = 1
    elif again:
        told["returned"] = 1
    else:
        told["lost"] = 1
    return told


def growth(facts: Sequence[Fact], first: date, until: date, today: date) -> dict[str, int]:
    own: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        own[fact.row.client_id].append(fact)
    total: dict[str, int] = defaultdict(int)
    for each in own.values():
        for name, count in movement(each, first, until, today).items():
            total[name] += count
    return dict(total)
