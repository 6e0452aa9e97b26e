"""Secret addresses of people: what is sent there by mail comes to them.

The part before the `@` names its firm and a secret. Only a keyed hash finds it; sealed it is shown to its person.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.db import TenantRow, refers
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.versions import locked

SECRET_BYTES: Final = 15
_FIRM, _SECRET = 26, 24
"""Characters of either part, in base32."""


class MailAddress(TenantRow):
    """An address; at most one of a person lives. hash: finds it; secret: sealed by the firm's key, None at the end."""

    __tablename__ = "mail_address"
    __table_args__ = (
        refers("user_account", "user_id"),
        Index("uq_mail_address_hash", "firm_id", "hash", unique=True),
        Index(
            "uq_mail_address_living", "firm_id", "user_id", unique=True, postgresql_where="ended_at is null"
        ),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    hash: Mapped[bytes]
    secret: Mapped[bytes | None]
    made_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class NamedAddress:
    """What the part before the `@` says; whether it lives is not known yet."""

    firm_id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """A living address as its person sees it, without the domain."""

    mailbox: str
    made_at: datetime


def read_mailbox(text: str) -> NamedAddress | None:
    """The firm and the secret that a mailbox names, in either case; None for what cannot be one of ours."""
    firm, dot, secret = text.lower().partition(".")
    if not dot or len(firm) != _FIRM or len(secret) != _SECRET:
        return None
    try:
        raw = base64.b32decode(f"{firm.upper()}======")
        base64.b32decode(secret.upper())
    except (binascii.Error, ValueError):
        return None
    return NamedAddress(UUID(bytes=raw), secret)


async def address_of(session: AsyncSession, vault: Vault, user_id: UUID) -> ShownAddress | None:
    """The living address of a person."""
    row = await _living(session, user_id)
    return None if row is None else _shown(row, await vault.firm(session))


async def renew(session: AsyncSession, vault: Vault, user_id: UUID, replaces: str | None) -> ShownAddress:
    """A new address for a person; the one before, whose mailbox `replaces` has to name, ends at once.

    Raises Refused(BAD_USER_INPUT, problem=state) when another one lives than the caller thinks.
    """
    await locked(session, User, user_id)
    keys = await vault.firm(session)
    before = await _living(session, user_id)
    if (None if before is None else _shown(before, keys).mailbox) != (replaces and replaces.lower()):
        raise bad_input("replaces", "state")
    if before is not None:
        before.ended_at, before.secret = now(), None
        await session.flush()
        record(session, "end", "mail_address", before.id)
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().lower()
    row = MailAddress(id=uuid7(), user_id=user_id, hash=_hash(keys, secret))
    row.secret = keys.seal_small(secret.encode(), _place(row.id))
    row.firm_id = session.info["firm_id"]
    row.made_at = now()
    session.add(row)
    await session.flush()
    record(session, "create", "mail_address", row.id)
    return _shown(row, keys)


async def owner_of(session: AsyncSession, vault: Vault, named: NamedAddress) -> User | None:
    """Whose living address it is; None for an unknown one, one that ended, and people who have left."""
    keys = await vault.firm(session)
    firm_id = session.info["firm_id"]
    found: User | None = await session.scalar(
        select(User)
        .join(MailAddress, (MailAddress.firm_id == firm_id) & (MailAddress.user_id == User.id))
        .where(
            User.firm_id == firm_id,
            User.active,
            MailAddress.hash == _hash(keys, named.secret),
            MailAddress.ended_at.is_(None),
        )
    )
    return found


async def _living(session: AsyncSession, user_id: UUID) -> MailAddress | None:
    found: MailAddress | None = await session.scalar(
        select(MailAddress).where(
            MailAddress.firm_id == session.info["firm_id"],
            MailAddress.user_id == user_id,
            MailAddress.ended_at.is_(None),
        )
    )
    return found


def _shown(row: MailAddress, keys: FirmKeys) -> ShownAddress:
    firm = base64.b32encode(row.firm_id.bytes).decode().rstrip("=").lower()
    secret = keys.open_small(row.secret or b"", _place(row.id)).decode()
    return ShownAddress(f"{firm}.{secret}", row.made_at)


def _hash(keys: FirmKeys, secret: str) -> bytes:
    return keys.blind("mail_address", secret)


def _place(id: UUID) -> str:
    return f"mail_address|{id.hex}|secret"
