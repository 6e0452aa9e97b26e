"""Automations and other systems: who may start one, what is sent where, and what is never sent."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.automations.hooks import PREFIX
from backend.automations.runs import AutomationSend
from backend.book.birthdays import next_birthday
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.schema.automation_routes import AutomationRoutes
from backend.track.approval_callbacks import signature_of
from backend.workers.automation_sender import AutomationSender
from backend.workers.outgoing import Barred, Caller, InDoubt, Unreached, is_open
from tests.schema.automating import AUTHOR, content, hurry, made, off, runs, step, worked
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of
from tests.schema.test_journeys import MANAGER

OPEN = "mutation($i: AutomationHookInput!) { it: openAutomationHook(input: $i) { number path secret } }"
CLOSE = "mutation($i: AutomationHookInput!) { it: closeAutomationHook(input: $i) { hook { open number } } }"
SETTLE = "mutation($i: SettleAutomationSendInput!) { it: settleAutomationSend(input: $i) { id } }"
PUBLISH = "mutation($i: PublishAutomationInput!) { it: publishAutomation(input: $i) { id } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    return await build_house(database, vault, "对接资管")


async def called(house: House, path: str, secret: str, told: Any, **head: str) -> Response:
    """What is answered to a call."""
    body = told if isinstance(told, bytes) else orjson.dumps(told)
    at, nonce = head.get("at", str(int(now().timestamp()))), head.get("nonce", uuid4().hex)
    headers = {
        "content-type": "application/json",
        "x-startrail-timestamp": at,
        "x-startrail-nonce": nonce,
        "x-startrail-signature": head.get("signature", signature_of(secret, at, nonce, body)),
    }
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "client": ("::1", 1),
        "path_params": {"token": path.removeprefix(PREFIX)},
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    (route,) = AutomationRoutes(house.database, house.vault, house.policies).routes
    assert isinstance(route, Route)
    answer: Response = await route.endpoint(Request(scope, receive))
    return answer


async def test_a_call_starts_a_run_once_and_only_by_its_path_and_signature(house: House) -> None:
    id = await made(
        house,
        content(
            step("task", "create_task", assignee="owner", title="外部 {trigger.order}"),
            trigger={"kind": "webhook"},
        ),
    )
    hook = (await house.data(AUTHOR, OPEN, i={"automation": id, "number": 0}))["it"]
    client_id, _ = await new_client(house, MANAGER)
    told = {"client": public_id("client", client_id), "facts": {"order": "A-1", "n": 3}}
    nonce = uuid4().hex
    answer = await called(house, hook["path"], hook["secret"], told, nonce=nonce)
    assert (answer.status_code, orjson.loads(bytes(answer.body))) == (200, {"runs": 1})
    for head, path in (
        ({"nonce": nonce}, hook["path"]),
        ({"signature": "0" * 64}, hook["path"]),
        ({"at": str(int(now().timestamp()) - 301)}, hook["path"]),
        ({}, hook["path"][:-1] + ("0" if hook["path"][-1] != "0" else "1")),
        ({}, PREFIX + "x" * 128),
    ):
        assert (await called(house, path, hook["secret"], told, **head)).status_code in (401, 404)
    odds: tuple[Any, ...] = (
        b"{",
        [],
        {"facts": {"a": [1]}},
        {"client": "client_" + "0" * 32},
        {"x": 1},
        {"facts": {"a b": 1}},
    )
    for odd in odds:
        assert (await called(house, hook["path"], hook["secret"], odd)).status_code == 400
    await worked(house)
    (run,) = await runs(house, id)
    assert (run["state"], run["event"], run["facts"]) == ("done", "webhook", {"order": "A-1", "n": 3})
    again = (await house.data(AUTHOR, OPEN, i={"automation": id, "number": 1}))["it"]
    assert (await called(house, hook["path"], hook["secret"], told)).status_code == 404
    assert (await house.data(AUTHOR, CLOSE, i={"automation": id, "number": 2}))["it"]["hook"]["open"] is False
    assert (await called(house, again["path"], again["secret"], told)).status_code == 404
    assert codes_of(await house.ask(MANAGER, OPEN, i={"automation": id, "number": 2})) == ["FORBIDDEN"]
    await off(house, id)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1"),
        *("::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:1::1", "ff02::1", "nonsense", ""),
    ],
)
def test_addresses_inside_are_never_called(address: str) -> None:
    assert not is_open(address)


def test_addresses_of_the_open_network_are_called() -> None:
    assert is_open("8.8.8.8")
    assert is_open("2606:4700::1111")


async def test_a_name_with_one_address_inside_is_barred_and_so_are_other_schemes() -> None:
    async def both(_host: str, _port: int) -> Sequence[str]:
        return ["8.8.8.8", "10.0.0.1"]

    with pytest.raises(Barred):
        await Caller(resolve=both).post("https://example.com/", b"{}", {})
    with pytest.raises(Barred):
        await Caller(resolve=both).post("http://example.com/", b"{}", {})
    with pytest.raises(Barred):
        await Caller().post("https://[::1]/", b"{}", {})


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://example.com",
            "https://user:x@example.com",
            "ftp://example.com",
            "https://",
            "//example.com",
        ),
        *(
            "https://exa mple.com",
            "https://example.com/#x",
            "https://example.com:99999/",
            "javascript:1",
            "https://例.com",
        ),
    ],
)
async def test_addresses_that_are_none_are_refused(house: House, url: str) -> None:
    given = content(step("call", "call_webhook", url=url))
    row = (await house.data(AUTHOR, 'mutation { it: createAutomation(input: {zh: "一", en: "a"}) { id } }'))[
        "it"
    ]
    answer = await house.ask(AUTHOR, PUBLISH, i={"automation": row["id"], "base": 0, "content": given})
    assert codes_of(answer) == ["BAD_USER_INPUT"]


class Answering(Caller):
    """A caller that answers as it is told, and keeps what it was given."""

    def __init__(self, *answers: int | Exception) -> None:
        super().__init__(tls=ssl.create_default_context())
        object.__setattr__(self, "answers", list(answers))
        object.__setattr__(self, "seen", [])

    async def post(self, url: str, body: bytes, headers: Any) -> int:
        self.seen.append((url, orjson.loads(body), dict(headers)))  # type: ignore[attr-defined]
        answer = self.answers.pop(0)  # type: ignore[attr-defined]
        if isinstance(answer, Exception):
            raise answer
        return int(answer)


async def sends(house: House, id: str) -> list[AutomationSend]:
    """What an automation sends."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        rows = await session.scalars(
            select(AutomationSend).where(
                AutomationSend.firm_id == house.firm_id,
                AutomationSend.automation_id == own_id("automation", id),
            )
        )
        return list(rows)


