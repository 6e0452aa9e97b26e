"""Assessments and qualifications of the demo firm, as its clients' facts say: with answers that come to their level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import INDIVIDUAL, DemoClient
from backend.book.demo.copying import Copier, Row
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.population import Population
from backend.track.assessment_states import SUPERSEDED, state_on
from backend.track.assessments import Assessment, AssessmentSheet
from backend.track.qualifications import APPROVED, EXPIRING, REQUESTED, Qualification
from backend.track.questionnaires import LEVELS, Questionnaire, judge, months_later
from backend.track.suitability_content import read_content, shipped_content

REQUESTS: Final = 6
"""Requests that wait for compliance."""
_BASES: Final = {"individual": "assets", "institution": "net_assets", "product": "deemed"}
_MEASURE: Final = {"individual": ("financial_assets", 300, 4000), "institution": ("net_assets", 1000, 60_000)}


async def write_suitability(_session: AsyncSession, copier: Copier, people: Population) -> None:
    """All rows, those first that others refer to."""
    rows = _Rows(people)
    assessments = list(rows.assessments())
    await copier.write(Assessment, (row for row, _ in assessments))
    await copier.write(AssessmentSheet, (sheet for _, sheet in assessments))
    await copier.write(Qualification, rows.qualifications())


class _Rows:
    def __init__(self, people: Population) -> None:
        self._people = people
        self._draws: Draws = draws_of(0, "suitability")
        self._form: Questionnaire = read_content(shipped_content()).questionnaire
        self._reviewer = people.firm.having("compliance")[0]

    def assessments(self) -> Iterator[tuple[Row, Row]]:
        """The current one of each client with a level, and of some the one before, each with its sheet."""
        for client in self._people.clients:
            if client.risk is None or client.risk_valid_until is None:
                continue
            until = client.risk_valid_until
            if self._draws.chance(0.35):
                level = LEVELS[max(0, min(4, LEVELS.index(client.risk) + self._draws.whole(-1, 1)))]
                yield self._one(client, level, months_later(until, -self._form.months), past=True)
            yield self._one(client, client.risk, until)

    def _one(self, client: DemoClient, level: str, until: date, *, past: bool = False) -> tuple[Row, Row]:
        signed = months_later(until, -self._form.months)
        at = _noon(signed)
        id, answers = self._draws.id_at(at), self._answers(level)
        row: Row = {
            "id": id,
            "client_id": client.id,
            "state": SUPERSEDED if past else state_on(self._people.as_of, until, self._form.warn_days),
            "rules": 1,
            "score": judge(self._form, answers).score,
            "level": level,
            "lowest": False,
            "channel": "link" if self._draws.chance(0.4) else "counter",
            "signed_on": signed,
            "valid_until": until,
            "completed_at": at,
            "ended_at": _noon(until) if past else None,
            "created_at": at,
            "created_by": self._author(client),
            "updated_at": at,
        }
        return row, {"id": self._draws.id_at(at), "assessment_id": id, "answers": answers}

    def _answers(self, level: str) -> dict[str, list[str]]:
        """A sheet that comes to a level: drawn at random, then led there answer by answer."""
        free = {
            question.key: sorted(
                (answer for answer in question.answers if not answer.lowest), key=lambda answer: answer.points
            )
            for question in self._form.questions
        }
        places = {key: self._draws.whole(0, len(answers) - 1) for key, answers in free.items()}
        low, bounds = self._form.bounds[level], self._form.bounds
        n = LEVELS.index(level)
        high = bounds[LEVELS[n + 1]] - 1 if n + 1 < len(LEVELS) else 10_000
        keys = [question.key for question in self._form.questions]
        while True:
            score = sum(free[key][places[key]].points for key in keys)
            if low <= score <= high:
                return {key: [free[key][places[key]].key] for key in keys}
            step = 1 if score < low else -1
            key = self._draws.one_of([k for k in keys if 0 <= places[k] + step < len(free[k])])
            places[key] += step

    def qualifications(self) -> Iterator[Row]:
        """Approved ones of those who count as qualified, and some that wait for a review."""
        waiting = REQUESTS
        for client in self._people.clients:
            if client.is_qualified:
                yield self._approved(client)
            elif waiting and client.state == "prospect" and client.kind == INDIVIDUAL:
                waiting -= 1
                at = _noon(self._people.as_of - timedelta(days=self._draws.whole(1, 6)))
                yield {**self._asked(client, at), "state": REQUESTED}

    def _approved(self, client: DemoClient) -> Row:
        days = self._draws.whole(1, 30) if self._draws.chance(0.04) else self._draws.whole(31, 330)
        until = self._people.as_of + timedelta(days=days)
        at = _noon(months_later(until, -12))
        return {
            **self._asked(client, at),
            "state": EXPIRING if days <= 30 else APPROVED,
            "reviewed_by": f"user:{self._reviewer.id}",
            "reviewed_at": at + timedelta(hours=3),
            "valid_until": until,
        }

    def _asked(self, client: DemoClient, at: datetime) -> Row:
        measure = _MEASURE.get(client.kind)
        amounts = {measure[0]: str(self._draws.whole(*measure[1:]) * 10_000)} if measure else {}
        return {
            "id": self._draws.id_at(at),
            "client_id": client.id,
            "purpose": "qualified",
            "basis": _BASES[client.kind],
            "rules": 1,
            "measures": amounts,
            "requested_by": self._author(client),
            "requested_at": at,
            "created_at": at,
            "created_by": self._author(client),
            "updated_at": at,
        }

    def _author(self, client: DemoClient) -> str:
        owner: UUID = self._people.owner_of[client.id]
        return f"user:{owner}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)
