"""Service matrices of a firm: each version that was in force, and the draft that becomes the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.service_content import Cell, kept, read_content
from backend.book.service_events import ServiceMatrixPublished
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).parent / "service_shipped.json"
"""The matrix that a firm begins with. Source: white paper, Segment (service standards by tier)."""


class ServiceMatrix(Published):
    """One version; the newest is in force. content: as `service_content` reads it, conditions with public ids."""

    __tablename__ = "service_matrix"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class ServiceDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "service_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class InForce:
    """A version with its cells, the strongest first."""

    id: UUID
    number: int
    cells: tuple[Cell, ...]

    def cell(self, key: str | None) -> Cell | None:
        """The cell of a key; None where this version has none."""
        return next((cell for cell in self.cells if cell.key == key), None)


@cache
def shipped() -> bytes:
    """The shipped matrix as JSON."""
    return SHIPPED.read_bytes()


async def ship_matrix(session: AsyncSession) -> None:
    """Give a new firm the matrix it begins with."""
    content = orjson.loads(shipped())
    read_content(content)
    session.add(
        ServiceMatrix(id=uuid7(), number=1, content=content, published_by=session.info["principal"].subject)
    )
    await session.flush()


async def matrix_in_force(session: AsyncSession) -> InForce | None:
    """The newest version; None where the firm has none yet."""
    row = await newest_of(session, ServiceMatrix)
    return None if row is None else typed(row)


def typed(row: ServiceMatrix) -> InForce:
    """A version with its content read."""
    return InForce(row.id, row.number, read_content(row.content))


async def publish(
    session: AsyncSession, base: int, content: Any, roles: Sequence[str], note: str | None
) -> ServiceMatrix:
    """Put a new version in force; the draft is done with. base: number of the newest version the publisher knew;
    roles: those that people may hold.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_content` finds, `content_same`.
    """
    hold_size(content)
    wanted = kept(content, roles)
    newest = await newest_of(session, ServiceMatrix)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == wanted:
        raise bad_input("content", "content_same")
    row = ServiceMatrix(
        id=uuid7(),
        number=number,
        content=wanted,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, ServiceDraft)
    await session.flush()
    emit(session, ServiceMatrixPublished(service_matrix_id=row.id, number=number))
    return row
