"""How content clients are (K-15) and whether they would recommend the firm (K-16), straight from what they answered.

The two are told apart: one is about a request, of the surveys that were sent; the other about the firm, of the answers
that came, each client once. Source: DOMAIN 2.1; ISO 10004; Reichheld, HBR 2003.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Any, Final

from sqlalchemy import Date, Integer, Select, and_, cast, func, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, moved_later, spans
from backend.analyze.credit import keyed, owned
from backend.platform.clock import BUSINESS_ZONE
from backend.retain.surveys import CSAT, NPS, UNSENT, VOID, Survey, SurveyAnswer

CONTENT: Final = 4
"""The lowest of 1 to 5 that counts as content."""
PROMOTERS, DETRACTORS = 9, 6
"""Of 0 to 10: from 9 on one recommends, up to 6 one does not."""
LOW_RESPONSE: Final = Decimal("0.2")
"""Below it a CSAT says little. Source: K-15."""
Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class Voice:
    """What was answered in a window. key: None: of all; good, bad: content or promoters, and detractors."""

    nth: int
    key: str | None
    clients: int = 0
    sent: int = 0
    answers: int = 0
    good: int = 0
    bad: int = 0


def nps_of(net: int, answers: int) -> Decimal:
    """The score, a whole number from -100 to 100. net: promoters less detractors; answers: > 0."""
    return (Decimal(net) * 100 / Decimal(answers)).quantize(Decimal(1), ROUND_HALF_UP)


def margin_of(net: int, told: int, answers: int) -> Decimal:
    """How far chance alone may have moved a score, in points with one place. told: promoters and detractors."""
    share, both = net / answers, told / answers
    found = Z * sqrt(max(both - share * share, 0.0) / answers) * 100
    return Decimal(repr(found)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def nps_from(scores: Sequence[int]) -> Decimal:
    """The score of some answers, each 0 to 10; at least one."""
    good = sum(score >= PROMOTERS for score in scores)
    bad = sum(score <= DETRACTORS for score in scores)
    return nps_of(good - bad, len(scores))


def csat_from(scores: Sequence[int]) -> Decimal:
    """The share of content answers, each 1 to 5; at least one."""
    return Decimal(sum(score >= CONTENT for score in scores)) / Decimal(len(scores))


def surveys(asked: Asked) -> Any:
    """(nth, id, client_id, day, score, owner_id, share, key): surveys about requests by the day they were sent on.

    score: null: not answered by what is asked to be known.
    """
    of, window = Survey, spans(asked.windows)
    day = _day(of.asked_at)
    answer: Any = of.score
    bounds: list[Any] = [
        of.firm_id == asked.firm_id,
        of.kind == CSAT,
        of.asked_at.is_not(None),
        of.state.not_in((VOID, UNSENT)),
    ]
    if asked.known_at is not None:
        bounds.append(of.asked_at <= asked.known_at)
        answer = (
            select(SurveyAnswer.score)
            .where(
                SurveyAnswer.firm_id == asked.firm_id,
                SurveyAnswer.survey_id == of.id,
                SurveyAnswer.at <= asked.known_at,
            )
            .order_by(SurveyAnswer.at.desc(), SurveyAnswer.id.desc())
            .limit(1)
            .correlate(of)
            .scalar_subquery()
        )
    client, moved = _client(asked)
    source: Any = window
    source = source.join(of, and_(day >= window.c.first, day < window.c.until))
    if moved is not None:
        source = source.outerjoin(moved, moved.c.id == of.id)
    told = (
        select(window.c.nth, of.id, client.label("client_id"), day.label("day"), answer.label("score"))
        .select_from(source)
        .where(*bounds)
        .subquery()
    )
    return keyed(asked, owned(asked.firm_id, told))


def last_answers(asked: Asked) -> Any:
    """(nth, id, client_id, day, score, place, owner_id, share, key): of each client his last answer in each window."""
    of, window = SurveyAnswer, spans(asked.windows)
    day = _day(of.at)
    bounds: list[Any] = [of.firm_id == asked.firm_id, Survey.firm_id == asked.firm_id, Survey.kind == NPS]
    if asked.known_at is not None:
        bounds.append(of.at <= asked.known_at)
    client, moved = _client(asked)
    source: Any = window
    source = source.join(of, and_(day >= window.c.first, day < window.c.until))
    source = source.join(Survey, Survey.id == of.survey_id)
    if moved is not None:
        source = source.outerjoin(moved, moved.c.id == Survey.id)
    place = func.row_number(type_=Integer()).over(
        partition_by=(window.c.nth, client), order_by=(of.at.desc(), of.id.desc())
    )
    every = (
        select(
            window.c.nth, of.id, client.label("client_id"), day.label("day"), of.score, place.label("place")
        )
        .select_from(source)
        .where(*bounds)
        .subquery()
    )
    last = select(*every.c).where(every.c.place == 1).subquery()
    return keyed(asked, owned(asked.firm_id, last))


def _day(at: Any) -> Any:
    """The business date of an instant."""
    return cast(func.timezone(str(BUSINESS_ZONE), at), Date())


def _client(asked: Asked) -> tuple[Any, Any]:
    """With whom a survey was by what is asked to be known, and the merges that moved it since, if any are asked for."""
    if asked.known_at is None:
        return Survey.client_id, None
    moved = moved_later(asked.firm_id, asked.known_at, "survey")
    return func.coalesce(moved.c.loser_id, Survey.client_id), moved


def statement(asked: Asked, of: Any, good: int, bad: int) -> Select[Any]:
    """(nth, key, whole, clients, sent, answers, good, bad) by window and, where it is split, by key."""
    counts = (
        func.count(of.c.client_id.distinct()),
        func.count(),
        func.count(of.c.score),
        func.count().filter(of.c.score >= good),
        func.count().filter(of.c.score <= bad),
    )
    if asked.by is None:
        return select(of.c.nth, of.c.key, literal_column("1"), *counts).group_by(of.c.nth, of.c.key)
    sets = func.grouping_sets(tuple_(of.c.nth), tuple_(of.c.nth, of.c.key))
    return select(of.c.nth, of.c.key, func.grouping(of.c.key), *counts).group_by(sets)


async def asked_for(session: AsyncSession, asked: Asked) -> list[Voice]:
    """K-15 of each window, and of each key in it, in one statement; a window without any survey is absent."""
    return await _told(session, statement(asked, surveys(asked), CONTENT, 0))


async def recommended(session: AsyncSession, asked: Asked) -> list[Voice]:
    """K-16 of each window, and of each key in it, in one statement; a window without any answer is absent."""
    return await _told(session, statement(asked, last_answers(asked), PROMOTERS, DETRACTORS))


async def _told(session: AsyncSession, of: Select[Any]) -> list[Voice]:
    return [
        Voice(nth, None if whole else key, *counts) for nth, key, whole, *counts in await session.execute(of)
    ]
