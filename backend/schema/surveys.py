"""Surveys as readers see them: what clients were asked, what they answered, and what came of it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node, RelationEnum
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Standing, column, to_one
from backend.retain.surveys import Survey as SurveyRow
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User


@strawberry.type
class Survey(Node):
    """One question to one client, and his last answer."""

    version: int = column("version")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    kind: str | None = column(
        "kind", description="csat: content with a request, 1-5; nps: would recommend, 0-10."
    )
    state: str | None = column(
        "state",
        description="planned, asked, answered, expired (no answer in time), unsent (it could not be sent), void.",
    )
    created_at: datetime | None = column("created_at", description="When it was planned.")
    asked_at: datetime | None = column("asked_at", description="When it was sent.")
    expires_at: datetime | None = column("expires_at", description="Until when it can be answered.")
    score: int | None = column("score")
    text: str | None = column("text", description="What the client wrote.")
    answered_at: datetime | None = column("answered_at", description="When he answered last.")
    low_at: datetime | None = column(
        "low_at", description="When an answer was first so low that somebody cares."
    )
    followed_at: datetime | None = column(
        "followed_at", description="When somebody wrote down what came of it."
    )
    note: str | None = column("note", description="What came of it.")

    client = linked("client", "client_id", description="Who was asked, if the caller may see him.")
    request = linked("service_request", "request_id", description="The request it is about.")
    task = linked("task", "task_id", description="Of who calls because of a low answer.")
    message = linked("message", "message_id", description="By which he was asked.")
    followed_by: User | None = to_one(lambda: USER, "followed_by_id", description="Who wrote it down.")


SURVEY: Noun = noun_of("survey", SurveyRow, Survey)
SURVEYS: Children = Children(
    SURVEY, SurveyRow.client_id, (SortKey(SurveyRow.created_at, descending=True), SortKey(SurveyRow.id))
)
