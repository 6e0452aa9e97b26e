"""Chances over the API: who sees which, what several at once become, and who is held back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from backend.book.clients import Client
from backend.book.ledger import FundOrder
from backend.book.product_changes import create_product
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.retain import request_making
from backend.retain.opportunities import KINDS, Opportunity
from backend.retain.request_making import Asked
from backend.retain.requests import ServiceRequest
from tests.schema.calls import _journey_input, new_client
from tests.schema.house import House, build_house, codes_of

MANAGER, OTHER = "client_manager", "client_manager#2"
WORDS = (
    "kind state held amount since until reason { zh en } advice { zh en } client { id name owner { name } }"
)
BOARD = f"""query($v: String! = "open", $k: String, $o: ID, $t: Boolean! = false, $n: Int! = 300) {{
  opportunities(view: $v, kind: $k, owner: $o, team: $t, most: $n) {{ truncated
    kinds {{ key zh en open amount held taken won wonAmount wonUntaken dismissed lapsed }}
    opportunities {{ id {WORDS} task {{ id title }} journey {{ id }} dismissal note wonOn wonAmount product {{ id }}
      funds {{ openOn product {{ name }} }} }} }} }}"""
OF_CLIENT = "query($id: ID!) { client(id: $id) { opportunities { id kind state amount } } }"
TAKE = "mutation($i: OpportunitiesInput!) { it: takeUpOpportunities(input: $i) { id state task { title body } } }"
START = """mutation($i: StartOpportunityJourneyInput!) { it: startOpportunityJourney(input: $i) { state
  journey { expectedAmount } } }"""
DISMISS = """mutation($i: DismissOpportunitiesInput!) { it: dismissOpportunities(input: $i) { id state dismissal
  note } }"""
RESTORE = "mutation($i: OpportunitiesInput!) { it: restoreOpportunities(input: $i) { id state dismissal } }"


async def chance(house: House, client: UUID, kind: str = "idle_cash", **columns: Any) -> str:
    """A chance that was found of a client; its public id."""
    facts: dict[str, Any] = {"first": "2026-02-01", "last": "2026-02-03", "paid": "900000", "back": "200000"}
    if kind == "upsell":
        facts = {
            "chance": "0.4",
            "average": "0.15",
            "reasons": [{"zh": "持有两只产品", "en": "Holds two funds"}],
        }
    given = {"amount": Decimal(700_000), "key": str(uuid7()), "print": "", "facts": facts, **columns}
    async with house.database.as_system(house.firm_id, "tests") as session:
        row = Opportunity(id=uuid7(), client_id=client, kind=kind, since=business_date(), rules=0, **given)
        session.add(row)
        await session.flush()
        return public_id("opportunity", row.id)


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A client of each of two managers."""
    house = await build_house(database, vault, "商机资管")
    ours, _ = await new_client(house, name="甲")
    theirs, _ = await new_client(house, OTHER if OTHER in house.people else "partner", name="乙")
    house.rows["client"] = [ours, theirs]
    return house


