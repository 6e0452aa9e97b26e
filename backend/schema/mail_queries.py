"""The roots of reading mails that came in."""

from __future__ import annotations

import strawberry

from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.schema.incoming_mails import (
    INCOMING_MAIL,
    IncomingMail,
    MailAddress,
    incoming_mails_listed,
    mail_address,
)


@strawberry.type
class MailQueries:
    """What came by mail."""

    @declared(RootList(incoming_mails_listed))
    async def incoming_mails(
        self, info: Info, state: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[IncomingMail]:
        """Mails that came to the caller's secret address, newest first; `state`: open, logged, thrown."""
        return await listed(info, incoming_mails_listed, first, after)

    @declared(RootOne(lambda: INCOMING_MAIL))
    async def incoming_mail(self, info: Info, id: strawberry.ID) -> IncomingMail | None:
        """One of them."""
        return await one_of(info, INCOMING_MAIL, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def mail_address(self, info: Info) -> MailAddress | None:
        """The caller's secret address."""
        return await mail_address(info.context)
