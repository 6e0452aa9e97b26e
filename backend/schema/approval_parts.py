"""What an approval consists of: steps, signers, people who are told, and the links of its chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import PublicId, declared
from backend.graph.nodes import node_of
from backend.graph.sources import Part, ToMany, column, to_one
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.schema.staff import USER, User
from backend.track import approvals as track
from backend.track.approval_people import deputies_of
from backend.track.approval_rules import ACTIVE


@strawberry.type
class ApprovalSigner:
    """Somebody who is asked in a step."""

    row: strawberry.Private[track.ApprovalSigner]
    stands: strawberry.Private[Relation]

    @declared(PublicId("approvalsigner"))
    def id(self) -> strawberry.ID:
        """His id in the step."""
        return strawberry.ID(public_id("approvalsigner", self.row.id))

    state: str = column("state", description="waiting, active, approved, rejected, returned, skipped.")
    comment: str | None = column("comment")
    decided_at: datetime | None = column("decided_at")
    due_at: datetime | None = column(
        "due_at", description="By when he should decide; null: he is not asked yet."
    )
    user: User | None = to_one(lambda: USER, "user_id", description="Who is asked.")
    decided_by: User | None = to_one(
        lambda: USER, "decided_by_id", description="Who decided: himself, or who stood in for him."
    )
    handed_by: User | None = to_one(lambda: USER, "from_id", description="Who handed it to him.")
    added_by: User | None = to_one(lambda: USER, "added_by_id", description="Who added him to the step.")

    @strawberry.field
    async def deputy(self, info: Info) -> User | None:
        """Who may decide for him today, while he is asked and away."""
        if self.row.state != ACTIVE:
            return None
        acting = await info.context.load(acting_for, self.row.user_id)
        return await node_of(info.context, USER, acting)  # type: ignore[no-any-return]


@strawberry.type
class ApprovalStep:
    """A step of one round."""

    row: strawberry.Private[track.ApprovalStep]
    stands: strawberry.Private[Relation]

    @declared(PublicId("approvalstep"))
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("approvalstep", self.row.id))

    round: int = column("round", description="1, 2, … after each return.")
    place: int = column("place", description="0, 1, …")
    batch: int = column("batch", description="Steps of one number are open together.")
    key: str = column("key")
    zh: str = column("zh")
    en: str = column("en")
    mode: str = column("mode", description="all, any, quorum.")
    quorum: int | None = column("quorum")
    state: str = column("state", description="waiting, open, passed, failed, closed.")
    may_add: bool = column("may_add")
    may_transfer: bool = column("may_transfer")
    may_return: bool = column("may_return")
    opened_at: datetime | None = column("opened_at")
    due_at: datetime | None = column("due_at")
    ended_at: datetime | None = column("ended_at")

    @declared(
        ToMany(
            lambda: Part(track.ApprovalSigner), (track.ApprovalSigner.step_id,), (track.ApprovalSigner.id,)
        )
    )
    async def signers(self, info: Info) -> list[ApprovalSigner] | None:
        """Who is asked in it, in the order they came to it."""
        rows = await info.context.load(signers_of, self.row.id) or []
        return [ApprovalSigner(row=row, stands=self.stands) for row in rows]


@strawberry.type
class ApprovalCopy:
    """Somebody who is told of an approval."""

    row: strawberry.Private[track.ApprovalCopy]
    stands: strawberry.Private[Relation]
    created_at: datetime = column("created_at")
    user: User | None = to_one(lambda: USER, "user_id")
    by: User | None = to_one(lambda: USER, "by_id", description="Who told him; null: the kind does.")


@strawberry.type
class ApprovalAct:
    """One link of an approval's chain."""

    row: strawberry.Private[track.ApprovalAct]
    stands: strawberry.Private[Relation]
    number: int = column("number", description="1, 2, …")
    round: int = column("round")
    act: str = column(
        "act",
        description="draft, edit, submit, approve, reject, return, withdraw, transfer, add, copy, comment, expire, "
        "void.",
    )
    step: str | None = column("step", description="The key of the step it was done in.")
    comment: str | None = column("comment")
    detail: str | None = column(
        "detail",
        description="Of submit: the hash of what was handed in; of void: the field; of add: the place.",
    )
    at: datetime = column("at")
    before: str = column("before", description="The hash of the link before it.")
    hash: str = column("hash", description="SHA-256 of all it says and of `before`, hexadecimal.")
    by: User | None = to_one(lambda: USER, "user_id", description="Who did it; null: the product.")
    for_: User | None = to_one(
        lambda: USER, "for_id", name="for", description="For whom he decided, if not for himself."
    )
    to: User | None = to_one(
        lambda: USER, "to_id", description="To whom it was handed, or who was added or told."
    )


async def steps_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Steps of approvals, round by round."""
    model = track.ApprovalStep
    return await _parts(session, context, model, model.approval_id, ids, model.round, model.place)


async def signers_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Signers of steps."""
    return await _parts(
        session, context, track.ApprovalSigner, track.ApprovalSigner.step_id, ids, track.ApprovalSigner.id
    )


async def copies_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Who is told of approvals."""
    model = track.ApprovalCopy
    return await _parts(session, context, model, model.approval_id, ids, model.created_at, model.id)


async def acts_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Links of approvals' chains."""
    model = track.ApprovalAct
    return await _parts(session, context, model, model.approval_id, ids, model.number)


async def acting_for(session: AsyncSession, _context: Context, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who may decide today for whom."""
    return await deputies_of(session, ids)


async def _parts(
    session: AsyncSession, context: Context, model: Any, by: Any, ids: Sequence[UUID], *order: Any
) -> dict[UUID, list[Any]]:
    rows = await session.scalars(
        select(model).where(model.firm_id == context.principal.firm_id, by.in_(ids)).order_by(by, *order)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, by.key)].append(row)
    return found
