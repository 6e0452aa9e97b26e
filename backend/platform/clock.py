"""Time: instants in UTC, business dates in Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def business_date(at: datetime | None = None) -> date:
    """The calendar day in Shanghai of an instant (default: now)."""
    return (at or now()).astimezone(BUSINESS_ZONE).date()
