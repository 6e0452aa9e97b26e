"""Decisions that come from another system: signed by a secret of the firm, fresh, and each taken once.

The secret is worked out from the firm's key and a number, so it lies nowhere; a new number makes the old one void.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.db import TenantRow
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7

ONLY: Final = UUID(int=0)
FRESH: Final = timedelta(minutes=5)
KEPT: Final = timedelta(days=1)
"""How long a nonce is remembered: far longer than a message with it could be fresh."""
NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class ApprovalGate(TenantRow):
    """Whether another system may send decisions, one row a firm. number: of the secret in force; closed_at: shut."""

    __tablename__ = "approval_gate"

    number: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class ApprovalNonce(TenantRow):
    """A message that was taken."""

    __tablename__ = "approval_nonce"
    __table_args__ = (
        UniqueConstraint("firm_id", "nonce"),
        Index("ix_approval_nonce_at", "firm_id", "at"),
    )
    audited: ClassVar[bool] = False

    nonce: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True)
class Message:
    """What came. at: seconds since the epoch as text; signature: hexadecimal; body: the bytes that were signed."""

    at: str
    nonce: str
    signature: str
    body: bytes


def secret_of(keys: FirmKeys, number: int) -> str:
    """The secret of a number, hexadecimal."""
    return hmac.digest(keys.index, f"approval callback|{number}".encode(), hashlib.sha256).hex()


def signature_of(secret: str, at: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 over `<at>.<nonce>.<body>`, hexadecimal."""
    return hmac.digest(secret.encode(), f"{at}.{nonce}.".encode() + body, hashlib.sha256).hex()


async def open_gate(session: AsyncSession, keys: FirmKeys, number: int) -> tuple[ApprovalGate, str]:
    """Let another system send decisions, by a new secret; any old one is void from now on.

    number: of the secret that was in force when it was asked for, 0: none. Raises Refused(CONFLICT).
    """
    gate = await _known(session, number)
    if gate is None:
        gate = ApprovalGate(id=ONLY, number=1)
        session.add(gate)
    else:
        gate.number, gate.opened_at, gate.closed_at = gate.number + 1, now(), None
    await session.flush()
    return gate, secret_of(keys, gate.number)


async def close_gate(session: AsyncSession, number: int) -> ApprovalGate | None:
    """Take no more decisions from outside. number: as in `open_gate`. Raises Refused(CONFLICT)."""
    gate = await _known(session, number)
    if gate is not None and gate.closed_at is None:
        gate.closed_at = now()
        await session.flush()
    return gate


async def accept(session: AsyncSession, keys: FirmKeys, message: Message) -> None:
    """Take a message, once.

    Raises Refused(UNAUTHENTICATED) alike for a shut gate, a forged, stale or replayed message: whoever sends such a
    one learns nothing of why.
    """
    gate = await _gate(session)
    number = 0 if gate is None or gate.closed_at is not None else gate.number
    wanted = signature_of(secret_of(keys, number), message.at, message.nonce, message.body)
    fits = hmac.compare_digest(wanted.encode(), message.signature.encode("utf-8", "replace"))
    if not number or not fits or not is_fresh(message.at) or not NONCE.fullmatch(message.nonce):
        raise Refused(Code.UNAUTHENTICATED)
    taken = await session.execute(
        insert(ApprovalNonce)
        .values(firm_id=session.info["firm_id"], id=uuid7(), nonce=message.nonce, at=now())
        .on_conflict_do_nothing()
        .returning(ApprovalNonce.id)
    )
    if taken.first() is None:
        raise Refused(Code.UNAUTHENTICATED)


async def forget_nonces(session: AsyncSession) -> None:
    """Forget messages that could not be fresh any more."""
    await session.execute(
        delete(ApprovalNonce)
        .where(ApprovalNonce.firm_id == session.info["firm_id"], ApprovalNonce.at < now() - KEPT)
        .execution_options(synchronize_session=False)
    )


def is_fresh(at: str) -> bool:
    """Whether a message of that time (seconds since the epoch) is of now."""
    if not at.isdecimal() or len(at) > 12:
        return False
    return abs(now().timestamp() - int(at)) <= FRESH.total_seconds()


async def _known(session: AsyncSession, number: int) -> ApprovalGate | None:
    gate = await _gate(session)
    present = 0 if gate is None else gate.number
    if present != number:
        raise Refused(Code.CONFLICT, fields=["number"], version=present)
    return gate


async def _gate(session: AsyncSession) -> ApprovalGate | None:
    found: ApprovalGate | None = await session.scalar(
        select(ApprovalGate)
        .where(ApprovalGate.firm_id == session.info["firm_id"], ApprovalGate.id == ONLY)
        .with_for_update()
    )
    return found
