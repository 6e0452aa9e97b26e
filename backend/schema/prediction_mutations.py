"""Changes about predictions: training anew, doubts about reasons, and clients who want none."""

from __future__ import annotations

import strawberry

from backend.analyze import predict_acts, predict_work
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.schema.changing import Key, change, of_client
from backend.schema.clients import CLIENT, Client
from backend.schema.prediction_models import PredictionModelVersion, models


@strawberry.input
class TrainPredictionsInput:
    """A model to be trained anew. kind: churn or upsell."""

    kind: str


@strawberry.input
class DoubtPredictionInput:
    """A reason that is wrong. feature: its key; note: what is true instead."""

    client: strawberry.ID
    kind: str
    feature: str
    note: str


@strawberry.input
class SetPredictionOptOutInput:
    """Whether a client wants predictions about him. note: how he said so, needed when he goes out."""

    client: strawberry.ID
    out: bool
    note: str | None = None


@strawberry.type
class PredictionMutations:
    """Predictions."""

    @strawberry.mutation
    async def train_predictions(
        self, info: Info, input: TrainPredictionsInput, idempotency_key: Key = None
    ) -> PredictionModelVersion | None:
        """Ask for a new version of a model; it is trained behind the scenes and kept only if it is not worse."""
        await change(
            info.context, "trainPredictions", lambda session: predict_work.ask(session, input.kind),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return (await models(info.context, input.kind))[0]

    @changing(lambda: CLIENT)
    async def doubt_prediction(
        self, info: Info, input: DoubtPredictionInput, idempotency_key: Key = None
    ) -> Client | None:
        """Say that a reason is wrong, and what is true instead; whoever trains the model reads it."""
        return await of_client(  # type: ignore[no-any-return]
            info.context, "doubtPrediction", input, idempotency_key,
            lambda session, of: predict_acts.doubt(session, of, input.kind, input.feature, input.note),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def set_prediction_opt_out(
        self, info: Info, input: SetPredictionOptOutInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take a client out of all predictions at once, or let him be scored again from the next day."""
        return await of_client(  # type: ignore[no-any-return]
            info.context, "setPredictionOptOut", input, idempotency_key,
            lambda session, of: predict_acts.set_opt_out(session, of, out=input.out, note=input.note),
        )  # fmt: skip
