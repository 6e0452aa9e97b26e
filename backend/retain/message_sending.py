"""Sending, as the database sees it: which messages go now, judged in the moment they go, and what came of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.staff import User
from backend.platform.clock import now
from backend.platform.crypto import DataKey
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.platform.pauses import MESSAGES, goes_on
from backend.retain.contacting import Contact, Verdict, ground_of
from backend.retain.messages import (
    BOUNCED,
    DELIVERED,
    FAILED,
    HELD,
    IN_DOUBT,
    PLANNED,
    QUEUED,
    SENDING,
    SENT,
    WAITING,
    Message,
    tell,
)
from backend.retain.purposes import POINTS
from backend.systemize.channels import outcomes
from backend.systemize.channels.outcomes import Outcome

AT_ONCE: Final = 40
LEASE: Final = timedelta(minutes=5)
"""Longer than any provider is waited for: what is still being sent then has lost its worker."""
CHANNEL_OFF: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 8
FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 30, 4, 14_400
"""Seconds: half a minute, then four times as long each time, at most four hours."""
LOCK: Final = 0x6D657373616765


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be handed over, in clear. attempt: its number; owner: who serves the client, by address."""

    id: UUID
    client_id: UUID
    attempt: int
    channel: str
    purpose: str
    language: str
    address: str
    subject: str
    body: str
    owner: str | None


async def claim(
    session: AsyncSession,
    vault: Vault,
    channels: Collection[str],
    *,
    at_once: int = AT_ONCE,
    lease: timedelta = LEASE,
) -> list[Outgoing]:
    """Messages of the firm that go now, marked as being sent; what may not go is held, or waits until it may.

    channels: those that are set up; the others' messages wait. Those whose sender is gone are in doubt from now on.
    """
    firm_id = session.info["firm_id"]
    # Two workers must not each let the last message pass that a cap allows.
    await session.execute(text(f"select pg_advisory_xact_lock({(firm_id.int ^ LOCK) % 2**62})"))
    rows = list(
        await session.scalars(
            select(Message)
            .where(Message.firm_id == firm_id, Message.due_at <= func.now(), goes_on(firm_id, MESSAGES))
            .order_by(Message.due_at, Message.id)
            .limit(at_once)
            .with_for_update(skip_locked=True)
        )
    )
    for row in rows:
        if row.state == SENDING:
            row.state, row.due_at, row.error = IN_DOUBT, None, "worker_ended"
    for row in rows:
        if row.state in WAITING and row.channel not in channels:
            row.due_at, row.error = now() + CHANNEL_OFF, "channel_off"
    waiting = [row for row in rows if row.state in WAITING and row.channel in channels]
    going = await _judged(session, waiting)
    outgoing = await _opened(session, vault, going, lease)
    await session.flush()
    await tell(session, [row for row in rows if row.error != "channel_off"])
    return outgoing


async def _judged(session: AsyncSession, rows: Sequence[Message]) -> list[Message]:
    """Those of the rows that may go; the others are told why not."""
    kinds: dict[tuple[str, str, UUID | None], list[Message]] = defaultdict(list)
    for row in rows:
        kinds[row.purpose, row.channel, row.product_id].append(row)
    going = []
    for (purpose, channel, product_id), of_kind in kinds.items():
        ids = {row.client_id for row in of_kind}
        ground = await ground_of(session, ids, Contact(purpose, channel, now(), product_id))
        for row in of_kind:
            verdict = ground.verdict(row.client_id)
            if verdict.allowed:
                # By the clock of the server: a later one of this batch counts it.
                ground.counted(row.client_id)
                row.reasons = None
                going.append(row)
            else:
                _hold(row, verdict)
    return going


def _hold(row: Message, verdict: Verdict) -> None:
    again = verdict.again_at
    row.reasons = [
        {
            "code": each.code,
            "params": dict(each.params),
            **({} if each.again_at is None else {"again": each.again_at.isoformat()}),
        }
        for each in verdict.reasons
    ]
    row.state, row.due_at = (HELD, None) if again is None else (PLANNED, again)


