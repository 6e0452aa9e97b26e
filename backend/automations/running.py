"""Working the runs that are due: claims, effects and receipts of up to 500 runs in one transaction.

A batch goes under one savepoint; when a step of it cannot be done, each run is worked apart. Starts are counted outside
of it (`platform/deliveries.py`), so a run that ends its worker three times is set aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation, contents_of
from backend.automations.content import read_content
from backend.automations.doing import Doing, Version
from backend.automations.events import AutomationFailed
from backend.automations.going import Broken, Went, go
from backend.automations.program import program_of
from backend.automations.runs import FAILED, LIVE, AutomationRun, AutomationStep
from backend.automations.surroundings import Surroundings
from backend.automations.together import Together, together
from backend.book.bulk_rows import as_json, insert_rows
from backend.platform.errors import Refused
from backend.platform.events import emit
from backend.platform.pauses import AUTOMATIONS, goes_on

BATCH: Final = 500
MOST_STARTS: Final = 3
CUT_OFF: Final = "WORKER_ENDED"
BROKEN: Final = "AUTOMATION_BROKEN"
SYSTEM: Final = "system:"


_MOVED: Final = """
update automation_run r set state = x.state, place = x.place, due_at = x.due_at, until_at = x.until_at,
    attempts = x.attempts, error = x.error, params = x.params, ended_at = x.ended_at
from json_populate_recordset(null::automation_run, cast(:rows as json)) x
where r.firm_id = cast(:firm as uuid) and r.id = x.id
"""


async def due(session: AsyncSession, limit: int = BATCH) -> list[AutomationRun]:
    """Runs that are due by the server's clock, the longest due first, locked until commit and detached."""
    rows = await session.scalars(
        select(AutomationRun)
        .where(
            AutomationRun.firm_id == session.info["firm_id"],
            AutomationRun.due_at <= func.now(),
            AutomationRun.state.in_(LIVE),
            goes_on(session.info["firm_id"], AUTOMATIONS),
        )
        .order_by(AutomationRun.due_at, AutomationRun.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(rows)
    for row in found:
        session.expunge(row)
    return found


async def work(session: AsyncSession, runs: Sequence[AutomationRun], around: Surroundings) -> None:
    """Take the steps of runs that `due` gave, and write down what they came to."""
    versions = await versions_of(session, runs)
    at: datetime = (await session.execute(select(func.now()))).scalar_one()
    known = [run for run in runs if (run.automation_id, run.number) in versions]

    def _doing(run: AutomationRun, shared: Together) -> Doing:
        return Doing(session, run, versions[run.automation_id, run.number], around, at, batch=shared)

    try:
        async with session.begin_nested():
            shared = await together(session, known)
            went = {run.id: await go(_doing(run, shared), careful=False) for run in known}
            await _written(shared)
    except (Broken, Refused):
        alone = Together(session)
        went = {run.id: await go(_doing(run, alone), careful=True) for run in known}
    for run in runs:
        if run.id not in went:
            went[run.id] = Went(FAILED, run.place, error=BROKEN)
    await write(session, runs, went, at)
    _tell(session, runs, went, versions)


async def _written(shared: Together) -> None:
    """Raises Broken where the server takes not all of it: then each run is worked apart."""
    try:
        await shared.write()
    except DBAPIError as fault:
        raise Broken from fault


async def versions_of(
    session: AsyncSession, runs: Sequence[AutomationRun]
) -> Mapping[tuple[UUID, int], Version]:
    """The versions that runs go by; one that cannot be read any more is absent."""
    firm_id = session.info["firm_id"]
    rows = await session.scalars(
        select(Automation).where(
            Automation.firm_id == firm_id, Automation.id.in_({run.automation_id for run in runs})
        )
    )
    automations = {row.id: row for row in rows}
    contents = await contents_of(session, list({(run.automation_id, run.number) for run in runs}))
    found: dict[tuple[UUID, int], Version] = {}
    for (id, number), version in contents.items():
        try:
            content = read_content(version.content)
        except Refused:
            continue
        rights = None if version.published_by.startswith(SYSTEM) else frozenset(version.rights)
        found[id, number] = Version(automations[id], number, content, program_of(content.steps), rights)
    return found


async def write(
    session: AsyncSession, runs: Sequence[AutomationRun], went: Mapping[UUID, Went], at: datetime
) -> None:
    """Bring the rows of runs, and of the steps they took, to what they came to: two statements."""
    steps: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for run in runs:
        to = went[run.id]
        steps += [{"firm_id": run.firm_id, "run_id": run.id, **step} for step in to.steps]
        ended = to.state not in LIVE
        rows.append(
            {
                "firm_id": run.firm_id, "id": run.id, "state": to.state, "place": to.place, "due_at": to.due_at,
                "until_at": to.until_at, "attempts": to.attempts, "error": to.error,
                "params": None if to.params is None else dict(to.params), "ended_at": at if ended else None,
            }
        )  # fmt: skip
    await insert_rows(session, AutomationStep, steps)
    if rows:
        firm_id = session.info["firm_id"]
        await session.execute(text(_MOVED), {"firm": firm_id, "rows": as_json(rows)})


def _tell(
    session: AsyncSession,
    runs: Sequence[AutomationRun],
    went: Mapping[UUID, Went],
    versions: Mapping[tuple[UUID, int], Version],
) -> None:
    for run in runs:
        if went[run.id].state == FAILED:
            version = versions.get((run.automation_id, run.number))
            emit(
                session,
                AutomationFailed(
                    automation_id=run.automation_id, run_id=run.id, client_id=run.client_id,
                    error=went[run.id].error or BROKEN,
                    told=None if version is None else version.automation.owner_id,
                ),
            )  # fmt: skip


async def set_aside(session: AsyncSession, runs: Sequence[AutomationRun]) -> None:
    """Runs that ended their worker again and again need attention."""
    at: datetime = (await session.execute(select(func.now()))).scalar_one()
    went = {run.id: Went(FAILED, run.place, error=CUT_OFF) for run in runs}
    await write(session, runs, went, at)
    _tell(session, runs, went, await versions_of(session, runs))
