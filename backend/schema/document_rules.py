"""For how long documents are kept, by category: what is usual, and what the firm has said."""

from __future__ import annotations

import strawberry

from backend.book.documents.categories import CATEGORIES
from backend.book.documents.rules import kept_years, set_kept_years
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.schema import document_inputs
from backend.schema.changing import Key, change


@strawberry.type
class DocumentRule:
    """How long documents of a category are kept after the client's last record in the ledger."""

    category: str
    zh: str
    en: str
    years: int = strawberry.field(description="0: as long as somebody wants them.")
    usual: int = strawberry.field(description="Years where a firm has said nothing.")


async def document_rules(context: Context) -> list[DocumentRule]:
    """All categories."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        years = await kept_years(session)
    return [
        DocumentRule(category=each.key, zh=each.zh, en=each.en, years=years[each.key], usual=each.years)
        for each in CATEGORIES.values()
    ]


@strawberry.type
class DocumentRuleMutations:
    """What a firm says about its documents."""

    @strawberry.mutation
    async def set_document_rule(
        self, info: Info, input: document_inputs.SetDocumentRuleInput, idempotency_key: Key = None
    ) -> list[DocumentRule] | None:
        """Say for how many years documents of a category are kept; it counts at once. Recorded with its reason."""
        context = info.context
        await change(
            context, "setDocumentRule",
            lambda session: set_kept_years(session, input.category, input.years, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await document_rules(context)
