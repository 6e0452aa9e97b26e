"""Every table keeps the rules that let firms be walled off and spread over machines, here and in the server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import (
    ColumnDefault,
    Constraint,
    Delete,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from backend.migrations.metadata import METADATA
from backend.platform.database import Database
from backend.platform.db import Base, TenantRow
from backend.platform.partitions import PARTITIONED
from backend.platform.roles import APPEND_ONLY, DISPATCH_COLUMNS
from tests.conftest import MadeFirm

SHARED = {"login_name", "unknown_login"}
"""Tables that are read before a firm is known; they hold only HMACs of e-mails."""
ALL = METADATA.sorted_tables
TENANT = [table for table in ALL if table.name not in SHARED]
NAMES = [table.name for table in TENANT]


def first_column(item: Constraint | Index) -> str:
    """The column that leads a key or an index."""
    return str(next(iter(getattr(item, "columns", ()))).name)


def keys_of(table: Table) -> Iterator[Constraint | Index]:
    """Primary key, unique constraints and indexes."""
    yield from (c for c in table.constraints if isinstance(c, PrimaryKeyConstraint | UniqueConstraint))
    yield from table.indexes


@pytest.mark.parametrize("table", TENANT, ids=NAMES)
def test_the_firm_leads_every_key_and_index(table: Table) -> None:
    assert "firm_id" in table.c
    assert not table.c.firm_id.nullable
    for item in keys_of(table):
        assert first_column(item) == "firm_id", f"{table.name}: {item.name}"


@pytest.mark.parametrize("table", TENANT, ids=NAMES)
def test_foreign_keys_stay_inside_the_firm_and_never_null_a_part_of_it(table: Table) -> None:
    for item in table.constraints:
        if not isinstance(item, ForeignKeyConstraint):
            continue
        assert item.ondelete in {None, "NO ACTION", "CASCADE"}, f"{table.name}: {item.name}"
        assert item.column_keys[0] == "firm_id", f"{table.name}: {item.name}"
        assert item.elements[0].target_fullname.endswith(".firm_id"), f"{table.name}: {item.name}"


@pytest.mark.parametrize("table", ALL, ids=[table.name for table in ALL])
def test_columns_need_nothing_that_a_distributed_or_older_server_lacks(table: Table) -> None:
    for column in table.c:
        assert column.identity is None, f"{table.name}.{column.name}"
        assert column.computed is None or column.computed.persisted, f"{table.name}.{column.name}"
        assert column.onupdate is None, f"{table.name}.{column.name}: values of a change come from Python"
        if column.server_default is not None and column.computed is None:
            made = str(getattr(column.server_default, "arg", ""))
            assert made in {"now()", "true", "false", "0", "{}"}, f"{table.name}.{column.name}: {made}"
        if isinstance(column.default, ColumnDefault) and column.default.is_clause_element:
            pytest.fail(f"{table.name}.{column.name}: a default made by the server")
    for index in table.indexes:
        assert index.dialect_options["postgresql"]["using"] in {False, "gin", "btree"}, index.name
        condition = index.dialect_options["postgresql"]["where"]
        where = "" if condition is None else str(condition)
        called = re.findall(r"(\w+)\s*\(", where)
        assert set(called) <= {"in", "and", "or", "not"}, f"{index.name}: a function in a partial index"


def test_every_table_of_a_firm_is_a_tenant_row_or_the_firm_itself() -> None:
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    assert {name for name in NAMES if not issubclass(models[name], TenantRow)} <= {"firm", "access_mark"}


@pytest.fixture(scope="module")
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The owner of the database."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def act(connection: asyncpg.Connection, role: str, statement: str) -> Any:
    """The rows of a statement run as one of the product's roles, then undone."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"set local role {role}")
        return await connection.fetch(statement)
    finally:
        await transaction.rollback()


async def test_the_server_has_the_tables_of_the_code_and_no_others(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'p') and not relispartition"
    )
    assert {row["relname"] for row in found} == {table.name for table in ALL} | {"alembic_version"}


async def test_every_table_of_a_firm_has_its_wall_in_the_server(owner: asyncpg.Connection) -> None:
    policies: dict[str, dict[str, Any]] = {}
    for row in await owner.fetch("select * from pg_policies where schemaname = 'public'"):
        policies.setdefault(row["tablename"], {})[row["policyname"]] = row
    secured = {
        row["relname"]
        for row in await owner.fetch(
            "select relname from pg_class where relrowsecurity and relkind in ('r', 'p')"
        )
    }
    for name in NAMES:
        assert name in secured, name
        wall, reader = policies[name]["firm_wall"], policies[name]["reader"]
        assert list(wall["roles"]) == ["startrail_app"], name
        assert wall["cmd"] == "ALL", name
        for rule in (wall["qual"], wall["with_check"]):
            assert "current_setting('app.firm_id'::text, true)" in rule, name
            assert rule.startswith("(firm_id ="), name
        assert (list(reader["roles"]), reader["cmd"]) == (["startrail_read"], "SELECT"), name
        extra = {"dispatcher"} if name in DISPATCH_COLUMNS else set()
        assert set(policies[name]) == {"firm_wall", "reader"} | extra, name


