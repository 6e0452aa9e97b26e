"""What a firm's suitability rules say: questionnaire, grid of levels against risks, and who counts as qualified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson

from backend.book.choices import KINDS as CLIENT_KINDS
from backend.book.content_checks import (
    amount_of,
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    whole_of,
    words_of,
)
from backend.book.documents.categories import CATEGORIES
from backend.book.product_fields import RISK_LEVELS
from backend.platform.errors import bad_input
from backend.track.questionnaires import LEVELS, Questionnaire, read_questionnaire

SHIPPED: Final = Path(__file__).parent / "suitability_shipped.json"
"""What a firm begins with. Source: CSRC measures on suitability (2017) and on private funds (2014), and custom."""
LOWEST, PROFESSIONAL = "lowest", "professional"
CLASSES: Final = (LOWEST, *LEVELS, PROFESSIONAL)
"""Rows of the grid, from who may have least to who may have all."""
ALLOWED, INSIST, REFUSED = "allowed", "insist", "refused"
RESULTS: Final = (ALLOWED, INSIST, REFUSED)
PURPOSES: Final = ("qualified", "professional", "conversion", "ordinary")
"""What somebody asks to count as; `conversion`: an ordinary investor as professional, `ordinary`: the way back."""
MEASURES: Final = ("financial_assets", "income", "net_assets")
KINDS: Final = tuple(option.value for option in CLIENT_KINDS)
MOST_BASES, MOST_YEARS, MOST_MONTHS, MOST_INVESTORS = 40, 50, 120, 1_000_000


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground on which a client counts as something.

    kinds: of clients it is for; minimum: CNY by measure, all of them are needed; years: of experience; evidence:
    categories of documents, one of which has to be there (empty: none).
    """

    key: str
    purpose: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    minimum: Mapping[str, Decimal]
    years: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules. qualification_months: how long an approval is valid; evidence_months: how old its proof may be;
    investors: how many a fund may have.
    """

    questionnaire: Questionnaire
    grid: Mapping[str, Mapping[str, str]]
    qualification_months: int
    qualification_warn_days: int
    evidence_months: int
    bases: tuple[Basis, ...]
    investors: int

    def basis(self, key: str) -> Basis | None:
        """The ground of a key; None where these rules have none."""
        return next((basis for basis in self.bases if basis.key == key), None)


def read_content(given: Any) -> RuleSet:
    """The rules. Raises Refused(BAD_USER_INPUT) naming the place, as `grid.C2.R5`."""
    whole = object_of(given, "content", {"questionnaire", "grid", "qualification", "investors"})
    at = "qualification"
    part = object_of(whole["qualification"], at, {"months", "warn_days", "evidence_months", "bases"})
    bases = [
        _basis(each, f"{at}.bases.{n}")
        for n, each in enumerate(list_of(part["bases"], f"{at}.bases", MOST_BASES))
    ]
    hold_apart([basis.key for basis in bases], f"{at}.bases", "key")
    return RuleSet(
        read_questionnaire(whole["questionnaire"]),
        _grid(whole["grid"]),
        whole_of(part["months"], f"{at}.months", 1, MOST_MONTHS),
        whole_of(part["warn_days"], f"{at}.warn_days", 1, 120),
        whole_of(part["evidence_months"], f"{at}.evidence_months", 1, MOST_MONTHS),
        tuple(bases),
        whole_of(whole["investors"], "investors", 1, MOST_INVESTORS),
    )


@cache
def shipped() -> bytes:
    """The shipped rules as JSON."""
    return SHIPPED.read_bytes()


def shipped_content() -> dict[str, Any]:
    """The shipped rules, to be written by a firm."""
    content: dict[str, Any] = orjson.loads(shipped())
    read_content(content)
    return content


def _grid(given: Any) -> dict[str, dict[str, str]]:
    rows = object_of(given, "grid", set(CLASSES))
    grid = {}
    for name in CLASSES:
        row = object_of(rows[name], f"grid.{name}", set(RISK_LEVELS))
        grid[name] = {risk: choice_of(row[risk], f"grid.{name}.{risk}", RESULTS) for risk in RISK_LEVELS}
        for low, high in pairwise(RISK_LEVELS):
            if RESULTS.index(grid[name][high]) < RESULTS.index(grid[name][low]):
                raise bad_input(f"grid.{name}.{high}", "grid_rises")
    # The law: who is of the lowest class may never hold above R1, and nobody talks him into it.
    for risk in RISK_LEVELS[1:]:
        if grid[LOWEST][risk] != REFUSED:
            raise bad_input(f"grid.{LOWEST}.{risk}", "grid_lowest")
    # A level may be offered its own risk and below; what is above is never simply allowed.
    for n, level in enumerate(LEVELS):
        for risk in RISK_LEVELS[n + 1 :]:
            if grid[level][risk] == ALLOWED:
                raise bad_input(f"grid.{level}.{risk}", "grid_above")
    return grid


def _basis(given: Any, at: str) -> Basis:
    names = {"key", "purpose", "zh", "en", "kinds", "measures", "years", "evidence"}
    row = object_of(given, at, names)
    kinds = list_of(row["kinds"], f"{at}.kinds", len(KINDS))
    measures = [
        object_of(each, f"{at}.measures.{n}", {"measure", "minimum"})
        for n, each in enumerate(list_of(row["measures"], f"{at}.measures", len(MEASURES)))
    ]
    evidence = list_of(row["evidence"], f"{at}.evidence", len(CATEGORIES))
    return Basis(
        key_of(row["key"], f"{at}.key"),
        choice_of(row["purpose"], f"{at}.purpose", PURPOSES),
        words_of(row["zh"], f"{at}.zh", 120),
        words_of(row["en"], f"{at}.en", 120),
        tuple(dict.fromkeys(choice_of(each, f"{at}.kinds", KINDS) for each in kinds)),
        {
            choice_of(each["measure"], f"{at}.measures.{n}", MEASURES): amount_of(
                each["minimum"], f"{at}.measures.{n}.minimum"
            )
            for n, each in enumerate(measures)
        },
        whole_of(row["years"], f"{at}.years", 0, MOST_YEARS),
        tuple(dict.fromkeys(choice_of(each, f"{at}.evidence", tuple(CATEGORIES)) for each in evidence)),
    )
