"""Runs that need somebody: let them go on, set them aside, and say what became of something in doubt."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.events import AutomationRunChanged, AutomationSwitched
from backend.automations.runs import FAILED, LIVE, RUNNING, STOPPED, AutomationRun, AutomationSend
from backend.platform import deliveries
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.versions import locked

IN_DOUBT = "in_doubt"


async def go_on(session: AsyncSession, id: UUID) -> AutomationRun:
    """Try the step again that a run failed at. Raises Refused: NOT_FOUND, BAD_USER_INPUT (state)."""
    run = await locked(session, AutomationRun, id)
    if run.state != FAILED:
        raise bad_input("id", "state")
    run.state, run.attempts, run.error, run.params, run.ended_at = RUNNING, 0, None, None, None
    run.due_at = func.now()
    await session.flush()
    await deliveries.end(session, [id])
    _tell(session, run, "continue")
    return run


async def dismiss(session: AsyncSession, id: UUID) -> AutomationRun:
    """Set a failed run aside, or stop one that goes on. Raises Refused: NOT_FOUND, BAD_USER_INPUT (state)."""
    run = await locked(session, AutomationRun, id)
    if run.state not in (FAILED, *LIVE):
        raise bad_input("id", "state")
    run.state, run.due_at, run.ended_at = STOPPED, None, now()
    await session.flush()
    _tell(session, run, "dismiss")
    return run


async def replay(session: AsyncSession, automation_id: UUID) -> Automation:
    """Try all failed runs of an automation again. What they did already is not done twice: they stand behind it."""
    automation = await locked(session, Automation, automation_id)
    ids = list(
        await session.scalars(
            update(AutomationRun)
            .where(
                AutomationRun.firm_id == session.info["firm_id"],
                AutomationRun.automation_id == automation_id,
                AutomationRun.state == FAILED,
            )
            .values(state=RUNNING, attempts=0, error=None, params=None, ended_at=None, due_at=func.now())
            .returning(AutomationRun.id)
            .execution_options(synchronize_session=False)
        )
    )
    await deliveries.end(session, ids)
    record(session, "replay", "automation", automation_id, changes={"runs": [None, len(ids)]})
    emit(session, AutomationSwitched(automation_id=automation_id, on=automation.on))
    return automation


async def settle(session: AsyncSession, run_id: UUID, id: UUID, *, sent: bool) -> AutomationRun:
    """Say of something in doubt, or that failed, that it arrived, or let it be sent again under the same key.

    Raises Refused: NOT_FOUND, BAD_USER_INPUT (state).
    """
    run = await locked(session, AutomationRun, run_id)
    send = await session.scalar(
        select(AutomationSend)
        .where(
            AutomationSend.firm_id == session.info["firm_id"],
            AutomationSend.id == id,
            AutomationSend.run_id == run_id,
        )
        .with_for_update()
    )
    if send is None:
        raise Refused(Code.NOT_FOUND)
    if send.state not in (IN_DOUBT, "failed"):
        raise bad_input("send", "state")
    send.state, send.error, send.attempts = ("sent" if sent else "queued"), None, 0
    send.due_at = None if sent else func.now()
    await session.flush()
    _tell(session, run, "settle")
    return run


def _tell(session: AsyncSession, run: AutomationRun, act: str) -> None:
    record(session, act, "automation_run", run.id, client_id=run.client_id)
    emit(
        session,
        AutomationRunChanged(
            automation_id=run.automation_id, run_id=run.id, client_id=run.client_id, state=run.state
        ),
    )
