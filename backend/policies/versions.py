"""Tables of a firm's policies: whole versions, written once, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Text, UniqueConstraint, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow
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
    """What a version says of a role at one relation: the same of many coordinates, which are one row.

    A policy is tens of thousands of plain rules and a few dozen of these, so that a version is written and read in
    milliseconds; the version's audit row and hash speak for all of them.
    """

    __tablename__ = "policy_rule"
    __table_args__ = (UniqueConstraint("firm_id", "version_number", "position"),)
    audited: ClassVar[bool] = False

    version_number: Mapped[int]
    position: Mapped[int]
    role: Mapped[str]
    coordinates: Mapped[list[str]] = mapped_column(ARRAY(Text))
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
    """The rules of a version, what is said alike beside each other; none when there is no such version.

    Raises ValueError for a value that is no choice: such a row was not written by this program.
    """
    rows = await session.execute(
        select(
            PolicyRule.role, PolicyRule.coordinates, PolicyRule.relation, PolicyRule.right, PolicyRule.effect
        )
        .where(PolicyRule.firm_id == session.info["firm_id"], PolicyRule.version_number == number)
        .order_by(PolicyRule.position)
    )
    return [rule for row in rows for rule in _plain(row)]


def _plain(row: Any) -> Iterator[Rule]:
    said = Relation(row.relation), Right(row.right), Effect(row.effect)
    return (Rule(row.role, coordinate, *said) for coordinate in row.coordinates)


async def write_rules(session: AsyncSession, number: int, rules: Iterable[Rule]) -> None:
    """Write the rules of a new version, all in one statement."""
    said: defaultdict[tuple[str, Relation, Right, Effect], list[str]] = defaultdict(list)
    for rule in rules:
        said[rule.role, rule.relation, rule.right, rule.effect].append(rule.coordinate)
    await session.execute(
        insert(PolicyRule),
        [
            {
                "firm_id": session.info["firm_id"],
                "version_number": number,
                "position": position,
                "role": role,
                "coordinates": coordinates,
                "relation": relation.value,
                "right": right.value,
                "effect": effect.value,
            }
            for position, ((role, relation, right, effect), coordinates) in enumerate(said.items(), start=1)
        ],
    )
