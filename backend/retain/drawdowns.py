"""Falls of funds that clients hold: one row a client, fund and episode, and one a fund and wave of them.

Written by the sweep itself (`drawdown_sweeps.py`), so neither is audited a second time.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import RATIO, TenantRow, refers

STATES: Final = ("open", "recovered", "withdrawn", "left")
"""left: the client holds the fund no more; withdrawn: by corrected NAVs or other lots it never was, or is no more."""


class DrawdownEpisode(TenantRow):
    """A wave of a fund (of one of its classes): from the first client who breaches until none does.

    level: the deepest of its clients, 1, 2, 3; deepest: their largest fall, a ratio; nav_date: of the latest look.
    """

    __tablename__ = "drawdown_episode"
    __table_args__ = (
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        Index(
            "uq_drawdown_episode_open", "firm_id", "product_id", "share_class_id", unique=True,
            postgresql_where=text("ended_at is null"), postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip
    audited: ClassVar[bool] = False

    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    begun_on: Mapped[date]
    nav_date: Mapped[date]
    level: Mapped[int]
    deepest: Mapped[Decimal] = mapped_column(RATIO)
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Drawdown(TenantRow):
    """A client's episode in a fund he holds.

    basis: of `signal_content.BASES`, cost where no NAV of the purchase is known; opened_on: since when the high counts;
    begun_on: the NAV day of the crossing; fall, deepest: ratios in [0, 1], of as_of and the largest; level: by the
    deepest, told_level: of which leads were told; value, loss: CNY, what is held and what is missing to the high, None
    without an exchange rate; rules: the version that found it; task_id: of whoever looks after the client.
    """

    __tablename__ = "drawdown"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("drawdown_episode", "episode_id"),
        refers("task", "task_id"),
        Index(
            "uq_drawdown_open", "firm_id", "client_id", "product_id", "share_class_id", unique=True,
            postgresql_where=text("state = 'open'"), postgresql_nulls_not_distinct=True,
        ),
        Index("ix_drawdown_episode", "firm_id", "episode_id"),
        Index("ix_drawdown_product", "firm_id", "product_id", postgresql_where=text("state = 'open'")),
        Index("ix_drawdown_task", "firm_id", "task_id", postgresql_where=text("task_id is not null")),
    )  # fmt: skip
    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    episode_id: Mapped[UUID]
    basis: Mapped[str]
    opened_on: Mapped[date]
    begun_on: Mapped[date]
    as_of: Mapped[date]
    fall: Mapped[Decimal] = mapped_column(RATIO)
    deepest: Mapped[Decimal] = mapped_column(RATIO)
    level: Mapped[int]
    told_level: Mapped[int] = mapped_column(default=0)
    value: Mapped[Decimal | None]
    loss: Mapped[Decimal | None]
    state: Mapped[str] = mapped_column(default="open")
    rules: Mapped[int]
    task_id: Mapped[UUID | None]
    found_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
