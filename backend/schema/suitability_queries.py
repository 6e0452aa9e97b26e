"""Suitability rules as readers see them, what new ones would do, matches of products, and the work of compliance."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import and_, case, select

from backend.book.clients import Client as ClientRow
from backend.book.configurations import draft_of, hold_size, newest_of, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.graph.scalars import Decimal
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.policies.rows import reach
from backend.schema.clients import CLIENT, Client
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.qualifications import Qualification, shown
from backend.schema.suitability import READ
from backend.schema.suitability_matching import ProductMatches, matches_of
from backend.track.assessment_states import CURRENT
from backend.track.assessments import Assessment, AssessmentSheet
from backend.track.qualifications import EXPIRED, EXPIRING, OPEN
from backend.track.qualifications import Qualification as QualificationRow
from backend.track.questionnaires import LEVELS, judge
from backend.track.suitability_content import read_content
from backend.track.suitability_rules import SuitabilityDraft as DraftRow
from backend.track.suitability_rules import SuitabilityRules as RulesRow

MOST_LISTED, MOST_JUDGED = 200, 50_000
VIEWS = ("review", "expiring", "decided")


@strawberry.type
class SuitabilityRules(ConfigurationVersion):
    """One version of the rules."""


@strawberry.type
class SuitabilityRulesDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class LevelMove:
    """So many clients would go from one level to another."""

    from_level: str
    to_level: str
    count: int


@strawberry.type
class SuitabilityPreview:
    """What rules would do to those the caller sees."""

    judged: int = strawberry.field(description="Clients whose present answers fit the questionnaire.")
    unjudged: int = strawberry.field(description="Clients whose answers do not, or are not known.")
    moves: list[LevelMove] = strawberry.field(description="Whose level would be another, by level.")


@strawberry.type
class QualificationWork:
    """A qualification with its client."""

    client: Client
    qualification: Qualification


async def rules_now(context: Context) -> SuitabilityRules | None:
    """The version in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, RulesRow)
    return None if row is None else SuitabilityRules(row=row)


async def rules_draft(context: Context) -> SuitabilityRulesDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, DraftRow)
    return None if row is None else SuitabilityRulesDraft(row=row)


def hold_reader(context: Context) -> None:
    """Raises Refused(FORBIDDEN) for who may not read what suitability tells of every client he sees."""
    mask = context.principal.mask
    for coordinate in READ:
        if mask.throughout(coordinate, mask.relations("Client")) < Level.VIEW:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)


async def preview_rules(context: Context, content: Any) -> SuitabilityPreview:
    """Judge present answers by other rules; nothing is changed. Two statements.

    What was assessed stays as it is when rules are published: it says who will come out differently next time.
    """
    hold_size(content)
    rules = read_content(content)
    hold_reader(context)
    firm_id = context.principal.firm_id
    seen = reach(context.principal, "client").predicate
    within = [ClientRow.firm_id == firm_id, ClientRow.merged_into_id.is_(None)]
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (
            await session.execute(
                select(Assessment.level, AssessmentSheet.answers)
                .join(ClientRow, and_(ClientRow.firm_id == firm_id, ClientRow.id == Assessment.client_id))
                .outerjoin(
                    AssessmentSheet,
                    and_(
                        AssessmentSheet.firm_id == firm_id,
                        AssessmentSheet.assessment_id == Assessment.id,
                    ),
                )
                .where(
                    Assessment.firm_id == firm_id,
                    Assessment.state.in_(CURRENT),
                    *within,
                    *([] if seen is None else [seen]),
                )
                .limit(MOST_JUDGED)
            )
        ).all()
    known = {question.key for question in rules.questionnaire.questions}
    judged, moves = 0, dict[tuple[str, str], int]()
    for row in rows:
        if row.answers is None or not known <= row.answers.keys():
            continue
        judged += 1
        level = judge(rules.questionnaire, row.answers).level
        if level != row.level:
            moves[row.level, level] = moves.get((row.level, level), 0) + 1
    return SuitabilityPreview(
        judged=judged,
        unjudged=len(rows) - judged,
        moves=[
            LevelMove(from_level=a, to_level=b, count=moves[a, b])
            for a in LEVELS
            for b in LEVELS
            if (a, b) in moves
        ],
    )


async def qualification_work(context: Context, view: str) -> list[QualificationWork]:
    """Qualifications of clients the caller sees, 200 at most.

    view: `review`, oldest first; `expiring`, soonest first, then expired ones; `decided`, newest first.
    Raises Refused(BAD_USER_INPUT, field=view).
    """
    if view not in VIEWS:
        raise bad_input("view", "choice")
    hold_reader(context)
    firm_id, row = context.principal.firm_id, QualificationRow
    seen = reach(context.principal, "client").predicate
    wanted: dict[str, tuple[Any, Any]] = {
        "review": (row.state.in_(OPEN), row.requested_at),
        "expiring": (row.state.in_((EXPIRING, EXPIRED)), case((row.state == EXPIRING, 0), else_=1)),
        "decided": (row.reviewed_at.is_not(None) & row.state.not_in(OPEN), row.reviewed_at.desc()),
    }
    chosen, first = wanted[view]
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (
            await session.scalars(
                select(row)
                .join(ClientRow, and_(ClientRow.firm_id == firm_id, ClientRow.id == row.client_id))
                .where(
                    row.firm_id == firm_id,
                    chosen,
                    ClientRow.firm_id == firm_id,
                    ClientRow.archived_at.is_(None),
                    *([] if seen is None else [seen]),
                )
                .order_by(first, row.valid_until, row.id)
                .limit(MOST_LISTED)
            )
        ).all()
    nodes = await nodes_of(context, CLIENT, [each.client_id for each in rows])
    return [
        QualificationWork(client=node, qualification=shown(each, context))
        for each, node in zip(rows, nodes, strict=True)
        if node is not None
    ]


@strawberry.type
class SuitabilityQueries:
    """What clients may be offered."""

    @strawberry.field
    async def suitability_rules(self, info: Info) -> SuitabilityRules | None:
        """The rules in force."""
        return await rules_now(info.context)

    @strawberry.field
    async def suitability_versions(self, info: Info) -> list[SuitabilityRules]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [SuitabilityRules(row=row) for row in await versions_of(session, RulesRow)]

    @strawberry.field
    async def suitability_draft(self, info: Info) -> SuitabilityRulesDraft | None:
        """The next version while somebody works on it."""
        return await rules_draft(info.context)

    @strawberry.field
    async def preview_suitability_rules(
        self, info: Info, content: strawberry.scalars.JSON
    ) -> SuitabilityPreview:
        """Whose level would be another by these rules."""
        return await preview_rules(info.context, content)

    @strawberry.field
    async def product_matches(
        self, info: Info, client: strawberry.ID, amount: Decimal | None = None
    ) -> ProductMatches | None:
        """Which products suit a client, and the rule that decided of each; null out of reach."""
        context = info.context
        node = await node_of(context, CLIENT, own_id("client", client))
        if node is None:
            return None
        for coordinate in (*READ, "Client.holdings"):
            if context.principal.mask.level(coordinate, node.stands) < Level.VIEW:
                raise Refused(Code.FORBIDDEN, coordinate=coordinate)
        return await matches_of(context, node.row.id, amount)

    @strawberry.field
    async def qualifications(self, info: Info, view: str = "review") -> list[QualificationWork]:
        """Qualifications to be reviewed, running out (`expiring`), or `decided`; 200 at most."""
        return await qualification_work(info.context, view)
