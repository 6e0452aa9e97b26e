"""Measuring: rounds in which all subjects take turns, so that a neighbour's noise falls on all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import httpx2

from tests.bench.ground import BenchFirm
from tests.bench.load import fire
from tests.bench.questions import NAMES, Questions, changes_of
from tests.bench.shots import shots_of
from tests.bench.subjects import Subject, cursors_of
from tests.bench.work import Tree

MAIN = 16
# A slow subject gets more time, so that a cell has this many requests; and none takes longer than so many seconds.
FEWEST, LONGEST = 60, 10.0
# Seconds of the round that is not counted: all ten connections of a subject then have their plans of 50 filters.
WARMING = 5.0


@dataclass(frozen=True)
class Cell:
    """One subject, one question, so many connections: medians over the rounds.

    rate: requests a second; p50, p95: milliseconds; server, database: CPU microseconds a request; failed: requests
    without a good answer in all rounds.
    """

    rate: float
    p50: float
    p95: float
    server: float
    database: float
    failed: int


Key = tuple[str, str, int]


@dataclass
class Measuring:
    """A measurement. seconds: of a cell; rounds at the main number of connections, others have two at most."""

    firm: BenchFirm
    subjects: Sequence[Subject]
    asked: Questions
    rounds: int = 5
    seconds: float = 2
    connections: Sequence[int] = (MAIN, 1, 64)
    questions: Sequence[str] = NAMES

    async def run(self) -> dict[Key, Cell]:
        """All cells, after one round that is not counted. Raises RuntimeError when a subject cannot answer."""
        async with httpx2.AsyncClient() as client:
            cursors = {s.name: await cursors_of(client, s, self.asked) for s in self.subjects}
        seen: dict[Key, list[Cell]] = defaultdict(list)
        rates = {
            (subject.name, question): (
                await self._once(subject, question, count, cursors[subject.name], 0, WARMING)
            ).rate
            for subject, question, count in self._places(0)
        }
        for round_ in range(1, self.rounds + 1):
            for subject, question, count in self._places(round_):
                enough = min(LONGEST, FEWEST / max(rates[subject.name, question], 0.1))
                found = await self._once(
                    subject, question, count, cursors[subject.name], round_, max(self.seconds, enough)
                )
                seen[subject.name, question, count].append(found)
        return {key: _middle(cells) for key, cells in seen.items()}

    def _places(self, round_: int) -> Iterator[tuple[Subject, str, int]]:
        counts = self.connections if 0 < round_ <= 2 else self.connections[:1]
        for question in self.questions:
            for count in counts:
                # Another one begins in each round.
                turn = round_ % len(self.subjects)
                for subject in [*self.subjects[turn:], *self.subjects[:turn]]:
                    yield subject, question, count

    async def _once(
        self,
        subject: Subject,
        question: str,
        count: int,
        cursors: Sequence[str | None],
        round_: int,
        seconds: float,
    ) -> Cell:
        asked = self.asked
        if question == "Q5":
            asked = replace(asked, changes=await changes_of(self.firm, seed=round_))
        shots = shots_of(subject, question, asked, cursors, round_)
        assert subject.process is not None
        server = [Tree(subject.process.pid)]
        if subject.name == "ours":
            server.append(Tree(self.firm.pids["Valkey"]))
        database = Tree(self.firm.pids["PostgreSQL"])
        before = sum(tree.seconds() for tree in server), database.seconds()
        ran = await fire(subject.url, shots, count, seconds)
        after = sum(tree.seconds() for tree in server), database.seconds()
        spent = [(end - begin) / max(ran.requests, 1) * 1e6 for begin, end in zip(before, after, strict=True)]
        return Cell(ran.rate, ran.p50, ran.p95, spent[0], spent[1], ran.failed)


def _middle(cells: Sequence[Cell]) -> Cell:
    columns = zip(*((c.rate, c.p50, c.p95, c.server, c.database) for c in cells), strict=True)
    rate, p50, p95, server, database = (median(column) for column in columns)
    return Cell(rate, p50, p95, server, database, sum(cell.failed for cell in cells))
