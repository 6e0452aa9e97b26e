"""Idempotency keys: a repeated request gets the first one's answer instead of a second effect.

The five rules: up to 255 characters, kept at least 24 hours; the same key answers as the first time; another
input under the same key is an error; nothing is kept when the change was refused; of two at once one waits.
Kept is only *which row* the answer was: it is read again with the caller's present rights.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.errors import Code, Refused, bad_input

KEPT = timedelta(hours=48)
LONGEST = 255


class IdempotencyKey(TenantRow):
    """A used key: who, for which operation, over which input, and which row answered."""

    __tablename__ = "idempotency_key"
    audited: ClassVar[bool] = False

    subject: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str]
    input_hash: Mapped[bytes]
    answer_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


def fingerprint(operation: str, values: Any) -> bytes:
    """SHA-256 over an operation and its input."""
    text = orjson.dumps([operation, values], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(text).digest()


async def claim(session: AsyncSession, key: str, operation: str, input_hash: bytes) -> UUID | None:
    """Take a key for the running change; the earlier answer's row id when it was used before.

    A twin that runs at the same time waits for the first one's commit. Raises Refused(BAD_USER_INPUT) for a
    bad key and Refused(IDEMPOTENCY_MISMATCH) when the key was used for another input.
    """
    if not 1 <= len(key) <= LONGEST or not key.isprintable():
        raise bad_input("idempotencyKey", "too_long", limit=LONGEST)
    principal = session.info["principal"]
    zero = UUID(int=0)  # the key itself is the identity; `id` only keeps the shape of the table
    made = await session.execute(
        insert(IdempotencyKey)
        .values(
            firm_id=principal.firm_id,
            id=zero,
            subject=principal.subject,
            key=key,
            operation=operation,
            input_hash=input_hash,
            created_at=now(),
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if made.scalar() is not None:
        return None
    row = (await session.scalars(select(IdempotencyKey).where(*_is(principal, key)))).one()
    if row.input_hash != input_hash:
        raise Refused(Code.IDEMPOTENCY_MISMATCH)
    return row.answer_id


async def answer(session: AsyncSession, key: str, answer_id: UUID) -> None:
    """Note which row answered; commits with the change."""
    row = (await session.scalars(select(IdempotencyKey).where(*_is(session.info["principal"], key)))).one()
    row.answer_id = answer_id


async def forget_old(session: AsyncSession) -> int:
    """Drop keys past their time in the session's firm; returns how many."""
    done = await session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.firm_id == session.info["firm_id"], IdempotencyKey.created_at < now() - KEPT
        )
    )
    return int(getattr(done, "rowcount", 0))


def _is(principal: Any, key: str) -> tuple[Any, ...]:
    return (
        IdempotencyKey.firm_id == principal.firm_id,
        IdempotencyKey.subject == principal.subject,
        IdempotencyKey.key == key,
    )
