"""Moves of journeys: one function each. Whatever asks for a move, it is refused for the same reasons.

A move forward is refused with everything that is missing at once: criteria of the stage that do not hold of the
client, and mandatory tasks that are open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.lookup import actor_id, named
from backend.book.staff import User
from backend.book.tasks import Task, cancel
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import public_id, uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.track.events import JourneyEnded, JourneyHeld, JourneyStageEntered, JourneyStarted
from backend.track.journeys import RUNNING, Journey, StageVisit, edit, tell
from backend.track.rules import Standing, allowed
from backend.track.stage_approvals import Wanted, ask_for_stage, end_for_stage, wanted_of
from backend.track.stage_tasks import end_tasks, make_tasks, open_mandatory, tasks_of_stage
from backend.track.template_content import Content, Criterion, Loss, Stage
from backend.track.templates import JourneyTemplate, content_of

Judge = Callable[[AsyncSession, UUID, Sequence[Criterion]], Awaitable[Sequence[bool | None]]]
"""(session, client, criteria) -> whether each holds; None for one that names what is no more.

Raises FORBIDDEN for who may not read what they rest on.
"""
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that holds a journey in its stage. kind: criterion, task, approval; task_id, approval_id: that one.

    waivable: whether anybody may let the task be left out; broken: the criterion names what is no more; state: of the
    approval.
    """

    kind: str
    key: str
    zh: str
    en: str
    task_id: UUID | None = None
    waivable: bool = False
    broken: bool = False
    approval_id: UUID | None = None
    state: str | None = None

    def told(self) -> dict[str, Any]:
        """As a refusal tells it."""
        task = None if self.task_id is None else public_id("task", self.task_id)
        approval = None if self.approval_id is None else public_id("approval", self.approval_id)
        return {
            "kind": self.kind, "key": self.key, "zh": self.zh, "en": self.en, "task": task, "approval": approval,
            "waivable": self.waivable, "broken": self.broken, "state": self.state,
        }  # fmt: skip


async def start(
    session: AsyncSession,
    client_id: UUID,
    template_id: UUID,
    values: Mapping[str, Any] | None = None,
    *,
    stage: str | None = None,
) -> Journey:
    """Begin a journey by the newest version of a template, in its first stage or a named one.

    values: of `journeys.EDITABLE`; without an owner it is the client's, else the actor.
    Raises Refused(BAD_USER_INPUT): unknown client or template, `journey_running` when the client has one by it,
    `journey_team` for another team's variant, `choice` for a stage it has not, values that cannot be.
    """
    client = await named(session, Client, client_id, "client")
    firm_id = client.firm_id
    # Of two who begin at once the second waits here, and then finds the first one's journey.
    await session.execute(
        select(Client.id).where(Client.firm_id == firm_id, Client.id == client.id).with_for_update()
    )
    template = await named(session, JourneyTemplate, template_id, "template")
    if template.archived_at is not None:
        raise bad_input("template", "template_archived")
    running = select(Journey.id).where(
        Journey.firm_id == firm_id,
        Journey.client_id == client.id,
        Journey.template_id == template.id,
        Journey.state.in_(RUNNING),
    )
    if await session.scalar(running) is not None:
        raise bad_input("template", "journey_running")
    content = await content_of(session, template.id, template.number)
    first = content.stages[0] if stage is None else content.stage(stage)
    if first is None:
        raise bad_input("stage", "choice")
    journey = Journey(
        id=uuid7(), firm_id=firm_id, client_id=client.id, template_id=template.id, template_number=template.number
    )  # fmt: skip
    given = dict(values or {})
    given["owner_id"] = given.get("owner_id") or client.owner_id or actor_id(session)
    await edit(session, journey, given)
    await _hold_team(session, journey, template)
    journey.opened_at = now()
    journey.state = "open"
    _place(journey, first)
    session.add(journey)
    await session.flush()
    _visit(session, journey, "start")
    await make_tasks(session, journey, first)
    await ask_for_stage(session, journey, first)
    emit(session, JourneyStarted(journey_id=journey.id, client_id=client.id, template_id=template.id))
    _entered(session, journey, None, "start")
    return journey


async def missing_of(session: AsyncSession, journey: Journey, stage: Stage, judge: Judge) -> list[Missing]:
    """All that holds a journey in its stage: criteria first, then tasks by due time, then approvals."""
    holds = await judge(session, journey.client_id, stage.criteria) if stage.criteria else ()
    found = [
        Missing("criterion", criterion.key, criterion.name.zh, criterion.name.en, broken=is_met is None)
        for criterion, is_met in zip(stage.criteria, holds, strict=True)
        if not is_met
    ]
    tasks = await open_mandatory(session, journey.firm_id, [journey.id])
    found += [task_missing(task, stage) for task in tasks]
    wanted = await wanted_of(session, journey, stage)
    return found + [approval_missing(each) for each in wanted if not each.granted]


def approval_missing(each: Wanted) -> Missing:
    """An approval that is not granted as something that is missing."""
    id = None if each.approval is None else each.approval.id
    return Missing("approval", each.key, each.zh, each.en, approval_id=id, state=each.state)


