"""The hand-over of the demo firm's leaver as rows: what the assignments tell of it, as one act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from backend.book.demo.client_rows import AUTHOR
from backend.book.demo.copying import Row
from backend.book.demo.days import at_hour
from backend.book.demo.draws import draws_of
from backend.book.demo.population import Population
from backend.book.demo.service import LEAVING, DemoAssignment

UNDO_FOR = timedelta(days=30)


def handovers(people: Population) -> Iterator[Row]:
    """For `Handover`: one, unless nobody's client was handed over."""
    leaver, followed = people.firm.leaver, _followed(people)
    if leaver.left_on is None or not followed:
        return
    at = at_hour(leaver.left_on, 18)
    done_by = people.firm.by_email["operations"].id
    yield {
        "id": _id(people),
        "from_id": leaver.id,
        "state": "executed",
        "reason": LEAVING,
        "let_go": True,
        "told": True,
        "client_count": len(followed),
        "task_count": 0,
        "mail_count": 0,
        "view_count": 0,
        "executed_at": at,
        "executed_by_id": done_by,
        "undo_until": at + UNDO_FOR,
        "created_at": at,
        "created_by": AUTHOR,
        "updated_at": at,
    }


def handover_lines(people: Population) -> Iterator[Row]:
    """For `HandoverLine`."""
    leaver = people.firm.leaver
    if leaver.left_on is None:
        return
    draws, at = draws_of(0, "handover lines"), at_hour(leaver.left_on, 18)
    for row in _followed(people):
        yield {
            "id": draws.id_at(at),
            "handover_id": _id(people),
            "client_id": row.client_id,
            "to_id": row.user_id,
            "role": row.role,
            "state": "moved",
            "gave_id": row.id,
            "ended": [{"user_id": str(leaver.id), "role": row.role, "credit": "100"}],
        }


def _id(people: Population) -> UUID:
    left_on = people.firm.leaver.left_on
    assert left_on is not None
    return draws_of(0, "handover").id_at(at_hour(left_on, 18))


def _followed(people: Population) -> list[DemoAssignment]:
    """Who owned the leaver's clients from the day he left."""
    return [
        row
        for row in people.assignments
        if row.reason == LEAVING and row.user_id != people.firm.leaver.id and row.role == "owner"
    ]
