"""Firms: founding one, listing them, removing one with everything it has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from graphlib import TopologicalSorter
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from backend.book.access_marks import mark
from backend.book.escalation_rules import ship_escalation
from backend.book.reports import ship_reports
from backend.book.service_matrices import ship_matrix
from backend.book.tier_models import ship_tiers
from backend.book.topics import ship_topics
from backend.platform.audit import record
from backend.platform.bells import CHANNEL
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.principal import system
from backend.platform.tenant import Firm
from backend.systemize.field_values import clean_text

# Writes what every firm starts with (the shipped policy) with the session that founds it.
Equip = Callable[[AsyncSession], Awaitable[None]]
TOPICS = ("session", "key", "staff", "policy")


@dataclass(frozen=True)
class FirmName:
    """A firm as it is known outside of itself."""

    firm_id: UUID
    name: str
    demo: bool


async def add_firm(
    session: AsyncSession, vault: Vault, name: str, *, demo: bool = False, equip: Equip | None = None
) -> Firm:
    """Found the firm of the session: its row, its keys, and what `equip` writes.

    The session is one of `Database.change(system(<new id>, …))`. Raises Refused(BAD_USER_INPUT, field=firm).
    """
    wanted = clean_text(name, "firm", limit=100, required=True) or ""
    firm = Firm(firm_id=session.info["firm_id"], name=wanted, demo=demo)
    session.add(firm)
    await session.flush()
    session.add_all(vault.make_firm(firm.firm_id))
    await session.flush()
    await ship_topics(session)
    await ship_tiers(session)
    await ship_matrix(session)
    await ship_escalation(session)
    await ship_reports(session)
    if equip is not None:
        await equip(session)
    record(session, "create", "firm", firm.firm_id, changes={"name": [None, wanted], "demo": [None, demo]})
    await mark(session, "staff")
    return firm


async def found_firm(
    database: Database, vault: Vault, name: str, demo: bool = False, *, equip: Equip | None = None
) -> Firm:
    """Found a firm in a transaction of its own. Raises Refused(BAD_USER_INPUT, field=firm)."""
    async with database.change(system(uuid7(), "founding")) as session:
        return await add_firm(session, vault, name, demo=demo, equip=equip)


async def list_firms(database: Database) -> list[FirmName]:
    """All firms of the installation, oldest first."""
    async with database.shared() as shared:
        rows = await shared.execute(select(Firm.firm_id, Firm.name, Firm.demo).order_by(Firm.firm_id))
        return [FirmName(row.firm_id, row.name, row.demo) for row in rows]


async def firm_named(database: Database, name: str | None) -> FirmName:
    """The firm an operator means by its name or id, or the only one.

    Raises Refused(BAD_USER_INPUT, field=firm): required when there are several (or none) and he names none,
    unknown when there is no such one, taken when two bear the name.
    """
    firms = await list_firms(database)
    if name is None:
        if len(firms) != 1:
            raise Refused(
                Code.BAD_USER_INPUT, field="firm", problem="required", firms=[firm.name for firm in firms]
            )
        return firms[0]
    found = [firm for firm in firms if name in {firm.name, str(firm.firm_id), firm.firm_id.hex}]
    if len(found) != 1:
        problem = "taken" if found else "unknown"
        raise Refused(Code.BAD_USER_INPUT, field="firm", problem=problem, firms=[f.name for f in firms])
    return found[0]


async def remove_firm(database: Database, firm_id: UUID) -> dict[str, int]:
    """Delete every row of a firm, children first, and tell all processes; rows deleted by table.

    Runs as the owner of the tables, because the product's own role may not delete audit rows. Raises
    Refused(NOT_FOUND) for an unknown firm.
    """
    engine = create_async_engine(
        make_url(database.url).set(drivername="postgresql+asyncpg"), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            # Whoever numbers or adds events of the firm waits, and then finds it gone.
            locked = await connection.execute(
                text("select 1 from firm where firm_id = :firm for update"), {"firm": firm_id}
            )
            if locked.first() is None:
                raise Refused(Code.NOT_FOUND)
            deleted = {}
            for table in children_first(await _tables(connection), await _references(connection)):
                done = await connection.execute(
                    text(f'delete from "{table}" where firm_id = :firm'),  # noqa: S608  a name of the catalogue
                    {"firm": firm_id},
                )
                deleted[table] = done.rowcount
            for topic in TOPICS:
                await connection.execute(
                    text("select pg_notify(:channel, :message)"),
                    {"channel": CHANNEL, "message": f"{topic}:{firm_id}:"},
                )
            return deleted
    finally:
        await engine.dispose()


def children_first(tables: Iterable[str], references: Iterable[tuple[str, str]]) -> list[str]:
    """Tables in an order in which rows can be deleted.

    references: (child, parent) pairs; a table that refers to itself needs no order. Raises
    graphlib.CycleError when tables refer to each other in a circle.
    """
    known = set(tables)
    sorter = TopologicalSorter[str](dict.fromkeys(known, ()))
    for child, parent in references:
        if child != parent and {child, parent} <= known:
            sorter.add(parent, child)
    return [*(table for table in sorter.static_order() if table != "firm"), "firm"]


async def _tables(connection: AsyncConnection) -> list[str]:
    """Tables with a firm, from the database itself, so that none is forgotten; partitions by their parent."""
    rows = await connection.execute(
        text(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
            "where a.attname = 'firm_id' and not a.attisdropped and c.relkind in ('r', 'p') "
            "and not c.relispartition and c.relnamespace = 'public'::regnamespace"
        )
    )
    return [row.relname for row in rows]


async def _references(connection: AsyncConnection) -> list[tuple[str, str]]:
    rows = await connection.execute(
        text(
            "select child.relname as child, parent.relname as parent from pg_constraint k "
            "join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid "
            "where k.contype = 'f' and k.conparentid = 0 and child.relnamespace = 'public'::regnamespace"
        )
    )
    return [(row.child, row.parent) for row in rows]
