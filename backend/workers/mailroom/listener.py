"""The SMTP side: who may say what, how much of it, and for how long. It takes mail in and sends none.

Source of the codes: RFC 5321 (replies) and RFC 3463 (enhanced codes).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.book.documents.uploads import MOST_BYTES
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal
from backend.retain.return_addresses import Returning
from backend.workers.delivery import error_name
from backend.workers.mailroom.intake import Mailroom
from backend.workers.mailroom.limits import Doors

IDENT: Final = "Startrail"
MOST_RECIPIENTS: Final = 10
MOST_MISSES: Final = 5
"""Unknown addresses of one connection, after which it is ended: nobody tries addresses out."""
COMMANDS: Final[dict[str, int]] = {"NOOP": 20, "RSET": 100, "VRFY": 3, "HELP": 3, "*": 200}
"""How often a connection may say each."""
LINE: Final = 8_192
"""Longest line of a mail; the standard says 998, and not every program keeps to it."""
log = structlog.get_logger(__name__)

OK: Final = "250 2.0.0 Accepted"
KNOWN: Final = "250 2.0.0 Accepted; it was here already"
NOBODY: Final = "550 5.1.1 No such address here"
MANY: Final = f"452 4.5.3 At most {MOST_RECIPIENTS} recipients; send to the others separately"
FULL: Final = "452 4.2.1 Too many mails for this address within the hour; try again later"
TRYING: Final = "421 4.7.0 Too many unknown addresses; closing the connection"
EMPTY: Final = "554 5.6.0 The mail is empty"
INFECTED: Final = "554 5.7.1 The mail holds a virus"
LATER: Final = "451 4.3.0 It could not be stored just now; try again later"
BUSY: Final = b"421 4.7.0 Too many connections; try again later\r\n"


@dataclass(frozen=True)
class Limits:
    """Bounds of a connection. size: bytes of a mail; idle: seconds for a command or a whole mail; stay: altogether."""

    size: int = MOST_BYTES
    idle: float = 120
    stay: float = 900


@dataclass
class _Visit:
    """What one connection has done."""

    named: dict[str, Principal] = field(default_factory=dict)
    returning: list[Returning] = field(default_factory=list)
    misses: int = 0


class Desk:
    """What is answered to each command. aiosmtpd calls it by these names."""

    def __init__(self, mailroom: Mailroom) -> None:
        self._mailroom = mailroom

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A new mail."""
        _visit(session).named.clear()
        _visit(session).returning.clear()
        envelope.mail_from = address or "<>"
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whom it is for: only who has this address now."""
        visit = _visit(session)
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return MANY
        returning = await self._mailroom.returning(address)
        if returning is not None:
            visit.returning.append(returning)
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 OK"
        principal = await self._mailroom.addressee(address)
        if principal is None:
            visit.misses += 1
            if visit.misses < MOST_MISSES:
                return NOBODY
            if server.transport is not None:
                asyncio.get_running_loop().call_soon(server.transport.close)
            return TRYING
        if await self._mailroom.is_full(principal):
            return FULL
        visit.named[principal.named] = principal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """The mail itself: kept for everybody it is for before it is accepted."""
        content = envelope.original_content or b""
        if not content.strip():
            return EMPTY
        for address in envelope.rcpt_tos:
            # An address may have ended meanwhile: who sends it again is told so, and of the others nothing is lost.
            if (
                await self._mailroom.addressee(address) is None
                and await self._mailroom.returning(address) is None
            ):
                return LATER
        for each in _visit(session).returning:
            await self._mailroom.take_return(each, content)
        named = _visit(session).named.values()
        if not named:
            return OK
        try:
            await self._mailroom.hold_infected(named, content)
        except Refused as refused:
            return INFECTED if refused.code is Code.BAD_USER_INPUT else LATER
        new = [await self._mailroom.take(each, content) for each in named]
        log.info("mail_taken", size=len(content), new=sum(new), known=len(new) - sum(new))
        return OK if any(new) else KNOWN

    async def handle_exception(self, fault: Exception) -> str:
        """Whatever goes wrong is ours, and may go right later; its text is nobody's business."""
        log.warning("mail_not_taken", fault=error_name(fault))
        return LATER


def _visit(session: Session) -> _Visit:
    found: _Visit | None = getattr(session, "visit", None)
    if found is None:
        found = _Visit()
        session.visit = found  # type: ignore[attr-defined]
    return found


class Connection(SMTP):
    """One connection, within the bounds."""

    line_length_limit = LINE

    def __init__(self, desk: Desk, doors: Doors, limits: Limits, hostname: str) -> None:
        super().__init__(
            desk,
            data_size_limit=limits.size,
            hostname=hostname,
            ident=IDENT,
            timeout=limits.idle,
            command_call_limit=dict(COMMANDS),
            enable_SMTPUTF8=True,
        )
        self._doors, self._limits = doors, limits
        self._peer: str | None = None
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in, or tell it to come back."""
        peer = str((transport.get_extra_info("peername") or ("?",))[0])
        if not self._doors.enter(peer):
            assert isinstance(transport, asyncio.Transport)
            transport.write(BUSY)
            transport.close()
            return
        self._peer = peer
        super().connection_made(transport)
        self._end = asyncio.get_running_loop().call_later(self._limits.stay, transport.close)

    def connection_lost(self, error: Exception | None) -> None:
        """It is gone."""
        if self._peer is None:  # it was never in
            return
        self._doors.leave(self._peer)
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """What it says, unless it was never in."""
        if self._peer is not None:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """It says no more."""
        return None if self._peer is None else super().eof_received()


async def listen(
    mailroom: Mailroom, host: str, port: int, *, doors: Doors | None = None, limits: Limits | None = None
) -> asyncio.Server:
    """Take mail in at an address. Raises OSError when it is taken."""
    # It would write addresses and lines of mails into its log.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    desk, inside, bounds = Desk(mailroom), doors or Doors(), limits or Limits()
    made: Callable[[], Any] = lambda: Connection(desk, inside, bounds, mailroom.domain)  # noqa: E731
    return await asyncio.get_running_loop().create_server(made, host, port, backlog=100)
