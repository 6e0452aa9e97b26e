"""A firm with three people, and clients of the first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from backend.book.assignments import Assignment
from backend.book.client_changes import create_client
from backend.book.clients import Client
from backend.book.users import NewUser, create_user
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.events import OutboxRow
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from tests.conftest import MadeFirm


@dataclass
class Staffed:
    """The firm; the first person acts."""

    database: Database
    vault: Vault
    firm: MadeFirm
    people: list[UUID]

    @property
    def actor(self) -> Principal:
        """The first person."""
        return Principal(self.firm.firm_id, f"user:{self.people[0]}", user_id=self.people[0])

    async def client(self, name: str = "周若溪") -> Client:
        """A new client of the actor."""
        async with self.database.change(self.actor) as session:
            named = {"name": name, "kind": "individual"}
            return await create_client(session, self.vault, named, allow_duplicate=True)

    async def fresh(self, client: Client) -> Client:
        """The client as he is now."""
        async with self.database.read(self.firm.firm_id) as session:
            chosen = select(Client).where(Client.firm_id == self.firm.firm_id, Client.id == client.id)
            return (await session.scalars(chosen)).one()

    async def serving(self, client: Client) -> dict[UUID, tuple[str, float]]:
        """Who serves a client now: role and credit by person."""
        async with self.database.read(self.firm.firm_id) as session:
            chosen = select(Assignment).where(
                Assignment.firm_id == self.firm.firm_id,
                Assignment.client_id == client.id,
                Assignment.valid_to.is_(None),
            )
            return {row.user_id: (row.role, float(row.credit)) for row in await session.scalars(chosen)}

    async def events(self, *names: str) -> list[dict[str, object]]:
        """Payloads of events by name, oldest first."""
        async with self.database.as_system(self.firm.firm_id, "tests") as session:
            chosen = select(OutboxRow).where(OutboxRow.name.in_(names)).order_by(OutboxRow.id)
            return [dict(row.payload) for row in await session.scalars(chosen)]

    async def audits(self, subject_id: UUID) -> list[str]:
        """What was done to a row, oldest first."""
        async with self.database.as_system(self.firm.firm_id, "tests") as session:
            chosen = (
                select(AuditEntry.action).where(AuditEntry.subject_id == subject_id).order_by(AuditEntry.id)
            )
            return list(await session.scalars(chosen))


async def staff(database: Database, vault: Vault, firm: MadeFirm) -> Staffed:
    """The firm with its people."""
    people = []
    async with database.change(firm.system) as session:
        for n in range(3):
            new = NewUser(
                name=f"员工{n}", email=f"{n}@{firm.firm_id.hex[:8]}.example.com", roles=("client_manager",)
            )
            people.append((await create_user(session, vault, new, known_roles=("client_manager",))).id)
    return Staffed(database, vault, firm, people)
