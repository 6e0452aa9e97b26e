"""One query, different people: rows, masks and refusals differ, and `access` explains each."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.stories.conftest import AsRole, Caller, browser

CLIENTS = """
query Clients($after: String) {
  clients(first: 100, after: $after, orderBy: [{field: AUM, direction: DESC}]) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { id relation name aum idNumber mobile bankAccount owner { id name } }
  }
}
"""


async def _all(caller: Caller) -> tuple[list[dict[str, Any]], set[str]]:
    rows: list[dict[str, Any]] = []
    denied: set[str] = set()
    after = None
    while True:
        answer = await caller.ask(CLIENTS, after=after)
        assert set(answer.codes) <= {"FORBIDDEN"}
        page = answer.body["data"]["clients"]
        rows += page["nodes"]
        denied |= answer.denied
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(rows) == page["totalCount"]
            return rows, denied


async def test_manager_lead_and_executive_see_other_rows_and_other_fields(as_role: AsRole) -> None:
    manager, manager_denied = await _all(await as_role("manager"))
    lead, _ = await _all(await as_role("lead"))
    executive, executive_denied = await _all(await as_role("executive"))
    assert 0 < len(manager) < len(lead) < len(executive)
    assert {row["relation"] for row in manager} == {"OWN"}
    assert {row["relation"] for row in lead} <= {"OWN", "TEAM"}
    assert {row["id"] for row in manager} <= {row["id"] for row in executive}

    shown = [row["mobile"] for row in manager if row["mobile"]]
    assert shown
    assert all("*" in mobile for mobile in shown)
    assert {row["mobile"] for row in executive} == {None}
    assert {"Client.mobile", "Client.idNumber", "Client.bankAccount"} <= executive_denied
    assert "Client.mobile" not in manager_denied


async def test_rows_are_in_order_and_no_page_repeats_or_skips(as_role: AsRole) -> None:
    rows, _ = await _all(await as_role("executive"))
    amounts = [float(row["aum"]) for row in rows]
    assert amounts == sorted(amounts, reverse=True)
    assert len({row["id"] for row in rows}) == len(rows)


async def test_access_tells_the_rule_and_whom_to_ask(as_role: AsRole) -> None:
    document = "query($c: String!) { access(coordinate: $c) { relation level rule grantedBy export } }"
    manager = await as_role("manager")
    found = (await manager.ask(document, c="Client.idNumber")).data["access"]
    own = next(entry for entry in found if entry["relation"] == "OWN")
    firm = next(entry for entry in found if entry["relation"] == "FIRM")
    assert own["level"] == "MASKED"
    assert "client_manager" in own["rule"]
    assert "senior_client_manager" in own["grantedBy"]
    assert firm["level"] == "NONE"
    assert firm["grantedBy"]


async def test_a_partner_key_sees_its_scope_and_no_personal_field(product: Any, as_role: AsRole) -> None:
    executive = await as_role("executive")
    rows = (await executive.ask("{ clients(first: 100) { nodes { id source } } }")).data["clients"]["nodes"]
    source = next(row["source"] for row in rows if row["source"])
    admin = await as_role("policy")
    made = await admin.ask(
        "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { secret key { id prefix } } }",
        i={"name": "银行渠道", "role": "partner_api", "scope": {"sources": [source]}},
    )
    secret = made.data["createApiKey"]["secret"]
    assert secret.startswith("star_live_")

    async with browser(product) as http:
        partner = Caller(http, {"authorization": f"Bearer {secret}"})
        seen = await partner.ask("{ clients(first: 100) { nodes { id relation name } } }")
        nodes = seen.data["clients"]["nodes"]
        assert nodes
        sources = {row["id"]: row["source"] for row in rows}
        assert {sources.get(node["id"], source) for node in nodes} == {source}
        assert {node["relation"] for node in nodes} == {"SCOPE"}
        denied = await partner.ask("{ clients { nodes { id mobile } } }")
        unheard = await partner.ask("{ clients { nodes { id moblie } } }")
        assert (denied.status, denied.codes) == (unheard.status, unheard.codes)
        assert denied.params["detail"].replace("mobile", "moblie") == unheard.params["detail"]
        schema = await http.get("/graphql/schema.graphql", headers=partner.headers)
        assert "aum: Money" in schema.text
        assert "mobile" not in schema.text

        foreign = next(row["id"] for row in rows if row["source"] != source)
        hidden = await partner.ask("query($id: ID!) { client(id: $id) { id } }", id=foreign)
        unknown = await partner.ask("query($id: ID!) { client(id: $id) { id } }", id="client_" + "0" * 32)
        assert hidden.body["data"] == unknown.body["data"] == {"client": None}

        ended = await admin.ask(
            "mutation($i: IdInput!) { revokeApiKey(input: $i) { revokedAt } }",
            i={"id": made.data["createApiKey"]["key"]["id"]},
        )
        assert ended.data["revokeApiKey"]["revokedAt"]
        async with asyncio.timeout(1.5):
            while (refused := await partner.ask("{ viewer { roles } }")).status == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert refused.status == 401
        assert refused.codes == ["UNAUTHENTICATED"]


async def test_a_denied_field_may_not_be_used_to_filter_sort_or_search(as_role: AsRole) -> None:
    executive = await as_role("executive")
    by_mobile = await executive.ask('{ clients(filter: {mobile: {eq: "16900000012"}}) { totalCount } }')
    by_tail = await executive.ask('{ clients(filter: {idNumber: {tail: "997X"}}) { totalCount } }')
    assert by_mobile.codes == ["FORBIDDEN"]
    assert by_tail.codes == ["FORBIDDEN"]
    assert by_mobile.body["data"] is None


async def test_nobody_without_a_session_learns_anything(product: Any) -> None:
    async with browser(product) as http:
        answer = await Caller(http).ask("{ viewer { roles } __schema { types { name } } }")
    assert answer.status == 401
    assert answer.codes == ["UNAUTHENTICATED"]
    assert "data" not in answer.body
