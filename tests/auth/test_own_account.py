"""What a signed-in user does with his own account, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from backend.auth import accounts
from backend.auth.credentials import Credential
from backend.auth.entrance import Entrance
from backend.auth.passwords import Hasher
from backend.auth.tries import LIMIT
from backend.book.staff import User
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal
from tests.auth.conftest import PASSWORD, Browser, MakeBrowser, MakeUser, code_of
from tests.conftest import MadeFirm

NEW = "Ein-neuer-Weg-42"
SIGN_IN = (401, "UNAUTHENTICATED", None)


@pytest.fixture
async def user(make_user: MakeUser, email: str) -> User:
    return await make_user(email)


@pytest.fixture
async def signed_in(browser: Browser, user: User) -> Browser:
    assert (await browser.login(user.email))[0] == 200
    return browser


@pytest.fixture
async def clock() -> AsyncIterator[time_machine.Traveller]:
    """A clock at the start of a code's half minute, which tests shift."""
    start = now().timestamp() // 30 * 30 + 30
    with time_machine.travel(start, tick=True) as traveller:
        yield traveller


async def principal_of(entrance: Entrance, browser: Browser) -> Principal | None:
    text = browser.client.cookies.get("startrail_session") or ""
    return await entrance.gatekeeper.authenticate({"cookie": f"startrail_session={text}"}, None)


async def enrol(browser: Browser) -> pyotp.TOTP:
    """Begin and confirm an authenticator; the code of this half minute is used up."""
    assert (await browser.post("/auth/step-up", password=PASSWORD))[0] == 200
    status, body = await browser.post("/auth/totp/begin")
    assert status == 200
    secret = parse_qs(urlsplit(str(body["otpauth"])).query)["secret"][0]
    codes = pyotp.TOTP(secret)
    assert (await browser.post("/auth/totp/confirm", totp=codes.at(int(now().timestamp()))))[0] == 200
    return codes


def at(codes: pyotp.TOTP) -> str:
    return str(codes.at(int(now().timestamp())))


async def test_step_up_marks_the_session_for_five_minutes_and_renews_its_text(
    entrance: Entrance, signed_in: Browser
) -> None:
    before = signed_in.client.cookies["startrail_session"]
    first = await principal_of(entrance, signed_in)
    assert first is not None
    assert not first.stepped_up
    assert (await signed_in.post("/auth/step-up", password=PASSWORD))[0] == 200
    after = await principal_of(entrance, signed_in)
    assert after is not None
    assert (after.stepped_up, after.session_id) == (True, first.session_id)
    assert await entrance.gatekeeper.authenticate({"cookie": f"startrail_session={before}"}, None) is None
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1), tick=True):
        later = await principal_of(entrance, signed_in)
    assert later is not None
    assert not later.stepped_up


async def test_a_wrong_step_up_is_refused_counted_and_locked(entrance: Entrance, signed_in: Browser) -> None:
    for n in range(LIMIT):
        answer = await signed_in.post("/auth/step-up", password=f"wrong-{n}-wrong")
        assert code_of(answer) == (400, "BAD_USER_INPUT", "credentials")
    assert code_of(await signed_in.post("/auth/step-up", password=PASSWORD)) == (423, "LOCKED", None)
    still = await principal_of(entrance, signed_in)
    assert still is not None
    assert not still.stepped_up


async def test_own_account_paths_need_a_session(browser: Browser) -> None:
    for path in ("step-up", "password", "totp/begin", "totp/confirm", "totp/remove", "sessions/end"):
        assert code_of(await browser.post(f"/auth/{path}", password="x")) == SIGN_IN
    assert (await browser.client.get("/auth/sessions")).status_code == 401


async def test_with_an_authenticator_the_log_in_asks_for_a_code_and_takes_each_once(
    clock: time_machine.Traveller, signed_in: Browser, user: User
) -> None:
    codes = await enrol(signed_in)
    assert code_of(await signed_in.login(user.email)) == (401, "TOTP_REQUIRED", None)
    used = at(codes)
    assert code_of(await signed_in.login(user.email, totp=used)) == (401, "UNAUTHENTICATED", "totp")
    clock.shift(30)
    fresh = at(codes)
    assert (await signed_in.login(user.email, totp=fresh))[0] == 200
    assert code_of(await signed_in.login(user.email, totp=fresh)) == (401, "UNAUTHENTICATED", "totp")
    # Of the step before the last used one none is taken either, though a phone may be late.
    assert code_of(await signed_in.login(user.email, totp=used)) == (401, "UNAUTHENTICATED", "totp")
    clock.shift(30)
    assert (await signed_in.login(user.email, totp=f"{at(codes)[:3]} {at(codes)[3:]}"))[0] == 200
    assert code_of(await signed_in.login(user.email, "wrong-wrong-wrong", totp=at(codes))) == (
        *(401, "UNAUTHENTICATED", "credentials"),
    )