@pytest.fixture(autouse=True)
async def fresh(house: House) -> None:
    """Each test finds its own chances, and nobody held back."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(text("delete from opportunity where firm_id = :f"), {"f": house.firm_id})
        await session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.firm_id == house.firm_id)
            .values(state="closed")
            .execution_options(synchronize_session=False)
        )
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id.in_(house.rows["client"]))
            .values(state="existing")
            .execution_options(synchronize_session=False)
        )


def ids_of(board: dict[str, Any]) -> list[str]:
    return [each["id"] for each in board["opportunities"]]


async def test_a_board_tells_the_largest_first_with_reasons_in_both_languages(house: House) -> None:
    ours, theirs = house.rows["client"]
    small = await chance(house, ours, amount=Decimal(300_000))
    large = await chance(house, ours, "upsell", amount=Decimal(900_000))
    other = await chance(house, theirs)
    found = (await house.data(MANAGER, BOARD))["opportunities"]
    assert ids_of(found) == [large, small]
    told = found["opportunities"][1]
    assert told["reason"]["zh"].startswith(
        "2026-02-01 至 2026-02-03 因全部赎回、到期或现金分红回款 900,000 元"
    )
    assert "CNY 200,000 came back" in told["reason"]["en"]
    assert "持有两只产品" in found["opportunities"][0]["reason"]["zh"]
    kinds = {kind["key"]: kind for kind in found["kinds"]}
    assert list(kinds) == list(KINDS)
    assert (kinds["idle_cash"]["open"], kinds["idle_cash"]["amount"]) == (1, "300000.00")
    assert other in ids_of((await house.data("operations", BOARD))["opportunities"])
    one = (await house.data(MANAGER, BOARD, n=1))["opportunities"]
    assert (ids_of(one), one["truncated"]) == ([large], True)
    assert ids_of((await house.data(MANAGER, BOARD, k="idle_cash"))["opportunities"]) == [small]
    mine = public_id("user", house.people[MANAGER])
    assert ids_of((await house.data("operations", BOARD, o=mine))["opportunities"]) == [large, small]


async def test_what_there_are_none_of_is_refused(house: House) -> None:
    for values in ({"v": "all"}, {"k": "x"}, {"n": 0}, {"n": 301}):
        assert codes_of(await house.ask(MANAGER, BOARD, **values)) == ["BAD_USER_INPUT"]
    for ids in ([], [public_id("opportunity", uuid7())] * 101):
        expected = "BAD_USER_INPUT" if not ids else "NOT_FOUND"
        assert codes_of(await house.ask(MANAGER, TAKE, i={"ids": ids})) == [expected]
    many = [public_id("opportunity", uuid7()) for _ in range(101)]
    assert codes_of(await house.ask(MANAGER, TAKE, i={"ids": many})) == ["BAD_USER_INPUT"]


async def test_who_may_not_read_holdings_sees_nothing_of_them(house: House) -> None:
    ours, _ = house.rows["client"]
    id = await chance(house, ours)
    for who in ("finance", "partner_api"):
        answer = await house.ask(who, OF_CLIENT, id=public_id("client", ours))
        client = (answer.get("data") or {}).get("client")
        assert client is None or client["opportunities"] is None
        assert codes_of(await house.ask(who, BOARD)) != []
        assert codes_of(await house.ask(who, TAKE, i={"ids": [id]})) != []
    own = (await house.data(MANAGER, OF_CLIENT, id=public_id("client", ours)))["client"]["opportunities"]
    assert own == [{"id": id, "kind": "idle_cash", "state": "open", "amount": "700000.00"}]


async def test_several_become_tasks_at_once_and_another_managers_none(house: House) -> None:
    ours, theirs = house.rows["client"]
    mine = [await chance(house, ours), await chance(house, ours)]
    other = await chance(house, theirs)
    assert codes_of(await house.ask(MANAGER, TAKE, i={"ids": [*mine, other]})) == ["NOT_FOUND"]
    assert (await house.data(MANAGER, BOARD))["opportunities"]["kinds"][1]["open"] == 2
    done = (await house.data(MANAGER, TAKE, i={"ids": mine}))["it"]
    assert [(each["id"], each["state"]) for each in done] == [(id, "taken") for id in mine]
    assert done[0]["task"]["title"] in {"商机跟进：闲置资金", "Follow up a chance: Idle cash"}
    assert codes_of(await house.ask(MANAGER, TAKE, i={"ids": mine})) == ["BAD_USER_INPUT"]
    taken = (await house.data(MANAGER, BOARD, v="taken"))["opportunities"]
    assert set(ids_of(taken)) == set(mine)
    assert taken["kinds"][1]["taken"] == 2


async def test_a_journey_begins_with_the_amount(house: House) -> None:
    ours, _ = house.rows["client"]
    id = await chance(house, ours)
    template = (await _journey_input(house))["template"]
    [done] = (await house.data(MANAGER, START, i={"id": id, "template": template}))["it"]
    assert done == {"state": "taken", "journey": {"expectedAmount": "700000.00"}}
    again = await chance(house, ours)
    refused = await house.ask(MANAGER, START, i={"id": again, "template": template})
    assert codes_of(refused) == ["BAD_USER_INPUT"]
    assert again in ids_of((await house.data(MANAGER, BOARD))["opportunities"])


async def test_one_that_is_put_away_says_why_and_can_be_taken_back(house: House) -> None:
    ours, _ = house.rows["client"]
    id = await chance(house, ours)
    given: dict[str, Any] = {"ids": [id], "reason": "other"}
    assert codes_of(await house.ask(MANAGER, DISMISS, i=given)) == ["BAD_USER_INPUT"]
    [done] = (await house.data(MANAGER, DISMISS, i={**given, "note": "客户移居海外"}))["it"]
    assert (done["state"], done["dismissal"], done["note"]) == ("dismissed", "other", "客户移居海外")
    assert ids_of((await house.data(MANAGER, BOARD))["opportunities"]) == []
    assert ids_of((await house.data(MANAGER, BOARD, v="dismissed"))["opportunities"]) == [id]
    [back] = (await house.data(MANAGER, RESTORE, i={"ids": [id]}))["it"]
    assert (back["state"], back["dismissal"]) == ("open", None)


@pytest.mark.parametrize("why", ["restricted", "complaint", "cooling_off"])
async def test_who_is_held_back_is_shown_apart_with_the_reason(house: House, why: str) -> None:
    ours, _ = house.rows["client"]
    id = await chance(house, ours)
    async with house.database.change(await house.principal("operations")) as session:
        if why == "restricted":
            (await session.get_one(Client, (house.firm_id, ours))).state = why
        elif why == "complaint":
            asked = Asked(ours, "complaint", "费用", "明细", {"wish": "退费"}, channel="call")
            await request_making.create(session, asked)
        else:
            fund = await create_product(session, {"code": "H1", "name": "冷静一号"})
            session.add(
                FundOrder(
                    id=uuid7(), client_id=ours, product_id=fund.id, kind="initial", amount=Decimal(1_000_000),
                    applied_on=business_date(), state=why, cooling_from=now(), cooling_until=now() + timedelta(days=1),
                )
            )  # fmt: skip
    board = (await house.data(MANAGER, BOARD))["opportunities"]
    assert ids_of(board) == []
    assert (board["kinds"][1]["open"], board["kinds"][1]["held"]) == (0, 1)
    held = (await house.data(MANAGER, BOARD, v="held"))["opportunities"]["opportunities"]
    assert [(each["id"], each["held"]) for each in held] == [(id, why)]
    answer = await house.ask(MANAGER, TAKE, i={"ids": [id]})
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "opportunity_held"
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(
            update(FundOrder)
            .where(FundOrder.firm_id == house.firm_id, FundOrder.state == "cooling_off")
            .values(cooled_at=now())
            .execution_options(synchronize_session=False)
        )


async def test_what_was_won_counts_each_subscription(house: House) -> None:
    ours, _ = house.rows["client"]
    at = now()
    for taken in (at, None):
        await chance(
            house, ours, state="won", acted_at=taken, ended_at=at, won_on=business_date(), won_amount=Decimal(250_000)
        )  # fmt: skip
    kind = (await house.data(MANAGER, BOARD, v="won"))["opportunities"]["kinds"][1]
    assert (kind["won"], kind["wonUntaken"], kind["wonAmount"]) == (2, 1, "500000.00")


async def test_a_board_is_two_statements_and_what_its_rows_load_once(house: House) -> None:
    ours, _ = house.rows["client"]
    for _ in range(6):
        await chance(house, ours)
    few = await house.statements(MANAGER, BOARD, n=1)
    many = await house.statements(MANAGER, BOARD, n=300)
    assert few == many
    plain = "{ opportunities { truncated opportunities { id kind amount reason { zh } } kinds { open } } }"
    assert await house.statements(MANAGER, plain) == 2


async def test_a_board_is_read_by_its_index(house: House) -> None:
    statement = """explain select * from opportunity where firm_id = :f and state = 'open'
      order by amount desc limit 301"""
    async with house.database.as_system(house.firm_id, "tests") as session:
        await session.execute(text("set local enable_seqscan = off"))
        plan = "\n".join((await session.scalars(text(statement), {"f": house.firm_id})).all())
    assert "ix_opportunity_state" in plan
