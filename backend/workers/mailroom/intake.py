"""Taking a mail in: kept for its person before it is accepted, then given to the client it names."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from backend.auth.acting import person
from backend.book import incoming_mails
from backend.book.incoming_mails import IncomingMail
from backend.book.mail_addresses import owner_of, read_mailbox
from backend.book.staff import User
from backend.book.virus_scan import hold_infected
from backend.platform.crypto import Unreadable
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.files.store import FileStore, Written
from backend.platform.files.stored import new_key
from backend.platform.keys import Vault
from backend.platform.principal import Level, Principal
from backend.policies.fields import Policies
from backend.retain.message_sending import returned
from backend.retain.return_addresses import Returning, is_ours
from backend.retain.return_addresses import read_mailbox as read_returning
from backend.schema.mail_candidates import candidates_of
from backend.systemize.channels.returns import read_return
from backend.workers.delivery import error_name

AN_HOUR_MOST = 300
"""Mails for one person within an hour; more are to be sent later."""
NEEDED = "Mutation.renewMailAddress"
TRIES = 3
log = structlog.get_logger(__name__)


@dataclass
class Mailroom:
    """Takes mails in, for all firms. domain: behind the @ of our addresses."""

    database: Database
    vault: Vault
    store: FileStore
    domain: str
    most_an_hour: int = AN_HOUR_MOST
    _policies: Policies = field(init=False)

    def __post_init__(self) -> None:
        self._policies = Policies(self.database)

    async def addressee(self, address: str) -> Principal | None:
        """Whose living address this is, with his present rights; None when nobody's, or of one who may not have any."""
        mailbox, at, domain = address.rpartition("@")
        named = read_mailbox(mailbox)
        if not at or domain.lower() != self.domain or named is None:
            return None
        try:
            async with self.database.read(named.firm_id) as session:
                user: User | None = await owner_of(session, self.vault, named)
        except Unreadable:  # a firm that is not there
            return None
        if user is None:
            return None
        principal = await person(self.database, user, self._policies)
        return principal if principal.mask.anywhere(NEEDED) >= Level.VIEW else None

    async def returning(self, address: str) -> Returning | None:
        """The message that came back to this address; None for any other address."""
        mailbox, at, domain = address.rpartition("@")
        named = read_returning(mailbox)
        if not at or domain.lower() != self.domain or named is None:
            return None
        try:
            async with self.database.read(named.firm_id) as session:
                keys = await self.vault.firm(session)
        except Unreadable:  # a firm that is not there
            return None
        return named if is_ours(keys, named) else None

    async def take_return(self, named: Returning, content: bytes) -> bool:
        """Note what a notification says of a message that was sent; whether it says anything."""
        found = read_return(content)
        if found is None or found.kind == "delayed":
            return False
        try:
            async with self.database.as_system(named.firm_id, "mailroom") as session:
                return await returned(
                    session, named.message_id, kind=found.kind, dead=found.dead, reply=found.reply
                )
        except Refused as refused:
            if refused.code is Code.NOT_FOUND:
                return False
            raise

    async def is_full(self, principal: Principal) -> bool:
        """Whether so many mails came to somebody lately that more have to wait."""
        assert principal.user_id is not None
        async with self.database.read(principal.firm_id) as session:
            return await incoming_mails.taken_lately(session, principal.user_id) >= self.most_an_hour

    async def hold_infected(self, principals: Collection[Principal], content: bytes) -> None:
        """Let a mail pass that the virus scanner calls clean, or any where there is none.

        Raises Refused: BAD_USER_INPUT for what it knows (recorded with each firm), UNAVAILABLE when it is silent.
        """
        firms = {each.firm_id: each for each in principals}
        for each in firms.values():
            await hold_infected(self.database, each, self.store.scanner, [content], len(content))

    async def take(self, principal: Principal, content: bytes) -> bool:
        """Keep a mail for somebody; whether it is new. When this returns, it is kept for certain.

        Who sends it again after a crash in between is told the same, and it is still there once.
        """
        row, is_new = await self._keep(principal, content)
        if row.state == "open":
            await self._deliver(principal, row)
        return is_new

    async def _keep(self, principal: Principal, content: bytes) -> tuple[IncomingMail, bool]:
        assert principal.user_id is not None
        async with self.database.change(principal) as session:
            key = await new_key(session, self.vault)
        written = await asyncio.to_thread(self._written, key, content)
        try:
            for left in reversed(range(TRIES)):
                try:
                    async with self.database.change(principal) as session:
                        return await incoming_mails.take(
                            session, self.vault, self.store, principal.user_id, content, written
                        )
                except Refused as refused:
                    # The same mail is taken by another connection at this moment.
                    if refused.code is not Code.CONFLICT or not left:
                        raise
            raise AssertionError
        finally:
            written.discard()  # it has its name now, or is not wanted

    def _written(self, key: object, content: bytes) -> Written:
        writer = self.store.writer(key)  # type: ignore[arg-type]
        try:
            writer.write(content)
            return writer.finish()
        except BaseException:
            writer.discard()
            raise

    async def _deliver(self, principal: Principal, row: IncomingMail) -> None:
        """Make it the client's whom it names; whatever goes wrong, it waits on its person's list."""
        try:
            async with self.database.change(principal) as session:
                client_id = await self._named(session, principal, row)
                if client_id is not None:
                    await incoming_mails.log(session, self.vault, self.store, row.id, row.version, client_id)
        except Exception as fault:
            log.warning("mail_waits", mail=str(row.id), fault=error_name(fault))

    async def _named(self, session: object, principal: Principal, row: IncomingMail) -> UUID | None:
        heads = await incoming_mails.heads_of(session, self.vault, [row])  # type: ignore[arg-type]
        found = await candidates_of(session, self.vault, principal, heads)  # type: ignore[arg-type]
        ids = found.get(row.id, [])
        return ids[0] if len(ids) == 1 else None