async def test_what_is_sent_is_signed_keyed_tried_again_and_in_doubt_told_to_a_person(house: House) -> None:
    id = await made(house, content(step("call", "call_webhook", url="https://example.com/in")))
    hook = (await house.data(AUTHOR, OPEN, i={"automation": id, "number": 0}))["it"]
    client_id, _ = await new_client(house, MANAGER)
    await worked(house)
    caller = Answering(Unreached(), 503, InDoubt(), 204)
    sender = AutomationSender(house.database, house.vault, caller)
    for _ in range(3):
        await due_now(house, id)
        await sender.sweep()
    (send,) = await sends(house, id)
    assert (send.state, send.attempts, send.due_at, send.error) == ("in_doubt", 3, None, "no_answer")
    assert await sender.sweep() == 0
    (run,) = await runs(house, id)
    await house.data(AUTHOR, SETTLE, i={"run": run["id"], "send": run["sends"][0]["id"], "sent": False})
    await sender.sweep()
    (send,) = await sends(house, id)
    assert (send.state, send.status) == ("sent", 204)
    seen = caller.seen  # type: ignore[attr-defined]
    assert len({headers["idempotency-key"] for _, _, headers in seen}) == 1
    url, body, headers = seen[-1]
    assert (url, body["client"], body["event"]) == (
        "https://example.com/in", public_id("client", client_id), "client.created"
    )  # fmt: skip
    assert headers["x-startrail-signature"] == signature_of(
        hook["secret"], headers["x-startrail-timestamp"], headers["x-startrail-nonce"], orjson.dumps(body)
    )
    assert not any(isinstance(value, str) and "新客" in value for value in body["facts"].values())
    await off(house, id)


async def due_now(house: House, id: str) -> None:
    """Let what waits to be sent be due."""
    for row in await sends(house, id):
        if row.state == "queued":
            async with house.database.as_system(house.firm_id, "tests") as session:
                found = await session.get_one(AutomationSend, (house.firm_id, row.id))
                found.due_at = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


async def test_what_a_killed_sender_left_behind_is_in_doubt_and_not_sent_again(house: House) -> None:
    id = await made(house, content(step("call", "call_webhook", url="https://example.com/in")))
    await new_client(house, MANAGER)
    await worked(house)
    (send,) = await sends(house, id)
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = await session.get_one(AutomationSend, (house.firm_id, send.id))
        row.state, row.due_at = "sending", datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    await AutomationSender(house.database, house.vault, Answering()).sweep()
    (send,) = await sends(house, id)
    assert (send.state, send.error) == ("in_doubt", "worker_ended")
    await off(house, id)


async def test_an_answer_is_read_over_a_connection_and_silence_is_doubt() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/quiet" not in head:
            writer.write(b"HTTP/1.1 302 Found\r\nlocation: https://10.0.0.1/\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def here(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    caller = Caller(resolve=here, allow=lambda _: True, tls=None, patience=5)
    assert await _plain(caller, f"https://example.com:{port}/") == 302
    with pytest.raises(InDoubt):
        await _plain(caller, f"https://example.com:{port}/quiet")
    server.close()
    with pytest.raises(Unreached):
        await _plain(caller, f"https://example.com:{port}/")


async def _plain(caller: Caller, url: str) -> int:
    return await caller.post(url, b"{}", {"idempotency-key": "x"})


async def test_a_day_before_a_date_and_a_schedule_start_runs_of_those_they_are_about(house: House) -> None:
    today = business_date()
    born_today = next_birthday(today.replace(year=1980), today).replace(year=1980)
    client_id, _ = await new_client(house, MANAGER, birthDate=born_today)
    await new_client(house, MANAGER, birthDate=born_today - timedelta(days=40))
    task = step("task", "create_task", assignee="owner", title="生日")
    day = {"kind": "date", "field": "birthDate", "days": 0, "yearly": True, "at": "00:00"}
    born = await made(house, content(task, trigger=day))
    daily = {"kind": "schedule", "rule": "FREQ=DAILY", "starts": "2026-01-01", "at": "08:00", "over": "firm"}
    report = await made(
        house, content(step("tell", "notify", to=["role:operations"], text="日报"), trigger=daily)
    )
    for id in (born, report):
        await hurry(house, id)
    await worked(house)
    assert [run["client"]["id"] for run in await runs(house, born)] == [public_id("client", client_id)]
    assert [run["client"] for run in await runs(house, report)] == [None]
    await worked(house)
    assert len(await runs(house, report)) == 1
    for id in (born, report):
        await off(house, id)
