"""Funds and tags of the bench firm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.book.demo.draws import draws_of
from backend.book.tags import COLOURS
from backend.systemize.names import name_sort_of
from tests.bench.ids import id_maker
from tests.bench.size import AS_OF, SEED, Size

MADE_MS = 1_609_459_200_000
_STRATEGIES = ("equity_long", "index_plus", "market_neutral", "cta", "fixed_income_plus", "fof", "macro")
_GROUPS = ("偏好", "服务", "渠道", "风险", "家庭")


@dataclass(frozen=True)
class Fund:
    """A fund with its latest NAV."""

    id: UUID
    number: int
    nav: Decimal


def make_funds(size: Size) -> list[Fund]:
    """The same funds for every size."""
    draws = draws_of(SEED, "bench funds")
    make_id = id_maker(draws)
    return [
        Fund(make_id(MADE_MS), number, Decimal(draws.whole(80_000_000, 240_000_000)).scaleb(-8))
        for number in range(size.products)
    ]


def fund_rows(funds: list[Fund]) -> Iterator[tuple[Any, ...]]:
    """id, code, name, name_sort, strategy, risk_level, inception, lock_up_days, nav, nav_date."""
    for fund in funds:
        n = fund.number
        name = f"明远精选{n + 1}号"
        yield (
            *(fund.id, f"MY{n + 1:04}", name, name_sort_of(name, is_person=False)),
            *(_STRATEGIES[n % 7], f"R{n % 5 + 1}", date(2019 + n % 6, n % 12 + 1, 8), 180, fund.nav, AS_OF),
        )


def tag_ids(size: Size) -> list[UUID]:
    """Ids of the tags."""
    make_id = id_maker(draws_of(SEED, "bench tags"))
    return [make_id(MADE_MS) for _ in range(size.tags)]


def tag_rows(ids: list[UUID]) -> Iterator[tuple[Any, ...]]:
    """id, name, colour, group."""
    for n, id in enumerate(ids):
        yield id, f"{_GROUPS[n % 5]}标签{n + 1:03}", COLOURS[n % len(COLOURS)], _GROUPS[n % 5]
