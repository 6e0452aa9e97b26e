"""A client manager's day: find, read, change, log, owe, reveal; and what the others notice."""

from __future__ import annotations

from typing import Any

from tests.stories.conftest import AsRole

CREATE = """
mutation Create($i: CreateClientInput!, $k: String) {
  createClient(input: $i, idempotencyKey: $k) {
    id version name namePinyin mobile state owner { name } contactPoints { kind value primary }
  }
}
"""
UPDATE = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id version company note idNumber } }"


def _new(name: str, mobile: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "kind": "individual", "contactPoints": [{"kind": "mobile", "value": mobile}], **more,
    }  # fmt: skip


async def test_a_new_client_is_masked_owned_and_found_by_initials(as_role: AsRole) -> None:
    manager = await as_role("manager")
    made = (await manager.ask(CREATE, i=_new("单雄信", "16911110001"))).data["createClient"]
    assert made["namePinyin"] == "shan xiong xin"
    assert made["mobile"] == "169****0001"
    assert made["owner"] is not None
    for text in ("sxx", "shanxiong", "单雄", "0001"):
        found = (
            await manager.ask(
                "query($t: String!) { search(text: $t, first: 50) { target { ... on Client { id } } } }",
                t=text,
            )
        ).data
        assert made["id"] in [hit["target"].get("id") for hit in found["search"]], text


async def test_a_stale_change_is_a_conflict_that_names_what_the_other_changed(as_role: AsRole) -> None:
    manager = await as_role("manager")
    made = (await manager.ask(CREATE, i=_new("秦琼", "16911110002"))).data["createClient"]
    first = await manager.ask(UPDATE, i={"id": made["id"], "version": made["version"], "company": "历城科技"})
    assert first.data["updateClient"]["version"] == made["version"] + 1
    stale = await manager.ask(UPDATE, i={"id": made["id"], "version": made["version"], "company": "别处"})
    assert stale.codes == ["CONFLICT"]
    assert stale.params["fields"] == ["company"]


async def test_the_same_idempotency_key_makes_one_client(as_role: AsRole) -> None:
    manager = await as_role("manager")
    twice = [(await manager.ask(CREATE, i=_new("程咬金", "16911110003"), k="key-1")).data for _ in range(2)]
    assert twice[0] == twice[1]
    other = await manager.ask(CREATE, i=_new("程知节", "16911110004"), k="key-1")
    assert other.codes == ["IDEMPOTENCY_MISMATCH"]


async def test_a_likely_duplicate_is_named_and_can_be_insisted_on(as_role: AsRole) -> None:
    manager = await as_role("manager")
    made = (await manager.ask(CREATE, i=_new("罗成", "16911110005"))).data["createClient"]
    refused = await manager.ask(CREATE, i=_new("罗成", "+86 169 1111 0005"))
    assert refused.codes == ["DUPLICATE"]
    assert refused.params["candidates"] == [{"id": made["id"], "reasons": ["mobile"]}]
    assert (await manager.ask(CREATE, i=_new("罗成", "16911110005", allowDuplicate=True))).data


async def test_every_wrong_value_is_refused_by_field_in_both_languages(as_role: AsRole) -> None:
    manager = await as_role("manager")
    for change, field in (
        ({"mobile": "12345"}, "mobile"), ({"idNumber": "310101197605079979"}, "idNumber"),
        ({"gender": "x"}, "gender"), ({"birthDate": "2999-01-01"}, "birthDate"), ({"name": " "}, "name"),
    ):  # fmt: skip
        input = _new("尉迟恭", "16911110006") | {k: v for k, v in change.items() if k != "mobile"}
        if "mobile" in change:
            input["contactPoints"] = [{"kind": "mobile", "value": change["mobile"]}]
        answer = await manager.ask(CREATE, i=input)
        assert answer.codes == ["BAD_USER_INPUT"], change
        assert answer.params["field"] == field
        manager.headers["accept-language"] = "zh-CN"
        zh = await manager.ask(CREATE, i=input)
        manager.headers["accept-language"] = "en"
        assert zh.body["errors"][0]["message"] != ""


