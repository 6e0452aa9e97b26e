"""Who asks: API keys and sessions made by the product's own functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from backend.auth.keys import MOST_QUOTA, NewKey, create_key
from backend.auth.sessions import Lifetimes, open_session
from backend.book.access_marks import mark
from backend.platform.clock import now
from backend.platform.database import Database
from backend.policies.roles import ROLES
from tests.bench.ground import BenchFirm

# 185 points a page of Q3 and 16,667 points a second for each key: together they are never throttled.
KEYS = 24


async def keys_for(
    firm: BenchFirm,
    role: str,
    count: int = KEYS,
    *,
    sources: tuple[str, ...] = (),
    product_ids: tuple[UUID, ...] = (),
) -> list[str]:
    """Texts of fresh keys with the largest quota, good for a day."""
    database = Database(firm.url, pool_size=1)
    try:
        async with database.as_system(firm.firm_id, "bench") as session:
            new = NewKey(
                *("bench", role, sources, product_ids), expires_at=now() + timedelta(days=1), quota=MOST_QUOTA
            )
            return [(await create_key(session, new, known_roles=ROLES))[1] for _ in range(count)]
    finally:
        await database.close()


async def sessions_for(firm: BenchFirm, user_ids: Sequence[UUID]) -> list[str]:
    """Texts of fresh sessions of users."""
    database = Database(firm.url, pool_size=1)
    try:
        async with database.as_system(firm.firm_id, "bench") as session:
            made = [
                open_session(session, id, Lifetimes(), ip="127.0.0.1", user_agent="bench") for id in user_ids
            ]
            await mark(session, "session")
            return [text for _, text in made]
    finally:
        await database.close()
