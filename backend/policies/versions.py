"""Tables of a firm's policies: whole versions, written once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, UniqueConstraint, Uuid, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.ids import uuid7
from backend.platform.principal import Relation
from backend.policies.rules import Effect, Right, Rule


class PolicyVersion(TenantRow):
    """One published policy. number counts from 1 in each firm; hash is `rules.digest` of its rules."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)

    number: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(default=now)
    published_by: Mapped[str]
    note: Mapped[str]
    hash: Mapped[str]


class PolicyRule(TenantRow):
    """One plain rule of a version, in its place; the version's audit row and hash speak for all of them."""

    __tablename__ = "policy_rule"
    __table_args__ = (UniqueConstraint("firm_id", "version_number", "position"),)
    audited: ClassVar[bool] = False

    version_number: Mapped[int]
    position: Mapped[int]
    role: Mapped[str]
    coordinate: Mapped[str]
    relation: Mapped[str]
    right: Mapped[str]
    effect: Mapped[str]


async def version_of(session: AsyncSession, number: int) -> PolicyVersion | None:
    """The firm's version of this number."""
    found: PolicyVersion | None = await session.scalar(
        select(PolicyVersion).where(
            PolicyVersion.firm_id == session.info["firm_id"], PolicyVersion.number == number
        )
    )
    return found


async def versions(
    session: AsyncSession, *, before: int | None = None, limit: int = 50
) -> list[PolicyVersion]:
    """The firm's versions, newest first; before: only those with a smaller number."""
    wanted = select(PolicyVersion).where(PolicyVersion.firm_id == session.info["firm_id"])
    if before is not None:
        wanted = wanted.where(PolicyVersion.number < before)
    return list(await session.scalars(wanted.order_by(PolicyVersion.number.desc()).limit(limit)))


async def rules_of(session: AsyncSession, number: int) -> list[Rule]:
    """The rules of a version in their order; none when there is no such version.

    Raises ValueError for a value that is no choice: such a row was not written by this program.
    """
    rows = await session.execute(
        select(
            PolicyRule.role, PolicyRule.coordinate, PolicyRule.relation, PolicyRule.right, PolicyRule.effect
        )
        .where(PolicyRule.firm_id == session.info["firm_id"], PolicyRule.version_number == number)
        .order_by(PolicyRule.position)
    )
    return [
        Rule(row.role, row.coordinate, Relation(row.relation), Right(row.right), Effect(row.effect))
        for row in rows
    ]


async def write_rules(session: AsyncSession, number: int, rules: Sequence[Rule]) -> None:
    """Write the rules of a new version, all in one statement (a policy has thousands)."""
    columns: dict[str, tuple[type, list[object]]] = {
        "id": (Uuid, [uuid7() for _ in rules]),
        "position": (Integer, list(range(1, len(rules) + 1))),
        **{
            name: (Text, [str(getattr(rule, name)) for rule in rules])
            for name in ("role", "coordinate", "relation", "right", "effect")
        },
    }
    listed = (
        func.unnest(
            *(
                bindparam(f"all_{name}", values, type_=ARRAY(kind()))
                for name, (kind, values) in columns.items()
            )
        )
        .table_valued(*columns, name="rule")
        .render_derived()
    )
    firm_id: UUID = session.info["firm_id"]
    rows = select(
        bindparam("firm", firm_id, type_=Uuid()), bindparam("number", number, type_=Integer()), *listed.c
    )
    await session.execute(insert(PolicyRule).from_select(["firm_id", "version_number", *columns], rows))
