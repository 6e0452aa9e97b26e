"""Whether mails go out, and a test of it."""

from __future__ import annotations

from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.staff import User as UserRow
from backend.graph.connections import Info
from backend.graph.nodes import node_of
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id, public_id, uuid7
from backend.platform.settings import settings
from backend.platform.tenant import Firm
from backend.retain.message_channels import MailDesk
from backend.retain.message_texts import LANGUAGES, filled, read_text, values_of
from backend.retain.purposes import MAIL
from backend.schema.changing import Key, change
from backend.schema.clients import CLIENT
from backend.schema.message_queries import hold_readable
from backend.systemize.channels.letters import Letter, built
from backend.systemize.channels.outcomes import SENT


@strawberry.type
class MailSetup:
    """How this installation sends."""

    mail: bool = strawberry.field(description="Whether mails go out.")
    sender: str | None = strawberry.field(description="The address that mails come from.")
    server: str | None = strawberry.field(description="Host, port and security of the mail server.")
    returns: bool = strawberry.field(description="Whether mails that come back are received.")


@strawberry.type
class TestMail:
    """A mail to oneself that the mail server took."""

    to: str
    reply: str | None = strawberry.field(description="What the server answered.")


@strawberry.input
class SendTestMailInput:
    """Words as of a template, to oneself. `client`: whose values stand in it."""

    subject: str
    body: str
    language: str = "zh-CN"
    client: strawberry.ID | None = None


@strawberry.type
class MailSetupQueries:
    """How messages go out."""

    @strawberry.field
    def mail_setup(self) -> MailSetup:
        """Which channels are set up."""
        chosen = settings()
        return MailSetup(
            mail=chosen.sends_mail,
            sender=chosen.mail_from,
            server=f"{chosen.smtp_host}:{chosen.smtp_port} ({chosen.smtp_security})"
            if chosen.smtp_host
            else None,
            returns=bool(chosen.mail_listens),
        )


@strawberry.type
class MailSetupMutations:
    """How messages go out."""

    @strawberry.mutation
    async def send_test_mail(
        self, info: Info, input: SendTestMailInput, idempotency_key: Key = None
    ) -> TestMail | None:
        """Send a mail to oneself at once; a repeated request sends none."""
        context = info.context
        user_id = context.principal.user_id
        if user_id is None:
            raise Refused(Code.FORBIDDEN, coordinate="Mutation.sendTestMail")
        desk: MailDesk | None = context.services.extra.get("mails")
        if desk is None:
            raise bad_input("channel", "mail_off")
        if input.language not in LANGUAGES:
            raise bad_input("language", "choice")
        text = read_text({"subject": input.subject, "body": input.body}, "", MAIL)
        node = None
        if input.client is not None:
            node = await node_of(context, CLIENT, own_id("client", input.client))
            if node is None:
                raise bad_input("client", "unknown")
            hold_readable(context, text, node)
        firm_id = context.principal.firm_id
        async with context.database.read(firm_id) as session:
            context.queries += 3
            user = await session.scalar(
                select(UserRow).where(UserRow.firm_id == firm_id, UserRow.id == user_id)
            )
            firm = str(await session.scalar(select(Firm.name).where(Firm.firm_id == firm_id)))
            if node is not None:
                values = (await values_of(session, [node.row.id], input.language))[node.row.id]
                text = filled(text, values)
        assert user is not None
        new = False

        async def work(session: AsyncSession) -> UUID:
            nonlocal new
            new = True
            record(session, "test_mail", "user_account", user_id, changes={"language": input.language})
            return user_id

        await change(context, "sendTestMail", work, key=idempotency_key, input=strawberry.asdict(input))
        if not new:
            return TestMail(to=user.email, reply=None)
        letter = Letter(
            key=public_id("message", uuid7()), domain=desk.sender.rpartition("@")[2],
            sender=desk.sender, sender_name=firm, to=user.email, subject=text.subject, body=text.body,
            language=input.language, at=now(),
        )  # fmt: skip
        outcome = await desk.postman.send(built(letter), desk.sender, user.email)
        if outcome.kind == SENT:
            return TestMail(to=user.email, reply=outcome.reply)
        if outcome.reply is None:
            raise bad_input("channel", "mail_unreached")
        raise bad_input("channel", "mail_refused", value=outcome.reply)
