"""The compiled rights of every firm, kept fresh in one process.

The bell tells of a new policy at once; a poll and a check at use find what a lost bell did not tell, so that a
withdrawn right is gone within a second. A new policy is loaded beside the old one and takes its place only when
it is whole; when it is not, the old one goes on and the fault is logged by firm and number only.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Mask
from backend.platform.tenant import Firm
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.explain import Access, explain
from backend.policies.rules import Rule
from backend.policies.versions import rules_of, version_of

FRESH = 1.0
"""Seconds for which what a process knows of a firm's policy may be used unasked."""
POLL_EVERY = 0.5
log = structlog.get_logger(__name__)


@dataclass
class _Held:
    """A firm's policy in use.

    asked_at: monotonic seconds when its number was last seen in the database; refused: a newer version that
    could not be loaded.
    """

    version: int
    policy: Policy
    asked_at: float
    refused: int = 0

    def is_fresh(self) -> bool:
        """Whether the number was seen so lately that it need not be asked for."""
        return time.monotonic() - self.asked_at <= FRESH


class BrokenPolicy(Exception):
    """A stored policy that is not whole: no rules, other rules than were published, or values that are none."""


def _built(rules: list[Rule], role_sets: tuple[tuple[str, ...], ...]) -> Policy:
    policy = Policy(rules, known())
    for roles in role_sets:
        policy.mask(roles)
    return policy


class Policies:
    """Policies of all firms this process serves; one for a process.

    Works without `start`, too: then the number is asked for at use, at most once a second for each firm.
    """

    def __init__(self, database: Database, bells: Bells | None = None) -> None:
        self._database = database
        self._bells = bells
        self._held: dict[UUID, _Held] = {}
        self._whole: dict[str, Policy] = {}
        self._locks: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._poll: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen to the bell and poll in the background."""
        if self._bells is not None:
            self._bells.on("policy", self._rung)
            self._bells.on("up", self._missed)
        self._poll = asyncio.create_task(self._polling(), name="policies")

    async def stop(self) -> None:
        """End listening and polling."""
        if self._bells is not None:
            self._bells.off("policy", self._rung)
            self._bells.off("up", self._missed)
        if self._poll is not None:
            self._poll.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poll

    async def mask_of(self, firm_id: UUID, roles: Sequence[str]) -> Mask:
        """The rights of a set of roles in a firm, as of at most a second ago.

        Without roles there are no rights. Raises Refused(UNAVAILABLE) when the firm has no whole policy.
        """
        held = await self._current(firm_id)
        return replace(held.policy.mask(roles), version=held.version) if roles else Mask(version=held.version)

    async def explain(self, firm_id: UUID, roles: Sequence[str], coordinate: str) -> tuple[Access, ...]:
        """Why these roles have what they have on a coordinate, relation by relation.

        Raises Refused(BAD_USER_INPUT, field=coordinate) for an unknown one, UNAVAILABLE as `mask_of`.
        """
        return explain((await self._current(firm_id)).policy, roles, coordinate)

    async def policy_of(self, firm_id: UUID) -> Policy:
        """The firm's policy itself, for simulations. Raises Refused(UNAVAILABLE) as `mask_of`."""
        return (await self._current(firm_id)).policy

    async def _current(self, firm_id: UUID) -> _Held:
        held = self._held.get(firm_id)
        if held is None or not held.is_fresh():
            try:
                await self._refresh(firm_id)
            except (SQLAlchemyError, OSError) as fault:
                raise Refused(Code.UNAVAILABLE) from fault
            held = self._held.get(firm_id)
        if held is None:
            raise Refused(Code.UNAVAILABLE)
        return held

    async def _refresh(self, firm_id: UUID, version: int | None = None) -> None:
        """Make sure the newest policy is in use; version: what somebody already read of the firm's row."""
        async with self._locks[firm_id]:
            held = self._held.get(firm_id)
            if version is None and held is not None and held.is_fresh():
                return
            asked_at = time.monotonic()
            number = version if version is not None else await self._number(firm_id)
            if number is None:
                self._held.pop(firm_id, None)
                return
            if held is not None:
                held.asked_at = asked_at
                if number <= held.version or number == held.refused:
                    return
            try:
                policy = await self._loaded(firm_id, number, () if held is None else held.policy.compiled())
                self._held[firm_id] = _Held(number, policy, asked_at)
            except (BrokenPolicy, ValueError) as fault:
                log.error("policy_not_loaded", firm=str(firm_id), version=number, fault=type(fault).__name__)
                if held is not None:
                    held.refused = number
            self._forget_unused()

    async def _number(self, firm_id: UUID) -> int | None:
        async with self._database.read(firm_id) as session:
            found: int | None = await session.scalar(
                select(Firm.policy_version).where(Firm.firm_id == firm_id)
            )
            return found

    async def _loaded(self, firm_id: UUID, number: int, role_sets: Iterable[tuple[str, ...]]) -> Policy:
        """A whole policy with the masks that will be asked for; firms with the same rules share one.

        Raises BrokenPolicy, ValueError.
        """
        async with self._database.read(firm_id) as session:
            version = await version_of(session, number)
            if version is None:
                raise BrokenPolicy
            if version.hash in self._whole:
                return self._whole[version.hash]
            rules = await rules_of(session, number)
        # Some hundred milliseconds of computing: beside the running requests, not in front of them.
        policy = await asyncio.to_thread(_built, rules, tuple(role_sets))
        if policy.hash != version.hash:
            raise BrokenPolicy
        self._whole[policy.hash] = policy
        return policy

    def _forget_unused(self) -> None:
        used = {held.policy.hash for held in self._held.values()}
        self._whole = {hash: policy for hash, policy in self._whole.items() if hash in used}

    async def _rung(self, firm_id: UUID, detail: str) -> None:
        if (held := self._held.get(firm_id)) is not None:
            held.asked_at = -FRESH
            with contextlib.suppress(SQLAlchemyError, OSError, Refused):
                await self._refresh(firm_id, int(detail) if detail.isdigit() else None)

    async def _missed(self, _firm_id: UUID, _detail: str) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError, Refused):
            await self._look()

    async def _polling(self) -> None:
        while True:
            await asyncio.sleep(POLL_EVERY)
            await self._missed(UUID(int=0), "")

    async def _look(self) -> None:
        """Compare the numbers of all firms in use with the database, in one statement."""
        if not self._held:
            return
        async with self._database.shared() as shared:
            rows = await shared.execute(
                select(Firm.firm_id, Firm.policy_version).where(Firm.firm_id.in_(list(self._held)))
            )
            numbers = {row.firm_id: row.policy_version for row in rows}
        for firm_id in list(self._held):
            if firm_id in numbers:
                await self._refresh(firm_id, numbers[firm_id])
            else:
                self._held.pop(firm_id, None)
