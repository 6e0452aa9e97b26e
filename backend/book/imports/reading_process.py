"""The process that reads uploaded files: what is in a file, checked by the rules of sheets and those of the book."""

from __future__ import annotations

from backend.systemize.sheets.apart_process import serve

if __name__ == "__main__":
    serve("backend.book.imports.reading_rules")
