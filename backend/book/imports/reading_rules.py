"""What the book adds to the reading of sheets: rules for rows by kind, and a firm's own fields as columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.book.imports.kinds import KINDS
from backend.book.imports.own_columns import extended
from backend.systemize.sheets.columns import Refine

REFINE: Final[Mapping[str, Refine]] = {key: kind.refine for key, kind in KINDS.items()}

__all__ = ["REFINE", "extended"]
