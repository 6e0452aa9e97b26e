"""A calendar that other programs read under a secret address: whoever may not read something is not told it."""

from __future__ import annotations

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette

from backend.book import tasks
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.schema.calendar_routes import CalendarRoutes
from tests.leaks.matrix import furnished, subject_of
from tests.leaks.rows import CHANGES, hide
from tests.schema.house import House
from tests.schema.leaks import ENDS, Subject
from tests.schema.test_policies import CHANGE, PUBLISH, one

MANAGER, KEEPER, TITLE = "client_manager", "policy_admin", "回访"
RENEW = "mutation { it: renewCalendarFeed(input: {}) { path } }"


async def addresses(house: House, *roles: str) -> dict[str, str]:
    """A secret address of somebody of each role."""
    return {role: (await house.data(role, RENEW))["it"]["path"] for role in roles}


async def read(house: House, paths: dict[str, str]) -> dict[str, str]:
    """What stands under each; by routes of their own, as one address may be asked so often only."""
    house.policies.doubt(house.firm_id)
    routes = CalendarRoutes(house.database, house.policies).routes
    async with AsyncClient(transport=ASGITransport(app=Starlette(routes=routes)), base_url="http://x") as web:
        found = {role: await web.get(path) for role, path in paths.items()}
    assert {each.status_code for each in found.values()} == {200}
    return {role: each.text for role, each in found.items()}


async def given_tasks(subject: Subject, *roles: str) -> None:
    """Everybody has something to do with the client."""
    house = subject.house
    async with house.database.change(house.firm.system) as session:
        for role in roles:
            await tasks.create_task(
                session, TITLE, client_id=subject.id, assignee_id=house.people[role], due_at=now()
            )


async def without(house: House, *fields: str) -> None:
    """The manager's role may read these of clients no more."""
    edits = [one(MANAGER, f"Client.{field}", "") for field in fields]
    number = (await house.data(KEEPER, "{ policyStudio { number } }"))["policyStudio"]["number"]
    await house.data(KEEPER, CHANGE, i={"version": 0, "base": number, "edits": edits})
    await house.data(KEEPER, PUBLISH, i={"draft": 1, "base": number, "note": "收紧"})


async def seen(subject: Subject, key: str, paths: dict[str, str]) -> list[dict[str, str]]:
    """What the addresses tell with a field at both ends of its range."""
    found = []
    for value in ENDS[key]:
        await subject.put(key, value)
        found.append(await read(subject.house, paths))
    return found


@pytest.mark.parametrize("key", ["name", "birthDate"])
async def test_a_feed_tells_no_more_than_its_person_may_read(
    key: str, database: Database, vault: Vault
) -> None:
    subject = await subject_of(database, vault)
    house = subject.house
    await subject.put("birthDate", ENDS["birthDate"][0])
    await given_tasks(subject, MANAGER)
    paths = await addresses(house, MANAGER)
    both = await seen(subject, key, paths)
    assert both[0] != both[1], "who may read it is told, so the way is real"
    assert TITLE in both[0][MANAGER]
    await without(house, key)
    both = await seen(subject, key, paths)
    assert both[0] == both[1]
    assert TITLE in both[0][MANAGER]


async def test_what_becomes_of_a_client_out_of_sight_changes_no_feed(
    database: Database, vault: Vault
) -> None:
    house = await furnished(database, vault)
    paths = await addresses(house, MANAGER, "team_lead", "assistant", "client_manager#2")
    before = await read(house, paths)
    hidden = await hide(house)
    async with house.database.change(await house.principal("client_manager#2")) as session:
        await tasks.create_task(session, "隐约", client_id=hidden.client, due_at=now())
    after = await read(house, paths)
    assert after.pop("client_manager#2") != before.pop("client_manager#2"), "his own manager has it"
    assert after == before
    for change in CHANGES.values():
        async with house.database.change(house.firm.system) as session:
            await change(session, hidden)
        told = await read(house, {role: path for role, path in paths.items() if role in before})
        assert told == before
