"""A client answers the questionnaire from a link: without an account, once, and learning nothing of himself."""

from __future__ import annotations

import json
from typing import Any

from backend.auth.tokens import new_session_text
from backend.platform.ids import uuid7
from tests.stories.conftest import ORIGIN, AsRole, browser

CLIENT = (
    """{ clients(first: 20, filter: {kind: {eq: "individual"}}) { nodes { id name mobile riskLevel } } }"""
)
LINK = "mutation($i: SendAssessmentLinkInput!) { sendAssessmentLink(input: $i) { token } }"
HEADERS = {"x-startrail": "1", "origin": ORIGIN}


async def post(http: Any, path: str, **body: Any) -> Any:
    """The answer to somebody without an account."""
    return await http.post(f"/assessment/{path}", json=body, headers=HEADERS)


async def test_a_client_answers_from_a_link(product: Any, as_role: AsRole) -> None:
    manager = await as_role("manager")
    rows = (await manager.ask(CLIENT)).data["clients"]["nodes"]
    client = next(row for row in rows if row["mobile"] and row["mobile"][-4:].isdigit())
    token = (await manager.ask(LINK, i={"client": client["id"]})).data["sendAssessmentLink"]["token"]
    async with browser(product) as stranger:
        opened = await post(stranger, "open", token=token)
        assert opened.status_code == 200, opened.text
        sheet = opened.json()
        assert client["name"] not in opened.text
        assert set(sheet) == {"firm", "rules", "expiresAt", "questions"}
        assert "points" not in opened.text
        answers = json.dumps({each["key"]: [each["answers"][-1]["key"]] for each in sheet["questions"]})
        signed = {
            "token": token,
            "answers": answers,
            "rules": str(sheet["rules"]),
            "tail": client["mobile"][-4:],
        }
        wrong = await post(stranger, "answer", **signed, name="不是他")
        assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]["params"]["problem"]) == (
            400,
            "signature",
        )
        for broken in ({"answers": "{"}, {"answers": "[]"}, {"rules": "x"}, {"rules": "7"}, {"tail": ""}):
            refused = await post(stranger, "answer", **{**signed, **broken}, name=client["name"])
            assert 400 <= refused.status_code < 500, refused.text
        done = await post(stranger, "answer", **signed, name=client["name"])
        assert done.status_code == 200, done.text
        assert done.json()["level"] == "C5"
        assert (await post(stranger, "open", token=token)).status_code == 404
        for nothing in ("", "x" * 64, token[:-4] + "AAAA", new_session_text(uuid7())):
            assert (await post(stranger, "open", token=nothing)).status_code in {400, 404}
            unknown = await post(stranger, "answer", **{**signed, "token": nothing}, name=client["name"])
            assert unknown.status_code in {400, 404}
    seen = "query($id: ID!) { client(id: $id) { riskLevel suitability { assessments { channel level state } } } }"
    found = (await manager.ask(seen, id=client["id"])).data["client"]
    assert found["riskLevel"] == "C5"
    assert found["suitability"]["assessments"][0] == {"channel": "link", "level": "C5", "state": "valid"}


async def test_an_address_that_asks_too_often_waits(product: Any) -> None:
    async with browser(product) as stranger:
        codes = [(await post(stranger, "open", token="x" * 64)).status_code for _ in range(70)]
    assert codes[0] == 404
    assert codes[-1] == 429
