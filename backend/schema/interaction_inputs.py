"""Inputs of interactions, pasted conversations and topics."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import UNSET

from backend.schema.task_inputs import CreateTaskInput


@strawberry.input
class ParticipantInput:
    """Somebody who took part: one of user, client and name."""

    user: strawberry.ID | None = None
    client: strawberry.ID | None = None
    name: str | None = None


@strawberry.input
class NextStepInput:
    """What was agreed on; it becomes a task about the client. Without an assignee it is the caller's own."""

    title: str
    body: str | None = None
    due_at: datetime | None = None
    assignee: strawberry.ID | None = None
    priority: str | None = "normal"


@strawberry.input(
    description="A contact that took place. `nextSteps`, and `followUp`: tasks that come of it, made with it "
    "or not at all."
)
class LogInteractionInput:
    """A contact that took place."""

    client: strawberry.ID
    kind: str
    direction: str
    channel: str
    summary: str
    at: datetime | None = None
    minutes: int | None = None
    content: str | None = None
    needs: str | None = None
    topics: list[str] | None = None
    participants: list[ParticipantInput] | None = None
    next_steps: list[NextStepInput] | None = None
    follow_up: CreateTaskInput | None = None
    mentions: list[strawberry.ID] | None = None


@strawberry.input(
    description="Corrections of an interaction; what is left out stays. `participants` replaces all of them."
)
class UpdateInteractionInput:
    """Corrections of an interaction."""

    id: strawberry.ID
    version: int
    kind: str | None = UNSET
    direction: str | None = UNSET
    channel: str | None = UNSET
    at: datetime | None = UNSET
    minutes: int | None = UNSET
    summary: str | None = UNSET
    content: str | None = UNSET
    needs: str | None = UNSET
    topics: list[str] | None = UNSET
    participants: list[ParticipantInput] | None = UNSET
    mentions: list[strawberry.ID] | None = None


@strawberry.input
class TalkMessageInput:
    """A message. `side`: client, staff or other; `at`: none where nothing told it."""

    text: str
    speaker: str | None = None
    at: datetime | None = None
    side: str = "other"


@strawberry.input(
    description="A conversation, whole and in its order: messages that were kept before are known and left out. "
    "Without a `summary` it gets its first words."
)
class LogTalkInput:
    """A conversation that was pasted."""

    client: strawberry.ID
    channel: str
    messages: list[TalkMessageInput]
    summary: str | None = None


@strawberry.input
class CreateTopicInput:
    """A new topic."""

    name: str


@strawberry.input
class UpdateTopicInput:
    """Another name for a topic, or whether it is offered; what is left out stays."""

    id: strawberry.ID
    version: int
    name: str | None = None
    retired: bool | None = None
