"""What stands on a board, and where: reports and cards of the cockpit on a grid of twelve columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from backend.platform.errors import bad_input

COLUMNS: Final = 12
TALLEST: Final = 12
DEEPEST: Final = 400
MOST: Final = 24
"""Cards of a board: each is told by itself."""
COCKPIT: Final = ("cards", "money", "board", "map", "portrait", "growth", "heads", "funnel")
"""Cards of the cockpit, as its page calls them."""


@dataclass(frozen=True, slots=True)
class Card:
    """A report, or a card of the cockpit, with its place. x, y: from the upper left; w, h: its size, in cells."""

    report: UUID | None
    cockpit: str | None
    x: int
    y: int
    w: int
    h: int

    @property
    def cells(self) -> set[tuple[int, int]]:
        """Those it covers."""
        return {(x, y) for x in range(self.x, self.x + self.w) for y in range(self.y, self.y + self.h)}


def hold(cards: Sequence[Card]) -> Sequence[Card]:
    """Themselves. Raises Refused(BAD_USER_INPUT, field=cards): `limit`, `choice`, `range`, `report_overlap`."""
    if len(cards) > MOST:
        raise bad_input("cards", "limit", limit=MOST)
    taken: set[tuple[int, int]] = set()
    for card in cards:
        if (card.report is None) == (card.cockpit is None):
            raise bad_input("cards", "choice")
        if card.cockpit is not None and card.cockpit not in COCKPIT:
            raise bad_input("cards", "choice")
        inside = card.x >= 0 and card.w >= 1 and card.x + card.w <= COLUMNS
        if not inside or not 0 <= card.y <= DEEPEST or not 1 <= card.h <= TALLEST:
            raise bad_input("cards", "range", low="0", high=str(COLUMNS))
        if taken & card.cells:
            raise bad_input("cards", "report_overlap")
        taken |= card.cells
    return cards


def written(cards: Sequence[Card]) -> dict[str, Any]:
    """The cards as JSON."""
    return {
        "cards": [
            {
                **({"report": str(each.report)} if each.report is not None else {"cockpit": each.cockpit}),
                **{name: getattr(each, name) for name in ("x", "y", "w", "h")},
            }
            for each in cards
        ]
    }


def read_cards(content: Mapping[str, Any]) -> list[Card]:
    """The cards of JSON that `written` wrote."""
    return [
        Card(
            UUID(each["report"]) if "report" in each else None,
            each.get("cockpit"),
            *(each[name] for name in ("x", "y", "w", "h")),
        )
        for each in content["cards"]
    ]
