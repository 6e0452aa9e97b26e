"""Clients and products that sheets name in fields of the firm's own: which one is meant, and what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from backend.book.clients import Client
from backend.book.custom_fields import POINTING, REACHED, CustomField
from backend.book.imports.batches import Batch
from backend.book.products import Product
from backend.platform.errors import Refused
from backend.platform.ids import own_id
from backend.systemize.fields import Kind
from backend.systemize.names import normalise_name

Records = Mapping[tuple[str, str], UUID]
"""The one record that a text means, by kind and text; texts that mean none, or several, are absent."""


async def records_named(batch: Batch, fields: Mapping[str, CustomField]) -> Records:
    """What the waiting rows mean in fields that point to clients and products; by name, code or public id.

    Of clients only those that the acting person sees; archived and merged ones are not meant.
    """
    found: dict[tuple[str, str], UUID] = {}
    for kind in REACHED:
        names = [name for name, field in fields.items() if field.kind == kind]
        texts = {
            str(row.values[name])
            for row in batch.waiting()
            for name in names
            if row.values.get(name) is not None
        }
        if texts:
            called = await (_clients(batch, texts) if kind is Kind.CLIENT else _products(batch, texts))
            found |= {(kind.value, text): ids[0] for text, ids in called.items() if len(ids) == 1}
    return found


async def names_of(
    batch: Batch, fields: Mapping[str, CustomField], kept: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """What the clients and products are called that these values point to, by id as text. kept: own values by slot."""
    slots = {field.slot: Kind(field.kind) for field in fields.values() if field.kind in REACHED}
    ids: dict[Kind, set[UUID]] = defaultdict(set)
    for values in kept:
        for slot, kind in slots.items():
            if slot in values:
                ids[kind].add(UUID(values[slot]))
    found: dict[str, str] = {}
    for kind, wanted in ids.items():
        model: Any = Client if kind is Kind.CLIENT else Product
        rows = await batch.session.execute(
            select(model.id, model.name).where(
                model.firm_id == batch.session.info["firm_id"], model.id.in_(wanted)
            )
        )
        named: dict[UUID, str] = {row.id: row.name for row in rows}
        seen = await _seen(batch, named) if kind is Kind.CLIENT else set(named)
        found |= {str(id): name for id, name in named.items() if id in seen}
    return found


async def _clients(batch: Batch, texts: set[str]) -> dict[str, list[UUID]]:
    named = {normalise_name(text): text for text in texts}
    rows = await batch.session.execute(
        select(Client.id, Client.name).where(
            Client.firm_id == batch.session.info["firm_id"],
            Client.archived_at.is_(None),
            Client.merged_into_id.is_(None),
            or_(Client.name.in_(named), Client.id.in_(_ids(Kind.CLIENT, texts))),
        )
    )
    by_id: dict[UUID, str] = {row.id: row.name for row in rows}
    called: dict[str, list[UUID]] = defaultdict(list)
    for id in await _seen(batch, by_id):
        for text in {named.get(by_id[id]), *_ids_told(Kind.CLIENT, texts, id)} - {None}:
            called[str(text)].append(id)
    return called


async def _products(batch: Batch, texts: set[str]) -> dict[str, list[UUID]]:
    rows = await batch.session.execute(
        select(Product.id, Product.code, Product.name).where(
            Product.firm_id == batch.session.info["firm_id"],
            or_(
                Product.code.in_(texts),
                Product.name.in_(texts),
                Product.id.in_(_ids(Kind.PRODUCT, texts)),
            ),
        )
    )
    called: dict[str, list[UUID]] = defaultdict(list)
    for id, code, name in rows:
        for text in ({code, name} & texts) | set(_ids_told(Kind.PRODUCT, texts, id)):
            called[text].append(id)
    return called


async def _seen(batch: Batch, ids: Iterable[UUID]) -> set[UUID]:
    wanted, stands = list(ids), batch.acting.stands_of
    return set(wanted) if stands is None else set(await stands(batch.session, wanted))


def _ids(kind: Kind, texts: Iterable[str]) -> list[UUID]:
    return [id for text in texts if (id := _id(kind, text)) is not None]


def _ids_told(kind: Kind, texts: Iterable[str], id: UUID) -> list[str]:
    return [text for text in texts if _id(kind, text) == id]


def _id(kind: Kind, text: str) -> UUID | None:
    if not text.startswith(f"{POINTING[kind]}_"):
        return None
    try:
        return own_id(POINTING[kind], text)
    except Refused:
        return None
