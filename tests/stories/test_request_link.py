"""A client asks for something from a link: without an account, once, and learning nothing of himself."""

from __future__ import annotations

import json
from typing import Any

from backend.auth.tokens import new_session_text
from backend.platform.ids import uuid7
from tests.stories.conftest import ORIGIN, AsRole, browser

CLIENT = """{ clients(first: 20, filter: {kind: {eq: "individual"}}) { nodes { id name mobile } } }"""
LINK = "mutation($i: SendRequestLinkInput!) { sendRequestLink(input: $i) { token } }"
END = "mutation($i: EndRequestLinkInput!) { endRequestLink(input: $i) { id } }"
SEEN = """query($id: ID!) { requests(client: $id, first: 1, orderBy: [{field: CREATED_AT, direction: DESC}]) {
  nodes { type state channel details responseDueAt steps { act } } } }"""
HEADERS = {"x-startrail": "1", "origin": ORIGIN}


async def post(http: Any, path: str, **body: Any) -> Any:
    """The answer to somebody without an account."""
    return await http.post(f"/request/{path}", json=body, headers=HEADERS)


def problem(answered: Any) -> Any:
    """Why it was refused."""
    return answered.json()["errors"][0]["extensions"]["params"]["problem"]


async def test_a_client_asks_from_a_link(product: Any, as_role: AsRole) -> None:
    manager = await as_role("manager")
    rows = (await manager.ask(CLIENT)).data["clients"]["nodes"]
    client = next(row for row in rows if row["mobile"] and row["mobile"][-4:].isdigit())
    token = (await manager.ask(LINK, i={"client": client["id"]})).data["sendRequestLink"]["token"]
    async with browser(product) as stranger:
        opened = await post(stranger, "open", token=token)
        assert opened.status_code == 200, opened.text
        assert client["name"] not in opened.text
        assert set(opened.json()) == {"firm", "expiresAt", "types"}
        types = {each["key"]: each for each in opened.json()["types"]}
        assert {"nav_report", "complaint"} <= set(types)
        signed = {
            "token": token, "type": "nav_report", "details": "请寄最近一期月报。", "form": "{}",
            "tail": client["mobile"][-4:],
        }  # fmt: skip
        wrong = await post(stranger, "send", **signed, name="不是他")
        assert (wrong.status_code, problem(wrong)) == (400, "signature")
        for broken in (
            {"form": "{"}, {"form": "[]"}, {"form": json.dumps({"nothing": 1})}, {"type": "none"},
            {"details": "x" * 20_000},
        ):  # fmt: skip
            refused = await post(stranger, "send", **{**signed, **broken}, name=client["name"])
            assert 400 <= refused.status_code < 500, refused.text
        done = await post(stranger, "send", **signed, name=client["name"])
        assert done.status_code == 200, done.text
        assert set(done.json()) == {"zh", "en", "answerBy"}
        assert (await post(stranger, "open", token=token)).status_code == 404
        for nothing in ("", "x" * 64, token[:-4] + "AAAA", new_session_text(uuid7())):
            assert (await post(stranger, "open", token=nothing)).status_code in {400, 404}
            unknown = await post(stranger, "send", **{**signed, "token": nothing}, name=client["name"])
            assert unknown.status_code in {400, 404}
    (found,) = (await manager.ask(SEEN, id=client["id"])).data["requests"]["nodes"]
    assert found["responseDueAt"] is not None
    assert (found["type"], found["state"], found["channel"]) == ("nav_report", "new", "link")
    assert found["details"] == "请寄最近一期月报。"
    assert [step["act"] for step in found["steps"]] == ["create"]


async def test_a_link_ends_by_hand_by_a_newer_one_and_by_five_wrong_signatures(
    product: Any, as_role: AsRole
) -> None:
    manager = await as_role("manager")
    client = (await manager.ask(CLIENT)).data["clients"]["nodes"][-1]
    tokens = [
        (await manager.ask(LINK, i={"client": client["id"]})).data["sendRequestLink"]["token"]
        for _ in range(2)
    ]
    async with browser(product) as stranger:
        codes = [(await post(stranger, "open", token=token)).status_code for token in tokens]
        assert codes == [404, 200]
        said = {
            "token": tokens[1],
            "type": "nav_report",
            "details": "月报",
            "form": "{}",
            "name": "不是他",
            "tail": "0000",
        }
        codes = [(await post(stranger, "send", **said)).status_code for _ in range(6)]
        assert codes == [400] * 5 + [404]
        last = (await manager.ask(LINK, i={"client": client["id"]})).data["sendRequestLink"]["token"]
        assert (await post(stranger, "open", token=last)).status_code == 200
        assert (await manager.ask(END, i={"client": client["id"]})).data["endRequestLink"]["id"] == client[
            "id"
        ]
        assert (await post(stranger, "open", token=last)).status_code == 404
