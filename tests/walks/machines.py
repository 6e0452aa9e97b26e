"""Which machines are walked, and how far in the suite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.walks.aml import Aml
from tests.walks.frame import Machine
from tests.walks.messages import Messages
from tests.walks.orders import Orders
from tests.walks.people import Consents, Handovers
from tests.walks.requests import Requests
from tests.walks.suitability import Suitability
from tests.walks.tasks import Tasks
from tests.walks.versions import Policy, Templates


@dataclass(frozen=True)
class Walked:
    """A machine. steps: of the suite's walk; must: what has to go well at least once in it, or it proves too little."""

    kind: type[Machine]
    steps: int
    must: tuple[str, ...]
    seed: int = 1


MACHINES: Final[Mapping[str, Walked]] = {
    "tasks": Walked(Tasks, 130, ("completeTask", "reopenTask", "cancelTask", "handTask", "acceptTask", "loseJourney")),
    "requests": Walked(Requests, 160, ("assign", "answer", "start", "wait", "resume", "resolve", "close", "reopen",
                                       "cancel", "time")),
    "suitability": Walked(Suitability, 120, ("complete signed", "complete unsigned", "signAssessment", "approve",
                                             "reject", "revokeQualification", "takeUpQualification", "time")),
    "aml": Walked(Aml, 70, ("blocked", "clear", "lift", "refuse")),
    "orders": Walked(Orders, 130, ("checkOrder", "signOrder", "payOrder", "visit", "submitOrder", "confirm",
                                   "reverse", "accept True")),
    "messages": Walked(Messages, 100, ("cancelMessage", "retryMessage", "settle True", "settle False", "send sent")),
    "templates": Walked(Templates, 60, ("saveJourneyDraft", "discardJourneyDraft", "publishJourneyTemplate")),
    "policy": Walked(Policy, 36, ("change", "publish", "agree True", "agree False")),
    "handovers": Walked(Handovers, 40, ("executeHandover", "undoHandover", "discardHandover")),
    "consents": Walked(Consents, 60, ("recordConsent", "takeBackConsent")),
}  # fmt: skip
