"""Which moves a journey allows: decided by its state and its place among the stages alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOVES: Final = ("forward", "back", "hold", "resume", "lose", "finish", "migrate")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a journey is. place: of its stage, 0, 1, …; stages: how many there are; loss: whether its stage may lose
    it.
    """

    state: str
    place: int
    stages: int
    loss: bool


def allowed(at: Standing) -> frozenset[str]:
    """The moves, of MOVES, that may be tried.

    Forward goes one stage at a time, behind the last one it is finished. Lost is one that runs or rests, where the
    stage allows it. What has ended stays as it is.
    """
    if at.state not in {"open", "held"}:
        return frozenset()
    moves = {"migrate"}
    if at.loss:
        moves.add("lose")
    if at.state == "held":
        return frozenset(moves | {"resume"})
    moves.add("hold")
    moves.add("forward" if at.place + 1 < at.stages else "finish")
    if at.place > 0:
        moves.add("back")
    return frozenset(moves)
