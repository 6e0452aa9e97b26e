"""What clients agreed to: a ledger that is only added to. The state of any day is the latest entry up to it.

An entry written by mistake is taken back by another one that names it; neither counts then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from backend.book.clients import Client
from backend.book.lookup import named
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import Event, emit
from backend.platform.ids import uuid7
from backend.retain.consent_texts import text_number
from backend.retain.purposes import CHANNEL_KEYS, PURPOSE_KEYS
from backend.systemize.field_values import clean_text

SOURCES: Final = ("form", "call", "link", "import", "meeting")
"""How somebody said so: on paper, by telephone, by a link of his own, in a file of another system, face to face."""
MOST_AT_ONCE: Final = len(PURPOSE_KEYS) * len(CHANNEL_KEYS)
LONGEST: Final = 400
Cell = tuple[str, str]
"""A purpose and a channel."""


class ConsentEntry(TenantRow):
    """One entry. given: or withdrawn; text_number: of the texts he agreed to; at: when he said so; reverses_id: the
    entry that was a mistake."""

    __tablename__ = "consent_entry"
    __table_args__ = (
        refers("client", "client_id"),
        refers("consent_entry", "reverses_id"),
        UniqueConstraint("firm_id", "reverses_id"),
        Index("ix_consent_entry_client", "firm_id", "client_id", "at"),
    )

    client_id: Mapped[UUID]
    purpose: Mapped[str]
    channel: Mapped[str]
    given: Mapped[bool]
    text_number: Mapped[int | None]
    source: Mapped[str]
    evidence: Mapped[str | None]
    reverses_id: Mapped[UUID | None]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by: Mapped[str]


@dataclass(frozen=True)
class ConsentChanged(Event):
    """A client agreed to something, or withdrew it."""

    name: ClassVar[str] = "consent.changed"
    client_id: UUID
    purpose: str
    channel: str
    given: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a client said of one purpose and channel."""

    purpose: str
    channel: str
    given: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """How it is known. source: of SOURCES; text: where the proof is; at: when he said so, None: now."""

    source: str
    text: str | None = None
    at: datetime | None = None


async def record(
    session: AsyncSession, client_id: UUID, said: Sequence[Said], evidence: Evidence
) -> list[ConsentEntry]:
    """Add what a client said to the ledger; what says nothing new is left out.

    Raises Refused(BAD_USER_INPUT): choice, required, limit, future.
    """
    if not said:
        raise bad_input("entries", "required")
    if len(said) > MOST_AT_ONCE:
        raise bad_input("entries", "limit", limit=MOST_AT_ONCE)
    if evidence.source not in SOURCES:
        raise bad_input("source", "choice")
    client, instant = await named(session, Client, client_id, "client"), now()
    at = evidence.at or instant
    if at > instant + timedelta(minutes=5):
        raise bad_input("at", "future")
    text = clean_text(evidence.text or "", "evidence", limit=LONGEST)
    number = await text_number(session)
    present = (await states_of(session, [client.id])).get(client.id, {})
    made = []
    for n, each in enumerate(dict.fromkeys(said)):
        if each.purpose not in PURPOSE_KEYS or each.channel not in CHANNEL_KEYS:
            raise bad_input(f"entries.{n}", "choice")
        last = present.get((each.purpose, each.channel))
        if last is not None and last.given == each.given and last.at <= at:
            continue
        made.append(
            ConsentEntry(
                id=uuid7(), client_id=client.id, purpose=each.purpose, channel=each.channel, given=each.given,
                text_number=number if each.given else None, source=evidence.source, evidence=text, at=at,
                recorded_at=instant, recorded_by=session.info["principal"].subject,
            )
        )  # fmt: skip
    session.add_all(made)
    await session.flush()
    for row in made:
        _tell(session, row, given=row.given)
    return made


async def take_back(session: AsyncSession, id: UUID) -> ConsentEntry:
    """Say that an entry was a mistake; the state before it is in force again.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT consent_taken_back for one that was taken back, or takes one back.
    """
    firm_id = session.info["firm_id"]
    row = await session.scalar(
        select(ConsentEntry).where(ConsentEntry.firm_id == firm_id, ConsentEntry.id == id)
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    client = await named(session, Client, row.client_id, "client")  # its lock: nobody takes the same one back
    again = await session.scalar(
        select(ConsentEntry.id).where(ConsentEntry.firm_id == firm_id, ConsentEntry.reverses_id == id)
    )
    if again is not None or row.reverses_id is not None:
        raise bad_input("id", "consent_taken_back")
    undoing = ConsentEntry(
        id=uuid7(), client_id=client.id, purpose=row.purpose, channel=row.channel, given=not row.given,
        source=row.source, at=now(), reverses_id=row.id, recorded_by=session.info["principal"].subject,
    )  # fmt: skip
    session.add(undoing)
    await session.flush()
    state = (await states_of(session, [client.id])).get(client.id, {}).get((row.purpose, row.channel))
    _tell(session, row, given=state is not None and state.given)
    return undoing


async def states_of(
    session: AsyncSession,
    client_ids: Collection[UUID],
    *,
    until: datetime | None = None,
    cell: Cell | None = None,
) -> dict[UUID, Mapping[Cell, ConsentEntry]]:
    """The entry in force of each purpose and channel, by client; one statement.

    until: as of an instant; cell: of one alone.
    """
    firm_id = session.info["firm_id"]
    undoing = aliased(ConsentEntry)
    bounds = [
        ConsentEntry.firm_id == firm_id,
        ConsentEntry.client_id.in_(client_ids),
        ConsentEntry.reverses_id.is_(None),
        # Not correlated: a read proves the firm of each sub-select by itself.
        ConsentEntry.id.not_in(
            select(undoing.reverses_id).where(
                undoing.firm_id == firm_id,
                undoing.client_id.in_(client_ids),
                undoing.reverses_id.is_not(None),
            )
        ),
    ]
    if until is not None:
        bounds.append(ConsentEntry.at <= until)
    if cell is not None:
        bounds += [ConsentEntry.purpose == cell[0], ConsentEntry.channel == cell[1]]
    found: dict[UUID, dict[Cell, ConsentEntry]] = {}
    # In the order in which they were said, so that the last one stays.
    for row in await session.scalars(
        select(ConsentEntry).where(*bounds).order_by(ConsentEntry.at, ConsentEntry.id)
    ):
        found.setdefault(row.client_id, {})[row.purpose, row.channel] = row
    return dict(found)


def _tell(session: AsyncSession, row: ConsentEntry, *, given: bool) -> None:
    emit(
        session,
        ConsentChanged(client_id=row.client_id, purpose=row.purpose, channel=row.channel, given=given),
    )
    strike(session, "client", str(row.client_id))
