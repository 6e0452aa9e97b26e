"""Rules of contact as readers see them: versions and the draft of the next one."""

from __future__ import annotations

import strawberry

from backend.book.configurations import discard_draft, draft_of, newest_of, save_draft, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.retain.contact_rules import ContactRules as VersionRow
from backend.retain.contact_rules import ContactRulesDraft as DraftRow
from backend.retain.contact_rules import publish_rules
from backend.schema.changing import Key, change, content_object
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion


@strawberry.type
class ContactRules(ConfigurationVersion):
    """One version of the rules."""


@strawberry.type
class ContactRulesDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


async def contact_rules_now(context: Context) -> ContactRules | None:
    """The version in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, VersionRow)
    return None if row is None else ContactRules(row=row)


async def contact_rules_drafted(context: Context) -> ContactRulesDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, DraftRow)
    return None if row is None else ContactRulesDraft(row=row)


@strawberry.input
class SaveContactRulesDraftInput:
    """The next version, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest one."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardContactRulesDraftInput:
    """`draft`: the version it was read at."""

    draft: int


@strawberry.input
class PublishContactRulesInput:
    """What is to be put in force. `base`: number of the newest version the publisher knew."""

    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.type
class ContactRulesQueries:
    """Rules of contact."""

    @strawberry.field
    async def contact_rules(self, info: Info) -> ContactRules | None:
        """The version in force."""
        return await contact_rules_now(info.context)

    @strawberry.field
    async def contact_rules_versions(self, info: Info) -> list[ContactRules]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [ContactRules(row=row) for row in await versions_of(session, VersionRow)]

    @strawberry.field
    async def contact_rules_draft(self, info: Info) -> ContactRulesDraft | None:
        """The next version while somebody works on it."""
        return await contact_rules_drafted(info.context)


@strawberry.type
class ContactRulesMutations:
    """Rules of contact."""

    @strawberry.mutation
    async def save_contact_rules_draft(
        self, info: Info, input: SaveContactRulesDraftInput, idempotency_key: Key = None
    ) -> ContactRulesDraft | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        await change(
            info.context,
            "saveContactRulesDraft",
            lambda session: save_draft(session, DraftRow, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await contact_rules_drafted(info.context)

    @strawberry.mutation
    async def discard_contact_rules_draft(
        self, info: Info, input: DiscardContactRulesDraftInput, idempotency_key: Key = None
    ) -> ContactRules | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardContactRulesDraft",
            lambda session: discard_draft(session, DraftRow, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await contact_rules_now(info.context)

    @strawberry.mutation
    async def publish_contact_rules(
        self, info: Info, input: PublishContactRulesInput, idempotency_key: Key = None
    ) -> ContactRules | None:
        """Put a version in force. An older one is put in force by publishing it anew."""
        await change(
            info.context,
            "publishContactRules",
            lambda session: publish_rules(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await contact_rules_now(info.context)
