"""Changes of the order rules: the draft, and putting it in force."""

from __future__ import annotations

import strawberry

from backend.book.configurations import discard_draft, save_draft
from backend.graph.connections import Info
from backend.schema.changing import Key, change, content_object
from backend.schema.order_queries import OrderRules, OrderRulesDraft, rules_draft, rules_now
from backend.track import order_rules
from backend.track.order_rules import OrderRulesDraft as DraftRow


@strawberry.input
class SaveOrderRulesDraftInput:
    """The next rules, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest rules."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardOrderRulesDraftInput:
    """`draft`: the version it was read at."""

    draft: int


@strawberry.input
class PublishOrderRulesInput:
    """Rules to be put in force. `base`: number of the newest version the publisher knew."""

    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.type
class OrderRulesMutations:
    """The rules of orders."""

    @strawberry.mutation
    async def save_order_rules_draft(
        self, info: Info, input: SaveOrderRulesDraftInput, idempotency_key: Key = None
    ) -> OrderRulesDraft | None:
        """Write the next rules, which need not be right yet."""
        content = content_object(input.content, "content")
        await change(
            info.context,
            "saveOrderRulesDraft",
            lambda session: save_draft(session, DraftRow, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_draft(info.context)

    @strawberry.mutation
    async def discard_order_rules_draft(
        self, info: Info, input: DiscardOrderRulesDraftInput, idempotency_key: Key = None
    ) -> OrderRules | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardOrderRulesDraft",
            lambda session: discard_draft(session, DraftRow, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_now(info.context)

    @strawberry.mutation
    async def publish_order_rules(
        self, info: Info, input: PublishOrderRulesInput, idempotency_key: Key = None
    ) -> OrderRules | None:
        """Put rules in force. An older version is put in force by publishing it anew."""
        await change(
            info.context,
            "publishOrderRules",
            lambda session: order_rules.publish(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await rules_now(info.context)
