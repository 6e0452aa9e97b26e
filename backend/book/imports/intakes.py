"""Kinds of sheets whose rows become records with a natural key: compared with the book, taken in, each settled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Batch, Differ, Difference, Match, Proposal, Work
from backend.book.imports.jobs import ImportPair, ImportRow
from backend.book.imports.rows import OpenRow
from backend.book.taken import Taken
from backend.systemize.sheets.columns import Refined, Value
from backend.systemize.sheets.issues import ISSUES, refuses

KEY: Final = "key"
DIFFERS: Final = "differs"
_CODES: Final = {
    "unknown": "not_taken",
    "future": "future_date",
    "number": "bad_number",
    "decimals": "out_of_range",
    "range": "out_of_range",
    "order": "bad_order",
    "required": "missing",
    "choice": "bad_option",
    "date": "bad_date",
    "taken": "differs",
    "state": "not_taken",
    "lots_differ": "amounts_differ",
}
"""What the book says of a value, in the words of sheets."""

_NOTES: Final = {"amounts_differ": "rounding_differs"}


@dataclass(frozen=True)
class Reading:
    """A row as the book would keep it. record: what the kind makes of it; client_id: whom it is about."""

    row: OpenRow
    record: Any
    client_id: UUID | None = None


@dataclass(frozen=True)
class Met:
    """A record of the book that a row is about. differences: none when it says the same."""

    subject_id: UUID
    differences: tuple[Difference, ...] = ()


Readings = Mapping[UUID, Reading]
"""By row id, in the order of the file."""


@dataclass(frozen=True, eq=False)
class Intake:
    """What a kind does.

    read: the rows as records, what cannot be kept refused; met: records that are there, by row id; take: writes rows
    and settles them. restates: a row may change what is there, if somebody wishes it; otherwise the kind itself tells
    what becomes of such a row. fills: it can fill what is empty there.
    """

    read: Callable[[Batch], Awaitable[Readings]]
    met: Callable[[Batch, Readings], Awaitable[Mapping[UUID, Met]]]
    take: Callable[[Batch, Readings, Mapping[UUID, Met]], Awaitable[None]]
    restates: bool = False
    fills: bool = False

    @property
    def match(self) -> Match:
        """What rows may repeat."""

        async def match(batch: Batch) -> list[Proposal]:
            met = await self.met(batch, await self.read(batch))
            return [
                Proposal(
                    row_id, frozenset({DIFFERS if one.differences else KEY}), True, subject_id=one.subject_id
                )
                for row_id, one in met.items()
            ]

        return match

    @property
    def differences(self) -> Differ:
        """What rows would change."""

        async def differences(batch: Batch) -> dict[UUID, list[Difference]]:
            met = await self.met(batch, await self.read(batch))
            return {row_id: list(one.differences) for row_id, one in met.items() if one.differences}

        return differences

    @property
    def commit(self) -> Work:
        """Take rows in."""

        async def commit(batch: Batch) -> None:
            readings = dict(await self.read(batch))
            met = await self.met(batch, readings)
            twins = await _twins(batch, readings) if self.restates else {}
            keys = await _keys_of(batch, readings)
            for row_id, reading in list(readings.items()):
                row = reading.row
                if reading.client_id is not None:
                    row.client_id, row.key = reading.client_id, keys[reading.client_id]
                why = self._left_out(batch, row_id, met.get(row_id), twins.get(row_id))
                if why is not None:
                    row.status, row.twin = "duplicate", why
                    row.subject_id = met[row_id].subject_id if row_id in met else None
                    del readings[row_id]
            await self.take(batch, readings, met)

        return commit

    def _left_out(
        self, batch: Batch, row_id: UUID, met: Met | None, twin: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        """Why a row is not taken in: somebody said so, it is there already, or an earlier row says the same."""
        pairs = batch.pairs.get(row_id, ())
        by_hand = next((pair.decision for pair in pairs if pair.decision), None)
        decision = by_hand or batch.wishes.on_twin
        if by_hand == "skip":
            return twin or {"reasons": [DIFFERS if met and met.differences else KEY]}
        if met is not None and not met.differences:
            return {"reasons": [KEY]}
        if self.restates and met is not None and not self._writes(decision):
            return {"reasons": [DIFFERS]}
        if twin is not None and decision not in {"update", "different"}:
            return twin
        return None

    def _writes(self, decision: str) -> bool:
        return decision == "update" or (self.fills and decision == "same")


def decision_of(batch: Batch, row_id: UUID) -> str:
    """What is to be done with a row about a record that is there: as a person decided, else as he wishes."""
    pairs = batch.pairs.get(row_id, ())
    return next((pair.decision for pair in pairs if pair.decision), None) or batch.wishes.on_twin


async def _twins(batch: Batch, readings: Readings) -> dict[UUID, dict[str, Any]]:
    """Earlier rows of the file that say the same thing and were taken in (or are about to be)."""
    pairs = [
        (row_id, pair)
        for row_id in readings
        for pair in batch.pairs.get(row_id, ())
        if pair.other_id is not None and pair.decisive and pair.decision != "different"
    ]
    if not pairs:
        return {}
    rows = await batch.session.execute(
        select(ImportRow.id, ImportRow.sheet, ImportRow.row, ImportRow.status).where(
            ImportRow.firm_id == batch.firm_id, ImportRow.id.in_({pair.other_id for _, pair in pairs})
        )
    )
    earlier = {id: (sheet, row, status) for id, sheet, row, status in rows}
    here = {row.id: row.status for row in batch.rows}
    return {row_id: told for row_id, pair in pairs if (told := _told(pair, earlier, here)) is not None}


def _told(
    pair: ImportPair, earlier: Mapping[UUID, tuple[str, int, str]], here: Mapping[UUID, str]
) -> dict[str, Any] | None:
    assert pair.other_id is not None
    sheet, row, status = earlier.get(pair.other_id, ("", 0, "rejected"))
    if here.get(pair.other_id, status) not in {"accepted", "committed", "duplicate"}:
        return None
    return {"reasons": sorted(pair.reasons), "sheet": sheet, "row": row}


async def _keys_of(batch: Batch, readings: Readings) -> Mapping[UUID, Any]:
    ids = list({one.client_id for one in readings.values() if one.client_id is not None})
    return await batch.vault.person_keys_of(batch.session, ids, create=True) if ids else {}


def settle_taken(
    readings: Sequence[Reading],
    taken: Taken,
    fields: Mapping[str, str],
    there: Mapping[UUID, UUID] | None = None,
) -> None:
    """Say of each row what the book told.

    readings: in the order in which they were handed over; fields: the sheet's name of what the book calls otherwise;
    there: records that rows repeat, by row id.
    """
    refused = {one.number: one for one in taken.refused}
    for number, reading in enumerate(readings):
        row = reading.row
        if number in refused:
            params = refused[number].params
            field, problem = str(params.get("field", "")), str(params.get("problem", refused[number].code))
            row.refuse(fields.get(field, field) or None, issue_code(problem))
        elif (id := taken.added.get(number) or taken.restated.get(number)) is not None:
            row.status, row.subject_id, row.version = "committed", id, 1
        else:
            row.status, row.twin = "duplicate", {"reasons": [KEY]}
            row.subject_id = (there or {}).get(row.id)
    for number, code in taken.notes:
        readings[number].row.note(None, _NOTES.get(code, code))


def issue_code(problem: str) -> str:
    """The issue of a row for what the book calls a problem; `not_taken` where sheets have no word for it."""
    code = problem if problem in ISSUES else _CODES.get(problem, "not_taken")
    return code if refuses(code) else "not_taken"


def keeps_all(_: Mapping[str, Value]) -> Refined:
    """The rules of a kind whose rows are judged by the book as a whole."""
    return Refined()


def origin_of(batch: Batch, row: OpenRow) -> dict[str, Any]:
    """Where a record came from."""
    return {"import": str(batch.job.id), "file": batch.job.file, "sheet": row.sheet, "row": row.row}
