"""A risk questionnaire: its questions, what an answer counts, and which level a sheet of answers comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from backend.book.content_checks import (
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    truth_of,
    whole_of,
    words_of,
)
from backend.platform.errors import bad_input

LEVELS: Final = ("C1", "C2", "C3", "C4", "C5")
KINDS: Final = ("one", "many")
HARD_LIMIT: Final = 36
"""Months that a questionnaire of a private fund may be valid at most. Source: rules on raising private funds, 2016."""
MOST_QUESTIONS, MOST_ANSWERS, MOST_POINTS, MOST_SCORE = 60, 12, 100, 10_000
MOST_WARNING: Final = 120

Answers = Mapping[str, Sequence[str]]
"""What somebody answered: keys of answers by key of the question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose. lowest: whoever gives it is of the lowest class, whatever else he says."""

    key: str
    zh: str
    en: str
    points: int
    lowest: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question. kind: `one` answer or `many`; most: points that many answers count together, None: the highest."""

    key: str
    kind: str
    zh: str
    en: str
    most: int | None
    answers: tuple[Answer, ...]

    def points(self, given: Sequence[str]) -> int:
        """What the answers given count."""
        found = [each.points for each in self.answers if each.key in given]
        if self.kind == "many" and self.most is not None:
            return min(sum(found), self.most)
        return max(found, default=0)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All of it. months: how long a sheet is valid; warn_days: how long before its end it counts as expiring.

    bounds: the least score of each level, C1's is 0.
    """

    months: int
    warn_days: int
    questions: tuple[Question, ...]
    bounds: Mapping[str, int]

    def level_of(self, score: int) -> str:
        """The highest level whose bound a score reaches; a bound's own value belongs to it."""
        return next(level for level in reversed(LEVELS) if score >= self.bounds[level])


@dataclass(frozen=True, slots=True)
class Result:
    """What a sheet comes to. lowest: of the lowest class, whose level is C1."""

    score: int
    level: str
    lowest: bool


def read_answers(form: Questionnaire, given: Any, *, whole: bool) -> dict[str, list[str]]:
    """The answers of a sheet by question, in its order. whole: every question has to have one.

    Raises Refused(BAD_USER_INPUT) naming the place, as `answers.age`: content_format, choice, required, unknown.
    """
    if not isinstance(given, Mapping):
        raise bad_input("answers", "content_format")
    known = {question.key for question in form.questions}
    for key in given:
        if key not in known:
            raise bad_input("answers", "unknown")
    found: dict[str, list[str]] = {}
    for question in form.questions:
        at, chosen = f"answers.{question.key}", given.get(question.key, [])
        if not isinstance(chosen, list) or not all(isinstance(each, str) for each in chosen):
            raise bad_input(at, "content_format")
        picked = [answer.key for answer in question.answers if answer.key in chosen]
        if len(picked) != len(set(chosen)) or (question.kind == "one" and len(picked) > 1):
            raise bad_input(at, "choice")
        if whole and not picked:
            raise bad_input(at, "required")
        if picked:
            found[question.key] = picked
    return found


def judge(form: Questionnaire, answers: Answers) -> Result:
    """Score and level of a sheet that `read_answers` let through."""
    score = sum(question.points(answers.get(question.key, ())) for question in form.questions)
    lowest = any(
        answer.lowest and answer.key in answers.get(question.key, ())
        for question in form.questions
        for answer in question.answers
    )
    return Result(score, "C1" if lowest else form.level_of(score), lowest)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise ValueError(day)


def read_questionnaire(given: Any) -> Questionnaire:
    """A questionnaire that comes as JSON. Raises Refused(BAD_USER_INPUT) naming the place."""
    at = "questionnaire"
    row = object_of(given, at, {"months", "warn_days", "questions", "bounds"})
    questions = [
        _question(each, f"{at}.questions.{n}")
        for n, each in enumerate(list_of(row["questions"], f"{at}.questions", MOST_QUESTIONS))
    ]
    if not questions:
        raise bad_input(f"{at}.questions", "required")
    hold_apart([question.key for question in questions], f"{at}.questions", "key")
    return Questionnaire(
        whole_of(row["months"], f"{at}.months", 1, HARD_LIMIT),
        whole_of(row["warn_days"], f"{at}.warn_days", 1, MOST_WARNING),
        tuple(questions),
        _bounds(row["bounds"], f"{at}.bounds"),
    )


def _bounds(given: Any, at: str) -> dict[str, int]:
    row = object_of(given, at, set(LEVELS))
    bounds = {level: whole_of(row[level], f"{at}.{level}", 0, MOST_SCORE) for level in LEVELS}
    if bounds["C1"] != 0:
        raise bad_input(f"{at}.C1", "range", low=0, high=0)
    for low, high in pairwise(LEVELS):
        if bounds[high] <= bounds[low]:
            raise bad_input(f"{at}.{high}", "range", low=bounds[low] + 1, high=MOST_SCORE)
    return bounds


def _question(given: Any, at: str) -> Question:
    row = object_of(given, at, {"key", "kind", "zh", "en", "most", "answers"})
    answers = [
        _answer(each, f"{at}.answers.{n}")
        for n, each in enumerate(list_of(row["answers"], f"{at}.answers", MOST_ANSWERS))
    ]
    if len(answers) < 2:
        raise bad_input(f"{at}.answers", "required")
    hold_apart([answer.key for answer in answers], f"{at}.answers", "key")
    return Question(
        key_of(row["key"], f"{at}.key"),
        choice_of(row["kind"], f"{at}.kind", KINDS),
        words_of(row["zh"], f"{at}.zh", 200),
        words_of(row["en"], f"{at}.en", 200),
        None if row["most"] is None else whole_of(row["most"], f"{at}.most", 0, MOST_POINTS),
        tuple(answers),
    )


def _answer(given: Any, at: str) -> Answer:
    row = object_of(given, at, {"key", "zh", "en", "points", "lowest"})
    return Answer(
        key_of(row["key"], f"{at}.key"),
        words_of(row["zh"], f"{at}.zh", 200),
        words_of(row["en"], f"{at}.en", 200),
        whole_of(row["points"], f"{at}.points", 0, MOST_POINTS),
        truth_of(row["lowest"], f"{at}.lowest"),
    )
