"""Counting tries at a password: ten in a quarter of an hour, then delays that grow.

A try is counted before it is judged, so that many at once cannot slip through, and given back when it was right.
Counters lie in PostgreSQL, because several processes share them; e-mails nobody has are counted the same way, so
that being locked tells nothing.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import ClassVar, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import Base
from backend.platform.errors import Code, Refused

# Source: OWASP authentication (10 failures in 15 min, then growing delay). It ends at a quarter of an hour, so that
# nobody can shut a colleague out for long.
LIMIT: Final = 10
WINDOW: Final = timedelta(minutes=15)
FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=1)


class Tries:
    """Columns of a counter: tries not proven right since the last right one or the last quiet quarter hour."""

    failed_count: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]


class UnknownLogin(Tries, Base):
    """Tries at an e-mail that no firm knows; only its HMAC is kept, for a day. Shared by all firms."""

    __tablename__ = "unknown_login"
    audited: ClassVar[bool] = False

    email_hmac: Mapped[bytes] = mapped_column(primary_key=True)


def delay_after(failed: int) -> timedelta:
    """How long the next try has to wait after so many failures: 1, 2, 4, 8, 15 minutes."""
    if failed < LIMIT:
        return timedelta(0)
    doubled: int = 2 ** min(failed - LIMIT, 10)
    return min(LONGEST_DELAY, FIRST_DELAY * doubled)


def count_try(tries: Tries, at: datetime) -> None:
    """Count a try that begins now. Raises Refused(LOCKED, retryAfter=seconds) when it may not begin."""
    if tries.locked_until is not None and tries.locked_until > at:
        raise Refused(Code.LOCKED, retryAfter=math.ceil((tries.locked_until - at).total_seconds()))
    last = max(filter(None, (tries.failed_at, tries.locked_until)), default=None)
    if last is None or at - last > WINDOW:
        tries.failed_count = 0
    tries.failed_count += 1
    tries.failed_at = at
    tries.locked_until = at + delay_after(tries.failed_count) if tries.failed_count >= LIMIT else None


def give_back(tries: Tries) -> None:
    """Take the last try back: the password was right, but the log-in is not complete.

    Earlier failures stay counted, else a right password would free the guessing of codes.
    """
    tries.failed_count = max(0, tries.failed_count - 1)
    tries.locked_until = None


def forgive(tries: Tries) -> None:
    """Forget all failures after a complete log-in or a reset."""
    tries.failed_count = 0
    tries.failed_at = tries.locked_until = None


async def count_unknown(session: AsyncSession, email_hmac: bytes) -> None:
    """Count a try at an unknown e-mail. Raises Refused(LOCKED) as for a known one."""
    made = insert(UnknownLogin).values(email_hmac=email_hmac, failed_count=0)
    await session.execute(made.on_conflict_do_nothing())
    row = await session.scalar(
        select(UnknownLogin).where(UnknownLogin.email_hmac == email_hmac).with_for_update()
    )
    if row is not None:
        count_try(row, now())


async def forget_unknown(session: AsyncSession) -> None:
    """Drop counters of unknown e-mails that nobody has tried for a day."""
    await session.execute(delete(UnknownLogin).where(UnknownLogin.failed_at < now() - KEPT))
