"""One run at work: what its steps are given, whom they name, and what their texts say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.content import OWNER, VARIABLE, Content, variables_in
from backend.automations.program import Operation
from backend.automations.runs import AutomationRun
from backend.automations.surroundings import HIDDEN, Surroundings
from backend.automations.together import Together
from backend.book.clients import Client
from backend.book.lookup import active_user
from backend.book.staff import User, UserRole
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.track.stage_tasks import people_for
from backend.track.template_content import ROLE

MOST_TOLD = 200
"""People of a role that one step tells."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version that runs go by, with what it may."""

    automation: Automation
    number: int
    content: Content
    program: Sequence[Operation]
    rights: frozenset[str] | None
    """Coordinates its publisher held; None: the product shipped it."""


@dataclass
class Doing:
    """A run while its steps are taken. at: the server's time. said: texts of this run, kept for a test."""

    session: AsyncSession
    run: AutomationRun
    version: Version
    around: Surroundings
    at: datetime
    said: list[str] = field(default_factory=list)
    shared: Together = field(init=False)
    """What it shares with the other runs of its batch."""
    batch: InitVar[Together | None] = None
    _client: Client | None = None

    def __post_init__(self, batch: Together | None) -> None:
        self.shared = batch or Together(self.session)
        self._client = self.shared.clients.get(self.run.client_id) if self.run.client_id else None

    @property
    def client_id(self) -> UUID | None:
        """About whom it is."""
        return self.run.client_id

    async def client(self) -> Client:
        """The client it is about. Raises Refused(NOT_FOUND) where it is about none."""
        if self.client_id is None:
            raise Refused(Code.NOT_FOUND, problem="automation_client")
        if self._client is None:
            self._client = await self.session.scalar(
                select(Client).where(Client.firm_id == self.run.firm_id, Client.id == self.client_id)
            )
        if self._client is None:
            raise Refused(Code.NOT_FOUND)
        return self._client

    def demand(self, coordinate: str) -> None:
        """Raises Refused(FORBIDDEN) for what the version's publisher could not do himself."""
        if self.version.rights is not None and coordinate not in self.version.rights:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)

    async def person(self, rule: str) -> User:
        """Who gets what is to be done. Of a role whoever has the fewest open tasks; where there is nobody, the owner.

        Raises Refused(BAD_USER_INPUT, automation_nobody).
        """
        if not rule.startswith(ROLE) and rule not in (OWNER, "lead"):
            if rule not in self.shared.met:
                self.shared.met[rule] = [await active_user(self.session, own_id("user", rule), "assignee")]
            return self.shared.met[rule][0]
        owner = await self._owner()
        if rule.startswith(ROLE):
            # Who has the fewest tasks depends on those made a moment ago.
            await self.shared.write()
        return (await people_for(self.session, owner, [rule]))[rule]

    async def people(self, rules: Sequence[str]) -> list[User]:
        """Whom rules name, each once; of a role everybody at work."""
        found: dict[UUID, User] = {}
        for rule in rules:
            if rule.startswith(ROLE):
                found |= {row.id: row for row in await self._of_role(rule)}
            else:
                user = await self.person(rule)
                found[user.id] = user
        return list(found.values())

    async def _of_role(self, rule: str) -> list[User]:
        key = f"all {rule}"
        if key not in self.shared.met:
            rows = await self.session.scalars(
                select(User)
                .join(UserRole, and_(UserRole.firm_id == self.run.firm_id, UserRole.user_id == User.id))
                .where(
                    User.firm_id == self.run.firm_id,
                    User.active,
                    UserRole.role == rule.removeprefix(ROLE),
                )
                .order_by(User.id)
                .limit(MOST_TOLD)
            )
            self.shared.met[key] = list(rows)
        return self.shared.met[key]

    async def _owner(self) -> User:
        """Who is responsible for the client; where there is nobody at work, for the automation."""
        ids = [self.version.automation.owner_id]
        if self.client_id is not None:
            ids.insert(0, (await self.client()).owner_id)
        rows = {
            row.id: row
            for row in await self.session.scalars(
                select(User).where(
                    User.firm_id == self.run.firm_id, User.active, User.id.in_([id for id in ids if id])
                )
            )
        }
        for id in ids:
            if id in rows:
                return rows[id]
        raise bad_input("assignee", "automation_nobody")

    async def text(self, text: str, reader: User) -> str:
        """A text with its variables, cut to what its reader may know of the client."""
        wanted = [key for of, key in variables_in(text) if of == "client"]
        known: Mapping[str, str] = {}
        if wanted and self.client_id is not None:
            known = await self.around.knows(self.session, reader.id, self.client_id, wanted)
        facts = self.run.facts

        def value(found: Any) -> str:
            if found[1] == "client":
                return known.get(found[2], HIDDEN)
            fact = facts.get(found[2])
            return str(fact) if isinstance(fact, str | int | bool) else HIDDEN

        told = VARIABLE.sub(value, text)
        self.said.append(told)
        return told
