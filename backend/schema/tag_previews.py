"""What a rule of a tag would do before it is in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import and_, func, select

from backend.book.clients import Client as ClientRow
from backend.book.tag_rules import Ruled, ruled_tags
from backend.book.tag_sweeps import gains, losses
from backend.book.tags import Tag as TagRow
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.policies.rows import reach
from backend.schema.clients import CLIENT, Client
from backend.schema.tag_conditions import asked, checked, hold_author
from backend.schema.tag_sweeping import firm_of, sweep_of
from backend.systemize.conditions.tree import Condition

SAMPLE = 5
NEW = UUID(int=0)


@strawberry.type
class TagPreview:
    """What a rule would do, among the clients that the caller sees."""

    count: int = strawberry.field(description="Clients that meet it.")
    gains: int = strawberry.field(description="Clients that would gain the tag.")
    losses: int = strawberry.field(description="Clients that would lose it.")
    sample: list[Client] = strawberry.field(description="Some of those that meet it.")


async def preview_of(context: Context, tag: str | None, tree: Any) -> TagPreview:
    """Counts and a sample, of the tag as it is with this rule; of no tag as of a new one.

    Raises Refused: BAD_USER_INPUT, NOT_FOUND, FORBIDDEN for what the caller may not read of every client he sees.
    """
    condition = checked(tree)
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        known = await ruled_tags(session)
        one = _changed(known, None if tag is None else own_id("tag", tag), condition)
        fits = asked(await firm_of(session), condition)
        hold_author(context.principal.mask, condition)
        sweep = sweep_of(one, [one if each.id == one.id else each for each in known], fits)
        assert sweep.fits is not None
        seen = reach(context.principal, "client").predicate
        within = [ClientRow.firm_id == firm_id, *([] if seen is None else [seen])]
        present = ClientRow.archived_at.is_(None)
        gaining, losing = gains(sweep, firm_id), losses(sweep, firm_id)
        meeting = and_(sweep.fits, present)
        counts = [
            func.count().filter(predicate)
            for predicate in (meeting, and_(gaining, present), and_(losing, present))
        ]
        context.queries += 4
        found = (await session.execute(select(*counts).where(*within))).one()
        some = select(ClientRow.id).where(*within, meeting).order_by(ClientRow.id).limit(SAMPLE)
        ids = list(await session.scalars(some))
    # Behind the session: a reader who holds one connection and waits for another may wait for himself.
    sample = await nodes_of(context, CLIENT, ids)
    return TagPreview(
        count=found[0], gains=found[1], losses=found[2], sample=[node for node in sample if node]
    )


def _changed(known: list[Ruled], id: UUID | None, condition: Condition) -> Ruled:
    if id is None:
        tag = TagRow(id=NEW, priority=0, rule_decides=False, exclusive_group=None, name="", rule_version=0)
        return Ruled(tag, None, condition)
    for each in known:
        if each.id == id:
            return Ruled(each.tag, each.rule, condition)
    raise bad_input("tag", "unknown")
