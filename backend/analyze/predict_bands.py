"""Bands by what a manager can take on, not by a probability: the first of his clients are high, the next medium."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, TypeVar

from backend.analyze.predictions import HIGH, LOW, MEDIUM

CAPACITY: Final = 10
"""Clients a manager talks with in a week beside his other work."""
SECOND: Final = 20
Key = TypeVar("Key")
Owner = TypeVar("Owner")


def bands(
    worth: Mapping[Key, float], owners: Mapping[Key, Owner | None], floor: float
) -> dict[Key, tuple[str, int]]:
    """(band, place) of each client among those of his owner. worth: the higher the sooner; at or below `floor` nobody
    is warned of, however much room there is. Clients without an owner are one list.
    """
    lists: defaultdict[Owner | None, list[Key]] = defaultdict(list)
    for key in sorted(worth, key=lambda each: (-worth[each], str(each))):
        lists[owners.get(key)].append(key)
    found = {}
    for own in lists.values():
        for place, key in enumerate(own, 1):
            found[key] = (LOW if worth[key] <= floor else _band(place), place)
    return found


def _band(place: int) -> str:
    if place <= CAPACITY:
        return HIGH
    return MEDIUM if place <= CAPACITY + SECOND else LOW
