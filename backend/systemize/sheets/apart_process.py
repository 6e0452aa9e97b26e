"""The process behind `apart.ApartReader`: reads one file, then answers what is asked about it until nobody asks."""

from __future__ import annotations

import contextlib
import gc
import sys
from datetime import date
from functools import cached_property
from importlib import import_module
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


class _Rules:
    """What whoever keeps the rows adds: `extended(kind, told)` with his columns, and `REFINE` by kind.

    module: where both stand. It takes longer to load than most files to read, and what stands in a file can be told
    without it.
    """

    def __init__(self, module: str | None) -> None:
        self._module = module

    @cached_property
    def loaded(self) -> Any:
        """The module; None where nobody adds anything."""
        return import_module(self._module) if self._module else None

    def refine_of(self, kind: SheetKind) -> Refine | None:
        """The rules for rows of a kind."""
        return self.loaded.REFINE.get(kind.key) if self.loaded else None

    def extended(self, kind: SheetKind, told: list[Any]) -> SheetKind:
        """The kind with the columns that a question tells."""
        return self.loaded.extended(kind, told) if told and self.loaded else kind


def answer(path: str, name: str, kind: SheetKind, rules: _Rules) -> None:
    """Answer the questions on standard input until it ends."""
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
        if own != known[0]:
            known = own, rules.extended(kind, own)
        if "overview" in question:
            plan = from_json(question["overview"]) if question["overview"] else None
            _tell({"overview": overviews.to_json(overviews.overview_of(workbook, known[1], plan))})
            _ = rules.loaded  # while the answer is looked at: the rows are asked for next
        else:
            _check(workbook, known[1], question, rules.refine_of(kind))


def serve(rules: str | None = None) -> None:
    """The main program: path, name and kind are its arguments. rules: the module of whoever keeps the rows."""
    path, name, kind = sys.argv[1:4]
    with contextlib.suppress(BrokenPipeError):
        answer(path, name, KINDS[kind], _Rules(rules))


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
