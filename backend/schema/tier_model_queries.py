"""Versions of the tier model, and moves between tiers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList
from backend.schema.client_list import ClientConnection
from backend.schema.tier_models import TierDraft, TierModel, tier_draft, tier_models
from backend.schema.tier_moves import TierMoves, movers_listed, movers_page, tier_moves
from backend.schema.tier_previews import TierPreview
from backend.schema.tier_previews import preview_of as preview_tiers

From = Annotated[date, strawberry.argument(name="from")]


@strawberry.type
class TierModelQueries:
    """The tier model."""

    @strawberry.field
    async def tier_models(self, info: Info) -> list[TierModel]:
        """All versions of the tier model, the newest first."""
        return await tier_models(info.context)

    @strawberry.field
    async def tier_draft(self, info: Info) -> TierDraft | None:
        """The draft of the next version."""
        return await tier_draft(info.context)

    @strawberry.field
    async def preview_tier_model(self, info: Info, content: strawberry.scalars.JSON) -> TierPreview:
        """What a model would do: how many clients each tier has now and would have, and who moves."""
        return await preview_tiers(info.context, content)

    @strawberry.field
    async def tier_moves(self, info: Info, from_: From, to: date, restated: bool = False) -> TierMoves:
        """Moves between tiers from one day to another; `restated`: with all that is known now."""
        return await tier_moves(info.context, from_, to, anew=restated)

    @declared(RootList(movers_listed))
    async def tier_movers(
        self,
        info: Info,
        from_: From,
        to: date,
        from_tier: str | None = None,
        to_tier: str | None = None,
        restated: bool = False,
        first: int = 20,
        after: str | None = None,
    ) -> ClientConnection:
        """The clients who went from a tier (null: new) to another (null: left), the largest first.

        `restated`: with all that is known now.
        """
        return await movers_page(info, first, after)
