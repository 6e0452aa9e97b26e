"""What was given to and taken from clients: every gain and loss of a tag, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers


class TagChange(TenantRow):
    """A client gained (`given`) or lost a tag.

    cause: of CAUSES; rule_version: of the rule that decided, also of the one that had given what is lost now.
    Written beside the rows themselves by whoever changes them, so it is not audited a second time.
    """

    __tablename__ = "tag_change"
    __table_args__ = (
        refers("client", "client_id"),
        refers("tag", "tag_id"),
        Index("ix_tag_change_client", "firm_id", "client_id", "at"),
    )
    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    tag_id: Mapped[UUID]
    given: Mapped[bool]
    cause: Mapped[str]
    rule_version: Mapped[int | None]
    reason: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


CAUSES = ("hand", "rule", "expired", "exclusive", "import")
"""By a person; by the tag's rule; a time that is over; another tag of its exclusive group; a workbook."""
MOST = 200


def write_down(
    session: AsyncSession,
    client_id: UUID,
    tag_id: UUID,
    *,
    given: bool,
    cause: str = "hand",
    reason: str | None = None,
    rule_version: int | None = None,
) -> None:
    """Write down one change with the running one."""
    session.add(
        TagChange(
            firm_id=session.info["firm_id"],
            client_id=client_id,
            tag_id=tag_id,
            given=given,
            cause=cause,
            reason=reason,
            rule_version=rule_version,
            actor=session.info["principal"].subject,
        )
    )


async def changes_of(session: AsyncSession, client_id: UUID, first: int) -> Sequence[TagChange]:
    """The latest changes of a client's tags, newest first."""
    found = await session.scalars(
        select(TagChange)
        .where(TagChange.firm_id == session.info["firm_id"], TagChange.client_id == client_id)
        .order_by(TagChange.at.desc(), TagChange.id.desc())
        .limit(min(first, MOST))
    )
    return found.all()
