"""What clients of the demo firm answered: surveys about their closed requests, and two rounds of NPS.

Byte-stable for size, seed and date, apart from ids that each firm makes anew. Source: domain rules, the demo firm (CSAT
4-5: 88 % in time, 61 % after a breach; NPS by tier 52, 41, 30, 18; 31 % answer).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import EXISTING
from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.demo.ledger import tier_name
from backend.book.demo.population import SEED, Population
from backend.retain.request_rules import CLOSED
from backend.retain.requests import ServiceRequest
from backend.retain.survey_content import read_content, shipped_content
from backend.retain.survey_rules import SurveyRules
from backend.retain.surveys import (
    ANSWERED,
    ASKED,
    CSAT,
    ENDED,
    EXPIRED,
    NPS,
    Survey,
    SurveyAnswer,
    SurveyWave,
)

Row = dict[str, Any]
IN_TIME, LATE, RESPONSE = 0.88, 0.61, 0.31
NET: Final = {"uhnw": 0.52, "hnw": 0.41, "affluent": 0.30, "mass": 0.18}
"""Promoters less detractors of each tier."""
PASSIVE: Final = 0.34
CONTENT: Final = weighted({5: 62, 4: 38})
NOT_CONTENT: Final = weighted({3: 55, 2: 28, 1: 17})
PROMOTES: Final = weighted({10: 55, 9: 45})
PASSES: Final = weighted({8: 60, 7: 40})
DETRACTS: Final = weighted({6: 40, 5: 30, 4: 12, 3: 9, 2: 5, 0: 4})
ROUNDS: Final = ((300, "上一轮 NPS"), (120, "最近一轮 NPS"))
"""Days before the demo's day on which each round began: further apart than two surveys of a client have to be."""
LASTS: Final = timedelta(days=21)
WROTE: Final = 0.4
GOOD: Final = ("回复很快，说得清楚。", "客户经理很专业，谢谢。", "流程顺畅。", "一如既往地放心。")
BAD: Final = (
    "等得太久，没有人主动说明进度。",
    "解释不够清楚，希望有书面材料。",
    "同一个问题问了两次。",
    "希望周末也有人值守。",
)
CALLED: Final = ("已致电致歉并说明原因，客户接受。", "已安排专人跟进，一周后回访。", "已补发书面说明。")


