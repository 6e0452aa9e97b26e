"""Mails as programs write them, and SMTP spoken as servers speak it."""

from __future__ import annotations

import asyncio
import itertools
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, TypeVar
from uuid import UUID

from backend.book import client_changes, mail_addresses
from backend.book.contact_points import ContactDraft
from backend.platform.ids import public_id
from tests.schema.house import House

DOMAIN = "mail.firm.example.com"
MANAGER, COLLEAGUE = "client_manager", "client_manager#2"
SENDER = "zhou@firm.example.com"
_serial = itertools.count(1)
T = TypeVar("T")

MAILS = """query($state: String) { it: incomingMails(state: $state, first: 50) { totalCount nodes {
  id version state reason subject sender recipients at text attachments size
  client { id } interaction { id summary } candidates { id } } } }"""
TIMELINE = """query($id: ID!) { client(id: $id) { interactions { nodes { id kind channel direction at summary content
  documents { name category kind } } } documents { nodes { name } } } }"""
LOG = "mutation($input: LogIncomingMailInput!) { it: logIncomingMail(input: $input) { id state client { id } } }"
THROW = "mutation($input: ThrowIncomingMailInput!) { it: throwIncomingMail(input: $input) { id version state reason } }"
RESTORE = "mutation($input: VersionedInput!) { it: restoreIncomingMail(input: $input) { id version state subject } }"
RENEW = "mutation($input: RenewMailAddressInput!) { it: renewMailAddress(input: $input) { address madeAt } }"
ADDRESS = "{ it: mailAddress { address madeAt } }"


def new_email() -> str:
    """An address that nobody else has."""
    return f"planted.client{next(_serial)}@example.com"


async def client_known_by(house: House, *emails: str, who: str = MANAGER) -> str:
    """A client of somebody with these addresses: his public id."""
    points = [ContactDraft(kind="email", value=email, primary=not n) for n, email in enumerate(emails)]
    async with house.database.change(await house.principal(who)) as session:
        values = {"name": f"来信客户{next(_serial)}", "kind": "individual"}
        row = await client_changes.create_client(session, house.vault, values, points, allow_duplicate=True)
        return public_id("client", row.id)


async def address_for(house: House, who: str = MANAGER) -> str:
    """The living address of somebody, made when he has none."""
    found = (await house.data(who, ADDRESS))["it"]
    if found["address"] is None:
        found = (await house.data(who, RENEW, input={"replaces": None}))["it"]
    return str(found["address"])


def mail(text: str = "您好，请寄一份合同。\n", **head: str) -> EmailMessage:
    """A mail with an id of its own. head: names with _ for -."""
    message = EmailMessage()
    given = {
        "From": SENDER, "To": "somebody@example.com", "Subject": "关于产品",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0800", "Message_ID": f"<m{next(_serial)}@example.com>", **head,
    }  # fmt: skip
    for name, value in given.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


@dataclass(frozen=True)
class Post:
    """Where mail is taken in."""

    port: int

    async def send(self, message: EmailMessage | bytes, *to: str, sender: str = SENDER) -> tuple[int, str]:
        """Send a mail; the last reply. A refusal is one, too."""
        content = message if isinstance(message, bytes) else message.as_bytes()

        def sent(smtp: smtplib.SMTP) -> tuple[int, str]:
            smtp.ehlo_or_helo_if_needed()
            replies = [smtp.mail(sender)]
            if replies[-1][0] == 250:
                replies += [smtp.rcpt(each) for each in to]
                if any(code == 250 for code, _ in replies[1:]):
                    replies.append(smtp.data(content))
            code, words = replies[-1]
            return code, words.decode()

        return await self.talk(sent)

    async def talk(self, said: Callable[[smtplib.SMTP], T]) -> T:
        """A whole conversation, beside the loop that answers it."""

        def run() -> T:
            smtp = smtplib.SMTP("127.0.0.1", self.port, timeout=20)
            try:
                return said(smtp)
            finally:
                smtp.close()

        return await asyncio.to_thread(run)


async def mails_of(house: House, who: str = MANAGER, state: str | None = "open") -> list[Mapping[str, Any]]:
    """Somebody's mails in a state, newest first."""
    return list((await house.data(who, MAILS, state=state))["it"]["nodes"])


async def interactions_of(house: House, client: str, who: str = MANAGER) -> list[Mapping[str, Any]]:
    """A client's interactions, newest first."""
    return list((await house.data(who, TIMELINE, id=client))["client"]["interactions"]["nodes"])


def mailbox_of(address: str) -> mail_addresses.NamedAddress:
    """What an address names."""
    found = mail_addresses.read_mailbox(address.partition("@")[0])
    assert found is not None
    return found


def firm_in(address: str) -> UUID:
    """The firm that an address names."""
    return mailbox_of(address).firm_id
