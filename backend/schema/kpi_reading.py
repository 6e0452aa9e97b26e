"""A figure as a caller reads it: told of what he reaches, hidden where it would tell of single clients."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from backend.analyze.asking import UNKNOWN
from backend.graph.context import Context
from backend.platform.clock import now
from backend.schema.kpi_asking import Question
from backend.schema.kpi_entries import shown
from backend.schema.kpi_figures import KpiAnswer, KpiPoint, KpiRow, figures_of, hidden
from backend.schema.kpi_telling import TELLS, Told
from backend.schema.kpis import is_few


async def answer(context: Context, question: Question) -> KpiAnswer:
    """The figure. Raises Refused(rate_missing)."""
    entry, asked = question.entry, question.asked
    async with context.database.read(context.principal.firm_id) as session:
        told = await TELLS[entry.id](session, asked)
    context.queries += told.statements
    begins = 3 if question.compared else 2
    return KpiAnswer(
        kpi=shown(entry),
        at=now(),
        whole=question.whole,
        total=_point(question, told, 1),
        before=_point(question, told, 2) if question.compared else None,
        series=[_point(question, told, nth) for nth in range(begins, len(asked.windows) + 1)],
        rows=_rows(question, told),
    )


def _point(question: Question, told: Told, nth: int) -> KpiPoint:
    window = question.asked.windows[nth - 1]
    few = not question.whole and is_few(told.heads.get(nth, 0))
    numbers = None if few else told.totals[nth]
    return KpiPoint(first=window.first, until=window.until, figures=figures_of(question.entry, numbers))


def _rows(question: Question, told: Told) -> list[KpiRow]:
    entry, by = question.entry, question.asked.by
    if by is None:
        return []
    keys, clients = told.keys[1], told.clients[1]
    few = hidden(clients, whole=question.whole)
    if not question.whole and is_few(told.heads.get(1, 0)):
        few = set(keys)
    headline = entry.measures[0].key

    def place(key: str) -> tuple[bool, bool, Decimal, str]:
        return key == UNKNOWN, key in few, -size_of(keys[key][headline]), key

    return [
        KpiRow(
            by=by,
            raw=key,
            clients=None if key in few else clients[key],
            figures=figures_of(entry, None if key in few else keys[key]),
        )
        for key in sorted(keys, key=place)
    ]


def size_of(number: Any) -> Decimal:
    """By what rows are ordered: a number, or what a ratio comes to, 0 where there is nothing to divide by."""
    if not isinstance(number, tuple):
        return Decimal(number)
    part, of, *_ = number
    return Decimal(part) / Decimal(of) if of else Decimal(0)
