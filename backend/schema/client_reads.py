"""Batch reads behind what is around a client: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assignments import Assignment
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CUSTOM
from backend.book.households import ClientRelation
from backend.book.merges import ClientMerge
from backend.book.merges import merges_of as standing_merges_of
from backend.book.tags import ClientTag, Tag
from backend.graph.context import Context
from backend.graph.nodes import Children, grouped
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.platform.audit import AuditEntry
from backend.platform.errors import bad_input
from backend.platform.principal import Principal
from backend.systemize.fields import Kind


async def family_of(
    session: AsyncSession, context: Context, household_ids: Sequence[UUID], client: Noun
) -> dict[UUID, list[Any]]:
    """Members of households within reach, by name."""
    rows = await session.execute(
        client.rows(context.principal)
        .where(Client.household_id.in_(household_ids))
        .order_by(Client.name_sort, Client.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].household_id].append(client.made(row))
    return found


async def contacts_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[ContactPoint]]:
    """Contact points of clients, primary ones first."""
    rows = await session.scalars(
        select(ContactPoint)
        .where(ContactPoint.firm_id == context.principal.firm_id, ContactPoint.client_id.in_(client_ids))
        .order_by(ContactPoint.primary.desc(), ContactPoint.kind, ContactPoint.id)
    )
    return grouped(rows.all(), "client_id")


async def assignments_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Assignment]]:
    """Assignments of clients, present ones first, then the latest."""
    rows = await session.scalars(
        select(Assignment)
        .where(Assignment.firm_id == context.principal.firm_id, Assignment.client_id.in_(client_ids))
        .order_by(Assignment.valid_to.desc().nulls_first(), Assignment.role.desc(), Assignment.id)
    )
    return grouped(rows.all(), "client_id")


async def merges_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[ClientMerge]]:
    """Merges into clients that stand, the latest first."""
    return await standing_merges_of(session, context.principal.firm_id, client_ids)


async def relations_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[ClientRelation]]:
    """Ties of clients in both directions."""
    rows = await session.scalars(
        select(ClientRelation)
        .where(
            ClientRelation.firm_id == context.principal.firm_id,
            or_(ClientRelation.client_id.in_(client_ids), ClientRelation.other_id.in_(client_ids)),
        )
        .order_by(ClientRelation.kind, ClientRelation.id)
    )
    found: dict[UUID, list[ClientRelation]] = defaultdict(list)
    wanted = set(client_ids)
    for row in rows:
        for id in {row.client_id, row.other_id} & wanted:
            found[id].append(row)
    return found


async def tags_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID], tag: Noun
) -> dict[UUID, list[Any]]:
    """Tags of clients, by name."""
    firm_id = context.principal.firm_id
    rows = await session.execute(
        tag.rows(context.principal)
        .add_columns(ClientTag.client_id)
        .join(ClientTag, (ClientTag.tag_id == Tag.id) & (ClientTag.firm_id == firm_id))
        .where(ClientTag.client_id.in_(client_ids))
        .order_by(Tag.name)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(tag.made(row))
    return found


async def tagged_counts(
    session: AsyncSession, context: Context, tag_ids: Sequence[UUID], client: Noun
) -> dict[UUID, int]:
    """How many clients within reach bear each tag."""
    within = client.rows(context.principal).with_only_columns(Client.id).where(Client.archived_at.is_(None))
    rows = await session.execute(
        select(ClientTag.tag_id, func.count())
        .where(
            ClientTag.firm_id == context.principal.firm_id,
            ClientTag.tag_id.in_(tag_ids),
            ClientTag.client_id.in_(within),
        )
        .group_by(ClientTag.tag_id)
    )
    return {row[0]: row[1] for row in rows}


def hold_field(key: str, caller: Principal) -> None:
    """Raises Refused(BAD_USER_INPUT) for a key that is not a field with a history of its own."""
    if key in caller.mask.own:
        return
    spec = CLIENT_FIELD.get(key)
    if spec is None or spec.contact is not None or spec.kind is Kind.TAGS:
        raise bad_input("field", "choice")


@cache
def history(audit: Noun, field: str | None) -> Children:
    """The audit rows of a client, or only those that changed one catalogue field (see `hold_field`).

    Kept, because a list is loaded for all its parents at once only when they ask for the same object.
    """
    keys = (SortKey(AuditEntry.id, descending=True),)
    if field is None:
        return Children(audit, AuditEntry.client_id, keys)
    if field.startswith(CUSTOM):
        return Children(audit, AuditEntry.client_id, keys, (AuditEntry.changes.has_key(field),))
    stem = CLIENT_FIELD[field].column
    names = [stem, f"{stem}_masked", f"{stem}_sealed"]  # another number may have the same mask
    return Children(audit, AuditEntry.client_id, keys, (AuditEntry.changes.has_any(array(names)),))
