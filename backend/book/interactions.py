"""What happened between the firm and a client."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.events import InteractionLogged
from backend.book.lookup import actor_id
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text
from backend.systemize.search_tokens import text_tokens_of

KINDS = ("call", "meeting", "message", "email", "event", "visit", "report", "greeting", "other")
DIRECTIONS = ("in", "out", "both")
CHANNELS = ("phone", "wecom", "wechat", "email", "sms", "meeting", "event", "other")


class Interaction(Versioned, TenantRow):
    """One contact. two_way: the client took part, so it counts for cadence and silence (rules in `log`)."""

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
) -> Interaction:
    """Write down a contact; the client's last interaction moves with it.

    at: not in the future (five minutes of clock difference are forgiven); minutes: 0 to 1440.
    Raises Refused: NOT_FOUND for the client, BAD_USER_INPUT for the rest.
    """
    for field, value, choices in (
        ("kind", kind, KINDS),
        ("direction", direction, DIRECTIONS),
        ("channel", channel, CHANNELS),
    ):
        if value not in choices:
            raise bad_input(field, "choice")
    moment = at or now()
    if moment > now() + timedelta(minutes=5):
        raise bad_input("at", "future")
    if minutes is not None and not 0 <= minutes <= 1440:
        raise bad_input("minutes", "range", low=0, high=1440)
    client = await locked(session, Client, client_id)
    row = Interaction(
        client_id=client_id,
        user_id=actor_id(session),
        kind=kind,
        direction=direction,
        channel=channel,
        at=moment,
        minutes=minutes,
        summary=clean_text(summary, "summary", limit=400, required=True) or "",
        content=clean_text(content or "", "content", limit=20_000),
        two_way=is_two_way(kind, direction, minutes),
    )
    row.search_tokens = text_tokens_of(row.summary, row.content or "")
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
    await strike(session, "client", str(client_id))
    return row
