"""A real mail server that accepts, defers, refuses, hangs, or hangs up after the content, as a mail's address says."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    """What the server took, by Message-ID. The part of an address before the @ says what is done with it."""

    mails: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    tos: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    deferred: Counter[str] = field(default_factory=Counter)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Who may get mails."""
        if address.startswith("later") and not self.deferred[address]:
            self.deferred[address] += 1
            return "451 4.3.0 Try again later"
        if address.startswith("nobody"):
            return "550 5.1.1 No such user here"
        if address.startswith("refused"):
            return "554 5.7.1 Rejected by policy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        to = envelope.rcpt_tos[0]
        content = envelope.original_content or b""
        mail: Any = message_from_bytes(content, policy=default)
        self.mails.append(mail)
        self.ids[str(mail["Message-ID"])] += 1
        self.senders.append(envelope.mail_from or "")
        self.tos.append(to)
        if to.startswith("cut"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.sleep(0)
        if to.startswith("hang"):
            await asyncio.sleep(30)
        return "250 2.0.0 queued as 4711"

    async def start(self) -> asyncio.Server:
        """Listen at a free port."""

        def made() -> SMTP:
            self.connections += 1
            return SMTP(self, hostname="post.example.com", enable_SMTPUTF8=True)

        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server
