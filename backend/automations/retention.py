"""How long receipts are kept: as each automation says, and the sweep that forgets."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.content import KEEP
from backend.automations.runs import DONE, STOPPED, AutomationRun, AutomationSend, AutomationStep

AT_ONCE: Final = 5_000


async def forget_runs(session: AsyncSession) -> int:
    """Forget runs that ended well, or were set aside, longer ago than their automation keeps them; how many.

    Failed ones wait for somebody.
    """
    firm_id, gone = session.info["firm_id"], 0
    rows = await session.execute(
        select(AutomationVersion.automation_id, AutomationVersion.content)
        .join(
            Automation,
            and_(
                Automation.firm_id == firm_id,
                Automation.id == AutomationVersion.automation_id,
                Automation.number == AutomationVersion.number,
            ),
        )
        .where(AutomationVersion.firm_id == firm_id)
    )
    for id, content in rows.all():
        gone += await _forget(session, id, content.get("keep_days", KEEP))
    return gone


async def _forget(session: AsyncSession, automation_id: UUID, days: int) -> int:
    firm_id = session.info["firm_id"]
    ids = list(
        await session.scalars(
            select(AutomationRun.id)
            .where(
                AutomationRun.firm_id == firm_id,
                AutomationRun.automation_id == automation_id,
                AutomationRun.state.in_((DONE, STOPPED)),
                AutomationRun.ended_at < func.now() - timedelta(days=days),
            )
            .order_by(AutomationRun.ended_at)
            .limit(AT_ONCE)
        )
    )
    if not ids:
        return 0
    for model, key in (
        (AutomationStep, AutomationStep.run_id),
        (AutomationSend, AutomationSend.run_id),
        (AutomationRun, AutomationRun.id),
    ):
        await session.execute(
            delete(model)
            .where(model.firm_id == firm_id, key.in_(ids))
            .execution_options(synchronize_session=False)
        )
    return len(ids)
