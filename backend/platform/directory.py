"""The log-in directory: which firms know an e-mail, before the firm is known.

The one table that is shared by all firms and speaks of people; it holds only an HMAC under the master key.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import Base


class LoginName(Base):
    """An e-mail (as HMAC) that signs in to a firm."""

    __tablename__ = "login_name"
    audited: ClassVar[bool] = False

    email_hmac: Mapped[bytes] = mapped_column(primary_key=True)
    firm_id: Mapped[UUID] = mapped_column(primary_key=True)


async def list_login(session: AsyncSession, email_hmac: bytes, firm_id: UUID) -> None:
    """Make an e-mail known to a firm; a second time changes nothing."""
    await session.execute(
        insert(LoginName).values(email_hmac=email_hmac, firm_id=firm_id).on_conflict_do_nothing()
    )


async def unlist_login(session: AsyncSession, email_hmac: bytes, firm_id: UUID) -> None:
    """Take an e-mail of a firm out of the directory."""
    await session.execute(
        delete(LoginName).where(LoginName.email_hmac == email_hmac, LoginName.firm_id == firm_id)
    )


async def firms_of_login(session: AsyncSession, email_hmac: bytes) -> list[UUID]:
    """The firms that know an e-mail, oldest first; empty when nobody does."""
    found = await session.scalars(
        select(LoginName.firm_id).where(LoginName.email_hmac == email_hmac).order_by(LoginName.firm_id)
    )
    return list(found)