async def _opened(
    session: AsyncSession, vault: Vault, rows: Sequence[Message], lease: timedelta
) -> list[Outgoing]:
    """The rows in clear with the address that is right now; three statements."""
    if not rows:
        return []
    firm_id = session.info["firm_id"]
    ids = list({row.client_id for row in rows})
    keys = await vault.person_keys_of(session, ids)
    points: dict[tuple[UUID, str], ContactPoint] = {}
    for point in await session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.firm_id == firm_id, ContactPoint.client_id.in_(ids), ContactPoint.dead_at.is_(None)
        )
        .order_by(ContactPoint.primary, ContactPoint.id)
    ):
        points[point.client_id, point.kind] = point
    owners = dict(
        (
            await session.execute(
                select(Client.id, User.email)
                .join(User, and_(User.firm_id == firm_id, User.id == Client.owner_id))
                .where(Client.firm_id == firm_id, Client.id.in_(ids))
            )
        ).all()
    )
    found = []
    for row in rows:
        key = keys.get(row.client_id)
        found_point = next(
            (points[row.client_id, kind] for kind in POINTS[row.channel] if (row.client_id, kind) in points),
            None,
        )
        if key is None or found_point is None:
            row.state, row.due_at, row.error = HELD, None, "no_address"
            row.reasons = [{"code": "no_address", "params": {}}]
            continue
        found.append(_going(row, key, found_point, owners.get(row.client_id), lease))
    return found


def _going(row: Message, key: DataKey, point: ContactPoint, owner: str | None, lease: timedelta) -> Outgoing:
    address = key.open(point.sealed, "contact_point", point.id, "sealed")
    row.address_sealed = key.seal(address, "message", row.id, "address_sealed")
    row.address_masked, row.address_blind = point.masked, point.blind
    row.state, row.began_at, row.attempts, row.error, row.reply = SENDING, now(), row.attempts + 1, None, None
    attempt = row.attempts
    row.due_at = now() + lease
    return Outgoing(
        row.id, row.client_id, attempt, row.channel, row.purpose, row.language, address,
        key.open(row.subject_sealed, "message", row.id, "subject_sealed"),
        key.open(row.body_sealed, "message", row.id, "body_sealed"), owner,
    )  # fmt: skip


async def note(session: AsyncSession, id: UUID, attempt: int, outcome: Outcome) -> Message | None:
    """Write down what came of an attempt; None when the message went another way meanwhile."""
    row = await _locked(session, id)
    if row.state not in (SENDING, IN_DOUBT) or row.attempts != attempt:
        return None
    row.error, row.reply = outcome.code, outcome.reply
    row.due_at = None
    if outcome.kind == outcomes.SENT:
        row.state, row.sent_at, row.receipt = SENT, now(), outcome.receipt
    elif outcome.kind == outcomes.LATER:
        _later(row)
    elif outcome.kind == outcomes.IN_DOUBT:
        row.state = IN_DOUBT
    elif outcome.kind == outcomes.DEAD:
        row.state, row.ended_at = BOUNCED, now()
        await _bury(session, row, outcome.reply)
    else:
        row.state, row.ended_at = FAILED, now()
    await session.flush()
    await tell(session, [row])
    return row


def _later(row: Message) -> None:
    """Nothing was taken, so it counts for no cap; after the last try a person looks at it."""
    if row.attempts >= MOST_ATTEMPTS:
        row.state, row.ended_at = FAILED, now()
        return
    pause = min(FIRST_PAUSE * PAUSE_FACTOR ** (row.attempts - 1), LONGEST_PAUSE)
    row.state, row.due_at = QUEUED, now() + timedelta(seconds=pause)


async def returned(session: AsyncSession, id: UUID, *, kind: str, dead: bool, reply: str | None) -> bool:
    """Write down what a receipt says of a message that was sent; whether it changed anything.

    kind: bounced or delivered. A bounce is final; the address is marked where it is the address's fault.
    """
    row = await _locked(session, id)
    if row.state not in (SENT, DELIVERED, IN_DOUBT, SENDING) or (
        kind == DELIVERED and row.state == DELIVERED
    ):
        return False
    row.state, row.reply, row.ended_at, row.due_at = kind, reply, now(), None
    row.error = "returned" if kind == BOUNCED else None
    row.sent_at = row.sent_at or row.began_at
    if kind == BOUNCED and dead:
        await _bury(session, row, reply)
    await session.flush()
    await tell(session, [row])
    return True


async def by_receipt(session: AsyncSession, channel: str, receipt: str) -> UUID | None:
    """The message that a provider calls so."""
    found: UUID | None = await session.scalar(
        select(Message.id).where(
            Message.firm_id == session.info["firm_id"], Message.channel == channel, Message.receipt == receipt
        )
    )
    return found


async def _bury(session: AsyncSession, row: Message, reply: str | None) -> None:
    """Nothing goes to this address any more, of this client, until somebody says that it is right."""
    points = await session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.firm_id == row.firm_id,
            ContactPoint.client_id == row.client_id,
            ContactPoint.blind == row.address_blind,
            ContactPoint.dead_at.is_(None),
        )
        .with_for_update()
    )
    for point in points:
        point.dead_at, point.dead_why = now(), reply


async def _locked(session: AsyncSession, id: UUID) -> Message:
    row: Message | None = await session.scalar(
        select(Message)
        .where(Message.firm_id == session.info["firm_id"], Message.id == id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return row
