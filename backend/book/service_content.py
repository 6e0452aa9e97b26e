"""What a service matrix says: its cells, whom each is for and what is promised there; checked here and nowhere else.

A matrix is data of the firm. A cell is for tiers, for whoever meets a condition, for both, or for everybody; of those
that fit a client the most specific one holds, of equals the one with the higher priority, then the one further up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.book.choices import PRIORITIES as URGENCIES
from backend.book.choices import REQUEST_KINDS
from backend.book.content_checks import (
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    whole_of,
    words_of,
)
from backend.book.interactions import KINDS
from backend.platform.errors import bad_input
from backend.systemize.conditions.tree import Condition, read

OWNER: Final = "owner"
"""In an escalation chain: whoever serves the client."""
UNITS: Final = ("day", "week", "month")
"""Months are those of the calendar: each has to have a contact."""
CALENDARS: Final = ("business", "always")
REQUESTS: Final = tuple(option.value for option in REQUEST_KINDS)
URGENCY: Final = tuple(option.value for option in URGENCIES)
MOST_CELLS, MOST_ENTITLEMENTS, MOST_EVERY, MOST_MINUTES = 60, 20, 400, 60 * 24 * 30
HIGHEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often somebody talks with the client. kinds: which conversations count; empty: any in which he took part."""

    every: int
    unit: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What is promised. owner_roles: the owner holds one of them, empty: anybody may be; responses: minutes by kind of
    request; entitlements: each in Chinese and in English; escalation: roles, or OWNER, who is told one after the other.
    """

    owner_roles: tuple[str, ...]
    cadence: Cadence | None
    calendar: str
    responses: Mapping[str, int]
    entitlements: tuple[tuple[str, str], ...]
    escalation: tuple[str, ...]
    urgency: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. tiers: keys, empty: of any; condition: of the rule language over clients, None: whoever."""

    key: str
    zh: str
    en: str
    tiers: tuple[str, ...]
    condition: Condition | None
    priority: int
    level: Level

    @property
    def strength(self) -> tuple[int, int]:
        """Of the cells that fit a client the one with the greatest holds."""
        return (len(self.tiers) > 0) + (self.condition is not None), self.priority


def read_content(given: Any, roles: Sequence[str] | None = None) -> tuple[Cell, ...]:
    """The cells, the strongest first. roles: those that people may hold; None: of what was published already.

    Raises Refused(BAD_USER_INPUT) naming the place, as `cells.1.responses`.
    """
    rows = list_of(object_of(given, "content", {"cells"})["cells"], "cells", MOST_CELLS)
    found = [_cell(row, f"cells.{n}", roles) for n, row in enumerate(rows)]
    for name in ("key", "zh", "en"):
        hold_apart([getattr(cell, name) for cell in found], "cells", name)
    return tuple(sorted(found, key=lambda cell: cell.strength, reverse=True))


def kept(given: Any, roles: Sequence[str]) -> dict[str, Any]:
    """A matrix as it is stored: as it was given, with its words as they were read. Raises as `read_content`."""
    by_key = {cell.key: cell for cell in read_content(given, roles)}
    cells = []
    for row in given["cells"]:
        cell = by_key[row["key"]]
        gets = [{"zh": zh, "en": en} for zh, en in cell.level.entitlements]
        cells.append({**row, "zh": cell.zh, "en": cell.en, "entitlements": gets})
    return {"cells": cells}


def _cell(given: Any, at: str, roles: Sequence[str] | None) -> Cell:
    named = {"key", "zh", "en", "tiers", "condition", "priority"}
    row = object_of(given, at, named | {"owner", "cadence", *LEVEL})
    tiers = list_of(row["tiers"], f"{at}.tiers", MOST_CELLS)
    return Cell(
        key_of(row["key"], f"{at}.key"),
        words_of(row["zh"], f"{at}.zh", 30),
        words_of(row["en"], f"{at}.en", 30),
        tuple(dict.fromkeys(key_of(tier, f"{at}.tiers") for tier in tiers)),
        None if row["condition"] is None else read(row["condition"]),
        whole_of(row["priority"], f"{at}.priority", 0, HIGHEST),
        _level(row, at, roles),
    )


LEVEL: Final = ("calendar", "responses", "entitlements", "escalation", "urgency")


def _level(row: Mapping[str, Any], at: str, roles: Sequence[str] | None) -> Level:
    responses = row["responses"]
    if not isinstance(responses, dict) or not set(responses) <= set(REQUESTS):
        raise bad_input(f"{at}.responses", "choice")
    for kind, minutes in responses.items():
        whole_of(minutes, f"{at}.responses.{kind}", 1, MOST_MINUTES)
    entitlements = list_of(row["entitlements"], f"{at}.entitlements", MOST_ENTITLEMENTS)
    return Level(
        _some(row["owner"], f"{at}.owner", roles),
        _cadence(row["cadence"], f"{at}.cadence"),
        choice_of(row["calendar"], f"{at}.calendar", CALENDARS),
        {kind: responses[kind] for kind in REQUESTS if kind in responses},
        tuple(_entitlement(each, f"{at}.entitlements.{n}") for n, each in enumerate(entitlements)),
        _some(row["escalation"], f"{at}.escalation", None if roles is None else (OWNER, *roles)),
        choice_of(row["urgency"], f"{at}.urgency", URGENCY),
    )


def _entitlement(given: Any, at: str) -> tuple[str, str]:
    row = object_of(given, at, {"zh", "en"})
    return words_of(row["zh"], f"{at}.zh", 80), words_of(row["en"], f"{at}.en", 80)


def _cadence(given: Any, at: str) -> Cadence | None:
    if given is None:
        return None
    row = object_of(given, at, {"every", "unit", "kinds"})
    every = whole_of(row["every"], f"{at}.every", 1, MOST_EVERY)
    return Cadence(
        every, choice_of(row["unit"], f"{at}.unit", UNITS), _some(row["kinds"], f"{at}.kinds", KINDS)
    )


def _some(given: Any, at: str, among: Sequence[str] | None) -> tuple[str, ...]:
    """Each once, in the order given."""
    found = list_of(given, at, MOST_CELLS)
    if not all(isinstance(each, str) and (among is None or each in among) for each in found):
        raise bad_input(at, "choice")
    return tuple(dict.fromkeys(found))
