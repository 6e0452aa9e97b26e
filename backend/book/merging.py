"""Two clients become one, in one transaction and one audited act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import custom_sealed, sealed
from backend.book.client_changes import spell
from backend.book.client_events import ClientAssigned, ClientChanged, ClientsMerged
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CustomField
from backend.book.custom_values import fields_in_use
from backend.book.households import Household
from backend.book.ledger import Holding, Lot, Transaction
from backend.book.lookup import actor_id
from backend.book.merge_fields import (
    Pair,
    Side,
    changes_between,
    is_own,
    pairs_of,
    snapshot,
    take_column,
    take_own,
    taken,
)
from backend.book.merge_links import own_links
from backend.book.merge_movers import MOVERS
from backend.book.merge_moves import Moved, Passage, table_of
from backend.book.merges import UNDO_FOR, ClientMerge, MergedRows
from backend.book.positions import ShortOfUnits
from backend.book.rebuild import PositionKey, maintain_aum, rebuild
from backend.platform.audit import record
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.versions import changed_since, touch
from backend.systemize.fields import Kind


async def merge(
    session: AsyncSession,
    vault: Vault,
    survivor_id: UUID,
    version: int,
    loser_id: UUID,
    loser_version: int,
    *,
    chosen: Mapping[str, Side],
    may_take: Callable[[str], bool],
) -> Client:
    """Let `loser` become part of `survivor`: his rows go over (`merge_movers.py`), his address leads there.

    chosen: of fields by key whose value counts; else the survivor's, and the loser's where the survivor has none.
    may_take: whether the acting person may write this field of the survivor and read it of the loser.
    Raises Refused: NOT_FOUND, CONFLICT(fields) for a stale version, BAD_USER_INPUT: `self`, `merged` or `archived`
    for clients that are not in the book any more.
    """
    if survivor_id == loser_id:
        raise bad_input("other", "self")
    both = await locked_both(session, survivor_id, loser_id)
    survivor, loser = both[survivor_id], both[loser_id]
    for client, expected in ((survivor, version), (loser, loser_version)):
        _hold_living(client)
        if client.version != expected:
            fields = await changed_since(session, client.id, expected)
            raise Refused(Code.CONFLICT, fields=fields, version=client.version)
    own = await fields_in_use(session)
    pairs = pairs_of(survivor, loser, own, await primary_contacts(session, (survivor_id, loser_id)))
    hold_choices(pairs, chosen)
    passage = Passage(session, survivor, loser, taken(pairs, chosen, may_take))
    passage.keys = await vault.person_keys_of(session, [loser_id])
    passage.keys |= await vault.person_keys_of(session, [survivor_id], create=True)
    before = {client.id: snapshot(client) for client in (survivor, loser)}
    positions = await positions_of(session, loser_id)
    merge_id = uuid7()
    head = await _families(passage)
    await _take_fields(passage, vault, own)
    loser.merged_into_id, loser.archived_at, loser.household_id = survivor_id, now(), None
    await session.flush()
    moved = {
        place: await mover.move(passage, table_of(place[0]), place[1]) for place, mover in MOVERS.items()
    }
    moved["household", "head_id"] = head
    moved["client", "custom"] = await own_links(passage)
    await bring_into_line(session, positions, (survivor_id, loser_id))
    touch(survivor, version)
    await session.flush()
    _remember(passage, merge_id, before, moved)
    counts = {noun: len(done.ids) for (noun, _), done in moved.items() if done.ids}
    record(
        session, "merge", "client", survivor_id, client_id=survivor_id, row_version=survivor.version,
        changes={"merged_from": [None, str(loser_id)]} | {name: [None, count] for name, count in counts.items()},
    )  # fmt: skip
    emit(session, ClientsMerged(merge_id, survivor_id, loser_id, undone=False))
    if "owner" in passage.theirs and survivor.owner_id is not None:
        emit(
            session,
            ClientAssigned(survivor_id, survivor.owner_id, "owner", ended=False, by=actor_id(session)),
        )
    tell(session, survivor_id, loser_id, passage.theirs)
    await session.flush()
    return survivor


async def locked_both(session: AsyncSession, *ids: UUID) -> dict[UUID, Client]:
    """Clients, locked until commit in the order of their ids, so that two merges never wait for each other.

    Raises Refused(NOT_FOUND) when one is not there.
    """
    rows = await session.scalars(
        select(Client)
        .where(Client.firm_id == session.info["firm_id"], Client.id.in_(ids))
        .order_by(Client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    if len(found) < len(set(ids)):
        raise Refused(Code.NOT_FOUND)
    return found


def _hold_living(client: Client) -> None:
    client.hold_open()
    if client.archived_at is not None:
        raise bad_input("other", "archived_client")


def hold_choices(pairs: Iterable[Pair], chosen: Mapping[str, Side]) -> None:
    """Raise Refused(BAD_USER_INPUT) for a choice about a field that is not chosen."""
    known = {pair.key for pair in pairs}
    for key in chosen:
        if key not in known:
            raise bad_input("choices", "choice")


async def primary_contacts(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """By client and kind the blind index of the primary way to reach him."""
    rows = await session.execute(
        select(ContactPoint.client_id, ContactPoint.kind, ContactPoint.blind).where(
            ContactPoint.firm_id == session.info["firm_id"],
            ContactPoint.client_id.in_(ids),
            ContactPoint.primary,
        )
    )
    found: dict[UUID, dict[str, Any]] = {}
    for client_id, kind, blind in rows:
        found.setdefault(client_id, {})[kind] = blind
    return found


async def _families(passage: Passage) -> Moved:
    """The head of a family is followed by the survivor, where he is of that family then; else it has none."""
    session, loser, survivor, done = passage.session, passage.loser, passage.survivor, Moved()
    households = await session.scalars(
        select(Household)
        .where(Household.firm_id == passage.firm_id, Household.head_id == loser.id)
        .order_by(Household.id)
        .with_for_update()
    )
    stays_in = loser.household_id if "household" in passage.theirs else survivor.household_id
    for household in households:
        head = survivor.id if household.id == stays_in else None
        done.note(household.id, "head_id", loser.id, head)
        household.head_id = head
    if "household" in passage.theirs and survivor.household_id is not None:
        left = await session.scalar(
            select(Household)
            .where(
                Household.firm_id == passage.firm_id,
                Household.id == survivor.household_id,
                Household.head_id == survivor.id,
            )
            .with_for_update()
        )
        if left is not None:
            done.note(left.id, "head_id", survivor.id, None)
            left.head_id = None
    return done


async def _take_fields(passage: Passage, vault: Vault, own: Mapping[str, CustomField]) -> None:
    """Write the chosen values of the loser into the survivor; sealed ones without showing them to anybody."""
    survivor, loser = passage.survivor, passage.loser
    chosen = [own[key] for key in sorted(passage.theirs) if is_own(key)]
    take_own(survivor, loser, [field.slot for field in chosen if not custom_sealed.is_sealed(field)])
    await _take_own_sealed(passage, vault, [field.slot for field in chosen if custom_sealed.is_sealed(field)])
    for key in sorted(key for key in passage.theirs if not is_own(key)):
        field = CLIENT_FIELD[key]
        if field.contact:
            continue
        if field.kind is Kind.SEALED:
            await _take_sealed(passage, vault, field.column)
            if key == "idNumber":
                survivor.id_type = loser.id_type
            continue
        take_column(survivor, loser, key, field.column)
        if key == "owner":
            survivor.team_id = loser.team_id
    if passage.theirs & {"name", "company", "kind"}:
        spell(survivor)
    seen = [each.last_interaction_at for each in (survivor, loser) if each.last_interaction_at]
    survivor.last_interaction_at = max(seen, default=None)


async def _take_own_sealed(passage: Passage, vault: Vault, slots: Sequence[str]) -> None:
    """Sealed values of own fields, sealed anew under the survivor's key."""
    survivor, loser = passage.survivor, passage.loser
    kept, firm = dict(survivor.custom or {}), await vault.firm(passage.session)
    for slot in slots:
        value, old = (loser.custom or {}).get(slot), passage.keys.get(loser.id)
        kept.pop(slot, None)
        if value is not None and old is not None:
            text = custom_sealed.opened(value, slot, old, loser.id)
            kept[slot] = custom_sealed.seal(slot, text, firm, passage.keys[survivor.id], survivor.id)
    if slots:
        survivor.custom = kept


