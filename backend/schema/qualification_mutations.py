"""Changes of qualifications, and of what clients insist on."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.scalars import Decimal
from backend.platform.ids import own_id
from backend.schema.changing import Key, of_client, of_client_row
from backend.schema.clients import CLIENT, Client
from backend.track import qualifications
from backend.track.qualifications import Application, Qualification
from backend.track.suitability_matches import insist


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


@strawberry.type
class QualificationMutations:
    """What clients may be offered."""

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
        return await of_client(  # type: ignore[no-any-return]
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
        return await of_client_row(  # type: ignore[no-any-return]
            info.context,
            "takeUpQualification",
            Qualification,
            "qualification",
            input,
            idempotency_key,
            lambda session, which: qualifications.take_up(session, which, input.seen),
        )

    @changing(lambda: CLIENT)
    async def review_qualification(
        self, info: Info, input: ReviewQualificationInput, idempotency_key: Key = None
    ) -> Client | None:
        """Approve or reject a request of somebody else; the client comes back."""
        return await of_client_row(  # type: ignore[no-any-return]
            info.context,
            "reviewQualification",
            Qualification, "qualification",
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
        return await of_client_row(  # type: ignore[no-any-return]
            info.context,
            "revokeQualification",
            Qualification,
            "qualification",
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
        return await of_client(  # type: ignore[no-any-return]
            info.context,
            "confirmInsistence",
            input,
            idempotency_key,
            lambda session, which: insist(session, which, product, input.warning, input.confirmed_on),
        )
