"""What names a fact."""

from __future__ import annotations

import strawberry

from backend.graph.connections import Info
from backend.schema.uses import FactUses, uses_of


@strawberry.type
class UseQueries:
    """What uses what."""

    @strawberry.field
    async def uses_of(self, info: Info, fact: str) -> FactUses:
        """What names a fact: rules of tags, cells of the service matrix, the tier model, forms, saved views.

        `fact`: a field (`Client.riskLevel`, `Client.custom:key`), the id of a tag or a fund, `tier:hnw`, `service:key`.
        """
        return await uses_of(info.context, fact)
