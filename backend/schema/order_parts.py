"""What belongs to an order, as readers see it: its steps, other people's payments, return visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.order_steps import OrderStep as StepRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.graph.sources import column
from backend.platform.ids import public_id
from backend.schema.documents import DOCUMENT, Document
from backend.schema.staff import USER, User
from backend.schema.tag_rules import user_of
from backend.track.order_payers import OrderPayer as PayerRow
from backend.track.order_rules import rules_among
from backend.track.order_visits import ReturnVisit as VisitRow
from backend.track.order_visits import visits_of
from backend.track.order_words import Missing


@strawberry.type
class OrderMissing:
    """One thing an order lacks for its next step."""

    key: str = strawberry.field(description="As payer, evidence or aml.")
    sentence: str = strawberry.field(description="In the reader's language.")
    category: str | None = strawberry.field(description="The kind of document, where one is missing.")


@strawberry.type
class OrderNext:
    """The step an order would take next, and all that it lacks for it."""

    to: str | None = strawberry.field(description="The state; null where nobody moves it any more.")
    missing: list[OrderMissing]


@strawberry.type
class OrderStep:
    """One move of an order; it is never changed."""

    row: strawberry.Private[StepRow]

    before: str | None = column("before", description="Null: it began.")
    after: str = column("after")
    at: datetime = column("at")
    reason: str | None = column("reason")

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who moved it; null for the product and the registrar's files."""
        return await user_of(info.context, self.row.by)

    @strawberry.field
    async def documents(self, info: Info) -> list[Document]:
        """Documents it rests on, as far as the reader may see that there are such."""
        ids = [UUID(id) for id in self.row.evidence.get("documents", ())]
        found = await nodes_of(info.context, DOCUMENT, ids)
        return [each for each in found if each is not None and each.row.deleted_at is None]


@strawberry.type
class OrderPayer:
    """Somebody else's payment for an order."""

    row: strawberry.Private[PayerRow]
    mine: strawberry.Private[bool]

    version: int = column("version")
    state: str = column("state", description="pending, accepted or refused.")
    payer_relation: str = column(
        "relation", description="To the client: spouse, parent, child, controller, own_company or other."
    )
    reason: str = column("reason", description="What the one who asked says.")
    note: str | None = column("note", description="What the one who decided says.")
    asked_at: datetime = column("asked_at")
    decided_at: datetime | None = column("decided_at")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("orderpayer", self.row.id))

    @strawberry.field
    def receipt(self) -> strawberry.ID:
        """The payment's id."""
        return strawberry.ID(public_id("paymentreceipt", self.row.receipt_id))

    @strawberry.field
    def is_mine(self) -> bool:
        """Whether the reader asked for it himself, and so may not decide it."""
        return self.mine

    @strawberry.field
    async def asked_by(self, info: Info) -> User | None:
        """Who asked."""
        return await user_of(info.context, self.row.asked_by)

    @strawberry.field
    async def decided_by(self, info: Info) -> User | None:
        """Who decided."""
        return await user_of(info.context, self.row.decided_by)

    @strawberry.field
    async def document(self, info: Info) -> Document | None:
        """What proves the relation."""
        return await node_of(info.context, DOCUMENT, self.row.document_id)  # type: ignore[no-any-return]


@strawberry.type
class VisitAnswer:
    """What a client answered on the return visit."""

    key: str
    question: str = strawberry.field(description="In the reader's language, as the rules said then.")
    answer: bool
    is_fault: bool = strawberry.field(description="Whether it is not as the rules want it.")


@strawberry.type
class ReturnVisit:
    """One return visit."""

    row: strawberry.Private[VisitRow]

    channel: str = column("channel")
    held_at: datetime = column("held_at")
    passed: bool = column("passed")
    note: str | None = column("note")

    @strawberry.field
    async def visitor(self, info: Info) -> User | None:
        """Who held it."""
        return await node_of(info.context, USER, self.row.visitor_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def answers(self, info: Info) -> list[VisitAnswer]:
        """All answers, in the order of the questions."""
        rules = await info.context.load(_rules, self.row.rules)
        english = info.context.principal.locale == "en"
        return [
            VisitAnswer(
                key=each.key,
                question=each.en if english else each.zh,
                answer=bool(self.row.answers.get(each.key)),
                is_fault=each.key in self.row.faults,
            )
            for each in (rules.questions if rules is not None else ())
        ]


def missing_shown(found: Sequence[Missing], context: Context) -> list[OrderMissing]:
    """What is missing, in the reader's language."""
    english = context.principal.locale == "en"
    return [
        OrderMissing(
            key=each.key, sentence=each.en if english else each.zh, category=each.params.get("category")
        )
        for each in found
    ]


async def steps_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[StepRow]]:
    """Steps by order, the first one first."""
    return await _by_order(session, context, StepRow, ids)


async def payers_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[PayerRow]]:
    """Somebody else's payments by order, in the order in which they were asked for."""
    return await _by_order(session, context, PayerRow, ids)


async def order_visits(
    session: AsyncSession, _context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[VisitRow]]:
    """Return visits by order, the latest first."""
    return await visits_of(session, ids)


async def _by_order(
    session: AsyncSession, context: Context, of: Any, ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.scalars(
        select(of).where(of.firm_id == context.principal.firm_id, of.order_id.in_(ids)).order_by(of.id)
    ):
        found[row.order_id].append(row)
    return found


async def _rules(session: AsyncSession, _context: Context, numbers: Sequence[int]) -> dict[int, Any]:
    return dict(await rules_among(session, numbers))
