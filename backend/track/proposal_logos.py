"""The picture of a style, as the printer needs it."""

from __future__ import annotations

from uuid import UUID

from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.files.store import FileStore
from backend.platform.files.stored import content_of
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.track.proposal_printing import Logo
from backend.track.proposal_style import logo_of

ENDINGS = {"png": "png", "jpeg": "jpg", "webp": "webp", "gif": "gif"}


async def logo_named(
    database: Database, vault: Vault, store: FileStore, firm_id: UUID, name: str | None
) -> Logo | None:
    """A picture by its public id; None for None, and for one whose file is gone."""
    if name is None:
        return None
    async with database.read(firm_id) as session:
        row = await logo_of(session, own_id("proposallogo", name))
        if row is None:
            return None
        try:
            _, pieces = await content_of(session, vault, store, row.file_id)
        except Refused:
            return None
        return Logo(ENDINGS[row.kind], b"".join([piece async for piece in pieces]))
