"""Predictions as readers see them: of one client, and of all those a caller sees, the likeliest first.

A prediction tells of what it is made of, so it is shown only to who may read all of that of the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as PyDecimal
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.predict_features import BY_KEY
from backend.analyze.predict_scoring import MENDED, Part, Scored, Scorer, reasons, rule_score
from backend.analyze.predictions import BANDS, KINDS, Prediction, PredictionModel, PredictionOptOut
from backend.book.clients import Client as ClientRow
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.graph.scalars import Decimal, Money
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Relation
from backend.schema.drawdowns import seen_clients
from backend.schema.nouns import linked
from backend.schema.staff import USER, User

READ: Final = (
    *("Client.holdings", "Client.aum", "Client.lastInteractionAt", "Client.interactions", "Client.requests"),
    *("Client.owner", "Client.tier", "Client.riskValidUntil"),
)
"""What a prediction tells of a client."""
MOST: Final = 300
PLACES: Final = PyDecimal("0.000000000001")


def exact(value: float) -> Decimal:
    """A float as the API gives numbers, to twelve places."""
    return Decimal(PyDecimal(repr(value)).quantize(PLACES))


@strawberry.type
class PredictionReason:
    """What one feature adds to a score, against the median client of the same tier."""

    key: str
    zh: str = strawberry.field(description="The reason in words.")
    en: str
    value: Decimal | None = strawberry.field(
        description="In the feature's unit; null: nothing is known of it."
    )
    adds: Decimal = strawberry.field(description="Log-odds of a month; of a rule score points.")


@strawberry.type
class PredictionChange:
    """What the prediction would be if one thing were done. Associated with it, not proven to bring it about."""

    key: str
    zh: str
    en: str
    score: Decimal
    chance: Decimal | None


@strawberry.type
class ClientPrediction:
    """What is foretold of a client."""

    row: strawberry.Private[Prediction]
    model_row: strawberry.Private[PredictionModel | None]

    client = linked("client", "client_id", description="Whom it is about.")

    @strawberry.field
    def kind(self) -> str:
        """churn: that he leaves; upsell: that he adds to what he has."""
        return self.row.kind

    @strawberry.field
    def band(self) -> str:
        """high: the first of his manager's clients, as many as one takes on; medium: the next; low: the others."""
        return self.row.band

    @strawberry.field
    def place(self) -> int:
        """Among his manager's clients, 1 is the first."""
        return self.row.place

    @strawberry.field
    def chance(self) -> Decimal | None:
        """Within the horizon, a ratio; null of a rule score, which is no probability."""
        return None if self.row.chance is None else Decimal(self.row.chance)

    @strawberry.field
    def average(self) -> Decimal | None:
        """Of the median client of his tier."""
        return None if self.row.average is None else Decimal(self.row.average)

    @strawberry.field
    def horizon_months(self) -> int:
        """Within how many months."""
        return 6 if self.row.kind == KINDS[0] else 12

    @strawberry.field
    def score(self) -> Decimal:
        """base and what every reason adds: log-odds of a month, of a rule score points."""
        return exact(_scored(self.row).score)

    @strawberry.field
    def base(self) -> Decimal:
        """The score of the median client of his tier."""
        return exact(float(self.row.parts["base"]))

    @strawberry.field
    def parts(self) -> list[PredictionReason]:
        """All that the score is made of; base and these sum to it."""
        return [_reason(part) for part in _scored(self.row).parts]

    @strawberry.field
    def reasons(self) -> list[PredictionReason]:
        """The largest that raise it, three at most."""
        return [_reason(part) for part in reasons(_scored(self.row).parts, up=True)]

    @strawberry.field
    def against(self) -> list[PredictionReason]:
        """The largest that lower it, three at most."""
        return [_reason(part) for part in reasons(_scored(self.row).parts, up=False)]

    @strawberry.field
    def would_change(self) -> list[PredictionChange]:
        """What somebody can do, and where the prediction would then be; of churn."""
        if self.row.kind != KINDS[0]:
            return []
        scorer = _scorer(self.model_row)
        learned = self.model_row is not None
        return [
            PredictionChange(
                key=key,
                zh=MENDED[key][1],
                en=MENDED[key][2],
                score=exact(score),
                chance=exact(scorer.chance(score)) if learned else None,
            )
            for key, score in scorer.mended(_scored(self.row))
        ]

    @strawberry.field
    def as_of(self) -> date:
        """Facts of the days before this one are in it."""
        return self.row.as_of

    @strawberry.field
    def model(self) -> int:
        """The version of the model; 0: the rule score, which is no model."""
        return 0 if self.model_row is None else self.model_row.number

    @strawberry.field
    def amount(self) -> Money | None:
        """Of an upsell: what he is expected to add if he does, CNY."""
        return None if self.row.amount is None else Money(self.row.amount)

    @strawberry.field
    def expected(self) -> Money | None:
        """Of an upsell: the chance times the amount, CNY."""
        return None if self.row.expected is None else Money(self.row.expected)


@strawberry.type
class ClientPredictions:
    """What is foretold of one client."""

    opted_out: bool = strawberry.field(description="He wants no prediction about him.")
    predictions: list[ClientPrediction]


@strawberry.type
class PredictionShare:
    """How many of a manager's clients are in each band."""

    user: User | None = strawberry.field(description="Null for those without an owner.")
    high: int
    medium: int


