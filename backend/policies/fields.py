"""The compiled rights of every firm, kept fresh in one process.

The bell tells of a new policy at once; a poll and a check at use find what a lost bell did not tell, so that a
withdrawn right is gone within a second. A new policy is loaded beside the old one and takes its place only when
it is whole; when it is not, the old one goes on and the fault is logged by firm and number only.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Level, Mask
from backend.policies.computed import computed_bounds
from backend.policies.enforcement import Policy
from backend.policies.explain import Access, explain
from backend.policies.loading import (
    BrokenPolicy,
    Numbers,
    OwnFields,
    load,
    number_of,
    numbers_of,
    own_fields_of,
)
from backend.policies.roles import PEOPLE

FRESH = 1.0
"""Seconds for which what a process knows of a firm's policy may be used unasked."""
POLL_EVERY = 0.6
log = structlog.get_logger(__name__)


@dataclass
class _Held:
    """A firm's policy in use.

    asked_at: monotonic seconds when its number was last seen in the database; refused: a newer version that
    could not be loaded; role_sets: those at work here, whose masks a newer policy has to bring along.
    """

    version: int
    policy: Policy
    asked_at: float
    role_sets: set[tuple[str, ...]]
    refused: int = 0
    own: OwnFields = field(default_factory=OwnFields)
    masks: dict[tuple[str, ...], Mask] = field(default_factory=dict)

    def mask(self, roles: tuple[str, ...]) -> Mask:
        """The rights of a set of roles under this version; the same object each time."""
        found = self.masks.get(roles)
        if found is None:
            self.role_sets.add(roles)
            found = self.masks[roles] = with_own(
                replace(self.policy.mask(roles), version=self.version), self.own
            )
        return found

    def is_fresh(self) -> bool:
        """Whether the number was seen so lately that it need not be asked for."""
        return time.monotonic() - self.asked_at <= FRESH


