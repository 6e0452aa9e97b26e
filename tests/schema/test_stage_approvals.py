"""Approvals of a journey's stage: asked once for each stay, in parallel, missing until granted, asked anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.platform.ids import own_id
from backend.track import moving
from backend.track.journeys import Journey
from backend.track.stage_approvals import ask_for_stage
from backend.track.templates import content_of
from tests.schema.house import House
from tests.schema.test_approvals import says
from tests.schema.test_journeys import (
    ADVANCE,
    BACK,
    HOLD,
    LOSE,
    MANAGER,
    RESUME,
    UPDATE,
    begun,
    missing,
    named,
    problem,
    read,
)

APPROVALS = """query($id: ID!) { journey(id: $id) { approvals { id version state stage requester { id } kind { key }
  voidField } missing { kind key state approval waivable } } }"""
AGAIN = "mutation($i: AskJourneyApprovalInput!) { it: askJourneyApproval(input: $i) { id version } }"


async def at_sign(house: House) -> dict[str, Any]:
    """A journey that has come to sign and pay."""
    _, journey = await begun(house)
    id = own_id("journey", journey["id"])
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = await session.get_one(Journey, (house.firm_id, id))
        content = await content_of(session, row.template_id, row.template_number)
        stage = content.stage("product_match") or content.stages[3]
        row.stage, row.place = stage.key, stage.place
    journey = await read(house, journey)

    async def yes(_session: Any, _client: Any, criteria: Any) -> list[bool]:
        return [True] * len(criteria)

    async with house.database.change(await house.principal(MANAGER)) as session:
        await moving.advance(session, id, journey["version"], yes)
    return await read(house, journey)


async def of(house: House, journey: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The latest approval of each kind."""
    found = (await house.data(MANAGER, APPROVALS, id=journey["id"]))["journey"]["approvals"]
    return {each["kind"]["key"]: each for each in reversed(found)}


async def lacks(house: House, journey: dict[str, Any]) -> dict[str, str]:
    """States of the approvals that hold a journey."""
    found = (await house.data(MANAGER, APPROVALS, id=journey["id"]))["journey"]["missing"]
    assert not any(each["waivable"] for each in found if each["kind"] == "approval")
    return {each["key"]: each["state"] for each in found if each["kind"] == "approval"}


async def test_legal_and_finance_are_asked_in_parallel_once_and_hold_the_journey(house: House) -> None:
    journey = await at_sign(house)
    assert journey["stage"] == "sign"
    first = await of(house, journey)
    assert {key: each["state"] for key, each in first.items()} == dict.fromkeys(
        ("legal_signing", "finance_payment"), "pending"
    )
    assert {"legal_signing", "finance_payment"} <= set(
        missing(await house.ask(MANAGER, ADVANCE, input=named(journey)))
    )
    id = own_id("journey", journey["id"])
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = (
            await session.scalars(select(Journey).where(Journey.firm_id == house.firm_id, Journey.id == id))
        ).one()
        stage = (await content_of(session, row.template_id, row.template_number)).stage("sign")
        assert stage is not None
        assert await ask_for_stage(session, row, stage) == []
    journey = (await house.data(MANAGER, HOLD, input=named(journey, resumeOn="2099-01-01", reason="等")))[
        "holdJourney"
    ]
    journey = (await house.data(MANAGER, RESUME, input=named(journey)))["resumeJourney"]
    assert {each["id"] for each in (await of(house, journey)).values()} == {
        each["id"] for each in first.values()
    }
    await says(house, "legal", first["legal_signing"], "APPROVE")
    assert await lacks(house, journey) == {"finance_payment": "pending"}
    await says(house, "finance", first["finance_payment"], "REJECT", comment="金额不符")
    assert await lacks(house, journey) == {"finance_payment": "rejected"}
    given = named(journey, kind="legal_signing")
    assert problem(await house.ask(MANAGER, AGAIN, i=given)) == "approval_open"
    await house.data(MANAGER, AGAIN, i=named(journey, kind="finance_payment"))
    assert await lacks(house, journey) == {"finance_payment": "pending"}
    again = (await of(house, journey))["finance_payment"]
    assert again["id"] != first["finance_payment"]["id"]
    await says(house, "finance", again, "APPROVE")
    assert await lacks(house, journey) == {}


async def test_a_change_of_the_amount_voids_what_was_granted(house: House) -> None:
    journey = await at_sign(house)
    asked = await of(house, journey)
    await says(house, "legal", asked["legal_signing"], "APPROVE")
    given = named(journey, expectedAmount="8000000")
    journey = (await house.data(MANAGER, UPDATE, input=given))["updateJourney"]
    assert await lacks(house, journey) == {"legal_signing": "voided", "finance_payment": "voided"}
    voided = await says(house, "finance", asked["finance_payment"], "APPROVE")
    assert (voided["state"], voided["voidField"]) == ("voided", "expectedAmount")
    await house.data(MANAGER, AGAIN, i=named(journey, kind="legal_signing"))
    assert (await lacks(house, journey))["legal_signing"] == "pending"


async def test_a_journey_that_leaves_takes_back_what_is_undecided_and_asks_anew(house: House) -> None:
    journey = await at_sign(house)
    before = await of(house, journey)
    given = named(journey, to="lead", reason="补资料")
    journey = (await house.data(MANAGER, BACK, input=given))["returnJourney"]
    assert {each["state"] for each in (await of(house, journey)).values()} == {"withdrawn"}
    later = await at_sign(house)
    ended = (await house.data(MANAGER, LOSE, input=named(later, reason="fees")))["loseJourney"]
    assert {each["state"] for each in (await of(house, ended)).values()} == {"withdrawn"}
    assert len(before) == 2
