"""What became of rows that were handed over to be taken in: new, known, corrected, refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.platform.errors import Refused


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
        """Something odd about a row that was taken in."""
        self.notes.append((number, code))
