"""Taking a client sheet back: clients that it made go, what it changed is as before; what people worked on stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.assignments import Assignment
from backend.book.bulk_rows import BulkRows
from backend.book.client_events import ClientChanged, ClientRemoved
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.imports.batches import Batch
from backend.book.imports.client_meet import column_value
from backend.book.imports.jobs import ImportRow
from backend.book.imports.rows import OpenRow, job_key
from backend.book.imports.undoing import (
    CHANGED,
    DONE,
    GONE,
    IN_USE,
    any_of,
    drop_worked_out,
    in_use,
    remove,
    same_version,
)
from backend.book.service_breaches import untouched_tasks
from backend.book.tag_history import write_down
from backend.book.tags import ClientTag
from backend.book.tasks import Task
from backend.platform.bells import strike
from backend.platform.events import emit

_PARTS: Final = ("assignment", "client_tag", "contact_point")
"""Tables of what a sheet makes with a client; a change of them is a new version of the client, or seen here."""


async def undo(batch: Batch) -> None:
    """Take rows back, the last first; `undone` of each says `done` or why not."""
    changed = [row for row in batch.rows if row.status == "duplicate" and row.before]
    for row in sorted(changed, key=lambda row: row.id, reverse=True):
        row.undone = await _restore(batch, row)
    made = [row for row in batch.rows if row.status == "committed"]
    await _remove(batch, made)


async def _remove(batch: Batch, rows: Sequence[OpenRow]) -> None:
    """Take clients out that rows made, where nobody has worked on them since."""
    session = batch.session
    versions = await _versions(batch, rows)
    found = await session.execute(
        select(Client.id, Client.version, Client.created_at)
        .where(
            Client.firm_id == batch.firm_id,
            Client.id == any_of({row.client_id for row in rows if row.client_id}),
        )
        .order_by(Client.id)
        .with_for_update()
    )
    present = {client.id: client for client in found}
    asked = await untouched_tasks(session, list(present))
    used = await in_use(session, "client", list(present), apart_from=_PARTS, going=asked)
    tagged = await _tagged_since(batch, present)
    gone: set[UUID] = set()
    key = await job_key(session, batch.vault, batch.job.id)
    for row in rows:
        client = present.get(row.client_id) if row.client_id else None
        if client is None:
            row.undone = GONE
        elif client.version != versions[row.id]:
            row.undone = CHANGED
        elif client.id in used or client.id in tagged:
            row.undone = f"{IN_USE}:{used.get(client.id, 'client_tag')}"
        else:
            gone.add(client.id)
            row.undone, row.subject_id = DONE, client.id
    for row in batch.rows:  # also those that only repeated one who goes
        if row.client_id in gone:
            row.key, row.client_id = key, None
    await _delete(batch, list(gone))


async def _versions(batch: Batch, rows: Sequence[OpenRow]) -> dict[UUID, int | None]:
    """The versions in which rows left their clients; undoing later rows may have moved them."""
    found = await batch.session.execute(
        select(ImportRow.id, ImportRow.version).where(
            ImportRow.firm_id == batch.firm_id, ImportRow.id == any_of(row.id for row in rows)
        )
    )
    return {id: version for id, version in found}  # noqa: C416  rows are no pairs to the type checker


async def _tagged_since(batch: Batch, clients: Mapping[UUID, Any]) -> set[UUID]:
    """Clients whom somebody gave a tag by hand after they came in."""
    given = await batch.session.execute(
        select(ClientTag.client_id, ClientTag.given_at).where(
            ClientTag.firm_id == batch.firm_id,
            ClientTag.client_id == any_of(clients),
            ClientTag.source == "hand",
        )
    )
    return {client_id for client_id, at in given if at != clients[client_id].created_at}


async def _delete(batch: Batch, ids: Sequence[UUID]) -> None:
    if not ids:
        return
    session, rows = batch.session, BulkRows(batch.session)
    asked = await untouched_tasks(session, ids)
    await drop_worked_out(session, "client", ids)
    await drop_worked_out(session, "task", asked)
    parts = [(model, model.client_id, ids) for model in (ClientTag, Assignment, ContactPoint)]
    await remove(session, rows, [(Task, Task.id, asked), *parts, (Client, Client.id, ids)])
    for id in ids:
        rows.happened(ClientRemoved(client_id=id))
    await rows.write()


async def _restore(batch: Batch, row: OpenRow) -> str:
    """Put back what a row changed of a client who was there; why not, where somebody changed him since."""
    session, before = batch.session, row.before or {}
    client: Client | None = await session.scalar(
        select(Client).where(Client.firm_id == batch.firm_id, Client.id == row.client_id).with_for_update()
    )
    if client is None:
        return GONE
    recorded = await session.scalar(
        select(ImportRow.version).where(ImportRow.firm_id == batch.firm_id, ImportRow.id == row.id)
    )
    if client.version != recorded:
        return CHANGED
    await _restore_parts(batch, client, before)
    for column, told in before["columns"].items():
        setattr(client, column, column_value(column, told))
    await session.flush()
    if client.version == recorded:  # only parts of him were put back
        client.version += 1
        await session.flush()
    await same_version(session, ImportRow.client_id, client.id, before["version"], client.version)
    emit(session, ClientChanged(client_id=client.id, fields=row.fields or ()))
    strike(session, "client", str(client.id))
    return DONE


async def _restore_parts(batch: Batch, client: Client, before: Mapping[str, Any]) -> None:
    """Contact points, owners and tags as they were."""
    session = batch.session
    wanted = {UUID(id) for id in (*before["added"], *before["demoted"])}
    points = await session.scalars(
        select(ContactPoint).where(ContactPoint.firm_id == client.firm_id, ContactPoint.id.in_(wanted))
    )
    found = {str(point.id): point for point in points}
    for id in before["added"]:
        if id in found:
            await session.delete(found[id])
    await session.flush()
    for id in before["demoted"]:
        if id in found:
            found[id].primary = True
    for tag_id in before["tags"]:
        borne = await session.scalar(
            select(ClientTag).where(
                ClientTag.firm_id == client.firm_id,
                ClientTag.client_id == client.id,
                ClientTag.tag_id == UUID(tag_id),
            )
        )
        if borne is not None:
            await session.delete(borne)
            write_down(session, client.id, borne.tag_id, given=False, cause="import")
    if "assigned" in before:
        await _restore_owner(batch, client, before)
    await session.flush()


async def _restore_owner(batch: Batch, client: Client, before: Mapping[str, Any]) -> None:
    session = batch.session
    rows = {
        str(row.id): row
        for row in await session.scalars(
            select(Assignment).where(Assignment.firm_id == client.firm_id, Assignment.client_id == client.id)
        )
    }
    for id in before["assigned"]:
        if id in rows:
            await session.delete(rows[id])
    await session.flush()
    for id, credit in before["assignments"]:
        if id in rows:
            rows[id].valid_to, rows[id].credit = None, Decimal(credit)
