"""The list of requests: its views with their counts, filtered, ordered, page by page."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Uuid, any_, case, func, or_, select
from sqlalchemy.orm import aliased

from backend.book.choices import PRIORITIES
from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.lists import drafted
from backend.graph.nouns import NOTHING
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.callers import of_caller
from backend.platform.ids import own_id
from backend.retain.request_rules import ENDED, STATES, WAITING
from backend.retain.request_type_content import COMPLAINT
from backend.retain.requests import ServiceRequest as RequestRow
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of
from backend.schema.requests import REQUEST
from backend.schema.subjects import CLIENTS, REQUESTS, filtered

DUE_SOON = (50, 80)
"""Shares of a clock's time that were told of; 100 is a breach."""


@strawberry.enum
class RequestView(enum.Enum):
    """Which requests somebody looks at."""

    OPEN = "open"
    DUE_SOON = "dueSoon"
    BREACHED = "breached"
    MINE = "mine"
    TEAM = "team"
    WAITING = "waiting"
    COMPLAINTS = "complaints"
    ENDED = "ended"


@strawberry.type
class RequestCounts:
    """How many requests the caller would find in each view."""

    open: int
    due_soon: int
    breached: int
    mine: int
    team: int
    waiting: int
    complaints: int


@strawberry.enum
class RequestOrderField(enum.Enum):
    """What requests can be sorted by."""

    DUE_AT = "dueAt"
    CREATED_AT = "createdAt"
    RESPONSE_DUE_AT = "responseDueAt"
    ANSWERED_AT = "answeredAt"
    PRIORITY = "priority"
    STATE = "state"
    TITLE = "title"
    CLIENT = "client"


@strawberry.input
class RequestOrder:
    """One field to sort by."""

    field: RequestOrderField
    direction: Direction = Direction.ASC


URGENCY = case({option.value: n for n, option in enumerate(PRIORITIES)}, value=RequestRow.priority, else_=0)
STAGE = case({name: n for n, name in enumerate(STATES)}, value=RequestRow.state, else_=len(STATES))
COLUMNS: dict[RequestOrderField, tuple[Any, bool]] = {
    RequestOrderField.DUE_AT: (RequestRow.due_at, True),
    RequestOrderField.CREATED_AT: (RequestRow.created_at, False),
    RequestOrderField.RESPONSE_DUE_AT: (RequestRow.response_due_at, False),
    RequestOrderField.ANSWERED_AT: (RequestRow.answered_at, True),
    RequestOrderField.PRIORITY: (URGENCY, False),
    RequestOrderField.STATE: (STAGE, False),
    RequestOrderField.TITLE: (RequestRow.title, False),
}
RESTS_ON = {
    RequestView.OPEN: ("state",),
    RequestView.DUE_SOON: ("state", "dueAt"),
    RequestView.BREACHED: ("state", "responseBreachedAt", "resolutionBreachedAt"),
    RequestView.MINE: ("state", "owner"),
    RequestView.TEAM: ("state", "client"),
    RequestView.WAITING: ("state",),
    RequestView.COMPLAINTS: ("state", "kind"),
    RequestView.ENDED: ("state",),
}
"""The fields that a view tells something of."""


def requests_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Requests, what is due first when no order is given. Raises FORBIDDEN for what may not be read of every row."""
    keys, names = [], []
    for order in arguments["orderBy"]:
        field = order["field"].literal(draft.context)
        down = order["direction"].literal(draft.context) is Direction.DESC
        keys.append(_key(draft, field, descending=down))
        names.append(f"{field.value}{'-' if down else '+'}")
    keys = keys or [_key(draft, RequestOrderField.DUE_AT)]
    last = SortKey(RequestRow.id)
    return Paged(REQUEST, tuple(_bounds(draft, arguments)), (*keys, last), "requests:" + ",".join(names))


def _key(draft: Draft, field: RequestOrderField, *, descending: bool = False) -> SortKey:
    demand(draft.context, "ServiceRequest", f"ServiceRequest.{field.value}")
    if field is RequestOrderField.CLIENT:
        demand(draft.context, "Client", "Client.name")
        row = aliased(ClientRow)
        found: Any = select(row.name_sort).where(
            RequestRow.firm_id == draft.firm,
            row.id == RequestRow.client_id,
            *CLIENTS.within(draft.caller, row),
        )
        return SortKey(found.correlate(RequestRow).scalar_subquery(), descending, nullable=True)
    column, nullable = COLUMNS[field]
    return SortKey(column, descending, nullable=nullable)


def _bounds(draft: Draft, arguments: Arguments) -> list[Any]:
    bounds: list[Any] = []
    if _is_there(arguments, "client"):
        client = draft.bind(arguments["client"], Uuid(), lambda text, _context: own_id("client", text))
        bounds.append(RequestRow.client_id == client)
    if _is_there(arguments, "view"):
        view: RequestView = arguments["view"].literal(draft.context)
        bounds.append(_view(draft.context, draft, view))
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], REQUESTS), REQUESTS))
    return bounds


def _is_there(arguments: Arguments, name: str) -> bool:
    """Counts have the filter and the client alone."""
    given: Given | None = arguments.get(name)
    return given is not None and given.is_there


def _view(context: Context, draft: Draft, view: RequestView) -> ColumnElement[bool]:
    for field in RESTS_ON[view]:
        demand(context, "ServiceRequest", f"ServiceRequest.{field}")
    is_open = RequestRow.state.not_in(ENDED)
    if view is RequestView.ENDED:
        return RequestRow.state.in_(ENDED)
    if view is RequestView.DUE_SOON:
        answering = RequestRow.answered_at.is_(None) & RequestRow.response_told.in_(DUE_SOON)
        settling = RequestRow.answered_at.is_not(None) & RequestRow.resolution_told.in_(DUE_SOON)
        return is_open & RequestRow.due_at.is_not(None) & (answering | settling)
    if view is RequestView.BREACHED:
        late = or_(
            RequestRow.response_breached_at.is_not(None), RequestRow.resolution_breached_at.is_not(None)
        )
        return is_open & late
    if view is RequestView.WAITING:
        return RequestRow.state == WAITING
    if view is RequestView.COMPLAINTS:
        return is_open & (RequestRow.kind == COMPLAINT)
    if view is RequestView.MINE:
        if draft.caller.user_id is None:
            return NOTHING
        return is_open & (RequestRow.owner_id == of_caller(draft.caller, "caller_id"))
    if view is RequestView.TEAM:
        if not draft.caller.scope.team_ids:
            return NOTHING
        client = aliased(ClientRow)
        ours = select(client.id).where(
            client.firm_id == draft.firm, client.team_id == any_(of_caller(draft.caller, "caller_teams"))
        )
        return is_open & RequestRow.client_id.in_(ours.correlate(None))
    return is_open


async def request_counts(info: Info) -> RequestCounts:
    """How many of the requests that the arguments name stand in each view; one statement."""
    context = info.context
    draft, arguments = await drafted(info)
    counted = [
        func.count().filter(_view(context, draft, view)).label(view.name.lower())
        for view in RequestView
        if view is not RequestView.ENDED
    ]
    bounds, _ = REQUEST.within(draft.caller, *_bounds(draft, arguments))
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found = (await session.execute(select(*counted).select_from(RequestRow).where(*bounds))).one()
    return RequestCounts(**found._mapping)
