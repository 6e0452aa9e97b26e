"""The list of approvals: what waits for the caller, what he asked for, what he was told of, and all in his reach."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import ARRAY, Boolean, DateTime, Text, Uuid, and_, any_, false, or_, select
from sqlalchemy.orm import aliased

from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.lists import listed
from backend.graph.nouns import NOTHING
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.callers import of_caller
from backend.platform.clock import now
from backend.platform.ids import own_id
from backend.schema.approvals import APPROVAL, Approval
from backend.schema.client_list import Direction
from backend.track.approval_rules import ACTIVE, PENDING
from backend.track.approvals import Approval as ApprovalRow
from backend.track.approvals import ApprovalCopy, ApprovalSigner


@strawberry.enum
class ApprovalView(enum.Enum):
    """How the caller has to do with an approval."""

    WAITING = "waiting"
    ASKED = "asked"
    COPIED = "copied"


@strawberry.input(description="Absent or null: whatever it is.")
class ApprovalFilter:
    """Which approvals."""

    view: ApprovalView | None = None
    kind: strawberry.ID | None = None
    states: list[str] | None = None
    about: str | None = None
    client: strawberry.ID | None = None
    requester: strawberry.ID | None = None
    overdue: bool | None = strawberry.field(
        default=None, description="Whether it is pending past the time it should be decided by."
    )


@strawberry.enum
class ApprovalOrderField(enum.Enum):
    """What approvals can be sorted by."""

    CREATED_AT = "createdAt"
    SUBMITTED_AT = "submittedAt"
    DUE_AT = "dueAt"
    ENDED_AT = "endedAt"
    STATE = "state"


@strawberry.input
class ApprovalOrder:
    """One field to sort by."""

    field: ApprovalOrderField
    direction: Direction = Direction.ASC


COLUMNS: dict[ApprovalOrderField, tuple[Any, bool]] = {
    ApprovalOrderField.CREATED_AT: (ApprovalRow.created_at, False),
    ApprovalOrderField.SUBMITTED_AT: (ApprovalRow.submitted_at, True),
    ApprovalOrderField.DUE_AT: (ApprovalRow.due_at, True),
    ApprovalOrderField.ENDED_AT: (ApprovalRow.ended_at, True),
    ApprovalOrderField.STATE: (ApprovalRow.state, False),
}
NAMED = {"kind": ("approvalkind", "kind"), "client": ("client", "client"), "requester": ("user", "requester")}


def approvals_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Approvals, the latest first when no order is given. Raises FORBIDDEN for what may not be read of every row."""
    keys, names = [], []
    for order in arguments["orderBy"]:
        field = order["field"].literal(draft.context)
        down = order["direction"].literal(draft.context) is Direction.DESC
        demand(draft.context, "Approval", f"Approval.{field.value}")
        column, nullable = COLUMNS[field]
        keys.append(SortKey(column, down, nullable=nullable))
        names.append(f"{field.value}{'-' if down else '+'}")
    last = SortKey(ApprovalRow.id, descending=not keys)
    bounds = _bounds(draft, arguments["filter"])
    return Paged(APPROVAL, tuple(bounds), (*keys, last), "approvals:" + ",".join(names))


def _bounds(draft: Draft, filter: Given) -> list[Any]:
    bounds: list[Any] = []
    for name, (word, field) in NAMED.items():
        if filter[name].is_there:
            demand(draft.context, "Approval", f"Approval.{field}")
            column = getattr(ApprovalRow, f"{name}_id")
            bounds.append(column == draft.bind(filter[name], Uuid(), _ids(word)))
    if filter["states"].is_there:
        demand(draft.context, "Approval", "Approval.state")
        bounds.append(ApprovalRow.state == any_(draft.bind(filter["states"], ARRAY(Text()))))
    if filter["about"].is_there:
        demand(draft.context, "Approval", "Approval.about")
        bounds.append(ApprovalRow.subject == draft.bind(filter["about"], Text()))
    if filter["overdue"].is_there:
        demand(draft.context, "Approval", "Approval.dueAt")
        bounds.append(_late(draft, filter["overdue"]))
    if filter["view"].is_there:
        bounds += _view(draft, filter["view"].literal(draft.context))
    return bounds


def _view(draft: Draft, view: ApprovalView) -> list[Any]:
    """Rows that the caller has to do with himself; who stands in for somebody has what waits for him, too."""
    caller = draft.caller
    if caller.user_id is None:
        return [NOTHING]
    me = of_caller(caller, "caller_id")
    if view is ApprovalView.ASKED:
        return [ApprovalRow.requester_id == me]
    if view is ApprovalView.COPIED:
        copy = aliased(ApprovalCopy)
        told = select(copy.approval_id).where(copy.firm_id == draft.firm, copy.user_id == me)
        return [ApprovalRow.id.in_(told.correlate(None))]
    signer = aliased(ApprovalSigner)
    asked = select(signer.approval_id).where(
        signer.firm_id == draft.firm,
        signer.state == ACTIVE,
        signer.user_id == any_(of_caller(caller, "caller_users")),
    )
    return [
        ApprovalRow.state == PENDING,
        ApprovalRow.requester_id != me,
        ApprovalRow.asked_by_id.is_distinct_from(me),
        ApprovalRow.id.in_(asked.correlate(None)),
    ]


def _ids(word: str) -> Any:
    return lambda text, _context: own_id(word, text)


def _late(draft: Draft, wanted: Given) -> Any:
    """Pending ones past the time, or all others: the time is told anew in each request."""
    at = draft.bind(wanted, DateTime(timezone=True), _now)
    late = and_(ApprovalRow.state == PENDING, ApprovalRow.due_at < at)
    asked = draft.bind(wanted, Boolean())
    return or_(and_(asked, late), and_(asked == false(), late.is_not(True)))


def _now(_value: Any, _context: Context) -> Any:
    return now()


async def approval_page(info: Info, first: int | None, after: str | None) -> Connection[Approval]:
    """A page of `approvals_listed`."""
    return await listed(info, approvals_listed, first, after)
