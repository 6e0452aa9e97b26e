"""Reading a firm's published policy: whole, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from uuid import UUID

from sqlalchemy import select

from backend.book.custom_fields import CustomField
from backend.book.custom_formulas import fields_of
from backend.platform.database import Database
from backend.platform.tenant import Firm
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule
from backend.policies.versions import rules_of, version_of
from backend.systemize.fields import Field


class BrokenPolicy(Exception):
    """A stored policy that is not whole: no rules, other rules than were published, or values that are none."""


@dataclass(frozen=True, order=True)
class Numbers:
    """What a firm's row says of what is in force: the numbers of its policy and of its own fields."""

    policy: int
    fields: int


@dataclass(frozen=True)
class OwnFields:
    """A firm's own fields in use, by `custom:<key>` in their order. number: as the firm's row says."""

    number: int = 0
    fields: Mapping[str, Field] = dataclass_field(default_factory=dict)


async def number_of(database: Database, firm_id: UUID) -> Numbers | None:
    """The numbers of a firm; the policy's is 0 before it has one, None when there is no such firm."""
    async with database.read(firm_id) as session:
        found = await session.execute(
            select(Firm.policy_version, Firm.fields_version).where(Firm.firm_id == firm_id)
        )
        row = found.one_or_none()
        return None if row is None else Numbers(*row)


async def numbers_of(database: Database, firm_ids: Collection[UUID]) -> dict[UUID, Numbers]:
    """The numbers of several firms in one statement; firms that are gone are absent."""
    rows = await database.shared_rows(
        select(Firm.firm_id, Firm.policy_version, Firm.fields_version).where(Firm.firm_id.in_(firm_ids))
    )
    return {row.firm_id: Numbers(row.policy_version, row.fields_version) for row in rows}


async def own_fields_of(database: Database, firm_id: UUID, number: int) -> OwnFields:
    """The firm's own fields, under the number that was read before."""
    if number == 0:
        return OwnFields()
    async with database.read(firm_id) as session:
        rows = await session.scalars(
            select(CustomField)
            .where(CustomField.firm_id == firm_id, CustomField.archived_at.is_(None))
            .order_by(CustomField.position, CustomField.key)
        )
        return OwnFields(number, fields_of(rows))


async def load(
    database: Database,
    firm_id: UUID,
    number: int,
    whole: MutableMapping[str, Policy],
    role_sets: Sequence[tuple[str, ...]],
) -> Policy:
    """The policy of this number, with the masks of these role sets compiled.

    whole: policies that are loaded already, by hash; firms with the same rules share one.
    Raises BrokenPolicy; ValueError for values no rule can have.
    """
    async with database.read(firm_id) as session:
        version = await version_of(session, number)
        if version is None:
            raise BrokenPolicy
        if version.hash in whole:
            return whole[version.hash]
        rules = await rules_of(session, number)
    # Some hundred milliseconds of computing: beside the running requests, not in front of them.
    policy = await asyncio.to_thread(_built, rules, role_sets)
    if policy.hash != version.hash:
        raise BrokenPolicy
    whole[policy.hash] = policy
    return policy


def _built(rules: list[Rule], role_sets: Sequence[tuple[str, ...]]) -> Policy:
    policy = Policy(rules, known())
    for roles in role_sets:
        policy.mask(roles)
    return policy
