"""How a client is reached: sealed numbers and addresses, several of a kind, one of them primary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book import sealed
from backend.book.clients import Client
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.systemize.field_values import clean_text

KINDS = ("mobile", "phone", "email", "wechat", "address")


class ContactPoint(Versioned, TenantRow):
    """One way to reach a client; `masked` is what lists show, `sealed` the envelope.

    dead_at, dead_why: when a message came back from it for good, and what the other side said.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_contact_point_client", "firm_id", "client_id"),
        Index("ix_contact_point_blind", "firm_id", "blind"),
        Index("ix_contact_point_tail", "firm_id", "tail"),
        Index(
            "uq_contact_point_primary",
            "firm_id",
            "client_id",
            "kind",
            unique=True,
            postgresql_where='"primary"',
        ),
    )

    client_id: Mapped[UUID]
    kind: Mapped[str]
    sealed: Mapped[bytes]
    masked: Mapped[str]
    blind: Mapped[bytes]
    tail: Mapped[bytes | None]
    label: Mapped[str | None]
    primary: Mapped[bool] = mapped_column(default=True)
    verified: Mapped[bool] = mapped_column(default=False)
    dead_at: Mapped[datetime | None]
    dead_why: Mapped[str | None]


@dataclass(frozen=True)
class ContactDraft:
    """A contact point as somebody typed it. primary: None lets the first of its kind be primary."""

    kind: str
    value: str
    label: str | None = None
    primary: bool | None = None


MOST = 20


async def replace_contacts(
    session: AsyncSession, vault: Vault, client: Client, drafts: Sequence[ContactDraft]
) -> list[str]:
    """Set the contact points of each kind that the drafts name; kinds not named stay. Returns those kinds.

    A draft with an empty value removes its kind's points. Values that are there already keep their row.
    Raises Refused(BAD_USER_INPUT): unknown kind, a value that cannot be, too many.
    """
    if len(drafts) > MOST:
        raise bad_input("contactPoints", "limit", limit=MOST)
    kinds = list(dict.fromkeys(draft.kind for draft in drafts))
    if any(kind not in KINDS for kind in kinds):
        raise bad_input("contactPoints", "choice")
    if not kinds:
        return []
    keys = await vault.firm(session)
    key = (await vault.person_keys_of(session, [client.id], create=True))[client.id]
    present = await session.scalars(
        select(ContactPoint).where(
            ContactPoint.firm_id == client.firm_id,
            ContactPoint.client_id == client.id,
            ContactPoint.kind.in_(kinds),
        )
    )
    old = {(row.kind, row.blind): row for row in present}
    wanted: dict[tuple[str, bytes], ContactPoint] = {}
    first: dict[str, ContactPoint] = {}  # of each kind the primary one: the last one marked, else the first
    for draft in drafts:
        if not draft.value.strip():
            continue
        value = sealed.read_value(draft.kind, draft.value)
        row_id = uuid7()
        made = sealed.seal(draft.kind, value, keys, key, ("contact_point", row_id, "sealed"))
        row = wanted.get((draft.kind, made.blind)) or old.get((draft.kind, made.blind))
        if row is None:
            row = ContactPoint(id=row_id, client_id=client.id, kind=draft.kind, **vars(made))
        row.label = clean_text(draft.label or "", "contactPoints", limit=40)
        wanted[draft.kind, made.blind] = row
        if draft.primary or draft.kind not in first:
            first[draft.kind] = row
    for place, row in old.items():
        if place not in wanted:
            await session.delete(row)
    for row in wanted.values():
        # Whoever was primary gives it up before another one takes it: the unique index looks at each statement.
        row.primary = row is first[row.kind] and (row.kind, row.blind) in old and row.primary
    await session.flush()
    for row in first.values():
        row.primary = True
    session.add_all(wanted.values())
    await session.flush()
    return kinds
