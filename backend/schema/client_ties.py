"""What ties a client to other clients: relations, and that one became part of another."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book import households, merges
from backend.graph.engine.objects import PublicId, declared
from backend.graph.nodes import Node
from backend.graph.scalars import Decimal
from backend.graph.sources import Expression, ToOne, column
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.schema.client_sources import other_end
from backend.schema.nouns import linked, made, promised
from backend.schema.staff import USER


@strawberry.type
class ClientRelation:
    """A tie between two clients, seen from one of them."""

    row: strawberry.Private[households.ClientRelation]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Node]
    out: strawberry.Private[bool]

    @declared(ToOne(lambda: made("client"), other_end), graphql_type=promised("client"))
    def other(self) -> Node:
        """The client at the other end."""
        return self.of

    @declared(Expression(lambda place: place.row.client_id == place.around[0].id))
    def outgoing(self) -> bool:
        """Whether the client this is seen from is the <kind> of the other."""
        return self.out

    @declared(PublicId("clientrelation"))
    def id(self) -> strawberry.ID:
        """The tie's id."""
        return strawberry.ID(public_id("clientrelation", self.row.id))

    kind: str = column("kind")
    share: Decimal | None = column("share")
    note: str | None = column("note")


@strawberry.type
class ClientMerge:
    """That another client was found to be this one, seen from this one."""

    row: strawberry.Private[merges.ClientMerge]
    stands: strawberry.Private[Relation]

    @declared(PublicId("clientmerge"))
    def id(self) -> strawberry.ID:
        """The merge's id."""
        return strawberry.ID(public_id("clientmerge", self.row.id))

    other = linked(
        "client",
        "loser_id",
        description="The client that became part of this one; null when the caller may not see him.",
    )
    by = linked(USER, "user_id", description="Who said so.")
    merged_at: datetime = column("merged_at")
    undo_until: datetime = column("undo_until")
