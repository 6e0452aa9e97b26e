"""Regular work: partitions for the coming months, seals over the audit, and forgetting what is past its time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from backend.auth.sessions import Session
from backend.book.documents.retention import shred_deleted
from backend.book.documents.uploads import forget_uploads
from backend.book.escalations import escalate_due, remind_due
from backend.book.exports.changes import expire_old
from backend.book.incoming_mails import forget_thrown
from backend.book.overdue_contacts import end_contacts
from backend.book.tag_marks import mark
from backend.book.tag_sweeps import end_expired, keep_newest
from backend.book.task_series import make_due
from backend.platform import idempotency
from backend.platform.clock import now
from backend.platform.events import Effect
from backend.platform.files.store import FileStore
from backend.platform.files.stored import STRAY, sweep
from backend.platform.partitions import PARTITIONED, ensure_partitions
from backend.platform.settings import settings

EFFECTS_KEPT = timedelta(days=30)
"""Longer than any event is tried or replayed by hand."""
SESSIONS_KEPT = timedelta(days=30)
"""After their end, so that a person can still see where he was signed in."""


async def prepare_partitions(url: str) -> None:
    """Make the partitions of this month and the next ones. `url`: the owner's address, who alone may."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            for table in PARTITIONED:
                await ensure_partitions(connection, table, now())
    finally:
        await engine.dispose()


async def forget_idempotency_keys(session: AsyncSession) -> int:
    """Drop idempotency keys past their time; how many."""
    return await idempotency.forget_old(session)


async def forget_effects(session: AsyncSession) -> int:
    """Drop effect keys of events long delivered; how many."""
    done = await session.execute(
        delete(Effect)
        .where(Effect.firm_id == session.info["firm_id"], Effect.at < func.now() - EFFECTS_KEPT)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))


async def look_at_all_tags(session: AsyncSession) -> int:
    """End tags whose time is over, and let all rules be asked of everybody: what a rule says may change by the day.

    How many ended.
    """
    ended = await end_expired(session) + await keep_newest(session)
    await mark(session, "firm", [session.info["firm_id"]])
    return ended


async def keep_tasks(session: AsyncSession) -> int:
    """Make the tasks of series whose day has come, remind of what is due soon, tell along the chain of what is late.

    How many were made, reminded of and told. Once a minute whether or not anybody opens a page.
    """
    await end_contacts(session)
    made = await make_due(session)
    reminded = await remind_due(session)
    return made + reminded + await escalate_due(session)


async def keep_files(session: AsyncSession) -> int:
    """Sweep away files that were shredded or never named, then let go of what nobody uses any more; how many files.

    In this order: a file goes only when the transaction that shredded it is over.
    """
    store = FileStore(settings().files_dir)
    swept = await sweep(session, store)
    await asyncio.to_thread(store.clear_unnamed, STRAY.total_seconds())
    await expire_old(session)
    await forget_uploads(session)
    await shred_deleted(session)
    await forget_thrown(session)
    return swept


async def forget_sessions(session: AsyncSession) -> int:
    """Drop sessions that ended long ago; how many. Log-ins stay in the audit."""
    done = await session.execute(
        delete(Session)
        .where(
            Session.firm_id == session.info["firm_id"],
            func.least(Session.expires_at, Session.revoked_at) < func.now() - SESSIONS_KEPT,
        )
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))