async def test_reveal_needs_the_right_and_a_reason_and_is_written_down(as_role: AsRole) -> None:
    manager, senior = await as_role("manager"), await as_role("senior")
    document = "mutation($i: RevealInput!) { reveal(input: $i) { coordinate value } }"
    made = (await senior.ask(CREATE, i=_new("徐茂公", "16911110007", idNumber="310101197605079978"))).data[
        "createClient"
    ]
    assert (await senior.ask(document, i={"id": made["id"], "field": "mobile", "reason": "x"})).codes == [
        "BAD_USER_INPUT"
    ]
    seen = await senior.ask(document, i={"id": made["id"], "field": "mobile", "reason": "客户来电核实"})
    assert seen.data["reveal"] == {"coordinate": "Client.mobile", "value": "16911110007"}
    compliance = await as_role("compliance")
    entries = (await compliance.ask(
        "query($s: ID!) { audit(subject: $s) { nodes { action reason actor } } }", s=made["id"]
    )).data["audit"]["nodes"]  # fmt: skip
    assert ("reveal", "客户来电核实") in [(e["action"], e["reason"]) for e in entries]
    own = (
        await manager.ask(
            CREATE, i=_new("单廷珪", "16911110008", idNumber="310101197605079978", allowDuplicate=True)
        )
    ).data
    refused = await manager.ask(
        document, i={"id": own["createClient"]["id"], "field": "idNumber", "reason": "核对证件"}
    )
    assert refused.codes == ["FORBIDDEN"]


async def test_a_foreign_client_cannot_be_changed_and_looks_as_if_he_did_not_exist(as_role: AsRole) -> None:
    manager, executive = await as_role("manager"), await as_role("executive")
    mine = {
        row["id"]
        for row in (await manager.ask("{ clients(first: 100) { nodes { id } } }")).data["clients"]["nodes"]
    }
    rows = (await executive.ask("{ clients(first: 100) { nodes { id version } } }")).data["clients"]["nodes"]
    foreign = next(row for row in rows if row["id"] not in mine)
    refused = await manager.ask(
        UPDATE, i={"id": foreign["id"], "version": foreign["version"], "company": "x"}
    )
    unknown = await manager.ask(UPDATE, i={"id": "client_" + "0" * 32, "version": 1, "company": "x"})
    assert refused.codes == unknown.codes == ["NOT_FOUND"]
    assert refused.body["errors"][0]["message"] == unknown.body["errors"][0]["message"]


async def test_a_logged_call_is_on_the_timeline_with_its_follow_up(as_role: AsRole) -> None:
    manager = await as_role("manager")
    made = (await manager.ask(CREATE, i=_new("王伯当", "16911110009"))).data["createClient"]
    logged = await manager.ask(
        "mutation($i: LogInteractionInput!) { logInteraction(input: $i) { twoWay client { lastInteractionAt } } }",
        i={
            "client": made["id"], "kind": "call", "direction": "out", "channel": "phone", "minutes": 12,
            "summary": "谈到子女教育金", "followUp": {"title": "寄送教育金方案", "priority": "high"},
        },
    )  # fmt: skip
    assert logged.data["logInteraction"]["twoWay"] is True
    found = (await manager.ask(
        """query($id: ID!) { client(id: $id) {
             timeline(first: 10) { edges { node { __typename } } }
             tasks(open: true) { totalCount nodes { id version title assignee { name } } } } }""",
        id=made["id"],
    )).data["client"]  # fmt: skip
    kinds = [edge["node"]["__typename"] for edge in found["timeline"]["edges"]]
    assert {"Interaction", "Task"} <= set(kinds)
    task = found["tasks"]["nodes"][0]
    done = await manager.ask(
        "mutation($i: CompleteTaskInput!) { completeTask(input: $i) { state completedBy { name } outcome } }",
        i={"id": task["id"], "version": task["version"], "outcome": "已寄出"},
    )
    assert done.data["completeTask"]["state"] == "done"
    again = await manager.ask(
        "mutation($i: CompleteTaskInput!) { completeTask(input: $i) { state } }",
        i={"id": task["id"], "version": task["version"] + 1},
    )
    assert again.codes == ["BAD_USER_INPUT"]
