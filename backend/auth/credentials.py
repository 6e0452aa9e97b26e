"""What a user proves himself with: the hash of his password and the sealed secret of his authenticator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.auth.tries import Tries
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Code, Refused


class Credential(Tries, TenantRow):
    """One user's. must_change: the password is a one-time one and opens nothing but the choice of a new one.

    totp_sealed: sealed with the firm's key; in force once `totp_confirmed_at` is set; totp_last_step: the last
    time step (30 s since 1970) that was used, which no later code may repeat.
    """

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("firm_id", "user_id"), refers("user_account", "user_id"))
    # Hashes and secrets stay out of the audit; what happens to them is recorded by name.
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime] = mapped_column(default=now)
    must_change: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def has_totp(self) -> bool:
        """Whether the log-in asks for a code."""
        return self.totp_confirmed_at is not None


async def credential_of(session: AsyncSession, user_id: UUID) -> Credential | None:
    """A user's credential, locked until commit; None when he has none yet."""
    found: Credential | None = await session.scalar(
        select(Credential)
        .where(Credential.firm_id == session.info["firm_id"], Credential.user_id == user_id)
        .with_for_update()
    )
    return found


async def own_credential(session: AsyncSession, user_id: UUID) -> Credential:
    """The locked credential of somebody who is signed in. Raises Refused(UNAUTHENTICATED) when it is gone."""
    found = await credential_of(session, user_id)
    if found is None:
        raise Refused(Code.UNAUTHENTICATED)
    return found


async def second_factors_of(session: AsyncSession, user_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the users whose log-in asks for a code."""
    found = await session.scalars(
        select(Credential.user_id).where(
            Credential.firm_id == session.info["firm_id"],
            Credential.user_id.in_(user_ids),
            Credential.totp_confirmed_at.is_not(None),
        )
    )
    return set(found)


def set_hash(credential: Credential, password_hash: str, *, must_change: bool) -> None:
    """Put another password in force."""
    credential.password_hash = password_hash
    credential.password_changed_at = now()
    credential.must_change = must_change
