"""Keys by which systems of partners ask."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.auth.keys import ApiKey as ApiKeyRow
from backend.graph.engine.objects import PublicId, declared
from backend.graph.sources import column
from backend.platform.ids import public_id


@strawberry.type
class ApiKey:
    """A key of a partner's system, without its secret."""

    row: strawberry.Private[ApiKeyRow]

    @declared(PublicId("apikey"))
    def id(self) -> strawberry.ID:
        """The key's id."""
        return strawberry.ID(public_id("apikey", self.row.id))

    name: str = column("name", description="What the firm calls it.")
    role: str = column("role", description="The role it acts with.")
    prefix: str = column("prefix", description="The part that may be shown.")
    created_at: datetime = column("created_at", description="When it was made.")
    expires_at: datetime = column("expires_at", description="When it ends by itself.")
    last_used_at: datetime | None = column("last_used_at", description="When it was used last.")
    revoked_at: datetime | None = column("revoked_at", description="When it was ended.")
    ips: list[str] = column("ips", description="From where it may be used; empty: from anywhere.")
    scope: strawberry.scalars.JSON = column(
        "scope", description="Which rows it sees: client sources, held products."
    )
