"""Families and the ties between clients."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.client_events import ClientChanged, HouseholdChanged
from backend.book.clients import Client
from backend.book.lookup import all_named, named
from backend.platform.bells import strike
from backend.platform.db import SHARE, TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked, locked_at, touch
from backend.systemize.field_values import clean_text

MOST = 100
RELATION_KINDS = (
    "spouse",
    "child",
    "parent",
    "sibling",
    "controller",
    "legal_representative",
    "handler",
    "beneficial_owner",
    "adviser",
    "referrer",
    "parent_company",
    "other",
)


class Household(Versioned, TenantRow):
    """A family; members point to it (`client.household_id`). The head is one of them."""

    __tablename__ = "household"

    name: Mapped[str]
    head_id: Mapped[UUID | None]


class ClientRelation(TenantRow):
    """A tie from one client to another, e.g. `from` is the spouse of `to`; share in percent for owners."""

    __tablename__ = "client_relation"
    __table_args__ = (
        refers("client", "client_id"),
        refers("client", "other_id"),
        UniqueConstraint("firm_id", "client_id", "other_id", "kind"),
        Index("ix_client_relation_other", "firm_id", "other_id"),
    )

    client_id: Mapped[UUID]
    other_id: Mapped[UUID]
    kind: Mapped[str]
    share: Mapped[Decimal | None] = mapped_column(SHARE)
    note: Mapped[str | None]


async def create_household(
    session: AsyncSession, name: str, head_id: UUID, member_ids: Sequence[UUID]
) -> Household:
    """A family of clients who are in none yet. Raises Refused(BAD_USER_INPUT) for unknown or taken members."""
    household = Household(name=clean_text(name, "name", limit=80, required=True) or "", head_id=head_id)
    session.add(household)
    await session.flush()
    await _set_members(session, household, [head_id, *member_ids])
    emit(session, HouseholdChanged(household_id=household.id))
    return household


async def update_household(
    session: AsyncSession,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    head_id: UUID | None = None,
    member_ids: Sequence[UUID] | None = None,
    within: Sequence[UUID] | None = None,
) -> Household:
    """Rename a family, change its head or its members; None leaves a thing as it is.

    within: the members that may leave by it (None: all). Others stay though `member_ids` does not name them:
    whoever writes the list cannot name members he does not see.
    Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT when the head is no member.
    """
    household = await locked_at(session, Household, id, version)
    if name is not None:
        household.name = clean_text(name, "name", limit=80, required=True) or ""
    if member_ids is not None:
        await _set_members(session, household, member_ids, within)
    head = head_id or household.head_id
    if head is not None and (await named(session, Client, head, "head")).household_id != household.id:
        raise bad_input("head", "unknown")
    household.head_id = head
    await session.flush()
    touch(household, version)
    emit(session, HouseholdChanged(household_id=household.id))
    return household


async def _set_members(
    session: AsyncSession, household: Household, ids: Sequence[UUID], within: Sequence[UUID] | None = None
) -> None:
    if len(ids) > MOST:
        raise bad_input("members", "limit", limit=MOST)
    clients = await all_named(session, Client, ids, "members")
    if any(c.household_id not in {None, household.id} for c in clients):
        raise bad_input("members", "taken")
    firm_id = session.info["firm_id"]
    left = await session.scalars(
        select(Client).where(
            Client.firm_id == firm_id,
            Client.household_id == household.id,
            Client.id.not_in([c.id for c in clients]),
        )
    )
    leaving = [client for client in left if within is None or client.id in within]
    joining = [client for client in clients if client.household_id is None]
    for client in leaving:
        client.household_id = None
    for client in joining:
        client.household_id = household.id
    for client in (*leaving, *joining):
        emit(session, ClientChanged(client_id=client.id, fields=("household",)))
        strike(session, "client", str(client.id))
    await session.flush()


async def add_relation(
    session: AsyncSession,
    client_id: UUID,
    other_id: UUID,
    kind: str,
    *,
    share: Decimal | None = None,
    note: str | None = None,
) -> ClientRelation:
    """Tie two clients: `client` is the <kind> of `other`. The same tie twice is one.

    Raises Refused(BAD_USER_INPUT): unknown kind or client, a tie to oneself, a share outside 0-100.
    """
    if kind not in RELATION_KINDS:
        raise bad_input("kind", "choice")
    if client_id == other_id:
        raise bad_input("other", "self")
    if share is not None and not (0 <= share <= 100 and share == round(share, 4)):
        raise bad_input("share", "range", low=0, high=100)
    await all_named(session, Client, [client_id, other_id], "other")
    firm_id = session.info["firm_id"]
    found = await session.scalar(
        select(ClientRelation).where(
            ClientRelation.firm_id == firm_id,
            ClientRelation.client_id == client_id,
            ClientRelation.other_id == other_id,
            ClientRelation.kind == kind,
        )
    )
    tie: ClientRelation = found or ClientRelation(client_id=client_id, other_id=other_id, kind=kind)
    tie.share, tie.note = share, clean_text(note or "", "note", limit=400)
    session.add(tie)
    await session.flush()
    await _tell_both(session, tie)
    return tie


async def remove_relation(session: AsyncSession, id: UUID) -> UUID:
    """Untie two clients; returns the id of the client the tie started from. Raises Refused(NOT_FOUND)."""
    tie = await locked(session, ClientRelation, id)
    await session.delete(tie)
    await session.flush()
    await _tell_both(session, tie)
    return tie.client_id


async def _tell_both(session: AsyncSession, tie: ClientRelation) -> None:
    for id in (tie.client_id, tie.other_id):
        emit(session, ClientChanged(client_id=id, fields=("relations",)))
        strike(session, "client", str(id))
