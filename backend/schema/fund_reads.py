"""Batch reads behind the fields of funds: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.fee_terms import FeeTerms
from backend.book.ledger import Holding
from backend.book.nav_points import nav_known
from backend.book.open_days import OpenDay
from backend.book.products import NavPoint, ShareClass
from backend.graph.context import Context
from backend.graph.nodes import grouped
from backend.graph.nouns import Noun
from backend.schema.ledger_reads import holdings_within


async def nav_points_of(
    session: AsyncSession,
    context: Context,
    product_ids: Sequence[UUID],
    start: date | None,
    end: date | None,
    known_at: datetime | None,
    share_class_id: UUID | None,
) -> dict[UUID, list[NavPoint]]:
    """NAVs of funds (or of one class) in [start, end] as known at an instant (None: now), oldest first."""
    statement = select(NavPoint).where(
        NavPoint.firm_id == context.principal.firm_id,
        NavPoint.product_id.in_(product_ids),
        NavPoint.share_class_id.is_not_distinct_from(share_class_id),
        nav_known(known_at),
    )
    if start is not None:
        statement = statement.where(NavPoint.date >= start)
    if end is not None:
        statement = statement.where(NavPoint.date <= end)
    return grouped(
        (await session.scalars(statement.order_by(NavPoint.date, NavPoint.id))).all(), "product_id"
    )


async def nav_versions_of(
    session: AsyncSession,
    context: Context,
    product_ids: Sequence[UUID],
    on: date,
    share_class_id: UUID | None,
) -> dict[UUID, list[NavPoint]]:
    """All versions of the NAV of a day of each fund (or of one class), in the order they were published."""
    rows = await session.scalars(
        select(NavPoint)
        .where(
            NavPoint.firm_id == context.principal.firm_id,
            NavPoint.product_id.in_(product_ids),
            NavPoint.share_class_id.is_not_distinct_from(share_class_id),
            NavPoint.date == on,
        )
        .order_by(NavPoint.published_at, NavPoint.id)
    )
    return grouped(rows.all(), "product_id")


async def classes_of(
    session: AsyncSession, context: Context, product_ids: Sequence[UUID], share_class: Noun
) -> dict[UUID, list[Any]]:
    """Share classes of funds, by name."""
    rows = await session.execute(
        share_class.rows(context.principal)
        .where(ShareClass.product_id.in_(product_ids))
        .order_by(ShareClass.name, ShareClass.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].product_id].append(share_class.made(row))
    return found


async def class_days_of(
    session: AsyncSession, context: Context, product_ids: Sequence[UUID]
) -> dict[UUID, list[date | None]]:
    """The days of the latest NAVs of each fund's classes, seen or not; funds without classes are absent."""
    rows = await session.execute(
        select(ShareClass.product_id, ShareClass.nav_date).where(
            ShareClass.firm_id == context.principal.firm_id, ShareClass.product_id.in_(product_ids)
        )
    )
    found: dict[UUID, list[date | None]] = defaultdict(list)
    for product_id, day in rows:
        found[product_id].append(day)
    return dict(found)


async def terms_of(
    session: AsyncSession, context: Context, product_ids: Sequence[UUID]
) -> dict[UUID, list[FeeTerms]]:
    """Fee terms of funds and their classes, the latest first."""
    rows = await session.scalars(
        select(FeeTerms)
        .where(FeeTerms.firm_id == context.principal.firm_id, FeeTerms.product_id.in_(product_ids))
        .order_by(FeeTerms.valid_from.desc(), FeeTerms.id)
    )
    return grouped(rows.all(), "product_id")


async def open_days_of(
    session: AsyncSession, context: Context, product_ids: Sequence[UUID], start: date | None, end: date | None
) -> dict[UUID, list[OpenDay]]:
    """Openings of funds that touch [start, end], oldest first."""
    statement = select(OpenDay).where(
        OpenDay.firm_id == context.principal.firm_id, OpenDay.product_id.in_(product_ids)
    )
    if start is not None:
        statement = statement.where(OpenDay.last >= start)
    if end is not None:
        statement = statement.where(OpenDay.first <= end)
    return grouped((await session.scalars(statement.order_by(OpenDay.first, OpenDay.id))).all(), "product_id")


async def holder_counts(
    session: AsyncSession, context: Context, product_ids: Sequence[UUID], client: Noun
) -> dict[UUID, int]:
    """How many clients within reach hold each product now."""
    within = client.rows(context.principal).with_only_columns(Client.id)
    rows = await session.execute(
        select(Holding.product_id, func.count())
        .where(
            Holding.firm_id == context.principal.firm_id,
            Holding.product_id.in_(product_ids),
            Holding.valid_to.is_(None),
            *holdings_within(context.principal),
            Holding.client_id.in_(within),
        )
        .group_by(Holding.product_id)
    )
    return {row[0]: row[1] for row in rows}
