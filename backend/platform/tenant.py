"""The firm: the tenant that every other row belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import Base
from backend.platform.ids import uuid7


class Firm(Base):
    """One customer firm. Its row is the lock of the event sequencer."""

    __tablename__ = "firm"
    audited: ClassVar[bool] = False

    firm_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    demo: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(default="zh-CN")
    created_at: Mapped[datetime] = mapped_column(default=now)
    event_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    policy_version: Mapped[int] = mapped_column(default=0)
    fields_version: Mapped[int] = mapped_column(default=0, server_default="0")
