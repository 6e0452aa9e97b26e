"""What stands on a timeline, as a union of the nouns that can stand there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from backend.graph.connections import Info, PageInfo
from backend.graph.nodes import Node
from backend.graph.nouns import Noun
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.interactions import INTERACTION, Interaction
from backend.schema.ledger import TRANSACTION, Transaction
from backend.schema.messages import MESSAGE, Message
from backend.schema.nouns import made, promised
from backend.schema.tasks import TASK, Task
from backend.schema.timeline import Told, timeline_page

HAPPENINGS: tuple[Noun, ...] = (INTERACTION, TASK, TRANSACTION, MESSAGE, AUDIT)


TimelineItem = Annotated[
    Interaction | Task | Transaction | Message | AuditEntry, strawberry.union(name="TimelineItem")
]


@strawberry.type
class TimelineEdge:
    """Something that happened, when, and to whom."""

    cursor: str
    at: datetime
    node: TimelineItem
    client: Node | None = strawberry.field(graphql_type=promised("client") | None)


@strawberry.type
class TimelineConnection:
    """One page of what happened, newest first."""

    edges: list[TimelineEdge]
    page_info: PageInfo


async def happened(info: Info, told: Told) -> TimelineConnection:
    """A page of a timeline as its connection; raises as `timeline_page`."""
    page = await timeline_page(info.context, HAPPENINGS, made("client"), told)
    edges = [TimelineEdge(cursor=mark, at=at, node=node, client=of) for mark, at, node, of in page.items]
    return TimelineConnection(edges=edges, page_info=page.info)