async def test_no_role_of_the_product_stands_above_the_walls(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(
        "select rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb "
        "from pg_roles where rolname like 'startrail_%'"
    )
    assert len(rows) == 3
    assert not any(value for row in rows for key, value in row.items() if key != "rolname")


async def test_the_grants_are_those_that_are_meant(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(
        "select table_name, grantee, array_agg(privilege_type::text order by privilege_type) as rights "
        "from information_schema.role_table_grants "
        "where grantee like 'startrail_%' and table_schema = 'public' group by 1, 2"
    )
    found = {(row["table_name"], row["grantee"]): row["rights"] for row in rows}
    meant: dict[tuple[str, str], list[str]] = {("alembic_version", "startrail_dispatch"): ["SELECT"]}
    for table in ALL:
        writes = ["INSERT"] if table.name in APPEND_ONLY else ["DELETE", "INSERT", "UPDATE"]
        meant[table.name, "startrail_app"] = sorted(["SELECT", *writes])
        meant[table.name, "startrail_read"] = ["SELECT"]
    assert found == meant


async def test_of_what_is_only_appended_only_whose_it_is_can_be_written(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(
        "select table_name, column_name from information_schema.role_column_grants "
        "where grantee = 'startrail_app' and privilege_type = 'UPDATE' and table_name = any($1)",
        sorted(APPEND_ONLY),
    )
    told = sorted((row["table_name"], row["column_name"]) for row in rows)
    assert told == [("consent_entry", "client_id"), ("transaction", "client_id")]


@pytest.mark.parametrize("table", ALL, ids=[table.name for table in ALL])
async def test_the_reading_role_cannot_write(owner: asyncpg.Connection, table: Table) -> None:
    column = next(iter(table.c)).name
    for statement in (
        f"insert into {table.name} default values",
        f'update {table.name} set "{column}" = "{column}"',
        f"delete from {table.name}",
        f"truncate {table.name}",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await act(owner, "startrail_read", statement)


@pytest.mark.parametrize("name", sorted(APPEND_ONLY))
async def test_nobody_but_the_owner_changes_what_is_only_appended(
    owner: asyncpg.Connection, name: str
) -> None:
    for role in ("startrail_app", "startrail_read", "startrail_dispatch"):
        for statement in (f"update {name} set id = id", f"delete from {name}", f"truncate {name}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await act(owner, role, statement)


async def test_partitions_cannot_be_reached_around_their_table(owner: asyncpg.Connection) -> None:
    found = await owner.fetch("select inhrelid::regclass::text as name from pg_inherits")
    partitions = [row["name"] for row in found if any(row["name"].startswith(name) for name in PARTITIONED)]
    tables = [name for name in partitions if "_pkey" not in name and "_idx" not in name]
    assert len(tables) >= 2 * len(PARTITIONED)
    for name in tables:
        for role in ("startrail_app", "startrail_read", "startrail_dispatch"):
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.WrongObjectTypeError)):
                await act(owner, role, f"select * from {name}")


@pytest.mark.parametrize("table", ALL, ids=[table.name for table in ALL])
async def test_the_dispatcher_sees_its_columns_and_no_others(owner: asyncpg.Connection, table: Table) -> None:
    for column in table.c:
        statement = f'select "{column.name}" from {table.name}'
        if column.name in DISPATCH_COLUMNS.get(table.name, ()):
            await act(owner, "startrail_dispatch", statement)
        else:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await act(owner, "startrail_dispatch", statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await act(owner, "startrail_dispatch", f"delete from {table.name}")


@pytest.mark.parametrize("table", TENANT, ids=NAMES)
async def test_without_a_firm_the_application_sees_and_writes_nothing(
    owner: asyncpg.Connection, firm: MadeFirm, table: Table
) -> None:
    assert await act(owner, "startrail_app", f"select * from {table.name}") == []
    await owner.execute("select set_config('app.firm_id', '', false)")  # what a pooled connection may carry
    assert await act(owner, "startrail_app", f"select * from {table.name}") == []


async def test_of_two_firms_each_sees_and_writes_only_its_own(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    firms = METADATA.tables["firm"]
    async with database.change(firm.system) as session:
        assert [row.firm_id for row in await session.execute(firms.select())] == [firm.firm_id]
        gone = await session.execute(Delete(firms).where(firms.c.firm_id == other_firm.firm_id))
        assert getattr(gone, "rowcount", None) == 0
        changed = await session.execute(firms.update().values(name="改"))
        assert getattr(changed, "rowcount", None) == 1
    async with database.change(other_firm.system) as session:
        (row,) = await session.execute(firms.select())
        assert (row.firm_id, row.name) == (other_firm.firm_id, "远山资本")


async def test_a_row_cannot_be_written_into_another_firm(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    with pytest.raises(Exception, match="row-level security"):
        await forge(database, firm, other_firm)


async def forge(database: Database, firm: MadeFirm, other_firm: MadeFirm) -> None:
    """Write a team for another firm."""
    teams = METADATA.tables["team"]
    async with database.change(firm.system) as session:
        await session.execute(teams.insert().values(firm_id=other_firm.firm_id, name="越界"))
