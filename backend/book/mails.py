"""E-mails of clients: kept as interactions, with the file itself and what hung on it among the documents."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book import interactions
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.documents import changes as documents
from backend.book.documents.model import Upload
from backend.book.documents.uploads import add_upload, file_name
from backend.book.interactions import Interaction
from backend.book.sealed import blind_of
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Refused, bad_input
from backend.platform.files.store import FileStore, Written
from backend.platform.files.stored import content_of, new_key
from backend.platform.keys import Vault
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text
from backend.systemize.file_kinds.kinds import FileKind, NotKept
from backend.systemize.file_kinds.telling import kind_of
from backend.systemize.mail_text import Attachment, Person, ReadMail, read_mail

CATEGORY = "correspondence"
LONGEST_TEXT, LONGEST_SUBJECT = 20_000, 400
CUT = "\n…"
"""Ends a text that is longer than an interaction takes; the whole is in the file."""


class Mail(TenantRow):
    """A mail that an interaction was made of; the same is not taken twice for a client.

    message_id: its own, or the hash of its bytes where it has none. Addresses are personal and stay in the file.
    """

    __tablename__ = "mail"
    __table_args__ = (
        refers("client", "client_id"),
        refers("interaction", "interaction_id"),
        UniqueConstraint("firm_id", "client_id", "message_id"),
        Index("ix_mail_interaction", "firm_id", "interaction_id"),
    )
    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    interaction_id: Mapped[UUID]
    message_id: Mapped[str]


@dataclass(frozen=True, slots=True)
class SeenMail:
    """A mail as it stands to a client.

    direction: by the addresses the client is known by; known: it was kept before.
    """

    mail: ReadMail
    message_id: str
    direction: str | None
    known: bool


async def seen_mail(
    session: AsyncSession, vault: Vault, store: FileStore, client_id: UUID, upload_id: UUID
) -> SeenMail:
    """What an upload of the acting person says as a mail, and whose it is.

    Raises Refused(BAD_USER_INPUT): `unknown` for an upload that is not his, `mail` for what is no mail.
    """
    firm_id = session.info["firm_id"]
    upload = await session.scalar(select(Upload).where(Upload.firm_id == firm_id, Upload.id == upload_id))
    if upload is None or upload.uploaded_by != session.info["principal"].subject:
        raise bad_input("upload", "unknown")
    _, pieces = await content_of(session, vault, store, upload.file_id)
    content = b"".join([piece async for piece in pieces])
    mail = await asyncio.to_thread(read_mail, content)
    if mail is None:
        raise bad_input("upload", "mail")
    message_id = id_of_mail(mail, content)
    known = await kept_as(session, client_id, message_id)
    return SeenMail(mail, message_id, await direction_of(session, vault, client_id, mail), known is not None)


def id_of_mail(mail: ReadMail, content: bytes) -> str:
    """What tells a mail from others: its own id, or the hash of its bytes where it has none."""
    return plain_words(mail.message_id)[:400] or f"sha256:{hashlib.sha256(content).hexdigest()}"


async def kept_as(session: AsyncSession, client_id: UUID, message_id: str) -> UUID | None:
    """The interaction that a mail is of a client already."""
    found: UUID | None = await session.scalar(
        select(Mail.interaction_id).where(
            Mail.firm_id == session.info["firm_id"],
            Mail.client_id == client_id,
            Mail.message_id == message_id,
        )
    )
    return found


async def log_mail(
    session: AsyncSession,
    vault: Vault,
    store: FileStore,
    client_id: UUID,
    upload_id: UUID,
    *,
    direction: str | None = None,
    summary: str | None = None,
) -> Interaction:
    """Keep a mail that was sent up. direction: else by its addresses, and from the client where these tell nothing.

    The mail and what hangs on it become documents; what may not be kept as one stays inside the mail.
    Raises Refused as `seen_mail`, and BAD_USER_INPUT (problem=known) for one that was kept before.
    """
    await locked(session, Client, client_id)
    seen = await seen_mail(session, vault, store, client_id, upload_id)
    if seen.known:
        raise bad_input("upload", "known")
    return await keep_mail(
        session, vault, store, client_id, upload_id, seen.mail, seen.message_id,
        direction=direction or seen.direction or "in", summary=summary,
    )  # fmt: skip


async def keep_mail(
    session: AsyncSession,
    vault: Vault,
    store: FileStore,
    client_id: UUID,
    upload_id: UUID,
    mail: ReadMail,
    message_id: str,
    *,
    direction: str,
    summary: str | None = None,
) -> Interaction:
    """The interaction of a mail that the client does not have yet. upload_id: of the file it is in.

    What hangs on it and may not be kept as a document stays inside the file.
    """
    title = " ".join(plain_words(summary or mail.subject).split())[:LONGEST_SUBJECT] or _first_words(
        mail.text
    )
    row = await interactions.log(
        session, client_id, kind="email", direction=direction, channel="email",
        summary=title, at=_when(mail.at), content=_fitting(plain_words(mail.text)),
    )  # fmt: skip
    session.add(Mail(client_id=client_id, interaction_id=row.id, message_id=message_id))
    await documents.add(session, client_id, upload_id, category=CATEGORY, interaction_id=row.id)
    for each in mail.attachments:
        await _attach(session, vault, store, row, each)
    await session.flush()
    return row


async def _attach(
    session: AsyncSession, vault: Vault, store: FileStore, row: Interaction, each: Attachment
) -> None:
    written, kind = await asyncio.to_thread(_sealed, store, await new_key(session, vault), each.content)
    try:
        if kind is not None:
            upload = await add_upload(session, vault, store, written, _name(each.name), kind)
            await documents.add(session, row.client_id, upload.id, category=CATEGORY, interaction_id=row.id)
    finally:
        written.discard()


def _sealed(store: FileStore, key: object, content: bytes) -> tuple[Written, FileKind | None]:
    writer = store.writer(key)  # type: ignore[arg-type]
    try:
        writer.write(content)
        written = writer.finish()
    except BaseException:
        writer.discard()
        raise
    try:
        with written.clear() as stream:
            return written, kind_of(stream, written.size)
    except NotKept:
        return written, None


async def direction_of(session: AsyncSession, vault: Vault, client_id: UUID, mail: ReadMail) -> str | None:
    """in or out, by the addresses the client is known by; None where these tell nothing."""
    keys = await vault.firm(session)

    def blinds(people: Sequence[Person]) -> set[bytes]:
        found = (blind_of("email", person.address, keys) for person in people if person.address)
        return {blind for blind in found if blind is not None}

    known = set(
        await session.scalars(
            select(ContactPoint.blind).where(
                ContactPoint.firm_id == session.info["firm_id"],
                ContactPoint.client_id == client_id,
                ContactPoint.kind == "email",
            )
        )
    )
    if known & blinds([mail.sender]):
        return "in"
    return "out" if known & blinds(mail.recipients) else None


def plain_words(text: str) -> str:
    """Text that a database keeps, whatever a mail is made of."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _when(at: datetime | None) -> datetime:
    """When it was written; a clock that goes ahead is not believed."""
    latest = now() + timedelta(minutes=1)
    return now() if at is None or at > latest else at


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def _first_words(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return clean_text(plain_words(line)[:60], "summary") or "…"


def _name(name: str) -> str:
    try:
        return file_name(plain_words(name)[-150:])
    except Refused:
        return "attachment"
