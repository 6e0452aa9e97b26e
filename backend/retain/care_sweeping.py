"""Takes what was marked and brings the care of it up to date, in one transaction."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.keys import Vault
from backend.retain import care_sweeps, care_tasks
from backend.retain.care_greetings import go_by_rule
from backend.retain.care_marks import mark, taken
from backend.retain.care_rounds import give_rounds
from backend.retain.care_rules import care_in_force
from backend.retain.holiday_years import calendar_of


async def sweep_marked(session: AsyncSession, vault: Vault) -> int:
    """Look at everything that is marked; how many marks were taken."""
    marks = await taken(session)
    if not marks:
        return 0
    # Of what is written on the way the planner knows no sizes, and would compare each row with every other.
    await session.execute(text("set local enable_nestloop = off"))
    clients = None if "firm" in marks else marks.get("client", [])
    force, calendar = await care_in_force(session), await calendar_of(session)
    withdrawn = await care_sweeps.sweep(session, force.rules, clients)
    await care_tasks.withdraw(session, withdrawn)
    await care_tasks.give(session, force, calendar, clients)
    if clients is None:
        await give_rounds(session, force, calendar)
    await go_by_rule(session, vault, force.rules, clients)
    await session.flush()
    return sum(map(len, marks.values()))


async def look_at_all(session: AsyncSession) -> None:
    """Let everything be looked at anew: a day has passed."""
    await mark(session, "firm", [session.info["firm_id"]])
