"""Channels that messages go by, as the settings of the installation have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from backend.book.configurations import newest_of
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.settings import Settings
from backend.platform.tenant import Firm
from backend.retain.leaving import Leaving, link_of
from backend.retain.message_sending import Outgoing
from backend.retain.purposes import MAIL, SERVICE
from backend.retain.return_addresses import mailbox_of
from backend.systemize.channels.letters import COLOUR, Letter, built
from backend.systemize.channels.outcomes import Outcome
from backend.systemize.channels.smtp import Postman, Server
from backend.track.proposal_style import ProposalStyle

KEEP: float = 60.0
"""Seconds for which a firm's name and colour are kept."""


class Channel(Protocol):
    """A way out."""

    async def send(self, firm_id: UUID, message: Outgoing) -> Outcome:
        """Hand a message over; never raises for what the other side does."""

    async def close(self) -> None:
        """Give connections back."""


@dataclass(frozen=True, slots=True)
class Dress:
    """How a firm's mails look. mailbox: (message) -> where it comes back to."""

    name: str
    colour: str
    mailbox: Callable[[UUID], str]


@dataclass
class MailChannel:
    """Mails. sender: the address they come from; returns: the domain at which ours receives what comes back."""

    database: Database
    vault: Vault
    postman: Postman
    sender: str
    site: str
    returns: str | None = None
    _dresses: dict[UUID, tuple[float, Dress]] = field(default_factory=dict)

    async def send(self, firm_id: UUID, message: Outgoing) -> Outcome:
        """Hand a mail in, with the links and the return address of this very message."""
        dress = await self._dress(firm_id)
        letter = Letter(
            key=public_id("message", message.id),
            domain=self.sender.rpartition("@")[2],
            sender=self.sender,
            sender_name=dress.name,
            to=message.address,
            subject=message.subject,
            body=message.body,
            language=message.language,
            at=now(),
            unsubscribe=self._leaving(firm_id, message),
            reply_to=message.owner,
            colour=dress.colour,
        )
        back = f"{dress.mailbox(message.id)}@{self.returns}" if self.returns else self.sender
        return await self.postman.send(built(letter), back, message.address)

    async def close(self) -> None:
        """Give connections back."""
        await self.postman.close()

    def _leaving(self, firm_id: UUID, message: Outgoing) -> tuple[str, str] | None:
        """Service notices are part of the contract, and have no link."""
        if message.purpose == SERVICE:
            return None
        link = link_of(self.vault, Leaving(firm_id, message.client_id, message.purpose, message.channel))
        return f"{self.site}/unsubscribe#{link}", f"{self.site}/unsubscribe/one-click/{link}"

    async def _dress(self, firm_id: UUID) -> Dress:
        at = now().timestamp()
        kept = self._dresses.get(firm_id)
        if kept is not None and kept[0] > at:
            return kept[1]
        async with self.database.read(firm_id) as session:
            name = await session.scalar(select(Firm.name).where(Firm.firm_id == firm_id))
            style = await newest_of(session, ProposalStyle)
            keys = await self.vault.firm(session)
        dress = Dress(str(name), _colour(style), lambda message_id: mailbox_of(keys, message_id))
        self._dresses[firm_id] = (at + KEEP, dress)
        return dress


def _colour(style: ProposalStyle | None) -> str:
    """The colour of the firm's printed papers."""
    brand: Any = {} if style is None else style.content.get("brand")
    found = brand.get("colour") if isinstance(brand, dict) else None
    return found if isinstance(found, str) else COLOUR


@dataclass(frozen=True, slots=True)
class MailDesk:
    """Where single mails to people of the firm are handed in. sender: the address they come from."""

    postman: Postman
    sender: str


def desk_of(settings: Settings) -> MailDesk | None:
    """None where no mail server is set up."""
    postman = postman_of(settings)
    return None if postman is None or settings.mail_from is None else MailDesk(postman, settings.mail_from)


def postman_of(settings: Settings) -> Postman | None:
    """Who hands mails in; None where none is set up."""
    if not settings.smtp_host or not settings.mail_from:
        return None
    return Postman(
        Server(
            settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user,
            settings.smtp_password,
        )
    )  # fmt: skip


def channels_of(settings: Settings, database: Database, vault: Vault) -> dict[str, Channel]:
    """Channels that are set up, by name."""
    found: dict[str, Channel] = {}
    postman = postman_of(settings)
    if postman is not None and settings.mail_from:
        returns = settings.mail_domain if settings.mail_listens else None
        found[MAIL] = MailChannel(database, vault, postman, settings.mail_from, settings.site_url, returns)
    return found
