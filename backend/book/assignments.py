"""Who serves a client: owner, co-owners with credit, assistants, partners; with history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.client_events import ClientAssigned
from backend.book.clients import Client
from backend.book.lookup import active_user, actor_id
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.db import SHARE, TenantRow, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at, touch
from backend.systemize.field_values import clean_text

ROLES = ("owner", "co_owner", "assistant", "partner")


class Assignment(TenantRow):
    """A stretch of time [valid_from, valid_to) in which a user serves a client; open while current.

    credit: share in percent of what is raised, over owner and co-owners 100 in sum; 0 for the others.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "user_id"),
        Index("ix_assignment_client", "firm_id", "client_id"),
        Index("ix_assignment_user", "firm_id", "user_id", "client_id", postgresql_where="valid_to is null"),
        # Co-owners, assistants and partners: few, beside the owners whom the client's own row names.
        Index(
            "ix_assignment_helper",
            "firm_id",
            "user_id",
            "client_id",
            postgresql_where="valid_to is null and role <> 'owner'",
        ),
        Index(
            "uq_assignment_owner",
            "firm_id",
            "client_id",
            unique=True,
            postgresql_where="valid_to is null and role = 'owner'",
        ),
    )

    client_id: Mapped[UUID]
    user_id: Mapped[UUID]
    role: Mapped[str]
    credit: Mapped[Decimal] = mapped_column(SHARE, default=Decimal(0))
    valid_from: Mapped[date] = mapped_column(default=business_date)
    valid_to: Mapped[date | None]
    reason: Mapped[str | None]


async def assign(
    session: AsyncSession,
    client_id: UUID,
    version: int,
    user_id: UUID,
    *,
    role: str,
    credit: Decimal | None = None,
    reason: str | None = None,
) -> Client:
    """Give a user a role for a client. A new owner follows the old one, who keeps no role.

    credit: percent for a co-owner (the owner holds the rest); ignored for other roles.
    Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT for an unknown role, user or credit.
    """
    if role not in ROLES:
        raise bad_input("role", "choice")
    if credit is not None and not (0 <= credit <= 100 and credit == round(credit, 4)):
        raise bad_input("credit", "credit")
    why = clean_text(reason or "", "reason", limit=400)
    client = await locked_at(session, Client, client_id, version)
    user = await active_user(session, user_id, "user")
    for row in await _current(session, client_id):
        if row.role == "owner" and row.user_id == user_id and role != "owner":
            raise bad_input("role", "last")  # else the client would have no owner
        if row.user_id == user_id or (role == "owner" and row.role == "owner"):
            row.valid_to = business_date()
            if row.user_id != user_id:
                _changed(session, client, row.user_id, row.role, ended=True)
    await session.flush()  # the old owner must be gone before the new one, by the unique index
    share = credit if credit is not None and role == "co_owner" else Decimal(0)
    session.add(Assignment(client_id=client_id, user_id=user_id, role=role, credit=share, reason=why))
    if role == "owner":
        client.owner_id, client.team_id = user_id, user.team_id
    await session.flush()
    await _share_credit(session, client_id)
    _changed(session, client, user_id, role, ended=False)
    touch(client, version)
    strike(session, "client", str(client_id))
    return client


async def unassign(session: AsyncSession, client_id: UUID, version: int, user_id: UUID, role: str) -> Client:
    """End a user's role for a client. The owner cannot be taken away, only followed by another one."""
    client = await locked_at(session, Client, client_id, version)
    rows = [r for r in await _current(session, client_id) if r.user_id == user_id and r.role == role]
    if not rows:
        raise bad_input("user", "unknown")
    if role == "owner":
        raise bad_input("role", "last")
    for row in rows:
        row.valid_to = business_date()
    await session.flush()
    await _share_credit(session, client_id)
    _changed(session, client, user_id, role, ended=True)
    touch(client, version)
    strike(session, "client", str(client_id))
    return client


async def _current(session: AsyncSession, client_id: UUID) -> Sequence[Assignment]:
    found = await session.scalars(
        select(Assignment)
        .where(
            Assignment.firm_id == session.info["firm_id"],
            Assignment.client_id == client_id,
            Assignment.valid_to.is_(None),
        )
        .with_for_update()
    )
    return found.all()


async def _share_credit(session: AsyncSession, client_id: UUID) -> None:
    """Owner and co-owners share 100 percent: co-owners hold what was agreed, the owner the rest."""
    rows = await _current(session, client_id)
    given = sum((r.credit for r in rows if r.role == "co_owner"), Decimal(0))
    if any(r.credit < 0 for r in rows) or given > 100:
        raise bad_input("credit", "credit")
    for row in rows:
        if row.role == "owner":
            row.credit = Decimal(100) - given
        elif row.role != "co_owner":
            row.credit = Decimal(0)


def _changed(session: AsyncSession, client: Client, user_id: UUID, role: str, *, ended: bool) -> None:
    emit(
        session,
        ClientAssigned(client_id=client.id, user_id=user_id, role=role, ended=ended, by=actor_id(session)),
    )
