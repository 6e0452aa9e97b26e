"""Surveys of the clients of the awkward firm: in each state, with answers at awkward instants."""

from __future__ import annotations

from backend.retain.surveys import KINDS, STATES
from tests.differential.making import Making


def make_surveys(making: Making) -> None:
    """Some in each state."""
    some, maybe = making.some, making.maybe
    making.add(
        "survey", 30, client_id=lambda: making.of("client"), kind=lambda: some(KINDS), request_id=None, wave_id=None,
        state=lambda: some(STATES), due_at=lambda: maybe(making.at),
        message_id=lambda: maybe(lambda: making.of("message"), 0.4), reminder_id=None,
        asked_at=lambda: maybe(making.at), expires_at=lambda: maybe(making.at),
        score=lambda: maybe(lambda: making.random.randint(0, 10)), text=lambda: maybe(making.text, 0.4),
        answered_at=lambda: maybe(making.at), answers=lambda: making.random.randint(0, 3),
        low_at=lambda: maybe(making.at, 0.3), task_id=lambda: maybe(lambda: making.of("task"), 0.3),
        followed_at=lambda: maybe(making.at, 0.3), followed_by_id=lambda: maybe(lambda: making.of("user"), 0.3),
        note=lambda: maybe(making.text, 0.3), created_at=making.at, created_by=making.subject,
        version=lambda: making.random.randint(1, 9),
    )  # fmt: skip
