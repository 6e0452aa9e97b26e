"""What one issue of a proposal says otherwise than another: place by place, with both values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

SKIPPED: Final = frozenset({"series", "number", "issued_on"})
"""What every issue has anew, and drawings, whose last day is told by `as_of`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place. at: as `items.SG01.amount`; before, after: None: it is not there."""

    at: str
    before: str | None
    after: str | None


def differences_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """All places at which two contents differ, in the order of the newer one, then what is gone."""
    old, new = dict(_places(before, "")), dict(_places(after, ""))
    found = [Difference(at, old.get(at), value) for at, value in new.items() if old.get(at) != value]
    return found + [Difference(at, value, None) for at, value in old.items() if at not in new]


def _places(value: Any, at: str) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key not in SKIPPED:
                yield from _places(each, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for n, each in enumerate(value):
            # Funds keep their code when they change places.
            name = each.get("code", n) if isinstance(each, Mapping) else n
            yield from _places(each, f"{at}.{name}")
    else:
        yield at, None if value is None else str(value)
