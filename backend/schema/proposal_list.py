"""The list of proposals: filtered, ordered, page by page."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ARRAY, Date, Text, Uuid, any_, select
from sqlalchemy.orm import aliased

from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.ids import own_id
from backend.schema.client_list import Direction
from backend.schema.proposals import PROPOSAL
from backend.track.proposals import Proposal as ProposalRow
from backend.track.proposals import ProposalItem


@strawberry.input(description="Absent or null: whatever it is.")
class ProposalFilter:
    """Which proposals."""

    states: list[str] | None = None
    client: strawberry.ID | None = None
    owner: strawberry.ID | None = None
    product: strawberry.ID | None = None
    valid_before: date | None = strawberry.field(
        default=None, description="Those whose last day is before that day."
    )


@strawberry.enum
class ProposalOrderField(enum.Enum):
    """What proposals can be sorted by."""

    CREATED_AT = "createdAt"
    UPDATED_AT = "updatedAt"
    VALID_UNTIL = "validUntil"
    SENT_AT = "sentAt"
    STATE = "state"


@strawberry.input
class ProposalOrder:
    """One field to sort by."""

    field: ProposalOrderField
    direction: Direction = Direction.ASC


COLUMNS: dict[ProposalOrderField, tuple[Any, bool]] = {
    ProposalOrderField.CREATED_AT: (ProposalRow.created_at, False),
    ProposalOrderField.UPDATED_AT: (ProposalRow.updated_at, False),
    ProposalOrderField.VALID_UNTIL: (ProposalRow.valid_until, False),
    ProposalOrderField.SENT_AT: (ProposalRow.sent_at, True),
    ProposalOrderField.STATE: (ProposalRow.state, False),
}


def proposals_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Proposals, the latest first when no order is given. Raises FORBIDDEN for what may not be read of every row."""
    keys, names = [], []
    for order in arguments["orderBy"]:
        field = order["field"].literal(draft.context)
        down = order["direction"].literal(draft.context) is Direction.DESC
        demand(draft.context, "Proposal", f"Proposal.{field.value}")
        column, nullable = COLUMNS[field]
        keys.append(SortKey(column, down, nullable=nullable))
        names.append(f"{field.value}{'-' if down else '+'}")
    last = SortKey(ProposalRow.id, descending=not keys)
    bounds = _bounds(draft, arguments["filter"])
    return Paged(PROPOSAL, tuple(bounds), (*keys, last), "proposals:" + ",".join(names))


def _bounds(draft: Draft, filter: Given) -> list[Any]:
    bounds: list[Any] = []
    for name, word in (("client", "client"), ("owner", "user")):
        if filter[name].is_there:
            demand(draft.context, "Proposal", f"Proposal.{name}")
            column = getattr(ProposalRow, f"{name}_id")
            bounds.append(column == draft.bind(filter[name], Uuid(), _ids(word)))
    if filter["product"].is_there:
        demand(draft.context, "Proposal", "Proposal.items")
        item = aliased(ProposalItem)
        wanted = draft.bind(filter["product"], Uuid(), _ids("product"))
        within = select(item.proposal_id).where(item.firm_id == draft.firm, item.product_id == wanted)
        bounds.append(ProposalRow.id.in_(within.correlate(None)))
    if filter["states"].is_there:
        demand(draft.context, "Proposal", "Proposal.state")
        bounds.append(ProposalRow.state == any_(draft.bind(filter["states"], ARRAY(Text()))))
    if filter["validBefore"].is_there:
        demand(draft.context, "Proposal", "Proposal.validUntil")
        bounds.append(ProposalRow.valid_until < draft.bind(filter["validBefore"], Date()))
    return bounds


def _ids(word: str) -> Any:
    return lambda text, _context: own_id(word, text)
