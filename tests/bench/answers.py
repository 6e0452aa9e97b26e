"""Whether all subjects say the same: answers in one form, whatever way a subject writes numbers and instants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx2

from tests.bench.questions import Questions
from tests.bench.subjects import Subject, ask, cursors_of

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def normal(value: Any, key: str = "") -> Any:
    """A value in the common form: instants as seconds, exact numbers; cursors, which differ by nature, left out."""
    if isinstance(value, dict):
        return {k: normal(v, k) for k, v in sorted(value.items()) if k != "endCursor"}
    if isinstance(value, list):
        return [normal(v, key) for v in value]
    if isinstance(value, str) and _INSTANT.match(value):
        return datetime.fromisoformat(value).timestamp()
    if key in {"aum", "units", "cost", "nav"} and value is not None:
        return Decimal(str(value)).normalize()
    return value


async def differences(
    client: httpx2.AsyncClient, subjects: Sequence[Subject], asked: Questions, samples: int = 12
) -> list[str]:
    """Where a subject's answer is another than the first one's; empty when all agree."""
    cursors = {subject.name: await cursors_of(client, subject, asked) for subject in subjects}
    found = []
    for question in ("Q1", "Q2", "Q3"):
        for n in range(samples):
            told = {}
            for subject in subjects:
                what: Any = asked.ids[n % len(asked.ids)]
                if question != "Q1":
                    at = n % len(asked.filters)
                    what = (asked.filters[at], cursors[subject.name][at])
                data = await ask(client, subject, question, what, n)
                told[subject.name] = normal(subject.common(question, data))
            first = subjects[0].name
            found += [
                f"{question} #{n}: {name} differs from {first} at {_where(told[first], answer)}"
                for name, answer in told.items()
                if answer != told[first]
            ]
    return found + await _changes(client, subjects, asked)


async def _changes(client: httpx2.AsyncClient, subjects: Sequence[Subject], asked: Questions) -> list[str]:
    """Each subject changes a client of its own; the answer must name it with the new value and the next version."""
    found = []
    for subject, (id, version) in zip(subjects, asked.changes, strict=False):
        word = f"检验{subject.name}"
        data = subject.common("Q5", await ask(client, subject, "Q5", (id, version, word)))
        told = data["updateClient"]
        wanted = {"id": f"client_{id.hex}", "occupation": word, "version": version + 1}
        if {key: told.get(key) for key in wanted} != wanted:
            found.append(f"Q5: {subject.name} answers {told}, not {wanted}")
    return found


def _where(one: Any, other: Any, path: str = "") -> str:
    """The first place at which two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if one.get(key) != other.get(key):
                return _where(one.get(key), other.get(key), f"{path}.{key}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for n, (a, b) in enumerate(zip(one, other, strict=True)):
            if a != b:
                return _where(a, b, f"{path}[{n}]")
    return f"{path}: {str(one)[:100]} / {str(other)[:100]}"
