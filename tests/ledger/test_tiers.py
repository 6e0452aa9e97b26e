"""Tiers: the bounds of the shipped model, the hysteresis, what moved a client, and what is known of a past day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import BigInteger, DateTime, Text, cast, literal, select, update

from backend.book import households
from backend.book.clients import Client
from backend.book.products import NavPoint
from backend.book.tier_content import INPUTS, read_content
from backend.book.tier_history import ClientTier, TierSweep
from backend.book.tier_models import model_in_force, publish, ship_tiers, shipped
from backend.book.tier_parts import scored
from backend.book.tier_past import known_tiers, restated_tiers, step
from backend.book.tier_sweeps import Moves, backfill, sweep_tiers
from backend.book.tier_terms import by_aum, points_of, score_of
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from tests.ledger.desk import Desk

D = Decimal
TODAY = business_date().isoformat()


@pytest.fixture(autouse=True)
async def _shipped(desk: Desk) -> None:
    async with desk.changing() as session:
        await ship_tiers(session)


def content(**changes: Any) -> dict[str, Any]:
    return {**orjson.loads(shipped()), **changes}


async def put(desk: Desk, client: Client, aum: str) -> None:
    async with desk.changing() as session:
        await session.execute(
            update(Client).where(Client.firm_id == desk.firm_id, Client.id == client.id).values(aum=D(aum))
        )


async def sweep(desk: Desk, client: Client | None = None) -> Moves:
    async with desk.changing() as session:
        return await sweep_tiers(session, None if client is None else Client.id == client.id)


async def tier(desk: Desk, client: Client) -> str | None:
    return (await desk.fresh(client)).tier


async def moves(desk: Desk, client: Client) -> list[tuple[str | None, str, str]]:
    rows = await desk.rows(ClientTier, ClientTier.client_id == client.id, order=ClientTier.known_at)
    return [(row.from_tier, row.to_tier, row.cause) for row in rows]


@pytest.mark.parametrize(
    ("aum", "key"),
    [
        ("30000000.01", "uhnw"),
        ("30000000", "hnw"),
        ("3000000", "hnw"),
        ("2999999.99", "affluent"),
        ("1000000", "affluent"),
        ("999999.99", "mass"),
        ("0.01", "mass"),
        ("0", None),
    ],
)
async def test_the_shipped_bounds_put_each_amount_where_the_paper_does(
    desk: Desk, aum: str, key: str | None
) -> None:
    client = await desk.client()
    await put(desk, client, aum)
    await sweep(desk)
    assert await tier(desk, client) == key


async def test_a_client_once_up_stays_until_he_is_well_below(desk: Desk) -> None:
    client = await desk.client()
    for aum, key in (
        ("29997000", "hnw"),
        ("30003000", "uhnw"),
        ("29997000", "uhnw"),
        ("30003000", "uhnw"),
        ("28500000", "uhnw"),
        ("28499999.99", "hnw"),
        ("29999999", "hnw"),
    ):
        await put(desk, client, aum)
        await sweep(desk)
        assert await tier(desk, client) == key, aum
    # A fall that leaves the tier for good goes where the bounds say.
    await put(desk, client, "950000")
    await sweep(desk)
    assert await tier(desk, client) == "mass"


async def test_with_the_setting_going_up_needs_more_too(desk: Desk) -> None:
    async with desk.changing() as session:
        await publish(session, 1, content(upward=True), None, "上行也要缓冲")
    client = await desk.client()
    await put(desk, client, "30000000")
    await sweep(desk)
    for aum, key in (("30003000", "hnw"), ("31500000", "hnw"), ("31500000.01", "uhnw")):
        await put(desk, client, aum)
        await sweep(desk)
        assert await tier(desk, client) == key, aum


async def test_a_subscription_is_a_flow_and_a_nav_is_the_market(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    await desk.nav(fund, TODAY, "1")
    await desk.book(client, fund, "initial", TODAY, "2500000")
    await sweep(desk)
    assert await moves(desk, client) == [(None, "affluent", "model")]
    await desk.book(client, fund, "additional", TODAY, "800000")
    await sweep(desk, client)
    assert (await moves(desk, client))[1:] == [("affluent", "hnw", "flow")]
    other = await desk.client("沈一鸣")
    await desk.book(other, fund, "initial", TODAY, "2900000")
    await sweep(desk)
    assert await moves(desk, other) == [(None, "affluent", "flow")]
    await desk.nav(fund, TODAY, "1.1", reason="更正")
    await sweep(desk)
    assert (await moves(desk, other))[1:] == [("affluent", "hnw", "market")]
    assert await tier(desk, client) == "hnw"


async def test_money_that_would_not_have_moved_him_without_the_market_is_the_market(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    await desk.nav(fund, TODAY, "1")
    await desk.book(client, fund, "initial", TODAY, "2800000")
    await sweep(desk)
    await desk.book(client, fund, "additional", TODAY, "100000")
    await desk.nav(fund, TODAY, "1.05", reason="更正")
    await sweep(desk)
    assert (await moves(desk, client))[1:] == [("affluent", "hnw", "market")]


async def test_another_model_moves_by_itself_and_what_had_moved_anyway_is_not_put_down_to_it(
    desk: Desk,
) -> None:
    rich, risen = await desk.client(), await desk.client("沈一鸣")
    await put(desk, rich, "4000000")
    await put(desk, risen, "2000000")
    await sweep(desk)
    async with desk.changing() as session:
        tiers = content()["tiers"]
        tiers[1]["bound"]["amount"] = "5000000"
        await publish(session, 1, content(tiers=tiers), None, None)
    await put(desk, risen, "900000")
    await sweep(desk)
    assert (await moves(desk, rich))[1:] == [("hnw", "affluent", "model")]
    assert (await moves(desk, risen))[1:] == [("affluent", "mass", "market")]
    swept = await desk.rows(TierSweep, order=TierSweep.at)
    assert [row.model for row in swept] == [1, 2]


async def test_a_sweep_without_news_writes_nothing(desk: Desk) -> None:
    client = await desk.client()
    await put(desk, client, "4000000")
    assert (await sweep(desk)).count == 1
    assert (await sweep(desk)).count == 0
    assert (await sweep(desk, client)).count == 0
    assert len(await moves(desk, client)) == 1
    latest = (await desk.fresh(client)).tier_id
    [row] = await desk.rows(ClientTier, ClientTier.client_id == client.id)
    assert (row.id, row.aum, row.model, row.on) == (latest, D("4000000.00"), 1, business_date())


async def test_who_had_money_and_has_none_is_in_the_lowest_tier(desk: Desk) -> None:
    client, fund = await desk.client(), await desk.fund()
    await desk.nav(fund, TODAY, "1")
    await desk.book(client, fund, "initial", TODAY, "1500000")
    await desk.book(client, fund, "redemption", TODAY, "1500000")
    await sweep(desk)
    assert await tier(desk, client) == "mass"


async def test_by_the_familys_money_all_members_are_in_its_tier(desk: Desk) -> None:
    one, other = await desk.client(), await desk.client("沈一鸣")
    async with desk.changing() as session:
        await households.create_household(session, "某家", one.id, [other.id])
        await publish(session, 1, content(basis="household"), None, None)
    await put(desk, one, "2500000")
    await put(desk, other, "600000")
    await sweep(desk)
    assert [await tier(desk, each) for each in (one, other)] == ["hnw", "hnw"]


async def test_a_score_lifts_where_the_model_says_so_and_only_there(desk: Desk) -> None:
    tiers = content()["tiers"]
    tiers[2]["scoreFrom"] = 60
    client = await desk.client()
    await put(desk, client, "500000")
    async with desk.changing() as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == desk.firm_id, Client.id == client.id)
            .values(
                relationship="key_decision_maker", occupation="科技公司创始人", industry="technology",
                birth_date=date(1982, 1, 1),
            )
        )  # fmt: skip
    await sweep(desk)
    assert await tier(desk, client) == "mass"
    weights = {"aum": 10, "potential": 40, "relationship": 50, "behaviour": 0}
    async with desk.changing() as session:
        await publish(session, 1, content(tiers=tiers, weights=weights), None, None)
    await sweep(desk)
    assert await tier(desk, client) == "affluent"
    [_, row] = await desk.rows(ClientTier, ClientTier.client_id == client.id, order=ClientTier.known_at)
    assert row.lifted
    async with desk.changing() as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == desk.firm_id, Client.id == client.id)
            .values(relationship="ordinary")
        )
    await sweep(desk, client)
    assert (await moves(desk, client))[-1] == ("affluent", "mass", "profile")


async def test_sql_and_python_have_the_same_score(desk: Desk) -> None:
    model = read_content(content())
    for values in (
        {},
        {"occupation": "退休教师", "birth_date": date(1950, 2, 3)},
        {"industry": "property", "relationship": "influencer", "occupation": "董事长"},
    ):
        client = await desk.client(f"甲{len(values)}")
        async with desk.changing() as session:
            if values:
                await session.execute(
                    update(Client)
                    .where(Client.firm_id == desk.firm_id, Client.id == client.id)
                    .values(**values)
                )
            points = points_of(model, desk.firm_id, Client.aum_order, business_date())
            row = (
                await session.execute(
                    select(*(points[name] for name in INPUTS), score_of(model, points)).where(
                        Client.firm_id == desk.firm_id, Client.id == client.id
                    )
                )
            ).one()
        told = scored(model, dict(zip(INPUTS, row[:-1], strict=True)))
        assert told.score == row[-1]
        known = sum(value is not None for value in row[:-1])
        assert (told.confidence < 1) == (known < len(INPUTS))
    # A missing answer lowers the confidence and leaves the score to what is known.
    none, some = (dict.fromkeys(INPUTS) | {"aum": 60} | more for more in ({}, {"occupation": 60}))
    assert scored(model, none).score == scored(model, some).score == D(60)
    assert scored(model, none).confidence < scored(model, some).confidence


async def test_a_model_that_is_not_one_is_refused_at_its_place(desk: Desk) -> None:
    def tiers(n: int, **changes: Any) -> dict[str, Any]:
        rows = content()["tiers"]
        rows[n] |= changes
        return content(tiers=rows)

    for wrong, field, problem in (
        (content(weights={"aum": 50, "potential": 20, "relationship": 15, "behaviour": 14}), "weights", "tier_weights"),
        (tiers(0, key="UHNW"), "tiers.0.key", "content_key"),
        (tiers(0, key="hnw"), "tiers.1.key", "taken"),
        (tiers(1, bound={"amount": "30000000", "inclusive": True}), "tiers.1.bound", "tier_order"),
        (tiers(1, bound={"amount": 3, "inclusive": True}), "tiers.1.bound", "number"),
        (tiers(3, bound={"amount": "1", "inclusive": True}), "tiers.3.bound", "tier_lowest"),
        (content(hysteresis="51"), "hysteresis", "range"),
        (content(basis="firm"), "basis", "choice"),
        ("tiers", "content", "content_format"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            read_content(wrong)
        assert (refused.value.params["field"], refused.value.params["problem"]) == (field, problem)
    async with desk.changing() as session:
        with pytest.raises(Refused) as same:
            await publish(session, 1, content(), None, None)
        assert same.value.params["problem"] == "content_same"
        with pytest.raises(Refused) as stale:
            await publish(session, 0, content(basis="household"), None, None)
        assert stale.value.code == "CONFLICT"


async def test_a_version_counts_from_its_day(desk: Desk) -> None:
    later = business_date() + timedelta(days=10)
    async with desk.changing() as session:
        await publish(session, 1, content(basis="household"), later, None)
        present = await model_in_force(session)
        coming = await model_in_force(session, later)
        assert present is not None
        assert coming is not None
        assert (present.number, coming.number) == (1, 2)
        with pytest.raises(Refused) as earlier:
            await publish(session, 2, content(hysteresis="4"), None, None)
        assert earlier.value.params["problem"] == "tier_earlier"


async def test_a_late_nav_correction_leaves_the_past_as_it_was_known_and_shows_it_restated(
    desk: Desk,
) -> None:
    client, fund = await desk.client(), await desk.fund()
    first = business_date() - timedelta(days=60)
    days = [first + timedelta(days=7 * n) for n in range(6)]
    await desk.nav(fund, days[0].isoformat(), "1")
    await desk.book(client, fund, "initial", days[0].isoformat(), "2900000")
    # The NAV of the third week was wrong by a tenth.
    for n, unit in ((1, "1.00"), (2, "1.12"), (3, "1.01"), (4, "1.01"), (5, "1.01")):
        await desk.nav(fund, days[n].isoformat(), unit)
    async with desk.changing() as session:
        # Each was published on its day.
        await session.execute(
            update(NavPoint)
            .where(NavPoint.firm_id == desk.firm_id)
            .values(published_at=cast(NavPoint.date, DateTime(timezone=True)))
        )
        await backfill(session, days)
    told = await desk.rows(ClientTier, order=ClientTier.known_at)
    assert [(row.on, row.to_tier, row.cause) for row in told] == [
        (days[0], "affluent", "flow"),
        (days[2], "hnw", "market"),
    ]
    await desk.nav(fund, days[2].isoformat(), "1.00", reason="净值差错更正")
    async with desk.reading() as session:
        known = [(await known_tiers(session, on, [client.id]))[client.id].tier for on in days]
        now_ = [(await restated_tiers(session, on, [client.id]))[client.id].tier for on in days]
        everybody = (await restated_tiers(session, days[5]))[client.id]
    assert known == ["affluent", "affluent", "hnw", "hnw", "hnw", "hnw"]
    assert now_ == ["affluent"] * 6
    assert (everybody.tier, everybody.aum) == ("affluent", D("2929000.00"))


async def test_python_and_sql_put_a_client_into_the_same_tier(desk: Desk) -> None:
    model = read_content(content(upward=True))
    amounts = ["0.01", "950000", "999999.99", "1000000", "1050000", "2850000", "3149999.99", "31500000.01"]
    client = await desk.client()
    async with desk.changing() as session:
        for present in (None, *(tier.key for tier in model.tiers)):
            for amount in amounts:
                cents = cast(literal(int(D(amount) * 100)), BigInteger)
                rank = await session.scalar(select(by_aum(model, cents, literal(present, Text()))))
                assert step(model, D(amount), present).rank == rank, (present, amount)
    assert client.tier is None
