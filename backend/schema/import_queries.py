"""Imports: one, a list, and what can be imported."""

from __future__ import annotations

import strawberry

from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, listed, one_of
from backend.schema.import_kinds import ImportKind, import_kinds
from backend.schema.imports import IMPORT, Import, imports_listed


@strawberry.type
class ImportQueries:
    """Imports."""

    @strawberry.field(name="import")  # type: ignore[untyped-decorator]
    async def import_(self, info: Info, id: strawberry.ID) -> Import | None:
        """An import, if the caller may see it."""
        return await one_of(info, IMPORT, id)  # type: ignore[no-any-return]

    @declared(RootList(imports_listed))
    async def imports(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Import]:
        """Imports, the newest first."""
        return await listed(info, imports_listed, first, after)

    @strawberry.field
    def import_kinds(self, info: Info) -> list[ImportKind]:
        """What can be imported."""
        return import_kinds(info.context.principal)
