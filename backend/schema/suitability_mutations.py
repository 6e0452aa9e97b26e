"""Changes of suitability: questionnaires, links, qualifications, insistence, and the rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select

from backend.auth.tokens import new_session_text, token_hash
from backend.book.configurations import discard_draft, save_draft
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Decimal
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.schema.changing import Key, change, changed, subject
from backend.schema.clients import CLIENT, Client
from backend.schema.suitability_queries import (
    SuitabilityRules,
    SuitabilityRulesDraft,
    rules_draft,
    rules_now,
)
from backend.track import assessing, assessment_links, assessments, qualifications, suitability_rules
from backend.track.assessments import BY_HAND, Assessment, Sheet
from backend.track.qualifications import Application, Qualification
from backend.track.suitability_matches import insist
from backend.track.suitability_rules import SuitabilityDraft


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


@strawberry.input
class MeasureInput:
    """CNY that a client has, by a measure: financial_assets, income or net_assets."""

    measure: str
    amount: Decimal


@strawberry.input
class RequestQualificationInput:
    """What is asked for. `basis`: a ground of the rules; `testedOn`: of a conversion, when he passed the test."""

    client: strawberry.ID
    basis: str
    measures: list[MeasureInput] = strawberry.field(default_factory=list)
    documents: list[strawberry.ID] = strawberry.field(default_factory=list)
    years: int | None = None
    tested_on: date | None = None
    note: str | None = None


@strawberry.input
class TakeUpQualificationInput:
    """Names a qualification and the version it was read at."""

    id: strawberry.ID
    seen: int


@strawberry.input
class ReviewQualificationInput:
    """The decision. A rejection needs a reason; `validUntil`: no later than the rules say; `seen`: the version read."""

    id: strawberry.ID
    seen: int
    approve: bool
    reason: str | None = None
    valid_until: date | None = None


@strawberry.input
class RevokeQualificationInput:
    """Takes an approval back. `seen`: the version it was read at."""

    id: strawberry.ID
    seen: int
    reason: str


@strawberry.input
class ConfirmInsistenceInput:
    """The client insists on a product above his level and has confirmed the `warning` in writing."""

    client: strawberry.ID
    product: strawberry.ID
    warning: str
    confirmed_on: date


@strawberry.input
class SaveSuitabilityDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest rules then."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardSuitabilityDraftInput:
    """Names the draft by the version it was read at."""

    draft: int


@strawberry.input
class PublishSuitabilityRulesInput:
    """A new version. `base`: the newest one its author knew."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.type
class AssessmentLink:
    """A link that was just made."""

    token: str | None = strawberry.field(
        description="Goes into the address behind `#`; shown once, null when the request is repeated."
    )
    expires_at: datetime


