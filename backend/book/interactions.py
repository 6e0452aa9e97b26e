"""What happened between the firm and a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.contact_blocks import hold_contact
from backend.book.interaction_events import InteractionChanged, InteractionLogged
from backend.book.lookup import actor_id
from backend.book.participants import Attending, set_participants
from backend.book.talk_messages import texts_of
from backend.book.topics import held_topics
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at, touch
from backend.systemize.field_values import clean_text
from backend.systemize.search_tokens import text_tokens_of

KINDS = ("call", "meeting", "message", "email", "event", "visit", "report", "greeting", "other")
DIRECTIONS = ("in", "out", "both")
EDITABLE = ("kind", "direction", "channel", "at", "minutes", "summary", "content", "needs", "topics")
CHANNELS = ("phone", "wecom", "wechat", "email", "sms", "meeting", "event", "other")


class Interaction(Versioned, TenantRow):
    """One contact. two_way: the client took part, so it counts for cadence and silence (rules in `log`).

    needs: what the client wants; topics: words of the firm's list, as they were then.
    """

    __tablename__ = "interaction"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "user_id"),
        Index("ix_interaction_client", "firm_id", "client_id", "at", "id"),
        Index("ix_interaction_user", "firm_id", "user_id", "at"),
        Index("ix_interaction_search", "firm_id", "search_tokens", postgresql_using="gin"),
    )

    client_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    kind: Mapped[str]
    direction: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    minutes: Mapped[int | None]
    summary: Mapped[str]
    content: Mapped[str | None]
    needs: Mapped[str | None]
    topics: Mapped[list[str]] = mapped_column(default=list)
    two_way: Mapped[bool] = mapped_column(default=False)
    search_tokens: Mapped[list[str]] = mapped_column(default=list)


def is_two_way(kind: str, direction: str, minutes: int | None) -> bool:
    """Whether the client took part.

    Meetings, visits and events do; calls of a minute or more (or of unknown length) do; messages and mails do
    when they came from the client. Reports and greetings never do. Source: domain rule "what counts".
    """
    if kind in {"meeting", "visit", "event"}:
        return True
    if kind == "call":
        return minutes is None or minutes >= 1
    return kind in {"message", "email", "other"} and direction in {"in", "both"}


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact to be written down; `Interaction` says what each field is. user_id: who had it."""

    client_id: UUID
    kind: str
    direction: str
    channel: str
    at: datetime
    summary: str
    minutes: int | None = None
    content: str | None = None
    user_id: UUID | None = None
    needs: str | None = None
    topics: tuple[str, ...] = ()


def check_contact(contact: Contact) -> None:
    """Raises Refused(BAD_USER_INPUT) for a contact that cannot have been."""
    for field, value, choices in (
        ("kind", contact.kind, KINDS),
        ("direction", contact.direction, DIRECTIONS),
        ("channel", contact.channel, CHANNELS),
    ):
        if value not in choices:
            raise bad_input(field, "choice")
    if contact.at > now() + timedelta(minutes=5):
        raise bad_input("at", "future")
    if contact.minutes is not None and not 0 <= contact.minutes <= 1440:
        raise bad_input("minutes", "range", low=0, high=1440)
    clean_text(contact.summary, "summary", limit=400, required=True)
    clean_text(contact.content or "", "content", limit=20_000)
    clean_text(contact.needs or "", "needs", limit=4_000)


async def log_many(session: AsyncSession, contacts: Sequence[Contact]) -> list[UUID]:
    """Write contacts down that were checked, of clients who are there; their ids in the same order."""
    bulk, ids = BulkRows(session), []
    for contact in contacts:
        columns = _columns(contact) | {"id": uuid7()}
        bulk.add(Interaction, **columns)
        bulk.happened(
            InteractionLogged(
                interaction_id=columns["id"],
                client_id=contact.client_id,
                two_way=columns["two_way"],
                by=contact.user_id,
            )
        )
        ids.append(columns["id"])
    await bulk.write()
    last: dict[UUID, datetime] = {}
    for contact in contacts:
        last[contact.client_id] = max(contact.at, last.get(contact.client_id, contact.at))
    await _move_last(session, last)
    return ids


