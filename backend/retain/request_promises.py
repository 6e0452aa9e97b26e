"""What a client is promised for a type of request: by his cell of the service matrix, else by the type itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.book.clients import Client
from backend.book.service_content import Cell
from backend.book.service_matrices import InForce
from backend.retain.request_clocks import Clock, started
from backend.retain.request_type_content import BUSINESS, SERVICE, TypeContent

PARTNER = "partner"
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Promise:
    """How fast, by which calendar, and who is told when it is not kept. partner: a partner has to approve."""

    response_minutes: int
    resolution_hours: int
    calendar: str
    chain: tuple[str, ...]
    partner: bool

    def clocks(self, at: datetime) -> tuple[Clock, Clock]:
        """The response and the resolution clock of a request made at `at`."""
        return (
            started(at, self.response_minutes, self.calendar),
            started(at, self.resolution_hours * MINUTES_AN_HOUR, self.calendar),
        )


def promised(content: TypeContent, cell: Cell | None, tier: str | None) -> Promise:
    """What holds. cell: the client's, None where the matrix has none for him.

    The matrix's minutes for the type's kind of request come first, then the type's for the tier, then its usual ones.
    """
    level = None if cell is None else cell.level
    usual, tiers = content.response
    minutes = tiers.get(tier or "", usual)
    if level is not None and content.promise is not None:
        minutes = level.responses.get(content.promise, minutes)
    usual_hours, tier_hours = content.resolution
    calendar = content.calendar
    if calendar == SERVICE:
        calendar = BUSINESS if level is None else level.calendar
    return Promise(
        minutes,
        tier_hours.get(tier or "", usual_hours),
        calendar,
        content.escalation if level is None or not level.escalation else level.escalation,
        level is not None and PARTNER in level.owner_roles,
    )


def cell_of(matrix: InForce | None, client: Client) -> Cell | None:
    """The client's cell; of a client nobody has swept yet the first one for his tier without a condition."""
    if matrix is None:
        return None
    found = matrix.cell(client.service_cell)
    if found is None and client.tier is not None:
        found = next(
            (each for each in matrix.cells if client.tier in each.tiers and each.condition is None), None
        )
    return found
