"""A version tried on one client: its steps are really taken, in a transaction that is taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.catalogue import JOURNEYS
from backend.automations.content import Content
from backend.automations.doing import Doing, Version
from backend.automations.going import Went, go
from backend.automations.program import program_of
from backend.automations.runs import FAILED, RUNNING, AutomationRun
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.clock import now
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id, uuid7
from backend.platform.messages import sentence as refusal
from backend.platform.principal import system
from backend.schema.automation_dry_runs import failing
from backend.schema.automation_previews import AutomationTest, AutomationTestStep
from backend.schema.automation_rights import held_content
from backend.schema.automation_sentences import zh
from backend.schema.automation_surroundings import surroundings
from backend.schema.clients import CLIENT
from backend.schema.viewer import policies_of
from backend.track.journeys import RUNNING as JOURNEYING
from backend.track.journeys import Journey


class _Enough(Exception):
    """Takes the transaction back."""


async def tested(context: Context, given: Any, client: str) -> AutomationTest:
    """What it would do with a client now. Raises Refused as publishing it would, NOT_FOUND for one out of reach."""
    node = await node_of(context, CLIENT, own_id(CLIENT.word, client))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    found: AutomationTest | None = None
    principal = system(context.principal.firm_id, "automation_test")
    try:
        async with context.database.change(principal) as session:
            content, rights = await held_content(session, context, given)
            found = await _tried(session, context, content, rights, node.row.id)
            raise _Enough
    except _Enough:
        assert found is not None
        return found


async def _tried(
    session: AsyncSession, context: Context, content: Content, rights: list[str], client_id: Any
) -> AutomationTest:
    around = surroundings(context.database, policies_of(context), context.services.vault)
    if content.condition is not None and client_id not in await around.fits(
        session, content.condition, [client_id]
    ):
        reasons = await failing(session, context, content.condition, [client_id], around)
        return AutomationTest(fits=False, reason=reasons.get(client_id), state="unfit", steps=[])
    run, automation = await _made(session, context, content, client_id)
    version = Version(automation, 1, content, program_of(content.steps), frozenset(rights))
    at = (await session.execute(select(func.now()))).scalar_one()
    doing = Doing(session, run, version, around, at)
    went = await go(doing, careful=True, instantly=True)
    return AutomationTest(
        fits=True, reason=None, state=went.state, steps=_steps(context, content, went, doing)
    )


async def _made(
    session: AsyncSession, context: Context, content: Content, client_id: Any
) -> tuple[AutomationRun, Automation]:
    """A run as an event would have made it; where the trigger is of journeys, by the client's that runs."""
    firm_id = context.principal.firm_id
    journey = None
    if content.trigger.event in JOURNEYS:
        journey = await session.scalar(
            select(Journey)
            .where(Journey.firm_id == firm_id, Journey.client_id == client_id, Journey.state.in_(JOURNEYING))
            .order_by(Journey.opened_at.desc())
            .limit(1)
        )
    automation = Automation(
        id=uuid7(), zh=content.name.zh, en=content.name.en, kind=content.trigger.kind, number=1,
        owner_id=context.principal.user_id,
    )  # fmt: skip
    session.add(automation)
    await session.flush()
    run = AutomationRun(
        id=uuid7(), firm_id=firm_id, automation_id=automation.id, number=1, mark="test",
        event=content.trigger.event or content.trigger.kind, facts={} if journey is None else _facts(journey),
        client_id=client_id, journey_id=None if journey is None else journey.id, state=RUNNING, place=0,
        attempts=0, depth=0, at=now(),
    )  # fmt: skip
    session.add(run)
    await session.flush()
    session.expunge(run)
    return run, automation


def _facts(journey: Journey) -> dict[str, Any]:
    return {
        "journey_id": str(journey.id), "client_id": str(journey.client_id),
        "template_id": str(journey.template_id), "stage": journey.stage,
    }  # fmt: skip


def _steps(context: Context, content: Content, went: Went, doing: Doing) -> list[AutomationTestStep]:
    """Those that were taken, and the one that failed. Texts stand in the order in which they were said."""
    saying = {step.id: step for step in content.every_step()}
    said = iter(doing.said)
    found = []
    for row in went.steps:
        step = saying[row["step"]]
        text = next(said, None) if row["outcome"] == "done" and _says(step) else None
        found.append(
            AutomationTestStep(
                step=row["step"],
                kind=row["kind"],
                outcome=row["outcome"],
                noun=row["noun"],
                text=text,
                error=row["error"],
                message=_message(context, row["error"], row["params"]),
            )
        )
    if went.state == FAILED or went.error is not None:
        params = dict(went.params or {})
        failed = saying.get(str(params.get("step", "")))
        found.append(
            AutomationTestStep(
                step="" if failed is None else failed.id,
                kind="" if failed is None else failed.kind,
                outcome="failed",
                noun=None,
                text=None,
                error=went.error,
                message=_message(context, went.error, params),
            )
        )
    return found


def _says(step: Any) -> bool:
    return step.kind in {"notify", "request_approval"} or "title" in step.given


def _message(context: Context, error: str | None, params: Any) -> str | None:
    if error is None or error not in Code.__members__:
        return None
    return refusal(Code(error), params or {}, "zh-CN" if zh(context) else "en")
