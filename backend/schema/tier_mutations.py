"""Changes of the firm's tier model: a draft is kept, a version is put in force."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from backend.book import tier_models as models
from backend.book.configurations import discard_draft, save_draft
from backend.book.tier_models import TierDraft as TierDraftRow
from backend.graph.connections import Info
from backend.schema.changing import Key, change
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.tier_models import TierDraft, TierModel, tier_draft, tier_models
from backend.schema.tier_previews import checked
from backend.schema.tier_rights import hold_author, hold_readers
from backend.schema.viewer import policies_of


@strawberry.input(description="`content`: a whole model; it need not be right yet.")
class SaveTierDraftInput:
    """The draft of the next version. version: of the draft, 0 for the first; base: number of the newest version."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardTierDraftInput:
    """Names the draft by the version it was read at."""

    draft: int


@strawberry.input(description="To go back to an earlier version is to publish its content anew.")
class PublishTierModelInput:
    """A new version. base: number of the newest version; effectiveFrom: default today."""

    content: strawberry.scalars.JSON
    base: int
    effective_from: date | None = None
    note: str | None = None


@strawberry.type
class TierMutations:
    """The tier model."""

    @strawberry.mutation
    async def save_tier_draft(
        self, info: Info, input: SaveTierDraftInput, idempotency_key: Key = None
    ) -> TierDraft | None:
        """Keep the draft of the next version; nobody moves by it."""
        given: Any = input.content
        await change(
            info.context, "saveTierDraft",
            lambda session: save_draft(session, TierDraftRow, input.version, input.base, given),
            key=idempotency_key, input=[given, input.base, input.version],
        )  # fmt: skip
        return await tier_draft(info.context)

    @strawberry.mutation
    async def discard_tier_draft(
        self, info: Info, input: DiscardTierDraftInput, idempotency_key: Key = None
    ) -> TierModel | None:
        """Forget the draft; the newest version, from which the next one begins."""
        await change(
            info.context, "discardTierDraft",
            lambda session: discard_draft(session, TierDraftRow, input.draft),
            key=idempotency_key, input=input.draft,
        )  # fmt: skip
        return next(iter(await tier_models(info.context)), None)

    @strawberry.mutation
    async def publish_tier_model(
        self, info: Info, input: PublishTierModelInput, idempotency_key: Key = None
    ) -> TierModel | None:
        """Put a new version in force; clients move within seconds of its day."""
        context = info.context
        given: Any = input.content
        policy = await policies_of(context).policy_of(context.principal.firm_id)

        async def work(session: Any) -> Any:
            content = checked(given)
            hold_author(context.principal.mask, content)
            hold_readers(policy, readers(policy, await role_sets_of(session)), content)
            return await models.publish(session, input.base, given, input.effective_from, input.note)

        id = await change(
            context, "publishTierModel", work, key=idempotency_key,
            input=[given, input.base, input.effective_from, input.note],
        )  # fmt: skip
        return next((model for model in await tier_models(context) if model.row.id == id), None)
