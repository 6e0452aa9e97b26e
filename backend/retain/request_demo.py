"""Service requests of the demo firm: as often and as fast as its clients ask and its people answer.

Byte-stable for size, seed and date, apart from the ids of types and of the firm, which each firm makes anew.
Source: domain rules, the demo firm (0.9 requests per client-year, of the top tier 4; types; minutes to answer).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import exp
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import EXISTING, DemoClient
from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour, working_instant
from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.demo.ledger import tier_name
from backend.book.demo.population import SEED, Population
from backend.book.service_content import Cell, read_content
from backend.book.service_matrices import shipped as shipped_matrix
from backend.retain.request_clocks import later
from backend.retain.request_promises import Promise, promised
from backend.retain.request_rules import ANSWERED, CLOSED, FIRST, RESOLVED
from backend.retain.request_type_content import COMPLAINT, TypeContent, read_type
from backend.retain.request_types import RequestType, shipped
from backend.retain.request_watch import CLOCKS, ESCALATE, notices, plan, set_clock
from backend.retain.requests import CATEGORIES, CAUSES, RequestStep, ServiceRequest
from backend.systemize.holidays import is_workday
from backend.systemize.working_time import days_later

Row = dict[str, Any]
TYPES: Final = weighted(
    {
        "nav_report": 35,
        "redemption": 18,
        "additional": 15,
        "product_question": 14,
        "data_change": 9,
        "proof": 5,
        "complaint": 4,
    }
)
A_YEAR: Final = {"uhnw": 4.0}
USUAL_A_YEAR: Final = 0.9
MINUTES: Final = {"uhnw": (22, 0.645), "hnw": (150, 0.6), "affluent": (300, 0.6), "mass": (420, 0.6)}
"""Median minutes to answer and how far they spread (of the logarithm)."""
WAYS: Final = weighted({"wecom": 55, "call": 30, "email": 10, "meeting": 5})
YEARS: Final = 2
LONG: Final = 10_000.0
SAID: Final = {
    "nav_report": "请发一下最新净值和月报。",
    "redemption": "想了解赎回流程并预约下一开放日。",
    "additional": "打算追加投资，请确认额度与开放日。",
    "product_question": "想了解产品近期的仓位与策略变化。",
    "data_change": "联系电话有变更，请更新资料。",
    "proof": "需要开具持有份额证明。",
    "complaint": "对近期的回复速度不满意。",
}
ANSWERS: Final = ("已电话答复客户。", "已通过企业微信发送说明。", "已与客户沟通并说明后续安排。")


async def write_requests(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write the requests of the demo firm; the firm has the shipped types already."""
    rows = await session.scalars(select(RequestType).where(RequestType.firm_id == session.info["firm_id"]))
    types = {row.key: row for row in rows}
    if not types:
        return
    made = DemoRequests(people, types)
    for client in people.clients:
        if client.state == EXISTING and client.id in people.owner_of:
            made.of(client)
    made.saturday()
    made.this_morning()
    await copier.write(ServiceRequest, iter(made.rows))
    await copier.write(RequestStep, iter(made.steps))


