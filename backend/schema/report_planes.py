"""The numbers of one figure by rows and columns, and which of their cells a reader of less than the firm is not told.

A place is (row, column); None in it: of all of them, so that (None, None) is the figure itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from backend.analyze.catalogue import NEVER, PART, Measure
from backend.schema.kpi_figures import Numbers, hidden
from backend.schema.kpis import is_few

Place = tuple[str | None, str | None]
WHOLE: Final[Place] = (None, None)


@dataclass
class Plane:
    """What a figure comes to at each place, of how many clients, and the places that are not told."""

    numbers: dict[Place, Numbers] = field(default_factory=dict)
    clients: dict[Place, int] = field(default_factory=dict)
    few: set[Place] = field(default_factory=set)

    def put(self, place: Place, numbers: Numbers, clients: int) -> None:
        """Take in a place."""
        self.numbers[place], self.clients[place] = numbers, clients

    def hide(self, *, whole: bool) -> None:
        """Find the places that would tell of single clients. whole: the reader sees the firm, and is told of all."""
        if whole:
            return
        if is_few(self.clients.get(WHOLE, 0)):
            self.few = set(self.numbers)
            return
        rows = {row for row, _ in self.numbers if row is not None}
        columns = {column for _, column in self.numbers if column is not None}
        # Sums of rows and of columns are told in reports of one dimension, too: by the rule of those.
        for edge in ({(row, None) for row in rows}, {(None, column) for column in columns}):
            self.few |= _hidden_of(self.clients, edge)
        lines: list[list[Place]] = [
            *(list(_line(rows={row}, columns=columns)) for row in rows),
            *(list(_line(rows=rows, columns={column})) for column in columns),
        ]
        for line, edge_of in zip(
            lines, [*((row, None) for row in rows), *((None, c) for c in columns)], strict=True
        ):
            if edge_of in self.few:
                self.few |= {place for place in line if place in self.numbers}
        inner = [place for place in self.numbers if None not in place]
        self.few |= {place for place in inner if is_few(self.clients[place])}
        self._cover(lines)

    def _cover(self, lines: list[list[Place]]) -> None:
        """Where one cell alone of a line is hidden, its sum tells it: the next larger one is hidden with it."""
        found = True
        while found:
            found = False
            for line in lines:
                told = [place for place in line if self.clients.get(place)]
                out = [place for place in told if place in self.few]
                others = sorted(
                    (self.clients[place], str(place), place) for place in told if place not in self.few
                )
                if len(out) == 1 and others:
                    self.few.add(others[0][2])
                    found = True


def _line(rows: set[str], columns: set[str]) -> Iterable[Place]:
    return ((row, column) for row in rows for column in columns)


def _hidden_of(clients: Mapping[Place, int], edge: Iterable[Place]) -> set[Place]:
    names = {str(place): place for place in edge if place in clients}
    return {
        names[name] for name in hidden({name: clients[place] for name, place in names.items()}, whole=False)
    }


def summed(measure: Measure, numbers: Iterable[Any]) -> Any:
    """What several numbers of a measure come to together; None when they cannot be added."""
    each = list(numbers)
    if measure.adds == NEVER or not each:
        return None
    if not isinstance(each[0], tuple):
        return sum(each[1:], start=each[0])
    parts, of, heads, counted = zip(*each, strict=True)
    if measure.adds == PART:
        return sum(parts[1:], start=parts[0]), of[0], heads[0], counted[0]
    return sum(parts[1:], start=parts[0]), sum(of[1:], start=of[0]), sum(heads), counted[0]
