"""What becomes of service requests: made, given to somebody, answered, settled, opened again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET

from backend.auth.tokens import new_session_text, token_hash
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.retain import request_acts, request_links
from backend.retain.request_making import Asked, create
from backend.retain.requests import ServiceRequest as RequestRow
from backend.schema import request_inputs as given
from backend.schema.changing import Key, change, changed, content_object, of_client, subject
from backend.schema.clients import CLIENT, Client
from backend.schema.requests import REQUEST, ServiceRequest

EDITABLE = ("title", "details", "priority", "category", "severity", "regulator_reference", "from_regulator")
SIMPLE = ("start", "acknowledge", "investigate", "escalate")
Work = Callable[[AsyncSession, UUID], Awaitable[RequestRow]]


@strawberry.type
class RequestLink:
    """A link that was just made."""

    token: str | None = strawberry.field(
        description="Goes into the address behind `#`; shown once, null when the request is repeated."
    )
    expires_at: datetime


@strawberry.type
class RequestMutations:
    """What clients ask for."""

    @changing(lambda: REQUEST)
    async def create_request(
        self, info: Info, input: given.CreateRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """Write down what a client asks for: its clocks run from now."""
        node = await subject(info.context, CLIENT, input.client, "createRequest")
        form = None if input.form is None else content_object(input.form, "form")
        asked = Asked(
            client_id=node.row.id, type=input.type, title=input.title, details=input.details, form=form,
            channel=input.channel, priority=input.priority, owner_id=_id("user", input.owner),
            interaction_id=_id("interaction", input.interaction), about_id=_id("request", input.about),
            category=input.category, severity=input.severity, regulator_reference=input.regulator_reference,
            from_regulator=input.from_regulator,
        )  # fmt: skip
        return await changed(  # type: ignore[no-any-return]
            info.context, REQUEST, "createRequest", lambda session: create(session, asked),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def update_request(
        self, info: Info, input: given.UpdateRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """Mend what was written down."""
        values = {name: getattr(input, name) for name in EDITABLE if getattr(input, name) is not UNSET}
        return await _done(  # type: ignore[no-any-return]
            info, "updateRequest", input, idempotency_key,
            lambda session, of: request_acts.edit(session, of, input.version, values), str(values),
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def assign_request(
        self, info: Info, input: given.AssignRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """Give a request to somebody, or take it."""
        owner = own_id("user", input.owner)
        return await _done(  # type: ignore[no-any-return]
            info, "assignRequest", input, idempotency_key,
            lambda session, of: request_acts.assign(session, of, input.version, owner),
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def answer_request(
        self, info: Info, input: given.AnswerRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """A person answered the client; the first answer stops the response clock."""
        heard = _id("interaction", input.interaction)
        return await _done(  # type: ignore[no-any-return]
            info, "answerRequest", input, idempotency_key,
            lambda session, of: request_acts.answer(
                session, of, input.version, kind=input.kind, text=input.text, interaction_id=heard
            ),
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def move_request(
        self, info: Info, input: given.MoveRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """Take a request to another state."""
        return await _done(  # type: ignore[no-any-return]
            info, "moveRequest", input, idempotency_key, lambda session, of: _move(session, of, input)
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def conclude_complaint(
        self, info: Info, input: given.ConcludeComplaintInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """A complaint was looked into and the client told what came of it."""
        return await _done(  # type: ignore[no-any-return]
            info, "concludeComplaint", input, idempotency_key,
            lambda session, of: request_acts.conclude(
                session, of, input.version, input.outcome, input.justified, input.cause
            ),
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def cancel_request(
        self, info: Info, input: given.CancelRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """It is none, or says over what another one says."""
        other = _id("request", input.duplicate_of)
        return await _done(  # type: ignore[no-any-return]
            info, "cancelRequest", input, idempotency_key,
            lambda session, of: request_acts.cancel(session, of, input.version, input.reason, other),
        )  # fmt: skip

    @changing(lambda: REQUEST)
    async def reopen_request(
        self, info: Info, input: given.ReopenRequestInput, idempotency_key: Key = None
    ) -> ServiceRequest | None:
        """The client is not content: a new request with clocks of its own comes back."""
        return await _done(  # type: ignore[no-any-return]
            info, "reopenRequest", input, idempotency_key,
            lambda session, of: request_acts.reopen(session, of, input.version, input.text),
        )  # fmt: skip

    @strawberry.mutation
    async def send_request_link(
        self, info: Info, input: given.SendRequestLinkInput, idempotency_key: Key = None
    ) -> RequestLink | None:
        """A link by which the client asks for something himself; an older one ends."""
        context, call = info.context, "sendRequestLink"
        node = await subject(context, CLIENT, input.client, call)
        text = new_session_text(context.principal.firm_id)
        made = await change(
            context,
            call,
            lambda session: request_links.make_link(session, node.row.id, token_hash(text), input.days),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            row = await session.scalar(
                select(request_links.RequestLink).where(
                    request_links.RequestLink.firm_id == context.principal.firm_id,
                    request_links.RequestLink.id == made,
                )
            )
        if row is None:
            return None
        fresh = row.token_hash == token_hash(text)
        return RequestLink(token=text if fresh else None, expires_at=row.expires_at)

    @changing(lambda: CLIENT)
    async def end_request_link(
        self, info: Info, input: given.EndRequestLinkInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take the open link of a client back; the client comes back."""
        return await of_client(  # type: ignore[no-any-return]
            info.context, "endRequestLink", input, idempotency_key, request_links.end_links
        )


async def _done(info: Info, call: str, input: Any, key: Key, work: Work, said: Any = None) -> Any:
    node = await subject(info.context, REQUEST, input.id, call)
    fingerprint = [input.id, input.version, said] if said is not None else strawberry.asdict(input)
    return await changed(
        info.context, REQUEST, call, lambda session: work(session, node.row.id), key=key, input=fingerprint
    )


async def _move(session: AsyncSession, id: UUID, input: given.MoveRequestInput) -> RequestRow:
    acts = {
        "wait": request_acts.wait,
        "resume": request_acts.resume,
        "resolve": request_acts.resolve,
        "close": request_acts.close,
    }
    if input.act in SIMPLE:
        return await request_acts.go_on(session, id, input.version, input.act, input.text)
    if input.act not in acts:
        raise bad_input("act", "choice")
    return await acts[input.act](session, id, input.version, input.text)


def _id(word: str, text: str | None) -> UUID | None:
    return None if text is None else own_id(word, text)
