"""A client's suitability as readers see it: level, qualification, history, and what was found of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal as PyDecimal
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.documents.categories import CATEGORIES
from backend.book.documents.model import Document as DocumentRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.scalars import Decimal
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Relation
from backend.schema.funds import PRODUCT, Product
from backend.schema.staff import User
from backend.schema.suitability_matching import ProductMatch, match_of
from backend.schema.tag_rules import user_of
from backend.track.assessment_links import AssessmentLink as LinkRow
from backend.track.assessments import Assessment as AssessmentRow
from backend.track.assessments import AssessmentSheet
from backend.track.qualifications import Qualification as QualificationRow
from backend.track.qualifications import QualificationDocument
from backend.track.suitability_checks import ClientFacts
from backend.track.suitability_findings import SuitabilityFinding as FindingRow
from backend.track.suitability_matches import Insistence as InsistenceRow
from backend.track.suitability_matches import client_facts_of
from backend.track.suitability_rules import rules_among, rules_of

READ: Final = ("Client.riskLevel", "Client.riskValidUntil", "Client.qualified")
"""What suitability tells of a client: who may not read these reads nothing of it."""
MOST: Final = 200


@strawberry.type
class RiskAssessment:
    """One questionnaire of a client."""

    row: strawberry.Private[AssessmentRow]
    before: strawberry.Private[str | None]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("assessment", self.row.id))

    @strawberry.field
    def version(self) -> int:
        """Of the row."""
        return self.row.version

    @strawberry.field
    def state(self) -> str:
        """draft, completed, valid, expiring, expired or superseded."""
        return self.row.state

    @strawberry.field
    def level(self) -> str | None:
        """C1 to C5; null for a draft."""
        return self.row.level

    @strawberry.field
    def earlier_level(self) -> str | None:
        """The level before it; null for the first."""
        return self.before

    @strawberry.field
    def score(self) -> int | None:
        """Points; null where only the level is known."""
        return self.row.score

    @strawberry.field
    def lowest(self) -> bool:
        """Whether he is of the lowest class."""
        return self.row.lowest

    @strawberry.field
    def channel(self) -> str:
        """counter, paper, phone, link, or recorded: without answers."""
        return self.row.channel

    @strawberry.field
    def rules(self) -> int:
        """By which version of the rules; 0: none."""
        return self.row.rules

    @strawberry.field
    def signed_on(self) -> date | None:
        """When the client signed."""
        return self.row.signed_on

    @strawberry.field
    def valid_until(self) -> date | None:
        """Its last day."""
        return self.row.valid_until

    @strawberry.field
    def created_at(self) -> datetime:
        """When it was begun."""
        return self.row.created_at

    @strawberry.field
    async def created_by(self, info: Info) -> User | None:
        """Who took it; null for the client himself and the product."""
        return await user_of(info.context, self.row.created_by)


@strawberry.type
class QualificationProof:
    """A document that proves a qualification."""

    document: strawberry.Private[Any]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Of the document."""
        return strawberry.ID(public_id("document", self.document.id))

    @strawberry.field
    def category(self) -> str:
        """What it is."""
        category: str = self.document.category
        return category

    @strawberry.field
    def category_words(self, info: Info) -> str:
        """The same in the reader's language."""
        found = CATEGORIES[self.document.category]
        return found.en if info.context.locale == "en" else found.zh

    @strawberry.field
    def uploaded_at(self) -> datetime:
        """When it came."""
        at: datetime = self.document.uploaded_at
        return at


@strawberry.type
class QualificationMeasure:
    """What a client has, by a measure."""

    measure: str
    amount: Decimal = strawberry.field(description="CNY.")


@strawberry.type
class Qualification:
    """One qualification, from request to end."""

    row: strawberry.Private[QualificationRow]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("qualification", self.row.id))

    @strawberry.field
    def version(self) -> int:
        """Of the row."""
        return self.row.version

    @strawberry.field
    def state(self) -> str:
        """requested, in_review, approved, expiring, expired, rejected or revoked."""
        return self.row.state

    @strawberry.field
    def purpose(self) -> str:
        """qualified, professional, conversion or ordinary."""
        return self.row.purpose

    @strawberry.field
    def basis(self) -> str:
        """The ground, by its key in the rules; recorded: known before."""
        return self.row.basis

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
    def years(self) -> int | None:
        """Of experience."""
        return self.row.years

    @strawberry.field
    def tested_on(self) -> date | None:
        """When he passed the test of a conversion."""
        return self.row.tested_on

    @strawberry.field
    def note(self) -> str | None:
        """What the one who asked says."""
        return self.row.note

    @strawberry.field
    def reason(self) -> str | None:
        """What the one who decided says."""
        return self.row.reason

    @strawberry.field
    def requested_at(self) -> datetime:
        """When it was asked for."""
        return self.row.requested_at

    @strawberry.field
    async def requested_by(self, info: Info) -> User | None:
        """Who asked for it."""
        return await user_of(info.context, self.row.requested_by)

    @strawberry.field
    def reviewed_at(self) -> datetime | None:
        """When it was decided."""
        return self.row.reviewed_at

    @strawberry.field
    async def reviewed_by(self, info: Info) -> User | None:
        """Who reviews or decided it."""
        return await user_of(info.context, self.row.reviewed_by)

    @strawberry.field
    def valid_until(self) -> date | None:
        """Its last day; null: it has none."""
        return self.row.valid_until

    @strawberry.field
    def is_mine(self) -> bool:
        """Whether the reader asked for it himself, and so may not review it."""
        return self.mine

    mine: strawberry.Private[bool] = False

    @strawberry.field
    async def proofs(self, info: Info) -> list[QualificationProof]:
        """Documents that came with it."""
        found = await info.context.load(_proofs, self.row.id)
        return [QualificationProof(document=row) for row in found or ()]


