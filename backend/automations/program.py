"""The steps of a version as a flat list, so that where a run stands is one number.

A branch goes on behind itself when its condition holds, else where it says; the end of `then` jumps over `else`.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend.automations.content import Step


@dataclass(frozen=True, slots=True)
class Operation:
    """One place. step: None for a jump; to: of a jump where it leads, of a branch where it goes on when it fails."""

    step: Step | None
    to: int = 0


def program_of(steps: tuple[Step, ...]) -> list[Operation]:
    """The operations of steps, in order; a run is over when it is behind the last."""
    found: list[Operation] = []
    _lay(steps, found)
    return found


def _lay(steps: tuple[Step, ...], found: list[Operation]) -> None:
    for step in steps:
        if step.kind != "branch":
            found.append(Operation(step))
            continue
        at = len(found)
        found.append(Operation(step))
        _lay(step.then, found)
        if step.other:
            over = len(found)
            found.append(Operation(None))
            found[at] = Operation(step, len(found))
            _lay(step.other, found)
            found[over] = Operation(None, len(found))
        else:
            found[at] = Operation(step, len(found))
