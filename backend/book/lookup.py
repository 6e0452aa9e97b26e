"""Rows named by a change: they must exist in the firm, or the change is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.staff import User
from backend.platform.db import TenantRow
from backend.platform.errors import bad_input

Row = TypeVar("Row", bound=TenantRow)


async def named(session: AsyncSession, model: type[Row], id: UUID, field: str) -> Row:
    """The row that an input field names. Raises Refused(BAD_USER_INPUT, problem=unknown)."""
    found = await _found(session, model, [id])
    if not found:
        raise bad_input(field, "unknown")
    found[0].hold_open()
    return found[0]


async def all_named(session: AsyncSession, model: type[Row], ids: Sequence[UUID], field: str) -> list[Row]:
    """The rows in the order of ids. Raises Refused(BAD_USER_INPUT, problem=unknown) when one is missing."""
    rows = {row.id: row for row in await _found(session, model, ids)}
    if any(id not in rows for id in ids):
        raise bad_input(field, "unknown")
    for row in rows.values():
        row.hold_open()
    return [rows[id] for id in dict.fromkeys(ids)]


async def _found(session: AsyncSession, model: type[Row], ids: Sequence[UUID]) -> Sequence[Row]:
    """Rows that stay as they are until commit as far as their keys go: a client is not merged away meanwhile."""
    statement = select(model).where(model.firm_id == session.info["firm_id"], model.id.in_(ids))
    if model is Client:
        statement = statement.order_by(model.id).with_for_update(read=True, key_share=True)
    found = await session.scalars(statement.execution_options(populate_existing=model is Client))
    return found.all()


async def active_user(session: AsyncSession, id: UUID, field: str) -> User:
    """A user who may be given work. Raises Refused(BAD_USER_INPUT, problem=unknown or inactive)."""
    user = await named(session, User, id, field)
    if not user.active:
        raise bad_input(field, "inactive")
    return user


def actor_id(session: AsyncSession) -> UUID | None:
    """The acting user's id; None for keys and the system."""
    found: UUID | None = session.info["principal"].user_id
    return found
