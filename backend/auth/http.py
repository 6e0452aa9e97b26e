"""The HTTP paths of signing in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.auth import own_account
from backend.auth.answers import Body, answer, answering, read_body
from backend.auth.entrance import Entrance
from backend.auth.first_run import FirstFirm, entrance_state, first_run
from backend.auth.login import Knock, SignedIn, sign_in
from backend.auth.own_account import Caller, caller
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Principal

Act = Callable[[Entrance, Request, Body], Awaitable[Response]]
ActAsCaller = Callable[[Entrance, Caller, Body], Awaitable[Response]]


def auth_routes(entrance: Entrance) -> list[Route]:
    """All routes under `/auth`, for the application's list."""
    get = [
        Route("/auth/state", answering(lambda request: _state(entrance, request)), methods=["GET"]),
        Route("/auth/sessions", answering(lambda request: _sessions(entrance, request)), methods=["GET"]),
    ]
    posts = [_post(entrance, path, act) for path, act in _OPEN.items()]
    own = [_post(entrance, path, _as_caller(act)) for path, act in _OWN.items()]
    return [*get, *posts, *own]


def _post(entrance: Entrance, path: str, act: Act) -> Route:
    async def handle(request: Request) -> Response:
        return await act(entrance, request, await read_body(request))

    return Route(path, answering(handle), methods=["POST"])


def _as_caller(act: ActAsCaller) -> Act:
    async def as_caller(entrance: Entrance, request: Request, body: Body) -> Response:
        return await act(entrance, caller(await _principal(entrance, request)), body)

    return as_caller


async def _principal(entrance: Entrance, request: Request) -> Principal | None:
    return await entrance.gatekeeper.authenticate(request.headers, _ip(request))


def _ip(request: Request) -> str | None:
    """Where the request comes from; the server has put the proxies it trusts aside."""
    return request.client.host if request.client else None


async def _state(entrance: Entrance, request: Request) -> Response:
    principal = await _principal(entrance, request)
    return answer(await entrance_state(entrance, signed_in=principal is not None))


async def _sessions(entrance: Entrance, request: Request) -> Response:
    who = caller(await _principal(entrance, request))
    rows = await own_account.list_sessions(entrance, who)
    sessions = [
        {
            "id": public_id("session", row.id),
            "createdAt": row.created_at,
            "lastSeenAt": row.last_seen_at,
            "expiresAt": row.expires_at,
            "ip": row.ip,
            "userAgent": row.user_agent,
            "current": row.id == who.session_id,
        }
        for row in rows
    ]
    return answer({"sessions": sessions})


async def _login(entrance: Entrance, request: Request, body: Body) -> Response:
    knock = Knock(
        email=body.text("email"),
        password=body.text("password"),
        totp=body.maybe("totp"),
        firm=body.maybe("firm"),
        ip=_ip(request),
        user_agent=request.headers.get("user-agent"),
        old=await _principal(entrance, request),
    )
    return _signed_in(entrance, await sign_in(entrance, knock))


async def _first_run(entrance: Entrance, request: Request, body: Body) -> Response:
    wanted = FirstFirm(body.text("firm"), body.text("name"), body.text("email"), body.text("password"))
    firm = await first_run(entrance, wanted, _ip(request))
    knock = Knock(
        email=wanted.email,
        password=wanted.password,
        firm=public_id("firm", firm.firm_id),
        ip=_ip(request),
        user_agent=request.headers.get("user-agent"),
    )
    return _signed_in(entrance, await sign_in(entrance, knock))


async def _logout(entrance: Entrance, request: Request, _body: Body) -> Response:
    """Signing out works for who is not signed in any more, too: the cookie goes."""
    principal = await _principal(entrance, request)
    if principal is not None and principal.session_id is not None:
        await own_account.log_out(entrance, caller(principal))
    response = answer({"signedIn": False})
    response.delete_cookie(
        entrance.gatekeeper.cookie, path="/", secure=entrance.behind_tls, httponly=True, samesite="lax"
    )
    return response


async def _step_up(entrance: Entrance, who: Caller, body: Body) -> Response:
    text = await own_account.step_up(entrance, who, password=body.maybe("password"), totp=body.maybe("totp"))
    return _with_cookie(entrance, answer({"steppedUp": True}), text)


async def _password(entrance: Entrance, who: Caller, body: Body) -> Response:
    text = await own_account.change_password(entrance, who, body.text("password"), body.text("newPassword"))
    return _with_cookie(entrance, answer({"changed": True}), text)


async def _begin_totp(entrance: Entrance, who: Caller, _body: Body) -> Response:
    return answer({"otpauth": await own_account.begin_totp(entrance, who)})


async def _confirm_totp(entrance: Entrance, who: Caller, body: Body) -> Response:
    text = await own_account.confirm_totp(entrance, who, body.text("totp"))
    return _with_cookie(entrance, answer({"confirmed": True}), text)


async def _remove_totp(entrance: Entrance, who: Caller, body: Body) -> Response:
    await own_account.remove_totp(entrance, who, body.text("totp"))
    return answer({"removed": True})


async def _end_session(entrance: Entrance, who: Caller, body: Body) -> Response:
    await own_account.end_own_session(entrance, who, own_id("session", body.text("id")))
    return answer({"ended": True})


def _signed_in(entrance: Entrance, signed: SignedIn) -> Response:
    values = {
        "signedIn": True,
        "mustChange": signed.must_change,
        "firm": public_id("firm", signed.firm_id),
        "user": public_id("user", signed.user_id),
    }
    return _with_cookie(entrance, answer(values, HTTPStatus.OK), signed.text)


def _with_cookie(entrance: Entrance, response: Response, text: str) -> Response:
    response.set_cookie(
        entrance.gatekeeper.cookie,
        text,
        max_age=int(entrance.gatekeeper.lifetimes.absolute.total_seconds()),
        path="/",
        secure=entrance.behind_tls,
        httponly=True,
        samesite="lax",
    )
    return response


_OPEN: dict[str, Act] = {
    "/auth/login": _login,
    "/auth/logout": _logout,
    "/auth/first-run": _first_run,
}
_OWN: dict[str, ActAsCaller] = {
    "/auth/step-up": _step_up,
    "/auth/password": _password,
    "/auth/totp/begin": _begin_totp,
    "/auth/totp/confirm": _confirm_totp,
    "/auth/totp/remove": _remove_totp,
    "/auth/sessions/end": _end_session,
}
