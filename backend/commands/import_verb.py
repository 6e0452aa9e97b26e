"""The verb `startrail import`: what it prints, and how it ends."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from backend.commands.import_answer import remarks, write_json
from backend.commands.import_table import show, write_report
from backend.commands.imports import ImportOrder, Outcome, dry_run, import_file, undo_import
from backend.commands.progress import progress
from backend.platform.database import Database
from backend.platform.errors import Code
from backend.platform.files.scanning import Scanner
from backend.platform.keys import Vault
from backend.platform.messages import sentence

Work = Callable[[Callable[[Database], Awaitable[Outcome]]], Outcome]
"""Runs a task on the right servers, with the schema up to date."""
REFUSED: Final = 2
_STEPS: Final = {
    "check": "检查 Checking",
    "compare": "比对 Comparing",
    "commit": "导入 Importing",
    "undo": "撤销 Undoing",
}


@dataclass(frozen=True)
class Printing:
    """as_json: one object for programs instead of tables; report: a CSV file for all remarks."""

    as_json: bool = False
    report: Path | None = None


def run_import(
    order: ImportOrder,
    printing: Printing,
    work: Work,
    vault: Callable[[], Vault],
    *,
    dry: bool,
    scanner: Scanner | None = None,
) -> int:
    """Do what was ordered and print it; the exit code: 0, or 2 when the file is refused as a whole.

    dry: only check; that reads the file alone, and with a firm or a person named also the names of the firm's
    people and how it reads such headers. scanner: looks at what is taken in, not at what is only checked. Raises
    Refused as `dry_run` and `import_file`.
    """
    missing = _unreadable(order.file)
    if missing is not None:
        return _told(missing, printing)
    if not dry:
        with progress(_STEPS) as tell:
            outcome = work(lambda database: import_file(database, vault(), order, tell, scanner))
    elif order.firm is None and order.email is None:
        outcome = asyncio.run(dry_run(order))
    else:
        outcome = work(lambda database: dry_run(order, database, vault()))
    return _printed(outcome, printing)


def run_undo(
    id: str,
    printing: Printing,
    work: Work,
    vault: Callable[[], Vault],
    *,
    firm: str | None = None,
    email: str | None = None,
) -> int:
    """Take an import back and print what became of its rows; the exit code 0. Raises Refused as `undo_import`."""
    with progress(_STEPS) as tell:
        outcome = work(lambda database: undo_import(database, vault(), id, firm=firm, email=email, tell=tell))
    return _printed(outcome, printing)


def _unreadable(path: Path) -> dict[str, Any] | None:
    """The answer about a file that is not there or may not be read; None for one that can be opened."""
    try:
        with path.open("rb"):
            return None
    except OSError as fault:
        params = {"problem": "file", "detail": fault.strerror or type(fault).__name__}
        zh, en = (sentence(Code.BAD_USER_INPUT, params, locale) for locale in ("zh-CN", "en"))
        told: dict[str, Any] = {"file": path.name, "error": "unreadable", "rows": [], "duplicates": []}
        return told | {"unmapped": [], "messages": {"zh": zh, "en": en}}


def _printed(outcome: Outcome, printing: Printing) -> int:
    if printing.report is not None:
        write_report(printing.report, remarks(outcome))
    if printing.as_json:
        write_json(sys.stdout, outcome)
    else:
        show(Console(file=sys.stdout), remarks(outcome))
    return REFUSED if outcome.report.error is not None else 0


def _told(told: dict[str, Any], printing: Printing) -> int:
    """A file that could not even be opened."""
    if printing.as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        show(Console(file=sys.stdout), told)
    return REFUSED
