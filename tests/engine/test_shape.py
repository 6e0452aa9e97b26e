"""The text of every compiled statement, read by a real parser: what walls and a distributed server ask of it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from backend.graph.operations import Operations
from backend.platform.callers import VALUES
from backend.platform.ids import public_id
from backend.schema.schema import compiled_queries
from tests.engine.documents import AMOUNT, DAY, KEY, MARKS, TEXT, Everything, filters
from tests.engine.statements import Ran, faults, running
from tests.schema.house import _SCHEMA, OPERATIONS, UNMEASURED, WEB, House

CALLERS = ("client_manager", "team_lead", "executive", "partner_api")
UNBOUND = Operations(
    _SCHEMA,
    replace(UNMEASURED, aliases=10_000, fields=10_000),
    compiled=compiled_queries(_SCHEMA),
    free_documents=True,
)
NAMED = frozenset(
    (
        "task",
        "tag",
        "export",
        "incomingMail",
        "handover",
        "journey",
        "journeyTemplate",
        "approval",
        "approvalKind",
        "proposal",
        "automation",
        "automationRun",
        "request",
        "requestType",
        "messageTemplate",
    )
)
LISTED = {"clients": "ClientFilter", "tasks": "TaskFilter"}


async def statements(house: House, who: str, document: str, **variables: Any) -> list[Ran]:
    """What a document runs by the compiled route; nothing when it is none of this caller's."""
    with running(house.database) as seen:
        await house.ask_by(UNBOUND, who, document, variables)
    return seen


def problems(ran: Iterable[Ran]) -> list[str]:
    """What is wrong with statements: their text, and what they leave to parameters."""
    found = []
    for sql, each in {each.text.sql: each for each in ran}.items():
        names = each.text.names
        firm = [n for n, name in enumerate(names, 1) if name == "firm_id"]
        found += [f"{fault}\n{sql}" for fault in faults(sql, firm)]
        found += [f"{mark} is written into\n{sql}" for mark in MARKS if mark in sql]
        unknown = set(names) - set(VALUES) - set(each.values) - set(each.text.constants)
        found += [f"nobody gives {name}\n{sql}" for name in unknown]
        # What differs between callers and requests has to be given anew in each.
        told = json.dumps(dict(each.text.constants), default=str)
        kept = {name for name in each.text.constants if name not in each.values}
        found += [f"{name} is kept from the first caller" for name in kept & set(VALUES)]
        fixed = json.dumps({name: each.text.constants[name] for name in kept}, default=str)
        found += [f"{mark} is kept in a constant of\n{told}" for mark in MARKS if mark in fixed]
    return found


def variables_of(house: House, name: str) -> dict[str, Any]:
    """Variables for a document of the web app or of a root field."""
    id = house.id("household" if name.lower().startswith("householdp") or name == "household" else "client")
    if name in NAMED:
        id = house.id(name.lower())
    elif name == "order":
        id = house.id("fundorder")
    elif name.lower().startswith("product"):
        id = house.id("product")
    elif name == "user":
        id = house.user("client_manager")
    elif name == "team" and house.team is not None:
        id = public_id("team", house.team)
    return {
        "id": id, "subject": id, "me": house.user("client_manager"), "text": TEXT, "search": TEXT, "size": 20,
        "first": 20, "coordinate": "Client.name", "type": "Client", "product": house.id("product"),
        "from": "2026-01-01", "to": "2026-02-01", "asOf": "2026-01-01", "tier": "hnw",
    }  # fmt: skip


@pytest.mark.parametrize("who", CALLERS)
async def test_statements_of_the_web_app_keep_the_rules(house: House, who: str) -> None:
    ran: list[Ran] = []
    for name, document in WEB.items():
        if document.startswith("query"):
            ran += await statements(house, who, document, **variables_of(house, name))
    assert len(ran) >= (1 if who == "partner_api" else 30)
    assert problems(ran) == []


@pytest.mark.parametrize("who", CALLERS)
async def test_statements_of_everything_one_can_ask_keep_the_rules(house: House, who: str) -> None:
    principal = await house.principal(who)
    everything = Everything(_SCHEMA._schema, OPERATIONS.views.of(principal.mask).schema)
    ran: list[Ran] = []
    uncompiled = []
    for name, document in everything.roots():
        found = await statements(house, who, document, **variables_of(house, name))
        ran += found
        if not found:
            uncompiled.append(name)
    assert uncompiled == []
    assert problems(ran) == []


