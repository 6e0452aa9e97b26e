"""What a fund charges, from a day on: subscription, redemption, management and performance fees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.lookup import named
from backend.book.money_events import ProductChanged
from backend.book.product_fields import number_in
from backend.book.products import Product, ShareClass
from backend.platform.db import RATIO, TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit

CENT = Decimal("0.01")
SUBSCRIPTION_MODES: Final = ("outside", "inside")
PERFORMANCE_METHODS: Final = ("none", "fund", "lot")
DAY_COUNTS: Final = (360, 365, 366)


class FeeTerms(Versioned, TenantRow):
    """Fees of a fund (or of one share class) during [valid_from, valid_to); all rates are ratios.

    subscription_mode: 价外 outside, the fee is added to what is invested; 价内 inside, it is taken out of the amount.
    redemption_steps: [{"days", "rate"}], held fewer days than that; redemption_to_fund: the share of it that stays in
    the fund. management_rate: a year, over management_days. performance_method: `fund`, the whole fund has one
    high-water mark; `lot`, each lot its own. hurdle_rate: a year, simple. trail_rate: of the management fee, paid on
    to a distributor.
    """

    __tablename__ = "fee_terms"
    __table_args__ = (
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        Index(
            "uq_fee_terms_from",
            *("firm_id", "product_id", "share_class_id", "valid_from"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    subscription_rate: Mapped[Decimal] = mapped_column(RATIO, default=Decimal(0))
    subscription_mode: Mapped[str] = mapped_column(default="outside")
    redemption_steps: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    redemption_to_fund: Mapped[Decimal] = mapped_column(RATIO, default=Decimal(1))
    management_rate: Mapped[Decimal] = mapped_column(RATIO, default=Decimal(0))
    management_days: Mapped[int] = mapped_column(default=365)
    performance_method: Mapped[str] = mapped_column(default="none")
    performance_rate: Mapped[Decimal] = mapped_column(RATIO, default=Decimal(0))
    hurdle_rate: Mapped[Decimal] = mapped_column(RATIO, default=Decimal(0))
    trail_rate: Mapped[Decimal] = mapped_column(RATIO, default=Decimal(0))


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription worked out, in the fund's currency: net = gross - fee is invested at the NAV."""

    gross: Decimal
    fee: Decimal
    net: Decimal
    units: Decimal


def subscription(
    gross: Decimal, rate: Decimal, mode: str, nav: Decimal, units_places: int = 2
) -> Subscription:
    """What a payment buys.

    gross: money paid, > 0; rate: ratio. outside (价外): net = gross / (1 + rate);
    inside (价内): net = gross * (1 - rate). Units are rounded half up to the registrar's decimals.
    """
    net = gross / (1 + rate) if mode == "outside" else gross * (1 - rate)
    net = net.quantize(CENT, ROUND_HALF_UP)
    units = (net / nav).quantize(Decimal(1).scaleb(-units_places), ROUND_HALF_UP)
    return Subscription(gross, gross - net, net, units)


def redemption_rate(steps: Sequence[Mapping[str, Any]], held_days: int) -> Decimal:
    """The rate of a short-term redemption fee: of the shortest step that the units were held less than, else 0."""
    for step in sorted(steps, key=lambda step: int(step["days"])):
        if held_days < int(step["days"]):
            return Decimal(step["rate"])
    return Decimal(0)


_RATES: Final = {
    "subscriptionRate": ("subscription_rate", Decimal("0.2")),
    "redemptionToFund": ("redemption_to_fund", Decimal(1)),
    "managementRate": ("management_rate", Decimal("0.2")),
    "performanceRate": ("performance_rate", Decimal(1)),
    "hurdleRate": ("hurdle_rate", Decimal(1)),
    "trailRate": ("trail_rate", Decimal(1)),
}
_CHOICES: Final[Mapping[str, tuple[str, tuple[Any, ...]]]] = {
    "subscriptionMode": ("subscription_mode", SUBSCRIPTION_MODES),
    "managementDays": ("management_days", DAY_COUNTS),
    "performanceMethod": ("performance_method", PERFORMANCE_METHODS),
}


