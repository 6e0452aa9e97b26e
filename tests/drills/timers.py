"""Timers of automations while workers are killed and their clocks jump: none missed, none twice, how late.

`python -m tests.drills.timers [TIMERS [SECONDS]]` (10000, 60) lets waits, schedules and dates fall due within so many
seconds, kills one of two workers every few seconds and starts it again with a clock two hours ahead or behind, and
takes PostgreSQL away once. Lateness is told by the clock of PostgreSQL: from the due time until the commit.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from backend.automations.automations import Automation, AutomationVersion, fit
from backend.automations.content import read_content
from backend.automations.runs import AutomationRun, AutomationStep
from backend.book.bulk_rows import insert_rows
from backend.book.client_changes import create_client
from backend.book.clients import Client
from backend.book.staff import User
from backend.book.users import NewUser, create_user
from backend.migrations.run import migrate
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.embedded.pair import Pair
from backend.platform.errors import Refused
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.policies.roles import ROLES
from tests.conftest import MadeFirm, make_firm
from tests.drills.chaos import Workshop, server

TIMERS, SECONDS = 10_000, 60
WORKERS, EVERY = 2, 12
"""One of so many workers is killed every so many seconds: while one starts, the others work."""
PROMISED = 15.0
"""Seconds a timer may be late."""
LEAD = 5
"""Seconds until the first is due."""
AHEAD = (7_200, 0, -7_200)
"""Seconds by which the clocks of workers are wrong, one after the other."""


@dataclass
class Figures:
    """What a run showed. late: seconds of each timer that went off."""

    timers: int
    missed: int = 0
    doubled: int = 0
    kills: int = 0
    late: list[float] = field(default_factory=list)

    @property
    def worst(self) -> float:
        """Seconds of the latest."""
        return max(self.late, default=0.0)

    @property
    def good(self) -> bool:
        """None missed or doubled, none later than promised."""
        return not (self.missed or self.doubled) and self.worst <= PROMISED and len(self.late) == self.timers

    def __str__(self) -> str:
        ordered = sorted(self.late) or [0.0]
        middle, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        return (
            f"timers: {self.timers}, {self.kills} kills, {self.missed} missed, {self.doubled} doubled, "
            f"late by {middle:.1f} s in the middle, {most:.1f} s for 99 of 100, "
            f"{self.worst:.1f} s at most"
        )


async def _rule(session: Any, content: dict[str, Any]) -> UUID:
    row = Automation(id=uuid7(), zh=content["zh"], en=content["en"], kind=content["trigger"]["kind"], on=True)
    fit(row, read_content(content), 1)
    row.due_at = None
    session.add(row)
    await session.flush()
    session.add(
        AutomationVersion(
            automation_id=row.id, number=1, content=content, rights=[], published_by="system:drill"
        )
    )
    return row.id


async def _set_up(
    database: Database, vault: Vault, firm: MadeFirm, timers: int, seconds: int
) -> Mapping[str, datetime]:
    """Timers that fall due from LEAD seconds on: when each does, by the mark of its run."""
    async with database.change(firm.system) as session:
        new = NewUser(
            name="员工", email=f"one@{firm.firm_id.hex[:8]}.example.com", roles=("operations",), team_id=None
        )
        person: User = await create_user(session, vault, new, known_roles=ROLES)
        client = await create_client(session, vault, {"name": "计时客户", "kind": "individual"})
        client_id = client.id
    step = {"id": "tell", "kind": "notify", "to": [public_id("user", person.id)], "text": "…"}
    wait = [{"id": "rest", "kind": "wait", "minutes": 1}, step]
    days = {"kind": "date", "field": "riskValidUntil", "days": 0, "at": "00:00", "catch_up": "all"}
    daily = {"kind": "schedule", "rule": "FREQ=DAILY", "starts": "2026-01-01", "at": "00:00", "over": "firm"}
    clocked, due, kinds = timers // 10, dict[str, datetime](), (daily, days)
    trigger = {"kind": "event", "event": "unit_break.settled"}
    async with database.as_system(firm.firm_id, "drill") as session:
        waiting = await _rule(session, {"zh": "等", "en": "Wait", "trigger": trigger, "steps": wait})
        clocks = [
            await _rule(session, {"zh": "钟", "en": "Clock", "trigger": kinds[n % 2], "steps": [step]})
            for n in range(clocked)
        ]
    async with database.as_system(firm.firm_id, "drill") as session:
        began: datetime = (await session.execute(select(func.now()))).scalar_one()
        # The day that dates are compared with, on which everything falls due.
        await session.execute(
            update(Client)
            .where(Client.firm_id == firm.firm_id, Client.id == client_id)
            .values(risk_valid_until=business_date(began))
            .execution_options(synchronize_session=False)
        )

        def moment() -> datetime:
            return began + timedelta(seconds=LEAD + random.uniform(0, seconds))

        rows = []
        for n in range(timers - clocked):
            at = due[f"wait:{n}"] = moment()
            rows.append(
                {
                    "id": uuid7(), "firm_id": firm.firm_id, "automation_id": waiting, "number": 1,
                    "mark": f"wait:{n}", "event": "unit_break.settled", "facts": {}, "state": "waiting", "place": 0,
                    "due_at": at, "until_at": at, "at": began,
                }
            )  # fmt: skip
        await insert_rows(session, AutomationRun, rows)
        moments = [moment() for _ in clocks]
        await session.execute(
            text(
                "update automation a set due_at = x.at from unnest(cast(:ids as uuid[]), cast(:ats as timestamptz[]))"
                " as x(id, at) where a.firm_id = :firm and a.id = x.id"
            ),
            {"firm": firm.firm_id, "ids": clocks, "ats": moments},
        )
    for n, (id, at) in enumerate(zip(clocks, moments, strict=True)):
        due[f"{id} at:{at.isoformat()}" + (f":{client_id}" if n % 2 else "")] = at
    return due


async def _done(database: Database, firm_id: UUID) -> tuple[datetime, list[str]]:
    """(the server's clock, marks of runs that ended)."""
    async with database.as_system(firm_id, "drill") as session:
        rows = (
            await session.execute(
                select(AutomationRun.automation_id, AutomationRun.mark).where(
                    AutomationRun.firm_id == firm_id, AutomationRun.state == "done"
                )
            )
        ).all()
        at: datetime = (await session.execute(text("select clock_timestamp()"))).scalar_one()
    return at, [mark if mark.startswith("wait:") else f"{id} {mark}" for id, mark in rows]


async def _again(workshop: Workshop, every: float) -> None:
    await workshop.kill()
    await asyncio.sleep(every)


async def run(
    database: Database,
    vault: Vault,
    workshops: Sequence[Workshop],
    timers: int,
    seconds: int,
    every: float,
    pair: Pair | None = None,
    most: int = 1_000,
) -> Figures:
    """Let timers fall due while workers are killed, each so many seconds after the one before works again.

    pair: whose PostgreSQL is taken away once; most: kills.
    """
    firm = await make_firm(database, vault, "Timers")
    due = await _set_up(database, vault, firm, timers, seconds)
    figures, seen = Figures(timers), dict[str, datetime]()
    end = time.monotonic() + LEAD + seconds + 2 * PROMISED
    begun, killing = time.monotonic(), None
    while time.monotonic() < end and len(seen) < timers:
        try:
            at, marks = await _done(database, firm.firm_id)
        except (SQLAlchemyError, Refused, OSError):
            await asyncio.sleep(0.2)
            continue
        for mark in marks:
            seen.setdefault(mark, at)
        if (killing is None or killing.done()) and time.monotonic() > begun + every and figures.kills < most:
            figures.kills += 1
            hit = workshops[figures.kills % len(workshops)]
            hit.ahead = AHEAD[figures.kills % len(AHEAD)]
            if pair is not None and figures.kills == 2:
                await server(pair, "PostgreSQL")()
            killing = asyncio.create_task(_again(hit, every))
        await asyncio.sleep(0.2)
    if killing is not None:
        await killing
    figures.missed = len(due.keys() - seen.keys())
    figures.late = [(seen[mark] - at).total_seconds() for mark, at in due.items() if mark in seen]
    async with database.as_system(firm.firm_id, "drill") as session:
        steps = select(AutomationStep.run_id).where(
            AutomationStep.firm_id == firm.firm_id, AutomationStep.step == "tell"
        )
        told = list(await session.scalars(steps))
        extra = await session.scalar(
            select(func.count()).select_from(AutomationRun).where(AutomationRun.firm_id == firm.firm_id)
        )
    figures.doubled = len(told) - len(set(told)) + max(int(extra or 0) - timers, 0)
    return figures


async def _measured(pair: Pair, timers: int, seconds: int) -> Figures:
    await migrate(pair.addresses.database_url)
    database = Database(pair.addresses.database_url, pool_size=3)
    workshops = [Workshop(pair.addresses) for _ in range(WORKERS)]
    for each in workshops:
        await each.start()
    try:
        return await run(database, Vault(secrets.token_bytes(32)), workshops, timers, seconds, EVERY, pair)
    finally:
        for each in workshops:
            await each.end()
        await database.close()


def main() -> int:
    """Measure with servers of its own; 0 when none was missed, doubled or later than promised."""
    timers = int(sys.argv[1]) if len(sys.argv) > 1 else TIMERS
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    folder = Path(tempfile.mkdtemp(prefix="startrail-timers-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    try:
        pair.start()
        figures = asyncio.run(_measured(pair, timers, seconds))
    finally:
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
