"""What an e-mail that was sent up says, before anything of it is kept."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book.mails import seen_mail
from backend.graph.context import Context
from backend.platform.ids import own_id
from backend.schema.changing import subject
from backend.schema.clients import CLIENT
from backend.systemize.mail_text import Person


@strawberry.type
class ReadAttachment:
    """A file that hangs on a mail; size in bytes."""

    name: str
    size: int


@strawberry.type
class ReadMail:
    """A mail as it was understood.

    direction: in or out by the addresses the client is known by, null where these tell nothing; known: it was kept
    before.
    """

    subject: str
    sender: str
    recipients: list[str]
    at: datetime | None
    text: str
    direction: str | None
    known: bool
    attachments: list[ReadAttachment]


async def read_sent_mail(context: Context, client: str, upload: str) -> ReadMail:
    """A mail that the caller sent up. Raises Refused: NOT_FOUND, FORBIDDEN for the client, BAD_USER_INPUT."""
    node = await subject(context, CLIENT, client, "logMail")
    services = context.services
    async with context.database.change(context.principal, trace_id=context.trace_id) as session:
        seen = await seen_mail(
            session, services.vault, services.extra["files"], node.row.id, own_id("upload", upload)
        )
    mail = seen.mail
    return ReadMail(
        subject=mail.subject,
        sender=_written(mail.sender),
        recipients=[_written(person) for person in mail.recipients],
        at=mail.at,
        text=mail.text[:4000],
        direction=seen.direction,
        known=seen.known,
        attachments=[ReadAttachment(name=each.name, size=len(each.content)) for each in mail.attachments],
    )


def _written(person: Person) -> str:
    return (
        f"{person.name} <{person.address}>"
        if person.name and person.address
        else person.name or person.address
    )
