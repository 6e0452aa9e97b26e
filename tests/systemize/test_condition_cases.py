"""Conditions in memory answer the table that the browser's answer too; forms show and ask by them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backend.systemize.conditions.facts import holds
from backend.systemize.conditions.tree import read
from backend.systemize.conditions.values import typed
from backend.systemize.fields import Field, Kind

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "condition_cases.json").read_text())
KINDS = ("choice", "choices", "money", "number", "percent", "date", "boolean", "text", "region")
FIELDS = {kind: Field(kind, kind, Kind(kind), kind, kind) for kind in KINDS}


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_a_condition_holds_as_the_table_says(case: dict[str, Any]) -> None:
    known = FIELDS | {"gone": Field("gone", "gone", Kind.TEXT, "", "")}
    condition = typed(read(case["condition"]), known)
    day = date.fromisoformat(case["day"]) if "day" in case else None
    facts = {key: _fact(key, value) for key, value in case["facts"].items()}
    assert holds(condition, facts, day) is case["holds"]


def _fact(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key in ("money", "number", "percent"):
        return Decimal(value)
    return date.fromisoformat(value) if key == "date" else value
