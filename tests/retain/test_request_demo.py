"""The demo firm's requests: as many and as fast as told, and the Saturday evening whose hour ran out."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.copying import Copier
from backend.book.demo.load import load_demo
from backend.book.demo.population import Population
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.retain.request_demo import write_requests
from backend.retain.requests import RequestStep, ServiceRequest

AS_OF = date(2026, 11, 20)


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    await write_requests(session, copier, people)


async def test_requests_are_as_often_and_as_fast_as_told(database: Database, vault: Vault) -> None:
    loaded = await load_demo(database, vault, size=400, as_of=AS_OF, equip=equip, further=_further)
    async with database.as_system(loaded.firm_id, "tests") as session:
        rows = (
            await session.scalars(select(ServiceRequest).where(ServiceRequest.firm_id == loaded.firm_id))
        ).all()
        kinds = Counter(row.type_key for row in rows)
        assert kinds.most_common(1)[0][0] == "nav_report"
        assert 0.01 < kinds["complaint"] / len(rows) < 0.09
        closed = sum(row.closed_at is not None for row in rows)
        assert closed / len(rows) > 0.8
        assert all(row.next_at is None for row in rows if row.closed_at is not None)
        today = [row for row in rows if row.created_at.astimezone(BUSINESS_ZONE).date() == AS_OF]
        assert len({row.owner_id for row in today}) == len(today) >= 5, "one waits for everybody"
        assert all(row.state == "new" and row.next_at is not None for row in today)
        (story,) = [
            row
            for row in rows
            if row.created_at.astimezone(BUSINESS_ZONE).strftime("%a %H:%M") == "Sat 20:47"
            and row.tier == "uhnw"
        ]
        assert story.response_breached_at == story.created_at + timedelta(hours=1)
        assert story.answered_at == story.created_at + timedelta(minutes=78)
        steps = await session.scalars(
            select(RequestStep.act)
            .where(RequestStep.firm_id == loaded.firm_id, RequestStep.request_id == story.id)
            .order_by(RequestStep.at, RequestStep.id)
        )
        acts = list(steps)
        assert acts.index("breach") < acts.index("answer")
        assert acts.count("escalate") == 2
