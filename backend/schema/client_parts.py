"""What hangs on a client and leads nowhere but to people of the firm: ways to reach him, and who serves him."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.book import assignments, contact_points
from backend.graph.connections import Info
from backend.graph.engine.objects import PublicId, declared
from backend.graph.scalars import Decimal
from backend.graph.sources import ToOne, column
from backend.platform.ids import public_id
from backend.platform.principal import Level, Relation
from backend.schema.client_sources import ContactValue
from backend.schema.staff import USER, User


@strawberry.type
class ContactPoint:
    """A way to reach a client; its value is governed by `Client.<kind>`."""

    row: strawberry.Private[contact_points.ContactPoint]
    stands: strawberry.Private[Relation]

    @declared(PublicId("contact"))
    def id(self) -> strawberry.ID:
        """The contact point's id."""
        return strawberry.ID(public_id("contact", self.row.id))

    kind: str = column("kind")
    label: str | None = column("label")
    primary: bool = column("primary")
    verified: bool = column("verified")

    @declared(ContactValue())
    def value(self, info: Info) -> str | None:
        """The masked value."""
        coordinate = f"Client.{self.row.kind}"
        if info.context.principal.mask.level(coordinate, self.stands) < Level.MASKED:
            info.context.denied.add(coordinate)
            return None
        return self.row.masked


@strawberry.type
class Assignment:
    """Who serves a client, in which role, since when."""

    row: strawberry.Private[assignments.Assignment]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[User]

    @declared(ToOne(lambda: USER, "user_id"))
    def user(self) -> User:
        """Who."""
        return self.of

    role: str = column("role")
    credit: Decimal = column("credit")
    valid_from: date = column("valid_from")
    valid_to: date | None = column("valid_to")
    reason: str | None = column("reason")
