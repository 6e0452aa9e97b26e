"""Saved views of lists, as their readers see them."""

from __future__ import annotations

import strawberry

from backend.book.saved_views import Seen
from backend.platform.ids import public_id

PREFIX = "view"
"""The word before the public ids."""


@strawberry.type
class SavedView:
    """What a list shows, under a name."""

    seen: strawberry.Private[Seen]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """The view's id."""
        return strawberry.ID(public_id(PREFIX, self.seen.row.id))

    @strawberry.field
    def version(self) -> int:
        """To be named when changing the view."""
        return self.seen.row.version

    @strawberry.field
    def name(self) -> str:
        """What its owner calls it."""
        return self.seen.row.name

    @strawberry.field
    def query(self) -> str:
        """The search part of the list's URL, without "?"."""
        return self.seen.row.query

    @strawberry.field
    def shared(self) -> str:
        """With whom: me, team or firm."""
        return self.seen.row.shared

    @strawberry.field
    def mine(self) -> bool:
        """Whether the caller made it, and may change it."""
        return self.seen.mine

    @strawberry.field
    def owner(self) -> str:
        """The name of who made it."""
        return self.seen.owner
