"""Qualifications of clients as readers see them, with what proves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal as PyDecimal
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.scalars import Decimal
from backend.graph.sources import column
from backend.platform.ids import public_id
from backend.schema.client_papers import by_client
from backend.schema.documents import DOCUMENT, Document
from backend.schema.staff import User
from backend.schema.tag_rules import user_of
from backend.track.qualifications import Qualification as QualificationRow
from backend.track.qualifications import QualificationDocument
from backend.track.suitability_rules import rules_among


@strawberry.type
class QualificationMeasure:
    """What a client has, by a measure."""

    measure: str
    amount: Decimal = strawberry.field(description="CNY.")


@strawberry.type
class Qualification:
    """One qualification, from request to end."""

    row: strawberry.Private[QualificationRow]
    mine: strawberry.Private[bool]

    version: int = column("version")
    state: str = column(
        "state", description="requested, in_review, approved, expiring, expired, rejected or revoked."
    )
    purpose: str = column("purpose", description="qualified, professional, conversion or ordinary.")
    basis: str = column("basis", description="The ground, by its key in the rules; recorded: known before.")
    years: int | None = column("years", description="Of experience.")
    tested_on: date | None = column("tested_on", description="When he passed the test of a conversion.")
    note: str | None = column("note", description="What the one who asked says.")
    reason: str | None = column("reason", description="What the one who decided says.")
    requested_at: datetime = column("requested_at", description="When it was asked for.")
    reviewed_at: datetime | None = column("reviewed_at", description="When it was decided.")
    valid_until: date | None = column("valid_until", description="Its last day; null: it has none.")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("qualification", self.row.id))

    @strawberry.field
    async def basis_words(self, info: Info) -> str | None:
        """The ground in words of the reader's language, as the rules said then."""
        found = await info.context.load(_basis_words, (self.row.rules, self.row.basis))
        return None if found is None else found[info.context.principal.locale == "en"]

    @strawberry.field
    def measures(self) -> list[QualificationMeasure]:
        """What he was said to have."""
        return [
            QualificationMeasure(measure=name, amount=Decimal(PyDecimal(amount)))
            for name, amount in self.row.measures.items()
        ]

    @strawberry.field
    async def requested_by(self, info: Info) -> User | None:
        """Who asked for it."""
        return await user_of(info.context, self.row.requested_by)

    @strawberry.field
    async def reviewed_by(self, info: Info) -> User | None:
        """Who reviews or decided it."""
        return await user_of(info.context, self.row.reviewed_by)

    @strawberry.field
    def is_mine(self) -> bool:
        """Whether the reader asked for it himself, and so may not review it."""
        return self.mine

    @strawberry.field
    async def proofs(self, info: Info) -> list[Document]:
        """Documents that came with it, as far as the reader may see that there are such."""
        ids = await info.context.load(_proofs, self.row.id) or ()
        found = await nodes_of(info.context, DOCUMENT, ids)
        return [each for each in found if each is not None and each.row.deleted_at is None]


def shown(row: QualificationRow, context: Context) -> Qualification:
    """A qualification for a reader."""
    return Qualification(row=row, mine=row.requested_by == context.principal.subject)


async def qualifications_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[QualificationRow]]:
    """All qualifications by client, the newest first."""
    return await by_client(session, context, QualificationRow, ids)


async def _proofs(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = await session.execute(
        select(QualificationDocument.qualification_id, QualificationDocument.document_id)
        .where(
            QualificationDocument.firm_id == context.principal.firm_id,
            QualificationDocument.qualification_id.in_(ids),
        )
        .order_by(QualificationDocument.document_id)
    )
    for id, document_id in rows:
        found[id].append(document_id)
    return found


async def _basis_words(
    session: AsyncSession, context: Context, keys: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], tuple[str, str]]:
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for number, rules in (await rules_among(session, [number for number, _ in keys])).items():
        for basis in rules.bases:
            found[number, basis.key] = (basis.zh, basis.en)
    return found
