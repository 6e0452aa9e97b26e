"""Kill -9 of the whole product under load: no acknowledged change lost, no effect of an automation doubled.

`python -m tests.drills.chaos_product [KILLS]` (60) starts `startrail all` with a small demo firm and lets people make
clients and start journeys over HTTP, each of which a rule answers with a task for legal and one for finance. Meanwhile
it kills worker, API, Valkey and PostgreSQL in random order and empties Valkey 20 times. Every call has a key and is
made again until it is answered. Prints one line of figures, exits 0 or 1.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import psutil
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.product import Product

KILLS, EMPTIED, CALLERS = 60, 20, 4
CLIENTS = "60"
PATIENCE = 180
PROCESSES = {
    "worker": "backend.workers.main",
    "API": "backend.commands.api",
    "Valkey": "valkey-server",
    "PostgreSQL": "postgres",
}
ORDER = ("worker", "API", "worker", "Valkey", "worker", "API", "PostgreSQL")
AWAY = (httpx2.HTTPError, OSError, asyncio.TimeoutError)
MAKE = """mutation Make($input: CreateClientInput!, $key: String) {
  made: createClient(input: $input, idempotencyKey: $key) { id } }"""
BEGIN = """mutation Begin($input: StartJourneyInput!, $key: String) {
  made: startJourney(input: $input, idempotencyKey: $key) { id } }"""


@dataclass
class Figures:
    """What a run showed. back: seconds until a change was answered again, of each kill; late: of each effect."""

    kills: int = 0
    emptied: int = 0
    entries: int = 0
    lost: int = 0
    doubled: int = 0
    faults: int = 0
    back: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing lost, nothing doubled, no answer of 500."""
        return not (self.lost or self.doubled or self.faults) and self.entries > 0

    def __str__(self) -> str:
        def told(seconds: list[float]) -> str:
            ordered = sorted(seconds) or [0.0]
            return f"{ordered[len(ordered) // 2]:.1f} / {ordered[int(len(ordered) * 0.99)]:.1f} / {ordered[-1]:.1f} s"

        return (
            f"chaos of the product: {self.kills} kills, Valkey emptied {self.emptied} times, {self.entries} entries, "
            f"{self.lost} effects lost, {self.doubled} doubled, {self.faults} answers of 500; "
            f"service back (middle, 99 of 100, most) {told(self.back)}, effects after {told(self.late)}"
        )


@dataclass
class House:
    """The running product and somebody signed in to it."""

    product: Product
    password: str
    figures: Figures
    answered_at: float = 0.0
    http: httpx2.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx2.AsyncClient(
            base_url=self.product.address, timeout=10, headers={"x-startrail": "1"}
        )

    async def sign_in(self) -> None:
        """As operations."""
        answer = await self.http.post(
            "/auth/login", json={"email": "operations@demo.startrail.local", "password": self.password}
        )
        answer.raise_for_status()

    async def once(self, document: str, **variables: Any) -> Any:
        """The data of one answer; None when there was none, or a coded one that says to come again."""
        answer = await self.http.post("/graphql", json={"query": document, "variables": variables})
        told = answer.json()
        for error in told.get("errors", ()):
            code = error["extensions"]["code"]
            if code == "INTERNAL":
                self.figures.faults += 1
            if code not in ("UNAVAILABLE", "RATE_LIMITED", "OVERLOADED", "CONFLICT", "INTERNAL"):
                raise RuntimeError(f"{code}: {error['message']}")
        return told.get("data") if not told.get("errors") else None

    async def until(self, document: str, **variables: Any) -> Any:
        """The answer of a call that is made until it is answered."""
        while True:
            try:
                found = await self.once(document, **variables)
            except (*AWAY, ValueError):
                found = None
            if found is not None:
                self.answered_at = time.monotonic()
                return found
            await asyncio.sleep(0.2)

    def process(self, name: str) -> psutil.Process | None:
        """The first of a kind that lives."""
        for child in self.product.family():
            try:
                said = " ".join(child.cmdline())
                if PROCESSES[name] in said and child.status() != psutil.STATUS_ZOMBIE:
                    return child
            except psutil.Error:
                continue
        return None


async def _rule(house: House) -> str:
    """The rule that answers each start of a journey; the template's id."""
    found = await house.until("{ journeyTemplates { id key archivedAt } }")
    template = next(each["id"] for each in found["journeyTemplates"] if each["archivedAt"] is None)
    where = {"template": [template], "how": ["start"]}
    content = {
        "zh": "演练：一入一审", "en": "Drill: one task each",
        "trigger": {"kind": "event", "event": "journey.stage_entered", "where": where},
        "mode": "once_per_visit",
        "steps": [
            {"id": role, "kind": "create_task", "assignee": f"role:{role}", "title": f"{role} {{trigger.journey_id}}"}
            for role in ("legal", "finance")
        ],
    }  # fmt: skip
    made = await house.until('mutation { createAutomation(input: {zh: "演练", en: "Drill"}) { id } }')
    id = made["createAutomation"]["id"]
    put = await house.until(
        "mutation Put($input: PublishAutomationInput!) { publishAutomation(input: $input) { version } }",
        input={"automation": id, "base": 0, "content": content},
    )
    await house.until(
        "mutation On($input: SwitchAutomationInput!) { switchAutomation(input: $input) { on } }",
        input={"id": id, "version": put["publishAutomation"]["version"], "on": True},
    )
    return str(template)


