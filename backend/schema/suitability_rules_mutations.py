"""Changes of the suitability rules: the draft, and putting it in force."""

from __future__ import annotations

import strawberry

from backend.book.configurations import discard_draft, save_draft
from backend.graph.connections import Info
from backend.schema.changing import Key, change, content_object
from backend.schema.suitability_queries import (
    SuitabilityRules,
    SuitabilityRulesDraft,
    rules_draft,
    rules_now,
)
from backend.track import suitability_rules
from backend.track.suitability_rules import SuitabilityDraft


@strawberry.input
class SaveSuitabilityDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest rules then."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardSuitabilityDraftInput:
    """Names the draft by the version it was read at."""

    draft: int


@strawberry.input
class PublishSuitabilityRulesInput:
    """A new version. `base`: the newest one its author knew."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.type
class SuitabilityRulesMutations:
    """The rules of suitability."""

    @strawberry.mutation
    async def save_suitability_draft(
        self, info: Info, input: SaveSuitabilityDraftInput, idempotency_key: Key = None
    ) -> SuitabilityRulesDraft | None:
        """Keep the next version of the rules as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        await change(
            info.context,
            "saveSuitabilityDraft",
            lambda session: save_draft(session, SuitabilityDraft, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_draft(info.context)

    @strawberry.mutation
    async def discard_suitability_draft(
        self, info: Info, input: DiscardSuitabilityDraftInput, idempotency_key: Key = None
    ) -> SuitabilityRules | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardSuitabilityDraft",
            lambda session: discard_draft(session, SuitabilityDraft, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_now(info.context)

    @strawberry.mutation
    async def publish_suitability_rules(
        self, info: Info, input: PublishSuitabilityRulesInput, idempotency_key: Key = None
    ) -> SuitabilityRules | None:
        """Put rules in force. An older version is put in force by publishing it anew."""
        await change(
            info.context,
            "publishSuitabilityRules",
            lambda session: suitability_rules.publish(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_now(info.context)
