"""The process that reads uploaded files: what is in a file, checked by the rules of sheets and those of the book."""

from __future__ import annotations

from backend.book.imports.kinds import KINDS
from backend.book.imports.own_columns import extended
from backend.systemize.sheets.apart_process import serve

if __name__ == "__main__":
    serve({key: kind.refine for key, kind in KINDS.items()}, extended)
