"""A merge is taken back: both clients are what they were, but for what was done since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_events import ClientsMerged
from backend.book.clients import Client
from backend.book.merge_fields import restored
from backend.book.merge_links import own_links_back
from backend.book.merge_movers import MOVERS
from backend.book.merge_moves import Passage, give_back, table_of
from backend.book.merges import ClientMerge, MergedRows
from backend.book.merging import bring_into_line, locked_both, positions_of, tell
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.crypto import DataKey
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.keys import Vault
from backend.platform.versions import touch


async def unmerge(session: AsyncSession, vault: Vault, merge_id: UUID) -> Client:
    """Give both clients of a merge back what they had; the survivor.

    A column of the survivor that somebody changed since keeps that value, and rows written since stay with him.
    Raises Refused: NOT_FOUND; BAD_USER_INPUT: `merge_undone`, `merge_late` after its 30 days, `merge_below` when a
    later merge stands on it.
    """
    firm_id = session.info["firm_id"]
    one = select(ClientMerge).where(ClientMerge.firm_id == firm_id, ClientMerge.id == merge_id)
    found = await session.scalar(one)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    both = await locked_both(session, found.survivor_id, found.loser_id)
    survivor, loser = both[found.survivor_id], both[found.loser_id]
    # Read again behind the locks: somebody may have taken it back meanwhile.
    merge = (await session.scalars(one.with_for_update().execution_options(populate_existing=True))).one()
    await _hold_free(session, merge)
    keys = await vault.person_keys_of(session, [survivor.id, loser.id])
    passage = Passage(session, survivor, loser, keys=keys)
    positions = await positions_of(session, survivor.id)
    rows = await session.scalars(
        select(MergedRows).where(MergedRows.firm_id == firm_id, MergedRows.merge_id == merge_id)
    )
    kept = {(row.noun, row.column): row for row in rows}
    for place in (*MOVERS, ("household", "head_id")):
        if (row := kept.get(place)) is not None:
            back = MOVERS[place].back if place in MOVERS else give_back
            await back(passage, table_of(place[0]), place[1], row.ids, row.changes)
    if (links := kept.get(("client", "custom"))) is not None:
        await own_links_back(passage, links.changes)
    versions = survivor.version, loser.version
    changed = _columns_back(survivor, _kept(merge, "survivor_kept", survivor.id, keys), always=False)
    _columns_back(loser, _kept(merge, "loser_kept", loser.id, keys, survivor.id), always=True)
    loser.merged_into_id = None
    merge.undone_at, merge.undone_by = now(), session.info["principal"].subject
    await session.flush()
    await bring_into_line(session, positions, (survivor.id, loser.id))
    for client, version in zip((survivor, loser), versions, strict=True):
        touch(client, version)
    await session.flush()
    counts = {row.noun: len(row.ids) for row in kept.values() if row.ids}
    record(
        session, "unmerge", "client", survivor.id, client_id=survivor.id, row_version=survivor.version,
        changes={"merged_from": [str(loser.id), None]} | {name: [count, None] for name, count in counts.items()},
    )  # fmt: skip
    emit(session, ClientsMerged(merge_id, survivor.id, loser.id, undone=True))
    tell(session, survivor.id, loser.id, changed)
    await session.flush()
    return survivor


async def _hold_free(session: AsyncSession, merge: ClientMerge) -> None:
    if merge.undone_at is not None:
        raise bad_input("id", "merge_undone")
    if now() > merge.undo_until:
        raise bad_input("id", "merge_late")
    later = select(ClientMerge.id).where(
        ClientMerge.firm_id == merge.firm_id,
        ClientMerge.undone_at.is_(None),
        ClientMerge.id > merge.id,
        or_(ClientMerge.survivor_id == merge.survivor_id, ClientMerge.loser_id == merge.survivor_id),
    )
    if await session.scalar(later.limit(1)) is not None:
        raise bad_input("id", "merge_below")


def _kept(merge: ClientMerge, column: str, *ids: Any) -> dict[str, list[Any]]:
    """The columns of one side, opened. ids: the client, all keys, and whose key was taken where he had none."""
    owner, keys, *others = ids
    opened: dict[UUID, DataKey] = keys
    key = next((opened[id] for id in (owner, *others) if id in opened), None)
    if key is None:
        return {}
    told: dict[str, list[Any]] = orjson.loads(
        key.open(getattr(merge, column), "client_merge", merge.id, column)
    )
    return told


def _columns_back(client: Client, kept: dict[str, list[Any]], *, always: bool) -> list[str]:
    """Write what stood in the columns; those changed since stay unless `always`. The names of those written."""
    written = []
    for name, (before, after) in kept.items():
        type_ = Client.__table__.c[name].type.python_type
        if always or getattr(client, name) == restored(type_, after):
            setattr(client, name, restored(type_, before))
            written.append(name)
    return written
