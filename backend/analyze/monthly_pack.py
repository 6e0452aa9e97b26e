"""The monthly pack, the board that every firm has of its last month, and what cards of the cockpit are on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from backend.analyze.report_shape import Shape, hold, read_shape

SHIPPED: Final = Path(__file__).with_name("monthly_pack.json")
FUNNEL, SERVICE = "funnel", "service"


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet. shape: of a report; special: FUNNEL or SERVICE, which are told by figures of their own."""

    zh: str
    en: str
    shape: Shape | None
    special: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """What is in it, in order. cockpit: sheets by the name of a card."""

    zh: str
    en: str
    parts: Sequence[Part]
    cockpit: Mapping[str, Sequence[Part]]


@cache
def pack() -> Pack:
    """The pack as it is shipped."""
    told = orjson.loads(SHIPPED.read_bytes())
    cockpit = {name: [_part(each) for each in parts] for name, parts in told["cockpit"].items()}
    return Pack(told["zh"], told["en"], [_part(each) for each in told["sheets"]], cockpit)


def _part(told: Mapping[str, Any]) -> Part:
    content = told.get("content")
    return Part(
        told["zh"], told["en"], None if content is None else hold(read_shape(content)), told.get("special")
    )
