"""A hundred thousand messy clients from one workbook: how long, how much memory; killed on the way; taken back.

`python -m tests.drills.imports [ROWS] [KILLS]` (100000, 50) uses servers of its own, prints one line of figures, and
exits 0 or 1. One firm imports undisturbed and is measured; another is killed at random rows and goes on each time,
then both are compared; then the first is taken back and has to be as before.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

import psutil
from sqlalchemy import text

from backend.auth.acting import importing
from backend.book.imports import steps, taking
from backend.book.imports.batches import Acting
from backend.book.imports.ground import PROCESS, Ground
from backend.book.imports.jobs import ImportJob
from backend.book.imports.running import run
from backend.commands.imports import ImportOrder, import_file
from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.systemize.sheets.apart import ApartReader
from tests.commands.importing import add_managers
from tests.conftest import MASTER_KEY, MadeFirm, make_firm
from tests.drills.ground import ground_of
from tests.product import ROOT
from tests.workbooks.messy_clients import write_messy_clients

MOST_SECONDS, MOST_READING, MOST_MIB = 60.0, 3.0, 600.0
BOOK = ("client", "contact_point", "assignment", "client_tag", "lineage", "tag")
MOVING = frozenset({"version", "updated_at"})
OWN = frozenset({"id", "firm_id", "client_id", "import_id", "key_id", "owner_id", "user_id", "team_id"})
"""Ids that differ from firm to firm."""


@dataclass
class Figures:
    """What the drill showed. reading, seconds, undo: seconds; mib: of the importing process and the reading one."""

    rows: int = 0
    reading: float = 0.0
    seconds: float = 0.0
    mib: float = 0.0
    committed: int = 0
    kills: int = 0
    undo: float = 0.0
    faults: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Everything held, and the figures are within their bounds."""
        return not self.faults

    def __str__(self) -> str:
        told = (
            f"imports: {self.rows} rows, reading {self.reading:.1f} s, all {self.seconds:.1f} s, "
            f"{self.mib:.0f} MiB, {self.committed} clients, {self.kills} kills, undone in {self.undo:.0f} s, "
            f"{len(self.faults)} faults"
        )
        return "\n".join([*self.faults, told])


async def imports(url: str, firm_id: UUID, file: str, block: int) -> None:
    """What a child does: import a file, telling how far it is. block: rows of a transaction."""
    taking.CHUNK = block  # type: ignore[misc]  # small where a small file is to be killed often
    database = Database(url, pool_size=3)

    def tell(step: str, done: int, _total: int) -> None:
        print(f"{step} {done}", flush=True)

    await import_file(database, Vault(MASTER_KEY), ImportOrder(Path(file), firm=str(firm_id)), tell)
    await database.close()


