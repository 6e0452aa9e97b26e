"""Which versions of the schema there are, told by the files alone: asked at every start."""

from __future__ import annotations

from pathlib import Path


def known() -> frozenset[str]:
    """All versions this code can bring a database to, or start from: the numbers of `versions/NNNN_*.py`."""
    return frozenset(file.name[:4] for file in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))


def newest() -> str:
    """The version this code needs, e.g. `0001`."""
    return max(known())
