"""Reading and checking in a process of its own, so that a crafted or damaged file can end that process and no other.

The fast reader trusts counts inside the file: one flipped byte of an .xls asks for 500 GB, and the allocator then
ends the process, which no exception handler survives. The process is also the second core of a large import: it
reads and checks while its parent seals and stores.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

import orjson

from backend.systemize.sheets import overview as overviews
from backend.systemize.sheets.overview import Overview
from backend.systemize.sheets.plans import Plan, to_json
from backend.systemize.sheets.readings import Edits
from backend.systemize.sheets.reports import DuplicateGroup, Hidden, Place, SheetReport, Twin
from backend.systemize.sheets.row_content import reading_json, reading_of
from backend.systemize.sheets.workbooks import FileFault, FileRefused

# 100,000 rows of 20 columns take a tenth of the time to read and half of the memory.
READING_SECONDS: Final = 90
READING_PROCESS: Final = "backend.systemize.sheets.apart_process"
"""The module of the process; whoever keeps the rows may have one that knows his rules, too."""
CHECKING_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class PackedRow:
    """A checked row as it comes out of the process. codes: field and code of its issues; data: `row_content.packed`."""

    sheet: str
    row: int
    status: str
    table: int
    codes: tuple[tuple[str | None, str], ...]
    data: bytes


@dataclass(slots=True)
class ApartReader:
    """A file opened in a process of its own; `close` ends it. Not for use by two threads at once.

    Raises FileRefused where the file is refused: `unsafe` when the time is over, `unreadable` when the file ended
    the process, else as `read_workbook`. Raises OSError when there is no such file. own: columns that whoever keeps the
    rows adds to the kind, as his process understands them.
    """

    path: str | Path
    name: str
    kind: str
    process: str = READING_PROCESS
    pass_fds: tuple[int, ...] = ()
    own: Sequence[Mapping[str, Any]] = ()
    _process: subprocess.Popen[bytes] | None = None
    _is_late: bool = False
    report: SheetReport = field(init=False)

    def overview(self, plan: Plan | None = None) -> Overview:
        """What stands in the file."""
        self._ask({"overview": to_json(plan) if plan else None, "own": list(self.own)})
        return overviews.from_json(self._answer(READING_SECONDS)["overview"])

    def check(
        self, plan: Plan, today: date, staff: Collection[str] = (), edits: Mapping[Place, Edits] | None = None
    ) -> Iterator[list[PackedRow]]:
        """The rows in blocks; afterwards `report` holds everything else, its `error` among it.

        edits: cells that a person typed anew. Raises Refused(BAD_USER_INPUT) when the plan does not fit the kind.
        """
        mended = [[*place, dict(cells)] for place, cells in (edits or {}).items()]
        asked = {"today": today.isoformat(), "staff": list(staff), "edits": mended, "own": list(self.own)}
        self._ask({"check": to_json(plan), **asked})
        while True:
            told = self._answer(CHECKING_SECONDS)
            if "rows" not in told:
                self.report = report_of(told["end"])
                return
            data = self._read(told["size"]) if told["size"] else b""
            block, at = [], 0
            for sheet, row, status, table, codes, size in told["rows"]:
                found = tuple((key, code) for key, code in codes)
                block.append(PackedRow(sheet, row, status, table, found, data[at : at + size]))
                at += size
            yield block

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        process.wait()

    def __enter__(self) -> ApartReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, question: Mapping[str, Any]) -> None:
        if self._process is None:
            Path(self.path).stat()
            self._process = self._started()
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, orjson.dumps(question))
        except BrokenPipeError:
            return  # the answer, or its absence, tells why

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", self.process]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.Popen(  # noqa: S603
            [*command, str(self.path), self.name, self.kind],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
        )

    def _answer(self, seconds: float) -> dict[str, Any]:
        """The next answer. Raises FileRefused."""
        assert self._process is not None
        watch = threading.Timer(seconds, self._end_late)
        watch.start()
        try:
            size = int.from_bytes(self._read(8), "big")
            told: dict[str, Any] = orjson.loads(self._read(size))
        finally:
            watch.cancel()
        if "fault" in told:
            raise FileRefused(FileFault(told["fault"]))
        return told

    def _read(self, size: int) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        data = self._process.stdout.read(size)
        if len(data) < size:
            late = self._is_late
            self.close()
            raise FileRefused(FileFault.UNSAFE if late else FileFault.UNREADABLE)
        return data

    def _end_late(self) -> None:
        self._is_late = True
        if self._process is not None:
            self._process.kill()


def send(stream: IO[bytes], data: bytes, more: bytes = b"") -> None:
    """Write a message: its length in eight bytes, itself, and bytes that it announces."""
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
    stream.write(more)
    stream.flush()


def report_json(report: SheetReport) -> dict[str, Any]:
    """A report without its rows, as JSON types."""
    return {
        "file": report.file,
        "error": report.error,
        "duplicates": [[group.places, sorted(group.reasons)] for group in report.duplicates],
        "twins": [
            [at, twin.place, sorted(twin.reasons), twin.is_decisive] for at, twin in report.twins.items()
        ],
        "unmapped": report.unmapped,
        "hidden": [report.hidden.sheets, report.hidden.rows, report.hidden.columns],
        "skipped": dict(report.skipped),
        "mapped": report.mapped,
        "without_table": report.without_table,
        "comments": [[place, texts] for place, texts in report.comments.items()],
        "tables": [reading_json(table) for table in report.tables],
        "writes": report.writes,
    }


def report_of(told: Mapping[str, Any]) -> SheetReport:
    """The report of `report_json`."""
    sheets, rows, columns = told["hidden"]
    return SheetReport(
        file=told["file"],
        error=FileFault(told["error"]) if told["error"] else None,
        duplicates=[
            DuplicateGroup(tuple(_place(place) for place in places), frozenset(reasons))
            for places, reasons in told["duplicates"]
        ],
        twins={
            _place(at): Twin(_place(place), frozenset(reasons), is_decisive)
            for at, place, reasons, is_decisive in told["twins"]
        },
        unmapped=told["unmapped"],
        hidden=Hidden(sheets, [_place(row) for row in rows], [tuple(column) for column in columns]),
        skipped=Counter(told["skipped"]),
        mapped=told["mapped"],
        without_table=told["without_table"],
        comments={_place(place): texts for place, texts in told["comments"]},
        tables=[reading_of(table) for table in told["tables"]],
        writes=told["writes"],
    )


def _place(told: list[Any]) -> Place:
    return told[0], told[1]
