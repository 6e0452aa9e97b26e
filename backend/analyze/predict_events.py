"""What predictions tell everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class PredictionJumped(Event):
    """The prediction of a client came into another band. kind: churn, upsell; band: high, medium, low; before: also
    `none`, of one who had no prediction."""

    name: ClassVar[str] = "prediction.jumped"
    client_id: UUID
    kind: str
    band: str
    before: str


@dataclass(frozen=True)
class PredictionModelAsked(Event):
    """A model is to be trained anew."""

    name: ClassVar[str] = "prediction.model_asked"
    prediction_model_id: UUID
    kind: str


@dataclass(frozen=True)
class PredictionModelTrained(Event):
    """A model was trained. state: kept, refused, short."""

    name: ClassVar[str] = "prediction.model_trained"
    prediction_model_id: UUID
    kind: str
    state: str


@dataclass(frozen=True)
class PredictionDoubted(Event):
    """Somebody said that a reason of a prediction is wrong."""

    name: ClassVar[str] = "prediction.doubted"
    client_id: UUID
    kind: str
    feature: str


@dataclass(frozen=True)
class PredictionOptOutSet(Event):
    """A client wants no prediction about him, or allows it again."""

    name: ClassVar[str] = "prediction.opt_out"
    client_id: UUID
    out: bool
