"""A client's suitability as readers see it: level, qualification, history, and what was found of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.scalars import Decimal
from backend.platform.clock import business_date
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.schema.assessments import AssessmentLinkState, RiskAssessment, assessments_of, links_of
from backend.schema.client_papers import by_client
from backend.schema.funds import PRODUCT, Product
from backend.schema.qualifications import Qualification, qualifications_of, shown
from backend.schema.suitability_matching import ProductMatch, match_of
from backend.track.suitability_checks import ClientFacts
from backend.track.suitability_findings import SuitabilityFinding as FindingRow
from backend.track.suitability_matches import Insistence as InsistenceRow
from backend.track.suitability_matches import client_facts_of

READ: Final = ("Client.riskLevel", "Client.riskValidUntil", "Client.qualified")
"""What suitability tells of a client: who may not read these reads nothing of it."""


@strawberry.type
class SuitabilityFinding:
    """Something he holds that is above what he bears."""

    row: strawberry.Private[FindingRow]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """What he holds."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @strawberry.field
    def risk(self) -> str:
        """Its risk."""
        return self.row.risk

    @strawberry.field
    def found_at(self) -> datetime:
        """Since when."""
        return self.row.found_at

    @strawberry.field
    def is_told(self) -> bool:
        """Whether his owner has a task about it."""
        return self.row.task_id is not None


@strawberry.type
class SuitabilityInsistence:
    """He insisted on a product above his level."""

    row: strawberry.Private[InsistenceRow]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """Which."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @strawberry.field
    def level(self) -> str:
        """What he was: a level, or `lowest`."""
        return self.row.grid_row

    @strawberry.field
    def risk(self) -> str:
        """The product's risk then."""
        return self.row.risk

    @strawberry.field
    def warning(self) -> str:
        """The words he confirmed."""
        return self.row.warning

    @strawberry.field
    def confirmed_on(self) -> date:
        """When."""
        return self.row.confirmed_on


@strawberry.type
class ClientSuitability:
    """What a client may be offered, and what that rests on."""

    of: strawberry.Private[Any]
    stands: strawberry.Private[Relation]
    facts: strawberry.Private[ClientFacts]

    @strawberry.field
    def level(self) -> str | None:
        """C1 to C5; null: never assessed."""
        return self.facts.level

    @strawberry.field
    def lowest(self) -> bool:
        """Whether he is of the lowest class."""
        return self.facts.lowest

    @strawberry.field
    def valid_until(self) -> date | None:
        """The last day of his questionnaire."""
        return self.facts.valid_until

    @strawberry.field
    def is_valid(self) -> bool:
        """Whether it is valid today."""
        return self.facts.valid_until is not None and self.facts.valid_until >= business_date()

    @strawberry.field
    def is_qualified(self) -> bool:
        """Whether he is a qualified investor."""
        return self.facts.qualified

    @strawberry.field
    def investor_class(self) -> str:
        """ordinary or professional."""
        return "professional" if self.facts.professional else "ordinary"

    @strawberry.field
    async def assessments(self, info: Info) -> list[RiskAssessment]:
        """All his questionnaires, the newest first; 200 at most."""
        found: list[RiskAssessment] = await info.context.load(assessments_of, self.of.id) or []
        return found

    @strawberry.field
    async def qualifications(self, info: Info) -> list[Qualification]:
        """All his qualifications, the newest first; 200 at most."""
        rows = await info.context.load(qualifications_of, self.of.id) or []
        return [shown(row, info.context) for row in rows]

    @strawberry.field
    async def link(self, info: Info) -> AssessmentLinkState | None:
        """The link he can use now."""
        row = await info.context.load(links_of, self.of.id)
        if row is None:
            return None
        return AssessmentLinkState(expires_at=row.expires_at, created_at=row.created_at, tries=row.tries)

    @strawberry.field
    async def findings(self, info: Info) -> list[SuitabilityFinding] | None:
        """What he holds and no longer bears; null for whom his holdings are not shown."""
        if not _sees(info.context, "Client.holdings", self.stands):
            return None
        rows = await info.context.load(_findings, self.of.id)
        return [SuitabilityFinding(row=row) for row in rows or ()]

    @strawberry.field
    async def insistences(self, info: Info) -> list[SuitabilityInsistence]:
        """What he insisted on, the newest first."""
        rows = await info.context.load(_insistences, self.of.id)
        return [SuitabilityInsistence(row=row) for row in rows or ()]

    @strawberry.field
    async def check(
        self, info: Info, product: strawberry.ID, amount: Decimal | None = None
    ) -> ProductMatch | None:
        """Whether a product suits him, with the rule that decided; null for whom his holdings are not shown."""
        if not _sees(info.context, "Client.holdings", self.stands):
            return None
        return await match_of(info.context, self.of.id, own_id("product", product), amount)


async def suitability_of(context: Context, client: Any, stands: Relation) -> ClientSuitability | None:
    """What a client may be offered; null for who may not read what it tells."""
    for coordinate in READ:
        if not _sees(context, coordinate, stands):
            return None
    facts = await context.load(_facts, client.id)
    return None if facts is None else ClientSuitability(of=client, stands=stands, facts=facts)


def _sees(context: Context, coordinate: str, stands: Relation) -> bool:
    if context.principal.mask.level(coordinate, stands) >= Level.VIEW:
        return True
    context.denied.add(coordinate)
    return False


async def _facts(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, ClientFacts]:
    return await client_facts_of(session, ids)


async def _insistences(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[InsistenceRow]]:
    return await by_client(session, context, InsistenceRow, ids)


async def _findings(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[FindingRow]]:
    found: dict[UUID, list[FindingRow]] = defaultdict(list)
    for row in await session.scalars(
        select(FindingRow)
        .where(
            FindingRow.firm_id == context.principal.firm_id,
            FindingRow.client_id.in_(ids),
            FindingRow.ended_at.is_(None),
        )
        .order_by(FindingRow.found_at.desc(), FindingRow.id)
    ):
        found[row.client_id].append(row)
    return found
