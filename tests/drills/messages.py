"""Ten thousand messages by a bad mail server, their worker killed again and again: none wrong, none twice.

`python -m tests.drills.messages [COUNT [KILLS]]` (10000, 25) uses servers of its own. Planted: no consent, consent
withdrawn before and while it runs, blocked clients, no address, quiet hours; a server that defers, refuses, knows
nobody, hangs after the content, or ends the connection before it answers. The worker is killed with -9 in the middle of
batches. It prints what came of all; 1 when a mail went that must not, went twice, or was lost untold.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from backend.migrations.run import migrate
from backend.platform.clock import BUSINESS_ZONE, now
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.retain.contact_rules import publish_rules, shipped_rules
from backend.retain.messages import IN_DOUBT, PLANNED, QUEUED, SENDING, SENT, Message
from tests.conftest import MadeFirm, make_firm
from tests.drills.ground import ground_of
from tests.drills.message_plot import NEVER, Plot, consent, plant, wrong_ends
from tests.drills.message_worker import KEY
from tests.retain.post import Post

COUNT, KILLS = 10_000, 25
PATIENCE, LEASE = 1.0, 3.0
"""Seconds: how long a server may keep silent, and after how many a lost batch is in doubt."""
MOST = 1_800.0
"""Seconds after which what is not done with counts as lost."""
OPEN = (PLANNED, QUEUED, SENDING)


@dataclass
class Outcome:
    """What came of a run. wrong: in words; ends: messages by state; doubts: in doubt because a worker was killed."""

    wrong: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    kills: int = 0
    doubts: int = 0
    seconds: float = 0


@dataclass
class Drill:
    """One firm, its messages, the mail server, and the worker that is alive."""

    url: str
    key: bytes
    database: Database
    firm: MadeFirm
    post: Post
    worker: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        """Start a worker and wait until it works."""
        self.worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.drills.message_worker", self.url, str(self.post.port), str(PATIENCE),
            str(LEASE), env={**os.environ, KEY: self.key.hex()}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self.worker.stdout is not None
        await self.worker.stdout.readline()

    async def kill(self) -> None:
        """End it without a word."""
        assert self.worker is not None
        with suppress(ProcessLookupError):
            self.worker.kill()
        await self.worker.wait()

    async def quiet(self, base: int, *, on: bool) -> None:
        """No mail may go now, or any."""
        here = now().astimezone(BUSINESS_ZONE)
        hours = {
            "from": f"{here - timedelta(hours=1):%H:%M}",
            "to": f"{here + timedelta(hours=2):%H:%M}",
        }
        content = {**shipped_rules(), "caps": []}
        content["quiet"] = {**content["quiet"], "mail": hours if on else None}
        async with self.database.change(self.firm.system) as session:
            await publish_rules(session, base, content, None)

    async def hurry(self) -> int:
        """What waits for its time is due now; how many messages are not done with."""
        async with self.database.change(self.firm.system) as session:
            own = Message.firm_id == self.firm.firm_id
            await session.execute(
                update(Message).where(own, Message.state.in_((PLANNED, QUEUED))).values(due_at=now())
            )
            found = await session.scalar(select(func.count()).where(own, Message.state.in_(OPEN)))
        return found or 0

    async def until(self, mails: int, seconds: float) -> None:
        """Wait until the server took so many mails, or so long."""
        end = time.monotonic() + seconds
        while len(self.post.mails) < mails and time.monotonic() < end:  # noqa: ASYNC110 -- another process works
            await asyncio.sleep(0.02)


async def run(url: str, key: bytes, count: int, kills: int, most: float = MOST) -> Outcome:
    """Plant, send, kill, and judge. most: seconds for what is left after the kills."""
    database, vault, post = Database(url, pool_size=5), Vault(key), Post()
    server = await post.start()
    try:
        firm = await make_firm(database, vault, "演练资产")
        drill = Drill(url, key, database, firm, post)
        await drill.quiet(0, on=True)
        plot = await plant(database, vault, firm, count)
        return await _told(drill, plot, kills, most)
    finally:
        server.close()
        await database.close()


async def _told(drill: Drill, plot: Plot, kills: int, most: float) -> Outcome:
    began, outcome = time.perf_counter(), Outcome(kills=kills)
    await drill.begin()
    await asyncio.sleep(1.0)
    if drill.post.mails:
        outcome.wrong.append(f"{len(drill.post.mails)} mails went in quiet hours")
    await drill.kill()
    await drill.quiet(1, on=False)
    await drill.hurry()
    left_at = await _killing(drill, plot, kills)
    await drill.begin()
    end = time.monotonic() + most
    while await drill.hurry() and time.monotonic() < end:  # noqa: ASYNC110 -- another process works
        await asyncio.sleep(0.5)
    await drill.kill()
    await _judge(drill, plot, outcome, left_at)
    outcome.seconds = time.perf_counter() - began
    return outcome


async def _killing(drill: Drill, plot: Plot, kills: int) -> datetime:
    """Kill workers in the middle of batches; half way some clients leave. When they had left."""
    left_at = now()
    step = max(1, len(plot.fates) // (2 * max(1, kills)))
    for n in range(kills):
        await drill.begin()
        await drill.until(len(drill.post.mails) + step, 4 * PATIENCE)
        await drill.kill()
        if n == kills // 2:
            async with drill.database.change(drill.firm.system) as session:
                for id in plot.of("leaves_meanwhile"):
                    await consent(session, id, given=False)
            left_at = now()
        await drill.hurry()
    return left_at


async def _judge(drill: Drill, plot: Plot, outcome: Outcome, left_at: datetime) -> None:
    async with drill.database.read(drill.firm.firm_id) as session:
        rows = list(await session.scalars(select(Message).where(Message.firm_id == drill.firm.firm_id)))
    killed = [row.client_id for row in rows if row.state == IN_DOUBT and row.error == "worker_ended"]
    outcome.ends = Counter(row.state for row in rows)
    outcome.mails, outcome.doubts = len(drill.post.mails), len(killed)
    wrong = outcome.wrong
    wrong += wrong_ends(plot, {row.client_id: row.state for row in rows}, killed)
    if len(rows) != len(plot.fates):
        wrong.append(f"{len(plot.fates)} messages were planned, {len(rows)} are there")
    wrong += [f"{id} was taken {n} times" for id, n in drill.post.ids.items() if n > 1]
    by_id = {public_id("message", row.id): row for row in rows}
    for id in drill.post.ids:
        row = by_id.get(_key(id))
        if row is None:
            wrong.append(f"nobody wrote {id}")
        elif plot.fates[row.client_id] in NEVER:
            wrong.append(f"a mail went to one who is {plot.fates[row.client_id]}")
        elif row.state not in (SENT, IN_DOUBT):
            wrong.append(f"a mail that went is {row.state}")
        elif plot.fates[row.client_id] == "leaves_meanwhile" and row.began_at and row.began_at > left_at:
            wrong.append("a mail went to one who had left")
    taken = {_key(id) for id in drill.post.ids}
    wrong += [
        "a mail is said to be sent and never came"
        for row in rows
        if row.state == SENT and public_id("message", row.id) not in taken
    ]


def _key(message_id: str) -> str:
    """The message's public id in its Message-ID."""
    return message_id.lstrip("<").partition("@")[0]


def main() -> int:
    """Run with servers of its own; 0 when nothing was wrong, twice or lost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else KILLS
    with ground_of("messages") as ground:
        url = ground.url

        async def whole() -> Outcome:
            await migrate(url)
            return await run(url, secrets.token_bytes(32), count, kills)

        outcome = asyncio.run(whole())
    print(f"{count} messages, {kills} kills, {outcome.seconds:.0f} s; the server took {outcome.mails} mails")
    print(f"in doubt because a worker was killed: {outcome.doubts}; ends: {dict(outcome.ends)}")
    print(f"wrong: {len(outcome.wrong)}", *outcome.wrong[:20], sep="\n")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
