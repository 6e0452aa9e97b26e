"""Rows of a client sheet and the book: who a row may be, what it would change, and taking it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.clients import Client
from backend.book.imports.batches import Batch, Difference, Proposal
from backend.book.imports.client_drafts import ClientDraft, draft_of, refusal_issue
from backend.book.imports.client_meet import (
    Meeting,
    differences_of,
    known_clients,
    meet_clients,
    rights_over,
)
from backend.book.imports.client_rows import NewClient, PreparedClient, Source, add_clients
from backend.book.imports.client_rows import prepare as prepared_client
from backend.book.imports.client_twins import KnownParties, known_parties
from backend.book.imports.jobs import ImportPair, ImportRow
from backend.book.imports.own_records import names_of
from backend.book.imports.own_values import OwnFields, own_fields, sealed_own
from backend.book.imports.owners import StaffMember, staff_of
from backend.book.imports.rows import OpenRow
from backend.book.imports.tags import tag_ids_of
from backend.platform.crypto import FirmKeys
from backend.platform.errors import Refused
from backend.systemize.likeness import Party
from backend.systemize.sheets.columns import Refined, Value

_WRITES: Final = frozenset({"same", "update"})


@dataclass
class _Reading:
    """A row as the book would keep it; prepared: the client it becomes, if it becomes a new one."""

    row: OpenRow
    prepared: PreparedClient
    owner: StaffMember | None = None
    tag_ids: tuple[UUID, ...] = ()

    @property
    def draft(self) -> ClientDraft:
        """What the book would keep of it."""
        return self.prepared.draft

    @property
    def party(self) -> Party:
        """What makes it comparable."""
        return self.prepared.party

    @property
    def id(self) -> UUID:
        """Of the client it becomes."""
        return self.prepared.id


@dataclass
class _Verdict:
    """Whom a row is about. client_id: None for somebody new; decision: what a person, or the wishes, say."""

    client_id: UUID | None = None
    decision: str = "skip"
    twin: dict[str, Any] | None = None


def refine(values: Mapping[str, Value]) -> Refined:
    """Whether the book can keep a row, and which fields of a new client it would write."""
    try:
        draft = draft_of(values)
    except Refused as refusal:
        issue = refusal_issue(refusal)
        return Refined(((issue["field"], issue["code"]),))
    kept = tuple((field, "kept_in_note") for field in draft.kept_in_note)
    return Refined(kept, _coordinates(tuple(draft.keys())))


@lru_cache(maxsize=1_000)
def _coordinates(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Fields that rows write; those of a sheet fill in the same ones again and again."""
    return tuple(f"Client.{key}" for key in dict.fromkeys(keys))


def prepare(keys: FirmKeys, row: OpenRow) -> PreparedClient | None:
    """The client that a row would become; None, with the row rejected, when the book cannot keep it (any more)."""
    try:
        return prepared_client(draft_of(row.values), keys)
    except Refused as refusal:
        row.refuse(**refusal_issue(refusal))
        return None


async def match(batch: Batch) -> list[Proposal]:
    """Clients of the book that rows may be, also for weak reasons; rows say what they refer to in vain."""
    await _owners_and_tags(batch)
    own = await own_fields(batch)
    is_empty = not await _has_clients(batch)
    if is_empty and not own.fields:
        return []
    readings = await _readings(batch, own)
    parties = [] if is_empty else [reading.party for reading in readings]
    known = await known_parties(batch.session, parties, weak=True) if parties else KnownParties()
    found = [
        Proposal(reading.row.id, likeness.reasons, likeness.is_decisive, client_id=id)
        for reading in readings
        for id, likeness in known.proposals(reading.party)
    ]
    certain = {proposal.row_id for proposal in found if proposal.is_decisive}
    certain |= {id for id, pairs in batch.pairs.items() if any(pair.decisive for pair in pairs)}
    for reading in readings:
        if reading.row.id not in certain:
            own.hold_required(reading.row, reading.draft)
    return [proposal for proposal in found if proposal.row_id in {row.id for row in batch.waiting()}]


async def differences(batch: Batch) -> dict[UUID, list[Difference]]:
    """What rows would change of the clients they may be; all pairs of a row are told by their client."""
    own = await own_fields(batch)
    told = {
        (reading.row.id, pair.client_id): Meeting(
            pair.client_id,
            reading.draft,
            _source(batch, reading.row),
            reading.owner,
            reading.tag_ids,
            wins=(pair.decision or batch.wishes.on_twin) != "same",
            own=own.fields,
        )
        for reading in await _readings(batch, own)
        for pair in batch.pairs.get(reading.row.id, ())
        if pair.client_id is not None
    }
    if not told:
        return {}
    ids = list({id for _, id in told if id is not None})
    known = await known_clients(batch.session, ids, lock=False)
    rights = await rights_over(batch.session, batch.acting, ids)
    keys = await batch.vault.firm(batch.session)
    kept = [each.client.custom or {} for each in known.values()]
    kept += [own.new(meeting.draft) for meeting in told.values()]
    people = own.names | await names_of(batch, own.fields, kept)
    found: dict[UUID, list[Difference]] = {}
    for (row_id, client_id), meeting in told.items():
        if client_id in known and row_id not in found:
            found[row_id] = differences_of(known[client_id], meeting, keys, rights, people)
    return found