def _columns(contact: Contact) -> dict[str, Any]:
    summary = clean_text(contact.summary, "summary", limit=400, required=True) or ""
    content = clean_text(contact.content or "", "content", limit=20_000)
    needs = clean_text(contact.needs or "", "needs", limit=4_000)
    return {
        "client_id": contact.client_id,
        "user_id": contact.user_id,
        "kind": contact.kind,
        "direction": contact.direction,
        "channel": contact.channel,
        "at": contact.at,
        "minutes": contact.minutes,
        "summary": summary,
        "content": content,
        "needs": needs,
        "topics": list(contact.topics),
        "two_way": is_two_way(contact.kind, contact.direction, contact.minutes),
        "search_tokens": text_tokens_of(summary, content, needs, *contact.topics),
    }


async def _move_last(session: AsyncSession, last: Mapping[UUID, datetime]) -> None:
    """Let the last interaction of clients be not before an instant."""
    for at in sorted(set(last.values())):
        ids = [id for id, own in last.items() if own == at]
        await session.execute(
            update(Client)
            .where(
                Client.firm_id == session.info["firm_id"],
                Client.id.in_(ids),
                Client.last_interaction_at.is_(None) | (Client.last_interaction_at < at),
            )
            .values(last_interaction_at=at)
            .execution_options(synchronize_session=False)
        )


async def move_last_back(session: AsyncSession, gone: Mapping[UUID, datetime]) -> None:
    """Interactions of clients went, the last of each at an instant: the last one that is left counts again."""
    firm_id = session.info["firm_id"]
    last = (
        select(func.max(Interaction.at))
        .where(Interaction.firm_id == firm_id, Interaction.client_id == Client.id)
        .scalar_subquery()
    )
    for client_id, at in gone.items():
        await session.execute(
            update(Client)
            .where(Client.firm_id == firm_id, Client.id == client_id, Client.last_interaction_at == at)
            .values(last_interaction_at=last)
            .execution_options(synchronize_session=False)
        )


async def log(
    session: AsyncSession,
    client_id: UUID,
    *,
    kind: str,
    direction: str,
    channel: str,
    summary: str,
    at: datetime | None = None,
    minutes: int | None = None,
    content: str | None = None,
    needs: str | None = None,
    topics: Sequence[str] = (),
) -> Interaction:
    """Write down a contact; the client's last interaction moves with it.

    at: not in the future (five minutes of clock difference are forgiven); minutes: 0 to 1440; topics: the firm's.
    Raises Refused: NOT_FOUND for the client, BAD_USER_INPUT for the rest.
    """
    moment = at or now()
    contact = Contact(
        client_id, kind, direction, channel, moment, summary, minutes, content, actor_id(session),
        needs, tuple(await held_topics(session, topics)),
    )  # fmt: skip
    check_contact(contact)
    client = await locked(session, Client, client_id)
    await hold_contact(session, client_id, direction, moment)
    row = Interaction(**_columns(contact))
    session.add(row)
    if client.last_interaction_at is None or client.last_interaction_at < moment:
        client.last_interaction_at = moment
    await session.flush()
    emit(
        session,
        InteractionLogged(
            interaction_id=row.id, client_id=client_id, two_way=row.two_way, by=actor_id(session)
        ),
    )
    strike(session, "client", str(client_id))
    return row


async def correct(
    session: AsyncSession,
    id: UUID,
    version: int,
    changes: Mapping[str, Any],
    people: Sequence[Attending] | None = None,
) -> Interaction:
    """Correct what was written down; keys of `EDITABLE` that are absent stay. people: who took part; None: as before.

    Raises Refused: NOT_FOUND, CONFLICT for a stale version, BAD_USER_INPUT as `log`.
    """
    row = await locked_at(session, Interaction, id, version)
    before = row.at
    values = {name: changes.get(name, getattr(row, name)) for name in EDITABLE}
    topics = await held_topics(session, values.pop("topics") or (), kept=row.topics)
    contact = Contact(client_id=row.client_id, user_id=row.user_id, topics=tuple(topics), **values)
    check_contact(contact)
    if (contact.at, contact.direction) != (row.at, row.direction):
        await hold_contact(session, row.client_id, contact.direction, contact.at)
    for name, value in _columns(contact).items():
        if name != "search_tokens" and getattr(row, name) != value:
            setattr(row, name, value)
    said = await texts_of(session, id)
    row.search_tokens = text_tokens_of(row.summary, row.content, row.needs, *row.topics, *said)
    await session.flush()
    if people is not None and await set_participants(session, id, row.client_id, people):
        touch(row, version)
        await session.flush()
    if row.at != before:
        await move_last_back(session, {row.client_id: before})
        await _move_last(session, {row.client_id: row.at})
    emit(session, InteractionChanged(interaction_id=id, client_id=row.client_id))
    strike(session, "client", str(row.client_id))
    return row
