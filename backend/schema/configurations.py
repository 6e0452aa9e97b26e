"""Versions of a firm's configuration and their drafts as readers see them: what all kinds of it have in common."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book.configurations import Draft, Published
from backend.graph.connections import Info
from backend.schema.staff import User
from backend.schema.tag_rules import user_of


@strawberry.type
class ConfigurationVersion:
    """One version that was, or is, in force."""

    row: strawberry.Private[Published]

    @strawberry.field
    def number(self) -> int:
        """1, 2, …"""
        return self.row.number

    @strawberry.field
    def content(self) -> strawberry.scalars.JSON:
        """The whole of it, as publishing takes it."""
        return strawberry.scalars.JSON(self.row.content)

    @strawberry.field
    def note(self) -> str | None:
        """Why it was put in force, in the words of who did it."""
        return self.row.note

    @strawberry.field
    def published_at(self) -> datetime:
        """When it was put in force."""
        return self.row.published_at

    @strawberry.field
    async def published_by(self, info: Info) -> User | None:
        """Who put it in force; null for the product itself."""
        return await user_of(info.context, self.row.published_by)


@strawberry.type
class ConfigurationDraft:
    """The next version while somebody works on it."""

    row: strawberry.Private[Draft]

    @strawberry.field
    def version(self) -> int:
        """Of the draft itself."""
        return self.row.version

    @strawberry.field
    def base(self) -> int:
        """The newest version when it was begun."""
        return self.row.base

    @strawberry.field
    def content(self) -> strawberry.scalars.JSON:
        """As far as it is written; it need not be right yet."""
        return strawberry.scalars.JSON(self.row.content)

    @strawberry.field
    def saved_at(self) -> datetime:
        """When it was saved last."""
        return self.row.updated_at
