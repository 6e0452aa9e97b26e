"""The demo firm's answers: as content, as willing to recommend and as many as was planted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.voice import csat_from, nps_from
from backend.book.demo.copying import Copier
from backend.book.demo.draws import draws_of
from backend.book.demo.load import load_demo
from backend.book.demo.population import Population
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.retain.request_demo import write_requests
from backend.retain.requests import ServiceRequest
from backend.retain.survey_demo import NET, DemoSurveys, write_surveys
from backend.retain.surveys import Survey, SurveyAnswer

AS_OF = date(2026, 11, 20)


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    await write_requests(session, copier, people)
    await write_surveys(session, copier, people)


async def test_answers_are_as_planted(database: Database, vault: Vault) -> None:
    loaded = await load_demo(database, vault, size=400, as_of=AS_OF, equip=equip, further=_further)
    async with database.read(loaded.firm_id) as session:
        rows: Any = (
            await session.execute(
                select(Survey, ServiceRequest)
                .select_from(Survey)
                .outerjoin(
                    ServiceRequest,
                    and_(ServiceRequest.firm_id == loaded.firm_id, ServiceRequest.id == Survey.request_id),
                )
                .where(Survey.firm_id == loaded.firm_id)
            )
        ).all()
        answers = list(
            await session.scalars(select(SurveyAnswer).where(SurveyAnswer.firm_id == loaded.firm_id))
        )
    csat = [(survey, request) for survey, request in rows if survey.kind == "csat"]
    told = [(survey, request) for survey, request in csat if survey.score is not None]
    assert len(csat) > 300
    assert 0.22 < len(told) / len(csat) < 0.40
    by = defaultdict(list)
    for survey, request in told:
        by[request.response_breached_at is not None or request.resolution_breached_at is not None].append(
            survey.score
        )
    assert csat_from(by[False]) > csat_from(by[True])
    assert csat_from(by[False]) > 0.8
    # The Saturday evening whose hour ran out.
    saturday = [
        survey.score
        for survey, request in told
        if request.created_at.astimezone(BUSINESS_ZONE).strftime("%a %H:%M") == "Sat 20:47"
    ]
    assert saturday == [3]
    # Two rounds of a client are further apart than they have to be.
    nps = defaultdict(list)
    for survey, _ in rows:
        if survey.kind == "nps":
            nps[survey.client_id].append(survey.asked_at)
    assert nps
    assert all(max(each) - min(each) >= timedelta(days=90) for each in nps.values() if len(each) > 1)
    scored = {survey.id: survey for survey, _ in rows if survey.score is not None}
    assert {answer.survey_id for answer in answers} == set(scored)
    assert all(scored[answer.survey_id].score == answer.score for answer in answers)
    low = [each for each in scored.values() if each.low_at is not None]
    assert low
    assert all(each.score <= (2 if each.kind == "csat" else 6) for each in low)


def test_tiers_recommend_as_planted() -> None:
    made = DemoSurveys.__new__(DemoSurveys)
    made._draws = draws_of(1, "surveys of tests")
    for net in NET.values():
        score = nps_from([made._recommends(net) for _ in range(20_000)])
        assert abs(score - round(net * 100)) <= 2
