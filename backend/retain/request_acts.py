"""What people do with requests: each act a move of the state machine, with its step in the thread and its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import interactions
from backend.book.clients import Client
from backend.book.interactions import Interaction
from backend.book.lookup import active_user, actor_id, named
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.versions import locked_at
from backend.retain.request_approvals import hold_approved
from backend.retain.request_clocks import is_kept, paused
from backend.retain.request_making import TITLE, Asked, create, edit_complaint
from backend.retain.request_rules import ENDED, moved
from backend.retain.request_steps import tell_change, tell_last, watch_one, write_step
from backend.retain.request_type_content import COMPLAINT, PRIORITIES
from backend.retain.request_watch import RESOLUTION, clock_of, plan, set_clock
from backend.retain.requests import ServiceRequest
from backend.systemize.field_values import clean_text

SAID: Final = 4_000
SUMMARY: Final = 400
WAYS: Final = {
    "call": "phone",
    "meeting": "meeting",
    "visit": "meeting",
    "message": "wecom",
    "email": "email",
}
"""Kinds of conversations in which a client is answered, and their channels."""


async def _begun(session: AsyncSession, id: UUID, version: int, act: str) -> tuple[ServiceRequest, str, str]:
    """A request locked for an act, the state before and after; what its clocks asked for until now is told.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT, request_state.
    """
    row = await locked_at(session, ServiceRequest, id, version)
    after = moved(row.kind, row.state, act)
    return row, row.state, after


async def _ended(
    session: AsyncSession, row: ServiceRequest, act: str, before: str, **said: Any
) -> ServiceRequest:
    plan(row)
    write_step(session, row, act, before, **said)
    await session.flush()
    tell_change(session, row, act)
    return row


async def assign(session: AsyncSession, id: UUID, version: int, owner_id: UUID) -> ServiceRequest:
    """Give a request to somebody, or take it oneself. Raises as `_begun`; BAD_USER_INPUT: unknown, inactive."""
    row, before, after = await _begun(session, id, version, "assign")
    await watch_one(session, row, now())
    row.owner_id, row.state = (await active_user(session, owner_id, "owner")).id, after
    return await _ended(session, row, "assign", before, to_id=row.owner_id)


async def answer(
    session: AsyncSession,
    id: UUID,
    version: int,
    *,
    kind: str = "call",
    text: str | None = None,
    interaction_id: UUID | None = None,
) -> ServiceRequest:
    """A person answered the client: the first answer stops the response clock at the instant it was given.

    interaction_id: a conversation that was written down; without one `text` is written down as one, of `kind`.
    Raises as `_begun`; BAD_USER_INPUT: `request_human` for a key or the product itself, `request_before` for a
    conversation before the request, unknown, what `interactions.log` finds.
    """
    row, before, after = await _begun(session, id, version, "answer")
    if actor_id(session) is None:
        raise bad_input("id", "request_human")
    if interaction_id is None:
        if kind not in WAYS:
            raise bad_input("kind", "choice")
        said = clean_text(text or "", "text", limit=SAID, required=True) or ""
        heard = await interactions.log(
            session, row.client_id, kind=kind, direction="out", channel=WAYS[kind], summary=said[:SUMMARY],
            content=said if len(said) > SUMMARY else None, at=now(),
        )  # fmt: skip
    else:
        heard = await _heard(session, row, interaction_id)
        said = clean_text(text or "", "text", limit=SAID) or heard.summary
    await watch_one(session, row, heard.at)
    row.answers += 1
    if row.answered_at is None or heard.at < row.answered_at:
        row.answered_at, row.answered_by_id = heard.at, heard.user_id or actor_id(session)
        if is_kept(row.response_due_at, heard.at):
            # It was written down late and given in time: what was told stays in the thread.
            row.response_breached_at = None
    if row.kind == COMPLAINT and row.acknowledged_at is None:
        row.acknowledged_at = heard.at
    row.state = after
    return await _ended(session, row, "answer", before, text=said, interaction_id=heard.id, at=heard.at)


async def _heard(session: AsyncSession, row: ServiceRequest, id: UUID) -> Interaction:
    heard = await named(session, Interaction, id, "interaction")
    if heard.client_id != row.client_id or heard.user_id is None or heard.kind not in WAYS:
        raise bad_input("interaction", "unknown")
    if heard.at < row.created_at:
        raise bad_input("interaction", "request_before")
    return heard


async def wait(session: AsyncSession, id: UUID, version: int, text: str | None) -> ServiceRequest:
    """The client has to do something: the resolution clock rests. Raises as `_begun`."""
    row, before, after = await _begun(session, id, version, "wait")
    await watch_one(session, row, now())
    row.state, row.waiting_since = after, now()
    return await _ended(session, row, "wait", before, text=_words(text, "text"))


async def resume(session: AsyncSession, id: UUID, version: int, text: str | None) -> ServiceRequest:
    """The client did: what was left of the resolution clock is left again. Raises as `_begun`."""
    row, before, after = await _begun(session, id, version, "resume")
    _rested(row, now())
    row.state = after
    return await _ended(session, row, "resume", before, text=_words(text, "text"))


def _rested(row: ServiceRequest, at: datetime) -> None:
    if row.waiting_since is not None:
        set_clock(row, RESOLUTION, paused(clock_of(row, RESOLUTION), row.waiting_since, at, row.calendar))
        row.waited_seconds += int((at - row.waiting_since).total_seconds())
        row.waiting_since = None


async def go_on(
    session: AsyncSession, id: UUID, version: int, act: str, text: str | None = None
) -> ServiceRequest:
    """Start, acknowledge, investigate or escalate. Raises as `_begun`; BAD_USER_INPUT, `choice` for another act."""
    if act not in ("start", "acknowledge", "investigate", "escalate"):
        raise bad_input("act", "choice")
    row, before, after = await _begun(session, id, version, act)
    said = _words(text, "text", needed=act == "escalate")
    await watch_one(session, row, now())
    row.state = after
    if act == "acknowledge" and row.acknowledged_at is None:
        row.acknowledged_at = now()
    if act in ("investigate", "escalate"):
        row.resolved_at = None
    if act == "escalate":
        await tell_last(session, row)
    return await _ended(session, row, act, before, text=said)


async def resolve(session: AsyncSession, id: UUID, version: int, outcome: str | None) -> ServiceRequest:
    """What the client wanted is done. Raises as `_begun`; BAD_USER_INPUT: required, request_approval."""
    row, before, after = await _begun(session, id, version, "resolve")
    said = _words(outcome, "outcome", needed=True)
    await hold_approved(session, row)
    await watch_one(session, row, now())
    row.state, row.resolved_at, row.outcome = after, now(), said
    return await _ended(session, row, "resolve", before, text=said)


async def conclude(
    session: AsyncSession,
    id: UUID,
    version: int,
    outcome: str | None,
    justified: bool | None,
    cause: str | None,
) -> ServiceRequest:
    """A complaint was looked into and the client told. Raises as `_begun`; BAD_USER_INPUT: required, choice."""
    row, before, after = await _begun(session, id, version, "conclude")
    if justified is None:
        raise bad_input("justified", "required")
    if cause is None:
        raise bad_input("cause", "required")
    said = _words(outcome, "outcome", needed=True)
    if row.answered_at is None:
        raise bad_input("id", "request_unanswered")
    await hold_approved(session, row)
    await watch_one(session, row, now())
    edit_complaint(row, {"justified": justified, "cause": cause})
    row.state, row.outcome, row.resolved_at = after, said, now()
    return await _ended(session, row, "conclude", before, text=said)


async def close(session: AsyncSession, id: UUID, version: int, text: str | None) -> ServiceRequest:
    """The client is content, or has nothing more to say. Raises as `_begun`."""
    row, before, after = await _begun(session, id, version, "close")
    await watch_one(session, row, now())
    row.state, row.closed_at = after, now()
    row.resolved_at = row.resolved_at or row.closed_at
    return await _ended(session, row, "close", before, text=_words(text, "text"))


async def cancel(
    session: AsyncSession, id: UUID, version: int, reason: str | None, duplicate_of_id: UUID | None = None
) -> ServiceRequest:
    """It is none, or says over what another one says. Raises as `_begun`; BAD_USER_INPUT: required, unknown."""
    row, before, after = await _begun(session, id, version, "cancel")
    if duplicate_of_id is not None:
        other = await named(session, ServiceRequest, duplicate_of_id, "duplicateOf")
        if other.client_id != row.client_id or other.id == row.id:
            raise bad_input("duplicateOf", "unknown")
    said = _words(reason, "reason", needed=duplicate_of_id is None)
    await watch_one(session, row, now())
    row.reason = said
    _rested(row, now())
    row.duplicate_of_id, row.state, row.closed_at = duplicate_of_id, after, now()
    return await _ended(session, row, "cancel", before, text=row.reason)


async def reopen(session: AsyncSession, id: UUID, version: int, text: str | None) -> ServiceRequest:
    """The client is not content: a new request with clocks of its own, linked to this one; the new one.

    Raises as `_begun` and as `create`.
    """
    row, before, after = await _begun(session, id, version, "reopen")
    said = _words(text, "text", needed=True)
    row.state, row.closed_at = after, row.closed_at or now()
    await _ended(session, row, "reopen", before, text=said)
    return await create(
        session,
        Asked(
            client_id=row.client_id, type=row.type_key, title=row.title, details=said, form=row.form,
            channel=row.channel, priority=row.priority, owner_id=await _still(session, row), again_of_id=row.id,
            about_id=row.about_id, category=row.category, severity=row.severity,
            regulator_reference=row.regulator_reference, from_regulator=row.from_regulator,
        ),
    )  # fmt: skip


async def _still(session: AsyncSession, row: ServiceRequest) -> UUID | None:
    """The owner, unless he has left: then whoever serves the client."""
    from_client = await session.scalar(
        select(Client.owner_id).where(Client.firm_id == row.firm_id, Client.id == row.client_id)
    )
    if row.owner_id is None or row.owner_id == from_client:
        return None
    return row.owner_id


async def edit(session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]) -> ServiceRequest:
    """Mend title, details, priority, or what is said of a complaint; absent keys stay.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: request_state once it has ended, values that cannot be.
    """
    row = await locked_at(session, ServiceRequest, id, version)
    if row.state in ENDED:
        raise bad_input("id", "request_state", state=row.state)
    if "title" in values:
        row.title = clean_text(values["title"] or "", "title", limit=TITLE, required=True) or ""
    if "details" in values:
        row.details = clean_text(values["details"] or "", "details", limit=SAID)
    if "priority" in values:
        if values["priority"] not in PRIORITIES:
            raise bad_input("priority", "choice")
        row.priority = values["priority"]
    if row.kind == COMPLAINT:
        edit_complaint(row, values)
    write_step(session, row, "edit", row.state)
    await session.flush()
    tell_change(session, row, "edit")
    return row


def _words(given: str | None, at: str, *, needed: bool = False) -> str | None:
    return clean_text(given or "", at, limit=SAID, required=needed)
