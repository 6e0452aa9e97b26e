"""Who finds what in his inbox."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.notifications import Notification
from backend.book.staff import User
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.events import OutboxRow
from backend.platform.ids import uuid7
from backend.workers.handlers import HANDLERS
from tests.conftest import MadeFirm
from tests.workers.conftest import MakeDispatcher

SUBJECT = uuid7()


@pytest.fixture
async def user_id(database: Database, firm: MadeFirm) -> UUID:
    """A user of the firm."""
    async with database.change(firm.system) as session:
        user = User(id=uuid7(), name="林晓", email="lin@example.com")
        session.add(user)
    return user.id


async def told(database: Database, firm: MadeFirm, name: str, **payload: Any) -> None:
    """Put an event into the outbox as the book would."""
    async with database.change(firm.system) as session:
        plain = {key: str(value) if isinstance(value, UUID) else value for key, value in payload.items()}
        session.add(OutboxRow(id=uuid7(), name=name, payload=plain, actor="system:tests", cause_id=None))


async def inbox_of(database: Database, firm: MadeFirm) -> list[Notification]:
    """All notifications of the firm."""
    async with database.change(firm.system) as session:
        return await all_of(session)


async def all_of(session: AsyncSession) -> list[Notification]:
    """All notifications of the session's firm."""
    return list(await session.scalars(select(Notification)))


async def deliver(dispatcher_for: MakeDispatcher, firm: MadeFirm) -> None:
    """Drain with the product's own handlers; nothing may fail."""
    dispatcher = dispatcher_for(HANDLERS)
    await dispatcher.drain(firm.firm_id)
    assert (dispatcher.tally.failed, dispatcher.tally.faults) == (0, 0)


async def test_a_new_owner_is_told_by_a_line_and_a_bell(
    database: Database, firm: MadeFirm, user_id: UUID, dispatcher_for: MakeDispatcher
) -> None:
    bells = Bells(database.url)
    heard: asyncio.Queue[tuple[UUID, str]] = asyncio.Queue()
    bells.on("inbox", lambda firm_id, detail: heard.put_nowait((firm_id, detail)))
    await bells.start()
    try:
        await told(
            database,
            firm,
            "client.assigned",
            client_id=SUBJECT,
            user_id=user_id,
            role="owner",
            ended=False,
            by=None,
        )
        await deliver(dispatcher_for, firm)
        rung = await asyncio.wait_for(heard.get(), 20)
    finally:
        await bells.stop()
    (line,) = await inbox_of(database, firm)
    assert rung == (firm.firm_id, f"{user_id}:{line.id}")
    assert (line.user_id, line.kind, line.subject_noun, line.subject_id) == (
        user_id,
        "client_assigned",
        "client",
        SUBJECT,
    )
    assert line.params == {"client_id": str(SUBJECT), "role": "owner", "by": None}


@pytest.mark.parametrize(
    ("name", "payload", "kind"),
    [
        ("task.assigned", {"task_id": SUBJECT, "assignee_id": "user", "client_id": None}, "task_assigned"),
        ("task.completed", {"task_id": SUBJECT, "creator": "user", "client_id": None}, "task_completed"),
        (
            "client.assigned",
            {"client_id": SUBJECT, "user_id": "user", "role": "co_owner", "ended": False},
            "client_assigned",
        ),
    ],
)
async def test_nobody_is_told_what_he_did_himself(
    database: Database,
    firm: MadeFirm,
    user_id: UUID,
    dispatcher_for: MakeDispatcher,
    name: str,
    payload: dict[str, Any],
    kind: str,
) -> None:
    meant = {key: user_id if value == "user" else value for key, value in payload.items()}
    await told(database, firm, name, **meant, by=user_id)
    await told(database, firm, name, **meant, by=f"user:{user_id}")
    await deliver(dispatcher_for, firm)
    assert await inbox_of(database, firm) == []
    await told(database, firm, name, **meant, by=uuid7())
    await deliver(dispatcher_for, firm)
    (line,) = await inbox_of(database, firm)
    assert (line.user_id, line.kind, line.subject_id) == (user_id, kind, SUBJECT)


async def test_who_started_an_import_learns_its_outcome(
    database: Database, firm: MadeFirm, user_id: UUID, dispatcher_for: MakeDispatcher
) -> None:
    await told(database, firm, "import.finished", import_id=SUBJECT, by=user_id, accepted=90, rejected=10)
    await told(
        database, firm, "import.finished", import_id=SUBJECT, by="system:import", accepted=1, rejected=0
    )
    await deliver(dispatcher_for, firm)
    (line,) = await inbox_of(database, firm)
    assert (line.params["accepted"], line.params["rejected"]) == (90, 10)


@pytest.mark.parametrize("left", ["inactive", "unknown", "ended"])
async def test_nobody_is_told_who_is_gone_or_gave_up_the_client(
    database: Database, firm: MadeFirm, user_id: UUID, dispatcher_for: MakeDispatcher, left: str
) -> None:
    async with database.change(firm.system) as session:
        user = (await session.scalars(select(User).where(User.id == user_id))).one()
        user.active = left != "inactive"
    who = uuid7() if left == "unknown" else user_id
    await told(
        database,
        firm,
        "client.assigned",
        client_id=SUBJECT,
        user_id=who,
        role="owner",
        ended=left == "ended",
        by=None,
    )
    await deliver(dispatcher_for, firm)
    assert await inbox_of(database, firm) == []
