"""The process behind `apart.ApartReader`: reads one file, then answers what is asked about it until nobody asks."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

import orjson

from backend.systemize.sheets import overview as overviews
from backend.systemize.sheets.apart import report_json, send
from backend.systemize.sheets.checking import SheetCheck
from backend.systemize.sheets.columns import Refine, SheetKind
from backend.systemize.sheets.kinds.catalogue import KINDS
from backend.systemize.sheets.plans import Plan, from_json
from backend.systemize.sheets.reading import read_workbook
from backend.systemize.sheets.row_content import packed
from backend.systemize.sheets.workbooks import FileRefused, Workbook

if sys.platform != "win32":
    import resource

MAX_MEMORY: Final = 2 * 2**30
BLOCK: Final = 500


Extend = Callable[[SheetKind, list[Any]], SheetKind]
"""Adds the columns that a question tells to a kind."""


def answer(
    path: str, name: str, kind: SheetKind, refine: Refine | None = None, extend: Extend | None = None
) -> None:
    """Answer the questions on standard input until it ends. refine, extend: of whoever keeps the rows."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing here makes rings of objects, and looking for them among millions of cells takes longer than the check.
    gc.disable()
    try:
        workbook = read_workbook(path, name or None)
    except FileRefused as refusal:
        _tell({"fault": refusal.fault.value})
        return
    known: tuple[Any, SheetKind] = ([], kind)
    while question := _question():
        own = question["own"]
        if extend is not None and own != known[0]:
            known = own, extend(kind, own)
        if "overview" in question:
            plan = from_json(question["overview"]) if question["overview"] else None
            _tell({"overview": overviews.to_json(overviews.overview_of(workbook, known[1], plan))})
        else:
            _check(workbook, known[1], question, refine)


def serve(refinements: Mapping[str, Refine] | None = None, extend: Extend | None = None) -> None:
    """The main program: path, name and kind are its arguments. refinements: by kind."""
    path, name, kind = sys.argv[1:4]
    with contextlib.suppress(BrokenPipeError):
        answer(path, name, KINDS[kind], (refinements or {}).get(kind), extend)


def _check(workbook: Workbook, kind: SheetKind, question: dict[str, Any], refine: Refine | None) -> None:
    """Send the rows in blocks, then everything else."""
    plan: Plan = from_json(question["check"])
    today = date.fromisoformat(question["today"])
    edits = {(sheet, row): cells for sheet, row, cells in question["edits"]}
    check = SheetCheck(workbook, kind, plan, today=today, fixes=edits, staff=question["staff"], refine=refine)
    rows = check.rows()
    while block := list(islice(rows, BLOCK)):
        data = [packed(row) for row in block]
        told = [
            (
                row.sheet,
                row.row,
                row.status,
                row.table,
                [(issue.field, issue.code) for issue in row.issues],
                len(one),
            )
            for row, one in zip(block, data, strict=True)
        ]
        joined = b"".join(data)
        send(sys.stdout.buffer, orjson.dumps({"rows": told, "size": len(joined)}), joined)
    _tell({"end": report_json(check.report)})


def _question() -> dict[str, Any] | None:
    size = sys.stdin.buffer.read(8)
    if len(size) < 8:
        return None
    question: dict[str, Any] = orjson.loads(sys.stdin.buffer.read(int.from_bytes(size, "big")))
    return question


def _tell(told: dict[str, Any]) -> None:
    send(sys.stdout.buffer, orjson.dumps(told))


if __name__ == "__main__":
    serve()