def with_own(mask: Mask, fields: OwnFields) -> Mask:
    """The mask with those of the firm's own fields that its roles may know of."""
    bounds = computed_bounds(mask, fields.fields)
    if bounds.levels:
        levels, exports = {**mask.levels, **bounds.levels}, {**mask.exports, **bounds.exports}
        mask = replace(mask, levels=levels, exports=exports)
    own = {key: spec for key, spec in fields.fields.items() if mask.anywhere(f"Client.{key}") > Level.NONE}
    if not own and not bounds.levels:
        return mask
    told = repr((list(own.values()), sorted(bounds.levels.items()), sorted(bounds.exports.items())))
    return replace(mask, id=f"{mask.id}.{hashlib.sha256(told.encode()).hexdigest()[:24]}", own=own)


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
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed: list[Callable[[UUID], None]] = []

    def on_changed(self, listener: Callable[[UUID], None]) -> None:
        """Tell a listener each firm whose newer policy has come into use, by whatever way it was found."""
        self._changed.append(listener)

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
        for task in (*self._tasks, *([] if self._poll is None else [self._poll])):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def mask_of(self, firm_id: UUID, roles: Sequence[str]) -> Mask:
        """The rights of a set of roles in a firm, as of at most a second ago.

        Without roles there are no rights. Raises Refused(UNAVAILABLE) when the firm has no whole policy.
        """
        held = await self._current(firm_id)
        if not roles:
            return Mask(version=held.version)
        return held.mask(tuple(roles))

    def mask_at_once(self, firm_id: UUID, roles: tuple[str, ...]) -> Mask | None:
        """As `mask_of`, from memory alone; None when the database has to be asked first."""
        held = self._held.get(firm_id)
        return held.mask(roles) if held is not None and roles and held.is_fresh() else None

    async def explain(self, firm_id: UUID, roles: Sequence[str], coordinate: str) -> tuple[Access, ...]:
        """Why these roles have what they have on a coordinate, relation by relation.

        Raises Refused(BAD_USER_INPUT, field=coordinate) for an unknown one, UNAVAILABLE as `mask_of`.
        """
        return explain((await self._current(firm_id)).policy, roles, coordinate)

    def doubt(self, firm_id: UUID) -> None:
        """Ask for the numbers of a firm again before they are next used: something was just changed here."""
        if (held := self._held.get(firm_id)) is not None:
            held.asked_at = -FRESH

    async def policy_of(self, firm_id: UUID) -> Policy:
        """The firm's policy itself, for simulations. Raises Refused(UNAVAILABLE) as `mask_of`."""
        return (await self._current(firm_id)).policy

    async def numbered(self, firm_id: UUID) -> tuple[int, Policy]:
        """The firm's policy with the number of its version. Raises Refused(UNAVAILABLE) as `mask_of`."""
        held = await self._current(firm_id)
        return held.version, held.policy

    async def mask_under(self, firm_id: UUID, policy: Policy, roles: Sequence[str]) -> Mask:
        """The rights a set of roles would have under another policy of the firm, which is not in force.

        Raises Refused(UNAVAILABLE) as `mask_of`.
        """
        held = await self._current(firm_id)
        mask = await asyncio.to_thread(policy.mask, tuple(roles))
        return with_own(replace(mask, version=held.version), held.own)

    def policy_at_once(self, firm_id: UUID) -> Policy | None:
        """As `policy_of`, from memory alone; None when the database has to be asked first."""
        held = self._held.get(firm_id)
        return held.policy if held is not None and held.is_fresh() else None

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

    async def _refresh(self, firm_id: UUID, version: Numbers | None = None) -> None:
        """Make sure the newest policy is in use; version: what somebody already read of the firm's row."""
        async with self._locks[firm_id]:
            held = self._held.get(firm_id)
            if version is None and held is not None and held.is_fresh():
                return
            asked_at = time.monotonic()
            numbers = version if version is not None else await number_of(self._database, firm_id)
            if numbers is None:
                self._held.pop(firm_id, None)
                return
            number, own = numbers.policy, OwnFields() if held is None else held.own
            if own.number < numbers.fields:
                own = await own_fields_of(self._database, firm_id, numbers.fields)
            if held is not None:
                held.asked_at = asked_at
                is_old = number <= held.version or number == held.refused
                if own is not held.own:
                    held.own, held.masks = own, {}
                    for listener in self._changed if is_old else ():
                        listener(firm_id)
                if is_old:
                    return
            try:
                role_sets = set() if held is None else held.role_sets
                policy = await load(self._database, firm_id, number, self._whole, tuple(role_sets))
                self._held[firm_id] = _Held(number, policy, asked_at, role_sets, own=own)
                self._warm(policy)
                if held is not None:
                    for listener in self._changed:
                        listener(firm_id)
            except (BrokenPolicy, ValueError) as fault:
                log.error("policy_not_loaded", firm=str(firm_id), version=number, fault=type(fault).__name__)
                if held is not None:
                    held.refused = number
            self._forget_unused()

    def _warm(self, policy: Policy) -> None:
        """Compile each role alone, one at a time between requests: every explanation compares them."""

        async def warming() -> None:
            for role in PEOPLE:
                policy.mask((role,))
                await asyncio.sleep(0)

        if self._poll is not None:
            task = asyncio.create_task(warming(), name="policy masks")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _forget_unused(self) -> None:
        used = {held.policy.hash for held in self._held.values()}
        self._whole = {hash: policy for hash, policy in self._whole.items() if hash in used}

    async def _rung(self, firm_id: UUID, detail: str) -> None:
        if (held := self._held.get(firm_id)) is not None:
            self.doubt(firm_id)
            with contextlib.suppress(SQLAlchemyError, OSError, Refused):
                fields = held.own.number
                await self._refresh(firm_id, Numbers(int(detail), fields) if detail.isdigit() else None)

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
        numbers = await numbers_of(self._database, list(self._held))
        for firm_id in list(self._held):
            if firm_id in numbers:
                await self._refresh(firm_id, numbers[firm_id])
            else:
                self._held.pop(firm_id, None)
