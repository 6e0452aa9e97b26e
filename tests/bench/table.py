"""The figures for people and for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from tests.bench.cells import Cell, Key

HEAD = f"{'':3} {'c':>3} {'subject':12} {'req/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'server us':>10} {'database us':>12}"


def lines_of(cells: Mapping[Key, Cell]) -> Iterable[str]:
    """One line a cell; CPU microseconds a request of the server's and of PostgreSQL's processes."""
    yield HEAD
    for (name, question, count), c in sorted(
        cells.items(), key=lambda each: (each[0][1], each[0][2], each[0][0])
    ):
        yield (
            f"{question:3} {count:3} {name:12} {c.rate:8.0f} {c.p50:8.1f} {c.p95:8.1f} {c.server:10.0f} "
            f"{c.database:12.0f}{f'  {c.failed} FAILED' if c.failed else ''}"
        )


def record_of(cells: Mapping[Key, Cell]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [
        {"subject": name, "question": question, "connections": count, **asdict(cell)}
        for (name, question, count), cell in cells.items()
    ]
