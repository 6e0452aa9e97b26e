"""Changes of risk questionnaires and their links."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from sqlalchemy import select

from backend.auth.tokens import new_session_text, token_hash
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.errors import bad_input
from backend.schema.changing import Key, change, content_object, of_client, of_client_row, subject
from backend.schema.clients import CLIENT, Client
from backend.track import assessing, assessment_links, assessments
from backend.track.assessments import BY_HAND, Assessment, Sheet


@strawberry.input
class SaveAssessmentDraftInput:
    """A sheet. `answers`: keys of answers by key of the question; `channel`: counter, paper or phone."""

    client: strawberry.ID
    answers: strawberry.scalars.JSON
    channel: str = "counter"
    version: int = strawberry.field(default=0, description="Of the draft it was begun from; 0: none.")


@strawberry.input
class CompleteAssessmentInput:
    """A whole sheet. `rules`: the version that was asked; `signedOn`: when the client signed, null: not yet."""

    client: strawberry.ID
    answers: strawberry.scalars.JSON
    rules: int
    channel: str = "counter"
    signed_on: date | None = None


@strawberry.input
class SignAssessmentInput:
    """The client has signed a completed sheet. `seen`: the version it was read at."""

    id: strawberry.ID
    seen: int
    signed_on: date


@strawberry.input
class DiscardAssessmentDraftInput:
    """Names the draft of a client's sheet and the version it was read at."""

    client: strawberry.ID
    draft: int


@strawberry.input
class SendAssessmentLinkInput:
    """For whom a link is, and for how many days (1 to 14) it can be used."""

    client: strawberry.ID
    days: int = 7


@strawberry.input
class EndAssessmentLinkInput:
    """Names a client."""

    client: strawberry.ID


@strawberry.type
class AssessmentLink:
    """A link that was just made."""

    token: str | None = strawberry.field(
        description="Goes into the address behind `#`; shown once, null when the request is repeated."
    )
    expires_at: datetime


@strawberry.type
class AssessmentMutations:
    """Questionnaires of clients."""

    @changing(lambda: CLIENT)
    async def save_assessment_draft(
        self, info: Info, input: SaveAssessmentDraftInput, idempotency_key: Key = None
    ) -> Client | None:
        """Keep a sheet as far as it is filled in; the client comes back."""
        sheet = Sheet(content_object(input.answers, "answers"), _by_hand(input.channel))
        return await of_client(  # type: ignore[no-any-return]
            info.context,
            "saveAssessmentDraft",
            input,
            idempotency_key,
            lambda session, which: assessments.save_draft(session, which, input.version, sheet),
        )

    @changing(lambda: CLIENT)
    async def discard_assessment_draft(
        self, info: Info, input: DiscardAssessmentDraftInput, idempotency_key: Key = None
    ) -> Client | None:
        """Throw the draft of a sheet away; the client comes back."""
        return await of_client(  # type: ignore[no-any-return]
            info.context,
            "discardAssessmentDraft",
            input,
            idempotency_key,
            lambda session, which: assessments.discard_draft(session, which, input.draft),
        )

    @changing(lambda: CLIENT)
    async def complete_assessment(
        self, info: Info, input: CompleteAssessmentInput, idempotency_key: Key = None
    ) -> Client | None:
        """Judge a whole sheet; once it is signed the client's level follows. The client comes back."""
        sheet = Sheet(content_object(input.answers, "answers"), _by_hand(input.channel), input.signed_on)
        return await of_client(  # type: ignore[no-any-return]
            info.context,
            "completeAssessment",
            input,
            idempotency_key,
            lambda session, which: assessing.complete(session, which, sheet, rules=input.rules),
        )

    @changing(lambda: CLIENT)
    async def sign_assessment(
        self, info: Info, input: SignAssessmentInput, idempotency_key: Key = None
    ) -> Client | None:
        """The client has signed what was completed: it is valid from that day. The client comes back."""
        return await of_client_row(  # type: ignore[no-any-return]
            info.context,
            "signAssessment",
            Assessment,
            "assessment",
            input,
            idempotency_key,
            lambda session, which: assessing.sign(session, which, input.seen, input.signed_on),
        )

    @strawberry.mutation
    async def send_assessment_link(
        self, info: Info, input: SendAssessmentLinkInput, idempotency_key: Key = None
    ) -> AssessmentLink | None:
        """A link by which the client answers the questionnaire himself; an older one ends."""
        context, call = info.context, "sendAssessmentLink"
        node = await subject(context, CLIENT, input.client, call)
        text = new_session_text(context.principal.firm_id)
        made = await change(
            context,
            call,
            lambda session: assessment_links.make_link(session, node.row.id, token_hash(text), input.days),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            row = await session.scalar(
                select(assessment_links.AssessmentLink).where(
                    assessment_links.AssessmentLink.firm_id == context.principal.firm_id,
                    assessment_links.AssessmentLink.id == made,
                )
            )
        if row is None:
            return None
        fresh = row.token_hash == token_hash(text)
        return AssessmentLink(token=text if fresh else None, expires_at=row.expires_at)

    @changing(lambda: CLIENT)
    async def end_assessment_link(
        self, info: Info, input: EndAssessmentLinkInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take the open link of a client back; the client comes back."""
        return await of_client(  # type: ignore[no-any-return]
            info.context, "endAssessmentLink", input, idempotency_key, assessment_links.end_links
        )


def _by_hand(channel: str) -> str:
    if channel not in BY_HAND:
        raise bad_input("channel", "choice")
    return channel