async def _call(house: House, template: str, stop: asyncio.Event, entered: list[str]) -> None:
    """Make a client and start his journey, over and over; each entry that was acknowledged is noted."""
    while not stop.is_set():
        client = {"name": f"演练{secrets.token_hex(4)}", "kind": "individual", "allowDuplicate": True}
        made = await house.until(MAKE, input=client, key=secrets.token_hex(12))
        begun = await house.until(
            BEGIN, input={"client": made["made"]["id"], "template": template}, key=secrets.token_hex(12)
        )
        entered.append(begun["made"]["id"].partition("_")[2])
        await asyncio.sleep(random.random() / 10)


async def _kill(house: House, kills: int) -> None:
    """Kill in random order with random pauses, and note how long it took until a change was answered again."""
    for n in range(kills):
        await asyncio.sleep(random.uniform(0.5, 4))
        victim = None
        while victim is None:
            victim = house.process(random.choice(ORDER))
            await asyncio.sleep(0.05)
        victim.kill()
        at = time.monotonic()
        house.figures.kills = n + 1
        while house.answered_at < at + 0.05:  # noqa: ASYNC110  callers note it
            await asyncio.sleep(0.02)
        house.figures.back.append(house.answered_at - at)


async def _empty(house: House, redis_url: str, stop: asyncio.Event, every: float) -> None:
    """Empty Valkey again and again."""
    while not stop.is_set() and house.figures.emptied < EMPTIED:
        await asyncio.sleep(every)
        try:
            async with Redis.from_url(redis_url, socket_timeout=2) as valkey:
                await valkey.flushall()
                house.figures.emptied += 1
        except (RedisError, OSError):
            continue


async def _settled(database_url: str) -> Any:
    """A connection, once nothing waits to be delivered or worked any more."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            link = await asyncpg.connect(database_url)
            waits = await link.fetchval(
                "select (select count(*) from outbox where dead_at is null)"
                " + (select count(*) from automation_run where due_at <= now() and state in ('running', 'waiting'))"
            )
            if not waits or time.monotonic() > end:
                return link
            await link.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            pass
        await asyncio.sleep(0.5)


async def _count(link: Any, entered: list[str], figures: Figures) -> None:
    rows = await link.fetch(
        "select t.title, count(*) as times, extract(epoch from min(t.created_at) - min(v.entered_at)) as late"
        " from task t left join stage_visit v on v.firm_id = t.firm_id"
        " and v.journey_id::text = split_part(t.title, ' ', 2) and v.direction = 'start'"
        " where t.title like 'legal %' or t.title like 'finance %' group by t.title"
    )
    times = {row["title"]: row["times"] for row in rows}
    figures.entries = len(entered)
    wanted = {f"{role} {_uuid(id)}" for id in entered for role in ("legal", "finance")}
    figures.lost = sum(title not in times for title in wanted)
    figures.doubled = sum(max(count - 1, 0) for count in times.values())
    figures.late = [float(row["late"]) for row in rows if row["late"] is not None]


def _uuid(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


async def drill(product: Product, password: str, kills: int) -> Figures:
    """The whole drill on a running product."""
    figures = Figures()
    house = House(product, password, figures)
    await house.sign_in()
    worker = house.process("worker")
    assert worker is not None
    addresses = worker.environ()
    template = await _rule(house)
    stop, entered = asyncio.Event(), list[str]()
    calling = [asyncio.create_task(_call(house, template, stop, entered)) for _ in range(CALLERS)]
    emptying = asyncio.create_task(_empty(house, addresses["REDIS_URL"], stop, max(kills / EMPTIED * 3, 1)))
    await _kill(house, kills)
    stop.set()
    await asyncio.gather(*calling)
    emptying.cancel()
    await asyncio.gather(emptying, return_exceptions=True)
    link = await _settled(addresses["DATABASE_URL"])
    await _count(link, entered, figures)
    await link.close()
    await house.http.aclose()
    return figures


def _pass_on(product: Product) -> None:
    assert product.process is not None
    for line in product.process.stdout or ():
        if "error" in line:
            print(line, end="", flush=True)


def main() -> int:
    """Run the drill with a product of its own; 0 when nothing was lost or doubled."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    folder = Path(tempfile.mkdtemp(prefix="startrail-chaos-"))
    folder.chmod(0o755)
    password = secrets.token_urlsafe(16)
    product = Product(folder / "data", [str(Path(sys.executable).parent / "startrail"), "all"])
    try:
        product.start(
            STARTRAIL_DEMO_PASSWORD=password, STARTRAIL_DEMO_SIZE=CLIENTS, STARTRAIL_FREE_DOCUMENTS="1"
        )
        product.until("Ctrl-C")
        reading = asyncio.to_thread(
            lambda: [None for _ in product.process.stdout or ()] if product.process else None
        )

        async def whole() -> Figures:
            emptied = asyncio.ensure_future(reading)
            try:
                return await drill(product, password, kills)
            finally:
                await asyncio.to_thread(product.stop)
                await emptied

        figures = asyncio.run(whole())
    finally:
        product.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
