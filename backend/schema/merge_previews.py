"""What a merge of two clients would do, field by field, cut to what the caller may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import custom_sealed
from backend.book.client_fields import CLIENT_FIELD
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CUSTOM, POINTING, slot_of
from backend.book.custom_values import fields_in_use
from backend.book.households import ClientRelation
from backend.book.ledger import Holding
from backend.book.merge_fields import Pair, pairs_of, suggested
from backend.book.merging import primary_contacts
from backend.book.tags import ClientTag
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import counts, nodes_of
from backend.graph.nouns import Noun
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.schema.client_money import TRANSACTIONS
from backend.schema.client_reads import contacts_of
from backend.schema.clients import CLIENT, Client
from backend.schema.custom_values import files_of
from backend.schema.custom_values import noun_of as pointed_noun
from backend.schema.documents import DOCUMENT, DOCUMENTS
from backend.schema.households import HOUSEHOLD
from backend.schema.interactions import INTERACTIONS
from backend.schema.merge_inputs import MergeSide
from backend.schema.merge_rights import both_of, may_take
from backend.schema.staff import USER
from backend.schema.tasks import TASKS
from backend.systemize.fields import Kind

CALL = "mergeClients"
PAGES = (
    ("interactions", INTERACTIONS),
    ("tasks", TASKS[None]),
    ("documents", DOCUMENTS[False]),
    ("transactions", TRANSACTIONS),
)
PARTS: tuple[tuple[str, Any, Any, tuple[Any, ...]], ...] = (
    ("holdings", Holding, Holding.client_id, (Holding.valid_to.is_(None),)),
    ("contactPoints", ContactPoint, ContactPoint.client_id, ()),
    ("tags", ClientTag, ClientTag.client_id, ()),
    ("relations", ClientRelation, ClientRelation.client_id, ()),
)


@strawberry.type
class MergeField:
    """One field of both clients. A value that the caller may not read is null and `hidden`."""

    key: str = strawberry.field(description="Of the catalogue, or `custom:<key>`.")
    ours: strawberry.scalars.JSON | None
    theirs: strawberry.scalars.JSON | None
    ours_hidden: bool
    theirs_hidden: bool
    differs: bool | None = strawberry.field(description="Null where the caller may not know.")
    may_take: bool = strawberry.field(description="Whether the other one's value can be chosen.")
    suggested: MergeSide


@strawberry.type
class MergeMove:
    """How many rows of a kind would go over; null where the caller may not count them."""

    what: str = strawberry.field(description="The field of `Client` they are read by.")
    count: int | None


@strawberry.type
class MergePreview:
    """What would become of two clients."""

    survivor: Client
    other: Client
    fields: list[MergeField]
    moves: list[MergeMove]


@strawberry.type
class MergeQueries:
    """What to know before clients become one."""

    @strawberry.field
    async def preview_merge(self, info: Info, id: strawberry.ID, other: strawberry.ID) -> MergePreview | None:
        """What the caller would merge: `other` into `id`."""
        context = info.context
        survivor, loser = await both_of(context, id, other, CALL)
        if survivor.row.id == loser.row.id:
            raise bad_input("other", "self")
        names = await _names(context, survivor, loser)
        names |= await _linked(context, survivor, loser)
        async with context.database.read(context.principal.firm_id) as session:
            return await _told(session, context, survivor, loser, names)


async def _told(
    session: AsyncSession, context: Context, survivor: Any, loser: Any, names: dict[UUID, str]
) -> MergePreview:
    ids = [survivor.row.id, loser.row.id]
    own = await fields_in_use(session)
    pairs = pairs_of(survivor.row, loser.row, own, await primary_contacts(session, ids))
    points = await contacts_of(session, context, ids)
    may = may_take(context, survivor, loser)
    slots = {key: field.slot for key, field in own.items()}
    fields = [_field(context, pair, survivor, loser, points, names, slots, may(pair.key)) for pair in pairs]
    kinds = [*(name for name, _ in PAGES), *(part[0] for part in PARTS)]
    moves = [MergeMove(what=what, count=await _count(session, context, what, loser)) for what in kinds]
    return MergePreview(survivor=survivor, other=loser, fields=fields, moves=moves)


def _field(
    context: Context, pair: Pair, survivor: Any, loser: Any, points: Any, names: Any, slots: Any, may: bool
) -> MergeField:
    mask, coordinate = context.principal.mask, f"Client.{pair.key}"
    levels = [mask.level(coordinate, each.stands) for each in (survivor, loser)]
    values = [
        _shown(pair, each, level, points.get(each.row.id, ()), names, slots)
        for each, level in zip((survivor, loser), levels, strict=True)
    ]
    known = min(levels) >= (Level.MASKED if _is_sealed(pair.key) else Level.VIEW)
    return MergeField(
        key=pair.key,
        ours=values[0],
        theirs=values[1],
        ours_hidden=levels[0] is Level.NONE,
        theirs_hidden=levels[1] is Level.NONE,
        differs=pair.differs if known else None,
        may_take=may,
        suggested=MergeSide(suggested(pair, lambda _key: may)) if known else MergeSide.OURS,
    )


def _is_sealed(key: str) -> bool:
    field = CLIENT_FIELD.get(key)
    return field is not None and field.kind is Kind.SEALED


def _shown(pair: Pair, node: Any, level: Level, points: Any, names: Any, slots: Any) -> Any:
    if level is Level.NONE:
        return None
    if pair.key.startswith(CUSTOM):
        kept = (node.row.custom or {}).get(slots[pair.key]) if level >= Level.VIEW else None
        of = slots[pair.key].rpartition(":")[2]
        if kept is not None and of == Kind.FILE:
            return [name for each in kept if (name := names.get(own_id(DOCUMENT.word, each)))]
        return names.get(UUID(kept)) if kept is not None and of in POINTING else custom_sealed.told(kept)
    field = CLIENT_FIELD[pair.key]
    if field.contact:
        return next((p.masked for p in points if p.kind == field.contact and p.primary), None)
    if field.kind is Kind.SEALED:
        return getattr(node.row, f"{field.column}_masked")
    value = getattr(node.row, field.column)
    if value is None:
        return None
    if level is Level.MASKED:
        return field.mask(str(value)) if field.mask else None
    if field.kind in {Kind.USER, Kind.HOUSEHOLD}:
        return names.get(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


async def _names(context: Context, *nodes: Any) -> dict[UUID, str]:
    """Names of owners and families that the caller may see."""
    found: dict[UUID, str] = {}
    wanted: tuple[tuple[Noun, str], ...] = ((USER, "owner_id"), (HOUSEHOLD, "household_id"))
    for noun, column in wanted:
        ids = [id for node in nodes if (id := getattr(node.row, column)) is not None]
        for id, node in zip(ids, await nodes_of(context, noun, ids), strict=True):
            if node is not None:
                found[id] = node.row.name
    return found


async def _linked(context: Context, *nodes: Any) -> dict[UUID, str]:
    """Names of the people, clients and products that own fields point to, as far as the caller reaches them."""
    found: dict[UUID, str] = {}
    for field in context.principal.mask.own.values():
        if field.kind is Kind.FILE:
            found |= await _files(context, slot_of(field.key, field.kind), *nodes)
        if field.kind not in POINTING:
            continue
        slot, noun = slot_of(field.key, field.kind), pointed_noun(field.kind, lambda: CLIENT)
        ids = [UUID(kept) for node in nodes if (kept := (node.row.custom or {}).get(slot))]
        for id, node in zip(ids, await nodes_of(context, noun, ids), strict=True):
            is_named = noun is not CLIENT or (node and may_name(context, node))
            if node is not None and is_named:
                found[id] = node.row.name
    return found


async def _files(context: Context, slot: str, *nodes: Any) -> dict[UUID, str]:
    mask, found = context.principal.mask, {}
    for node in nodes:
        for each in await files_of(context, node.row.id, (node.row.custom or {}).get(slot) or []):
            if mask.level("Document.name", each.stands) >= Level.VIEW:
                found[each.row.id] = each.row.name
    return found


def may_name(context: Context, node: Any) -> bool:
    """Whether the caller may read what a client is called."""
    return context.principal.mask.level("Client.name", node.stands) >= Level.VIEW


async def _count(session: AsyncSession, context: Context, what: str, loser: Any) -> int | None:
    if context.principal.mask.level(f"Client.{what}", loser.stands) < Level.VIEW:
        return None
    for name, children in PAGES:
        if name == what:
            return (await counts(session, context, [loser.row.id], children))[loser.row.id]
    model, parent, where = next((m, p, w) for name, m, p, w in PARTS if name == what)
    counted = select(func.count()).select_from(model).where(
        model.firm_id == context.principal.firm_id, parent == loser.row.id, *where
    )  # fmt: skip
    return int(await session.scalar(counted) or 0)
