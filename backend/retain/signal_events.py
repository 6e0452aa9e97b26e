"""What is found about clients by the clock and by NAVs, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class DrawdownChanged(Event):
    """A fund that a client holds fell, fell further, or the episode ended. state: open, deepened, recovered,
    withdrawn, left; level: 1, 2, 3."""

    name: ClassVar[str] = "signal.drawdown"
    client_id: UUID
    product_id: UUID
    state: str
    level: int


@dataclass(frozen=True)
class DrawdownEscalated(Event):
    """A fall reached a deeper level for clients of a team, and its lead is told. count: clients."""

    name: ClassVar[str] = "signal.drawdown_escalated"
    told: UUID
    product_id: UUID
    level: int
    count: int


@dataclass(frozen=True)
class SilenceChanged(Event):
    """Nobody heard from a client, or he is heard from again. state: silent, answered, closed_no_answer, withdrawn,
    left."""

    name: ClassVar[str] = "signal.silence"
    client_id: UUID
    state: str


@dataclass(frozen=True)
class SignalRulesPublished(Event):
    """Other rules of signals are in force."""

    name: ClassVar[str] = "signal_rules.published"
    signal_rules_id: UUID
    number: int
