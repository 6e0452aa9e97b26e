"""Reading a firm's published policy: whole, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, MutableMapping, Sequence
from uuid import UUID

from sqlalchemy import select

from backend.platform.database import Database
from backend.platform.tenant import Firm
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule
from backend.policies.versions import rules_of, version_of


class BrokenPolicy(Exception):
    """A stored policy that is not whole: no rules, other rules than were published, or values that are none."""


async def number_of(database: Database, firm_id: UUID) -> int | None:
    """The number of a firm's policy; 0 before it has one, None when there is no such firm."""
    async with database.read(firm_id) as session:
        found: int | None = await session.scalar(select(Firm.policy_version).where(Firm.firm_id == firm_id))
        return found


async def numbers_of(database: Database, firm_ids: Collection[UUID]) -> dict[UUID, int]:
    """The numbers of several firms' policies in one statement; firms that are gone are absent."""
    async with database.shared() as shared:
        rows = await shared.execute(
            select(Firm.firm_id, Firm.policy_version).where(Firm.firm_id.in_(firm_ids))
        )
        return {row.firm_id: row.policy_version for row in rows}


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
