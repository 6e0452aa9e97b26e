"""Requests made ready before the clock runs: bodies in random order, spread over all callers of a subject."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.bench.questions import Questions
from tests.bench.size import SEED
from tests.bench.subjects import Subject

READS = 1_000


@dataclass(frozen=True)
class Shot:
    """One request."""

    body: bytes
    headers: Mapping[str, str]


def shots_of(
    subject: Subject, question: str, asked: Questions, cursors: Sequence[str | None], round_: int
) -> list[Shot]:
    """The requests of a cell. Reads may be sent again and again; changes, of which there are more, only once."""
    draws = random.Random(SEED + round_)
    whats: list[Any]
    if question == "Q5":
        # Always another word than before: who has nothing to change has nothing to record.
        whats = [(id, version, f"顾问{version + 1}") for id, version in asked.changes]
    elif question == "Q1":
        whats = draws.choices(list(asked.ids), k=READS)
    else:
        places = draws.choices(range(len(asked.filters)), k=READS)
        whats = [(asked.filters[n], cursors[n]) for n in places]
    return [
        Shot(subject.body(question, subject.spell(question, what)), subject.headers[n % len(subject.headers)])
        for n, what in enumerate(whats)
    ]


def changed_ids(asked: Questions) -> list[UUID]:
    """Clients that a round changes."""
    return [id for id, _ in asked.changes]
