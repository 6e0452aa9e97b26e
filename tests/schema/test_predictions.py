"""Predictions over the API: whom they are shown to, that their parts sum to the score, and what people do with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from backend.analyze.predict_scoring import LEARNED, Scorer
from backend.analyze.predictions import KEPT, Prediction, PredictionModel
from backend.book.clients import Client
from backend.platform.clock import business_date
from backend.platform.ids import public_id, uuid7
from tests.schema.house import House

MANAGER = "client_manager"
BOARD = """query($kind: String!, $o: ID, $b: String) { predictions(kind: $kind, owner: $o, band: $b) { model asOf
  predictions { client { id } band place chance average score base horizonMonths
    parts { key adds } reasons { key zh en adds value } against { key } wouldChange { key zh chance } }
  shares { user { id } high medium } } }"""
ONE = "query($id: ID!) { client(id: $id) { predictions { optedOut predictions { kind model band score } } } }"
OUT = """mutation($i: SetPredictionOptOutInput!) { setPredictionOptOut(input: $i) { predictions { optedOut predictions {
  kind } } } }"""
MODELS = """{ predictionModels(kind: "churn") { number state events needed quality { auc bins { predicted } }
  features { key zh weight low high kept } leaks { key } inputs { key } tiers { tier } } }"""
SCORER = Scorer(
    LEARNED, -4.0, {"silent_days": 0.9, "loss": 3.0, "contacts": -0.5}, {}, {"contacts": 0.5}, 5.0
)


async def code(house: House, who: str, document: str, **values: object) -> str:
    """The code of the first error."""
    answer = await house.ask(who, document, **values)
    return str(answer["errors"][0]["extensions"]["code"])


@pytest.fixture(scope="module")
async def foretold(house: House) -> list[str]:
    """A model, and a prediction of two clients of the manager; their public ids, the likeliest first."""
    async with house.database.change(await house.principal("operations")) as session:
        statement = select(Client.id).where(Client.firm_id == house.firm_id).order_by(Client.id).limit(2)
        ids = list(await session.scalars(statement))
        model = PredictionModel(
            id=uuid7(), kind="churn", number=1, state=KEPT, asked_by="system:tests", events=120,
            content={
                "scorer": SCORER.content(), "leaks": [], "inputs": [{"key": "loss", "moved": 0.4}],
                "features": [
                    {"key": "loss", "weight": 3.0, "low": 2.0, "high": 4.0, "kept": True, "contrary": False}
                ],
                "quality": {
                    "rows": 100, "events": 9, "predicted": 0.1, "actual": 0.09, "auc": 0.78, "caught": 0.4,
                    "brier": 0.08, "bins": [[0.1, 0.09, 100]],
                },
            },
        )  # fmt: skip
        session.add(model)
        await session.flush()
        for place, (id, silent) in enumerate(zip(ids, (121.0, 30.0), strict=True), 1):
            scored = SCORER.score({"silent_days": silent, "loss": 0.12, "contacts": 0.2}, None)
            session.add(
                Prediction(
                    id=uuid7(), client_id=id, kind="churn", model_id=model.id, as_of=business_date(),
                    score=Decimal(repr(scored.score)), chance=Decimal(repr(scored.chance)),
                    average=Decimal(repr(scored.average)), band=("high", "low")[place - 1], place=place,
                    parts={"base": scored.base, "parts": [[p.key, p.value, p.adds, p.reference] for p in scored.parts]},
                )
            )  # fmt: skip
    return [public_id("client", id) for id in ids]


async def test_a_board_tells_who_why_and_what_would_change_it(house: House, foretold: list[str]) -> None:
    found = (await house.data(MANAGER, BOARD, kind="churn"))["predictions"]
    assert found["model"] == 1
    assert date.fromisoformat(found["asOf"]) == business_date()
    first, second = found["predictions"]
    assert [first["client"]["id"], second["client"]["id"]] == foretold
    assert Decimal(first["chance"]) > Decimal(first["average"])
    for each in found["predictions"]:
        total = Decimal(each["base"]) + sum(Decimal(part["adds"]) for part in each["parts"])
        assert abs(total - Decimal(each["score"])) < Decimal("1e-9")
    reason = first["reasons"][0]
    assert (reason["zh"], reason["en"]) == ("没有双向沟通 121 天", "No two-way contact for 121 days")
    assert first["wouldChange"][0]["key"] == "silent_days"
    assert Decimal(first["wouldChange"][0]["chance"]) < Decimal(first["chance"])
    assert [share["high"] for share in found["shares"]] == [1]
    high = (await house.data(MANAGER, BOARD, kind="churn", b="high"))["predictions"]["predictions"]
    assert len(high) == 1
    assert (await house.data(MANAGER, BOARD, kind="upsell"))["predictions"]["predictions"] == []


async def test_choices_there_are_none_of_are_refused(house: House, foretold: list[str]) -> None:
    for values in ({"kind": "x"}, {"kind": "churn", "b": "x"}):
        assert await code(house, MANAGER, BOARD, **values) == "BAD_USER_INPUT"


async def test_a_model_tells_what_it_rests_on(house: House, foretold: list[str]) -> None:
    [model] = (await house.data(MANAGER, MODELS))["predictionModels"]
    assert (model["state"], model["events"], model["needed"]) == ("kept", 120, 50)
    assert model["features"][0]["zh"] == "买入以来浮亏"
    assert Decimal(model["quality"]["auc"]) == Decimal("0.78")


async def test_who_may_not_read_what_it_is_made_of_reads_no_prediction(
    house: House, foretold: list[str]
) -> None:
    answer = await house.ask("finance", ONE, id=foretold[0])
    assert answer["data"]["client"] is None or answer["data"]["client"]["predictions"] is None
    assert await code(house, "finance", BOARD, kind="churn") == "FORBIDDEN"
    # To a partner's key there is no such field at all.
    assert await code(house, "partner_api", BOARD, kind="churn") == "BAD_USER_INPUT"


async def test_a_client_who_opts_out_is_gone_at_once(house: House, foretold: list[str]) -> None:
    one = (await house.data(MANAGER, ONE, id=foretold[1]))["client"]["predictions"]
    assert [each["kind"] for each in one["predictions"]] == ["churn"]
    given = {"client": foretold[1], "out": True, "note": "客户书面要求"}
    done = (await house.data(MANAGER, OUT, i=given))["setPredictionOptOut"]["predictions"]
    assert done == {"optedOut": True, "predictions": []}
    board = (await house.data(MANAGER, BOARD, kind="churn"))["predictions"]["predictions"]
    assert [each["client"]["id"] for each in board] == foretold[:1]
    assert await code(house, MANAGER, OUT, i=given) == "BAD_USER_INPUT"


async def test_a_rule_score_is_no_probability(house: House, foretold: list[str]) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(Prediction)
            .where(Prediction.firm_id == house.firm_id)
            .values(model_id=None, chance=None, average=None)
            .execution_options(synchronize_session=False)
        )
    found = (await house.data(MANAGER, BOARD, kind="churn"))["predictions"]
    assert found["model"] == 0
    assert found["predictions"][0]["chance"] is None
