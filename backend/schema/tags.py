"""Tags, with their rules and how many clients bear them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book import clients, tags
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node
from backend.graph.nouns import Noun
from backend.graph.sources import Counted, column
from backend.schema import client_reads
from backend.schema.nouns import made, noun_of
from backend.schema.tag_rules import TagRule, rules_of
from backend.schema.tag_states import rule_in_force


@strawberry.type
class Tag(Node):
    """A tag."""

    version: int = column("version")
    name: str = column("name")
    colour: str = column("colour")
    group: str | None = column("group")
    description: str | None = column("description")
    exclusive_group: str | None = column(
        "exclusive_group", description="Of the tags that name the same one a client bears one at most."
    )
    priority: int = column("priority", description="Between rules of an exclusive group the higher one wins.")
    valid_days: int | None = column("valid_days", description="How long one given by hand lasts.")
    rule_decides: bool = column(
        "rule_decides", description="Whether the rule goes before what people gave and took."
    )
    rule_fault: str | None = column(
        "rule_fault",
        description="Why the rule rests: unknown (it names what is no more), discloses (to readers of tags).",
    )
    archived_at: datetime | None = column("archived_at", description="Since when it is out of use.")

    @strawberry.field
    async def rule(self, info: Info) -> TagRule | None:
        """The rule in force."""
        return await rule_in_force(info.context, self.row)

    @strawberry.field
    async def rules(self, info: Info) -> list[TagRule]:
        """All versions of its rule, the newest first."""
        return [TagRule(row=row) for row in await info.context.load(rules_of, self.row.id) or []]

    @declared(
        Counted(
            lambda: made("client"),
            (tags.ClientTag.tag_id, tags.ClientTag.client_id),
            where=(clients.Client.archived_at.is_(None),),
        )
    )
    async def client_count(self, info: Info) -> int | None:
        """How many clients the caller sees bear it."""
        return int(await info.context.load(client_reads.tagged_counts, self.row.id, made("client")) or 0)


TAG: Noun = noun_of("tag", tags.Tag, Tag)
