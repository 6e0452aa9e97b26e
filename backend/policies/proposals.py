"""Policies that a second person has to agree to: proposed by one who keeps them, decided by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.configurations import discard_draft
from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.principal import Principal
from backend.policies import store
from backend.policies.coordinates import Coordinates
from backend.policies.drafts import Cells, PolicyDraft, cells_in, content_of, with_cells
from backend.policies.rules import Rule
from backend.policies.versions import PolicyVersion, rules_of
from backend.systemize.field_values import clean_text

WAITING, PUBLISHED, DECLINED, WITHDRAWN = "waiting", "published", "declined", "withdrawn"
STATES: Final = (WAITING, PUBLISHED, DECLINED, WITHDRAWN)


class PolicyProposal(TenantRow):
    """One proposal. base: the version in force when it was made, and the only one on which it may be published;
    number: the earlier version that it brings back, None where it changes cells; content: its cells, as in drafts;
    published: the version it became.
    """

    __tablename__ = "policy_proposal"

    base: Mapped[int]
    number: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    note: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(default=WAITING)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    published: Mapped[int | None]


async def waiting(session: AsyncSession) -> PolicyProposal | None:
    """The firm's proposal that waits for a decision; there is one at most."""
    found: PolicyProposal | None = await session.scalar(
        select(PolicyProposal)
        .where(PolicyProposal.firm_id == session.info["firm_id"], PolicyProposal.state == WAITING)
        .order_by(PolicyProposal.proposed_at.desc(), PolicyProposal.id)
        .limit(1)
    )
    return found


async def decided(session: AsyncSession, limit: int = 20) -> Sequence[PolicyProposal]:
    """The proposals that were decided, the latest first."""
    found: Sequence[PolicyProposal] = (
        await session.scalars(
            select(PolicyProposal)
            .where(PolicyProposal.firm_id == session.info["firm_id"], PolicyProposal.state != WAITING)
            .order_by(PolicyProposal.proposed_at.desc(), PolicyProposal.id)
            .limit(limit)
        )
    ).all()
    return found


async def changing(session: AsyncSession, cells: Cells, number: int | None) -> store.Changed:
    """How the policy in force becomes the wanted one: by cells, or by taking an earlier version.

    Raises Refused(NOT_FOUND) where there is no such version.
    """
    if number is None:
        return lambda rules, coordinates: with_cells(rules, cells, coordinates)
    earlier = await rules_of(session, number)
    if not earlier:
        raise Refused(Code.NOT_FOUND)

    def taken(_rules: Sequence[Rule], coordinates: Coordinates) -> Sequence[Rule]:
        return [rule for rule in earlier if rule.coordinate in coordinates]

    return taken


async def propose(
    session: AsyncSession, of: store.Becoming, cells: Cells, number: int | None, note: str
) -> PolicyProposal:
    """Ask a second person; a draft that was proposed is done with.

    Raises Refused as `store.put_in_force`, and BAD_USER_INPUT policy_waiting while another one waits.
    """
    words = clean_text(note, "note", limit=400, required=True) or ""
    store.hold_proposable(session, of)
    if await waiting(session) is not None:
        raise bad_input("rules", "policy_waiting")
    principal: Principal = session.info["principal"]
    row = PolicyProposal(
        id=uuid7(),
        base=of.firm.policy_version,
        number=number,
        content=content_of(cells),
        note=words,
        proposed_by=principal.subject,
    )
    session.add(row)
    if number is None:
        await discard_draft(session, PolicyDraft)
    await session.flush()
    return row


async def agree(session: AsyncSession, id: UUID, reason: str | None) -> PolicyVersion:
    """Put a proposal in force. Who agrees is another person than who proposed, and gains nothing by it himself.

    Raises Refused: NOT_FOUND; FORBIDDEN problem=policy_second; CONFLICT when another version is in force meanwhile.
    """
    row = await _open(session, id)
    principal: Principal = session.info["principal"]
    if principal.user_id is None or principal.subject == row.proposed_by:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.decidePolicyProposal", problem="policy_second")
    changed = await changing(session, cells_in(row.content), row.number)
    version = await store.put_in_force(session, await store.becoming(session, row.base, changed), row.note)
    _close(row, PUBLISHED, principal, reason)
    row.published = version.number
    await session.flush()
    return version


async def refuse(session: AsyncSession, id: UUID, reason: str | None) -> PolicyProposal:
    """Do not put a proposal in force; who made it takes it back by this. Others say why.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT required.
    """
    row = await _open(session, id)
    principal: Principal = session.info["principal"]
    own = principal.subject == row.proposed_by
    if not own and not (reason or "").strip():
        raise bad_input("reason", "required")
    _close(row, WITHDRAWN if own else DECLINED, principal, reason)
    await session.flush()
    return row


def _close(row: PolicyProposal, state: str, principal: Principal, reason: str | None) -> None:
    row.state, row.decided_by, row.decided_at = state, principal.subject, now()
    row.reason = clean_text(reason or "", "reason", limit=400)


async def _open(session: AsyncSession, id: UUID) -> PolicyProposal:
    row: PolicyProposal | None = await session.scalar(
        select(PolicyProposal)
        .where(PolicyProposal.firm_id == session.info["firm_id"], PolicyProposal.id == id)
        .with_for_update()
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    if row.state != WAITING:
        raise Refused(Code.CONFLICT, fields=["state"], version=0)
    return row
