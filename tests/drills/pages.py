"""Pages of a list of a million clients: the database time of each, for every caller, filter and order of a table.

`python -m tests.drills.pages [--clients 1000000] [--only TEXT]` asks the real API for the first page and a
deep one, prints the table and one line of figures, and exits 0 when the p95 of first pages is at most 10 ms and no page
takes more than 50 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import httpx2

from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.policies.shipped import shipped_rules
from backend.policies.store import publish
from tests.bench.callers import keys_for, sessions_for
from tests.bench.data import firm_of
from tests.bench.ground import FOLDER, BenchFirm, Ground, ground
from tests.bench.people import make_staff
from tests.bench.size import Size
from tests.bench.subjects import ours
from tests.drills.page_table import ROWS, Row

FIELDS = "id name kind state province riskLevel aum"
PAGE = f"""query Page($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String, $after: String) {{
clients(filter: $filter, orderBy: $orderBy, search: $search, first: 50, after: $after) {{
nodes {{ {FIELDS} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
ANCHORS = """query Anchors($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String) {
clients(filter: $filter, orderBy: $orderBy, search: $search, first: 0) { pageAnchors(size: 100) } }"""
TIMES = 7
P95, WORST = 10.0, 50.0
STATEMENTS = """select sum(total_exec_time + total_plan_time) as ms from pg_stat_statements
where userid = 'startrail_read'::regrole and dbid = (select oid from pg_database where datname = current_database())"""


@dataclass
class Timed:
    """One row of the table. first, deep: least milliseconds of database time of several; None: no such page."""

    row: Row
    first: float | None = None
    deep: float | None = None
    anchors: float | None = None
    rows: int = 0
    fault: str = ""

    def __str__(self) -> str:
        shown = [f"{'-' if ms is None else f'{ms:.1f}':>9}" for ms in (self.first, self.deep, self.anchors)]
        slow = max(self.first or 0, self.deep or 0)
        mark = "!!" if self.fault or slow > WORST else "! " if slow > P95 else "  "
        return f"{mark}{''.join(shown)} {self.rows:4}  {self.row} {self.fault}"


@dataclass
class Figures:
    """What the drill showed."""

    timed: list[Timed] = field(default_factory=list)

    @property
    def pages(self) -> list[float]:
        """Database milliseconds of all pages, least first."""
        return sorted(ms for each in self.timed for ms in (each.first, each.deep) if ms is not None)

    @property
    def first(self) -> list[float]:
        """Those of first pages."""
        return sorted(each.first for each in self.timed if each.first is not None)

    @property
    def good(self) -> bool:
        """Both bounds hold and no page failed."""
        return bool(self.pages) and _p95(self.first) <= P95 and self.pages[-1] <= WORST and not self._faults

    @property
    def _faults(self) -> int:
        return sum(bool(each.fault) for each in self.timed)

    def __str__(self) -> str:
        worst = self.pages[-1] if self.pages else 0.0
        first, every = median(self.first or [0]), median(self.pages or [0])
        return (
            f"pages: {len(self.timed)} lists, {len(self.pages)} pages; first pages: median {first:.1f} ms, "
            f"p95 {_p95(self.first):.1f} ms (<= {P95:.0f}); all: median {every:.1f} ms, p95 {_p95(self.pages):.1f} ms, "
            f"worst {worst:.1f} ms (<= {WORST:.0f}); {self._faults} failed; load "
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )


def _p95(ms: Sequence[float]) -> float:
    """Nineteen of twenty take at most so long. ms: least first."""
    return ms[int(len(ms) * 0.95)] if ms else 0.0


class Asker:
    """Asks as one of the callers and tells the time that PostgreSQL took."""

    def __init__(
        self,
        url: str,
        headers: Mapping[str, Mapping[str, str]],
        http: httpx2.AsyncClient,
        owner: asyncpg.Connection,
        names: Mapping[str, str],
    ) -> None:
        self._url, self._headers, self._http = url, headers, http
        self._owner, self._names = owner, names

    async def ask(self, row: Row, document: str, **more: Any) -> tuple[Any, float]:
        """The list and milliseconds. Raises RuntimeError when the API answers with errors."""
        variables = {
            "filter": {key: self._named(ops) for key, ops in row.filter.items()} or None,
            "orderBy": [{"field": name, "direction": way} for name, way in row.order] or None,
            "search": row.search,
            **more,
        }
        await self._owner.execute("select pg_stat_statements_reset()")
        answer = await self._http.post(
            self._url, json={"query": document, "variables": variables}, headers=self._headers[row.caller]
        )
        told = answer.json()
        if told.get("errors"):
            raise RuntimeError(str(told["errors"][0]["extensions"]))
        ms = await self._owner.fetchval(STATEMENTS)
        return told["data"]["clients"], float(ms or 0)

    async def time(self, row: Row) -> Timed:
        """First and deep page of a list, each several times after one that warms the caches; the best of them counts,
        because the others tell of the machine's neighbours."""
        timed = Timed(row)
        try:
            page, _ = await self.ask(row, PAGE)
            timed.rows = len(page["nodes"])
            timed.first = await self._least(row, None)
            anchors, timed.anchors = await self.ask(row, ANCHORS)
            deep = next((mark for mark in reversed(anchors["pageAnchors"]) if mark), None)
            if deep is not None:
                await self.ask(row, PAGE, after=deep)
                timed.deep = await self._least(row, deep)
        except (RuntimeError, httpx2.HTTPError) as fault:
            timed.fault = str(fault)[:120]
        return timed

    async def _least(self, row: Row, after: str | None) -> float:
        return min([(await self.ask(row, PAGE, after=after))[1] for _ in range(TIMES)])

    def _named(self, ops: Mapping[str, Any]) -> dict[str, Any]:
        def named(value: Any) -> Any:
            if isinstance(value, list):
                return [named(each) for each in value]
            return self._names.get(value, value) if isinstance(value, str) else value

        return {op: named(value) for op, value in ops.items()}


async def let_explore(firm: BenchFirm) -> None:
    """Let everybody ask what is in no list of the web app: the drill has a document of its own."""
    database = Database(firm.url, pool_size=1)
    rows = [(r.role, r.coordinate, r.relation.value, r.right.value, r.effect.value) for r in shipped_rules()]
    try:
        async with database.as_system(firm.firm_id, "drill") as session:
            await publish(session, [*rows, ("*", "Right.explore", "firm", "view", "allow")], "drill of pages")
    except Refused as refused:
        if refused.params.get("problem") != "policy_same":
            raise
    finally:
        await database.close()


async def callers_of(firm: BenchFirm, owner: asyncpg.Connection) -> dict[str, dict[str, str]]:
    """Headers of every caller of the table."""
    staff = make_staff(Size(firm.clients))
    managers = staff.with_role("client_manager")
    people = {
        "big_manager": managers[0],
        "manager": managers[1],
        # Of another team than the big manager's.
        "team_lead": staff.with_role("team_lead")[-1],
        "executive": staff.with_role("executive")[0],
        "operations": staff.with_role("operations")[0],
    }
    texts = await sessions_for(firm, [person.id for person in people.values()])
    headers = {
        name: {"cookie": f"startrail_session={text}", "x-startrail": "1"}
        for name, text in zip(people, texts, strict=True)
    }
    # Two small funds: a private fund has at most two hundred holders.
    held = await owner.fetch(
        "select id from product where firm_id = $1 order by code desc limit 2", firm.firm_id
    )
    keys = {
        "source_key": await keys_for(firm, "partner_api", 1, sources=("银行渠道沙龙",)),
        "product_key": await keys_for(firm, "partner_api", 1, product_ids=tuple(row["id"] for row in held)),
    }
    return headers | {name: {"authorization": f"Bearer {texts[0]}"} for name, texts in keys.items()}


async def names_of(firm: BenchFirm, owner: asyncpg.Connection) -> dict[str, str]:
    """The ids that filters of the table name."""
    tags = await owner.fetch(
        "select tag_id from client_tag where firm_id = $1 group by 1 order by count(*)", firm.firm_id
    )
    staff = make_staff(Size(firm.clients))
    team = len(staff.team_ids) - 1
    owned = next(p for p in staff.with_role("client_manager") if p.team == team)
    return {
        "$tag": f"tag_{tags[-1]['tag_id'].hex}",
        "$rare_tag": f"tag_{tags[0]['tag_id'].hex}",
        "$owner": f"user_{owned.id.hex}",
        "$team": f"team_{staff.team_ids[team].hex}",
    }


async def drill(firm: BenchFirm, rows: Sequence[Row], log: Path) -> Figures:
    """Time every row against the product's own server."""
    owner = await asyncpg.connect(firm.url)
    server = ours(firm, ["none"])
    figures = Figures()
    try:
        await owner.execute("create extension if not exists pg_stat_statements")
        await owner.execute("alter system set pg_stat_statements.track_planning = on")
        await owner.execute("select pg_reload_conf()")
        await let_explore(firm)
        headers, names = await callers_of(firm, owner), await names_of(firm, owner)
        server.start(log)
        await server.ready()
        async with httpx2.AsyncClient(timeout=60) as http:
            asker = Asker(server.url, headers, http, owner, names)
            for row in rows:
                figures.timed.append(await asker.time(row))
                print(figures.timed[-1], flush=True)
    finally:
        server.stop()
        with suppress(asyncpg.PostgresError):
            await owner.execute("alter system reset pg_stat_statements.track_planning")
        await owner.close()
    return figures


async def run(place: Ground, chosen: argparse.Namespace) -> int:
    """Make ready and time."""
    firm = await firm_of(place, Size(chosen.clients))
    rows = [row for row in ROWS if chosen.only in str(row)]
    print(f"{'first ms':>11}{'deep ms':>9}{'anchors':>9} rows  caller: list")
    figures = await drill(firm, rows, chosen.folder / "pages.log")
    print(figures)
    return 0 if figures.good else 1


def main() -> int:
    """Run the drill on servers of the bench's folder."""
    asked = argparse.ArgumentParser(prog="python -m tests.drills.pages")
    asked.add_argument("--clients", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path, default=FOLDER)
    asked.add_argument("--only", default="", help="only rows whose text holds this")
    chosen = asked.parse_args()
    with ground(chosen.folder) as place:
        return asyncio.run(run(place, chosen))


if __name__ == "__main__":
    sys.exit(main())
