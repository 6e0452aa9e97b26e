"""The gatekeeper: who is this request, from the memory of the process.

A warm request costs no round trip. Bells tell changes within milliseconds, and a poll of less than a second finds
what a lost bell did not tell; where the poll itself fails, requests ask before they are answered.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import Executable, select, update
from sqlalchemy.exc import DBAPIError
from starlette.requests import cookie_parser

from backend.auth.desk import Desk
from backend.auth.keys import ApiKey
from backend.auth.passes import KeyPass, Pass
from backend.auth.sessions import Lifetimes, Session
from backend.auth.tokens import Token, read_key_text, read_session_text, token_hash
from backend.book.access_marks import AccessMark
from backend.book.staff import User
from backend.platform.bells import Bells
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Mask, Principal
from backend.platform.tenant import Firm

MaskOf = Callable[[UUID, tuple[str, ...]], Awaitable[Mask]]
MaskAtOnce = Callable[[UUID, tuple[str, ...]], Mask | None]
Listener = Callable[[UUID], None]
POLL: Final = 0.7
STALE: Final = 2.0
SWEEP: Final = 10.0
WRITE: Final = 5.0
SAVED_EVERY: Final = timedelta(minutes=1)
# What a database that is gone, starting or too busy raises, through SQLAlchemy or past it.
FAULTS: Final = (OSError, TimeoutError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)
log = structlog.get_logger(__name__)


class Gatekeeper:
    """One for a process.

    cookie: the name of the session cookie; mask_of: compiled rights of a set of roles; mask_at_once: the same from
    memory alone, None when it cannot tell.
    """

    def __init__(
        self,
        database: Database,
        bells: Bells,
        mask_of: MaskOf,
        *,
        cookie: str,
        lifetimes: Lifetimes | None = None,
        mask_at_once: MaskAtOnce = lambda _firm_id, _roles: None,
    ) -> None:
        self.cookie = cookie
        self._mask_at_once = mask_at_once
        self._at_desk: dict[bytes, Desk] = {}
        self.lifetimes = lifetimes or Lifetimes()
        self._database = database
        self._bells = bells
        self._mask_of = mask_of
        self._desks: dict[UUID, Desk] = {}
        self._revoked: list[Listener] = []
        self._changed: list[Listener] = []
        self._seen: dict[tuple[UUID, UUID], Pass] = {}
        self._polled = 0.0
        self._polling = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._topics = {
            "session": self._pass_changed,
            "key": self._pass_changed,
            "staff": self._staff_changed,
            "policy": self._policy_rung,
            "up": self._bells_up,
        }

    async def start(self) -> None:
        """Listen to the bells and begin to poll."""
        for topic, listener in self._topics.items():
            self._bells.on(topic, listener)
        await self._poll()
        self._tasks = [
            asyncio.create_task(self._watch(), name="gate watch"),
            asyncio.create_task(self._save(), name="gate save"),
        ]

    async def stop(self) -> None:
        """Stop listening and write down who was seen last."""
        for topic, listener in self._topics.items():
            self._bells.off(topic, listener)
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        with contextlib.suppress(*FAULTS, Refused):
            await self._write_seen()

    def on_revoked(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener the id of every session or key of this process that ends; returns how to stop."""
        self._revoked.append(listener)
        return lambda: self._revoked.remove(listener)

    def on_changed(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener the firm whose staff or policy changed, so that open sockets `renew`; returns how to stop."""
        self._changed.append(listener)
        return lambda: self._changed.remove(listener)

    async def authenticate(self, headers: Mapping[str, str], ip: str | None) -> Principal | None:
        """Who sends these headers (names in lower case or a case-blind mapping); None: nobody we know.

        A bearer is judged alone, whatever cookie comes with it. Raises Refused(UNAVAILABLE) when it cannot be
        known whether a right still holds.
        """
        bearer = headers.get("authorization")
        if bearer is not None:
            scheme, _, text = bearer.partition(" ")
            token = read_key_text(text.strip()) if scheme.lower() == "bearer" else None
            return await self._enter(token, ip, key=True)
        cookie = headers.get("cookie")
        text = cookie_parser(cookie).get(self.cookie, "") if cookie else ""
        return await self._enter(read_session_text(text), ip, key=False)

    def at_once(self, text: str, ip: str | None, *, key: bool) -> Principal | None:
        """Who a key's or session's text belongs to, if memory alone can tell; None: `authenticate` has to.

        Never lets in whom `authenticate` would not: what is not known, not fresh or about to end is not answered here.
        """
        hash = token_hash(text)
        desk = self._at_desk.get(hash)
        held = desk.known(hash) if desk is not None else None
        if desk is None or held is None:
            self._at_desk.pop(hash, None)
            return None
        if isinstance(held, KeyPass) is not key or (isinstance(held, KeyPass) and held.networks):
            return None
        if asyncio.get_running_loop().time() - self._polled > STALE:
            return None
        at = now()
        principal = self._remembered(desk, held, ip, at)
        if principal is not None:
            self._touch(desk.firm_id, held, at)
        return principal

    def _remembered(self, desk: Desk, held: Pass, ip: str | None, at: datetime) -> Principal | None:
        """The principal made last for a pass, while nothing he was made of has changed."""
        last, roster = desk.principals.get(held.id), desk.present_roster
        if last is None or roster is None or last.ip != ip or desk.is_over(held, roster, at):
            return None
        if self._mask_at_once(desk.firm_id, last.roles) is not last.mask:
            return None
        if isinstance(held, KeyPass):
            return last
        steps = held.stepped_up_until is not None and held.stepped_up_until > at
        if last.scope is not desk.scope_of(roster, held.user_id) or last.stepped_up is not steps:
            return None
        return last

    async def renew(self, principal: Principal) -> Principal | None:
        """The same caller with his present rights, for sockets that stay open; None when he is out.

        Being renewed is no use of the session: an open socket does not keep it alive.
        """
        desk, id = self._desks.get(principal.firm_id), pass_id(principal)
        held = desk.by_id(id) if desk is not None and id is not None else None
        if desk is None or held is None:
            return None
        return await self._principal(desk, held, principal.ip, now())

    async def forget(self, firm_id: UUID, id: UUID) -> None:
        """Look at a session or key anew now: this process changed it and does not wait for its own bell."""
        desk = self._desks.get(firm_id)
        if desk is not None:
            await desk.recheck([id])

    async def _enter(self, token: Token | None, ip: str | None, *, key: bool) -> Principal | None:
        if token is None:
            return None
        try:
            await self._be_fresh()
            desk = self._desk(token.firm_id)
            held = desk.known(token.hash) or await desk.admit(token.hash, key=key)
            if held is None or isinstance(held, KeyPass) is not key:
                return None
            at = now()
            principal = await self._principal(desk, held, ip, at)
            if principal is None:
                # Another process may have seen it since; if not, it has ended.
                await desk.sweep(at)
                held = desk.known(token.hash)
                principal = await self._principal(desk, held, ip, at) if held else None
        except FAULTS as fault:
            raise Refused(Code.UNAVAILABLE, retryAfter=2) from fault
        if principal is not None and held is not None:
            self._touch(token.firm_id, held, at)
            desk.principals[held.id] = principal
            self._at_desk[token.hash] = desk
        return principal

    def _desk(self, firm_id: UUID) -> Desk:
        """The firm's desk; the poll clears away those that admitted nobody."""
        if firm_id not in self._desks:
            self._desks[firm_id] = Desk(self._database, firm_id, self.lifetimes, self._tell_revoked)
        return self._desks[firm_id]

    async def _principal(self, desk: Desk, held: Pass, ip: str | None, at: datetime) -> Principal | None:
        roster = await desk.roster()
        if desk.is_over(held, roster, at):
            return None
        if isinstance(held, KeyPass):
            if not held.allows(ip):
                return None
            roles: tuple[str, ...] = (held.role,)
            mask = await self._mask_of(desk.firm_id, roles)
            subject = f"key:{held.id}"
            return Principal(desk.firm_id, subject, roles, mask, held.scope, ip=ip, quota=held.quota)
        member = roster.members[held.user_id]
        # A one-time password opens nothing but the choice of a new one.
        roles = () if held.restricted else member.roles
        return Principal(
            firm_id=desk.firm_id,
            subject=f"user:{member.id}",
            roles=roles,
            mask=await self._mask_of(desk.firm_id, roles) if roles else Mask(),
            scope=desk.scope_of(roster, member.id),
            user_id=member.id,
            session_id=held.id,
            locale=member.locale,
            ip=ip,
            stepped_up=held.stepped_up_until is not None and held.stepped_up_until > at,
        )

    def _touch(self, firm_id: UUID, held: Pass, at: datetime) -> None:
        held.seen_at = at
        if at - held.saved_at >= SAVED_EVERY:
            self._seen[firm_id, held.id] = held

    async def _be_fresh(self) -> None:
        """Poll now when the background has not come round; bounds how long a revoked right can live."""
        if asyncio.get_running_loop().time() - self._polled > STALE:
            async with self._polling:
                if asyncio.get_running_loop().time() - self._polled > STALE:
                    await self._poll()

    async def _watch(self) -> None:
        swept = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(POLL)
            try:
                async with self._polling:
                    await self._poll()
                if asyncio.get_running_loop().time() - swept > SWEEP:
                    swept = asyncio.get_running_loop().time()
                    for desk in list(self._desks.values()):
                        await desk.sweep(now())
            except (*FAULTS, Refused) as fault:
                log.warning("gate_poll_failed", fault=type(fault).__name__)

    async def _poll(self) -> None:
        """One cheap read over the firms at the gate: have sessions, keys, staff or policy changed?"""
        started = asyncio.get_running_loop().time()
        marks = await self._marks() if self._desks else {}
        for firm_id, desk in list(self._desks.items()):
            found = marks.get(firm_id, (0, 0))
            if desk.mark is None or desk.mark[0] != found[0]:
                await desk.staff_changed()
                await desk.recheck()
            if desk.mark != found:
                desk.mark = found
                self._tell(self._changed, firm_id)
            if not len(desk):
                self._desks.pop(firm_id, None)
                self._at_desk = {hash: at for hash, at in self._at_desk.items() if at is not desk}
        self._polled = started

    async def _marks(self) -> dict[UUID, tuple[int, int]]:
        statement = (
            select(Firm.firm_id, AccessMark.n, Firm.policy_version)
            .outerjoin(AccessMark, AccessMark.firm_id == Firm.firm_id)
            .where(Firm.firm_id.in_(list(self._desks)))
        )
        rows = await self._database.shared_rows(statement)
        return {row.firm_id: (row.n or 0, row.policy_version) for row in rows}

    async def _save(self) -> None:
        while True:
            await asyncio.sleep(WRITE)
            try:
                await self._write_seen()
            except (*FAULTS, Refused) as fault:
                log.warning("gate_save_failed", fault=type(fault).__name__)

    async def _write_seen(self) -> None:
        """Write down when sessions, keys and users were last seen, each at most once a minute."""
        while self._seen:
            firm_id = next(iter(self._seen))[0]
            held = [(key, self._seen[key]) for key in self._seen if key[0] == firm_id]
            async with self._database.as_system(firm_id, "gatekeeper") as session:
                for _, each in held:
                    for statement in _last_seen(firm_id, each):
                        await session.execute(statement)
            for key, each in held:
                each.saved_at = each.seen_at
                del self._seen[key]

    async def _pass_changed(self, firm_id: UUID, detail: str) -> None:
        desk = self._desks.get(firm_id)
        if desk is not None:
            with contextlib.suppress(*FAULTS, Refused):  # the poll comes round to it
                await desk.recheck([UUID(detail)] if detail else None)

    async def _staff_changed(self, firm_id: UUID, _detail: str) -> None:
        desk = self._desks.get(firm_id)
        if desk is not None:
            with contextlib.suppress(*FAULTS, Refused):
                await desk.staff_changed()
            self._tell(self._changed, firm_id)

    def policy_changed(self, firm_id: UUID) -> None:
        """Have the open streams of a firm judged anew.

        Its bell may be heard before the new rights are in use, or not at all: who keeps them has to tell, too.
        """
        self._tell(self._changed, firm_id)

    def _policy_rung(self, firm_id: UUID, _detail: str) -> None:
        self.policy_changed(firm_id)

    def _bells_up(self, _firm_id: UUID, _detail: str) -> None:
        """The bell was broken for a while: everything is to be compared."""
        for desk in self._desks.values():
            desk.mark = None

    def _tell_revoked(self, id: UUID) -> None:
        self._tell(self._revoked, id)

    @staticmethod
    def _tell(listeners: list[Listener], id: UUID) -> None:
        for listener in list(listeners):
            listener(id)


def pass_id(principal: Principal) -> UUID | None:
    """The session or key through which a caller came; None for the product itself."""
    if principal.session_id is not None:
        return principal.session_id
    kind, _, id = principal.subject.partition(":")
    return UUID(id) if kind == "key" else None


def _last_seen(firm_id: UUID, held: Pass) -> list[Executable]:
    if isinstance(held, KeyPass):
        return [
            update(ApiKey)
            .where(ApiKey.firm_id == firm_id, ApiKey.id == held.id)
            .values(last_used_at=held.seen_at)
        ]
    return [
        update(Session)
        .where(Session.firm_id == firm_id, Session.id == held.id)
        .values(last_seen_at=held.seen_at),
        update(User)
        .where(User.firm_id == firm_id, User.id == held.user_id)
        .values(last_seen_at=held.seen_at),
    ]
