"""Versions of models as readers see them: what they were made of, how good they were, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import select

from backend.analyze.predict_features import BY_KEY
from backend.analyze.predict_training import EVENTS
from backend.analyze.predictions import KINDS, PredictionModel
from backend.graph.context import Context
from backend.graph.scalars import Decimal
from backend.platform.errors import bad_input
from backend.platform.ids import public_id
from backend.schema.predictions import exact

MOST = 36
"""Versions that are listed: three years of them."""


def _maybe(value: Any) -> Decimal | None:
    return None if value is None else exact(float(value))


def _named(key: str) -> dict[str, str]:
    feature = BY_KEY.get(key)
    return {"key": key, "zh": feature.zh if feature else key, "en": feature.en if feature else key}


@strawberry.type
class PredictionBin:
    """A tenth of the judged months, by prediction."""

    predicted: Decimal
    actual: Decimal


@strawberry.type
class PredictionQuality:
    """How good a model was on the latest months, which it was not made of."""

    tier: str | None = strawberry.field(description="Of one tier; null: of all, and of clients in none.")
    months: Decimal = strawberry.field(description="Client-months that were judged.")
    events: Decimal
    predicted: Decimal = strawberry.field(description="Mean probability of a month.")
    actual: Decimal = strawberry.field(description="Share of months in which it came.")
    auc: Decimal | None = strawberry.field(description="0.5 is a coin; null where nothing came.")
    caught: Decimal | None = strawberry.field(
        description="Share of events in the tenth that was foretold highest."
    )
    brier: Decimal = strawberry.field(description="Mean squared error.")
    bins: list[PredictionBin]


@strawberry.type
class PredictionFeature:
    """A feature of a model. weight: log-odds for one step of it, with its interval of 95 %."""

    key: str
    zh: str
    en: str
    unit: str
    weight: Decimal
    low: Decimal
    high: Decimal
    kept: bool = strawberry.field(description="Its interval is clear of zero; others do not enter the score.")
    contrary: bool = strawberry.field(description="It points the other way than expected: look at its cause.")


@strawberry.type
class PredictionInput:
    """How a feature's mean moved in the latest months. moved: in spreads of the earlier ones."""

    key: str
    zh: str
    en: str
    moved: Decimal
    spread: Decimal | None = strawberry.field(
        description="The standard deviation before, in the feature's own steps; none of older versions."
    )


@strawberry.type
class PredictionLeak:
    """A feature that was left out because it knew the answer."""

    key: str
    zh: str
    en: str


@strawberry.type
class PredictionModelVersion:
    """A version of a model."""

    row: strawberry.Private[PredictionModel]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("predictionmodel", self.row.id))

    @strawberry.field
    def kind(self) -> str:
        """churn or upsell."""
        return self.row.kind

    @strawberry.field
    def number(self) -> int:
        """1, 2, … of its kind."""
        return self.row.number

    @strawberry.field
    def state(self) -> str:
        """asked: waits to be trained; kept; refused: ranked worse than the one before; short: too few events."""
        return self.row.state

    @strawberry.field
    def asked_at(self) -> datetime:
        """When it was asked for."""
        return self.row.asked_at

    @strawberry.field
    def trained_at(self) -> datetime | None:
        """Null while it waits."""
        return self.row.trained_at

    @strawberry.field
    def window_from(self) -> date | None:
        """The first of the months it was made of."""
        return self.row.window_from

    @strawberry.field
    def window_to(self) -> date | None:
        """The first month after them: what comes later is not final yet."""
        return self.row.window_to

    @strawberry.field
    def events(self) -> int | None:
        """Exits (or additional subscriptions) in them."""
        return self.row.events

    @strawberry.field
    def needed(self) -> int:
        """How many there have to be for a model."""
        return EVENTS

    @strawberry.field
    def quality(self) -> PredictionQuality | None:
        """On the latest six months."""
        told = self.row.content.get("quality")
        return None if told is None else _quality(told, None)

    @strawberry.field
    def present(self) -> PredictionQuality | None:
        """Of the version before on the same months."""
        told = self.row.content.get("present")
        return None if told is None else _quality(told, None)

    @strawberry.field
    def baseline_auc(self) -> Decimal | None:
        """Of one feature alone: the days without contact."""
        return _maybe((self.row.content.get("baseline") or {}).get("auc"))

    @strawberry.field
    def horizon_predicted(self) -> Decimal | None:
        """Mean probability within the horizon, of judged months whose horizon has passed."""
        return _maybe((self.row.content.get("horizon") or {}).get("predicted"))

    @strawberry.field
    def horizon_actual(self) -> Decimal | None:
        """And what came."""
        return _maybe((self.row.content.get("horizon") or {}).get("actual"))

    @strawberry.field
    def tiers(self) -> list[PredictionQuality]:
        """By tier."""
        return [
            _quality(each, None if each["tier"] == "-" else each["tier"])
            for each in self.row.content.get("tiers", [])
        ]

    @strawberry.field
    def features(self) -> list[PredictionFeature]:
        """All that were tried."""
        return [
            PredictionFeature(
                **_named(each["key"]),
                unit=BY_KEY[each["key"]].unit if each["key"] in BY_KEY else "",
                weight=exact(each["weight"]),
                low=exact(each["low"]),
                high=exact(each["high"]),
                kept=each["kept"],
                contrary=each["contrary"],
            )
            for each in self.row.content.get("features", [])
        ]

    @strawberry.field
    def leaks(self) -> list[PredictionLeak]:
        """Features left out because they knew the answer."""
        return [PredictionLeak(**_named(key)) for key in self.row.content.get("leaks", [])]

    @strawberry.field
    def inputs(self) -> list[PredictionInput]:
        """How the inputs moved."""
        return [
            PredictionInput(
                **_named(each["key"]),
                moved=exact(each["moved"]),
                spread=exact(each["spread"]) if "spread" in each else None,
            )
            for each in self.row.content.get("inputs", [])
        ]


def _quality(told: Mapping[str, Any], tier: str | None) -> PredictionQuality:
    return PredictionQuality(
        tier=tier,
        months=exact(told["rows"]),
        events=exact(told["events"]),
        predicted=exact(told["predicted"]),
        actual=exact(told["actual"]),
        auc=_maybe(told["auc"]),
        caught=_maybe(told["caught"]),
        brier=exact(told["brier"]),
        bins=[PredictionBin(predicted=exact(p), actual=exact(a)) for p, a, _ in told.get("bins", [])],
    )


async def models(context: Context, kind: str) -> list[PredictionModelVersion]:
    """Versions of a kind, the newest first; MOST at most. Raises Refused(BAD_USER_INPUT): choice."""
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = await session.scalars(
            select(PredictionModel)
            .where(PredictionModel.firm_id == context.principal.firm_id, PredictionModel.kind == kind)
            .order_by(PredictionModel.number.desc())
            .limit(MOST)
        )
        return [PredictionModelVersion(row=row) for row in rows]
