"""Some differences between the demo firm's units and its registrar's, so that the worklist has work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from backend.book.demo.client_rows import AUTHOR
from backend.book.demo.copying import Row
from backend.book.demo.days import at_hour
from backend.book.demo.draws import draws_of
from backend.book.demo.population import Population
from backend.systemize.holidays import last_market_day_of_week

# What the registrar has more (+) or less (-), and what became of it.
_FOUND: Final = (
    (Decimal("-1000.00"), "open", None),
    (Decimal("0.01"), "open", None),
    (Decimal("50000.00"), "open", None),
    (Decimal("-320.55"), "open", None),
    (
        Decimal("0.01"),
        "explained",
        "登记机构按四舍五入保留，我方截位，差一分份额；下次对账前由登记机构确认。",
    ),
    (Decimal("200.00"), "resolved", "红利再投晚一日入账，补录后一致。"),
)
_STRANGER: Final = "****3391"


def unit_breaks(people: Population) -> Iterator[Row]:
    """For `UnitBreak`: of the last list of the week before, and one investor nobody knows."""
    draws = draws_of(0, "unit breaks")
    day = next(
        found
        for week in range(1, 9)
        if (found := last_market_day_of_week(people.as_of - timedelta(days=7 * week))) is not None
    )
    held = [row for row in people.holdings if row.valid_to is None and row.valid_from <= day]
    at = at_hour(day + timedelta(days=1), 9, 30)
    settler = people.firm.by_email["operations"].id
    for number, (more, state, note) in enumerate(_FOUND):
        holding = held[number * len(held) // len(_FOUND)]
        yield {
            "id": draws.id_at(at),
            "product_id": holding.product_id,
            "client_id": holding.client_id,
            "investor_masked": None,
            "as_of": day,
            "our_units": holding.units,
            "registrar_units": holding.units + more,
            "state": state,
            "note": note,
            "settled_by_id": settler if note else None,
            "settled_at": at + timedelta(hours=2) if note else None,
            "created_at": at,
            "created_by": AUTHOR,
            "updated_at": at,
        }
    yield {
        "id": draws.id_at(at),
        "product_id": held[0].product_id,
        "client_id": None,
        "investor_masked": _STRANGER,
        "as_of": day,
        "our_units": Decimal(0),
        "registrar_units": Decimal("1000000.00"),
        "state": "open",
        "note": None,
        "settled_by_id": None,
        "settled_at": None,
        "created_at": at,
        "created_by": AUTHOR,
        "updated_at": at,
    }
