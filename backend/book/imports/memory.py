"""How the firm reads header rows it has met before: remembered when an import is committed, offered the next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.jobs import ImportMapping
from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.keys import Vault
from backend.systemize.plain_text import compact
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.headers import field_of, fingerprint_of
from backend.systemize.sheets.overview import Overview, SeenSheet, SeenTable
from backend.systemize.sheets.plans import LEAVE_OUT, ColumnOptions, Plan, from_json, to_json

_BLIND: Final = "import_headers"


async def offered(
    session: AsyncSession, vault: Vault, kind: SheetKind, overview: Overview
) -> tuple[Plan, tuple[str, ...]]:
    """The plan the firm used for these headers, and the sheets it is remembered for; empty for headers never met.

    A header row that our words do not find is found when it was met before.
    """
    keys = await vault.firm(session)
    asked: dict[bytes, list[tuple[SeenSheet, int]]] = {}
    for sheet in overview.sheets:
        for table in sheet.tables:
            asked.setdefault(_blind(keys, table.fingerprint), []).append((sheet, 0))
        if not sheet.tables:
            for number, cells in sheet.first:
                asked.setdefault(_blind(keys, fingerprint_of(cells)), []).append((sheet, number))
    known = await _known(session, kind.key, list(asked))
    plan, sheets = Plan(), []
    for fingerprint, places in asked.items():
        if fingerprint not in known:
            continue
        told = _still_known(
            from_json(orjson.loads(keys.open_small(known[fingerprint].sealed, _place(fingerprint)))), kind
        )
        for sheet, number in places:
            plan = _joined(plan, told, sheet.name, number)
            sheets.append(sheet.name)
    return plan, tuple(dict.fromkeys(sheets))


def _still_known(told: Plan, kind: SheetKind) -> Plan:
    """A remembered plan without fields that the kind does not have any more."""
    mapping = {name: key for name, key in told.mapping.items() if key is None or key in kind.by_key}
    options = {key: one for key, one in told.options.items() if key in kind.by_key}
    return replace(told, mapping=mapping, options=options)


def _joined(plan: Plan, told: Plan, sheet: str, header_row: int) -> Plan:
    """The plan with what is remembered for a header row of a sheet."""
    mapping = {
        header if header.startswith(LEAVE_OUT) else f"{sheet}!{header}": key
        for header, key in told.mapping.items()
    }
    headers: Mapping[str, int | None] = {sheet: header_row} if header_row else {}
    return replace(
        plan,
        mapping={**plan.mapping, **mapping},
        headers={**plan.headers, **headers},
        options={**plan.options, **told.options},
    )


async def remember(
    session: AsyncSession, vault: Vault, kind: SheetKind, overview: Overview, plan: Plan
) -> int:
    """Keep how the header rows of a file were read, where our words alone would read them otherwise; how many."""
    keys = await vault.firm(session)
    tables = [(sheet, table) for sheet in overview.sheets for table in sheet.tables]
    learned = {
        _blind(keys, table.fingerprint): told
        for sheet, table in tables
        if (told := _lesson(kind, sheet, table, plan)) is not None
    }
    known = await _known(session, kind.key, list(learned))
    for fingerprint, told in learned.items():
        sealed = keys.seal_small(orjson.dumps(to_json(told)), _place(fingerprint))
        row = known.get(fingerprint)
        if row is None:
            row = ImportMapping(kind=kind.key, fingerprint=fingerprint, sealed=sealed)
            session.add(row)
        row.sealed, row.saved_at = sealed, now()
        row.saved_by = session.info["principal"].subject
    await session.flush()
    return len(learned)


def _lesson(kind: SheetKind, sheet: SeenSheet, table: SeenTable, plan: Plan) -> Plan | None:
    """What is worth remembering of a table's reading; None when the words say it all."""
    fields = {column.field for column in table.columns if column.field}
    times = Counter(compact(column.header) for column in table.columns)
    mapping: dict[str, str | None] = {
        compact(column.header): column.field
        for column in table.columns
        # Of two columns with one header the place decides, which may be another one the next time.
        if column.field != field_of(column.header, kind) and times[compact(column.header)] == 1
    }
    options: dict[str, ColumnOptions] = {key: one for key, one in plan.options.items() if key in fields}
    left_out = {name: None for name in plan.mapping if name.startswith(LEAVE_OUT)}
    if not (mapping or options or left_out or sheet.name in plan.headers):
        return None
    return Plan(mapping={**mapping, **left_out}, options=options)


async def _known(
    session: AsyncSession, kind: str, fingerprints: Sequence[bytes]
) -> dict[bytes, ImportMapping]:
    if not fingerprints:
        return {}
    rows = await session.scalars(
        select(ImportMapping).where(
            ImportMapping.firm_id == session.info["firm_id"],
            ImportMapping.kind == kind,
            ImportMapping.fingerprint.in_(fingerprints),
        )
    )
    return {row.fingerprint: row for row in rows}


async def forget_mapping(session: AsyncSession, id: UUID) -> None:
    """Drop a remembered reading."""
    row: Any = await session.scalar(
        select(ImportMapping).where(ImportMapping.firm_id == session.info["firm_id"], ImportMapping.id == id)
    )
    if row is not None:
        await session.delete(row)


def _blind(keys: FirmKeys, fingerprint: str) -> bytes:
    return keys.blind(_BLIND, fingerprint)


def _place(fingerprint: bytes) -> str:
    return f"import_mapping|{fingerprint.hex()}"