async def test_a_code_from_two_minutes_ago_is_not_taken(
    clock: time_machine.Traveller, signed_in: Browser, user: User
) -> None:
    codes = await enrol(signed_in)
    clock.shift(60)
    old = at(codes)
    clock.shift(120)
    for code in (old, "", "abcdef", "12345", "١٢٣٤٥٦"):
        status, answered, problem = code_of(await signed_in.login(user.email, totp=code))
        assert (status, answered) == (401, "TOTP_REQUIRED" if not code else "UNAUTHENTICATED")
        assert problem == ("totp" if code else None)


async def test_a_right_password_does_not_free_the_guessing_of_codes(
    clock: time_machine.Traveller, signed_in: Browser, user: User
) -> None:
    codes = await enrol(signed_in)
    clock.shift(600)
    right = {codes.at(int(now().timestamp()) + drift) for drift in (-60, -30, 0, 30, 60)}
    wrong = next(f"{n:06}" for n in range(100) if f"{n:06}" not in right)
    statuses = []
    for _ in range(LIMIT + 2):
        statuses.append((await signed_in.login(user.email, totp=wrong))[0])
        await signed_in.login(user.email)
    assert statuses[:LIMIT] == [401] * LIMIT
    assert statuses[LIMIT:] == [423, 423]


async def test_the_secret_is_sealed_and_useless_in_another_row(
    clock: time_machine.Traveller,
    signed_in: Browser,
    user: User,
    make_user: MakeUser,
    database: Database,
    firm: MadeFirm,
    email: str,
) -> None:
    codes = await enrol(signed_in)
    other = await make_user("other-" + email)
    async with database.change(firm.system) as session:
        rows = await session.scalars(select(Credential).where(Credential.firm_id == firm.firm_id))
        by_user = {row.user_id: row for row in rows}
        sealed = by_user[user.id].totp_sealed
        assert sealed is not None
        assert codes.secret.encode() not in sealed
        by_user[other.id].totp_sealed, by_user[other.id].totp_confirmed_at = sealed, now()
    clock.shift(60)
    status, body = await signed_in.login(other.email, totp=at(codes))
    assert status == 500
    assert set(body["errors"][0]["extensions"]["params"]) == {"traceId"}  # type: ignore[index]


async def test_beginning_needs_a_step_up_and_removing_a_code(
    clock: time_machine.Traveller, signed_in: Browser, user: User
) -> None:
    assert code_of(await signed_in.post("/auth/totp/begin"))[1] == "STEP_UP_REQUIRED"
    codes = await enrol(signed_in)
    assert code_of(await signed_in.post("/auth/totp/begin")) == (400, "BAD_USER_INPUT", "state")
    assert code_of(await signed_in.post("/auth/totp/remove", totp="000000x"))[2] == "totp"
    clock.shift(30)
    assert (await signed_in.post("/auth/totp/remove", totp=at(codes)))[0] == 200
    assert (await signed_in.login(user.email))[0] == 200


async def test_an_administrator_resets_the_authenticator_of_who_lost_it(
    clock: time_machine.Traveller,
    entrance: Entrance,
    signed_in: Browser,
    user: User,
    database: Database,
    firm: MadeFirm,
) -> None:
    await enrol(signed_in)
    async with database.change(firm.system) as session:
        await accounts.reset_totp(session, user.id)
    assert (await signed_in.login(user.email))[0] == 200
    with pytest.raises(Refused) as refused:
        async with database.change(firm.system) as session:
            await accounts.reset_totp(session, user.id)
    assert refused.value.params["problem"] == "state"


