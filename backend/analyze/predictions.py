"""Predictions of clients, the versions of the models they come from, and what people said about them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, Integer, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, refers

CHURN, UPSELL = "churn", "upsell"
KINDS: Final = (CHURN, UPSELL)
ASKED, KEPT, REFUSED, SHORT = "asked", "kept", "refused", "short"
STATES: Final = (ASKED, KEPT, REFUSED, SHORT)
"""asked: to be trained; kept: in force until a later one is; refused: worse than the one before; short: too few events,
so the rule score stands in."""
HIGH, MEDIUM, LOW = "high", "medium", "low"
BANDS: Final = (HIGH, MEDIUM, LOW)
CHANCE = Numeric(9, 8)


class PredictionModel(TenantRow):
    """A version. number: 1, 2, … of its kind; asked_by: a subject; window_from, window_to: months it was made of,
    [from, to); events: how many there were; scored_on: when clients were scored last, of the newest version; content:
    what `predict_training` tells, with the scorer under `scorer`.
    """

    __tablename__ = "prediction_model"
    __table_args__ = (UniqueConstraint("firm_id", "kind", "number"),)
    maintained: ClassVar[frozenset[str]] = frozenset({"state", "content", "scored_on"})

    kind: Mapped[str]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=ASKED)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    trained_at: Mapped[datetime | None]
    window_from: Mapped[date | None]
    window_to: Mapped[date | None]
    scored_on: Mapped[date | None]
    events: Mapped[int | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class Prediction(TenantRow):
    """The present prediction of a kind for a client. model_id: None of a rule score; as_of: facts before this day.

    score: log-odds of a month, or points; chance, average: within the horizon, his and his tier's; place: 1 is the
    first among the owner's clients; parts: [key, value, adds, reference] with base under `base`, all as text of
    floats; amount: of an upsell, what is expected if he buys, expected: chance times amount, CNY.
    """

    __tablename__ = "prediction"
    __table_args__ = (
        refers("client", "client_id"),
        refers("prediction_model", "model_id"),
        UniqueConstraint("firm_id", "client_id", "kind"),
        Index("ix_prediction_band", "firm_id", "kind", "band"),
    )
    audited: ClassVar[bool] = False

    client_id: Mapped[UUID]
    kind: Mapped[str]
    model_id: Mapped[UUID | None]
    as_of: Mapped[date]
    score: Mapped[Decimal] = mapped_column(Numeric(18, 12))
    chance: Mapped[Decimal | None] = mapped_column(CHANCE)
    average: Mapped[Decimal | None] = mapped_column(CHANCE)
    band: Mapped[str]
    place: Mapped[int] = mapped_column(Integer)
    parts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    amount: Mapped[Decimal | None]
    expected: Mapped[Decimal | None]
    found_at: Mapped[datetime] = mapped_column(default=now)


class PredictionDoubt(TenantRow):
    """Somebody said that a reason is wrong. feature: of the catalogue; model_number: 0 of a rule score."""

    __tablename__ = "prediction_doubt"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_prediction_doubt_client", "firm_id", "client_id", "kind", "at"),
    )

    client_id: Mapped[UUID]
    kind: Mapped[str]
    feature: Mapped[str]
    note: Mapped[str]
    model_number: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class PredictionOptOut(TenantRow):
    """A client who wants no automated prediction (PIPL art. 24). After a merge there may be two: one is enough."""

    __tablename__ = "prediction_opt_out"
    __table_args__ = (
        refers("client", "client_id"),
        Index("ix_prediction_opt_out_client", "firm_id", "client_id"),
    )

    client_id: Mapped[UUID]
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
