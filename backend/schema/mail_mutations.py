"""Changes of mails that came in, and of the address they come to."""

from __future__ import annotations

from typing import Any

import strawberry

from backend.book import incoming_mails, mail_addresses
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.platform.errors import Code, Refused
from backend.schema import inputs, mail_inputs
from backend.schema.changing import Key, changed, demand_edit, subject
from backend.schema.clients import CLIENT
from backend.schema.incoming_mails import INCOMING_MAIL, IncomingMail, MailAddress, shown_address


@strawberry.type
class MailMutations:
    """What becomes of a mail."""

    @strawberry.mutation
    async def renew_mail_address(
        self, info: Info, input: mail_inputs.RenewMailAddressInput
    ) -> MailAddress | None:
        """A new secret address for the caller; the old one, which has to be named, ends at once."""
        context = info.context
        user_id = context.principal.user_id
        if user_id is None:
            raise Refused(Code.FORBIDDEN)
        replaces = None if input.replaces is None else input.replaces.partition("@")[0]
        async with context.database.change(context.principal, trace_id=context.trace_id) as session:
            made = await mail_addresses.renew(session, context.services.vault, user_id, replaces)
        return shown_address(made)

    @changing(lambda: INCOMING_MAIL)
    async def log_incoming_mail(
        self, info: Info, input: mail_inputs.LogIncomingMailInput, idempotency_key: Key = None
    ) -> IncomingMail | None:
        """Make a waiting mail an interaction of a client; itself and what hangs on it become documents."""
        context, services = info.context, info.context.services
        mail = await subject(context, INCOMING_MAIL, input.id, "logIncomingMail")
        client = await subject(context, CLIENT, input.client, "logMail")
        demand_edit(context, "Client", ["documents"], client.stands)
        return await changed(  # type: ignore[no-any-return]
            context, INCOMING_MAIL, "logIncomingMail",
            lambda session: incoming_mails.log(
                session, services.vault, services.extra["files"], mail.row.id, input.version, client.row.id
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: INCOMING_MAIL)
    async def throw_incoming_mail(
        self, info: Info, input: mail_inputs.ThrowIncomingMailInput, idempotency_key: Key = None
    ) -> IncomingMail | None:
        """Throw a waiting mail away; it can be brought back for thirty days."""
        mail = await subject(info.context, INCOMING_MAIL, input.id, "throwIncomingMail")
        return await changed(  # type: ignore[no-any-return]
            info.context, INCOMING_MAIL, "throwIncomingMail",
            lambda session: incoming_mails.throw(session, mail.row.id, input.version, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: INCOMING_MAIL)
    async def restore_incoming_mail(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> IncomingMail | None:
        """Bring a mail back that was thrown away."""
        mail = await subject(info.context, INCOMING_MAIL, input.id, "restoreIncomingMail")

        async def work(session: Any) -> Any:
            return await incoming_mails.restore(session, mail.row.id, input.version)

        return await changed(  # type: ignore[no-any-return]
            info.context, INCOMING_MAIL, "restoreIncomingMail", work,
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
