"""Service levels by hand: asked for by one, decided by another, over the matrix until their last day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.schema import service_by_hand, service_sweeping
from tests.schema.house import House, build_house, codes_of
from tests.schema.test_service import Settle, content, everybody, person, publish, settle

__all__ = ["settle"]
PROPOSE = "mutation($i: ProposeServiceLevelInput!) { it: proposeServiceLevel(input: $i) { id serviceCell } }"
END = "mutation($i: VersionedInput!) { it: endServiceLevel(input: $i) { id serviceCell } }"
DECIDE = "mutation($i: DecideApprovalInput!) { it: decideApproval(input: $i) { id state } }"
WITHDRAW = "mutation($i: ApprovalCommentInput!) { it: withdrawApproval(input: $i) { id state } }"
LEVEL = "id version cell until reason state askedBy { name } decidedBy { name } approval"
SERVICE = (
    "query($id: ID!) { client(id: $id) { serviceCell ownerFits service {"
    f" byHand {{ {LEVEL} }} asked {{ {LEVEL} }} levelsByHand {{ {LEVEL} }}"
    " breach { isTold } history { fromCell toCell } } } }"
)
APPROVAL = "query($id: ID!) { approval(id: $id) { version state form } }"
HISTORY = (
    "query($id: ID!) { client(id: $id) { history(first: 50) { nodes { type changes { field after } } } } }"
)


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    return await build_house(database, vault, "级别资管")


async def told(house: House, client: str, who: str = "client_manager") -> dict[str, Any]:
    """What somebody reads of the level."""
    found = (await house.data(who, SERVICE, id=client))["client"]
    return {"cell": found["serviceCell"], "fits": found["ownerFits"], **found["service"]}


async def propose(house: House, client: str, who: str = "client_manager", **more: Any) -> Any:
    """A level that somebody asks for."""
    until = (business_date() + timedelta(days=30)).isoformat()
    given = {
        "client": client,
        "cell": "uhnw",
        "until": until,
        "reason": "子女接班，提前按超高净值服务",
        **more,
    }
    return await house.ask(who, PROPOSE, i=given)


async def decide(house: House, client: str, decision: str = "APPROVE", who: str = "executive") -> Any:
    """What a second person says."""
    id = (await told(house, client))["asked"]["approval"]
    version = (await house.data(who, APPROVAL, id=id))["approval"]["version"]
    return await house.ask(
        who, DECIDE, i={"id": id, "version": version, "decision": decision, "comment": "知悉"}
    )


def problem(answer: Any) -> tuple[str, str]:
    """What was refused, and why."""
    params = answer["errors"][0]["extensions"]["params"]
    return params["field"], params["problem"]


async def test_a_level_holds_when_a_second_person_approved_it_and_ends_by_itself(
    house: House, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await person(house, "甲", "5000000")
    await everybody(house, settle)
    assert (await told(house, client))["cell"] == "hnw"
    assert "errors" not in await propose(house, client)
    await settle()
    found = await told(house, client)
    assert (found["cell"], found["byHand"], found["asked"]["state"]) == ("hnw", None, "asked")
    assert problem(await propose(house, client, cell="affluent")) == ("client", "service_asked")
    # He who asked does not decide.
    own = await decide(house, client, who="client_manager")
    assert "errors" in own
    assert (await decide(house, client))["data"]["it"]["state"] == "approved"
    await settle()
    found = await told(house, client)
    until = (business_date() + timedelta(days=30)).isoformat()
    held = found["byHand"]
    assert (found["cell"], held["until"], held["state"]) == ("uhnw", until, "held")
    assert held["askedBy"]["name"] != held["decidedBy"]["name"]
    assert found["asked"] is None
    # Violations follow: a partner has to serve him as long as it lasts.
    assert (found["fits"], found["breach"]) == (False, {"isTold": True})
    listed = """{ clients(filter: {serviceCell: {eq: "uhnw"}}) { nodes { id } } }"""
    assert (await house.data("client_manager", listed))["clients"]["nodes"] == [{"id": client}]
    history = str(await house.data("client_manager", HISTORY, id=client))
    assert "service_by_hand" in history
    # On its last day it counts, on the next it does not.
    for days, cell, state in ((30, "uhnw", "held"), (31, "hnw", "over")):
        day = business_date() + timedelta(days=days)
        for module in (service_sweeping, service_by_hand):
            monkeypatch.setattr(module, "business_date", lambda day=day: day)
        await everybody(house, settle)
        found = await told(house, client)
        assert (found["cell"], found["levelsByHand"][0]["state"]) == (cell, state)
    assert (found["byHand"], found["fits"], found["breach"]) == (None, None, None)
    assert [(line["fromCell"], line["toCell"]) for line in found["history"]] == [
        ("uhnw", "hnw"), ("hnw", "uhnw"), (None, "hnw"),
    ]  # fmt: skip


async def test_it_is_ended_before_its_time_and_what_is_refused_or_withdrawn_never_holds(
    house: House, settle: Settle
) -> None:
    client = await person(house, "乙", "5000000")
    await everybody(house, settle)
    assert "errors" not in await propose(house, client)
    assert (await decide(house, client, "REJECT"))["data"]["it"]["state"] == "rejected"
    await settle()
    found = await told(house, client)
    assert (found["cell"], found["asked"], found["levelsByHand"][0]["state"]) == ("hnw", None, "refused")
    assert found["levelsByHand"][0]["decidedBy"] is None
    assert "errors" not in await propose(house, client)
    id = (await told(house, client))["asked"]["approval"]
    version = (await house.data("client_manager", APPROVAL, id=id))["approval"]["version"]
    assert "errors" not in await house.ask("client_manager", WITHDRAW, i={"id": id, "version": version})
    # Withdrawn, it is in nobody's way, also before the worker has looked.
    assert "errors" not in await propose(house, client)
    assert "errors" not in await decide(house, client)
    await settle()
    held = (await told(house, client))["byHand"]
    given = {"id": held["id"], "version": held["version"]}
    assert codes_of(await house.ask("client_manager", END, i={**given, "version": 99})) == ["CONFLICT"]
    assert "errors" not in await house.ask("client_manager", END, i=given)
    await settle()
    found = await told(house, client)
    assert (found["cell"], found["byHand"], found["levelsByHand"][0]["state"]) == ("hnw", None, "ended")
    again = await house.ask("client_manager", END, i={**given, "version": given["version"] + 1})
    assert problem(again) == ("id", "state")


async def test_what_cannot_be_asked_for(house: House, settle: Settle) -> None:
    client = await person(house, "丙", "5000000")
    await everybody(house, settle)
    today = business_date()
    for given, said in (
        ({"cell": "nobody"}, ("cell", "choice")),
        ({"cell": "hnw"}, ("cell", "service_same")),
        ({"until": (today - timedelta(days=1)).isoformat()}, ("until", "range")),
        ({"until": (today + timedelta(days=400)).isoformat()}, ("until", "range")),
        ({"reason": " "}, ("reason", "required")),
        ({"reason": "x" * 401}, ("reason", "too_long")),
    ):
        assert problem(await propose(house, client, **given)) == said
    for who in ("compliance", "auditor"):
        assert codes_of(await propose(house, client, who=who)) == ["FORBIDDEN"]
    assert (await told(house, client))["levelsByHand"] == []


async def test_a_cell_that_is_no_more_leaves_the_client_to_the_matrix(house: House, settle: Settle) -> None:
    client = await person(house, "丁", "5000000")
    await everybody(house, settle)
    assert "errors" not in await propose(house, client, cell="affluent")
    assert "errors" not in await decide(house, client)
    await settle()
    assert (await told(house, client))["cell"] == "affluent"
    matrix = await content(house)
    matrix["cells"] = [each for each in matrix["cells"] if each["key"] != "affluent"]
    assert "errors" not in await publish(house, matrix)
    await settle()
    found = await told(house, client)
    assert (found["cell"], found["byHand"]) == ("hnw", None)
