"""What became of rows that were handed over to be taken in: new, known, corrected, refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from backend.platform.errors import Refused

NOTES: Final[Mapping[str, tuple[str, str]]] = {
    "amounts_differ": ("份额乘以净值与金额有出入", "units times NAV differ from the amount"),
    "late": ("净值晚于披露时限", "the NAV is late"),
    "cumulative_differs": ("累计净值与系统计算不一致", "the cumulative NAV differs from ours"),
    "order_unknown": ("申请单号不存在", "no order has this application number"),
    "order_differs": ("申请单的客户或产品不一致", "the order is another client's or fund's"),
}
"""What can be odd about a row that was taken in, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken in: its place among those handed over (0, 1, …), and why (as of a `Refused`)."""

    number: int
    code: str
    params: dict[str, Any]


@dataclass(slots=True)
class Taken:
    """The outcome of an import. added, restated: ids by the row's place; unchanged: rows that were there already.

    notes: (place, code) of rows that were taken in although something is odd about them.
    """

    added: dict[int, UUID] = field(default_factory=dict)
    restated: dict[int, UUID] = field(default_factory=dict)
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, id: UUID) -> None:
        """A new row."""
        self.added[number] = id

    def refuse(self, number: int, refusal: Refused) -> None:
        """A row that stays outside."""
        self.refused.append(
            RefusedRow(number, str(refusal.params.get("problem", refusal.code)), refusal.params)
        )

    def note(self, number: int, code: str) -> None:
        """Something odd about a row that was taken in; code: a key of NOTES."""
        self.notes.append((number, code))