class Child:
    """An import in a process of its own, and the most memory it and the process that reads for it took."""

    def __init__(self, url: str, firm: MadeFirm, file: Path, block: int = taking.CHUNK) -> None:
        self._command = [
            sys.executable,
            "-m",
            "tests.drills.imports",
            "child",
            url,
            str(firm.firm_id),
            str(file),
            str(block),
        ]
        self._random = Random(len(file.name))
        self.peak = 0

    async def run(self, until: int | None = None) -> bool:
        """Run it to its end, or kill it when so many rows are in. Whether it was killed."""
        process = await asyncio.create_subprocess_exec(
            *self._command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout is not None
        watching = asyncio.create_task(self._watch(process.pid))
        killed = False
        while line := await process.stdout.readline():
            step, done = line.decode().split()
            if until is not None and step == "commit" and int(done) >= until:
                # Somewhere in the rows that follow.
                await asyncio.sleep(self._random.random() * 0.3)
                process.kill()
                killed = True
                break
        _, errors = await process.communicate()
        watching.cancel()
        if not killed and process.returncode:
            raise RuntimeError(errors.decode()[-2000:])
        return killed

    async def _watch(self, pid: int) -> None:
        while True:
            try:
                own = psutil.Process(pid)
                family = [own, *own.children(recursive=True)]
                self.peak = max(self.peak, sum(_memory(p) for p in family))
            except psutil.Error:
                pass
            await asyncio.sleep(0.1)


def _memory(process: psutil.Process) -> int:
    """Bytes of a process; where the system tells, pages that several share are shared out among them."""
    found = process.memory_full_info() if sys.platform == "linux" else process.memory_info()
    return int(getattr(found, "pss", found.rss))


async def book_of(database: Database, firm: MadeFirm, *, bare: bool = False) -> dict[str, tuple[int, str]]:
    """Rows and a hash of each table of the book, without what an undoing may move; bare: also without ids."""
    left_out = MOVING | (OWN | {"created_at", "imported_at", "valid_from"} if bare else frozenset())
    found = {}
    async with database.change(firm.system) as session:
        for table in BOOK:
            digests, count = 0, 0
            result = await session.stream(text(f'select to_jsonb(t) from "{table}" t'))
            async for (row,) in result:
                told = {
                    key: value for key, value in row.items() if key not in left_out and not _sealed(value)
                }
                digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()
                digests = (digests + int.from_bytes(digest[:16], "big")) % (1 << 128)
                count += 1
            found[table] = count, f"{digests:032x}"
    return found


def _sealed(value: object) -> bool:
    """Envelopes differ each time they are made."""
    return isinstance(value, str) and value.startswith("\\x")


async def drill(url: str, rows: int, kills: int, folder: Path) -> Figures:
    """Import, kill and go on, compare, take back."""
    await migrate(url)
    file = folder / "clients.xlsx"
    wanted = await asyncio.to_thread(write_messy_clients, file, rows=rows)
    committed = wanted["accepted"] - len(wanted["duplicates"])
    figures, faults = Figures(rows=rows), list[str]()
    figures.reading = await asyncio.to_thread(_reading, file)
    database, vault = Database(url, pool_size=3), Vault(MASTER_KEY)
    try:
        calm, rough = [await make_firm(database, vault, name) for name in ("平静", "波折")]
        for firm in (calm, rough):
            await add_managers(database, vault, firm.firm_id)
        before = await book_of(database, calm)
        child, began = Child(url, calm, file), time.monotonic()
        await child.run()
        figures.seconds, figures.mib = time.monotonic() - began, child.peak / 2**20
        figures.kills = await _roughly(url, rough, file, kills, committed)
        told = [await book_of(database, firm, bare=True) for firm in (calm, rough)]
        figures.committed = told[0]["client"][0]
        if figures.committed != committed:
            faults.append(f"{committed} clients were wanted, {figures.committed} came")
        faults += [
            f"{table}: {told[0][table]} and {told[1][table]}"
            for table in BOOK
            if told[0][table] != told[1][table]
        ]
        figures.undo = await _undone(database, vault, calm)
        after = await book_of(database, calm)
        faults += [
            f"{table} after undoing: {before[table]} {after[table]}"
            for table in BOOK
            if before[table] != after[table]
        ]
    finally:
        await database.close()
    for name, figure, most in (
        ("seconds", figures.seconds, MOST_SECONDS),
        ("seconds of reading", figures.reading, MOST_READING),
        ("MiB", figures.mib, MOST_MIB),
    ):
        if figure > most:
            faults.append(f"{figure:.1f} {name}, at most {most:.0f} are promised")
    if kills and figures.kills < kills * 0.8:
        faults.append(f"only {figures.kills} of {kills} kills met a running import")
    figures.faults = tuple(faults)
    return figures


def _reading(file: Path) -> float:
    began = time.monotonic()
    with ApartReader(file, file.name, "clients", PROCESS) as reader:
        reader.overview()
    return time.monotonic() - began


async def _roughly(url: str, firm: MadeFirm, file: Path, kills: int, rows: int) -> int:
    """Import a file, killed at random rows; how often it was."""
    block = max(1, min(taking.CHUNK, rows // (3 * kills + 3)))
    # A run tells its own rows: the next kill comes so many rows after it went on.
    places = sorted(Random(7).sample(range(block, rows - block, block), kills))
    killed, before = 0, 0
    for place in places:
        killed += await Child(url, firm, file, block).run(until=max(place - before, 1))
        before = place
    await Child(url, firm, file, block).run()
    return killed


async def _undone(database: Database, vault: Vault, firm: MadeFirm) -> float:
    """Take the firm's import back; the seconds."""
    began = time.monotonic()
    async with database.change(firm.system) as session:
        (job_id,) = (await session.execute(text("select id from import_job where state = 'done'"))).scalars()
        await steps.undo(session, job_id)

    async def acting(job: ImportJob) -> Acting:
        return await importing(database, job)

    await run(Ground(database, vault, acting), firm.firm_id, job_id, force=True)
    return time.monotonic() - began


def main() -> int:
    """Run the drill with servers of its own; 0 when everything held."""
    rows, kills = ([int(word) for word in sys.argv[1:]] + [100_000, 50][len(sys.argv) - 1 :])[:2]
    with ground_of("imports") as ground:
        figures = asyncio.run(drill(ground.url, rows, kills, ground.folder))
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        asyncio.run(imports(sys.argv[2], UUID(sys.argv[3]), sys.argv[4], int(sys.argv[5])))
    else:
        sys.exit(main())