async def commit(batch: Batch) -> None:
    """Take the waiting rows in: new clients, and those that are there as it was decided; each row is settled."""
    own = await own_fields(batch)
    readings = await _readings(batch, own)
    verdicts = await _verdicts(batch, readings)
    whole = [
        (r, v)
        for r, v in zip(readings, verdicts, strict=True)
        if v.client_id is not None or own.hold_required(r.row, r.draft)
    ]
    readings, verdicts = [r for r, _ in whole], [v for _, v in whole]
    firm_keys = await batch.vault.firm(batch.session)
    new = [
        NewClient(
            r.prepared,
            _source(batch, r.row),
            r.owner,
            r.tag_ids,
            sealed_own(own.new(r.draft), firm_keys, r.prepared.key, r.prepared.id),
        )
        for r, verdict in zip(readings, verdicts, strict=True)
        if verdict.client_id is None
    ]
    if new:
        await add_clients(batch.session, new)
    for reading, verdict in zip(readings, verdicts, strict=True):
        if verdict.client_id is None:
            row = reading.row
            row.status, row.client_id, row.version, row.key = "committed", reading.id, 1, reading.prepared.key
            row.fields = reading.draft.sources
    met = [(r, v) for r, v in zip(readings, verdicts, strict=True) if v.client_id is not None]
    ids = list({v.client_id for _, v in met if v.client_id})
    keys = await batch.vault.person_keys_of(batch.session, ids, create=True) if ids else {}
    await _meet(batch, met, keys, own)


async def _meet(
    batch: Batch, met: Sequence[tuple[_Reading, _Verdict]], keys: Mapping[UUID, Any], own: OwnFields
) -> None:
    """Rows about clients who are there."""
    writing = [(r, v) for r, v in met if v.decision in _WRITES]
    meetings = [
        Meeting(
            v.client_id,  # type: ignore[arg-type]  # those that are met have one
            r.draft,
            _source(batch, r.row),
            r.owner,
            r.tag_ids,
            wins=v.decision == "update",
            own=own.fields,
        )
        for r, v in writing
    ]
    results = await meet_clients(batch.session, batch.vault, batch.acting, keys, meetings)
    written = {r.row.id: result for (r, _), result in zip(writing, results, strict=True)}
    for reading, verdict in met:
        row, result = reading.row, written.get(reading.row.id)
        assert verdict.client_id is not None
        row.status, row.client_id, row.key = "duplicate", verdict.client_id, keys[verdict.client_id]
        row.twin = {**(verdict.twin or {}), "filled": list(result.fields) if result else []}
        if result is not None and result.fields:
            row.version, row.fields, row.before = result.version, result.fields, result.before


async def _readings(batch: Batch, own: OwnFields) -> list[_Reading]:
    """The waiting rows as the book would keep them; what it cannot keep (any more) is rejected."""
    keys = await batch.vault.firm(batch.session)
    readings = []
    for row in batch.waiting():
        prepared = batch.prepared.get(row.id) or prepare(keys, row)
        draft = own.resolved(row, prepared.draft) if prepared is not None else None
        if prepared is not None and draft is not None and own.hold(row, draft):
            readings.append(_Reading(row, replace(prepared, draft=draft)))
    served = await _owners_and_tags(batch)
    for reading in readings:
        reading.owner, reading.tag_ids = served[reading.row.id]
    return readings


async def _owners_and_tags(batch: Batch) -> dict[UUID, tuple[StaffMember | None, tuple[UUID, ...]]]:
    """The owner and the tags of each waiting row; what cannot be found is noted."""
    staff, wishes = await staff_of(batch.session), batch.wishes
    default = staff.by_id.get(wishes.default_owner_id) if wishes.default_owner_id else None
    rows = list(batch.waiting())
    names = [tag for row in rows for tag in row.values.get("tags") or ()]
    creates = wishes.create_tags and batch.job.state == "committing"
    tag_ids = await tag_ids_of(batch.session, names, create=creates)
    served = {}
    for row in rows:
        row.issues = [issue for issue in row.issues if issue["code"] not in NOTED]
        owner, manager, tags = default, row.values.get("manager"), row.values.get("tags") or ()
        if manager:
            found, doubt = staff.called(manager)
            owner = found or default
            if doubt:
                row.note("manager", doubt)
        if owner is None:
            row.note("manager", "owner_none")
        if any(tag not in tag_ids for tag in tags) and not wishes.create_tags:
            row.note("tags", "tag_unknown")
        served[row.id] = owner, tuple(dict.fromkeys(tag_ids[tag] for tag in tags if tag in tag_ids))
    return served


