"""Tags, and what a rule would do."""

from __future__ import annotations

import strawberry

from backend.book.tags import Tag as TagRow
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootOne, all_of, one_of
from backend.schema.tag_previews import TagPreview, preview_of
from backend.schema.tags import TAG, Tag


@strawberry.type
class TagQueries:
    """Tags."""

    @declared(RootAll(lambda: TAG, (TagRow.name, TagRow.id)))
    async def tags(self, info: Info) -> list[Tag]:
        """All tags, by name."""
        return await all_of(info, TAG, TagRow.name, TagRow.id)

    @declared(RootOne(lambda: TAG))
    async def tag(self, info: Info, id: strawberry.ID) -> Tag | None:
        """One tag."""
        return await one_of(info, TAG, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def preview_tag_rule(
        self, info: Info, condition: strawberry.scalars.JSON, tag: strawberry.ID | None = None
    ) -> TagPreview:
        """What a rule would do: how many clients meet it, gain the tag and lose it."""
        return await preview_of(info.context, tag, condition)
