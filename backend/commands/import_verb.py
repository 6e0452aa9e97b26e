"""The verb `startrail import`: what it prints, and how it ends."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backend.commands.import_answer import answer
from backend.commands.import_table import show, write_report
from backend.commands.imports import ImportOrder, Outcome, Tell, dry_run, import_file
from backend.platform.database import Database
from backend.platform.errors import Code
from backend.platform.keys import Vault
from backend.platform.messages import sentence

Work = Callable[[Callable[[Database], Awaitable[Outcome]]], Outcome]
"""Runs a task on the right servers, with the schema up to date."""
REFUSED = 2


@dataclass(frozen=True)
class Printing:
    """as_json: one object for programs instead of tables; report: a CSV file for all remarks."""

    as_json: bool = False
    report: Path | None = None


def run_import(
    order: ImportOrder, printing: Printing, work: Work, vault: Callable[[], Vault], *, dry: bool
) -> int:
    """Do what was ordered and print it; the exit code: 0, or 2 when the file is refused as a whole.

    dry: only check; that reads the file alone, and with a firm or a person named also the names of the firm's
    people. Raises Refused as `dry_run` and `import_file`.
    """
    missing = _unreadable(order.file)
    if missing is not None:
        return _told(missing, printing)
    if not dry:
        with _progress() as tell:
            outcome = work(lambda database: import_file(database, vault(), order, tell))
    elif order.firm is None and order.email is None:
        outcome = asyncio.run(dry_run(order))
    else:
        outcome = work(lambda database: dry_run(order, database))
    return _told(answer(outcome), printing)


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


def _told(told: dict[str, Any], printing: Printing) -> int:
    if printing.report is not None:
        write_report(printing.report, told)
    if printing.as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        show(Console(file=sys.stdout), told)
    return REFUSED if told["error"] is not None else 0


@contextmanager
def _progress() -> Iterator[Tell | None]:
    """A bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("导入 Importing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
