"""Values of the firm's own fields that name a client: they follow him into the one he becomes, and come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, any_, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book.clients import Client
from backend.book.custom_fields import CustomField
from backend.book.merge_moves import Moved, Passage, table_of
from backend.systemize.fields import Kind


async def own_links(passage: Passage) -> Moved:
    """Whoever named the loser names the survivor; also in fields that are archived, which may come back.

    References by value, without a key of the database. No row's version changes, so that nobody's form is in conflict
    with a merge.
    """
    done = Moved()
    loser, survivor = str(passage.loser.id), str(passage.survivor.id)
    # Of both themselves the merge remembers all values anyway.
    both = {passage.loser.id, passage.survivor.id}
    for slot in await _slots(passage):
        for id in await _put(passage, slot, loser, survivor):
            if id not in both:
                done.changes.setdefault(str(id), {})[slot] = [loser, survivor]
    await _read_again(passage)
    return done


async def own_links_back(passage: Passage, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Who named the loser names him again, where the value still is what the merge made it."""
    by_slot: dict[str, list[UUID]] = {}
    for id, slots in changes.items():
        for slot in slots:
            by_slot.setdefault(slot, []).append(UUID(id))
    for slot, ids in by_slot.items():
        await _put(passage, slot, str(passage.survivor.id), str(passage.loser.id), ids)


async def _slots(passage: Passage) -> list[str]:
    fields = await passage.session.scalars(
        select(CustomField)
        .where(CustomField.firm_id == passage.firm_id, CustomField.kind == Kind.CLIENT.value)
        .order_by(CustomField.key)
    )
    return [field.slot for field in fields]


async def _put(
    passage: Passage, slot: str, before: str, after: str, ids: Sequence[UUID] | None = None
) -> list[UUID]:
    await passage.session.flush()
    table = table_of(Client.__tablename__)
    named = table.c.custom.op("->>", return_type=Text())(bindparam("slot", slot, Text()))
    bounds = [table.c.firm_id == passage.firm_id, named == before]
    if ids is not None:
        bounds.append(table.c.id == any_(cast(list(ids), ARRAY(table.c.id.type))))
    made = func.jsonb_set(table.c.custom, cast([slot], ARRAY(Text())), func.to_jsonb(cast(after, Text())))
    found = await passage.session.scalars(
        update(table).where(*bounds).values(custom=made).returning(table.c.id)
    )
    return sorted(found)


async def _read_again(passage: Passage) -> None:
    for client in (passage.survivor, passage.loser):
        await passage.session.refresh(client, ["custom"])
