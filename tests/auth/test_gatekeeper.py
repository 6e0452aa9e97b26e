"""The gatekeeper: who is let in from memory, and how fast a right that ended is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
import time_machine
from sqlalchemy import event, select, update

from backend.auth.accounts import let_go
from backend.auth.gatekeeper import Gatekeeper
from backend.auth.keys import ApiKey, NewKey, create_key, revoke_key
from backend.auth.sessions import Lifetimes, Session, end_session, open_session
from backend.auth.tokens import new_key_text, new_session_text
from backend.book.absences import set_absence
from backend.book.firms import remove_firm
from backend.book.staff import User
from backend.book.teams import create_team, update_team
from backend.book.users import update_user
from backend.platform.audit import AuditEntry
from backend.platform.bells import Bells
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.embedded.state import Addresses
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from tests.auth.conftest import ROLES, MakeGate, MakeUser, mask_by_role
from tests.conftest import MadeFirm, copy_of, drop, make_firm

# The promise is one second; the rest is what a shared machine may take.
WITHIN = 1.0
BUSY = 5.0  # for a machine that runs other tests, too; only a revocation that is lost shall fail


def cookie(text: str) -> dict[str, str]:
    return {"cookie": f"startrail_session={text}"}


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


async def opened(database: Database, firm: MadeFirm, user: User) -> tuple[UUID, str]:
    async with database.change(firm.system) as session:
        row, text = open_session(session, user.id, Lifetimes(), ip=None, user_agent=None)
        await session.flush()
        return row.id, text


async def key_of(database: Database, firm: MadeFirm, **more: object) -> tuple[ApiKey, str]:
    async with database.change(firm.system) as session:
        new = NewKey(name="Partner", role="partner_api", **more)  # type: ignore[arg-type]
        return await create_key(session, new, known_roles=ROLES)


async def gone(gate: Gatekeeper, headers: dict[str, str]) -> float:
    """Seconds until the gate lets nobody in with these headers."""
    begun = asyncio.get_running_loop().time()
    while await gate.authenticate(headers, None) is not None:
        await asyncio.sleep(0.01)
        assert asyncio.get_running_loop().time() - begun < 10
    return asyncio.get_running_loop().time() - begun


@asynccontextmanager
async def counted(database: Database) -> AsyncIterator[list[str]]:
    """Collects the statements that reach the database meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engines = [engine.sync_engine for engine in (database.reads, database.writes, database.dispatch)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_session_carries_its_users_rights(
    database: Database, firm: MadeFirm, make_gate: MakeGate, make_user: MakeUser, email: str
) -> None:
    gate, user = await make_gate(), await make_user(email, "team_lead", "client_manager")
    id, text = await opened(database, firm, user)
    found = await gate.authenticate(cookie(text), "192.0.2.1")
    assert found is not None
    assert (found.firm_id, found.subject, found.user_id) == (firm.firm_id, f"user:{user.id}", user.id)
    assert (found.session_id, found.ip, found.stepped_up) == (id, "192.0.2.1", False)
    assert found.roles == ("client_manager", "team_lead")
    assert found.mask.id == "client_manager+team_lead"
    assert found.scope.user_ids == {user.id}


async def test_a_warm_request_makes_no_round_trip(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    _, text = await opened(database, firm, await make_user(email))
    key, key_text = await key_of(database, firm)
    for headers in (cookie(text), bearer(key_text)):
        assert await gate.authenticate(headers, None)
    await asyncio.sleep(1)  # the first poll looks twice
    async with counted(database) as statements:
        for _ in range(200):
            assert await gate.authenticate(cookie(text), None)
            assert await gate.authenticate(bearer(key_text), None)
    assert len([s for s in statements if "access_mark" not in s]) == 0
    assert key.prefix == key_text[:16]


@pytest.mark.parametrize("deaf", [False, True], ids=["by the bell", "by the poll"])
async def test_a_session_ended_at_one_gate_is_gone_at_another_within_a_second(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str, deaf: bool
) -> None:
    here, there = await make_gate(deaf=deaf), await make_gate(deaf=deaf)
    id, text = await opened(database, firm, await make_user(email))
    told: list[UUID] = []
    there.on_revoked(told.append)
    for gate in (here, there):
        assert await gate.authenticate(cookie(text), None)
    await asyncio.sleep(0.8)
    async with database.change(firm.system) as session:
        assert await end_session(session, id)
    times = await asyncio.gather(gone(here, cookie(text)), gone(there, cookie(text)))
    assert max(times) < BUSY
    assert told == [id]


@pytest.mark.parametrize("deaf", [False, True], ids=["by the bell", "by the poll"])
async def test_a_revoked_key_is_gone_within_a_second(
    database: Database, firm: MadeFirm, make_gate: MakeGate, deaf: bool
) -> None:
    gate = await make_gate(deaf=deaf)
    key, text = await key_of(database, firm)
    told: list[UUID] = []
    gate.on_revoked(told.append)
    assert await gate.authenticate(bearer(text), None)
    await asyncio.sleep(0.8)
    async with database.change(firm.system) as session:
        await revoke_key(session, key.id)
    assert await gone(gate, bearer(text)) < BUSY
    assert told == [key.id]


async def test_changed_roles_and_a_deactivated_user_are_seen_within_a_second(
    database: Database, vault: Vault, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate, user = await make_gate(), await make_user(email)
    id, text = await opened(database, firm, user)
    first = await gate.authenticate(cookie(text), None)
    assert first is not None
    told: list[UUID] = []
    changed: list[UUID] = []
    gate.on_revoked(told.append)
    gate.on_changed(changed.append)
    async with database.change(firm.system) as session:
        user = await update_user(
            session, vault, user.id, user.version, {"roles": ("executive",)}, known_roles=ROLES
        )
    await asyncio.sleep(WITHIN)
    renewed = await gate.renew(first)
    assert renewed is not None
    assert renewed.roles == ("executive",)
    assert firm.firm_id in changed
    async with database.change(firm.system) as session:
        await let_go(session, vault, user.id, user.version)
    assert await gone(gate, cookie(text)) < BUSY
    assert told == [id]
    assert await gate.renew(first) is None


async def test_a_change_that_crosses_a_read_leaves_nothing_old_behind(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    """Sessions are ended at random moments while they are first read; none survives in memory."""
    gate, user = await make_gate(), await make_user(email)

    async def race(n: int) -> str:
        id, text = await opened(database, firm, user)

        async def end() -> None:
            await asyncio.sleep(n % 5 * 0.002)
            async with database.change(firm.system) as session:
                await end_session(session, id)

        await asyncio.gather(end(), gate.authenticate(cookie(text), None))
        return text

    texts = [await race(n) for n in range(25)]
    await asyncio.sleep(WITHIN)
    assert [await gate.authenticate(cookie(text), None) for text in texts] == [None] * 25


async def test_idle_and_old_sessions_end_and_sensitive_roles_sooner(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    _, manager = await opened(database, firm, await make_user(email))
    _, keeper = await opened(database, firm, await make_user("keeper-" + email, "policy_admin"))
    begun = now()
    assert await gate.authenticate(cookie(manager), None)
    assert await gate.authenticate(cookie(keeper), None)
    with time_machine.travel(begun + timedelta(minutes=16), tick=True):
        assert await gate.authenticate(cookie(manager), None)
        assert await gate.authenticate(cookie(keeper), None) is None
    with time_machine.travel(begun + timedelta(minutes=47), tick=True):
        assert await gate.authenticate(cookie(manager), None) is None


async def test_use_keeps_a_session_alive_at_every_gate_but_not_past_its_end(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    here, there = await make_gate(), await make_gate()
    id, text = await opened(database, firm, await make_user(email))
    begun = now()
    assert await there.authenticate(cookie(text), None)
    for minutes in (20, 40):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=True):
            assert await here.authenticate(cookie(text), None)
            await here._write_seen()
    with time_machine.travel(begun + timedelta(minutes=50), tick=True):
        assert await there.authenticate(cookie(text), None)
        async with database.read(firm.firm_id) as session:
            seen = await session.scalar(
                select(Session.last_seen_at).where(Session.firm_id == firm.firm_id, Session.id == id)
            )
            assert seen is not None
            assert seen - begun >= timedelta(minutes=40)
    async with database.change(firm.system) as session:
        await session.execute(
            update(Session)
            .where(Session.firm_id == firm.firm_id, Session.id == id)
            .values(last_seen_at=begun + timedelta(hours=11, minutes=50))
        )
    with time_machine.travel(begun + timedelta(hours=11, minutes=59), tick=True):
        assert await here.authenticate(cookie(text), None)
    with time_machine.travel(begun + timedelta(hours=12, minutes=1), tick=True):
        assert await here.authenticate(cookie(text), None) is None


async def test_last_seen_is_written_at_most_once_a_minute(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    _, text = await opened(database, firm, await make_user(email))
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        async with counted(database) as statements:
            for _ in range(3):
                assert await gate.authenticate(cookie(text), None)
                await gate._write_seen()
        assert len([s for s in statements if s.startswith("UPDATE session")]) == 1


@pytest.mark.parametrize(
    "text",
    ["", "x", "A" * 64, "!" * 64, "é" * 64, "star_live_" + "0" * 71, "null"],
)
async def test_what_is_no_token_lets_nobody_in(make_gate: MakeGate, text: str) -> None:
    gate = await make_gate()
    assert await gate.authenticate(cookie(text), None) is None
    assert await gate.authenticate(bearer(text), None) is None
    assert await gate.authenticate({"authorization": text}, None) is None
    assert await gate.authenticate({}, None) is None


async def test_a_made_up_token_of_a_real_firm_lets_nobody_in(
    firm: MadeFirm, other_firm: MadeFirm, make_gate: MakeGate
) -> None:
    gate = await make_gate()
    for firm_id in (firm.firm_id, other_firm.firm_id):
        assert await gate.authenticate(cookie(new_session_text(firm_id)), None) is None
        assert await gate.authenticate(bearer(new_key_text(firm_id)), None) is None


async def test_a_key_with_a_wrong_checksum_never_reaches_the_database(
    database: Database, firm: MadeFirm, make_gate: MakeGate
) -> None:
    gate = await make_gate()
    _, text = await key_of(database, firm)
    assert await gate.authenticate(bearer(text), None)
    await asyncio.sleep(1)
    async with counted(database) as statements:
        for place in range(10, len(text), 7):
            other = "0" if text[place] != "0" else "1"
            assert await gate.authenticate(bearer(text[:place] + other + text[place + 1 :]), None) is None
    assert [s for s in statements if "api_key" in s] == []


async def test_a_key_has_its_role_scope_and_quota(
    database: Database, firm: MadeFirm, make_gate: MakeGate
) -> None:
    gate = await make_gate()
    key, text = await key_of(database, firm, sources=("渠道甲",), quota=500)
    found = await gate.authenticate(bearer(text), None)
    assert found is not None
    assert (found.subject, found.roles, found.user_id) == (f"key:{key.id}", ("partner_api",), None)
    assert found.scope.sources == {"渠道甲"}
    assert found.quota == 500


async def test_a_bearer_is_judged_alone_whatever_cookie_comes_with_it(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    _, text = await opened(database, firm, await make_user(email))
    assert await gate.authenticate({**cookie(text), **bearer("nonsense")}, None) is None
    assert await gate.authenticate(bearer(text), None) is None


@pytest.mark.parametrize(
    ("ips", "ip", "allowed"),
    [
        ((), None, True),
        ((), "203.0.113.9", True),
        (("203.0.113.9",), "203.0.113.9", True),
        (("203.0.113.9",), "203.0.113.10", False),
        (("203.0.113.9",), "::ffff:203.0.113.9", True),
        (("203.0.113.0/24", "2001:db8::/32"), "2001:db8::5", True),
        (("203.0.113.0/24",), "2001:db8::5", False),
        (("203.0.113.0/24",), None, False),
        (("203.0.113.0/24",), "unix", False),
    ],
)
async def test_a_key_is_bound_to_its_addresses(
    database: Database,
    firm: MadeFirm,
    make_gate: MakeGate,
    ips: tuple[str, ...],
    ip: str | None,
    allowed: bool,
) -> None:
    gate = await make_gate()
    _, text = await key_of(database, firm, ips=ips)
    assert (await gate.authenticate(bearer(text), ip) is not None) is allowed


async def test_a_key_ends_on_its_day(database: Database, firm: MadeFirm, make_gate: MakeGate) -> None:
    gate = await make_gate()
    _, text = await key_of(database, firm, expires_at=now() + timedelta(days=2))
    _, long = await key_of(database, firm)
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        assert await gate.authenticate(bearer(text), None) is None
        assert await gate.authenticate(bearer(long), None)
    with time_machine.travel(now() + timedelta(days=366), tick=True):
        assert await gate.authenticate(bearer(long), None) is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"expires_at": now() + timedelta(days=400)}, "expiresAt"),
        ({"expires_at": now() - timedelta(days=1)}, "expiresAt"),
        ({"ips": ("300.1.1.1",)}, "ips"),
        ({"ips": ("10.0.0.1",) * 51}, "ips"),
        ({"quota": 0}, "quota"),
        ({"sources": ("",)}, "sources"),
        ({"product_ids": (UUID(int=5),)}, "productIds"),
    ],
)
async def test_a_key_with_bad_terms_is_refused(
    database: Database, firm: MadeFirm, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await key_of(database, firm, **more)
    assert (refused.value.code, refused.value.params["field"]) == (Code.BAD_USER_INPUT, field)


async def test_a_key_for_an_unknown_role_or_for_the_keeper_of_policies_is_refused(
    database: Database, firm: MadeFirm
) -> None:
    for role in ("emperor", "policy_admin"):
        with pytest.raises(Refused) as refused:
            async with database.change(firm.system) as session:
                await create_key(session, NewKey("K", role), known_roles=ROLES)
        assert refused.value.params["field"] == "role"


async def test_making_and_revoking_a_key_is_on_the_record_without_its_secret(
    database: Database, firm: MadeFirm
) -> None:
    key, text = await key_of(database, firm, ips=("192.0.2.0/24",))
    async with database.change(firm.system) as session:
        await revoke_key(session, key.id)
    with pytest.raises(Refused) as refused:
        async with database.change(firm.system) as session:
            await revoke_key(session, key.id)
    assert refused.value.params["problem"] == "state"
    async with database.read(firm.firm_id) as session:
        rows = (
            await session.scalars(
                select(AuditEntry)
                .where(AuditEntry.firm_id == firm.firm_id, AuditEntry.noun == "api_key")
                .order_by(AuditEntry.id)
            )
        ).all()
    assert [row.action for row in rows] == ["create", "revoke"]
    assert rows[0].changes["ips"] == [None, ["192.0.2.0/24"]]
    assert text not in str([row.changes for row in rows])
    assert "secret_hash" not in rows[0].changes


@pytest.mark.parametrize("deaf", [False, True], ids=["by the bell", "by the poll"])
async def test_with_its_firm_every_session_goes(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str, deaf: bool
) -> None:
    gate = await make_gate(deaf=deaf)
    _, text = await opened(database, firm, await make_user(email))
    assert await gate.authenticate(cookie(text), None)
    await asyncio.sleep(0.8)
    await remove_firm(database, firm.firm_id)
    assert await gone(gate, cookie(text)) < BUSY


async def test_a_broken_bell_is_made_up_for_when_it_rings_again(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, bells: Bells, email: str
) -> None:
    """The listening connection is cut; what happens meanwhile is found, and afterwards the bell is heard again."""
    gate, user = await make_gate(), await make_user(email)
    first, text = await opened(database, firm, user)
    second, other = await opened(database, firm, user)
    for each in (text, other):
        assert await gate.authenticate(cookie(each), None)
    owner = await asyncpg.connect(database.url)
    cut = await owner.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()"
    )
    assert len(cut) == 1
    await owner.close()
    async with database.change(firm.system) as session:
        await end_session(session, first)
    assert await gone(gate, cookie(text)) < BUSY
    await asyncio.wait_for(bells.up.wait(), 20)
    async with database.change(firm.system) as session:
        await end_session(session, second)
    assert await gone(gate, cookie(other)) < BUSY


async def test_a_deputy_has_the_rows_of_who_is_absent_only_meanwhile(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    deputy, away, further = [await make_user(f"{who}-{email}") for who in ("deputy", "away", "further")]
    _, text = await opened(database, firm, deputy)
    async with database.change(firm.system) as session:
        await set_absence(session, away.id, date(2031, 3, 10), date(2031, 3, 12), deputy.id)
        await set_absence(session, further.id, date(2031, 3, 12), date(2031, 3, 14), away.id)

    async def own_on(instant: str) -> frozenset[UUID]:
        with time_machine.travel(instant, tick=True):
            async with database.change(firm.system) as session:
                _, text = open_session(session, deputy.id, Lifetimes(), ip=None, user_agent=None)
            found = await gate.authenticate(cookie(text), None)
            assert found is not None
            return found.scope.user_ids

    # Business dates are Shanghai's: 15:59 UTC is still the day before 16:00 UTC.
    assert await own_on("2031-03-09T15:59:00Z") == {deputy.id}
    assert await own_on("2031-03-09T16:01:00Z") == {deputy.id, away.id}
    assert await own_on("2031-03-12T12:00:00Z") == {deputy.id, away.id, further.id}
    assert await own_on("2031-03-12T16:01:00Z") == {deputy.id}
    assert text


async def test_midnight_in_shanghai_ends_a_deputyship_for_who_is_signed_in(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    deputy, away = await make_user(email), await make_user("away-" + email)
    async with database.change(firm.system) as session:
        await set_absence(session, away.id, date(2031, 3, 10), date(2031, 3, 10), deputy.id)
    with time_machine.travel("2031-03-10T15:58:00Z", tick=True) as clock:
        _, text = await opened(database, firm, deputy)
        before = await gate.authenticate(cookie(text), None)
        clock.shift(180)
        after = await gate.authenticate(cookie(text), None)
    assert before is not None
    assert after is not None
    assert before.scope.user_ids == {deputy.id, away.id}
    assert after.scope.user_ids == {deputy.id}


async def test_a_team_covers_all_below_it_and_follows_the_tree(
    database: Database, firm: MadeFirm, make_user: MakeUser, make_gate: MakeGate, email: str
) -> None:
    gate = await make_gate()
    async with database.change(firm.system) as session:
        top = await create_team(session, name="华东")
        middle = await create_team(session, name="上海", parent_id=top.id)
        low = await create_team(session, name="浦东", parent_id=middle.id)
        beside = await create_team(session, name="华南")
    _, text = await opened(database, firm, await make_user(email, "team_lead", team_id=middle.id))
    found = await gate.authenticate(cookie(text), None)
    assert found is not None
    assert found.scope.team_ids == {middle.id, low.id}
    async with database.change(firm.system) as session:
        await update_team(session, beside.id, beside.version, {"parentId": low.id})
    await asyncio.sleep(WITHIN)
    found = await gate.authenticate(cookie(text), None)
    assert found is not None
    assert found.scope.team_ids == {middle.id, low.id, beside.id}


async def test_without_a_database_known_callers_are_refused_rather_than_trusted(
    servers: Addresses, template: str, vault: Vault, make_gate: MakeGate
) -> None:
    """The gate of a database that is gone: no right is believed that cannot be checked any more."""
    url = await copy_of(servers, template)
    own = Database(url, pool_size=2)
    made = await make_firm(own, vault, "短暂资本")
    async with own.change(made.system) as session:
        new = NewKey(name="Partner", role="partner_api")
        _, text = await create_key(session, new, known_roles=ROLES)
    gate = Gatekeeper(own, Bells(url), mask_by_role, cookie="startrail_session")
    await gate.start()
    try:
        assert await gate.authenticate(bearer(text), None)
        await own.close()
        await drop(servers, url)
        await asyncio.sleep(2.5)
        with pytest.raises(Refused) as refused:
            await gate.authenticate(bearer(text), None)
        assert refused.value.code is Code.UNAVAILABLE
    finally:
        await gate.stop()
        await own.close()