NOTED: Final = frozenset({"owner_unknown", "owner_ambiguous", "owner_inactive", "owner_none", "tag_unknown"})
"""What is noted anew each time a row is compared with the book."""


async def _verdicts(batch: Batch, readings: Sequence[_Reading]) -> list[_Verdict]:
    """Whom each row is about: as a person decided, else as the book and the rows before it tell."""
    known = await known_parties(batch.session, [reading.party for reading in readings], weak=False)
    others = await _settled(batch)
    here: dict[UUID, UUID] = {}
    beside, places = KnownParties(), {reading.id: reading.row.place for reading in readings}
    verdicts = []
    for reading in readings:
        pairs = batch.pairs.get(reading.row.id, ())
        clients = {pair.id: _client_of(pair, others, here) for pair in pairs}
        apart = frozenset(id for pair in pairs if pair.decision == "different" and (id := clients[pair.id]))
        verdict = _decided(batch, pairs, clients, others)
        if verdict is None:
            verdict = _found(batch, reading, known, beside, apart, places)
        if verdict.client_id is None:
            beside.add(reading.id, reading.party)
        here[reading.row.id] = verdict.client_id or reading.id
        verdicts.append(verdict)
    return verdicts


def _client_of(
    pair: ImportPair, others: Mapping[UUID, tuple[UUID | None, str, int]], here: Mapping[UUID, UUID]
) -> UUID | None:
    """The client that a pair is about; of an earlier row the one it became, if it became one."""
    if pair.other_id is None:
        return pair.client_id
    return here.get(pair.other_id) or others.get(pair.other_id, (None, "", 0))[0]


def _decided(
    batch: Batch,
    pairs: Sequence[ImportPair],
    clients: Mapping[UUID, UUID | None],
    others: Mapping[UUID, tuple[UUID | None, str, int]],
) -> _Verdict | None:
    """The verdict of a person, else of the first certain pair; None when no pair says who it is."""
    by_hand = [pair for pair in pairs if pair.decision and pair.decision != "different" and clients[pair.id]]
    certain = [pair for pair in pairs if pair.decision is None and pair.decisive and clients[pair.id]]
    chosen = next(iter((*by_hand, *certain)), None)
    if chosen is None or (chosen.decision is None and batch.wishes.on_twin == "different"):
        return None
    twin: dict[str, Any] = {"reasons": sorted(chosen.reasons)}
    if chosen.other_id is not None:
        _, twin["sheet"], twin["row"] = others[chosen.other_id]
    return _Verdict(clients[chosen.id], chosen.decision or batch.wishes.on_twin, twin)


def _found(
    batch: Batch,
    reading: _Reading,
    known: KnownParties,
    beside: KnownParties,
    apart: frozenset[UUID],
    places: Mapping[UUID, tuple[str, int]],
) -> _Verdict:
    """What the book, or a row before, tells now though no pair was recorded: it came in meanwhile."""
    if batch.wishes.on_twin == "different":
        return _Verdict()
    stored = known.same_as(reading.party, apart)
    if stored is not None:
        return _Verdict(stored[0], batch.wishes.on_twin, {"reasons": sorted(stored[1].reasons)})
    other = beside.same_as(reading.party, apart)
    if other is None:
        return _Verdict()
    sheet, row = places[other[0]]
    told = {"reasons": sorted(other[1].reasons), "sheet": sheet, "row": row}
    return _Verdict(other[0], batch.wishes.on_twin, told)


async def _settled(batch: Batch) -> dict[UUID, tuple[UUID | None, str, int]]:
    """Client and place of the rows that rows of the batch may repeat."""
    wanted = {pair.other_id for pairs in batch.pairs.values() for pair in pairs if pair.other_id}
    if not wanted:
        return {}
    rows = await batch.session.execute(
        select(ImportRow.id, ImportRow.client_id, ImportRow.sheet, ImportRow.row).where(
            ImportRow.firm_id == batch.firm_id, ImportRow.id.in_(wanted)
        )
    )
    return {id: (client_id, sheet, row) for id, client_id, sheet, row in rows}


async def _has_clients(batch: Batch) -> bool:
    """Whether there is anybody to compare with."""
    one = select(Client.id).where(Client.firm_id == batch.firm_id).limit(1)
    return await batch.session.scalar(one) is not None


def _source(batch: Batch, row: OpenRow) -> Source:
    return Source(batch.job.id, batch.job.file, row.sheet, row.row)
