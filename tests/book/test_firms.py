"""Firms: founded whole, listed, removed with everything."""

from __future__ import annotations

from graphlib import CycleError

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.absences import set_absence
from backend.book.clients import Client
from backend.book.firms import children_first, firm_named, found_firm, list_firms, remove_firm
from backend.book.teams import create_team
from backend.book.users import NewUser, create_user
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.principal import system


async def populate(database: Database, vault: Vault, name: str) -> None:
    """A firm with people in a tree, a deputy, a client: rows that refer to each other."""
    firm = await found_firm(database, vault, name)
    async with database.change(system(firm.firm_id, "tests")) as session:
        top = await create_team(session, name="总部")
        low = await create_team(session, name="分部", parent_id=top.id)
        one, two = [
            await create_user(
                session,
                vault,
                NewUser(
                    name=who, email=f"{who}@{firm.firm_id.hex[:8]}.example.com", roles=("r",), team_id=low.id
                ),
                known_roles=("r",),
            )
            for who in ("one", "two")
        ]
        await set_absence(session, one.id, business_date(), business_date(), two.id)
        session.add(Client(name="客户", owner_id=one.id, team_id=low.id))


async def rows_by_firm(database: Database) -> dict[str, int]:
    """How many rows each firm has over all tables with a firm."""
    connection = await asyncpg.connect(database.url)
    try:
        tables = await connection.fetch(
            "select table_name from information_schema.columns c join information_schema.tables t "
            "using (table_schema, table_name) where column_name = 'firm_id' and table_schema = 'public'"
        )
        found: dict[str, int] = {}
        for table in tables:
            query = f'select firm_id::text, count(*) from "{table[0]}" group by 1'
            for firm_id, count in await connection.fetch(query):
                found[firm_id] = found.get(firm_id, 0) + count
        return found
    finally:
        await connection.close()


async def test_a_removed_firm_leaves_nothing_and_touches_no_other(database: Database, vault: Vault) -> None:
    for name in ("去者", "留者"):
        await populate(database, vault, name)
    going, staying = await firm_named(database, "去者"), await firm_named(database, "留者")
    before = await rows_by_firm(database)
    deleted = await remove_firm(database, going.firm_id)
    after = await rows_by_firm(database)
    assert deleted["client"] == 1
    assert deleted["audit_entry"] > 5
    assert str(going.firm_id) not in after
    assert after[str(staying.firm_id)] == before[str(staying.firm_id)]
    with pytest.raises(Refused) as caught:
        await remove_firm(database, going.firm_id)
    assert caught.value.code is Code.NOT_FOUND


async def test_a_firm_is_founded_with_its_equipment_or_not_at_all(database: Database, vault: Vault) -> None:
    async def equip(session: AsyncSession) -> None:
        session.add(Client(name="样例"))

    async def fail(_session: AsyncSession) -> None:
        raise RuntimeError("no policy")

    firm = await found_firm(database, vault, "完整", demo=True, equip=equip)
    assert (await rows_by_firm(database))[str(firm.firm_id)] >= 5
    with pytest.raises(RuntimeError):
        await found_firm(database, vault, "残缺", equip=fail)
    assert [(each.name, each.demo) for each in await list_firms(database) if each.demo] == [("完整", True)]
    assert "残缺" not in {each.name for each in await list_firms(database)}


async def test_a_firm_is_meant_by_name_or_id_or_by_being_the_only_one(
    database: Database, vault: Vault
) -> None:
    for firm in await list_firms(database):
        await remove_firm(database, firm.firm_id)
    with pytest.raises(Refused) as caught:
        await firm_named(database, None)
    assert caught.value.params["problem"] == "required"
    first = await found_firm(database, vault, "甲")
    assert (await firm_named(database, None)).firm_id == first.firm_id
    second = await found_firm(database, vault, "乙")
    assert (await firm_named(database, "乙")).firm_id == second.firm_id
    assert (await firm_named(database, str(first.firm_id))).name == "甲"
    for name, problem in ((None, "required"), ("丙", "unknown")):
        with pytest.raises(Refused) as caught:
            await firm_named(database, name)
        assert (caught.value.params["problem"], caught.value.params["firms"]) == (problem, ["甲", "乙"])
    await found_firm(database, vault, "乙")
    with pytest.raises(Refused) as caught:
        await firm_named(database, "乙")
    assert caught.value.params["problem"] == "taken"


@pytest.mark.parametrize(
    ("name", "problem"), [(" ", "required"), ("x" * 101, "too_long"), ("\x00", "bad_text")]
)
async def test_a_firm_needs_a_name(database: Database, vault: Vault, name: str, problem: str) -> None:
    with pytest.raises(Refused) as caught:
        await found_firm(database, vault, name)
    assert (caught.value.params["field"], caught.value.params["problem"]) == ("firm", problem)


def test_children_come_before_their_parents() -> None:
    order = children_first(
        ["firm", "team", "user", "client", "note"],
        [("user", "team"), ("client", "user"), ("client", "team"), ("user", "user"), ("note", "elsewhere")],
    )
    assert order.index("client") < order.index("user") < order.index("team")
    assert order[-1] == "firm"
    assert set(order) == {"firm", "team", "user", "client", "note"}
    with pytest.raises(CycleError):
        children_first(["firm", "a", "b"], [("a", "b"), ("b", "a")])


async def test_an_unknown_firm_cannot_be_removed(database: Database) -> None:
    with pytest.raises(Refused):
        await remove_firm(database, uuid7())
