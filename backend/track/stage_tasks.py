"""Tasks of a stage: made when it is entered, ended when it is left without them, waived by whoever may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import actor_id
from backend.book.staff import Team, User, UserRole
from backend.book.tasks import Task, cancel, create_task
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.holidays import next_workday
from backend.track.events import JourneyTaskWaived
from backend.track.journeys import RUNNING, Journey, tell
from backend.track.template_content import LEAD, OWNER, Stage, TaskTemplate

EVENING: Final = time(18)


async def make_tasks(session: AsyncSession, journey: Journey, stage: Stage) -> list[Task]:
    """The tasks of a stage that a journey enters; of those it has from an earlier stay what was done stays done.

    Free tasks that were done or given up once are not made again.
    """
    before = await tasks_of_stage(session, journey.id, stage.key)
    done = {task.task_key for task in before if task.state == "done" or task.waived_by_id is not None}
    seen = {task.task_key for task in before}
    wanted = [
        task for task in stage.tasks if task.key not in done and (task.mandatory or task.key not in seen)
    ]
    people = await _assignees(session, journey, wanted)
    made = []
    for task in wanted:
        person = people[task.owner]
        made.append(
            await create_task(
                session,
                task.name.of(person.locale),
                body=task.playbook.of(person.locale) or None,
                due_at=datetime.combine(due_on(business_date(), task.days), EVENING, BUSINESS_ZONE),
                priority="high" if task.compliance else "normal",
                client_id=journey.client_id,
                assignee_id=person.id,
                journey_id=journey.id,
                stage=stage.key,
                task_key=task.key,
                mandatory=task.mandatory,
                compliance=task.compliance,
                evidence=task.evidence,
                role=task.role,
                checklist=[{"zh": item.zh, "en": item.en, "done": False} for item in task.checklist] or None,
            )
        )
    return made


async def tasks_of_stage(session: AsyncSession, journey_id: UUID, stage: str) -> Sequence[Task]:
    """All tasks that a journey has, or had, of a stage, by due time."""
    found = await session.scalars(
        select(Task)
        .where(Task.firm_id == session.info["firm_id"], Task.journey_id == journey_id, Task.stage == stage)
        .order_by(Task.due_at, Task.id)
    )
    return found.all()


async def open_mandatory(session: AsyncSession, firm_id: UUID, journey_ids: Sequence[UUID]) -> Sequence[Task]:
    """Mandatory tasks that are open in the stage each journey is in now, by due time."""
    found = await session.scalars(
        select(Task)
        .join(Journey, and_(Journey.firm_id == firm_id, Journey.id == Task.journey_id))
        .where(
            Task.firm_id == firm_id,
            Task.journey_id.in_(journey_ids),
            Task.stage == Journey.stage,
            Task.mandatory,
            Task.state == "open",
        )
        .order_by(Task.due_at, Task.id)
    )
    return found.all()


async def end_tasks(session: AsyncSession, journey: Journey, note: str) -> None:
    """What is still open of a journey's present stage ends, with a note that says why."""
    for task in await tasks_of_stage(session, journey.id, journey.stage):
        if task.state == "open":
            await cancel(session, task, note)


async def waive(session: AsyncSession, id: UUID, version: int, reason: str) -> Task:
    """A mandatory task of a journey need not be done; who says so says why.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `state` when it is not open, `task_free` when nothing waits
    for it, `task_compliance`, without a reason.
    """
    task = await locked_at(session, Task, id, version)
    if task.journey_id is None or not task.mandatory:
        raise bad_input("id", "task_free")
    if task.compliance:
        # Whoever asks: the law wants it done, so no right lets it be left out.
        raise bad_input("id", "task_compliance")
    if task.state != "open":
        raise bad_input("state", "state")
    why = clean_text(reason, "reason", limit=400, required=True) or ""
    journey = await session.scalar(
        select(Journey).where(Journey.firm_id == task.firm_id, Journey.id == task.journey_id)
    )
    if journey is None or journey.state not in RUNNING:
        raise bad_input("state", "state")
    await cancel(session, task, why, waived_by_id=actor_id(session))
    emit(
        session,
        JourneyTaskWaived(journey_id=task.journey_id, client_id=journey.client_id, task_id=task.id),
    )
    tell(session, journey)
    return task


def due_on(day: date, workdays: int) -> date:
    """The day so many workdays after `day`; of none: `day` itself."""
    for _ in range(workdays):
        day = next_workday(day)
    return day


async def _assignees(
    session: AsyncSession, journey: Journey, tasks: Sequence[TaskTemplate]
) -> dict[str, User]:
    """Who gets the tasks, by the rule of each."""
    firm_id = journey.firm_id
    owner = await session.scalar(select(User).where(User.firm_id == firm_id, User.id == journey.owner_id))
    if owner is None:
        raise Refused(Code.NOT_FOUND)
    return await people_for(session, owner, {task.owner for task in tasks})


async def people_for(session: AsyncSession, owner: User, rules: Iterable[str]) -> dict[str, User]:
    """Who gets what is to be done, by rules (owner, lead, `role:…`). Of a role: whoever has the fewest open tasks.

    Where there is no lead, or nobody of the role, it is the owner's: somebody has to see that it is not done.
    """
    firm_id = owner.firm_id
    found: dict[str, User] = {OWNER: owner}
    for rule in sorted(set(rules) - {OWNER}):
        if rule == LEAD:
            statement = (
                select(User)
                .join(Team, and_(Team.firm_id == firm_id, Team.lead_id == User.id))
                .where(User.firm_id == firm_id, Team.id == owner.team_id, User.active)
            )
        else:
            burden = (
                select(func.count())
                .where(Task.firm_id == firm_id, Task.assignee_id == User.id, Task.state == "open")
                .correlate(User)
                .scalar_subquery()
            )
            statement = (
                select(User)
                .join(UserRole, and_(UserRole.firm_id == firm_id, UserRole.user_id == User.id))
                .where(User.firm_id == firm_id, UserRole.role == rule.partition(":")[2], User.active)
                .order_by(burden, User.id)
                .limit(1)
            )
        found[rule] = (await session.scalars(statement)).first() or owner
    return found