def task_missing(task: Task, stage: Stage) -> Missing:
    """An open mandatory task as something that is missing."""
    template = stage.task(task.task_key)
    zh, en = (task.title, task.title) if template is None else (template.name.zh, template.name.en)
    return Missing("task", task.task_key or "", zh, en, task.id, not task.compliance)


async def advance(
    session: AsyncSession, id: UUID, version: int, judge: Judge, to: str | None = None
) -> Journey:
    """On to the next stage. to: the one that is expected, refused when it is another.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `journey_move`, `journey_next`;
    EXIT_CRITERION_UNMET (stage, missing) with all that is missing.
    """
    journey, content, stage = await _begin(session, id, version, "forward")
    following = content.after(stage)
    assert following is not None
    if to is not None and to != following.key:
        raise bad_input("to", "journey_next", stage=following.key)
    await _hold_complete(session, journey, stage, judge)
    await end_tasks(session, journey, _left(following))
    await end_for_stage(session, journey, _left(following))
    await _go(session, journey, following, "forward", None)
    return journey


async def finish(session: AsyncSession, id: UUID, version: int, judge: Judge) -> Journey:
    """The end of the last stage. Raises as `advance`."""
    journey, _, stage = await _begin(session, id, version, "finish")
    await _hold_complete(session, journey, stage, judge)
    await _end(session, journey, "done", None, None)
    return journey


async def back(session: AsyncSession, id: UUID, version: int, to: str, reason: str) -> Journey:
    """Back to an earlier stage; who moves it says why.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `journey_move`, no reason, `choice` for a stage not before it.
    """
    journey, content, stage = await _begin(session, id, version, "back")
    why = _reason(reason)
    earlier = content.stage(to)
    if earlier is None or earlier.place >= stage.place:
        raise bad_input("to", "choice")
    await end_tasks(session, journey, why)
    await end_for_stage(session, journey, why)
    await _go(session, journey, earlier, "back", why)
    return journey


async def hold(session: AsyncSession, id: UUID, version: int, resume_on: date, reason: str | None) -> Journey:
    """Let a journey rest until a day. Its tasks stay open.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `journey_move`, `past` for a day that is not after today.
    """
    journey, _, _ = await _begin(session, id, version, "hold")
    if resume_on <= business_date():
        raise bad_input("resumeOn", "past")
    await _leave(session, journey, "hold", clean_text(reason or "", "reason", limit=LONGEST))
    journey.state, journey.resume_on, journey.stage_due_on = "held", resume_on, None
    await session.flush()
    emit(session, JourneyHeld(journey_id=journey.id, client_id=journey.client_id, stage=journey.stage))
    tell(session, journey)
    return journey


async def resume(session: AsyncSession, id: UUID, version: int) -> Journey:
    """Go on with a journey that rests, in the stage it rests in. Raises as `hold`."""
    journey, _, stage = await _begin(session, id, version, "resume")
    journey.state, journey.resume_on = "open", None
    _place(journey, stage)
    await session.flush()
    _visit(session, journey, "resume")
    await session.flush()
    await ask_for_stage(session, journey, stage)
    _entered(session, journey, stage.key, "resume")
    return journey


async def lose(session: AsyncSession, id: UUID, version: int, reason: str, note: str | None) -> Journey:
    """A journey that comes to nothing. reason: of the losses of its version.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `journey_move`, `choice`, `required`.
    """
    journey, content, _ = await _begin(session, id, version, "lose")
    loss = content.loss(reason)
    if loss is None:
        raise bad_input("reason", "choice")
    told = clean_text(note or "", "note", limit=LONGEST, required=loss.note)
    await _end(session, journey, "lost", loss, told)
    return journey


async def migrate(session: AsyncSession, id: UUID, version: int, stages: Mapping[str, str]) -> Journey:
    """Bring a journey to the newest version of its template. stages: old key -> new one, for those that changed.

    In the stage it comes to, what is mandatory there and was not done yet is made; what its old one asked for and the
    new one does not, ends. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `journey_move`, `journey_newest`,
    `journey_map` when its stage has no place in the new version.
    """
    journey, _, stage = await _begin(session, id, version, "migrate")
    template = await named(session, JourneyTemplate, journey.template_id, "template")
    if template.number <= journey.template_number:
        raise bad_input("id", "journey_newest")
    content = await content_of(session, template.id, template.number)
    wanted = content.stage(stages.get(stage.key, stage.key))
    if wanted is None:
        raise bad_input("stages", "journey_map", stage=stage.key)
    moved = wanted.key != stage.key
    if moved:
        await end_tasks(session, journey, _left(wanted))
        await end_for_stage(session, journey, _left(wanted))
    else:
        await end_for_stage(session, journey, _left(wanted), wanted.approvals)
        await _end_unasked(session, journey, wanted)
    if journey.state == "open" and moved:
        await _go(session, journey, wanted, "migrate", None, number=template.number)
        return journey
    journey.template_number = template.number
    entered, due = journey.entered_at, journey.stage_due_on
    _place(journey, wanted)
    if not moved:
        # The stay goes on: nobody left, so the clock does not start anew.
        journey.entered_at = entered
        journey.stage_due_on = _due(wanted, business_date(entered))
    if journey.state == "held":
        journey.stage_due_on = due
    await session.flush()
    if journey.state == "open":
        await make_tasks(session, journey, wanted)
        await ask_for_stage(session, journey, wanted)
    _entered(session, journey, stage.key, "migrate")
    return journey