@strawberry.type
class PredictionBoard:
    """Predictions of a kind of the clients the caller sees, and how many there are of each manager."""

    model: int = strawberry.field(
        description="The version of the model; 0: the rule score, which is no model."
    )
    as_of: date | None = strawberry.field(description="Null before anybody was scored.")
    predictions: list[ClientPrediction] = strawberry.field(description="The likeliest first; 300 at most.")
    shares: list[PredictionShare] = strawberry.field(description="The most warned of first.")


def _reason(part: Part) -> PredictionReason:
    zh, en = BY_KEY[part.key].told(part.value)
    return PredictionReason(
        key=part.key,
        zh=zh,
        en=en,
        value=None if part.value is None else exact(part.value),
        adds=exact(part.adds),
    )


def _scored(row: Prediction) -> Scored:
    told = row.parts
    parts = tuple(Part(*each) for each in told["parts"] if each[0] in BY_KEY)
    return Scored(told["base"] + sum(part.adds for part in parts), told["base"], parts, None, None)


def _scorer(model: PredictionModel | None) -> Scorer:
    return rule_score([]) if model is None else Scorer.read(model.content["scorer"])


def hold_reader(context: Context) -> None:
    """Raises FORBIDDEN for who may not read of every client he sees what a prediction is made of."""
    for coordinate in ("Client.predictions", *READ):
        demand(context, "Client", coordinate)


async def predictions_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, tuple[bool, list[ClientPrediction]]]:
    """(opted out, predictions) of each client; two statements."""
    firm_id = context.principal.firm_id
    rows = await session.execute(
        _with_model(firm_id).where(Prediction.client_id.in_(ids)).order_by(Prediction.kind)
    )
    out = set(
        await session.scalars(
            select(PredictionOptOut.client_id).where(
                PredictionOptOut.firm_id == firm_id, PredictionOptOut.client_id.in_(ids)
            )
        )
    )
    found: dict[UUID, tuple[bool, list[ClientPrediction]]] = {id: (id in out, []) for id in ids}
    for row, model in rows:
        if row.client_id in out:
            continue
        found[row.client_id][1].append(ClientPrediction(row=row, model_row=model))
    return found


def _with_model(firm_id: UUID) -> Any:
    return (
        select(Prediction, PredictionModel)
        .outerjoin(
            PredictionModel,
            and_(PredictionModel.firm_id == firm_id, PredictionModel.id == Prediction.model_id),
        )
        .where(Prediction.firm_id == firm_id)
    )


async def client_predictions(context: Context, client: Any, stands: Relation) -> ClientPredictions | None:
    """What is foretold of a client; null for who may not read what it tells."""
    for coordinate in READ:
        if context.principal.mask.level(coordinate, stands) < Level.VIEW:
            context.denied.add(coordinate)
            return None
    out, own = await context.load(predictions_of, client.id) or (False, [])
    return ClientPredictions(opted_out=out, predictions=own)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which predictions. owner: whose clients; team: of the caller's teams; band: of BANDS."""

    kind: str
    owner: UUID | None
    team: bool
    band: str | None


async def board(context: Context, of: Narrowed) -> PredictionBoard:
    """Predictions of clients the caller sees. Raises FORBIDDEN as `hold_reader`; Refused(BAD_USER_INPUT): choice."""
    if of.kind not in KINDS:
        raise bad_input("kind", "choice")
    if of.band is not None and of.band not in BANDS:
        raise bad_input("band", "choice")
    hold_reader(context)
    firm_id = context.principal.firm_id
    out = select(PredictionOptOut.client_id).where(PredictionOptOut.firm_id == firm_id)
    bounds = [Prediction.kind == of.kind, Prediction.client_id.not_in(out), *seen_clients(context)]
    if of.owner is not None:
        bounds.append(ClientRow.owner_id == of.owner)
    if of.team:
        bounds.append(ClientRow.team_id.in_(context.principal.scope.team_ids))
    client = and_(ClientRow.firm_id == firm_id, ClientRow.id == Prediction.client_id)
    listed = _with_model(firm_id).join(ClientRow, client).where(*bounds)
    if of.band is not None:
        listed = listed.where(Prediction.band == of.band)
    best = (
        Prediction.expected.desc().nulls_last(),
        Prediction.chance.desc().nulls_last(),
        Prediction.score.desc(),
        Prediction.id,
    )
    each = {band: func.count().filter(Prediction.band == band).label(band) for band in BANDS[:2]}
    counted = (
        select(ClientRow.owner_id, *each.values(), func.max(Prediction.as_of).label("as_of"))
        .select_from(Prediction)
        .join(ClientRow, client)
        .where(Prediction.firm_id == firm_id, *bounds)
        .group_by(ClientRow.owner_id)
        .order_by(each["high"].desc(), each["medium"].desc(), ClientRow.owner_id)
    )
    async with context.database.read(firm_id) as session:
        context.queries += 2
        rows = (await session.execute(listed.order_by(*best).limit(MOST))).all()
        shares = (await session.execute(counted)).all()
    ids = [row.owner_id for row in shares if row.owner_id is not None]
    people = dict(zip(ids, await nodes_of(context, USER, ids), strict=True))
    predictions = [ClientPrediction(row=row, model_row=model) for row, model in rows]
    return PredictionBoard(
        model=predictions[0].model_row.number if predictions and predictions[0].model_row else 0,
        as_of=max((row.as_of for row in shares), default=None),
        predictions=predictions,
        shares=[
            PredictionShare(user=people.get(row.owner_id), high=row.high, medium=row.medium)
            for row in shares
            if row.high or row.medium
        ],
    )
