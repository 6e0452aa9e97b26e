"""The first run, and what the log-in page is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

from backend.auth.entrance import Entrance
from backend.auth.gatekeeper import Gatekeeper
from backend.auth.passwords import Hasher
from backend.book.firms import found_firm, list_firms, remove_firm
from backend.book.users import NewUser, create_user
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import system
from backend.policies.fields import Policies
from backend.policies.store import current_rules, publish, seed
from tests.auth.conftest import PASSWORD, Browser, MakeBrowser, code_of

CREATE_USER = "Mutation.createUser"
FIRST = {"firm": "启明基金", "name": "周立", "email": "zhou@qiming.example.com", "password": PASSWORD}


async def test_of_many_first_runs_at_once_one_founds_the_firm_and_is_signed_in(
    make_browser: MakeBrowser, database: Database, entrance: Entrance
) -> None:
    for firm in await list_firms(database):
        await remove_firm(database, firm.firm_id)
    browsers = [make_browser() for _ in range(4)]
    assert (await browsers[0].client.get("/auth/state")).json() == {
        "signedIn": False,
        "firstRun": True,
        "demo": False,
        "demoLogins": [],
    }
    for member in FIRST:
        assert code_of(await browsers[0].post("/auth/first-run", **{**FIRST, member: ""}))[2] == "required"
    weak = await browsers[0].post("/auth/first-run", **{**FIRST, "password": "password1234"})
    assert code_of(weak) == (400, "BAD_USER_INPUT", "password")
    far = await make_browser("8.8.4.4").post("/auth/first-run", **FIRST)
    assert code_of(far) == (403, "FORBIDDEN", "nearby")
    assert await list_firms(database) == []

    answers = await asyncio.gather(*(each.post("/auth/first-run", **FIRST) for each in browsers))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    winner = browsers[[status for status, _ in answers].index(200)]
    assert (await winner.client.get("/auth/state")).json()["signedIn"] is True
    assert [firm.name for firm in await list_firms(database)] == [FIRST["firm"]]
    again = await browsers[0].post("/auth/first-run", **{**FIRST, "firm": "另一家"})
    assert code_of(again) == (409, "CONFLICT", "first_run")
    assert (await make_browser().login(FIRST["email"]))[0] == 200


async def test_the_first_user_has_the_shipped_rights_and_loses_them_when_the_policy_takes_them(
    database: Database, vault: Vault, bells: Bells, quick_hasher: Hasher, make_browser: MakeBrowser
) -> None:
    for firm in await list_firms(database):
        await remove_firm(database, firm.firm_id)
    policies = Policies(database, bells)
    gate = Gatekeeper(database, bells, policies.mask_of, cookie="startrail_session")
    await policies.start()
    await gate.start()
    try:
        real = Entrance(database, vault, gate, equip=seed, hasher=quick_hasher, tick=0.01)
        browser = make_browser(through=real)
        assert (await browser.post("/auth/first-run", **FIRST))[0] == 200
        headers = {"cookie": f"startrail_session={browser.client.cookies['startrail_session']}"}
        keeper = await gate.authenticate(headers, None)
        assert keeper is not None
        assert keeper.roles == ("policy_admin",)
        assert keeper.may(CREATE_USER)
        assert not keeper.may("Client")
        changed: list[UUID] = []
        gate.on_changed(changed.append)
        async with database.change(system(keeper.firm_id, "tests")) as session:
            rows = [
                (rule.role, rule.coordinate, rule.relation, rule.right, rule.effect)
                for rule in await current_rules(session)
                if rule.coordinate != CREATE_USER
            ]
            await publish(session, rows, "without users")
        await asyncio.sleep(1)
        renewed = await gate.renew(keeper)
        assert renewed is not None
        assert not renewed.may(CREATE_USER)
        assert renewed.may("Mutation.updateUser")
        assert keeper.firm_id in changed
    finally:
        await gate.stop()
        await policies.stop()


async def test_demo_log_ins_are_named_on_loopback_only_and_only_of_the_demo_firm(
    make_browser: MakeBrowser, entrance: Entrance, database: Database, vault: Vault, browser: Browser
) -> None:
    firm = await found_firm(database, vault, "演示基金", demo=True)
    async with database.change(system(firm.firm_id, "tests")) as session:
        for email, role in (
            ("manager@demo.startrail.local", "client_manager"),
            ("li@example.com", "executive"),
        ):
            new = NewUser(name=role, email=email, roles=(role,))
            await create_user(session, vault, new, known_roles=(role,))
    state = (await browser.client.get("/auth/state")).json()
    assert state["demo"] is True
    assert state["demoLogins"] == [{"email": "manager@demo.startrail.local", "role": "client_manager"}]
    open_to_all = make_browser(through=replace(entrance, loopback=False))
    state = (await open_to_all.client.get("/auth/state")).json()
    assert (state["demo"], state["demoLogins"]) == (True, [])
