"""The next steps of escalation while somebody works on them: kept as a draft, which is nobody's step yet."""

from __future__ import annotations

import strawberry

from backend.book.configurations import discard_draft, draft_of, save_draft, versions_of
from backend.book.escalation_rules import EscalationRules, EscalationRulesDraft
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.schema.changing import Key, change
from backend.schema.configurations import ConfigurationDraft
from backend.schema.task_rules import EscalationVersion


@strawberry.type
class EscalationDraft(ConfigurationDraft):
    """The next steps of escalation while somebody works on them."""


@strawberry.input
class SaveEscalationDraftInput:
    """The next steps, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest steps."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardEscalationDraftInput:
    """`draft`: the version it was read at."""

    draft: int


@strawberry.type
class EscalationDraftQueries:
    """What is not in force yet."""

    @strawberry.field
    async def escalation_draft(self, info: Info) -> EscalationDraft | None:
        """The next steps while somebody works on them."""
        return await _draft(info.context)


@strawberry.type
class EscalationDraftMutations:
    """Changes of the draft."""

    @strawberry.mutation
    async def save_escalation_draft(
        self, info: Info, input: SaveEscalationDraftInput, idempotency_key: Key = None
    ) -> EscalationDraft | None:
        """Write the next steps, which need not be right yet."""
        if not isinstance(input.content, dict):
            raise bad_input("content", "content_format")
        content = input.content
        await change(
            info.context,
            "saveEscalationDraft",
            lambda session: save_draft(session, EscalationRulesDraft, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await _draft(info.context)

    @strawberry.mutation
    async def discard_escalation_draft(
        self, info: Info, input: DiscardEscalationDraftInput, idempotency_key: Key = None
    ) -> list[EscalationVersion] | None:
        """Forget the draft; what is in force comes back, the newest version first."""
        context = info.context
        await change(
            context,
            "discardEscalationDraft",
            lambda session: discard_draft(session, EscalationRulesDraft, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        async with context.database.read(context.principal.firm_id) as session:
            return [EscalationVersion(row=row) for row in await versions_of(session, EscalationRules)]


async def _draft(context: Context) -> EscalationDraft | None:
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, EscalationRulesDraft)
    return None if row is None else EscalationDraft(row=row)