class DemoRequests:
    """Draws requests, each with the thread that it would have."""

    def __init__(self, people: Population, types: Mapping[str, RequestType]) -> None:
        self._people, self._types = people, types
        self._draws: Draws = draws_of(SEED, "requests")
        self._now = at_hour(people.as_of, 9)
        self._contents = {key: read_type(content) for key, content in shipped().items()}
        cells = read_content(orjson.loads(shipped_matrix()))
        self._cells: dict[str, Cell] = {cell.tiers[0]: cell for cell in cells if cell.tiers}
        self._columns = [
            column.name for column in ServiceRequest.__table__.columns if column.name != "firm_id"
        ]
        self.rows: list[Row] = []
        self.steps: list[Row] = []

    def of(self, client: DemoClient) -> None:
        """What a client asked for in the last years."""
        since = max(client.started_on or self._people.as_of, self._people.as_of - timedelta(days=365 * YEARS))
        days = (self._people.as_of - since).days
        tier = tier_name(self._people.aum[client.id])
        for _ in range(self._draws.poisson(A_YEAR.get(tier, USUAL_A_YEAR) * days / 365)):
            at = working_instant(self._draws, since, self._people.as_of - timedelta(days=1))
            median, spread = MINUTES[tier]
            took = median * exp(self._draws.gauss(0, spread))
            self.make(client, tier, self._draws.pick(TYPES), at, took)

    def saturday(self) -> None:
        """A request of a top client on a Saturday evening that nobody saw in time: its hour ran out at 21:47."""
        top = [c for c in self._people.clients if c.state == EXISTING and c.id in self._people.owner_of]
        if not top:
            return
        client = max(top, key=lambda each: (self._people.aum[each.id], str(each.id)))
        day = self._people.as_of - timedelta(days=1)
        while day.weekday() != 5:
            day -= timedelta(days=1)
        self.make(client, "uhnw", "product_question", at_hour(day, 20, 47), 78.0)

    def this_morning(self) -> None:
        """What waits for everybody as the day begins: one just asked, one answered the day before, not yet settled."""
        served: defaultdict[UUID, list[DemoClient]] = defaultdict(list)
        for client in self._people.clients:
            if client.state == EXISTING and client.id in self._people.owner_of:
                served[self._people.owner_of[client.id]].append(client)
        before = self._people.as_of - timedelta(days=1)
        while not is_workday(before):
            before -= timedelta(days=1)
        for clients in served.values():
            clients.sort(key=lambda each: (-self._people.aum[each.id], str(each.id)))
            for client, key, at, took in zip(
                clients,
                ("nav_report", "data_change"),
                (at_hour(self._people.as_of, 8, 40), at_hour(before, 16, 20)),
                (LONG, 25.0),
                strict=False,
            ):
                self.make(client, tier_name(self._people.aum[client.id]), key, at, took, settles=False)

    def make(
        self, client: DemoClient, tier: str, key: str, at: datetime, took: float, *, settles: bool = True
    ) -> None:
        """One request. took: minutes of its calendar until it was answered; settles: what was answered is settled."""
        content = self._contents[key]
        promise = promised(content, self._cells.get(tier), tier)
        row = self._begun(client, tier, key, content, promise, at)
        self._step(row, "create", None, at, text=SAID[key], user_id=row.owner_id)
        answered = later(at, took, promise.calendar)
        if answered >= self._now:
            self._watch(row, self._now)
            self._keep(row)
            return
        self._watch(row, answered)
        before = row.state
        row.state = ANSWERED if content.kind != COMPLAINT else "acknowledged"
        row.answered_at, row.answered_by_id, row.answers = answered, row.owner_id, 1
        row.acknowledged_at = answered if content.kind == COMPLAINT else None
        self._step(row, "answer", before, answered, text=self._draws.one_of(ANSWERS), user_id=row.owner_id)
        if not settles:
            self._watch(row, self._now)
            self._keep(row)
            return
        settled = later(
            answered, promise.resolution_hours * 60 * self._draws.uniform(0.05, 1.05), promise.calendar
        )
        if settled >= self._now:
            self._watch(row, self._now)
            self._keep(row)
            return
        self._watch(row, settled)
        self._settle(row, settled)
        self._keep(row)

    def _begun(
        self, client: DemoClient, tier: str, key: str, content: TypeContent, promise: Promise, at: datetime
    ) -> ServiceRequest:
        type_, owner = self._types[key], self._people.owner_of[client.id]
        row = ServiceRequest(
            id=self._draws.id_at(at), client_id=client.id, type_id=type_.id, type_number=1, type_key=key,
            zh=content.name.zh, en=content.name.en, icon=content.icon, hue=content.hue, kind=content.kind,
            title=content.name.zh,
            details=SAID[key], form={}, priority=content.priority, state=FIRST[content.kind],
            channel=self._draws.pick(WAYS), owner_id=owner, tier=tier, cell=tier, calendar=promise.calendar,
            response_minutes=promise.response_minutes, resolution_hours=promise.resolution_hours,
            chain=list(promise.chain), escalate_minutes=content.escalate_minutes, response_told=0, resolution_told=0,
            escalated=0, resolution_escalated=0, answers=0, waited_seconds=0, from_regulator=False, version=1,
            created_at=at, updated_at=at, created_by=f"user:{owner}",
        )  # fmt: skip
        for name, clock in zip(CLOCKS, promise.clocks(at), strict=True):
            set_clock(row, name, clock)
        if content.kind == COMPLAINT:
            row.acknowledge_due_at = days_later(at, 1)
            row.category, row.severity = self._draws.one_of(CATEGORIES), "minor"
            row.from_regulator = self._draws.chance(0.03)
        return row

    def _settle(self, row: ServiceRequest, at: datetime) -> None:
        """A request is resolved and closed at once; a complaint concluded and closed."""
        before = row.state
        row.outcome, row.resolved_at, row.closed_at = "已办结，客户确认。", at, at
        if row.kind == COMPLAINT:
            row.justified, row.cause = self._draws.chance(0.4), self._draws.one_of(CAUSES)
            row.state = ANSWERED
            self._step(row, "conclude", before, at, text=row.outcome, user_id=row.owner_id)
        else:
            row.state = RESOLVED
            self._step(row, "resolve", before, at, text=row.outcome, user_id=row.owner_id)
        before, row.state = row.state, CLOSED
        self._step(row, "close", before, at, user_id=row.owner_id)

    def _watch(self, row: ServiceRequest, at: datetime) -> None:
        leads = {team.name: team.lead_id for team in self._people.firm.teams}
        for notice in notices(row, at):
            role = row.chain[notice.number - 1] if notice.what == ESCALATE else ""
            detail = notice.clock if notice.what == "breach" else f"{notice.clock}:{notice.number}:{role}"
            told: UUID | None = row.owner_id if notice.what != "breach" else None
            if role == "team_lead":
                told = next((lead for lead in leads.values() if lead is not None), row.owner_id)
            elif role in ("partner", "executive"):
                told = next((user.id for user in self._people.firm.having(role)), row.owner_id)
            when = notice.at
            if notice.what == ESCALATE:
                due = row.response_due_at if notice.clock == "response" else row.resolution_due_at
                when = later(due, (notice.number - 1) * row.escalate_minutes, row.calendar)
            self._step(row, notice.what, row.state, when, detail=detail, to_id=told)

    def _step(self, row: ServiceRequest, act: str, before: str | None, at: datetime, **said: Any) -> None:
        self.steps.append(
            {
                "id": self._draws.id_at(at), "request_id": row.id, "act": act, "before": before, "after": row.state,
                "at": at, "user_id": None, "to_id": None, "text": None, "detail": None, "interaction_id": None, **said,
            }
        )  # fmt: skip

    def _keep(self, row: ServiceRequest) -> None:
        plan(row)
        self.rows.append({name: getattr(row, name) for name in self._columns})