async def set_terms(
    session: AsyncSession,
    product_id: UUID,
    valid_from: date,
    values: Mapping[str, Any],
    *,
    share_class_id: UUID | None = None,
) -> FeeTerms:
    """Fees from a day on; those before end there, and what is not named stays as it was.

    values: rates as ratios, `redemptionSteps` as [{"days", "rate"}]. Terms of the same day are replaced; terms of a
    later day stay. Raises Refused(BAD_USER_INPUT).
    """
    await named(session, Product, product_id, "product")
    if share_class_id is not None:
        own = await named(session, ShareClass, share_class_id, "shareClass")
        if own.product_id != product_id:
            raise bad_input("shareClass", "unknown")
    columns = _checked(values)
    all_terms = await _terms(session, product_id, share_class_id)
    before = next((terms for terms in reversed(all_terms) if terms.valid_from <= valid_from), None)
    if before is not None and before.valid_from == valid_from:
        terms = before
    else:
        kept = {name: getattr(before, name) for name in _COPIED} if before is not None else {}
        after = next((terms for terms in all_terms if terms.valid_from > valid_from), None)
        terms = FeeTerms(
            product_id=product_id,
            share_class_id=share_class_id,
            valid_from=valid_from,
            valid_to=after.valid_from if after else None,
            **kept,
        )
        session.add(terms)
        if before is not None:
            before.valid_to = valid_from
    for column, value in columns.items():
        setattr(terms, column, value)
    await session.flush()
    emit(session, ProductChanged(product_id, "feeTerms"))
    return terms


_COPIED: Final = (
    *(column for column, _ in _RATES.values()),
    *(column for column, _ in _CHOICES.values()),
    "redemption_steps",
)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, raw in values.items():
        if key in _RATES:
            column, most = _RATES[key]
            found[column] = number_in(key, raw, Decimal(0), most, 8)
        elif key in _CHOICES:
            column, choices = _CHOICES[key]
            if raw not in choices:
                raise bad_input(key, "choice")
            found[column] = raw
        elif key == "redemptionSteps":
            found["redemption_steps"] = [
                {
                    "days": int(number_in(key, step.get("days"), Decimal(1), Decimal(3660), 0)),
                    "rate": str(number_in(key, step.get("rate"), Decimal(0), Decimal("0.5"), 8)),
                }
                for step in raw
            ]
        else:
            raise bad_input(key, "choice")
    return found


async def _terms(session: AsyncSession, product_id: UUID, share_class_id: UUID | None) -> list[FeeTerms]:
    rows = await session.scalars(
        select(FeeTerms)
        .where(
            FeeTerms.firm_id == session.info["firm_id"],
            FeeTerms.product_id == product_id,
            FeeTerms.share_class_id.is_not_distinct_from(share_class_id),
        )
        .order_by(FeeTerms.valid_from)
    )
    return list(rows)


async def terms_of(
    session: AsyncSession, product_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID | None], list[FeeTerms]]:
    """All terms of funds by (fund, share class), oldest first; a class without its own takes those of the fund."""
    rows = await session.scalars(
        select(FeeTerms)
        .where(FeeTerms.firm_id == session.info["firm_id"], FeeTerms.product_id.in_(product_ids))
        .order_by(FeeTerms.valid_from)
    )
    found: dict[tuple[UUID, UUID | None], list[FeeTerms]] = {}
    for row in rows:
        found.setdefault((row.product_id, row.share_class_id), []).append(row)
    return found


def terms_at(terms: Sequence[FeeTerms], on: date) -> FeeTerms | None:
    """Those of a day, among the terms of one fund or class."""
    return next(
        (row for row in terms if row.valid_from <= on and (row.valid_to is None or on < row.valid_to)), None
    )


def terms_for(
    all_terms: Mapping[tuple[UUID, UUID | None], Sequence[FeeTerms]],
    product_id: UUID,
    share_class_id: UUID | None,
    on: date,
) -> FeeTerms | None:
    """The terms of a class, else of its fund, on a day. all_terms: as `terms_of` gives them."""
    own = terms_at(all_terms.get((product_id, share_class_id), ()), on)
    return own or terms_at(all_terms.get((product_id, None), ()), on)