@pytest.mark.parametrize("who", ["team_lead", "partner_api"])
@pytest.mark.parametrize("listed", LISTED)
async def test_values_of_filters_are_parameters_and_never_text(house: House, who: str, listed: str) -> None:
    principal = await house.principal(who)
    type_ = OPERATIONS.views.of(principal.mask).schema.get_type(LISTED[listed])
    if type_ is None:
        pytest.skip("a type this caller does not know")
    page = "totalCount nodes { id } pageInfo { hasNextPage endCursor }"
    document = f"query($f: {LISTED[listed]}) {{ {listed}(filter: $f) {{ {page} }} }}"
    ran: list[Ran] = []
    taken: list[Any] = []
    for filter in filters(type_):  # type: ignore[arg-type]
        found = await statements(house, who, document, f={"or": [{"not": filter}, {"and": [filter]}]})
        # What his rights or the field's kind refuse runs nothing.
        taken += [filter] if found else []
        ran += found
    assert len(taken) >= (5 if who == "partner_api" else 12)
    # Written into the document, as many as one filter may hold.
    written = f"{{ {listed}(filter: {literal({'and': taken[::5]})}) {{ {page} }} }}"
    ran += await statements(house, who, written)
    assert len(ran) == len(taken) + 1
    assert problems(ran) == []
    # What was looked for in the texts went along as a value.
    told = repr([each.arguments for each in ran])
    assert "c0ffee" in told or who == "partner_api"


def literal(value: Any) -> str:
    """A value as GraphQL writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("who", ["client_manager", "partner_api"])
async def test_texts_that_are_searched_and_cursors_are_parameters(house: House, who: str) -> None:
    page = """query($s: String, $o: [ClientOrder!], $a: String) { clients(search: $s, orderBy: $o, after: $a, first: 1)
    { pageAnchors(size: 1) nodes { id } pageInfo { endCursor } } }"""
    ran = await statements(house, who, page, s=TEXT)
    assert repr(ran[0].arguments).count("zqj7")
    for field in ("NAME", "AUM", "STATE", "LAST_INTERACTION_AT"):
        order = [{"field": field, "direction": way} for way in ("DESC",)]
        first = await house.ask(who, page, o=order)
        after = first["data"]["clients"]["pageInfo"]["endCursor"] if "errors" not in first else None
        if after:
            ran += await statements(house, who, page, o=order, a=after)
            ran += await statements(house, who, page, o=[{**order[0], "direction": "ASC"}])
            assert after not in ran[-2].text.sql
    assert len(ran) > 1
    assert problems(ran) == []


async def test_a_page_below_a_row_is_cut_where_its_rows_are_read(house: House) -> None:
    """A limit further out would read all of them for each row around (2,500 times instead of 50, once)."""
    document = """{ clients(first: 7) { nodes { id interactions(first: 3) { nodes { id } } } } }"""
    (ran,) = await statements(house, "client_manager", document)
    inner = ran.text.sql.split("FROM interaction")[1].split(") AS r2")[0]
    assert inner.rstrip().endswith("LIMIT 3")
    assert "interaction.client_id = r1.id" in inner


async def test_no_statement_calls_what_changes_or_draws_lots(house: House, database_url: str) -> None:
    called: set[str] = set()
    everything = Everything(_SCHEMA._schema, _SCHEMA._schema)
    for name, document in everything.roots():
        for each in await statements(house, "executive", document, **variables_of(house, name)):
            called |= each.functions
    connection = await asyncpg.connect(database_url)
    try:
        known = await connection.fetch(
            "select proname, bool_or(provolatile = 'v') as volatile from pg_proc where proname = any($1) group by 1",
            sorted(called),
        )
    finally:
        await connection.close()
    assert {"row_to_json", "json_agg", "uuid_send", "upper"} <= {row["proname"] for row in known}
    assert [row["proname"] for row in known if row["volatile"]] == []


GOOD = "SELECT t.id FROM client AS t WHERE t.firm_id = $1::UUID AND t.id = $2::UUID"
LOOSE = """SELECT (SELECT s.id FROM tag AS s WHERE s.firm_id = $1 AND s.id = r.owner_id)
FROM (SELECT c.owner_id FROM client AS c WHERE c.firm_id = $1) AS r"""
UNITED = """SELECT r.id FROM (SELECT c.id FROM client AS c WHERE c.firm_id = $1
UNION SELECT d.id FROM client AS d WHERE d.firm_id <> $1) AS r"""


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        (GOOD.replace("$1", "$2"), "client as t without a firm"),
        (GOOD.replace("AND", "OR"), "client as t without a firm"),
        (f"{GOOD} FOR UPDATE", "a lock"),
        (GOOD.replace("t.id FROM", "* FROM"), "a star in"),
        (f"{GOOD} LIMIT $2", "is no number of ours"),
        (GOOD.replace("client AS t", "client AS t LEFT JOIN tag ON tag.firm_id = $1::UUID"), "tag as tag"),
        (GOOD.replace("client AS", "pg_authid AS"), "no table of ours"),
        ("DELETE FROM client WHERE client.firm_id = $1", "Delete in a read"),
        (LOOSE, "hangs on r"),
        (UNITED, "client as d without a firm"),
    ],
)
def test_the_rules_find_what_breaks_them(sql: str, fault: str) -> None:
    assert faults(GOOD, [1]) == []
    assert any(fault in each for each in faults(sql, [1]))


def test_the_marks_are_in_the_values() -> None:
    assert all(any(mark in value for value in (TEXT, DAY, AMOUNT, KEY)) for mark in MARKS)
