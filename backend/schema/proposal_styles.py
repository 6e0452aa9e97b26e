"""Styles of proposals: brand, letters and texts in versions, how one would look, and pictures of logos."""

from __future__ import annotations

from typing import Any

import strawberry

from backend.book.configurations import discard_draft, draft_of, hold_size, newest_of, save_draft, versions_of
from backend.book.forbidden_word_lists import words_in_force
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.ids import own_id, public_id
from backend.schema.changing import Key, change
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.file_routes import store_of
from backend.track.proposal_logos import logo_named
from backend.track.proposal_printing import pages_of
from backend.track.proposal_sample import sample_of
from backend.track.proposal_style import ProposalStyle as StyleRow
from backend.track.proposal_style import ProposalStyleDraft as DraftRow
from backend.track.proposal_style import add_logo, publish
from backend.track.proposal_style_content import LANGUAGES, read_style


@strawberry.type
class ProposalStyle(ConfigurationVersion):
    """One version of the style."""


@strawberry.type
class ProposalStyleDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class ProposalLogo:
    """A picture that was sent up for a style."""

    id: strawberry.ID = strawberry.field(description="As a style names it.")


async def style_now(context: Context) -> ProposalStyle | None:
    """The version in force."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await newest_of(session, StyleRow)
    return None if row is None else ProposalStyle(row=row)


async def style_draft(context: Context) -> ProposalStyleDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, DraftRow)
    return None if row is None else ProposalStyleDraft(row=row)


@strawberry.input
class AddProposalLogoInput:
    """A picture of the caller's own that was sent up: PNG, JPEG, WebP or GIF of at most 512 KB."""

    upload: strawberry.ID


@strawberry.input
class SaveProposalStyleDraftInput:
    """The next style, right or not. `version`: of the draft it was begun from; 0: none. `base`: the newest style."""

    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardProposalStyleDraftInput:
    """`draft`: the version it was read at."""

    draft: int


@strawberry.input
class PublishProposalStyleInput:
    """A style to be put in force. `base`: number of the newest version the publisher knew."""

    content: strawberry.scalars.JSON
    base: int
    note: str | None = None


@strawberry.type
class ProposalStyleQueries:
    """How proposals look."""

    @strawberry.field
    async def proposal_style(self, info: Info) -> ProposalStyle | None:
        """The style in force."""
        return await style_now(info.context)

    @strawberry.field
    async def proposal_style_versions(self, info: Info) -> list[ProposalStyle]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            return [ProposalStyle(row=row) for row in await versions_of(session, StyleRow)]

    @strawberry.field
    async def proposal_style_draft(self, info: Info) -> ProposalStyleDraft | None:
        """The next version while somebody works on it."""
        return await style_draft(info.context)

    @strawberry.field
    async def preview_proposal_style(
        self, info: Info, content: strawberry.scalars.JSON, language: str = "zh-CN"
    ) -> list[str]:
        """A made-up proposal in this style, each page an SVG; refused as publishing it would be."""
        context = info.context
        hold_size(content)
        if language not in LANGUAGES:
            raise bad_input("language", "choice")
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            words = (await words_in_force(session)).words
        style = read_style(content, words)
        logo = None
        if style.logo is not None:
            context.queries += 3
            services = context.services
            name = public_id("proposallogo", style.logo)
            logo = await logo_named(
                services.database, services.vault, store_of(services), context.principal.firm_id, name
            )
        return await pages_of(sample_of(style, language, context.day), logo)


@strawberry.type
class ProposalStyleMutations:
    """How proposals look."""

    @strawberry.mutation
    async def add_proposal_logo(
        self, info: Info, input: AddProposalLogoInput, idempotency_key: Key = None
    ) -> ProposalLogo | None:
        """Keep a picture that was sent up, so that a style can name it."""
        upload = own_id("upload", input.upload)
        id = await change(
            info.context,
            "addProposalLogo",
            lambda session: add_logo(session, upload),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return None if id is None else ProposalLogo(id=strawberry.ID(public_id("proposallogo", id)))

    @strawberry.mutation
    async def save_proposal_style_draft(
        self, info: Info, input: SaveProposalStyleDraftInput, idempotency_key: Key = None
    ) -> ProposalStyleDraft | None:
        """Keep the next style as far as it is written; it need not be right yet."""
        content: Any = input.content
        if not isinstance(content, dict):
            raise bad_input("content", "content_format")
        await change(
            info.context,
            "saveProposalStyleDraft",
            lambda session: save_draft(session, DraftRow, input.version, input.base, content),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await style_draft(info.context)

    @strawberry.mutation
    async def discard_proposal_style_draft(
        self, info: Info, input: DiscardProposalStyleDraftInput, idempotency_key: Key = None
    ) -> ProposalStyle | None:
        """Forget the draft; what is in force comes back."""
        await change(
            info.context,
            "discardProposalStyleDraft",
            lambda session: discard_draft(session, DraftRow, input.draft),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await style_now(info.context)

    @strawberry.mutation
    async def publish_proposal_style(
        self, info: Info, input: PublishProposalStyleInput, idempotency_key: Key = None
    ) -> ProposalStyle | None:
        """Put a style in force. An older version is put in force by publishing it anew."""
        await change(
            info.context,
            "publishProposalStyle",
            lambda session: publish(session, input.base, input.content, input.note),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await style_now(info.context)