@strawberry.type
class AssessmentLinkState:
    """A link by which the client answers himself; its text is shown once, when it is made."""

    expires_at: datetime
    created_at: datetime
    tries: int = strawberry.field(description="Wrong signatures so far.")


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
        found: list[RiskAssessment] = await info.context.load(_assessments, self.of.id) or []
        return found

    @strawberry.field
    async def qualifications(self, info: Info) -> list[Qualification]:
        """All his qualifications, the newest first; 200 at most."""
        rows = await info.context.load(_qualifications, self.of.id) or []
        return [shown(row, info.context) for row in rows]

    @strawberry.field
    async def link(self, info: Info) -> AssessmentLinkState | None:
        """The link he can use now."""
        row = await info.context.load(_links, self.of.id)
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


@strawberry.type
class RiskAnswer:
    """A question and what was answered."""

    key: str
    zh: str
    en: str
    chosen: list[str] = strawberry.field(description="Keys of the answers.")
    answers_zh: list[str]
    answers_en: list[str]
    points: int


def shown(row: QualificationRow, context: Context) -> Qualification:
    """A qualification for a reader."""
    return Qualification(row=row, mine=row.requested_by == context.principal.subject)


async def suitability_of(context: Context, client: Any, stands: Relation) -> ClientSuitability | None:
    """What a client may be offered; null for who may not read what it tells."""
    for coordinate in READ:
        if not _sees(context, coordinate, stands):
            return None
    facts = await context.load(_facts, client.id)
    return None if facts is None else ClientSuitability(of=client, stands=stands, facts=facts)


async def answers_of(context: Context, client: Any, assessment: str) -> list[RiskAnswer]:
    """What a client answered; a draft's as far as it goes. Raises Refused(NOT_FOUND) for another's."""
    id = own_id("assessment", assessment)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        found = (
            await session.execute(
                select(AssessmentRow.rules, AssessmentSheet.answers)
                .join(
                    AssessmentSheet,
                    (AssessmentSheet.firm_id == context.principal.firm_id)
                    & (AssessmentSheet.assessment_id == AssessmentRow.id),
                )
                .where(
                    AssessmentRow.firm_id == context.principal.firm_id,
                    AssessmentRow.id == id,
                    AssessmentRow.client_id == client.id,
                )
            )
        ).first()
        if found is None:
            raise Refused(Code.NOT_FOUND)
        rules = await rules_of(session, found.rules)
    questions = () if rules is None else rules.questionnaire.questions
    answers = []
    for question in questions:
        given = found.answers.get(question.key, [])
        chosen = [each for each in question.answers if each.key in given]
        answers.append(
            RiskAnswer(
                key=question.key,
                zh=question.zh,
                en=question.en,
                chosen=[each.key for each in chosen],
                answers_zh=[each.zh for each in chosen],
                answers_en=[each.en for each in chosen],
                points=question.points(given),
            )
        )
    return answers


def _sees(context: Context, coordinate: str, stands: Relation) -> bool:
    if context.principal.mask.level(coordinate, stands) >= Level.VIEW:
        return True
    context.denied.add(coordinate)
    return False


async def _facts(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, ClientFacts]:
    return await client_facts_of(session, ids)


async def _assessments(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[RiskAssessment]]:
    rows = await _by_client(session, context, AssessmentRow, ids)
    found = {}
    for id, theirs in rows.items():
        levels = [row.level for row in theirs]
        found[id] = [
            RiskAssessment(row=row, before=next((level for level in levels[n + 1 :] if level), None))
            for n, row in enumerate(theirs)
        ]
    return found


async def _qualifications(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[QualificationRow]]:
    return await _by_client(session, context, QualificationRow, ids)


async def _insistences(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[InsistenceRow]]:
    return await _by_client(session, context, InsistenceRow, ids)


async def _by_client(
    session: AsyncSession, context: Context, of: Any, ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.scalars(
        select(of)
        .where(of.firm_id == context.principal.firm_id, of.client_id.in_(ids))
        .order_by(of.created_at.desc(), of.id.desc())
    ):
        if len(found[row.client_id]) < MOST:
            found[row.client_id].append(row)
    return found


async def _links(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, LinkRow]:
    rows = await session.scalars(
        select(LinkRow).where(
            LinkRow.firm_id == context.principal.firm_id,
            LinkRow.client_id.in_(ids),
            LinkRow.state == "open",
            LinkRow.expires_at > now(),
        )
    )
    return {row.client_id: row for row in rows}


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


async def _proofs(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    firm_id = context.principal.firm_id
    found: dict[UUID, list[Any]] = defaultdict(list)
    for id, document in (
        await session.execute(
            select(QualificationDocument.qualification_id, DocumentRow)
            .join(
                DocumentRow,
                (DocumentRow.firm_id == firm_id) & (DocumentRow.id == QualificationDocument.document_id),
            )
            .where(
                QualificationDocument.firm_id == firm_id,
                QualificationDocument.qualification_id.in_(ids),
                DocumentRow.deleted_at.is_(None),
            )
            .order_by(DocumentRow.uploaded_at, DocumentRow.id)
        )
    ).all():
        found[id].append(document)
    return found


async def _basis_words(
    session: AsyncSession, context: Context, keys: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], tuple[str, str]]:
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for number, rules in (await rules_among(session, [number for number, _ in keys])).items():
        for basis in rules.bases:
            found[number, basis.key] = (basis.zh, basis.en)
    return found
