"""Minutes: who took part, what about, what is wanted, and what was agreed on, all of it or nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from backend.platform.ids import public_id
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of

MANAGER, OUTSIDE = "client_manager", "client_manager#2"
MINUTE = """id version kind minutes summary needs topics participants { name user { id } client { id } }
  tasks { id title state dueAt assignee { id } interaction { id } }"""
LOG = """mutation($input: LogInteractionInput!, $key: String) {
  it: logInteraction(input: $input, idempotencyKey: $key) {%s} }"""
UPDATE = "mutation($input: UpdateInteractionInput!) { it: updateInteraction(input: $input) {%s} }" % MINUTE  # noqa: UP031
NODE = "query($id: ID!) { it: node(id: $id) { ... on Interaction {%s} } }" % MINUTE  # noqa: UP031
OPEN = "query($id: ID!) { client(id: $id) { tasks(open: true) { totalCount } interactions { totalCount } } }"


async def _client(house: House, role: str = MANAGER) -> str:
    id, _ = await new_client(house, role)
    return public_id("client", id)


def _minute(client: str, **more: Any) -> dict[str, Any]:
    return {
        "client": client, "kind": "meeting", "direction": "both", "channel": "meeting", "minutes": 45,
        "at": "2026-11-20T10:00:00+08:00", "summary": "年度回顾", "needs": "想了解家族信托", **more,
    }  # fmt: skip


async def _log(
    house: House, minute: dict[str, Any], who: str = MANAGER, key: str | None = None
) -> dict[str, Any]:
    made: dict[str, Any] = (await house.data(who, LOG % MINUTE, input=minute, key=key))["it"]
    return made


async def test_a_minute_holds_people_topics_needs_and_its_next_steps_as_tasks(house: House) -> None:
    client, wife = await _client(house), await _client(house)
    assistant = house.user("assistant")
    made = await _log(
        house,
        _minute(
            client,
            topics=["家族与传承", "资产配置"],
            participants=[{"user": assistant}, {"client": wife}, {"name": "王秘书"}],
            nextSteps=[
                {"title": "约信托律师", "dueAt": "2026-12-01T10:00:00+08:00", "assignee": assistant},
                {"title": "寄资料"},
            ],
        ),
    )
    assert made["topics"] == ["家族与传承", "资产配置"]
    assert made["needs"] == "想了解家族信托"
    assert made["participants"] == [
        {"name": None, "user": {"id": assistant}, "client": None},
        {"name": None, "user": None, "client": {"id": wife}},
        {"name": "王秘书", "user": None, "client": None},
    ]
    assert [(task["title"], task["assignee"]["id"]) for task in made["tasks"]] == [
        ("约信托律师", assistant),
        ("寄资料", house.user(MANAGER)),
    ]
    assert {task["interaction"]["id"] for task in made["tasks"]} == {made["id"]}


async def test_a_minute_sent_twice_is_one_with_its_tasks_once(house: House) -> None:
    client = await _client(house)
    minute = _minute(client, nextSteps=[{"title": "一"}, {"title": "二"}])
    first = await _log(house, minute, key="minute-1")
    assert (await _log(house, minute, key="minute-1"))["id"] == first["id"]
    there = (await house.data(MANAGER, OPEN, id=client))["client"]
    assert there == {"tasks": {"totalCount": 2}, "interactions": {"totalCount": 1}}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nextSteps": [{"title": "好"}, {"title": " "}]}, "title"),
        ({"nextSteps": [{"title": "好"}, {"title": "给谁", "assignee": public_id("user", UUID(int=5))}]}, "assignee"),
        ({"nextSteps": [{"title": str(n)} for n in range(21)]}, "nextSteps"),
        ({"topics": ["没有的话题"]}, "topics"),
        ({"participants": [{}]}, "participants"),
        ({"participants": [{"name": "x"}] * 51}, "participants"),
        ({"needs": "x" * 4001}, "needs"),
    ],
)  # fmt: skip
async def test_a_minute_with_something_wrong_leaves_nothing_behind(
    house: House, wrong: Any, field: str
) -> None:
    client = await _client(house)
    answer = await house.ask(MANAGER, LOG % "id", input=_minute(client, **wrong))
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["extensions"]["params"]["field"] == field
    there = (await house.data(MANAGER, OPEN, id=client))["client"]
    assert there == {"tasks": {"totalCount": 0}, "interactions": {"totalCount": 0}}


async def test_somebody_elses_client_cannot_be_named_and_is_not_shown(house: House) -> None:
    own, others = await _client(house), await _client(house, OUTSIDE)
    answer = await house.ask(MANAGER, LOG % "id", input=_minute(own, participants=[{"client": others}]))
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    shared = await _log(house, _minute(others, participants=[{"client": others}]), OUTSIDE)
    # Both may be seen by who sees the firm, and by nobody of the other book.
    assert (await house.data("operations", NODE, id=shared["id"]))["it"]["participants"][0]["client"]
    assert (await house.data(MANAGER, NODE, id=shared["id"]))["it"] is None


async def test_a_correction_is_versioned_and_its_history_tells_from_what_to_what(house: House) -> None:
    client = await _client(house)
    made = await _log(house, _minute(client, topics=["资产配置"], participants=[{"name": "王秘书"}]))
    change = {
        "id": made["id"], "version": made["version"], "summary": "半年回顾", "topics": ["资产配置", "税务与法律"],
        "at": "2026-11-18T10:00:00+08:00",
    }  # fmt: skip
    changed = (await house.data(MANAGER, UPDATE, input=change))["it"]
    assert changed["version"] == made["version"] + 1
    assert changed["participants"] == made["participants"]
    stale = await house.ask(MANAGER, UPDATE, input=change)
    assert codes_of(stale) == ["CONFLICT"]
    assert stale["errors"][0]["extensions"]["params"]["fields"] == ["at", "summary", "topics"]
    told = await house.data(
        MANAGER,
        """query($id: ID!) { node(id: $id) { ... on Interaction {
          history { nodes { action changes { field before after } } } client { lastInteractionAt } } } }""",
        id=made["id"],
    )
    latest, first = told["node"]["history"]["nodes"]
    assert (latest["action"], first["action"]) == ("update", "create")
    changes = {one["field"]: (one["before"], one["after"]) for one in latest["changes"]}
    assert changes["summary"] == ("年度回顾", "半年回顾")
    assert changes["topics"] == ("资产配置", "资产配置, 税务与法律")
    assert told["node"]["client"]["lastInteractionAt"] == "2026-11-18T02:00:00+00:00"


async def test_who_may_only_read_an_interaction_may_not_correct_it(house: House) -> None:
    made = await _log(house, _minute(await _client(house)))
    answer = await house.ask(
        "executive", UPDATE, input={"id": made["id"], "version": made["version"], "summary": "别人的"}
    )
    assert codes_of(answer) == ["FORBIDDEN"]


async def test_a_retired_topic_is_offered_no_more_and_stays_where_it_was_written(house: House) -> None:
    topic = (
        await house.data(
            "team_lead", 'mutation { it: createTopic(input: {name: "另类投资"}) { id version name retired } }'
        )
    )["it"]
    client = await _client(house)
    made = await _log(house, _minute(client, topics=["另类投资"]))
    retire = "mutation($input: UpdateTopicInput!) { updateTopic(input: $input) { retired } }"
    await house.data(
        "team_lead", retire, input={"id": topic["id"], "version": topic["version"], "retired": True}
    )
    again = await house.ask(MANAGER, LOG % "id", input=_minute(client, topics=["另类投资"]))
    assert codes_of(again) == ["BAD_USER_INPUT"]
    kept = {"id": made["id"], "version": made["version"], "topics": ["另类投资", "资产配置"]}
    assert (await house.data(MANAGER, UPDATE, input=kept))["it"]["topics"] == ["另类投资", "资产配置"]
    taken = await house.ask("team_lead", 'mutation { createTopic(input: {name: "资产配置"}) { id } }')
    assert codes_of(taken) == ["BAD_USER_INPUT"]
