"""Mails by SMTP: a few connections that are used again, and an honest word on what came of each mail.

What is refused before its content was taken may be tried again or not, as the server says. A connection that ends after
the content was given and before the answer leaves the mail in doubt: it may have arrived.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from backend.systemize.channels.outcomes import (
    DEAD,
    FAILED,
    IN_DOUBT,
    LATER,
    SENT,
    Outcome,
    shortened,
)

PLAIN, STARTTLS, TLS = "none", "starttls", "tls"
SECURITY: Final = (PLAIN, STARTTLS, TLS)
PATIENCE: Final = 30.0
"""Seconds for one command; servers take their time after the content (RFC 5321 allows ten minutes)."""
CONNECTIONS: Final = 4
MOST_MAILS: Final = 100
"""Mails on one connection, after which it is made anew: many servers end longer ones."""
NO_SUCH_ADDRESS: Final = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed in. security: none, starttls, tls; user: None where the server asks for nobody."""

    host: str
    port: int
    security: str = STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    patience: float = PATIENCE
    context: ssl.SSLContext | None = None


class Unready(Exception):
    """The server could not be spoken to. str: what kind of fault."""


@dataclass
class Postman:
    """Hands mails in; as many at once as it may have connections."""

    server: Server
    connections: int = CONNECTIONS
    _idle: list[tuple[SMTP, int]] = field(default_factory=list)
    _room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._room = asyncio.Semaphore(self.connections)

    async def send(self, mail: EmailMessage, sender: str, to: str) -> Outcome:
        """Hand one mail in. sender: where it comes back to."""
        async with self._room:
            try:
                client, used = await self._connection()
            except Unready as fault:
                return Outcome(LATER, str(fault))
            outcome, alive = await _hand_in(client, mail, sender, to)
            if alive and used + 1 < MOST_MAILS:
                self._idle.append((client, used + 1))
            else:
                _drop(client)
            return outcome

    async def _connection(self) -> tuple[SMTP, int]:
        """One that answers. Raises Unready."""
        while self._idle:
            client, used = self._idle.pop()
            try:
                # It may have been ended while it lay idle, and a mail must not be what finds out.
                await client.rset()
            except (SMTPException, OSError, TimeoutError):
                _drop(client)
                continue
            return client, used
        return await self._connected(), 0

    async def _connected(self) -> SMTP:
        server = self.server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == TLS,
            start_tls=server.security == STARTTLS,
            username=server.user,
            password=server.password,
            timeout=server.patience,
            tls_context=server.context,
        )
        try:
            await client.connect()
        except SMTPAuthenticationError as fault:
            _drop(client)
            raise Unready("auth_refused") from fault
        except SMTPException as fault:
            _drop(client)
            raise Unready("unreached" if isinstance(fault, OSError) else "server_refused") from fault
        except (OSError, TimeoutError, ValueError) as fault:
            _drop(client)
            raise Unready("unreached") from fault
        return client

    async def close(self) -> None:
        """Say good-bye on the connections that lie idle."""
        idle, self._idle = self._idle, []
        for client, _ in idle:
            with contextlib.suppress(SMTPException, OSError, TimeoutError):
                await client.quit()
            _drop(client)


def _drop(client: SMTP) -> None:
    with contextlib.suppress(Exception):
        client.close()


async def _hand_in(client: SMTP, mail: EmailMessage, sender: str, to: str) -> tuple[Outcome, bool]:
    """What came of it, and whether the connection may be used on."""
    content = mail.as_bytes()
    try:
        await client.mail(sender)
        await client.rcpt(to)
    except SMTPServerDisconnected:
        return Outcome(LATER, "cut_off"), False
    except SMTPResponseException as fault:
        return _refused(fault), True
    except (SMTPException, OSError, TimeoutError, ValueError):
        return Outcome(LATER, "unreached"), False
    try:
        answer = await client.data(content)
    except SMTPServerDisconnected:
        return Outcome(IN_DOUBT, "no_answer"), False
    except SMTPResponseException as fault:
        return _refused(fault), True
    except (SMTPException, OSError, TimeoutError):
        return Outcome(IN_DOUBT, "no_answer"), False
    return Outcome(SENT, None, shortened(answer.message), shortened(answer.message)), True


def _refused(fault: SMTPResponseException) -> Outcome:
    reply = shortened(f"{fault.code} {fault.message}")
    if 400 <= fault.code < 500:
        return Outcome(LATER, "refused_for_now", reply)
    words = str(fault.message).split()
    if words and words[0] in NO_SUCH_ADDRESS:
        return Outcome(DEAD, "no_such_address", reply)
    return Outcome(FAILED, "refused", reply)
