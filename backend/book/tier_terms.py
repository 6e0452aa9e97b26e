"""A tier model as SQL over clients: the tier by AUM with its hysteresis, the points of each input, the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.orm import aliased

from backend.book.clients import Client
from backend.book.households import Household
from backend.book.ledger import SUBSCRIPTIONS, Holding, Transaction
from backend.book.products import Product, ShareClass
from backend.book.tier_content import DIMENSIONS, INPUTS, Content

Points = Mapping[str, ColumnElement[Any]]
"""By input; null where the client's answer is missing."""


def number(value: int) -> ColumnElement[int]:
    """A whole number of a model, written into the statement."""
    return literal_column(str(int(value)), BigInteger)


def ladder(content: Content, cents: Any, factor: Decimal = Decimal(1)) -> ColumnElement[Any]:
    """The rank of the highest tier whose bound times a factor is reached. cents: AUM in whole cents."""
    ways = [
        (cents >= number(tier.least_cents(factor)), literal_column(str(tier.rank), Integer))
        for tier in reversed(content.tiers[1:])
    ]
    return case(*ways, else_=literal_column("1", Integer))


def by_aum(content: Content, cents: Any, present: Any) -> ColumnElement[Any]:
    """The rank by AUM alone. present: key of the tier the client is in, null at first.

    He stays in it until he falls below its bound less the hysteresis; then, or when he rises, the bounds decide.
    """
    rank = rank_of(content, present)
    rises = ladder(content, cents, content.rises)
    keeps = case(*((present == tier.key, number(tier.kept_cents(content.keeps))) for tier in content.tiers))
    raw = ladder(content, cents)
    return case((rank.is_(None), raw), (rises > rank, rises), (cents >= keeps, rank), else_=raw)


def by_score(content: Content, score: Any) -> ColumnElement[Any]:
    """The highest rank into which a score lifts; 0 where it does not."""
    ways = [
        (score >= tier.score_from, literal_column(str(tier.rank), Integer))
        for tier in reversed(content.tiers)
        if tier.score_from is not None
    ]
    return case(*ways, else_=literal_column("0", Integer)) if ways else literal_column("0", Integer)


def rank_of(content: Content, key: Any) -> ColumnElement[Any]:
    """The rank of a key; null for one that the model has not."""
    return case(*((key == tier.key, literal_column(str(tier.rank), Integer)) for tier in content.tiers))


def key_of(content: Content, rank: Any) -> ColumnElement[Any]:
    """The key of a rank."""
    return case(*((rank == tier.rank, literal(tier.key, Text())) for tier in content.tiers))


def points_of(content: Content, firm_id: UUID, cents: Any, on: date) -> Points:
    """The points of each input of the clients of a statement, on a day."""
    points = content.points
    found = {
        "aum": _steps(cents, points["aum"], scale=100),
        "occupation": _occupation(points["occupation"]),
        "age": _age(points["age"], on),
        "family": _family(points["family"], firm_id),
        "company": _each(Client.industry, points["company"]["industries"], points["company"]["other"]),
        "relationship": _each(Client.relationship, points["relationship"], None),
        "frequency": _frequency(points["frequency"], firm_id, on),
        "risk": _each(revealed(firm_id), points["risk"], None),
    }
    assert tuple(found) == INPUTS
    return {name: cast(value, Integer) for name, value in found.items()}


def score_of(content: Content, points: Points) -> ColumnElement[Any]:
    """0-100: the weighted mean of the dimensions of which something is known; null where nothing is."""
    summed: Any = literal_column("0", Numeric)
    weighed: Any = literal_column("0", Numeric)
    for name, inputs in DIMENSIONS.items():
        known = _summed([case((points[each].is_(None), 0), else_=1) for each in inputs])
        total = _summed([func.coalesce(points[each], 0) for each in inputs])
        mean = cast(total, Numeric) / func.nullif(known, 0)
        weight = literal_column(str(content.weights[name]), Numeric)
        summed += weight * func.coalesce(mean, 0)
        weighed += case((known > 0, weight), else_=literal_column("0", Numeric))
    return func.round(summed / func.nullif(weighed, 0), 2)


