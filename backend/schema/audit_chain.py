"""The chain of seals over the audit: how far it reaches, what its last check found, and a check now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.handover_plans import LONGEST_REASON
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.audit_checks import chain_of, check, last_check
from backend.platform.ids import public_id, uuid7
from backend.schema.changing import Key, change
from backend.schema.staff import USER, User
from backend.schema.staff_reads import user_in
from backend.systemize.field_values import clean_text


@strawberry.type
class AuditFinding:
    """One place where the chain does not hold."""

    kind: str = strawberry.field(description="changed, missing, inserted, broken, truncated.")
    seal: int | None
    entry: strawberry.ID | None = strawberry.field(description="The entry, where one can be named.")


@strawberry.type
class AuditCheck:
    """What a check of the whole chain found."""

    row: strawberry.Private[AuditRow]

    @strawberry.field
    def at(self) -> datetime:
        """When."""
        return self.row.at

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who asked for it; nobody at night."""
        return await node_of(info.context, USER, user_in(self.row.actor))  # type: ignore[no-any-return]

    @strawberry.field
    def rows(self) -> int:
        """How many sealed entries were compared."""
        return int(_found(self.row, "rows"))

    @strawberry.field
    def faults(self) -> int:
        """How many places do not hold."""
        return int(_found(self.row, "faults"))

    @strawberry.field
    def findings(self) -> list[AuditFinding]:
        """The first hundred of them."""
        return [_finding(each) for each in _found(self.row, "findings")]


@strawberry.type
class AuditChain:
    """The seals over the audit: each holds its entries and the seal before."""

    seals: int
    rows: int = strawberry.field(description="Entries that are sealed.")
    waiting: int = strawberry.field(description="Entries that the next seal takes, within a minute.")
    sealed_at: datetime | None
    head: str | None = strawberry.field(
        description="The newest hash, SHA-256 in hexadecimal digits: kept elsewhere it proves everything before."
    )
    check: AuditCheck | None = strawberry.field(description="The last check.")


async def chain(context: Context) -> AuditChain:
    """As it stands now."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        found, last = await chain_of(session), await last_check(session)
    return AuditChain(
        seals=found.seals,
        rows=found.rows,
        waiting=found.waiting,
        sealed_at=found.sealed_at,
        head=None if found.head is None else found.head.hex(),
        check=None if last is None else AuditCheck(row=last),
    )


@strawberry.type
class AuditChainQueries:
    """The seals over the audit."""

    @strawberry.field
    async def audit_chain(self, info: Info) -> AuditChain:
        """How far the seals reach, and what the last check found."""
        return await chain(info.context)


@strawberry.input
class CheckAuditInput:
    """Why it is checked now, for the audit itself."""

    reason: str | None = None


@strawberry.type
class AuditChainMutations:
    """Checks of the audit."""

    @strawberry.mutation
    async def check_audit(
        self, info: Info, input: CheckAuditInput, idempotency_key: Key = None
    ) -> AuditChain | None:
        """Compare all sealed entries with their seals now; refused where there are too many to wait for."""
        reason = clean_text(input.reason or "", "reason", limit=LONGEST_REASON)

        async def work(session: AsyncSession) -> Any:
            session.info["reason"] = reason
            await check(session, at_once=True)
            return uuid7()

        await change(info.context, "checkAudit", work, key=idempotency_key, input=reason)
        return await chain(info.context)


def _found(row: AuditRow, name: str) -> Any:
    return row.changes[name][1]


def _finding(told: Mapping[str, Any]) -> AuditFinding:
    entry = told["entry"]
    return AuditFinding(
        kind=told["kind"],
        seal=told["seal"],
        entry=None if entry is None else strawberry.ID(public_id("audit", entry)),
    )
