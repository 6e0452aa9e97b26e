"""Texts that clients agree to as readers see them: versions and the draft of the next one."""

from __future__ import annotations

import strawberry

from backend.book.configurations import discard_draft, draft_of, newest_of, save_draft, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.retain.consent_texts import ConsentTexts as VersionRow
from backend.retain.consent_texts import ConsentTextsDraft as DraftRow
from backend.retain.consent_texts import publish_texts
from backend.schema.changing import Key, change, content_object
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion


@strawberry.type
class ConsentTexts(ConfigurationVersion):
    """One version of the texts."""


@strawberry.type
class ConsentTextsDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


async def consent_texts_now(context: Context) -> ConsentTexts | None:
    """The version in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, VersionRow)
    return None if row is None else ConsentTexts(row=row)


async def consent_texts_drafted(context: Context) -> ConsentTextsDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, DraftRow)
    return None if row is None else ConsentTextsDraft(row=row)


@strawberry.input
class SaveConsentTextsDraftInput:
    """The next version, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest one."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardConsentTextsDraftInput:
    """`draft`: the version it was read at."""

    draft: int


@strawberry.input
class PublishConsentTextsInput:
    """What is to be put in force. `base`: number of the newest version the publisher knew."""

    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.type
class ConsentTextsQueries:
    """Texts that clients agree to."""

    @strawberry.field
    async def consent_texts(self, info: Info) -> ConsentTexts | None:
        """The version in force."""
        return await consent_texts_now(info.context)

    @strawberry.field
    async def consent_texts_versions(self, info: Info) -> list[ConsentTexts]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [ConsentTexts(row=row) for row in await versions_of(session, VersionRow)]

    @strawberry.field
    async def consent_texts_draft(self, info: Info) -> ConsentTextsDraft | None:
        """The next version while somebody works on it."""
        return await consent_texts_drafted(info.context)


@strawberry.type
class ConsentTextsMutations:
    """Texts that clients agree to."""

    @strawberry.mutation
    async def save_consent_texts_draft(
        self, info: Info, input: SaveConsentTextsDraftInput, idempotency_key: Key = None
    ) -> ConsentTextsDraft | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        content = content_object(input.content, "content")
        await change(
            info.context,
            "saveConsentTextsDraft",
            lambda session: save_draft(session, DraftRow, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await consent_texts_drafted(info.context)

    @strawberry.mutation
    async def discard_consent_texts_draft(
        self, info: Info, input: DiscardConsentTextsDraftInput, idempotency_key: Key = None
    ) -> ConsentTexts | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardConsentTextsDraft",
            lambda session: discard_draft(session, DraftRow, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await consent_texts_now(info.context)

    @strawberry.mutation
    async def publish_consent_texts(
        self, info: Info, input: PublishConsentTextsInput, idempotency_key: Key = None
    ) -> ConsentTexts | None:
        """Put a version in force. An older one is put in force by publishing it anew."""
        await change(
            info.context,
            "publishConsentTexts",
            lambda session: publish_texts(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await consent_texts_now(info.context)
