"""Forbidden words as readers see them: lists in versions, and where words of a list stand in a text."""

from __future__ import annotations

from typing import Any

import strawberry

from backend.book.configurations import discard_draft, draft_of, hold_size, newest_of, save_draft, versions_of
from backend.book.forbidden_word_lists import ForbiddenWords as WordsRow
from backend.book.forbidden_word_lists import ForbiddenWordsDraft as DraftRow
from backend.book.forbidden_word_lists import publish, words_in_force
from backend.book.forbidden_words import Found, found_in, read_words
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.schema.changing import Key, change
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion

LONGEST_TEXT = 20_000


@strawberry.type
class ForbiddenWords(ConfigurationVersion):
    """One version of the list."""


@strawberry.type
class ForbiddenWordsDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class FoundWord:
    """A word of the list in a text."""

    field: str | None = strawberry.field(description="Where the text stands, as letter or items.0.note.")
    word: str
    severity: str = strawberry.field(description="refuse or warn.")
    at: int = strawberry.field(description="Of its first letter in the text: 1, 2, …")
    length: int = strawberry.field(description="In letters of the text.")
    excerpt: str
    reason: str = strawberry.field(description="Why it must not be used, in the reader's language.")


def found_word(context: Context, found: Found, field: str | None) -> FoundWord:
    """A found word for a reader."""
    return FoundWord(
        field=field,
        word=found.word.word,
        severity=found.word.severity,
        at=found.start + 1,
        length=found.end - found.start,
        excerpt=found.excerpt,
        reason=found.word.en if context.locale == "en" else found.word.zh,
    )


async def list_now(context: Context) -> ForbiddenWords | None:
    """The list in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, WordsRow)
    return None if row is None else ForbiddenWords(row=row)


async def list_draft(context: Context) -> ForbiddenWordsDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, DraftRow)
    return None if row is None else ForbiddenWordsDraft(row=row)


@strawberry.input
class SaveForbiddenWordsDraftInput:
    """The next list, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest list."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardForbiddenWordsDraftInput:
    """`draft`: the version it was read at."""

    draft: int


@strawberry.input
class PublishForbiddenWordsInput:
    """A list to be put in force. `base`: number of the newest version the publisher knew."""

    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.type
class ForbiddenWordQueries:
    """What texts for clients must not say."""

    @strawberry.field
    async def forbidden_words(self, info: Info) -> ForbiddenWords | None:
        """The list in force."""
        return await list_now(info.context)

    @strawberry.field
    async def forbidden_words_versions(self, info: Info) -> list[ForbiddenWords]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [ForbiddenWords(row=row) for row in await versions_of(session, WordsRow)]

    @strawberry.field
    async def forbidden_words_draft(self, info: Info) -> ForbiddenWordsDraft | None:
        """The next version while somebody works on it."""
        return await list_draft(info.context)

    @strawberry.field
    async def words_found(
        self, info: Info, text: str, content: strawberry.scalars.JSON | None = None
    ) -> list[FoundWord]:
        """Forbidden words of a text, by the list in force or by another one."""
        context = info.context
        if len(text) > LONGEST_TEXT:
            raise bad_input("text", "too_long", limit=LONGEST_TEXT)
        if content is not None:
            hold_size(content)
            words = read_words(content)
        else:
            async with context.database.read(context.principal.firm_id) as session:
                context.queries += 1
                words = (await words_in_force(session)).words
        return [found_word(context, each, None) for each in found_in(words, text)]


@strawberry.type
class ForbiddenWordMutations:
    """What texts for clients must not say."""

    @strawberry.mutation
    async def save_forbidden_words_draft(
        self, info: Info, input: SaveForbiddenWordsDraftInput, idempotency_key: Key = None
    ) -> ForbiddenWordsDraft | None:
        """Keep the next list as far as it is written; it need not be right yet."""
        content: Any = input.content
        if not isinstance(content, dict):
            raise bad_input("content", "content_format")
        await change(
            info.context,
            "saveForbiddenWordsDraft",
            lambda session: save_draft(session, DraftRow, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await list_draft(info.context)

    @strawberry.mutation
    async def discard_forbidden_words_draft(
        self, info: Info, input: DiscardForbiddenWordsDraftInput, idempotency_key: Key = None
    ) -> ForbiddenWords | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardForbiddenWordsDraft",
            lambda session: discard_draft(session, DraftRow, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await list_now(info.context)

    @strawberry.mutation
    async def publish_forbidden_words(
        self, info: Info, input: PublishForbiddenWordsInput, idempotency_key: Key = None
    ) -> ForbiddenWords | None:
        """Put a list in force. An older version is put in force by publishing it anew."""
        await change(
            info.context,
            "publishForbiddenWords",
            lambda session: publish(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await list_now(info.context)
