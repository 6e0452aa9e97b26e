"""Orders over the API: the whole way, every refusal, the clock of the cooling-off, who pays, who visits."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from backend.book import booking, reversals
from backend.book.booking_drafts import Booking
from backend.book.clients import Client
from backend.book.ledger import FundOrder
from backend.book.life_cycle import LifeCycleStep
from backend.book.order_states import ENDED, STATES, by_ledger, moves, way_of
from backend.book.order_steps import OrderStep
from backend.book.staff import User
from backend.book.tasks import Task
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.track.order_visits import Sellers, may_visit
from tests.schema.house import ORDINARY, House, build_house, codes_of
from tests.schema.selling import (
    COMPLIANCE,
    FINANCE,
    MANAGER,
    NAME,
    OPEN,
    OPERATIONS,
    begun,
    buyer,
    call,
    cooled,
    cooling,
    done,
    fund,
    hours_later,
    missing,
    papers,
    pay,
    payment,
    problem,
    read,
    signed,
    state_of,
    step,
    sweep,
    visit,
)


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """Whoever visits and hands over is of no team; in the small firm everybody is of one."""
    made = await build_house(database, vault, "订单资管")
    async with database.change(made.firm.system) as session:
        apart = [made.people[role] for role in (COMPLIANCE, OPERATIONS, FINANCE)]
        await session.execute(
            update(User).where(User.firm_id == made.firm_id, User.id.in_(apart)).values(team_id=None)
        )
    return made


async def confirmed(house: House, order: dict[str, Any], amount: str = "1000000") -> UUID:
    """The registrar confirms an order today; the transaction."""
    async with house.database.change(house.firm.system) as session:
        row = await session.scalar(
            select(FundOrder).where(
                FundOrder.firm_id == house.firm_id, FundOrder.id == own_id("fundorder", order["id"])
            )
        )
        assert row is not None
        made = await booking.confirm(
            session,
            Booking(
                row.client_id, row.product_id, "initial", business_date(), Decimal(amount), Decimal(1),
                Decimal(amount), order_id=row.id,
            ),
        )  # fmt: skip
        return made.id


async def steps(house: House, order: str) -> list[tuple[str | None, str]]:
    async with house.database.read(house.firm_id) as session:
        rows = await session.scalars(
            select(OrderStep)
            .where(OrderStep.firm_id == house.firm_id, OrderStep.order_id == own_id("fundorder", order))
            .order_by(OrderStep.id)
        )
        return [(row.before, row.after) for row in rows]


async def test_an_order_goes_all_the_way_and_its_confirmation_makes_the_client_exist(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await cooled(house, client, product)
    assert await state_of(house, client) == "subscribing"
    order = await step(house, COMPLIANCE, "visitOrder", order, **visit())
    order = await step(house, OPERATIONS, "submitOrder", order, reference="SQ-1")
    transaction = await confirmed(house, order)
    assert await state_of(house, client) == "existing"
    told = await read(house, order["id"])
    assert (told["state"], told["difference"]) == ("confirmed", None)
    assert told["transaction"] == {"kind": "initial"}
    way = way_of("initial")
    assert await steps(house, order["id"]) == list(zip((None, *way[:-1]), way, strict=True))
    async with house.database.change(house.firm.system) as session:
        await reversals.reverse(session, transaction)
    assert (await read(house, order["id"]))["state"] == "reversed"
    assert await state_of(house, client) == "subscribing"
    async with house.database.read(house.firm_id) as session:
        causes = await session.scalars(
            select(LifeCycleStep.cause)
            .where(
                LifeCycleStep.firm_id == house.firm_id,
                LifeCycleStep.client_id == own_id("client", client),
            )
            .order_by(LifeCycleStep.id)
        )
        assert causes.all() == ["signed", "confirmed", "reversed"]


async def test_a_client_who_holds_more_stays_existing_when_one_transaction_is_reversed(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    first, second = await signed(house, client, product), await signed(house, client, product)
    await confirmed(house, first)
    transaction = await confirmed(house, second)
    async with house.database.change(house.firm.system) as session:
        await reversals.reverse(session, transaction)
    assert await state_of(house, client) == "existing"


async def test_nobody_makes_a_client_exist_by_hand(house: House) -> None:
    client = await buyer(house)
    document = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { id } }"
    for role in (MANAGER, "team_lead"):
        answer = await house.ask(role, document, i={"id": client, "version": 2, "state": "existing"})
        assert codes_of(answer) in (["BAD_USER_INPUT"], ["FORBIDDEN"], ["CONFLICT"])
    assert await state_of(house, client) == "qualified"


async def test_what_an_order_lacks_to_be_suitable_is_told_at_once(house: House) -> None:
    client = await buyer(
        house,
        clear=False,
        risk_level="C2",
        qualified=False,
        risk_valid_until=business_date() - timedelta(days=1),
    )
    order = await begun(house, client, await fund(house, "R5"), "505000", openOn=None)
    answer = await call(house, MANAGER, "checkOrder", id=order["id"], version=order["version"])
    told = missing(answer)
    assert set(told) == {
        "aml",
        "suitability",
        "insist",
        "first_minimum",
        "amount_step",
        "open_day_missing",
    } - ({"insist"} - set(told))
    for each in answer["errors"][0]["extensions"]["params"]["missing"]:
        assert min(len(each["zh"]), len(each["en"])) > 3
        assert "{" not in each["zh"] + each["en"]
    next_ = """query($id: ID!) { orderNext(order: $id) { to missing { key sentence category } } }"""
    told_before = (await house.data(MANAGER, next_, id=order["id"]))["orderNext"]
    assert told_before["to"] == "suitability_ok"
    assert sorted(each["key"] for each in told_before["missing"]) == sorted(told)


async def test_what_suitability_said_is_kept_with_the_order(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await step(house, MANAGER, "checkOrder", await begun(house, client, product))
    assert (order["matchResult"], order["matchRule"], order["fee"]) == ("allowed", "grid_allowed", "0.00")


async def test_an_open_day_has_to_be_one(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    day = (OPEN + timedelta(days=1)).isoformat()
    order = await begun(house, client, product, openOn=day)
    answer = await call(house, MANAGER, "checkOrder", id=order["id"], version=order["version"])
    assert missing(answer) == ["open_day_wrong"]
    order = await step(house, MANAGER, "updateOrder", order, openOn=OPEN.isoformat())
    assert (await step(house, MANAGER, "checkOrder", order))["state"] == "suitability_ok"


async def test_a_questionnaire_that_expires_meanwhile_blocks_the_signature(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await step(house, MANAGER, "checkOrder", await begun(house, client, product))
    await _facts(house, client, risk_valid_until=business_date() - timedelta(days=1))
    documents = await papers(house, client, "risk_disclosure", "contract")
    answer = await call(
        house, MANAGER, "signOrder", id=order["id"], version=order["version"], signing="paper",
        signedAt=now().isoformat(), documents=documents,
    )  # fmt: skip
    assert missing(answer) == ["suitability"]


async def test_a_signature_needs_a_document_of_each_kind(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await step(house, MANAGER, "checkOrder", await begun(house, client, product))
    given = {
        "id": order["id"],
        "version": order["version"],
        "signing": "paper",
        "signedAt": now().isoformat(),
    }
    [contract] = await papers(house, client, "contract")
    assert missing(await call(house, MANAGER, "signOrder", **given, documents=[contract])) == ["evidence"]
    [foreign] = await papers(house, await buyer(house, "别人"), "risk_disclosure")
    answer = await call(house, MANAGER, "signOrder", **given, documents=[contract, foreign])
    assert problem(answer) == ("documents", "unknown")
    late = {**given, "signedAt": (now() + timedelta(hours=1)).isoformat()}
    assert problem(await call(house, MANAGER, "signOrder", **late, documents=[contract])) == (
        "signedAt",
        "future",
    )


async def test_only_the_whole_money_of_the_client_himself_is_payment(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await signed(house, client, product)
    assert missing(await call(house, FINANCE, "payOrder", id=order["id"], seen=order["version"])) == [
        "unpaid"
    ]
    await payment(house, order["id"], "400000")
    assert missing(await call(house, FINANCE, "payOrder", id=order["id"], seen=order["version"])) == [
        "amount_short"
    ]
    # Of a name width and blanks do not matter.
    await payment(house, order["id"], "600000", payer=f" {NAME} ")
    paid = await pay(house, order)
    assert paid["state"] == "cooling_off"


async def test_money_that_comes_too_late_is_none(house: House) -> None:
    client, product = await buyer(house), await fund(house, opens=business_date())
    order = await begun(house, client, product, openOn=business_date().isoformat())
    order = await step(house, MANAGER, "checkOrder", order)
    documents = await papers(house, client, "risk_disclosure", "contract")
    order = await step(
        house,
        MANAGER,
        "signOrder",
        order,
        signing="electronic",
        signedAt=now().isoformat(),
        documents=documents,
    )
    await payment(house, order["id"], "1000000")
    answer = await call(house, FINANCE, "payOrder", id=order["id"], seen=order["version"])
    assert missing(answer) == ["paid_late"]


async def test_a_spouse_as_payer_is_refused_until_a_second_person_accepts_the_proof(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await signed(house, client, product)
    receipt = await payment(house, order["id"], "1000000", payer="买基金的人的配偶")
    assert missing(await call(house, FINANCE, "payOrder", id=order["id"], seen=order["version"])) == ["payer"]
    [proof] = await papers(house, client, "other")
    asked = {
        "id": order["id"],
        "receipt": receipt,
        "relation": "spouse",
        "document": proof,
        "reason": "夫妻共同账户",
    }
    done(await call(house, FINANCE, "askOrderPayer", **asked))
    assert missing(await call(house, FINANCE, "payOrder", id=order["id"], seen=order["version"])) == [
        "payer_pending"
    ]
    assert problem(await call(house, FINANCE, "askOrderPayer", **asked)) == ("receipt", "payer_asked")
    seen = await house.data(
        FINANCE,
        "query($id: ID!) { order(id: $id) { payers { id version isMine payerRelation } } }",
        id=order["id"],
    )
    [payer] = seen["order"]["payers"]
    assert (payer["isMine"], payer["payerRelation"]) == (True, "spouse")
    decided = {"payer": payer["id"], "seen": payer["version"], "accept": True}
    assert problem(await call(house, FINANCE, "decideOrderPayer", **decided)) == ("id", "four_eyes")
    done(await call(house, COMPLIANCE, "decideOrderPayer", **decided))
    assert (await pay(house, order))["state"] == "cooling_off"


async def test_the_cooling_off_is_ended_once_by_the_sweep_whoever_was_restarted(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await cooling(house, client, product)
    assert await sweep(house) == 0
    answer = await call(house, COMPLIANCE, "visitOrder", id=order["id"], version=order["version"], **visit())
    assert missing(answer) == ["cooling_off"]
    await hours_later(house, order["id"], 25)
    # The due time is stored: whichever worker comes next, without any memory of the order, finds it; none does twice.
    assert await sweep(house) == 1
    assert await sweep(house) == 0
    order = await read(house, order["id"])
    assert order["cooledAt"] is not None
    async with house.database.read(house.firm_id) as session:
        tasks = await session.scalars(
            select(Task).where(
                Task.firm_id == house.firm_id,
                Task.client_id == own_id("client", client),
                Task.priority == "high",
            )
        )
        [task] = tasks.all()
    assert task.assignee_id == house.people[COMPLIANCE]


async def test_nobody_contacts_a_client_who_cools_off(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await cooling(house, client, product)
    document = "mutation($i: LogInteractionInput!) { it: logInteraction(input: $i) { id } }"
    given = {
        "client": client,
        "kind": "message",
        "direction": "out",
        "channel": "wecom",
        "summary": "生日快乐",
    }
    assert problem(await house.ask(MANAGER, document, i=given)) == ("at", "contact_blocked")
    answered = {**given, "direction": "in"}
    assert "errors" not in await house.ask(MANAGER, document, i=answered)
    asked = "query($id: ID!) { client(id: $id) { contactBlockedUntil } }"
    until = (await house.data(MANAGER, asked, id=client))["client"]["contactBlockedUntil"]
    assert until == order["coolingUntil"]
    await hours_later(house, order["id"], 25)
    await sweep(house)
    assert (await house.data(MANAGER, asked, id=client))["client"]["contactBlockedUntil"] is None
    assert "errors" not in await house.ask(MANAGER, document, i=given)


async def test_a_visit_is_refused_to_the_seller_and_failed_ones_can_be_repeated(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    seller = house.user(OPERATIONS)
    order = await cooled(house, client, product, seller=seller)
    given = {"id": order["id"], "version": order["version"]}
    assert problem(await call(house, OPERATIONS, "visitOrder", **given, **visit())) == ("id", "visit_seller")
    assert codes_of(await call(house, MANAGER, "visitOrder", **given, **visit())) == ["FORBIDDEN"]
    answer = await call(house, COMPLIANCE, "visitOrder", **given, **visit(losses=False))
    assert problem(answer) == ("note", "required")
    failed = done(
        await call(
            house, COMPLIANCE, "visitOrder", **given, **visit(no_promise=True), note="客户称有人承诺保本"
        )
    )
    assert failed["state"] == "cooling_off"
    seen = await house.data(
        COMPLIANCE,
        "query($id: ID!) { order(id: $id) { visits { passed note answers { key isFault answer } } } }",
        id=order["id"],
    )
    [told] = seen["order"]["visits"]
    assert [each["key"] for each in told["answers"] if each["isFault"]] == ["no_promise"]
    assert (await step(house, COMPLIANCE, "visitOrder", failed, **visit()))["state"] == "visited"


async def test_a_cancelled_order_says_how_the_money_goes_back(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    order = await cooled(house, client, product)
    given = {"id": order["id"], "version": order["version"], "reason": "客户改变主意"}
    assert problem(await call(house, MANAGER, "cancelOrder", **given)) == ("refund", "required")
    off = done(await call(house, MANAGER, "cancelOrder", **given, refund="原路退回，T+1"))
    assert off["state"] == "cancelled"
    assert await state_of(house, client) == "qualified"
    again = await call(house, MANAGER, "cancelOrder", **{**given, "version": off["version"]}, refund="—")
    assert problem(again) == ("id", "order_move")


async def test_a_confirmation_out_of_turn_and_of_another_amount_stand_in_the_worklist(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    early = await signed(house, client, product)
    await confirmed(house, early)
    order = await step(house, COMPLIANCE, "visitOrder", await cooled(house, client, product), **visit())
    order = await step(house, OPERATIONS, "submitOrder", order)
    await confirmed(house, order, "990000")
    found = """query($f: FundOrderFilter) { orders(filter: $f, orderBy: [{field: APPLIED_ON}]) {
      totalCount nodes { id version difference differenceNote } } }"""
    asked = {"f": {"difference": {"empty": False}, "client": {"in": [client]}}}
    for route in (None, ORDINARY):
        told = (
            await house.data(OPERATIONS, found, **asked)
            if route is None
            else (await house.ask_by(route, await house.principal(OPERATIONS), found, asked))["data"]
        )
        assert {n["difference"] for n in told["orders"]["nodes"]} == {"out_of_turn", "amount_differs"}
    one = told["orders"]["nodes"][0]
    done(
        await call(
            house, OPERATIONS, "settleOrderDifference", id=one["id"], version=one["version"], note="已核对"
        )
    )


async def test_a_redemption_asks_for_free_units_alone(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    await confirmed(house, await signed(house, client, product))
    given = {"client": client, "product": product, "kind": "redemption", "openOn": OPEN.isoformat()}
    order = done(await call(house, MANAGER, "createOrder", **given, units="2000000"))
    answer = await call(house, OPERATIONS, "submitOrder", id=order["id"], version=order["version"])
    assert missing(answer) == ["units_short"]
    order = await step(house, MANAGER, "updateOrder", order, units="500000")
    assert (await step(house, OPERATIONS, "submitOrder", order))["state"] == "submitted"


async def test_a_block_is_lifted_by_two_people_and_told_to_compliance_alone(house: House) -> None:
    client = await buyer(house)
    write = "mutation($i: SetAmlStateInput!) { it: setAmlState(input: $i) { id } }"
    decide = "mutation($i: DecideAmlInput!) { it: decideAml(input: $i) { id } }"
    see = (
        """query($id: ID!) { client(id: $id) { aml { state reviews { id version state status isMine } } } }"""
    )
    await house.data(COMPLIANCE, write, i={"client": client, "state": "blocked", "reason": "名单命中"})
    until = (business_date() + timedelta(days=30)).isoformat()
    clear = {"client": client, "state": "clear", "reason": "排除同名", "validUntil": until}
    await house.data(COMPLIANCE, write, i=clear)
    told = (await house.data(COMPLIANCE, see, id=client))["client"]["aml"]
    assert (told["state"], [r["status"] for r in told["reviews"]]) == (
        "blocked",
        ["pending", "in_force", "ended"],
    )
    assert problem(await house.ask(COMPLIANCE, write, i=clear)) == ("client", "aml_pending")
    given = {"id": told["reviews"][0]["id"], "seen": told["reviews"][0]["version"], "approve": True}
    assert problem(await house.ask(COMPLIANCE, decide, i=given)) == ("id", "four_eyes")
    other = replace(await house.principal(COMPLIANCE), subject=f"user:{uuid4()}")
    await house.data(other, decide, i=given)
    assert (await house.data(COMPLIANCE, see, id=client))["client"]["aml"]["state"] == "clear"
    for role in (MANAGER, "team_lead", FINANCE, OPERATIONS, "executive"):
        answer = await house.ask(role, see, id=client)
        told = answer.get("data") and answer["data"]["client"]
        assert not told or told["aml"] is None, role


async def test_clients_are_found_by_their_orders_for_criteria_of_journeys(house: House) -> None:
    client, product = await buyer(house, "有订单的人"), await fund(house)
    await signed(house, client, product, amount="1000000")
    document = "query($f: ClientFilter) { clients(filter: $f, first: 100) { nodes { id } } }"
    asked = {
        "orders": {
            "some": {"state": {"in": ["signed"]}, "amount": {"gte": "1000000"}, "product": {"in": [product]}}
        }
    }
    for route in (None, ORDINARY):
        told = (
            await house.data(MANAGER, document, f=asked)
            if route is None
            else (await house.ask_by(route, await house.principal(MANAGER), document, {"f": asked}))["data"]
        )
        assert [node["id"] for node in told["clients"]["nodes"]] == [client]


async def test_orders_stand_in_groups_with_counts_and_sums(house: House) -> None:
    client, product = await buyer(house), await fund(house)
    await begun(house, client, product)
    await signed(house, client, product, amount="2000000")
    document = """query($by: FundOrderGroupField!, $f: FundOrderFilter) {
      orderGroups(by: $by, filter: $f) { value name count overdue amount } }"""
    of = {"client": {"in": [client]}}
    groups = (await house.data(MANAGER, document, by="STATE", f=of))["orderGroups"]
    assert [(g["value"], g["count"], g["amount"]) for g in groups] == [
        ("draft", 1, "1000000.00"),
        ("signed", 1, "2000000.00"),
    ]
    [of_fund] = (await house.data(MANAGER, document, by="PRODUCT", f=of))["orderGroups"]
    assert (of_fund["value"], of_fund["count"]) == (product, 2)


async def _facts(house: House, client: str, **values: Any) -> None:
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == own_id("client", client))
            .values(**values)
        )


def test_no_way_leads_around_a_step() -> None:
    """Whatever is drawn: an order is where its way allows, and what has ended is moved by the ledger alone."""
    draw = random.Random(11)
    for kind in ("initial", "additional", "redemption", "switch_out"):
        way, allowed = way_of(kind), moves(kind)
        assert set(allowed) == set(STATES)
        for _ in range(500):
            state, been = "draft", ["draft"]
            while state not in ENDED:
                onward = sorted(allowed[state]) or sorted(by_ledger(state) - {"rejected"})
                state = draw.choice(onward)
                been.append(state)
            walked = [each for each in been if each in way]
            assert walked == list(way[: len(walked)])
            assert state != "confirmed" or walked == list(way)
        for state in ENDED:
            assert allowed[state] == frozenset()
        assert not any({"confirmed", "rejected", "reversed"} & onward for onward in allowed.values())


def test_the_sellers_team_can_never_hold_the_return_visit() -> None:
    draw = random.Random(7)
    teams = [None, *(uuid4() for _ in range(4))]
    people = {uuid4(): draw.choice(teams) for _ in range(40)}
    for _ in range(2_000):
        chosen = draw.sample(sorted(people), draw.randint(0, 4))
        sellers = Sellers(frozenset(chosen), frozenset(t for p in chosen if (t := people[p]) is not None))
        for person, team in people.items():
            if may_visit(person, team, sellers):
                assert person not in sellers.people
                assert team is None or all(people[each] != team for each in sellers.people)
    assert not may_visit(None, None, Sellers(frozenset(), frozenset()))