def _summed(parts: Sequence[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def revealed(firm_id: UUID) -> ColumnElement[Any]:
    """R1-R5: the mean risk of what a client holds, weighted by its value; null where he holds nothing that has one."""
    held = aliased(Holding)
    of, of_class = aliased(Product), aliased(ShareClass)
    nav = case((held.share_class_id.is_(None), of.nav), else_=of_class.nav)
    value = case((of.valuation == "cost", held.cost), else_=held.units * nav)
    level = cast(func.substr(of.risk_level, 2, 1), Integer)
    mean = func.round(func.sum(level * value) / func.nullif(func.sum(value), 0))
    return (
        select(func.concat("R", cast(mean, Integer)))
        .select_from(held)
        .join(of, (of.firm_id == firm_id) & (of.id == held.product_id))
        .outerjoin(of_class, (of_class.firm_id == firm_id) & (of_class.id == held.share_class_id))
        .where(
            held.firm_id == firm_id,
            Client.firm_id == firm_id,
            held.client_id == Client.id,
            held.valid_to.is_(None),
            of.risk_level.is_not(None),
            value > 0,
        )
        .having(func.sum(value) > 0)
        .correlate(Client)
        .scalar_subquery()
    )


def _steps(value: Any, rows: Sequence[Mapping[str, Any]], *, scale: int = 1) -> ColumnElement[Any]:
    ways = [
        (value >= literal_column(str(Decimal(row["from"]) * scale), Numeric), row["points"])
        for row in reversed(rows)
    ]
    return case((value.is_(None), null()), *ways, else_=rows[0]["points"])


def _each(value: Any, points: Mapping[str, int], other: int | None) -> ColumnElement[Any]:
    ways = [(value == key, each) for key, each in points.items()]
    return case((value.is_(None), null()), *ways, else_=other)


def _occupation(points: Mapping[str, Any]) -> ColumnElement[Any]:
    said = func.nullif(Client.occupation, "")
    ways = [(func.strpos(said, row["contains"]) > 0, row["points"]) for row in points["words"]]
    return case((said.is_(None), null()), *ways, else_=points["other"])


def _age(rows: Sequence[Mapping[str, Any]], on: date) -> ColumnElement[Any]:
    years = func.date_part("year", func.age(cast(literal(on, Date()), Date()), Client.birth_date))
    return _steps(cast(years, Numeric), rows)


def _family(points: Mapping[str, int], firm_id: UUID) -> ColumnElement[Any]:
    heads = (
        select(Household.id)
        .where(
            Household.firm_id == firm_id,
            Client.firm_id == firm_id,
            Household.id == Client.household_id,
            Household.head_id == Client.id,
        )
        .correlate(Client)
        .exists()
    )
    return case((Client.household_id.is_(None), null()), (heads, points["head"]), else_=points["member"])


def _frequency(points: Mapping[str, Any], firm_id: UUID, on: date) -> ColumnElement[Any]:
    made, later = aliased(Transaction), aliased(Transaction)
    undone = select(later.id).where(
        later.firm_id == firm_id, made.firm_id == firm_id, later.reverses_id == made.id
    )
    first = cast(literal(on, Date()), Date()) - func.make_interval(0, points["months"])
    count = (
        select(func.count())
        .select_from(made)
        .where(
            made.firm_id == firm_id,
            Client.firm_id == firm_id,
            made.client_id == Client.id,
            made.kind.in_(SUBSCRIPTIONS),
            made.date > first,
            made.date <= on,
            made.reverses_id.is_(None),
            ~undone.correlate(made).exists(),
        )
        .correlate(Client)
        .scalar_subquery()
    )
    return _steps(count, points["steps"])