async def _end_unasked(session: AsyncSession, journey: Journey, stage: Stage) -> None:
    from_template = {task.key for task in stage.tasks}
    for task in await tasks_of_stage(session, journey.id, stage.key):
        if task.state == "open" and task.task_key not in from_template:
            await cancel(session, task, _left(stage))


async def _begin(session: AsyncSession, id: UUID, version: int, move: str) -> tuple[Journey, Content, Stage]:
    """The journey, locked, if the move may be tried. Raises Refused(BAD_USER_INPUT, problem=journey_move)."""
    journey = await locked_at(session, Journey, id, version)
    content = await content_of(session, journey.template_id, journey.template_number)
    stage = content.stage(journey.stage)
    assert stage is not None
    at = Standing(journey.state, stage.place, len(content.stages), stage.loss)
    if move not in allowed(at):
        raise bad_input("id", "journey_move", state=journey.state, stage=journey.stage, move=move)
    return journey, content, stage


async def _hold_complete(session: AsyncSession, journey: Journey, stage: Stage, judge: Judge) -> None:
    found = await missing_of(session, journey, stage, judge)
    if found:
        raise Refused(Code.EXIT_CRITERION_UNMET, stage=stage.key, missing=[each.told() for each in found])


async def _hold_team(session: AsyncSession, journey: Journey, template: JourneyTemplate) -> None:
    if template.team_id is None:
        return
    team = await session.scalar(
        select(User.team_id).where(User.firm_id == journey.firm_id, User.id == journey.owner_id)
    )
    if team != template.team_id:
        raise bad_input("template", "journey_team")


async def _go(
    session: AsyncSession,
    journey: Journey,
    to: Stage,
    how: str,
    reason: str | None,
    *,
    number: int | None = None,
) -> None:
    """Leave the stage for another one, with what is to be done there. number: the version it runs by from now on."""
    left = journey.stage
    await _leave(session, journey, how, reason)
    journey.template_number = number or journey.template_number
    _place(journey, to)
    await session.flush()
    _visit(session, journey, how)
    await session.flush()
    await make_tasks(session, journey, to)
    await ask_for_stage(session, journey, to)
    _entered(session, journey, left, how)


async def _end(
    session: AsyncSession, journey: Journey, state: str, loss: Loss | None, note: str | None
) -> None:
    reason = None if loss is None else loss.key
    why = note or ("—" if loss is None else f"{loss.name.zh} {loss.name.en}")
    if journey.state == "open":
        await _leave(session, journey, state, None if loss is None else why)
    journey.state, journey.ended_at, journey.resume_on, journey.stage_due_on = state, now(), None, None
    journey.loss_reason, journey.loss_note = reason, note
    await end_tasks(session, journey, why)
    await end_for_stage(session, journey, why)
    await session.flush()
    emit(
        session,
        JourneyEnded(
            journey_id=journey.id,
            client_id=journey.client_id,
            state=state,
            stage=journey.stage,
            reason=reason,
        ),
    )
    tell(session, journey)


def _place(journey: Journey, stage: Stage) -> None:
    journey.stage, journey.place = stage.key, stage.place
    journey.stage_zh, journey.stage_en = stage.name.zh, stage.name.en
    journey.entered_at, journey.stage_due_on = now(), _due(stage, business_date())


def _due(stage: Stage, day: date) -> date | None:
    return None if stage.days is None else day + timedelta(days=stage.days)


def _visit(session: AsyncSession, journey: Journey, direction: str) -> None:
    session.add(
        StageVisit(
            id=uuid7(), journey_id=journey.id, client_id=journey.client_id, stage=journey.stage, zh=journey.stage_zh,
            en=journey.stage_en, direction=direction, entered_at=journey.entered_at,
            entered_by=session.info["principal"].subject,
        )
    )  # fmt: skip


async def _leave(session: AsyncSession, journey: Journey, exit: str, reason: str | None) -> None:
    visit = await session.scalar(
        select(StageVisit).where(
            StageVisit.firm_id == journey.firm_id,
            StageVisit.journey_id == journey.id,
            StageVisit.left_at.is_(None),
        )
    )
    if visit is not None:
        visit.left_at, visit.left_by = now(), session.info["principal"].subject
        visit.exit, visit.reason = exit, reason
        await session.flush()


def _entered(session: AsyncSession, journey: Journey, left: str | None, how: str) -> None:
    emit(
        session,
        JourneyStageEntered(
            journey_id=journey.id, client_id=journey.client_id, stage=journey.stage, left=left, how=how
        ),
    )
    tell(session, journey)


def _reason(reason: str) -> str:
    return clean_text(reason, "reason", limit=LONGEST, required=True) or ""


def _left(to: Stage) -> str:
    return f"→ {to.name.zh} {to.name.en}"
