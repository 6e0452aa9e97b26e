"""The list of journeys, and what narrows it: the same for the list, the board and the map."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ARRAY, Boolean, Text, Uuid, and_, any_, false, or_, select

from backend.book.clients import Client as ClientRow
from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.lists import listed
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.clock import business_date
from backend.platform.ids import own_id
from backend.schema.client_list import Direction
from backend.schema.journeys import JOURNEY, Journey
from backend.track.journeys import Journey as JourneyRow


@strawberry.input(description="Absent or null: whatever it is.")
class JourneyFilter:
    """Which journeys."""

    template: strawberry.ID | None = None
    stages: list[str] | None = None
    states: list[str] | None = None
    owner: strawberry.ID | None = None
    team: strawberry.ID | None = strawberry.field(default=None, description="The team of the client.")
    client: strawberry.ID | None = None
    overdue: bool | None = strawberry.field(
        default=None, description="Whether it should have left its stage before today."
    )


@strawberry.enum
class JourneyOrderField(enum.Enum):
    """What journeys can be sorted by."""

    STAGE_DUE_ON = "stageDueOn"
    ENTERED_AT = "enteredAt"
    OPENED_AT = "openedAt"
    PLACE = "place"
    EXPECTED_AMOUNT = "expectedAmount"


@strawberry.input
class JourneyOrder:
    """One field to sort by."""

    field: JourneyOrderField
    direction: Direction = Direction.ASC


COLUMNS: dict[JourneyOrderField, tuple[Any, bool]] = {
    JourneyOrderField.STAGE_DUE_ON: (JourneyRow.stage_due_on, True),
    JourneyOrderField.ENTERED_AT: (JourneyRow.entered_at, False),
    JourneyOrderField.OPENED_AT: (JourneyRow.opened_at, False),
    JourneyOrderField.PLACE: (JourneyRow.place, False),
    JourneyOrderField.EXPECTED_AMOUNT: (JourneyRow.expected_amount, True),
}


def journeys_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Journeys, by the day their stage should be left by when no order is given.

    Raises FORBIDDEN when what is asked by may not be read of every row.
    """
    keys, names = [], []
    for order in arguments["orderBy"]:
        field = order["field"].literal(draft.context)
        down = order["direction"].literal(draft.context) is Direction.DESC
        keys.append(_key(draft, field, descending=down))
        names.append(f"{field.value}{'-' if down else '+'}")
    keys = keys or [_key(draft, JourneyOrderField.STAGE_DUE_ON)]
    bounds = journey_bounds(draft, arguments["filter"])
    return Paged(JOURNEY, tuple(bounds), (*keys, SortKey(JourneyRow.id)), "journeys:" + ",".join(names))


def _key(draft: Draft, field: JourneyOrderField, *, descending: bool = False) -> SortKey:
    demand(draft.context, "Journey", f"Journey.{field.value}")
    column, nullable = COLUMNS[field]
    return SortKey(column, descending, nullable=nullable)


def journey_bounds(draft: Draft, filter: Given) -> list[Any]:
    """Which journeys a JourneyFilter names; raises as `journeys_listed`."""
    bounds: list[Any] = []
    for name, field in (("template", "template"), ("owner", "owner"), ("client", "client")):
        if filter[name].is_there:
            demand(draft.context, "Journey", f"Journey.{field}")
            column = getattr(JourneyRow, f"{name}_id")
            bounds.append(column == draft.bind(filter[name], Uuid(), _ids(WORDS[name])))
    for name, field in (("stages", "stage"), ("states", "state")):
        if filter[name].is_there:
            demand(draft.context, "Journey", f"Journey.{field}")
            bounds.append(getattr(JourneyRow, field) == any_(draft.bind(filter[name], ARRAY(Text()))))
    if filter["team"].is_there:
        demand(draft.context, "Client", "Client.team")
        team = draft.bind(filter["team"], Uuid(), _ids("team"))
        theirs = select(ClientRow.id).where(ClientRow.firm_id == draft.firm, ClientRow.team_id == team)
        bounds.append(JourneyRow.client_id.in_(theirs))
    if filter["overdue"].is_there:
        demand(draft.context, "Journey", "Journey.stageDueOn")
        demand(draft.context, "Journey", "Journey.state")
        bounds.append(_late(draft, filter["overdue"]))
    return bounds


WORDS = {"template": "journeytemplate", "owner": "user", "client": "client"}


def _ids(word: str) -> Any:
    return lambda text, _context: own_id(word, text)


def _late(draft: Draft, wanted: Given) -> Any:
    """Open ones past the day, or all others: the day is told anew in each request."""
    today = draft.bind(wanted, JourneyRow.stage_due_on.type, _today)
    late = and_(JourneyRow.state == "open", JourneyRow.stage_due_on < today)
    asked = draft.bind(wanted, Boolean())
    return or_(and_(asked, late), and_(asked == false(), late.is_not(True)))


def _today(_value: Any, _context: Context) -> date:
    return business_date()


async def journey_page(info: Info, first: int | None, after: str | None) -> Connection[Journey]:
    """A page of `journeys_listed`."""
    return await listed(info, journeys_listed, first, after)
