"""What two versions of an automation say otherwise, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson


def differences_of(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str | None, str | None]]:
    """(place, before, after) in the order of the later one; steps are named by their ids."""
    old, new = dict(_flat(before)), dict(_flat(after))
    places = [*new, *(place for place in old if place not in new)]
    return [(place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)]


def _flat(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if name == "steps":
            yield from _steps(value, "")
        elif name == "trigger":
            yield from ((f"trigger.{key}", _text(each)) for key, each in value.items())
        else:
            yield name, _text(value)


def _steps(steps: Any, within: str) -> Iterator[tuple[str, str]]:
    for n, step in enumerate(steps):
        at = f"steps.{step.get('id')}"
        yield at, f"{within}{n + 1}. {step.get('kind')}"
        for key, value in step.items():
            if key in {"then", "else"}:
                yield from _steps(value, f"{step.get('id')}.{key} ")
            elif key not in {"id", "kind"}:
                yield f"{at}.{key}", _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
