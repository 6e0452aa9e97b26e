"""Who took part in an interaction: people of the firm, clients, and others by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.clients import Client
from backend.book.lookup import all_named
from backend.book.staff import User
from backend.platform.db import TenantRow, refers
from backend.platform.errors import bad_input
from backend.systemize.field_values import clean_text

MOST = 50


class Participant(TenantRow):
    """One of those who took part: a user, a client (`party_id`) or a name, one of the three.

    client_id: of the interaction; place: 0, 1, … in the order in which they were named.
    """

    __tablename__ = "interaction_participant"
    __table_args__ = (
        refers("interaction", "interaction_id"),
        refers("client", "client_id"),
        refers("user_account", "user_id"),
        refers("client", "party_id"),
        CheckConstraint("num_nonnulls(user_id, party_id, name) = 1", name="one"),
        Index("ix_interaction_participant_of", "firm_id", "interaction_id", "place"),
    )

    interaction_id: Mapped[UUID]
    client_id: Mapped[UUID]
    place: Mapped[int]
    user_id: Mapped[UUID | None]
    party_id: Mapped[UUID | None]
    name: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody who took part: a user's id, a client's id or a name."""

    user_id: UUID | None = None
    party_id: UUID | None = None
    name: str | None = None


async def held_attending(session: AsyncSession, people: Sequence[Attending]) -> list[Attending]:
    """The people without repeats, checked.

    Raises Refused(BAD_USER_INPUT): too many, an unknown user or client, neither or more than one of the three.
    """
    if len(people) > MOST:
        raise bad_input("participants", "too_many", limit=MOST)
    cleaned = []
    for one in people:
        name = clean_text(one.name or "", "participants", limit=60)
        if sum(part is not None for part in (one.user_id, one.party_id, name)) != 1:
            raise bad_input("participants", "required")
        cleaned.append(Attending(one.user_id, one.party_id, name))
    found = list(dict.fromkeys(cleaned))
    await all_named(session, User, [one.user_id for one in found if one.user_id], "participants")
    await all_named(session, Client, [one.party_id for one in found if one.party_id], "participants")
    return found


async def set_participants(
    session: AsyncSession, interaction_id: UUID, client_id: UUID, people: Sequence[Attending]
) -> bool:
    """Let exactly these have taken part, in this order; whether that changed anything."""
    wanted = await held_attending(session, people)
    present = list(
        await session.scalars(
            select(Participant)
            .where(
                Participant.firm_id == session.info["firm_id"],
                Participant.interaction_id == interaction_id,
            )
            .order_by(Participant.place, Participant.id)
        )
    )
    if [Attending(row.user_id, row.party_id, row.name) for row in present] == wanted:
        return False
    for row in present:
        await session.delete(row)
    for place, one in enumerate(wanted):
        session.add(
            Participant(
                interaction_id=interaction_id, client_id=client_id, place=place,
                user_id=one.user_id, party_id=one.party_id, name=one.name,
            )
        )  # fmt: skip
    await session.flush()
    return True
