"""The goals: ratios of one run on one machine, since absolute figures move with the neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.bench.cells import MAIN, Cell, Key


@dataclass(frozen=True)
class Goal:
    """A ratio and its bound; least: whether it must reach the bound instead of staying below."""

    name: str
    found: float
    bound: float
    least: bool = True

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.found >= self.bound if self.least else self.found <= self.bound

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        return f"{'ok  ' if self.met else 'MISS'} {self.name}: {self.found:.2f} (goal {sign} {self.bound})"


LIMIT_RATE, LIMIT_WORK = 0.7, 1.5
PEER_RATE = {"Q1": 1.5, "Q2": 2.0, "Q3": 3.0, "Q5": 1.2}
PEER_P95 = 0.5
POLICY_WORK = 0.03


def goals_of(cells: Mapping[Key, Cell], policy_work: float | None) -> Iterator[Goal]:
    """The goals that these cells can judge. policy_work: extra server CPU by a large policy, a ratio."""
    for question in ("Q1", "Q2", "Q3"):
        ours, limit = _pair(cells, question, "limit")
        if ours and limit:
            yield Goal(f"{question} requests/s, ours : limit", ours.rate / limit.rate, LIMIT_RATE)
            yield Goal(
                f"{question} server CPU, ours : limit", ours.server / limit.server, LIMIT_WORK, least=False
            )
    for question, bound in PEER_RATE.items():
        ours, peer = _pair(cells, question, "postgraphile")
        if ours and peer:
            yield Goal(f"{question} requests/s, ours : PostGraphile", ours.rate / peer.rate, bound)
            if question == "Q3":
                yield Goal("Q3 p95, ours : PostGraphile", ours.p95 / peer.p95, PEER_P95, least=False)
    if policy_work is not None:
        yield Goal("Q2 server CPU added by 5,000 policy lines", policy_work, POLICY_WORK, least=False)


def failures(cells: Mapping[Key, Cell]) -> Iterator[str]:
    """Cells with bad answers: their figures say nothing."""
    for (name, question, count), cell in cells.items():
        if cell.failed:
            yield f"{name} {question} at {count}: {cell.failed} requests failed"


def _pair(cells: Mapping[Key, Cell], question: str, other: str) -> tuple[Cell | None, Cell | None]:
    return cells.get(("ours", question, MAIN)), cells.get((other, question, MAIN))
