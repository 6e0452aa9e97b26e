"""Clients that may be one: a worklist, cut to the clients and the reasons that the caller may know."""

from __future__ import annotations

from collections.abc import Iterable

import strawberry

from backend.book import merge_candidates as book
from backend.book.custom_fields import slot_of
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.nodes import node_of, nodes_of
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Mask
from backend.schema import merge_inputs
from backend.schema.changing import Key, changed
from backend.schema.clients import CLIENT, Client
from backend.schema.merge_rights import both_of
from backend.systemize.fields import Kind

CALL = "mergeClients"
MOST = 100
SEALED = ("idNumber", "bankAccount", *book.WAYS)
PLAIN = ("name", "birthDate", "kind", "gender", "idType")


@strawberry.type
class MergeCandidate:
    """Two clients that may be one."""

    one: Client
    other: Client
    reasons: list[str] = strawberry.field(description="Fields that are the same, by their keys.")
    strong: bool = strawberry.field(description="Whether they most likely are one.")


@strawberry.type
class MergeCandidates:
    """The strongest pairs, and how many there are."""

    total: int
    nodes: list[MergeCandidate]


@strawberry.type
class CandidateQueries:
    """What may be in the book twice."""

    @strawberry.field
    async def merge_candidates(
        self, info: Info, client: strawberry.ID | None = None, first: int = 50
    ) -> MergeCandidates:
        """Pairs of clients the caller sees that may be one, the strongest first; of one client only, if named."""
        context = info.context
        if not 1 <= first <= MOST:
            raise bad_input("first", "range", low=1, high=MOST)
        of = None
        if client is not None:
            node = await node_of(context, CLIENT, own_id("client", client))
            if node is None:
                return MergeCandidates(total=0, nodes=[])
            of = node.row.id
        bounds, reach = CLIENT.within(context.principal)
        known = comparable(context.principal.mask)
        own = comparable_own(context.principal.mask)
        if reach.nothing or not (known or own):
            return MergeCandidates(total=0, nodes=[])
        firm_id = context.principal.firm_id
        async with context.database.read(firm_id) as session:
            context.queries += 1
            found = book.candidates(firm_id, bounds, known, own=own, of=of, limit=first)
            rows = (await session.execute(found)).all()
        ones = await nodes_of(context, CLIENT, [row.one_id for row in rows])
        others = await nodes_of(context, CLIENT, [row.other_id for row in rows])
        nodes = [
            MergeCandidate(
                one=one, other=other, reasons=told_reasons(row.reasons), strong=row.weight >= book.STRONG
            )
            for row, one, other in zip(rows, ones, others, strict=True)
            if one is not None and other is not None
        ]
        return MergeCandidates(total=rows[0].total if rows else 0, nodes=nodes)


def told_reasons(found: Iterable[str]) -> list[str]:
    """Reasons by key; a birthday speaks only with the name."""
    reasons = set(found)
    return sorted(reasons | {"name"} if "birthDate" in reasons else reasons)


def comparable(mask: Mask) -> frozenset[str]:
    """Fields that the caller may compare of every client he sees: of sealed ones the mask is enough."""
    relations = mask.relations("Client")
    least = dict.fromkeys(SEALED, Level.MASKED) | dict.fromkeys(PLAIN, Level.VIEW)
    return frozenset(
        key for key, level in least.items() if mask.throughout(f"Client.{key}", relations) >= level
    )


def comparable_own(mask: Mask) -> dict[str, str]:
    """Sealed fields of the firm's own that he may compare alike, with the name of each in a client's row."""
    relations = mask.relations("Client")
    return {
        key: slot_of(field.key, field.kind)
        for key, field in mask.own.items()
        if field.kind is Kind.SEALED
        and mask.throughout("Client.custom", relations) >= Level.VIEW
        and mask.throughout(f"Client.{key}", relations) >= Level.MASKED
    }


@strawberry.type
class CandidateMutations:
    """What people say about clients that look alike."""

    @changing(lambda: CLIENT)
    async def dismiss_candidate(
        self, info: Info, input: merge_inputs.DismissCandidateInput, idempotency_key: Key = None
    ) -> Client | None:
        """Two clients are not the same, or with `undo` nothing was said of them; `id` comes back."""
        context = info.context
        one, other = await both_of(context, input.id, input.other, "dismissCandidate")
        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "dismissCandidate",
            lambda session: book.distinguish(session, one.row.id, other.row.id, distinct=not input.undo),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
