"""One firm at the gate: its roster and passes in memory, and how they are kept true."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from uuid import UUID

from backend.auth.passes import Pass, SessionPass, passes_by_hash, passes_by_id
from backend.auth.roster import Roster, load_roster
from backend.auth.sessions import Lifetimes
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.principal import Principal, Scope

Told = Callable[[UUID], None]
TRIES = 3


class Desk:
    """What one process knows of one firm's people, sessions and keys.

    generation: grows with every hint that something changed; what was read under an older one is read again,
    so that a change and a read that cross each other never leave the old state behind.
    """

    def __init__(self, database: Database, firm_id: UUID, lifetimes: Lifetimes, ended: Told) -> None:
        self.firm_id = firm_id
        self.mark: tuple[int, int] | None = None
        # Who was made of a pass last; whoever uses it compares what it was made of (gatekeeper.py).
        self.principals: dict[UUID, Principal] = {}
        self._database = database
        self._lifetimes = lifetimes
        self._ended = ended
        self._generation = 0
        self._roster: Roster | None = None
        self._by_hash: dict[bytes, Pass] = {}
        self._by_id: dict[UUID, Pass] = {}
        self._scopes: dict[UUID, tuple[Roster, date, Scope]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def present_roster(self) -> Roster | None:
        """The firm's people, if they are known and have not changed."""
        return self._roster

    def known(self, hash: bytes) -> Pass | None:
        """The pass of a hash, if it is in memory."""
        return self._by_hash.get(hash)

    def by_id(self, id: UUID) -> Pass | None:
        """The pass of a session or key, if it is in memory."""
        return self._by_id.get(id)

    async def admit(self, hash: bytes, *, key: bool) -> Pass | None:
        """The pass of a hash, read from the database; None when there is none that is live."""
        for _ in range(TRIES):
            generation = self._generation
            async with self._database.read(self.firm_id) as session:
                found = await passes_by_hash(session, self.firm_id, hash, key=key)
            if not found:
                return None
            if generation == self._generation:
                self._keep(found[0])
                return found[0]
        return found[0]

    async def roster(self) -> Roster:
        """The firm's people, read when they are not known or may have changed."""
        for _ in range(TRIES):
            if self._roster is not None:
                return self._roster
            generation = self._generation
            roster = await load_roster(self._database, self.firm_id)
            if generation == self._generation:
                self._roster = roster
        return roster

    def scope_of(self, roster: Roster, user_id: UUID) -> Scope:
        """A user's scope today; computed once for a roster and a day."""
        today = business_date()
        known = self._scopes.get(user_id)
        if known is not None and known[0] is roster and known[1] == today:
            return known[2]
        scope = roster.scope_of(user_id, today)
        self._scopes[user_id] = (roster, today, scope)
        return scope

    def is_over(self, held: Pass, roster: Roster, at: datetime) -> bool:
        """Whether a pass has run out: its end is past, or nobody has used it for too long."""
        if held.expires_at <= at:
            return True
        if not isinstance(held, SessionPass):
            return False
        member = roster.members.get(held.user_id)
        if member is None or not member.active:
            return True
        return at - held.seen_at > self._lifetimes.idle_of(member.roles)

    async def staff_changed(self) -> None:
        """Read the people again, and end what users have open who are active no more."""
        self._generation += 1
        self._roster = None
        self._scopes.clear()
        if self._by_id:
            roster = await self.roster()
            for held in list(self._by_id.values()):
                if isinstance(held, SessionPass):
                    member = roster.members.get(held.user_id)
                    if member is None or not member.active:
                        self.drop(held)

    async def recheck(self, ids: Collection[UUID] | None = None) -> None:
        """Compare passes with the database: all, or those named; what is not live there is dropped."""
        self._generation += 1
        wanted = [id for id in (self._by_id if ids is None else ids) if id in self._by_id]
        if not wanted:
            return
        for _ in range(TRIES):
            generation = self._generation
            async with self._database.read(self.firm_id) as session:
                live = {held.id: held for held in await passes_by_id(session, self.firm_id, wanted)}
            if generation == self._generation:
                break
        for id in wanted:
            held = self._by_id.get(id)
            if held is None:
                continue
            if id in live:
                self._keep(live[id])
            else:
                self.drop(held)

    async def sweep(self, at: datetime) -> None:
        """Drop what has run out; other processes may have seen a session since, so the table is asked."""
        roster = await self.roster()
        late = [held.id for held in self._by_id.values() if self.is_over(held, roster, at)]
        if late:
            await self.recheck(late)
            for id in late:
                held = self._by_id.get(id)
                if held is not None and self.is_over(held, roster, at):
                    self.drop(held)

    def drop(self, held: Pass) -> None:
        """Forget a pass and tell who listens that it has ended."""
        self.principals.pop(held.id, None)
        if self._by_id.pop(held.id, None) is not None:
            self._by_hash.pop(held.hash, None)
            self._ended(held.id)

    def _keep(self, new: Pass) -> None:
        """Put a pass in memory; a session whose text was renewed loses the old one silently."""
        old = self._by_id.get(new.id)
        self.principals.pop(new.id, None)
        if old is not None:
            self._by_hash.pop(old.hash, None)
            new.seen_at = max(new.seen_at, old.seen_at)
            new.saved_at = max(new.saved_at, old.saved_at)
        self._by_id[new.id] = self._by_hash[new.hash] = new
