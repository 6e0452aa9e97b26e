"""What a tier model would do, before it is in force: the statement that moves clients, asked without moving them."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, and_, func, select

from backend.book.clients import Client as ClientRow
from backend.book.configurations import hold_size
from backend.book.tier_content import Content, read_content
from backend.book.tier_models import InForce, model_in_force
from backend.book.tier_sweeps import Ask, asked_of
from backend.book.tier_terms import key_of
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.clock import business_date, now
from backend.policies.rows import reach
from backend.schema.clients import CLIENT, Client
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.tier_models import TierOfModel, tiers_of
from backend.schema.tier_rights import hold_author, hold_readers
from backend.schema.tier_words import sentence_of
from backend.schema.viewer import policies_of

SAMPLE: Final = 8
NEXT: Final = UUID(int=0)


@strawberry.type
class TierCount:
    """How many clients are in a tier and would be. key: null: in none."""

    key: str | None
    now: int
    then: int


@strawberry.type
class TierPreviewMove:
    """How many clients would go from a tier (null: none) to another."""

    from_tier: str | None
    to_tier: str | None
    count: int


@strawberry.type
class TierPreview:
    """What a model would do, among the clients that the caller sees."""

    tiers: list[TierOfModel]
    sentence: str
    counts: list[TierCount]
    moves: list[TierPreviewMove]
    moved: int
    sample: list[Client] = strawberry.field(description="Some of those that would move, the largest first.")


async def preview_of(context: Context, given: Any) -> TierPreview:
    """Counts, moves and a sample.

    Raises Refused: BAD_USER_INPUT naming the place of what is wrong; FORBIDDEN for what the caller may not read.
    """
    content = checked(given)
    firm_id = context.principal.firm_id
    hold_author(context.principal.mask, content)
    policy = await policies_of(context).policy_of(firm_id)
    seen = reach(context.principal, "client").predicate
    bounds: list[ColumnElement[bool]] = [ClientRow.archived_at.is_(None)]
    async with context.database.read(firm_id) as session:
        hold_readers(policy, readers(policy, await role_sets_of(session)), content)
        present = await model_in_force(session)
        number = 0 if present is None else present.number
        model = InForce(NEXT, number + 1, business_date(), content)
        within = and_(*bounds, *([] if seen is None else [seen]))
        asked = asked_of(Ask(model, business_date(), now(), anew=True, within=within), firm_id)
        context.queries += 5
        counted = await session.execute(
            select(asked.c.from_tier, asked.c.rank, func.count()).group_by(asked.c.from_tier, asked.c.rank)
        )
        keys = {tier.rank: tier.key for tier in content.tiers}
        cells = Counter({(before, keys.get(rank or 0)): count for before, rank, count in counted})
        movers = (
            select(asked.c.id)
            .where(
                asked.c.rank.is_not(None), asked.c.from_tier.is_distinct_from(key_of(content, asked.c.rank))
            )
            .order_by(asked.c.cents.desc(), asked.c.id)
            .limit(SAMPLE)
        )
        ids = list(await session.scalars(movers))
    # Behind the session: a reader who holds one connection and waits for another may wait for himself.
    sample = await nodes_of(context, CLIENT, ids)
    was: Counter[str | None] = Counter()
    will: Counter[str | None] = Counter()
    for (before, after), count in cells.items():
        was[before] += count
        will[after or before] += count
    order = [*(tier.key for tier in reversed(content.tiers))]
    order += sorted(key for key in was if key is not None and key not in order)
    moves = [
        TierPreviewMove(from_tier=before, to_tier=after, count=count)
        for (before, after), count in sorted(cells.items(), key=lambda pair: -pair[1])
        if after is not None and before != after
    ]
    return TierPreview(
        tiers=tiers_of(content),
        sentence=sentence_of(content, zh=context.principal.locale == "zh-CN"),
        counts=[TierCount(key=key, now=was[key], then=will[key]) for key in (*order, None)],
        moves=moves,
        moved=sum(move.count for move in moves),
        sample=[node for node in sample if node],
    )


def checked(given: Any) -> Content:
    """A model as it was sent. Raises Refused(BAD_USER_INPUT)."""
    hold_size(given)
    return read_content(given)
