"""Consent and contact as the API tells them: ledger, state of a day, who may be contacted, leaving by a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.platform.clock import business_date, now
from backend.platform.ids import own_id
from backend.retain.leaving import Leaving, choices_of, leave, link_of, read_link, stay
from tests.schema.house import House, codes_of

MANAGER = "client_manager"
RECORD = "mutation($i: RecordConsentInput!) { recordConsent(input: $i) { id } }"
STATE = """query($id: ID!, $on: Date) { client(id: $id) { consents(on: $on) { purpose channel state }
  consentHistory { id given takenBack } } }"""
CONTACT = """query($ids: [ID!]!, $purpose: String!) {
  contactability(clients: $ids, purpose: $purpose, channel: "mail") {
  total allowed reasons { code count text } held { client { id } reasons { code } againAt } } }"""


async def _state(house: House, client: str, **more: Any) -> tuple[str, list[dict[str, Any]]]:
    found = (await house.data(MANAGER, STATE, id=client, **more))["client"]
    cell = next(c for c in found["consents"] if (c["purpose"], c["channel"]) == ("marketing", "mail"))
    return cell["state"], found["consentHistory"]


async def test_a_mistake_is_taken_back_and_a_past_day_says_what_held_then(house: House) -> None:
    client = house.id("client", 1)
    entry = {"purpose": "marketing", "channel": "mail"}
    before = (now() - timedelta(days=40)).isoformat()
    for given, at in ((True, before), (False, None)):
        await house.data(
            MANAGER, RECORD,
            i={"client": client, "entries": [{**entry, "given": given}], "source": "form", "at": at},
        )  # fmt: skip
    state, ledger = await _state(house, client)
    assert (state, len(ledger)) == ("withdrawn", 2)
    past = str(business_date() - timedelta(days=10))
    assert (await _state(house, client, on=past))[0] == "given"
    assert (await _state(house, client, on=str(business_date() - timedelta(days=50))))[0] == "unknown"
    back = "mutation($i: TakeBackConsentInput!) { takeBackConsent(input: $i) { id } }"
    await house.data(MANAGER, back, i={"id": ledger[0]["id"]})
    assert (await _state(house, client))[0] == "given"
    assert codes_of(await house.ask(MANAGER, back, i={"id": ledger[0]["id"]})) == ["BAD_USER_INPUT"]
    wrong = {"client": client, "entries": [{**entry, "given": True}], "source": "rumour"}
    assert codes_of(await house.ask(MANAGER, RECORD, i=wrong)) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("client_manager#2", RECORD, i={**wrong, "source": "form"})) == [
        "NOT_FOUND"
    ]


async def test_who_may_be_contacted_is_told_with_reasons_and_only_of_whom_one_sees(house: House) -> None:
    ids = [house.id("client", n) for n in range(4)]
    told = (await house.data(MANAGER, CONTACT, ids=ids, purpose="product"))["contactability"]
    assert (told["total"], told["allowed"]) == (4, 0)
    assert {(each["code"], each["count"]) for each in told["reasons"]} == {("no_consent", 4)}
    assert (await house.data(MANAGER, CONTACT, ids=ids, purpose="service"))["contactability"]["allowed"] == 4
    other = (await house.data("client_manager#2", CONTACT, ids=ids, purpose="service"))["contactability"]
    assert other["total"] == 0
    assert codes_of(await house.ask(MANAGER, CONTACT, ids=ids, purpose="sensitive")) == ["BAD_USER_INPUT"]


async def test_a_client_leaves_by_a_link_of_his_own_and_comes_back_by_it(house: House) -> None:
    client_id = own_id("client", house.id("client", 2))
    leaving = Leaving(house.firm_id, client_id, "care", "mail")
    text = link_of(house.vault, leaving)
    assert read_link(house.vault, text) == leaving
    async with house.database.as_system(house.firm_id, "unsubscribe_link") as session:
        assert (await choices_of(session, leaving))["care"]
        await leave(session, leaving, ["care"])
        assert not (await choices_of(session, leaving))["care"]
        await stay(session, leaving, ["care", "survey"])
        assert (await choices_of(session, leaving))["care"]
