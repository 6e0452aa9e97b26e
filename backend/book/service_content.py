"""What a service matrix says: its cells, whom each is for and what is promised there; checked here and nowhere else.

A matrix is data of the firm. A cell is for tiers, for whoever meets a condition, for both, or for everybody; of those
that fit a client the most specific one holds, of equals the one with the higher priority, then the one further up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.book.choices import PRIORITIES as URGENCIES
from backend.book.choices import REQUEST_KINDS
from backend.book.interactions import KINDS
from backend.platform.errors import bad_input
from backend.systemize.conditions.tree import Condition, read
from backend.systemize.field_values import clean_text

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
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
    rows = _list(_object(given, "content", {"cells"})["cells"], "cells", MOST_CELLS)
    found = [_cell(row, f"cells.{n}", roles) for n, row in enumerate(rows)]
    for name in ("key", "zh", "en"):
        values = [getattr(cell, name).lower() for cell in found]
        for n, value in enumerate(values):
            if value in values[:n]:
                raise bad_input(f"cells.{n}.{name}", "taken")
    return tuple(sorted(found, key=lambda cell: cell.strength, reverse=True))


def _cell(given: Any, at: str, roles: Sequence[str] | None) -> Cell:
    named = {"key", "zh", "en", "tiers", "condition", "priority"}
    row = _object(given, at, named | {"owner", "cadence", *LEVEL})
    if not isinstance(row["key"], str) or not KEY.fullmatch(row["key"]):
        raise bad_input(f"{at}.key", "tier_key")
    priority = row["priority"]
    if not isinstance(priority, int) or isinstance(priority, bool) or not 0 <= priority <= HIGHEST:
        raise bad_input(f"{at}.priority", "range", low=0, high=HIGHEST)
    tiers = _list(row["tiers"], f"{at}.tiers", MOST_CELLS)
    if not all(isinstance(tier, str) and KEY.fullmatch(tier) for tier in tiers):
        raise bad_input(f"{at}.tiers", "choice")
    return Cell(
        row["key"],
        _words(row["zh"], f"{at}.zh"),
        _words(row["en"], f"{at}.en"),
        tuple(dict.fromkeys(tiers)),
        None if row["condition"] is None else read(row["condition"]),
        priority,
        _level(row, at, roles),
    )


LEVEL: Final = ("calendar", "responses", "entitlements", "escalation", "urgency")


def _level(row: Mapping[str, Any], at: str, roles: Sequence[str] | None) -> Level:
    responses = row["responses"]
    if not isinstance(responses, dict) or not set(responses) <= set(REQUESTS):
        raise bad_input(f"{at}.responses", "choice")
    for kind, minutes in responses.items():
        _whole(minutes, f"{at}.responses.{kind}", MOST_MINUTES)
    entitlements = _list(row["entitlements"], f"{at}.entitlements", MOST_ENTITLEMENTS)
    return Level(
        _some(row["owner"], f"{at}.owner", roles),
        _cadence(row["cadence"], f"{at}.cadence"),
        _choice(row["calendar"], f"{at}.calendar", CALENDARS),
        {kind: responses[kind] for kind in REQUESTS if kind in responses},
        tuple(_entitlement(each, f"{at}.entitlements.{n}") for n, each in enumerate(entitlements)),
        _some(row["escalation"], f"{at}.escalation", None if roles is None else (OWNER, *roles)),
        _choice(row["urgency"], f"{at}.urgency", URGENCY),
    )


def _entitlement(given: Any, at: str) -> tuple[str, str]:
    row = _object(given, at, {"zh", "en"})
    return _words(row["zh"], f"{at}.zh", limit=80), _words(row["en"], f"{at}.en", limit=80)


def _cadence(given: Any, at: str) -> Cadence | None:
    if given is None:
        return None
    row = _object(given, at, {"every", "unit", "kinds"})
    every = _whole(row["every"], f"{at}.every", MOST_EVERY)
    return Cadence(
        every, _choice(row["unit"], f"{at}.unit", UNITS), _some(row["kinds"], f"{at}.kinds", KINDS)
    )


def _object(given: Any, at: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict) or set(given) != names:
        raise bad_input(at, "matrix_format")
    return given


def _list(given: Any, at: str, most: int) -> list[Any]:
    if not isinstance(given, list):
        raise bad_input(at, "matrix_format")
    if len(given) > most:
        raise bad_input(at, "limit", limit=most)
    return given


def _some(given: Any, at: str, among: Sequence[str] | None) -> tuple[str, ...]:
    """Each once, in the order given."""
    found = _list(given, at, MOST_CELLS)
    if not all(isinstance(each, str) and (among is None or each in among) for each in found):
        raise bad_input(at, "choice")
    return tuple(dict.fromkeys(found))


def _choice(given: Any, at: str, among: Sequence[str]) -> str:
    if not isinstance(given, str) or given not in among:
        raise bad_input(at, "choice")
    return given


def _whole(given: Any, at: str, high: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= high:
        raise bad_input(at, "range", low=1, high=high)
    return given


def _words(given: Any, at: str, limit: int = 30) -> str:
    if not isinstance(given, str):
        raise bad_input(at, "matrix_format")
    return clean_text(given, at, limit=limit, required=True) or ""