async def write_surveys(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write rules, rounds, surveys and answers. After the requests."""
    made = DemoSurveys(people)
    made.switch_on()
    rows = await session.execute(
        select(
            ServiceRequest.id,
            ServiceRequest.client_id,
            ServiceRequest.owner_id,
            ServiceRequest.created_at,
            ServiceRequest.closed_at,
            ServiceRequest.response_breached_at,
            ServiceRequest.resolution_breached_at,
        )
        .where(ServiceRequest.firm_id == session.info["firm_id"], ServiceRequest.state == CLOSED)
        .order_by(ServiceRequest.created_at, ServiceRequest.id)
    )
    made.about(rows.all())
    for days, name in ROUNDS:
        made.round(days, name)
    await copier.write(SurveyRules, iter(made.rules))
    await copier.write(SurveyWave, iter(made.waves))
    await copier.write(Survey, iter(made.surveys))
    await copier.write(SurveyAnswer, iter(made.answers))


class DemoSurveys:
    """Draws surveys with what was answered and what came of it."""

    def __init__(self, people: Population) -> None:
        self._people = people
        self._draws: Draws = draws_of(SEED, "surveys")
        self._now = at_hour(people.as_of, 9)
        self._rules = read_content(shipped_content())
        self.rules: list[Row] = []
        self.waves: list[Row] = []
        self.surveys: list[Row] = []
        self.answers: list[Row] = []

    def switch_on(self) -> None:
        """The firm asks after a closed request."""
        writers = self._people.firm.having("operations")
        if not writers:
            return
        at, content = self._now - timedelta(days=730), shipped_content()
        content["csat"]["on"] = True
        self.rules.append(
            {
                "id": self._draws.id_at(at), "number": 1, "content": content, "note": "启用服务满意度调查",
                "published_by": f"user:{writers[0].id}", "published_at": at,
            }
        )  # fmt: skip

    def about(self, requests: Sequence[Any]) -> None:
        """Surveys about closed requests: who had to wait longer than promised is content less often."""
        for row in requests:
            asked = row.closed_at + timedelta(hours=2)
            if asked >= self._now:
                continue
            late = row.response_breached_at is not None or row.resolution_breached_at is not None
            content = self._draws.chance(LATE if late else IN_TIME)
            score = self._draws.pick(CONTENT if content else NOT_CONTENT)
            answers = self._draws.chance(RESPONSE)
            local = row.created_at + timedelta(hours=8)
            if (local.weekday(), local.hour, local.minute) == (5, 20, 47):
                # Of the Saturday evening whose hour ran out.
                answers, score = True, 3
            self._survey(
                CSAT, row.client_id, asked, score if answers else None, row.owner_id, request_id=row.id
            )

    def round(self, days: int, name: str) -> None:
        """A round of NPS so many days ago, over since."""
        begun = at_hour(self._people.as_of - timedelta(days=days), 10)
        writers = self._people.firm.having("operations")
        if not writers:
            return
        by, wave_id = f"user:{writers[0].id}", self._draws.id_at(begun)
        asked = list(self._asked(begun))
        self.waves.append(
            {
                "id": wave_id, "name": name, "condition": {"all": []}, "language": "zh-CN", "template_id": None,
                "starts_at": begun, "ends_at": begun + LASTS, "remind_days": 7, "state": ENDED, "total": len(asked),
                "left_out": {}, "started_at": begun, "ended_at": begun + LASTS, "due_at": None, "version": 3,
                "created_at": begun - timedelta(days=2), "created_by": by, "updated_at": begun + LASTS,
            }
        )  # fmt: skip
        for client_id in asked:
            tier = tier_name(self._people.aum[client_id])
            score = self._recommends(NET[tier]) if self._draws.chance(RESPONSE) else None
            owner = self._people.owner_of[client_id]
            self._survey(NPS, client_id, begun, score, owner, wave_id=wave_id)

    def _asked(self, begun: datetime) -> Iterator[UUID]:
        for client in self._people.clients:
            there = client.state == EXISTING and client.id in self._people.owner_of
            if there and client.started_on is not None and client.started_on < begun.date():
                yield client.id

    def _recommends(self, net: float) -> int:
        promoters = (1 - PASSIVE + net) / 2
        at = self._draws.uniform(0, 1)
        if at < promoters:
            return self._draws.pick(PROMOTES)
        return self._draws.pick(PASSES if at < promoters + PASSIVE else DETRACTS)

    def _survey(
        self, kind: str, client_id: UUID, asked: datetime, score: int | None, owner: UUID | None,
        *, request_id: UUID | None = None, wave_id: UUID | None = None,
    ) -> None:  # fmt: skip
        expires = asked + timedelta(days=self._rules.days(kind))
        answered = asked + timedelta(minutes=self._draws.whole(5, 4_000))
        if score is not None and answered >= self._now:
            score = None
        state = ANSWERED if score is not None else EXPIRED if expires <= self._now else ASKED
        low = score is not None and self._rules.is_low(kind, score)
        followed = answered + timedelta(days=1)
        is_followed = low and followed < self._now and owner is not None and self._draws.chance(0.8)
        text = None
        if score is not None and self._draws.chance(WROTE):
            text = self._draws.one_of(BAD if low else GOOD)
        id = self._draws.id_at(asked)
        self.surveys.append(
            {
                "id": id, "client_id": client_id, "kind": kind, "request_id": request_id, "wave_id": wave_id,
                "state": state, "due_at": expires if state == ASKED else None, "message_id": None,
                "reminder_id": None, "asked_at": asked, "expires_at": expires, "score": score, "text": text,
                "answered_at": None if score is None else answered, "answers": int(score is not None),
                "low_at": answered if low else None, "task_id": None,
                "followed_at": followed if is_followed else None,
                "followed_by_id": owner if is_followed else None,
                "note": self._draws.one_of(CALLED) if is_followed else None, "version": 1,
                "created_at": asked, "created_by": "system:surveys", "updated_at": asked,
            }
        )  # fmt: skip
        if score is not None:
            self.answers.append(
                {
                    "id": self._draws.id_at(answered),
                    "survey_id": id,
                    "score": score,
                    "text": text,
                    "at": answered,
                }
            )
