"""The registrar's unit lists: compared with our units of the day, all rows of a fund and day together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Batch
from backend.book.imports.intakes import Intake, Met, Reading, Readings
from backend.book.imports.named import clients_named, funds_named
from backend.book.imports.rows import OpenRow
from backend.book.imports.undoing import CHANGED, DONE
from backend.book.rebuild import FundKey
from backend.book.unit_breaks import UnitBreak, UnitRow, compare_units


async def _read(batch: Batch) -> Readings:
    """Rows by fund and day; an investor whom we do not know stays one, to be a break."""
    rows = list(batch.waiting())
    funds = await funds_named(batch, rows)
    known = [row for row in rows if row.id in funds]
    clients = await clients_named(batch, known, unknown="investor_unknown")
    found = {}
    for row in known:
        if row.status == "accepted":
            record = (funds[row.id], date.fromisoformat(row.values["on"]))
            found[row.id] = Reading(row, record, clients.get(row.id))
    return found


async def _met(_: Batch, _readings: Readings) -> Mapping[UUID, Met]:
    return {}


async def _take(batch: Batch, readings: Readings, _met: Mapping[UUID, Met]) -> None:
    """Rows are noted; they are compared when the last one is in (`finish`)."""
    for one in readings.values():
        one.row.status = "committed"


async def finish(batch: Batch) -> None:
    """Compare the lists. Where a row of the file was refused, nobody is missed on any of them."""
    whole = all(row.status == "committed" for row in batch.rows)
    rows = [row for row in batch.rows if row.status == "committed"]
    funds = await funds_named(batch, rows)
    lists: dict[tuple[FundKey, date], list[OpenRow]] = defaultdict(list)
    for row in rows:
        if row.id in funds:
            lists[funds[row.id], date.fromisoformat(row.values["on"])].append(row)
    for (fund, on), own in sorted(lists.items(), key=str):
        told = [
            UnitRow(
                row.client_id,
                Decimal(row.values["units"]),
                row.values.get("account") or row.values.get("client"),
            )
            for row in own
        ]
        states = await _states(batch, fund, on)
        compared = await compare_units(batch.session, fund, on, told, whole=whole)
        own[0].before = {
            "made": [str(id) for id in compared.new],
            "resolved": {str(id): states[id] for id in compared.resolved if id in states},
        }


async def _states(batch: Batch, fund: FundKey, on: date) -> dict[UUID, Any]:
    """The state of breaks of a fund up to a day."""
    rows = await batch.session.execute(
        select(UnitBreak.id, UnitBreak.state).where(
            UnitBreak.firm_id == batch.firm_id,
            UnitBreak.product_id == fund.product_id,
            UnitBreak.as_of <= on,
            UnitBreak.state != "resolved",
        )
    )
    return {id: state for id, state in rows}  # noqa: C416  rows are no pairs to the type checker


async def undo(batch: Batch) -> None:
    """Breaks that the lists made go, where nobody has dealt with them; those that they resolved are as before."""
    for row in batch.rows:
        row.undone = DONE
        for id in (row.before or {}).get("made", ()):
            found = await _break(batch, UUID(id))
            if found is not None and found.state == "open" and found.version == 1:
                await batch.session.delete(found)
            elif found is not None:
                row.undone = CHANGED
        for id, state in (row.before or {}).get("resolved", {}).items():
            found = await _break(batch, UUID(id))
            if found is not None and found.state == "resolved" and found.settled_by_id is None:
                found.state, found.settled_at = state, None
    await batch.session.flush()


async def _break(batch: Batch, id: UUID) -> UnitBreak | None:
    found: UnitBreak | None = await batch.session.scalar(
        select(UnitBreak).where(UnitBreak.firm_id == batch.firm_id, UnitBreak.id == id)
    )
    return found


INTAKE: Final = Intake(read=_read, met=_met, take=_take)
