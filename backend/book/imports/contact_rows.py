"""Sheets of follow-up records: each row an interaction with a client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from backend.book.contact_blocks import hold_apart_from, stretches_of
from backend.book.imports.batches import Batch
from backend.book.imports.intakes import Intake, Met, Reading, Readings, issue_code
from backend.book.imports.named import clients_named
from backend.book.imports.owners import staff_of
from backend.book.imports.rows import OpenRow
from backend.book.imports.undoing import CHANGED, DONE, GONE, IN_USE, in_use
from backend.book.interactions import Contact, Interaction, check_contact, log_many, move_last_back
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import Refused
from backend.platform.principal import Level

CALL: Final = "Mutation.logInteraction"


async def _read(batch: Batch) -> Readings:
    """Rows as contacts of clients for whom the acting person may write."""
    rows = list(batch.waiting())
    clients, staff = await clients_named(batch, rows), await staff_of(batch.session)
    stands = (
        await batch.acting.stands_of(batch.session, list(set(clients.values())))
        if batch.acting.stands_of is not None
        else None
    )
    alone = await stretches_of(batch.session, set(clients.values()))
    found = {}
    for row in rows:
        if row.id not in clients:
            continue
        client_id, user_id = clients[row.id], batch.acting.principal.user_id
        if stands is not None and (batch.acting.principal.mask.level(CALL, stands[client_id]) < Level.VIEW):
            row.refuse("client", "no_right")
            continue
        if row.values.get("by"):
            member, _ = staff.called(row.values["by"])
            user_id = member.id if member is not None else None
            if member is None:
                row.note("by", "staff_unknown")
        contact = _contact(row, client_id, user_id)
        try:
            check_contact(contact)
            hold_apart_from(alone.get(client_id, ()), contact.direction, contact.at)
        except Refused as refusal:
            row.refuse(str(refusal.params.get("field")), issue_code(str(refusal.params.get("problem"))))
        else:
            found[row.id] = Reading(row, contact, client_id)
    return found


def _contact(row: OpenRow, client_id: UUID, user_id: UUID | None) -> Contact:
    values = row.values
    return Contact(
        client_id=client_id,
        kind=values["kind"],
        direction=values["direction"],
        channel=values["channel"],
        at=datetime.fromisoformat(values["at"]).replace(tzinfo=BUSINESS_ZONE),
        summary=values["summary"],
        minutes=values.get("minutes"),
        content=values.get("content"),
        user_id=user_id,
    )


async def _met(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    """Interactions that are there: of the client, at that time, in that way, with that summary."""
    clients = {one.client_id for one in readings.values()}
    times = [one.record.at for one in readings.values()]
    if not times:
        return {}
    rows = await batch.session.execute(
        select(
            Interaction.id, Interaction.client_id, Interaction.at, Interaction.kind, Interaction.summary
        ).where(
            Interaction.firm_id == batch.firm_id,
            Interaction.client_id.in_(clients),
            Interaction.at.between(min(times), max(times) + timedelta(seconds=1)),
        )
    )
    there = {(client_id, at, kind, summary): id for id, client_id, at, kind, summary in rows}
    return {id: Met(there[key]) for id, one in readings.items() if (key := _key(one.record)) in there}


def _key(contact: Contact) -> tuple[UUID, datetime, str, str]:
    return contact.client_id, contact.at, contact.kind, contact.summary


async def _take(batch: Batch, readings: Readings, _met: Mapping[UUID, Met]) -> None:
    told = list(readings.values())
    ids = await log_many(batch.session, [one.record for one in told])
    for one, id in zip(told, ids, strict=True):
        one.row.status, one.row.subject_id, one.row.version = "committed", id, 1


async def undo(batch: Batch) -> None:
    """Interactions go that nobody has changed or refers to."""
    session, rows = batch.session, [row for row in batch.rows if row.status == "committed"]
    found = await session.scalars(
        select(Interaction)
        .where(Interaction.firm_id == batch.firm_id, Interaction.id.in_([row.subject_id for row in rows]))
        .with_for_update()
    )
    contacts = {contact.id: contact for contact in found}
    used = await in_use(session, "interaction", list(contacts))
    gone: dict[UUID, datetime] = {}
    for row in rows:
        contact = contacts.get(row.subject_id) if row.subject_id else None
        if contact is None:
            row.undone = GONE
        elif contact.version != row.version:
            row.undone = CHANGED
        elif contact.id in used:
            row.undone = f"{IN_USE}:{used[contact.id]}"
        else:
            await session.delete(contact)
            gone[contact.client_id] = max(contact.at, gone.get(contact.client_id, contact.at))
            row.undone = DONE
    await session.flush()
    await move_last_back(session, gone)


INTAKE: Final = Intake(read=_read, met=_met, take=_take, restates=True)