async def test_a_chosen_password_replaces_the_old_and_ends_the_other_sessions(
    signed_in: Browser, make_browser: MakeBrowser, user: User
) -> None:
    other = make_browser()
    await other.login(user.email)
    wrong = await signed_in.post("/auth/password", password="not-the-old-one", newPassword=NEW)
    assert code_of(wrong) == (400, "BAD_USER_INPUT", "credentials")
    for weak, problem in (
        (PASSWORD, "same_password"),
        ("short-1", "password"),
        ("password2026", "password"),
        ("qwertyuiop123", "password"),
        (user.email, "password"),
        ("x" * 129, "too_long"),
    ):
        answer = await signed_in.post("/auth/password", password=PASSWORD, newPassword=weak)
        assert code_of(answer) == (400, "BAD_USER_INPUT", problem)
    assert (await signed_in.post("/auth/password", password=PASSWORD, newPassword=NEW))[0] == 200
    assert await signed_in.is_signed_in()
    assert not await other.is_signed_in()
    assert (await other.login(user.email))[0] == 401
    assert (await other.login(user.email, NEW))[0] == 200


async def test_a_one_time_password_opens_only_the_choice_of_a_new_one(
    entrance: Entrance,
    browser: Browser,
    user: User,
    database: Database,
    firm: MadeFirm,
    quick_hasher: Hasher,
) -> None:
    async with database.change(firm.system) as session:
        one_time = await accounts.reset_password(session, quick_hasher, user.id)
    assert (await browser.login(user.email))[0] == 401
    status, body = await browser.login(user.email, one_time)
    assert (status, body["mustChange"]) == (200, True)
    restricted = await principal_of(entrance, browser)
    assert restricted is not None
    assert (restricted.roles, dict(restricted.mask.levels)) == ((), {})
    assert (await browser.post("/auth/password", password=one_time, newPassword=NEW))[0] == 200
    free = await principal_of(entrance, browser)
    assert free is not None
    assert free.roles == ("client_manager",)
    assert (await browser.login(user.email, NEW))[1]["mustChange"] is False


async def test_a_reset_opens_the_lock_and_ends_sessions(
    signed_in: Browser,
    make_browser: MakeBrowser,
    user: User,
    database: Database,
    firm: MadeFirm,
    quick_hasher: Hasher,
) -> None:
    other = make_browser()
    for n in range(LIMIT):
        await other.login(user.email, f"wrong-{n}-wrong")
    assert (await other.login(user.email))[0] == 423
    async with database.change(firm.system) as session:
        password = await accounts.reset_password(session, quick_hasher, user.id, one_time=False)
    assert (await other.login(user.email, password))[0] == 200
    assert not await signed_in.is_signed_in()


async def test_nobody_resets_himself_or_who_is_gone(
    entrance: Entrance,
    signed_in: Browser,
    user: User,
    database: Database,
    quick_hasher: Hasher,
    firm: MadeFirm,
) -> None:
    myself = await principal_of(entrance, signed_in)
    assert myself is not None
    with pytest.raises(Refused) as refused:
        async with database.change(myself) as session:
            await accounts.reset_password(session, quick_hasher, user.id)
    assert refused.value.params["problem"] == "self"
    with pytest.raises(Refused) as refused:
        async with database.change(firm.system) as session:
            await accounts.reset_password(session, quick_hasher, firm.firm_id)
    assert refused.value.code is Code.NOT_FOUND


async def test_a_user_sees_his_sessions_and_ends_one_but_no_other_mans(
    signed_in: Browser, make_browser: MakeBrowser, user: User, make_user: MakeUser, email: str
) -> None:
    other = make_browser("192.0.2.44")
    await other.login(user.email)
    stranger = make_browser()
    await stranger.login((await make_user("stranger-" + email)).email)
    sessions = (await signed_in.client.get("/auth/sessions")).json()["sessions"]
    assert [(each["ip"], each["current"]) for each in sessions] == [
        ("192.0.2.44", False),
        ("127.0.0.1", True),
    ]
    foreign = (await stranger.client.get("/auth/sessions")).json()["sessions"][0]["id"]
    assert code_of(await signed_in.post("/auth/sessions/end", id=foreign))[1] == "NOT_FOUND"
    assert (await signed_in.post("/auth/sessions/end", id=sessions[0]["id"]))[0] == 200
    assert not await other.is_signed_in()
    assert await stranger.is_signed_in()
    assert await signed_in.is_signed_in()