@strawberry.type
class SuitabilityMutations:
    """What clients may be offered."""

    @changing(lambda: CLIENT)
    async def save_assessment_draft(
        self, info: Info, input: SaveAssessmentDraftInput, idempotency_key: Key = None
    ) -> Client | None:
        """Keep a sheet as far as it is filled in; the client comes back."""
        sheet = Sheet(_object(input.answers, "answers"), _by_hand(input.channel))
        return await _of_client(  # type: ignore[no-any-return]
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
        return await _of_client(  # type: ignore[no-any-return]
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
        sheet = Sheet(_object(input.answers, "answers"), _by_hand(input.channel), input.signed_on)
        return await _of_client(  # type: ignore[no-any-return]
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
        return await _of_row(  # type: ignore[no-any-return]
            info.context,
            "signAssessment",
            Assessment,
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
        return await _of_client(  # type: ignore[no-any-return]
            info.context, "endAssessmentLink", input, idempotency_key, assessment_links.end_links
        )

    @changing(lambda: CLIENT)
    async def request_qualification(
        self, info: Info, input: RequestQualificationInput, idempotency_key: Key = None
    ) -> Client | None:
        """Ask that a client counts as qualified, as professional, or as ordinary again; the client comes back."""
        wanted = Application(
            basis=input.basis,
            measures={each.measure: each.amount for each in input.measures},
            years=input.years,
            tested_on=input.tested_on,
            documents=[own_id("document", each) for each in input.documents],
            note=input.note,
        )
        return await _of_client(  # type: ignore[no-any-return]
            info.context,
            "requestQualification",
            input,
            idempotency_key,
            lambda session, which: qualifications.request(session, which, wanted),
        )

    @changing(lambda: CLIENT)
    async def take_up_qualification(
        self, info: Info, input: TakeUpQualificationInput, idempotency_key: Key = None
    ) -> Client | None:
        """Begin the review of a request of somebody else; the client comes back."""
        return await _of_row(  # type: ignore[no-any-return]
            info.context,
            "takeUpQualification",
            Qualification,
            input,
            idempotency_key,
            lambda session, which: qualifications.take_up(session, which, input.seen),
        )

    @changing(lambda: CLIENT)
    async def review_qualification(
        self, info: Info, input: ReviewQualificationInput, idempotency_key: Key = None
    ) -> Client | None:
        """Approve or reject a request of somebody else; the client comes back."""
        return await _of_row(  # type: ignore[no-any-return]
            info.context,
            "reviewQualification",
            Qualification,
            input,
            idempotency_key,
            lambda session, which: qualifications.decide(
                session, which, input.seen,
                approve=input.approve, reason=input.reason, until=input.valid_until,
            ),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def revoke_qualification(
        self, info: Info, input: RevokeQualificationInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take an approval back; the client comes back."""
        return await _of_row(  # type: ignore[no-any-return]
            info.context,
            "revokeQualification",
            Qualification,
            input,
            idempotency_key,
            lambda session, which: qualifications.revoke(session, which, input.seen, input.reason),
        )

    @changing(lambda: CLIENT)
    async def confirm_insistence(
        self, info: Info, input: ConfirmInsistenceInput, idempotency_key: Key = None
    ) -> Client | None:
        """Record that a client insists on a product above his level; the client comes back."""
        product = own_id("product", input.product)
        return await _of_client(  # type: ignore[no-any-return]
            info.context,
            "confirmInsistence",
            input,
            idempotency_key,
            lambda session, which: insist(session, which, product, input.warning, input.confirmed_on),
        )

    @strawberry.mutation
    async def save_suitability_draft(
        self, info: Info, input: SaveSuitabilityDraftInput, idempotency_key: Key = None
    ) -> SuitabilityRulesDraft | None:
        """Keep the next version of the rules as far as it is written; it need not be right yet."""
        content = _object(input.content, "content")
        await change(
            info.context,
            "saveSuitabilityDraft",
            lambda session: save_draft(session, SuitabilityDraft, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_draft(info.context)

    @strawberry.mutation
    async def discard_suitability_draft(
        self, info: Info, input: DiscardSuitabilityDraftInput, idempotency_key: Key = None
    ) -> SuitabilityRules | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardSuitabilityDraft",
            lambda session: discard_draft(session, SuitabilityDraft, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_now(info.context)

    @strawberry.mutation
    async def publish_suitability_rules(
        self, info: Info, input: PublishSuitabilityRulesInput, idempotency_key: Key = None
    ) -> SuitabilityRules | None:
        """Put rules in force. An older version is put in force by publishing it anew."""
        await change(
            info.context,
            "publishSuitabilityRules",
            lambda session: suitability_rules.publish(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_now(info.context)


def _object(content: Any, at: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise bad_input(at, "content_format")
    return content


def _by_hand(channel: str) -> str:
    if channel not in BY_HAND:
        raise bad_input("channel", "choice")
    return channel


async def _of_client(context: Context, call: str, input: Any, key: str | None, work: Any) -> Any:
    """A change of something of the client that the input names; he comes back."""
    node = await subject(context, CLIENT, input.client, call)
    id: UUID = node.row.id

    async def of_him(session: Any) -> UUID:
        await work(session, id)
        return id

    return await changed(context, CLIENT, call, of_him, key=key, input=strawberry.asdict(input))


async def _of_row(context: Context, call: str, of: Any, input: Any, key: str | None, work: Any) -> Any:
    """A change of a row of a client: he has to be seen, and the change allowed on him."""
    word = {Assessment: "assessment", Qualification: "qualification"}[of]
    row_id = own_id(word, input.id)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        client_id: UUID | None = await session.scalar(
            select(of.client_id).where(of.firm_id == context.principal.firm_id, of.id == row_id)
        )
    if client_id is None:
        raise Refused(Code.NOT_FOUND)
    await subject(context, CLIENT, CLIENT.public(client_id), call)

    async def of_him(session: Any) -> UUID:
        await work(session, row_id)
        return client_id

    return await changed(context, CLIENT, call, of_him, key=key, input=strawberry.asdict(input))