async def _take_sealed(passage: Passage, vault: Vault, stem: str) -> None:
    survivor, loser = passage.survivor, passage.loser
    envelope, old = getattr(loser, f"{stem}_sealed"), passage.keys.get(loser.id)
    if envelope is None or old is None:
        sealed.put(survivor, stem, None)
        return
    value, new = old.open(envelope, "client", loser.id, stem), passage.keys[survivor.id]
    firm = await vault.firm(passage.session)
    sealed.put(survivor, stem, sealed.seal(stem, value, firm, new, ("client", survivor.id, stem)))


async def positions_of(session: AsyncSession, client_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """Funds and classes of which a client has transactions, lots or holdings."""
    found: set[tuple[UUID, UUID | None]] = set()
    for model in (Transaction, Lot, Holding):
        rows = await session.execute(
            select(model.product_id, model.share_class_id)
            .where(model.firm_id == session.info["firm_id"], model.client_id == client_id)
            .distinct()
        )
        found |= {(product_id, class_id) for product_id, class_id in rows}
    return sorted(found, key=str)


async def bring_into_line(
    session: AsyncSession, positions: Iterable[tuple[UUID, UUID | None]], clients: Iterable[UUID]
) -> None:
    """Lots, uses, holdings and AUM of clients as their transactions say, in these funds."""
    ids = list(clients)
    keys = [PositionKey(id, *position) for position in positions for id in ids]
    if not keys:
        return
    try:
        await rebuild(session, keys)
    except ShortOfUnits as short:
        raise bad_input("other", "merge_short") from short
    await maintain_aum(session, ids)
    await locked_both(session, *ids)  # reads the sums that were written


def _remember(
    passage: Passage,
    merge_id: UUID,
    before: Mapping[UUID, Mapping[str, Any]],
    moved: Mapping[tuple[str, str], Moved],
) -> None:
    session, survivor, loser = passage.session, passage.survivor, passage.loser
    own = passage.keys.get(loser.id) or passage.keys[survivor.id]
    kept = {
        column: key.seal(
            orjson.dumps(changes_between(before[client.id], snapshot(client))).decode(),
            "client_merge", merge_id, column,
        )
        for column, client, key in (
            ("survivor_kept", survivor, passage.keys[survivor.id]), ("loser_kept", loser, own),
        )
    }  # fmt: skip
    merged_at = now()
    session.add(
        ClientMerge(
            id=merge_id, survivor_id=survivor.id, loser_id=loser.id, user_id=actor_id(session),
            merged_at=merged_at, undo_until=merged_at + UNDO_FOR, **kept,
        )
    )  # fmt: skip
    session.add_all(
        MergedRows(merge_id=merge_id, noun=noun, column=column, ids=done.ids, changes=done.changes)
        for (noun, column), done in moved.items()
        if done.ids or done.changes
    )


def tell(session: AsyncSession, survivor_id: UUID, loser_id: UUID, keys: Iterable[str] = ()) -> None:
    """Say of both that they changed: fields of the survivor by key, the loser as a whole."""
    emit(session, ClientChanged(client_id=survivor_id, fields=(*sorted(keys), "merges")))
    emit(session, ClientChanged(client_id=loser_id, fields=("archivedAt", "mergedInto")))
    for id in (survivor_id, loser_id):
        strike(session, "client", str(id))
