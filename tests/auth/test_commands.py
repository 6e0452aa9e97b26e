"""Founding, users and keys from the command line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import pytest

from backend.auth.entrance import Entrance
from backend.auth.keys import NewKey
from backend.auth.passwords import Hasher
from backend.book.firms import list_firms, remove_firm
from backend.book.teams import create_team
from backend.commands.accounts import Office, add_user, init_firm, make_token, reset_user
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.keys import Vault
from backend.platform.principal import system
from tests.auth.conftest import ROLES, Browser, code_of

BOSS = "boss@haitong.example.com"


@pytest.fixture
async def office(database: Database, vault: Vault, quick_hasher: Hasher) -> Office:
    async def known(_firm_id: UUID) -> Collection[str]:
        return ROLES

    for firm in await list_firms(database):
        await remove_firm(database, firm.firm_id)
    return Office(database, vault, quick_hasher, known)


async def test_an_own_firm_begins_with_one_command_and_its_printed_password_works(
    office: Office, browser: Browser, entrance: Entrance
) -> None:
    founded = await init_firm(office, "海同资本", BOSS)
    status, body = await browser.login(founded.email, founded.password)
    assert (status, body["mustChange"]) == (200, False)
    text = browser.client.cookies["startrail_session"]
    found = await entrance.gatekeeper.authenticate({"cookie": f"startrail_session={text}"}, None)
    assert found is not None
    assert found.roles == ("policy_admin",)


async def test_a_weak_own_password_founds_nothing(office: Office, database: Database) -> None:
    with pytest.raises(Refused) as caught:
        await init_firm(office, "海同资本", BOSS, password="boss@haitong")
    assert caught.value.params["field"] == "password"
    with pytest.raises(Refused):
        await init_firm(office, "海同资本", "no address")
    assert await list_firms(database) == []
    assert (await init_firm(office, "海同资本", BOSS, password="vier-Boote-im-Hafen")).password


async def test_users_are_made_and_reset_and_a_firm_is_named_once_there_are_two(
    office: Office, browser: Browser, database: Database
) -> None:
    founded = await init_firm(office, "海同资本", BOSS)
    async with database.change(system(founded.firm.firm_id, "tests")) as session:
        team = await create_team(session, name="一组")
    user, password = await add_user(office, "li@haitong.example.com", ["client_manager"], team="一组")
    assert user.team_id == team.id
    assert (await browser.login("li@haitong.example.com", password))[0] == 200
    fresh = await reset_user(office, "LI@haitong.example.com", one_time=True)
    assert not await browser.is_signed_in()
    assert code_of(await browser.login("li@haitong.example.com", password))[0] == 401
    assert (await browser.login("li@haitong.example.com", fresh))[1]["mustChange"] is True
    for work, field in (
        (add_user(office, "x@haitong.example.com", ["client_manager"], team="二组"), "team"),
        (add_user(office, "x@haitong.example.com", ["emperor"]), "roles"),
        (reset_user(office, "nobody@haitong.example.com"), "email"),
        (reset_user(office, "li@haitong.example.com", totp=True), "id"),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.params["field"] == field
    await init_firm(office, "第二家", "second@example.com")
    with pytest.raises(Refused) as caught:
        await reset_user(office, "li@haitong.example.com")
    assert caught.value.params["firms"] == ["海同资本", "第二家"]
    assert await reset_user(office, "li@haitong.example.com", firm="海同资本")


async def test_a_token_opens_the_gate_in_its_role(office: Office, entrance: Entrance) -> None:
    await init_firm(office, "海同资本", BOSS)
    key, text = await make_token(office, NewKey("渠道", "partner_api", sources=("渠道甲",)), days=30)
    found = await entrance.gatekeeper.authenticate({"authorization": f"Bearer {text}"}, None)
    assert found is not None
    assert found.roles == ("partner_api",)
    assert found.scope.sources == {"渠道甲"}
    assert timedelta(days=29) < key.expires_at - now() <= timedelta(days=30)
    for days in (0, 366):
        with pytest.raises(Refused) as caught:
            await make_token(office, NewKey("渠道", "partner_api"), days=days)
        assert caught.value.params["field"] == "days"
