"""Posting the fees of a period as revenue."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.fee_accruals import CENT, FeeAccrual
from backend.book.fee_terms import terms_for, terms_of
from backend.book.ledger import SUBSCRIPTIONS, Transaction
from backend.book.money_events import FeesAccrued
from backend.book.revenue import Revenue, same_thing
from backend.platform.events import emit


async def post_revenue(session: AsyncSession, first: date, until: date) -> int:
    """Post what was earned in [first, until), CNY, as revenue by client, fund and kind; how many rows there are.

    management less trail: from the accruals of the period; performance: of funds with one mark from the accruals, else
    what transactions charged; subscription: fees of subscriptions; redemption: the share of the fee that does not
    stay in the fund. Where the finance system has told its own figure nothing is posted. A second time gives the
    same rows.
    """
    found = await earned(session, first, until)
    firm_id = session.info["firm_id"]
    told = list(
        await session.scalars(
            select(Revenue).where(
                Revenue.firm_id == firm_id, Revenue.period_from < until, Revenue.period_to > first
            )
        )
    )
    imported = [row for row in told if row.source == "import"]
    stored = {row.key: row for row in told if row.source == "accrual" and row.period_from == first}
    count, bulk = 0, BulkRows(session)
    for (client_id, product_id, class_id, kind), amount in sorted(found.items(), key=str):
        columns = {
            "client_id": client_id,
            "product_id": product_id,
            "share_class_id": class_id,
            "kind": kind,
            "period_from": first,
            "period_to": until,
            "amount": amount,
            "key": f"accrual {kind} {client_id.hex} {(class_id or product_id).hex} {first.isoformat()}",
            "source": "accrual",
        }
        if not amount or any(same_thing(row, Revenue(**columns)) for row in imported):
            continue
        count += 1
        present = stored.pop(str(columns["key"]), None)
        if present is None:
            bulk.add(Revenue, **columns)
        else:
            present.amount, present.period_to = amount, until
    for row in stored.values():
        await session.delete(row)
    await bulk.write()
    emit(session, FeesAccrued(first.isoformat(), until.isoformat(), posted=True))
    await session.flush()
    return count


Place = tuple[UUID, UUID, UUID | None, str]


async def earned(session: AsyncSession, first: date, until: date) -> dict[Place, Decimal]:
    """CNY earned in a period by client, fund, class and kind."""
    firm_id = session.info["firm_id"]
    found: dict[Place, Decimal] = defaultdict(Decimal)
    accruals = list(
        await session.scalars(
            select(FeeAccrual).where(
                FeeAccrual.firm_id == firm_id,
                FeeAccrual.period_from == first,
                FeeAccrual.period_to == until,
            )
        )
    )
    rows = list(
        await session.scalars(
            select(Transaction).where(
                Transaction.firm_id == firm_id,
                Transaction.date >= first,
                Transaction.date < until,
                or_(Transaction.fee != 0, Transaction.kind == "performance_fee"),
            )
        )
    )
    products = {row.product_id for row in accruals} | {row.product_id for row in rows}
    all_terms = await terms_of(session, sorted(products))
    for accrual in accruals:
        place = (accrual.client_id, accrual.product_id, accrual.share_class_id)
        terms = terms_for(all_terms, *place[1:], until - timedelta(days=1))
        if accrual.kind == "management":
            found[*place, "management"] += accrual.amount
            found[*place, "trail"] -= _cents(accrual.amount * (terms.trail_rate if terms else 0))
        elif terms is not None and terms.performance_method == "fund":
            found[*place, "performance"] += accrual.amount
    for row in rows:
        place = (row.client_id, row.product_id, row.share_class_id)
        terms = terms_for(all_terms, *place[1:], row.date)
        rest = row.fee - row.performance_fee
        if terms is None or terms.performance_method != "fund":
            # A fee in units is the whole of its transaction.
            charged = row.gross if row.kind == "performance_fee" else row.performance_fee
            found[*place, "performance"] += charged
        if row.kind in SUBSCRIPTIONS:
            found[*place, "subscription"] += rest
        elif row.kind == "redemption":
            found[*place, "redemption"] += _cents(rest * (1 - (terms.redemption_to_fund if terms else 1)))
    return dict(found)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
