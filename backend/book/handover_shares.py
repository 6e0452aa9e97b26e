"""Sharing clients out among those who follow: pure, and the same for the same book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

WAYS: Final = ("number", "aum", "region", "tier")


@dataclass(frozen=True)
class Share:
    """A client to be shared out. aum: CNY; household_id, province: None where there is none.

    rank: of his tier, 0 in none; suits: who may serve clients of his level, empty where anybody may.
    """

    client_id: UUID
    aum: Decimal = Decimal(0)
    household_id: UUID | None = None
    province: str | None = None
    rank: int = 0
    suits: frozenset[UUID] = frozenset()


def share_out(
    clients: Sequence[Share],
    receivers: Sequence[UUID],
    way: str,
    *,
    together: bool = True,
    has: Mapping[UUID, int] = MappingProxyType({}),
) -> dict[UUID, UUID]:
    """Who follows for each client.

    way: `number` and `aum` make as even as may be what each gets; `region` lets clients of a province go to one
    person, the provinces evenly by number; `tier` gives each client to somebody who suits his level, the highest tiers
    first, and among those to who has the fewest clients then. has: clients that each has already, for `tier` alone.
    together: a household goes to one person, whatever the way; its highest tier says whom it suits.
    Raises ValueError without receivers or for an unknown way.
    """
    if not receivers or way not in WAYS:
        raise ValueError("nobody to share out to, or no such way")
    blocks = _blocks(clients, way, together=together)
    weigh: Callable[[Share], Decimal] = (
        (lambda each: each.aum) if way == "aum" else (lambda _each: Decimal(1))
    )
    by_tier = way == "tier"
    got = {each: (Decimal(has.get(each, 0) if by_tier else 0), 0) for each in receivers}
    goes: dict[UUID, UUID] = {}

    def order(block: Sequence[Share]) -> tuple[int, Decimal, int, UUID]:
        rank = max(each.rank for each in block) if by_tier else 0
        return -rank, -sum(map(weigh, block), Decimal(0)), -len(block), block[0].client_id

    # The heaviest first, each to who has least by then: the usual rule of thumb, at most a third off the best.
    for block in sorted(blocks, key=order):
        suited = _suited(block, receivers) if by_tier else receivers
        to = min(suited, key=lambda each: (got[each], receivers.index(each)))
        weight, number = got[to]
        got[to] = weight + sum(map(weigh, block), Decimal(0)), number + len(block)
        goes.update(dict.fromkeys((each.client_id for each in block), to))
    return goes


def _suited(block: Sequence[Share], receivers: Sequence[UUID]) -> Sequence[UUID]:
    """Who may serve the highest of a block; everybody where nobody of them may."""
    highest = max(block, key=lambda each: each.rank)
    return [each for each in receivers if each in highest.suits] or receivers


def _blocks(clients: Sequence[Share], way: str, *, together: bool) -> list[list[Share]]:
    """Clients that go to one person, each list by id."""
    ordered = sorted(clients, key=lambda each: each.client_id)
    homes = _home_regions(ordered)
    found: Mapping[object, list[Share]] = defaultdict(list)
    for each in ordered:
        family = each.household_id if together else None
        key: object
        if way == "region":
            key = homes.get(family) if family is not None else each.province
        else:
            key = each.client_id if family is None else family
        found[key].append(each)
    return list(found.values())


def _home_regions(ordered: Sequence[Share]) -> dict[UUID | None, str | None]:
    """The province of each family: that of most of its clients."""
    counted: dict[UUID, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    for each in ordered:
        if each.household_id is not None:
            counted[each.household_id][each.province] += 1
    return {
        family: min(counts, key=lambda place: (-counts[place], place or "~"))
        for family, counts in counted.items()
    }
