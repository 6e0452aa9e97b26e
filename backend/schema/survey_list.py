"""The list of surveys: answers of clients, filtered, ordered, page by page."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import Uuid

from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.paging import Paged
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.ids import own_id
from backend.retain.surveys import ANSWERED
from backend.retain.surveys import Survey as SurveyRow
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of
from backend.schema.subjects import SURVEYS, filtered
from backend.schema.surveys import SURVEY


@strawberry.enum
class SurveyView(enum.Enum):
    """Which surveys somebody looks at."""

    ANSWERED = "answered"
    LOW = "low"
    UNFOLLOWED = "unfollowed"


@strawberry.enum
class SurveyOrderField(enum.Enum):
    """What surveys can be sorted by."""

    CREATED_AT = "createdAt"
    ASKED_AT = "askedAt"
    ANSWERED_AT = "answeredAt"
    SCORE = "score"


@strawberry.input
class SurveyOrder:
    """One field to sort by."""

    field: SurveyOrderField
    direction: Direction = Direction.ASC


COLUMNS: dict[SurveyOrderField, tuple[Any, bool]] = {
    SurveyOrderField.CREATED_AT: (SurveyRow.created_at, False),
    SurveyOrderField.ASKED_AT: (SurveyRow.asked_at, True),
    SurveyOrderField.ANSWERED_AT: (SurveyRow.answered_at, True),
    SurveyOrderField.SCORE: (SurveyRow.score, True),
}
RESTS_ON = {
    SurveyView.ANSWERED: ("state",),
    SurveyView.LOW: ("state", "score", "lowAt"),
    SurveyView.UNFOLLOWED: ("state", "score", "lowAt", "followedAt"),
}
"""The fields that a view tells something of."""


def surveys_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Surveys, the latest first unless ordered. Raises FORBIDDEN for what may not be read of every row."""
    keys, names = [], []
    for order in arguments["orderBy"]:
        field = order["field"].literal(draft.context)
        down = order["direction"].literal(draft.context) is Direction.DESC
        demand(draft.context, "Survey", f"Survey.{field.value}")
        column, nullable = COLUMNS[field]
        keys.append(SortKey(column, down, nullable=nullable))
        names.append(f"{field.value}{'-' if down else '+'}")
    if not keys:
        demand(draft.context, "Survey", "Survey.createdAt")
        keys.append(SortKey(SurveyRow.created_at, descending=True))
    return Paged(
        SURVEY, tuple(_bounds(draft, arguments)), (*keys, SortKey(SurveyRow.id)), "surveys:" + ",".join(names)
    )


def _bounds(draft: Draft, arguments: Arguments) -> list[Any]:
    bounds: list[Any] = []
    if arguments["client"].is_there:
        client = draft.bind(arguments["client"], Uuid(), lambda text, _context: own_id("client", text))
        bounds.append(SurveyRow.client_id == client)
    if arguments["view"].is_there:
        view: SurveyView = arguments["view"].literal(draft.context)
        for field in RESTS_ON[view]:
            demand(draft.context, "Survey", f"Survey.{field}")
        bounds.append(SurveyRow.state == ANSWERED)
        if view is not SurveyView.ANSWERED:
            bounds.append(SurveyRow.low_at.is_not(None))
        if view is SurveyView.UNFOLLOWED:
            bounds.append(SurveyRow.followed_at.is_(None))
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], SURVEYS), SURVEYS))
    return bounds
