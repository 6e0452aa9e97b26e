"""Messages on the timeline of a client: in their place in time, as far as the reader may see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.platform.clock import now
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level
from backend.platform.versions import locked
from backend.retain import message_plans
from backend.retain.message_texts import Text
from backend.retain.messages import HELD, SENT, Message
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, widened

MANAGER, OUTSIDE = "client_manager", "client_manager#2"
STREAM = """query($id: ID!, $kinds: [TimelineKind!]) { client(id: $id) { timeline(kinds: $kinds, first: 50) { edges {
  at node { __typename ... on Message { id state subject reasons { code } client { id } } } } } } }"""
LIST = "query($id: ID!) { client(id: $id) { messages { totalCount nodes { id state purpose } } } }"
NODE = "query($id: ID!) { node(id: $id) { __typename ... on Message { state subject body } } }"
BOTH = pytest.mark.parametrize("route", [OPERATIONS, ORDINARY], ids=["compiled", "ordinary"])


@pytest.fixture(scope="module")
async def written(house: House) -> str:
    """A client with a message that was sent two days after it was written, one that is held, one that waits."""
    id, _ = await new_client(house, MANAGER)
    async with house.database.change(await house.principal(MANAGER)) as session:
        for n, state in enumerate((SENT, HELD, "planned")):
            row = (
                await message_plans.plan(
                    session, house.vault, [id], message_plans.Wording(text=Text(f"第{n}封", "您好")),
                    message_plans.Cause("person", lambda _client, n=n: f"stream:{n}"),  # type: ignore[misc]
                )
            )[0]  # fmt: skip
            row = await locked(session, Message, row.id)
            row.state, row.due_at = state, None
            if state == SENT:
                row.sent_at = row.began_at = now() + timedelta(days=2)
            if state == HELD:
                row.reasons = [{"code": "no_consent", "params": {"purpose": "care"}}]
    return public_id("client", id)


async def _told(house: House, who: Any, id: str, route: Any, *kinds: str) -> list[dict[str, Any]]:
    answer = await house.ask_by(route, who, STREAM, {"id": id, "kinds": list(kinds) or None})
    assert "errors" not in answer, answer["errors"]
    return list(answer["data"]["client"]["timeline"]["edges"])


@BOTH
async def test_each_message_stands_where_it_was_sent_or_written_with_its_state(
    house: House, written: str, route: Any
) -> None:
    edges = await _told(house, MANAGER, written, route, "MESSAGE")
    assert [(edge["node"]["subject"], edge["node"]["state"]) for edge in edges] == [
        ("第0封", SENT), ("第2封", "planned"), ("第1封", HELD),
    ]  # fmt: skip
    assert [[each["code"] for each in edge["node"]["reasons"]] for edge in edges] == [[], [], ["no_consent"]]
    whole = await _told(house, MANAGER, written, route)
    assert whole[0]["node"]["subject"] == "第0封"  # later than all that happened today
    assert {edge["node"]["__typename"] for edge in whole} >= {"Message", "AuditEntry"}
    listed = await house.ask_by(route, MANAGER, LIST, {"id": written})
    assert listed["data"]["client"]["messages"]["totalCount"] == 3


@BOTH
async def test_a_message_is_opened_by_its_id_by_whom_its_client_is_open_to(
    house: House, written: str, route: Any
) -> None:
    id = (await _told(house, MANAGER, written, route, "MESSAGE"))[0]["node"]["id"]
    assert own_id("message", id)
    found = (await house.ask_by(route, MANAGER, NODE, {"id": id}))["data"]["node"]
    assert (found["state"], found["subject"], found["body"]) == (SENT, "第0封", "您好")
    assert (await house.ask_by(route, OUTSIDE, NODE, {"id": id}))["data"]["node"] is None


@BOTH
async def test_without_a_right_on_messages_the_timeline_leaves_them_out(
    house: House, written: str, route: Any
) -> None:
    asker = await house.principal(MANAGER)
    blind = widened(asker, Client__messages=(Level.NONE,) * 4)
    edges = await _told(house, blind, written, route)
    assert edges
    assert "Message" not in {edge["node"]["__typename"] for edge in edges}
