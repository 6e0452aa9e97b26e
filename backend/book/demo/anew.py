"""Rows that are drawn anew at each walk, so that a firm of a million clients fits into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Anew(Generic[Row]):
    """The same rows at each walk: kept the first time for a small firm, else drawn again."""

    def __init__(
        self,
        draw: Callable[[], Iterator[Row]],
        *,
        keep: bool,
        mark: Callable[[Row], bool] = lambda _row: False,
    ) -> None:
        """draw: makes the rows from a stream of draws of its own, so that each walk gives the same ones.

        mark: which of them are few enough to be kept in any case.
        """
        self._draw = draw
        self._mark = mark
        self._marked: list[Row] | None = None
        self._kept = list(draw()) if keep else None

    def __iter__(self) -> Iterator[Row]:
        rows = self._draw() if self._kept is None else iter(self._kept)
        return rows if self._marked is not None else self._marking(rows)

    def _marking(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows; when all were walked, it is known which of them are marked."""
        marked = []
        for row in rows:
            if self._mark(row):
                marked.append(row)
            yield row
        self._marked = marked

    @property
    def marked(self) -> list[Row]:
        """The marked rows, in their order; walks through all when nobody has yet."""
        if self._marked is None:
            for _ in self:
                pass
        return self._marked or []

    def __len__(self) -> int:
        """How many there are; walks through them unless they are kept."""
        return sum(1 for _ in self) if self._kept is None else len(self._kept)
