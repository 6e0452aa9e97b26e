"""What a figure comes to, as it is read: its numbers by measure, in all, over time and by key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal as PyDecimal
from typing import Any, Final
from uuid import UUID

import strawberry

from backend.analyze.asking import UNKNOWN
from backend.analyze.catalogue import MONEY, RATIO, Kpi
from backend.graph.connections import Info
from backend.graph.nodes import node_of
from backend.graph.scalars import Decimal
from backend.platform.ids import public_id
from backend.schema.funds import PRODUCT, Product
from backend.schema.kpi_entries import Kpi as KpiEntry
from backend.schema.kpis import is_few, ratio_of, rounded
from backend.schema.staff import TEAM, USER, Team, User

CENT: Final = PyDecimal("0.01")
NOUNS: Final = {"person": "user", "team": "team", "product": "product"}
"""Dimensions whose keys are rows."""


@strawberry.type
class KpiFigure:
    """One number. All null: too few to be told to this reader; value alone: nothing to divide by, or too few for it."""

    measure: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    low: Decimal | None = strawberry.field(
        description="Of ratios of fewer than 30: with 95 % (Wilson), from."
    )
    high: Decimal | None = strawberry.field(description="As `low`, to.")


@strawberry.type
class KpiPoint:
    """A figure of the days [from, to)."""

    first: date = strawberry.field(name="from")
    until: date = strawberry.field(name="to")
    figures: list[KpiFigure]


@strawberry.type
class KpiKey:
    """One key of a dimension."""

    by: strawberry.Private[str]
    raw: strawberry.Private[str]

    @strawberry.field
    def key(self) -> str:
        """An id of a person, team or fund, a code or a choice of the catalogue; `-`: not known."""
        noun = NOUNS.get(self.by)
        return self.raw if noun is None or self.raw == UNKNOWN else public_id(noun, UUID(self.raw))

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        """The person, where it is split by them and the reader may see him."""
        return await self._node(info, "person", USER)  # type: ignore[no-any-return]

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """The team, where it is split by them and the reader may see it."""
        return await self._node(info, "team", TEAM)  # type: ignore[no-any-return]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """The fund, where it is split by them and the reader may see it."""
        return await self._node(info, "product", PRODUCT)  # type: ignore[no-any-return]

    async def _node(self, info: Info, by: str, noun: Any) -> Any:
        if self.by != by or self.raw == UNKNOWN:
            return None
        return await node_of(info.context, noun, UUID(self.raw))


@strawberry.type
class KpiRow(KpiKey):
    """A figure of one key of a dimension."""

    clients: int | None = strawberry.field(description="How many it is about; null: too few to be told.")
    figures: list[KpiFigure]


@strawberry.type
class KpiAnswer:
    """A figure as asked. at: when it was told, straight from the ledger."""

    kpi: KpiEntry
    at: datetime
    whole: bool = strawberry.field(description="Of the firm; else of what the reader reaches.")
    total: KpiPoint
    before: KpiPoint | None = strawberry.field(description="Of the window it is compared with.")
    series: list[KpiPoint]
    rows: list[KpiRow] = strawberry.field(
        description="By dimension, the largest headline first; the unknown last."
    )


Numbers = Mapping[str, Any]
"""By measure: a Decimal or an int, or of ratios (numerator, denominator, heads, whether it counts them)."""


def figures_of(entry: Kpi, numbers: Numbers | None) -> list[KpiFigure]:
    """The figures of a row in the order of the catalogue; numbers: None: not told."""
    return [
        figure_of(each.key, each.unit, None if numbers is None else numbers[each.key])
        for each in entry.measures
    ]


def figure_of(key: str, unit: str, number: Any) -> KpiFigure:
    """One number as it is read; None: not told."""
    if number is None:
        return KpiFigure(measure=key, value=None, numerator=None, denominator=None, low=None, high=None)
    if not isinstance(number, tuple):
        value = rounded(PyDecimal(number), CENT) if unit == MONEY else PyDecimal(number)
        return KpiFigure(
            measure=key, value=Decimal(value), numerator=None, denominator=None, low=None, high=None
        )
    part, of, heads, counted = number
    if unit == RATIO:
        told = ratio_of(PyDecimal(part), PyDecimal(of), heads, counted=counted)
        return KpiFigure(
            measure=key, value=told.ratio, numerator=told.numerator, denominator=told.denominator,
            low=told.low, high=told.high,
        )  # fmt: skip
    each = rounded(PyDecimal(part) / PyDecimal(of), CENT) if of else None
    return KpiFigure(
        measure=key, value=None if each is None else Decimal(each), numerator=Decimal(rounded(PyDecimal(part), CENT)),
        denominator=Decimal(rounded(PyDecimal(of))), low=None, high=None,
    )  # fmt: skip


def hidden(counts: Mapping[str, int], *, whole: bool) -> set[str]:
    """Keys that are not told: of fewer than 3 clients, and where that is one alone, the next larger one, too.

    With the total and all others, one alone could be worked out. counts: clients by key; whole: the reader sees all.
    """
    few = {key for key, clients in counts.items() if not whole and is_few(clients)}
    if len(few) == 1:
        others = sorted((clients, key) for key, clients in counts.items() if key not in few and clients)
        few |= {key for _, key in others[:1]}
    return few
