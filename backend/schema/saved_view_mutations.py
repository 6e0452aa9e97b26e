"""Keeping, changing and forgetting saved views."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from backend.book import saved_views
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.schema import inputs, viewer_inputs
from backend.schema.changing import Key, change
from backend.schema.saved_views import PREFIX, SavedView
from backend.schema.viewer import Viewer


def _may_share(context: Context) -> bool:
    return context.principal.mask.anywhere("Right.shareViews") >= Level.VIEW


async def _seen(context: Context, page: str, id: UUID | None) -> SavedView | None:
    """The view as the caller sees it now."""
    async with context.database.read(context.principal.firm_id) as session:
        found = await saved_views.views_of(session, context.principal, page)
    return next((SavedView(seen=view) for view in found if view.row.id == id), None)


@strawberry.type
class SavedViewMutations:
    """Saved views of the caller."""

    @strawberry.mutation
    async def create_view(
        self, info: Info, input: viewer_inputs.CreateViewInput, idempotency_key: Key = None
    ) -> SavedView | None:
        """Keep what a list shows, for oneself, one's team or the firm."""
        context = info.context
        id = await change(
            context, "createView",
            lambda session: saved_views.create_view(
                session, page=input.page, name=input.name, query=input.query, shared=input.shared,
                may_share=_may_share(context),
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await _seen(context, input.page, id)

    @strawberry.mutation
    async def update_view(
        self, info: Info, input: viewer_inputs.UpdateViewInput, idempotency_key: Key = None
    ) -> SavedView | None:
        """Rename an own view, let it show something else, or share it."""
        context = info.context
        changes = {
            name: value
            for name in ("name", "query", "shared")
            if (value := getattr(input, name)) is not UNSET
        }
        pages: list[str] = []

        async def work(session: Any) -> Any:
            view = await saved_views.update_view(
                session, own_id(PREFIX, input.id), input.version, changes, may_share=_may_share(context)
            )
            pages.append(view.page)
            return view

        id = await change(
            context, "updateView", work, key=idempotency_key, input=[input.id, input.version, changes]
        )
        # A repeated request did no work and so knows no page.
        for page in pages or saved_views.PAGES:
            if (found := await _seen(context, page, id)) is not None:
                return found
        return None

    @strawberry.mutation
    async def delete_view(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> Viewer | None:
        """Forget an own view."""

        async def work(session: Any) -> UUID:
            id = own_id(PREFIX, input.id)
            await saved_views.delete_view(session, id)
            return id

        await change(info.context, "deleteView", work, key=idempotency_key, input=strawberry.asdict(input))
        return Viewer()
