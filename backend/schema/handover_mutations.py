"""Hand-overs are planned, executed and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import accounts
from backend.book import handing_back, handing_over, handover_plans, users
from backend.book.clients import Client as ClientRow
from backend.book.handover_moves import among
from backend.book.handover_plans import Plan, PlannedLine
from backend.book.handovers import lines_of
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.rights import demand_at
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.schema import inputs
from backend.schema.changing import Key, changed, id_of, subject
from backend.schema.clients import CLIENT
from backend.schema.handovers import HANDOVER, Handover
from backend.schema.staff import USER

LET_GO = "Right.letGo"


@strawberry.input
class HandoverLineInput:
    """One client and who follows. `note` absent: as it was."""

    client: strawberry.ID
    to: strawberry.ID
    note: str | None = None


@strawberry.input
class PlanHandoverInput:
    """A plan; with `id` and `version` it takes the place of an earlier one."""

    from_: strawberry.ID = strawberry.field(name="from")
    reason: str
    lines: list[HandoverLineInput]
    others_to: strawberry.ID | None = None
    let_go: bool = False
    told: bool = False
    split_households: bool = False
    id: strawberry.ID | None = None
    version: int | None = None


@strawberry.input
class HandoverNoteInput:
    """What who follows should know of a client."""

    handover: strawberry.ID
    client: strawberry.ID
    text: str


async def _about(context: Context, id: str, call: str) -> Any:
    """A hand-over that the caller sees and may do this to, by how he stands to the leaver.

    Not by how he stands to the hand-over: it is also theirs who follow. Raises Refused(NOT_FOUND), FORBIDDEN.
    """
    node = await node_of(context, HANDOVER, own_id("handover", id))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    await subject(context, USER, USER.public(node.row.from_id), call)
    if node.row.let_go:
        demand_at(context, LET_GO, Relation.FIRM)
    return node


async def hold_reach(session: AsyncSession, context: Context, ids: Sequence[UUID], call: str) -> None:
    """The right to hand over each of these clients, asked in one statement.

    Raises Refused(BAD_USER_INPUT, handover_reach): of one out of reach no more is told than that there is one.
    """
    caller = context.principal
    bounds, reach = CLIENT.within(caller, among(ClientRow.id, ids))
    free = {each for each in Relation if caller.mask.level(f"Mutation.{call}", each) >= Level.VIEW}
    found = await session.execute(select(ClientRow.id, reach.relation).where(*bounds))
    seen = {id for id, relation in found if Relation(relation) in free}
    if seen < set(ids):
        raise bad_input("lines", "handover_reach")


def _plan(input: PlanHandoverInput) -> Plan:
    return Plan(
        from_id=own_id("user", input.from_),
        reason=input.reason,
        lines=[
            PlannedLine(own_id("client", line.client), own_id("user", line.to), line.note)
            for line in input.lines
        ],
        others_to_id=id_of(USER, input.others_to),
        let_go=input.let_go,
        told=input.told,
        split=input.split_households,
    )


@strawberry.type
class HandoverMutations:
    """Clients that go from one person to others."""

    @changing(lambda: HANDOVER)
    async def plan_handover(
        self, info: Info, input: PlanHandoverInput, idempotency_key: Key = None
    ) -> Handover | None:
        """Keep a plan of who follows whom; nothing moves before it is executed."""
        context, call = info.context, "planHandover"
        await subject(context, USER, input.from_, call)
        if input.let_go:
            demand_at(context, LET_GO, Relation.FIRM)
        wanted = _plan(input)
        if input.id is not None:
            await _about(context, input.id, call)

        async def work(session: Any) -> Any:
            await hold_reach(session, context, [line.client_id for line in wanted.lines], call)
            return await handover_plans.plan(
                session, wanted, id=id_of(HANDOVER, input.id), version=input.version
            )

        return await changed(  # type: ignore[no-any-return]
            context, HANDOVER, call, work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: HANDOVER)
    async def execute_handover(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Handover | None:
        """Do what the plan says: clients, open tasks and what waits move at once, the leaver's access may end."""
        context, call = info.context, "executeHandover"
        node = await _about(context, input.id, call)

        async def work(session: Any) -> Any:
            lines = await lines_of(session, node.row.id)
            await hold_reach(session, context, [line.client_id for line in lines], call)
            return await handing_over.execute(
                session,
                node.row.id,
                input.version,
                let_go=lambda on, who, at: accounts.let_go(on, context.services.vault, who, at),
            )

        return await changed(  # type: ignore[no-any-return]
            context, HANDOVER, call, work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: HANDOVER)
    async def undo_handover(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Handover | None:
        """Take a hand-over back within 30 days; whom somebody gave to somebody else since stays there."""
        context, call = info.context, "undoHandover"
        node = await _about(context, input.id, call)
        return await changed(  # type: ignore[no-any-return]
            context, HANDOVER, call,
            lambda session: handing_back.hand_back(
                session,
                node.row.id,
                input.version,
                let_in=lambda on, who, at: users.reactivate_user(on, context.services.vault, who, at),
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: HANDOVER)
    async def discard_handover(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Handover | None:
        """Give a plan up."""
        context, call = info.context, "discardHandover"
        node = await _about(context, input.id, call)
        return await changed(  # type: ignore[no-any-return]
            context, HANDOVER, call,
            lambda session: handover_plans.discard(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: HANDOVER)
    async def note_handover(
        self, info: Info, input: HandoverNoteInput, idempotency_key: Key = None
    ) -> Handover | None:
        """Write down what who follows should know of a client, while the hand-over is planned."""
        context, call = info.context, "noteHandover"
        node = await subject(context, HANDOVER, input.handover, call)
        client = await node_of(context, CLIENT, own_id("client", input.client))
        if client is None:
            raise bad_input("client", "unknown")
        return await changed(  # type: ignore[no-any-return]
            context, HANDOVER, call,
            lambda session: handover_plans.write_note(session, node.row.id, client.row.id, input.text),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
