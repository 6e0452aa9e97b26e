"""Predictions to be read: who is likely to leave or to add, and the models that say so."""

from __future__ import annotations

import strawberry

from backend.graph.connections import Info
from backend.platform.ids import own_id
from backend.schema.prediction_models import PredictionModelVersion, models
from backend.schema.predictions import Narrowed, PredictionBoard, board


@strawberry.type
class PredictionQueries:
    """What is foretold."""

    @strawberry.field
    async def predictions(
        self,
        info: Info,
        kind: str = "churn",
        owner: strawberry.ID | None = None,
        team: bool = False,
        band: str | None = None,
    ) -> PredictionBoard:
        """Of an owner's clients, of the caller's teams, of all he sees; the likeliest first, 300 at most."""
        id = None if owner is None else own_id("user", owner)
        return await board(info.context, Narrowed(kind, id, team, band))

    @strawberry.field
    async def prediction_models(self, info: Info, kind: str = "churn") -> list[PredictionModelVersion]:
        """Versions of a model, the newest first; 36 at most."""
        return await models(info.context, kind)
