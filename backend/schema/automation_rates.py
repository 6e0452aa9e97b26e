"""How much of the work goes by itself: K-07, by the definitions of the book of figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal as PyDecimal
from typing import Any, Final

import strawberry
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.automations.automations import Automation, AutomationVersion
from backend.automations.content import read_content
from backend.automations.runs import DONE, FAILED, AutomationRun, AutomationStep
from backend.book.tag_history import TagChange
from backend.book.tasks import Task
from backend.graph.context import Context
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input
from backend.platform.ids import public_id
from backend.schema.kpis import KpiDefinition, KpiRatio, ratio_of
from backend.track.journeys import StageVisit
from backend.track.template_content import read_content as read_template
from backend.track.templates import JourneyTemplate, JourneyTemplateVersion

BY_RULES: Final = ("automation:%", "system:%")
"""Who acts when nobody does."""
UNDONE: Final = timedelta(hours=24)
MOST_DAYS: Final = 366
COVERAGE: Final = KpiDefinition(
    id="K-07",
    version=1,
    zh="自动化覆盖率：(a) 启用中的旅程模板里，由规则或模板自身的审批自动处理的阶段 / 全部阶段；"
    "(b) 由规则完成的任务创建、标签与阶段变更 / 同类全部；(c) 正常结束且 24 小时内未被人工撤销的运行 / 已结束的运行。",
    en="Automation coverage: (a) stages of journey templates in use that an automation, or an approval the template "
    "asks by itself, acts on / all stages; (b) tasks made, tags and stages changed by rules / all of these; (c) runs "
    "that ended well and were not undone by hand within 24 hours / runs that ended.",
)


@strawberry.type
class AutomationRate:
    """Automation coverage (K-07) of a window that ends now."""

    definition: KpiDefinition
    from_: date = strawberry.field(name="from")
    until: date
    steps: KpiRatio = strawberry.field(description="(a) Stages that are acted on, now.")
    executions: KpiRatio = strawberry.field(description="(b) What was done by rules.")
    success: KpiRatio = strawberry.field(description="(c) Runs without error.")


async def automation_rate(context: Context, days: int) -> AutomationRate:
    """Raises Refused(BAD_USER_INPUT, range) for a window of no day, or of more than a year."""
    if not 1 <= days <= MOST_DAYS:
        raise bad_input("days", "range", low=1, high=MOST_DAYS)
    until = now()
    first = until - timedelta(days=days)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 7
        session.info["firm_id"] = context.principal.firm_id
        steps = await covered(session)
        executions = await executed(session, first, until)
        success = await succeeded(session, first, until)
    return AutomationRate(
        definition=COVERAGE, from_=business_date(first), until=business_date(until),
        steps=_ratio(steps), executions=_ratio(executions), success=_ratio(success),
    )  # fmt: skip


def _ratio(counts: tuple[int, int]) -> KpiRatio:
    part, of = counts
    return ratio_of(PyDecimal(part), PyDecimal(of), of, counted=True)


async def covered(session: AsyncSession) -> tuple[int, int]:
    """(a): (stages acted on, stages) of journey templates in use."""
    firm_id = session.info["firm_id"]
    templates = await session.execute(
        select(JourneyTemplate.id, JourneyTemplateVersion.content)
        .join(
            JourneyTemplateVersion,
            and_(
                JourneyTemplateVersion.firm_id == firm_id,
                JourneyTemplateVersion.template_id == JourneyTemplate.id,
                JourneyTemplateVersion.number == JourneyTemplate.number,
            ),
        )
        .where(JourneyTemplate.firm_id == firm_id, JourneyTemplate.archived_at.is_(None))
    )
    rules = await session.scalars(
        select(AutomationVersion.content)
        .join(
            Automation,
            and_(
                Automation.firm_id == firm_id,
                Automation.id == AutomationVersion.automation_id,
                Automation.number == AutomationVersion.number,
            ),
        )
        .where(
            AutomationVersion.firm_id == firm_id, Automation.on, Automation.fault.is_(None),
            Automation.event == "journey.stage_entered",
        )
    )  # fmt: skip
    where = [read_content(content).trigger.where or {} for content in rules]
    acted = every = 0
    for id, content in templates:
        public = public_id("journeytemplate", id)
        for stage in read_template(content).stages:
            every += 1
            acted += bool(stage.approvals) or any(_takes(each, public, stage.key) for each in where)
    return acted, every


def _takes(where: Any, template: str, stage: str) -> bool:
    return template in where.get("template", (template,)) and stage in where.get("stage", (stage,))


async def executed(session: AsyncSession, first: datetime, until: datetime) -> tuple[int, int]:
    """(b): (done by rules, all) of tasks made, tags given and taken, stages entered."""
    firm_id, by_rules, every = session.info["firm_id"], 0, 0
    for model, actor, at in (
        (Task, Task.created_by, Task.created_at),
        (TagChange, TagChange.actor, TagChange.at),
        (StageVisit, StageVisit.entered_by, StageVisit.entered_at),
    ):
        mine = or_(*(actor.like(each) for each in BY_RULES))
        row = (
            await session.execute(
                select(func.count(case((mine, 1))).label("mine"), func.count().label("every")).where(
                    model.firm_id == firm_id, at >= first, at < until
                )
            )
        ).one()
        by_rules, every = by_rules + row.mine, every + row.every
    return by_rules, every


async def succeeded(session: AsyncSession, first: datetime, until: datetime) -> tuple[int, int]:
    """(c): (well and not undone, ended) of runs that began in [first, until)."""
    firm_id = session.info["firm_id"]
    step, change, task = aliased(AutomationStep), aliased(TagChange), aliased(Task)
    # The firm on both sides of each: it proves the wall, and a distributed server plans by it.
    around = (AutomationRun.firm_id == firm_id, step.firm_id == firm_id)
    tag_id = func.concat("tag_", func.replace(func.concat(change.tag_id), "-", ""))
    tag_undone = (
        select(change.id)
        .where(
            *around, change.firm_id == firm_id, change.client_id == AutomationRun.client_id,
            change.cause == "hand", change.at > step.at, change.at < step.at + UNDONE,
            ~change.actor.like("automation:%"), step.params["tag"].astext == tag_id,
        )
        .correlate(AutomationRun, step)
    )  # fmt: skip
    task_undone = (
        select(task.id)
        .where(
            step.firm_id == firm_id, task.firm_id == firm_id, task.id == step.made_id,
            task.state == "cancelled", task.completed_at < step.at + UNDONE,
        )
        .correlate(step)
    )  # fmt: skip
    undone = (
        select(step.id)
        .where(
            step.firm_id == firm_id, AutomationRun.firm_id == firm_id, step.run_id == AutomationRun.id,
            or_(
                and_(step.kind.in_(("give_tag", "take_tag")), tag_undone.exists()),
                and_(step.kind == "create_task", task_undone.exists()),
            ),
        )
        .correlate(AutomationRun)
        .exists()
    )  # fmt: skip
    well = and_(AutomationRun.state == DONE, ~undone)
    row = (
        await session.execute(
            select(func.count(case((well, 1))).label("well"), func.count().label("every")).where(
                AutomationRun.firm_id == firm_id, AutomationRun.at >= first, AutomationRun.at < until,
                AutomationRun.state.in_((DONE, FAILED)),
            )
        )
    ).one()  # fmt: skip
    return row.well, row.every
