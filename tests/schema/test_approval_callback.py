"""Decisions from another system: taken once, fresh and signed, and no more than the person could decide here."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.platform.clock import now
from backend.schema.approval_routes import ApprovalRoutes
from backend.track.approval_callbacks import signature_of
from tests.schema.house import House, codes_of
from tests.schema.test_approvals import MANAGER, asked, kind, read, step

OPEN = "mutation($i: ApprovalGateInput!) { it: openApprovalGate(input: $i) { number secret } }"
CLOSE = "mutation($i: ApprovalGateInput!) { it: closeApprovalGate(input: $i) { number open } }"
GATE = "{ approvalGate { number open } }"
KEEPER = "policy_admin"


async def secret(house: House) -> str:
    """A new secret of the firm."""
    made: str = (await house.data(KEEPER, OPEN, i=await gate(house)))["it"]["secret"]
    return made


async def gate(house: House) -> dict[str, int]:
    """The gate as an input names it."""
    return {"number": (await house.data(KEEPER, GATE))["approvalGate"]["number"]}


async def sent(house: House, secret: str, told: dict[str, Any], **head: str) -> Response:
    """The answer to a message. head: of it, where it is another than it should be."""
    body = orjson.dumps(told)
    at, nonce = head.get("at", str(int(now().timestamp()))), head.get("nonce", uuid4().hex)
    headers = {
        "content-type": "application/json",
        "x-startrail-firm": head.get("firm", house.firm_id.hex),
        "x-startrail-timestamp": at,
        "x-startrail-nonce": nonce,
        "x-startrail-signature": head.get("signature", signature_of(secret, at, nonce, body)),
    }
    scope = {
        "type": "http", "method": "POST", "path": "/approvals/callback", "query_string": b"", "client": ("::1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    (route,) = ApprovalRoutes(house.database, house.vault).routes
    assert isinstance(route, Route)
    answer: Response = await route.endpoint(Request(scope, receive))
    return answer


def told_in(answer: Response) -> Any:
    """The JSON of an answer."""
    return orjson.loads(bytes(answer.body))


async def test_a_decision_comes_once_fresh_and_signed(house: House) -> None:
    key = await secret(house)
    one = await asked(house, await kind(house, step("legal", [house.user("legal"), house.user("finance")])))
    told = {"approval": one["id"], "user": house.user("legal"), "decision": "approve", "comment": "企业微信"}
    at, nonce = str(int(now().timestamp())), uuid4().hex
    for head in (
        {"signature": "0" * 64},
        {"at": str(int(now().timestamp()) - 301)},
        {"at": str(int(now().timestamp()) + 301)},
        {"at": "soon"},
        {"nonce": "short"},
        {"firm": uuid4().hex},
        {"firm": "nobody"},
    ):
        assert (await sent(house, key, told, **head)).status_code == 401, head
    assert (await read(house, one))["acts"][-1]["act"] == "submit"
    answer = await sent(house, key, told, at=at, nonce=nonce)
    assert (answer.status_code, told_in(answer)["state"]) == (200, "pending")
    assert (await sent(house, key, told, at=at, nonce=nonce)).status_code == 401
    last = (await read(house, one))["acts"][-1]
    assert (last["act"], last["by"]["id"], last["comment"]) == ("approve", house.user("legal"), "企业微信")


@pytest.mark.parametrize("who", [MANAGER, "executive"])
async def test_it_decides_no_more_than_the_person_could_here(house: House, who: str) -> None:
    key = await secret(house)
    one = await asked(house, await kind(house, step("legal", [house.user("legal")])))
    told = {"approval": one["id"], "user": house.user(who), "decision": "approve"}
    answer = await sent(house, key, told)
    assert answer.status_code == 400
    wanted = "four_eyes" if who == MANAGER else "approval_signer"
    assert told_in(answer)["errors"][0]["extensions"]["params"]["problem"] == wanted
    for wrong in (
        {"decision": "perhaps"},
        {"user": "user_x"},
        {"approval": house.user("legal")},
        {"user": 3},
    ):
        assert (await sent(house, key, {**told, **wrong})).status_code == 400
    assert (await read(house, one))["state"] == "pending"


async def test_an_old_secret_and_a_shut_gate_take_nothing(house: House) -> None:
    old = await secret(house)
    new = await secret(house)
    one = await asked(house, await kind(house, step("legal", [house.user("legal")])))
    told = {"approval": one["id"], "user": house.user("legal"), "decision": "approve"}
    assert (await sent(house, old, told)).status_code == 401
    await house.data(KEEPER, CLOSE, i=await gate(house))
    assert (await sent(house, new, told)).status_code == 401
    assert codes_of(await house.ask(MANAGER, OPEN, i={"number": 0})) == ["FORBIDDEN"]
