"""Rows that are drawn anew at each walk, so that a firm of a million clients fits into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Anew(Generic[Row]):
    """The same rows at each walk: kept the first time for a small firm, else drawn again."""

    def __init__(self, draw: Callable[[], Iterator[Row]], *, keep: bool) -> None:
        """draw: makes the rows from a stream of draws of its own, so that each walk gives the same ones."""
        self._draw = draw
        self._kept = list(draw()) if keep else None

    def __iter__(self) -> Iterator[Row]:
        return self._draw() if self._kept is None else iter(self._kept)

    def __len__(self) -> int:
        """How many there are; walks through them unless they are kept."""
        return sum(1 for _ in self) if self._kept is None else len(self._kept)
