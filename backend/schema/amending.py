"""Amending: a change of plain fields within the caller's rights as one statement, where nothing stands in its way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, literal_column

from backend.graph.context import Context, Reading
from backend.graph.nouns import Noun
from backend.platform.amendments import amendment, reads_once
from backend.platform.bells import spoken
from backend.platform.callers import VALUES, shape_of
from backend.platform.compiled_reads import Text
from backend.platform.events import Event
from backend.platform.principal import Level, Principal

MOST: Final = 500
_texts: OrderedDict[Any, tuple[Text | None, bool]] = OrderedDict()


async def amended(
    context: Context,
    noun: Noun,
    call: str,
    id: UUID,
    version: int,
    values: Mapping[str, Any],
    event: Event,
    *,
    keys: Iterable[str],
) -> bool:
    """Whether the row was changed so. False: nothing was done, and the ordinary way finds out why.

    call: of the mutation; values: by column; keys: their fields, which the caller has to have the right to write.
    """
    caller, outcome = context.principal, context.outcome
    reading = None if outcome is None else outcome.reading
    place = (noun.name, caller.mask.id, shape_of(caller), call, tuple(values), reading and reading.text)
    if place not in _texts:
        _texts[place] = _way(caller, noun, call, list(values), list(keys), reading)
        if len(_texts) > MOST:
            _texts.popitem(last=False)
    text, reads = _texts[place]
    if text is None:
        return False
    reach = {name: VALUES[name][1](caller) for name in text.names if name in VALUES}
    if reading is not None and reads:
        reach.update(reading.values(id))
    cells = await context.database.amendments.run(
        text, caller, id, version, values, event, trace_id=context.trace_id, reach=reach
    )
    if cells is None:
        return False
    if outcome is not None and reads:
        outcome.cells = cells
    topic = spoken(noun.name, caller.firm_id, str(id))
    await context.database.rung(caller.firm_id, emitted=True, struck=[topic])
    context.forget()
    return True


def _way(
    caller: Principal, noun: Noun, call: str, columns: list[str], keys: list[str], reading: Reading | None
) -> tuple[Text | None, bool]:
    """The statement for callers of one shape, None when they may change no row so; and whether it reads too."""
    bounds, reach = noun.within(caller)
    mask = caller.mask
    free = [
        relation
        for relation in reach.visible
        if mask.level(f"Mutation.{call}", relation) >= Level.VIEW
        and all(mask.may_write(noun.type_name, key, relation) for key in keys)
    ]
    if reach.nothing or not free:
        return None, False
    if hasattr(noun.model, "merged_into_id"):
        bounds.append(noun.model.merged_into_id.is_(None))
    if len(free) < len(reach.visible):
        bounds.append(reach.relation.in_([literal_column(f"'{relation}'") for relation in free]))
    table: Table = noun.model.__table__  # type: ignore[assignment]
    reads = reading is not None and reads_once(reading.text, table)
    statement = reading.statement if reading is not None and reads else None
    return amendment(table, columns, bounds, caller.firm_id, reading=statement), reads
