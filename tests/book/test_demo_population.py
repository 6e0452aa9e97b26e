"""The demo firm: the same for a seed, consistent in itself, shaped as documented, and nobody real."""

import pickle
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from backend.book.demo import firm_rows, minutes
from backend.book.demo.days import at_hour
from backend.book.demo.ledger import tier_name
from backend.book.demo.navs import DemoNav, drawdowns_of
from backend.book.demo.population import Population, population
from backend.book.demo.products import ALREADY, BELL_WETHER, NEARLY
from backend.book.topics import SHIPPED
from backend.platform.clock import business_date
from backend.systemize.identity_numbers import RESIDENT, is_credit_code, resident_number
from backend.systemize.regions import cities
from backend.systemize.search_tokens import query_tokens

AS_OF = date(2026, 11, 23)
SMALL = 300


@pytest.fixture(scope="module")
def people() -> Population:
    return population(SMALL, as_of=AS_OF)


@pytest.fixture(scope="module")
def full() -> Population:
    return population(5000, as_of=AS_OF)


def navs_by_name(people: Population) -> dict[str, list[DemoNav]]:
    names = {product.id: product.name for product in people.products}
    series: dict[str, list[DemoNav]] = {}
    for nav in people.navs:
        series.setdefault(names[nav.product_id], []).append(nav)
    return series


def test_the_same_seed_gives_the_same_firm_to_the_byte_in_another_process(people: Population) -> None:
    program = (
        "import hashlib; from datetime import date; from backend.book.demo.population import population; "
        f"p = population({SMALL}, as_of=date({AS_OF:%Y, %-m, %-d})); "
        "from backend.book.demo import firm_rows as f, minutes as m; "
        "said = map(list, (f.interactions(p), f.tasks(p), m.participants(p), m.talk_messages(p))); "
        "rows = repr([p, list(p.contacts), *said]); print(hashlib.sha256(rows.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in (1, 2)
    }
    assert len(digests) == 1


def test_rows_that_are_drawn_anew_are_the_ones_that_would_have_been_kept(
    people: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.book.demo.population._KEPT", 0)
    anew = population(SMALL, as_of=AS_OF)
    for _ in range(2):
        assert list(anew.contacts) == list(people.contacts)
        assert list(anew.tasks) == list(people.tasks)
    assert (len(anew.contacts), len(anew.tasks)) == (len(people.contacts), len(people.tasks))


def test_it_says_how_far_it_is() -> None:
    heard: list[tuple[str, int, int]] = []
    population(1_050, as_of=AS_OF, tell=lambda *told: heard.append(told))
    assert heard == [("book", 0, 1_050), ("book", 1_000, 1_050)]


def test_another_seed_gives_other_people(people: Population) -> None:
    other = population(SMALL, 7, as_of=AS_OF)
    assert {c.id for c in other.clients}.isdisjoint(c.id for c in people.clients)
    assert pickle.dumps(other.navs) != pickle.dumps(people.navs)


@pytest.mark.parametrize(("size", "seed"), [(50, 1), (51, 6), (101, 2), (150, 3), (250, 4), (1000, 5)])
def test_any_size_and_seed_works(size: int, seed: int) -> None:
    made = population(size, seed, as_of=date(2026, 2, 24))
    assert len(made.clients) == size
    assert all(made.aum[c.id] > 0 for c in made.clients if c.state == "existing")
    assert not any(made.aum[c.id] for c in made.clients if c.state != "existing")


@pytest.mark.parametrize("day", ["2026-02-17", "2026-10-04", "2027-01-01", "2028-02-29", "2031-07-05"])
def test_any_day_works_holidays_and_years_not_yet_announced_too(day: str) -> None:
    as_of = date.fromisoformat(day)
    made = population(60, as_of=as_of)
    assert max(nav.on for nav in made.navs) < as_of
    assert (as_of - max(nav.on for nav in made.navs)).days <= 18
    assert all(task.state != "open" or (as_of - business_date(task.due_at)).days <= 20 for task in made.tasks)


@pytest.mark.parametrize("size", [49, 1_000_001])
def test_too_small_and_too_large_a_firm_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="50 to 1000000"):
        population(size, as_of=AS_OF)


def test_nobody_has_a_real_number(people: Population) -> None:
    for client in people.clients:
        assert all(re.fullmatch(r"169\d{8}", number) for number in client.mobiles)
        assert client.email is None or client.email.endswith("@example.com")
        assert client.bank_account is None or client.bank_account.startswith("620000")
        if client.id_type == "credit_code":
            assert is_credit_code(client.id_number or "")
            assert "DEM" in (client.id_number or "")
    for user in people.firm.users:
        assert user.email.endswith("@demo.startrail.local")


def test_resident_numbers_are_right_in_form_and_agree_with_the_person(full: Population) -> None:
    numbered = [c for c in full.clients if c.id_type == RESIDENT]
    assert len(numbered) > 3000
    for client in numbered:
        told = resident_number(client.id_number or "")
        assert told is not None
        assert (told.birth_date, told.gender) == (client.birth_date, client.gender)
        assert (client.id_number or "")[14:17] in {"996", "997", "998", "999"}


def test_numbers_are_nobody_elses_except_of_the_planted_duplicate(full: Population) -> None:
    mobiles = Counter(number for client in full.clients for number in client.mobiles)
    assert [count for count in mobiles.values() if count > 1] == [2]
    numbers = Counter(client.id_number for client in full.clients if client.id_number)
    assert max(numbers.values()) == 1


def test_places_belong_together(people: Population) -> None:
    for client in people.clients:
        assert cities()[client.place.city].province_code == client.place.province
        assert client.place.area.startswith(client.place.city)


def test_aum_is_what_the_ledger_says(people: Population) -> None:
    units: dict[tuple[object, object], Decimal] = {}
    for row in people.transactions:
        key = (row.client_id, row.product_id)
        units[key] = units.get(key, Decimal(0)) + row.units
        assert row.net == row.gross - row.fee
        assert units[key] >= 0
    held = {(h.client_id, h.product_id): h.units for h in people.holdings if h.valid_to is None}
    assert held == {key: value for key, value in units.items() if value}
    nav = {product.id: product.nav for product in people.products}
    for client in people.clients:
        worth = sum(
            (
                (value * nav[product]).quantize(Decimal("0.01"), ROUND_HALF_UP)
                for (owner, product), value in held.items()
                if owner == client.id
            ),
            Decimal(0),
        )
        assert people.aum[client.id] == worth


def test_holdings_of_a_fund_follow_each_other_without_gap_or_overlap(people: Population) -> None:
    stretches: dict[tuple[object, object], list[tuple[date, date | None]]] = {}
    for holding in people.holdings:
        assert holding.units > 0
        key = (holding.client_id, holding.product_id)
        stretches.setdefault(key, []).append((holding.valid_from, holding.valid_to))
    for spans in stretches.values():
        spans.sort()
        for (start, end), (following, _) in pairwise(spans):
            assert end is not None
            assert start < end <= following


def test_nobody_redeems_during_the_lock_up_of_the_last_purchase_before(people: Population) -> None:
    lock_up = {product.id: product.strategy.lock_up_days for product in people.products}
    first: dict[tuple[object, object], date] = {}
    for row in sorted(people.transactions, key=lambda row: row.on):
        key = (row.client_id, row.product_id)
        if row.kind == "initial":
            first[key] = row.on
        if row.kind == "redemption":
            assert (row.on - first[key]).days >= lock_up[row.product_id]


def test_nobody_holds_a_fund_above_his_risk_level(people: Population) -> None:
    risk = {client.id: int((client.risk or "C5")[1]) for client in people.clients}
    product_risk = {product.id: product.risk for product in people.products}
    assert all(product_risk[h.product_id] <= risk[h.client_id] for h in people.holdings if h.valid_to is None)


def test_every_client_has_one_current_owner_and_shares_add_up(people: Population) -> None:
    active = {user.id for user in people.firm.managers()}
    for client in people.clients:
        current = [a for a in people.assignments if a.client_id == client.id and a.valid_to is None]
        owners = [a for a in current if a.role == "owner"]
        assert [a.user_id for a in owners] == [people.owner_of[client.id]]
        assert owners[0].user_id in active
        assert sum(a.credit for a in current) == 100


def test_nothing_has_happened_after_the_as_of_date(people: Population) -> None:
    morning = at_hour(AS_OF, 0)
    known = {client.id: client.created_at for client in people.clients}
    assert all(client.created_at < morning for client in people.clients)
    assert all(known[c.client_id] < c.at < morning for c in people.contacts)
    assert all(t.completed_at is None or t.created_at < t.completed_at < morning for t in people.tasks)
    assert all(known[t.client_id] <= t.created_at < morning for t in people.tasks)
    assert all(row.created_at < morning for row in people.transactions)
    assert all(nav.published_at < morning for nav in people.navs)
    assert all(tag.given_at < morning for tag in people.client_tags)


def test_the_demo_log_ins_are_there(people: Population) -> None:
    logins = (
        "manager senior assistant lead partner executive legal finance compliance operations auditor policy"
    )
    for login in logins.split():
        assert people.firm.by_email[login].left_on is None
    assert people.firm.by_email["policy"].roles == ("policy_admin",)
    assert people.firm.by_email["senior"].roles == ("senior_client_manager",)
    lead = people.firm.by_email["lead"]
    assert {people.firm.by_email[name].team for name in ("manager", "senior", "assistant")} == {lead.team}
    assert [team.lead_id for team in people.firm.teams if team.name == lead.team] == [lead.id]
    assert len(people.firm.managers()) == 30
    assert len(people.firm.teams) == 5


def test_zhou_ruoxi_rises_above_three_million_by_an_additional_subscription(people: Population) -> None:
    [zhou] = [client for client in people.clients if client.name == "周若溪"]
    assert zhou.mobiles == ["16900000012"]
    assert people.owner_of[zhou.id] == people.firm.by_email["manager"].id
    rows = [row for row in people.transactions if row.client_id == zhou.id and row.kind != "dividend"]
    assert [row.kind for row in rows] == ["initial", "additional"]
    nav = {product.id: product.nav for product in people.products}[rows[0].product_id]
    assert rows[0].units * nav < 3_000_000 < people.aum[zhou.id]
    assert (AS_OF - rows[1].on).days < 30


def test_zhang_wei_is_three_records_of_two_people(full: Population) -> None:
    three = [client for client in full.clients if client.name == "张伟"]
    assert len(three) == 3
    assert len({client.mobiles[0] for client in three}) == 2
    assert len({client.id_number for client in three if client.id_number}) == 2


def test_the_bell_wether_falls_through_ten_per_cent_and_another_fund_just_does_not(full: Population) -> None:
    series = navs_by_name(full)
    falls = {name: drawdowns_of(navs) for name, navs in series.items()}
    assert round(falls[BELL_WETHER][-1], 3) == 0.106
    assert falls[BELL_WETHER][-2] < 0.10
    assert round(falls[NEARLY][-1], 3) == 0.098
    assert max(falls[NEARLY][-9:]) < 0.10
    assert falls[ALREADY][-2] > 0.10
    crossing = [name for name, fall in falls.items() if fall[-2] <= 0.10 < fall[-1]]
    assert crossing == [BELL_WETHER]
    assert 8 <= sum(max(fall) > 0.10 for fall in falls.values()) <= 20


def test_the_bell_wether_has_its_87_holders(full: Population) -> None:
    [fund] = [product for product in full.products if product.name == BELL_WETHER]
    holders = [h.client_id for h in full.holdings if h.product_id == fund.id and h.valid_to is None]
    tiers = Counter(tier_name(full.aum[id]) for id in holders)
    assert len(holders) == 87
    assert (tiers["uhnw"], tiers["hnw"]) == (3, 31)
    assert len({full.owner_of[id] for id in holders}) == 21
    [second] = [product for product in full.products if product.name == ALREADY]
    both = [h.client_id for h in full.holdings if h.product_id == second.id and h.valid_to is None]
    assert len(set(both) & set(holders)) == 1


def test_143_existing_clients_are_silent_and_nobody_else(full: Population) -> None:
    heard: dict[object, date] = {}
    for contact in full.contacts:
        if contact.two_way:
            day = business_date(contact.at)
            heard[contact.client_id] = max(day, heard.get(contact.client_id, day))
    limit = AS_OF - timedelta(days=92)
    silent = {c.id for c in full.clients if c.state == "existing" and heard.get(c.id, date.min) < limit}
    assert len(silent) == 143
    assert silent == full.told.silent
    assert sum(tier_name(full.aum[id]) == "uhnw" for id in silent) == 1


def test_the_firm_has_the_documented_shape(full: Population) -> None:
    kinds = Counter((c.kind, c.state) for c in full.clients)
    assert kinds["individual", "existing"] == 2780
    assert kinds["institution", "existing"] == 160
    assert kinds["product", "existing"] == 60
    assert sum(count for (_, state), count in kinds.items() if state == "former") == 550
    people = [c for c in full.clients if c.kind == "individual"]
    assert 0.39 < sum(c.gender == "female" for c in people) / len(people) < 0.45
    assert 0.20 < sum(c.place.province == "31" for c in full.clients) / len(full.clients) < 0.28
    tiers = Counter(tier_name(full.aum[c.id]) for c in people if c.state == "existing")
    for tier, share in (("uhnw", 0.012), ("hnw", 0.382), ("affluent", 0.36), ("mass", 0.246)):
        assert abs(tiers[tier] / 2780 - share) < 0.03
    assert 6_000 < len(full.navs) < 6_400
    assert 9_000 < len(full.transactions) < 14_000
    assert 100_000 < len(full.contacts) < 130_000
    assert 25_000 < len(full.tasks) < 30_000
    in_families = len(full.household_of) + len({r.client_id for r in full.relations})
    assert 0.05 < in_families / 5000 < 0.14


def test_given_names_are_mostly_two_characters(full: Population) -> None:
    people = [c for c in full.clients if c.kind == "individual"]
    long = sum(len(client.name) > 2 for client in people)
    assert 0.78 < long / len(people) < 0.88


def test_meetings_have_minutes_and_chats_their_words_and_both_are_about_topics_of_a_new_firm(
    people: Population,
) -> None:
    rows = {row["id"]: row for row in firm_rows.interactions(people)}
    written = [row for row in rows.values() if row["needs"]]
    assert len(written) > 100
    assert {row["kind"] for row in written} == {"meeting", "visit"}
    assert {topic for row in rows.values() for topic in row["topics"]} <= set(SHIPPED)
    there = Counter(row["interaction_id"] for row in minutes.participants(people))
    assert set(there) == {row["id"] for row in written}
    assert set(there.values()) == {2, 3}
    said = list(minutes.talk_messages(people))
    assert {rows[row["interaction_id"]]["channel"] for row in said} == {"wechat", "wecom"}
    assert all(row["at"] <= rows[row["interaction_id"]]["at"] for row in said)
    assert len({(row["client_id"], row["mark"]) for row in said}) == len(said)
    assert set(query_tokens("净值")) <= set(
        next(r for r in rows.values() if "净值" in r["summary"])["search_tokens"]
    )


def test_what_is_agreed_on_is_a_task_of_its_conversation_open_while_it_is_young(people: Population) -> None:
    steps = [row for row in firm_rows.tasks(people) if row["interaction_id"]]
    assert {row["state"] for row in steps} == {"open", "done"}
    young = at_hour(AS_OF - timedelta(days=22), 0)
    assert all(row["created_at"] >= young for row in steps if row["state"] == "open")
    assert all(row["completed_at"] < at_hour(AS_OF, 0) for row in steps if row["state"] == "done")


def test_those_of_whom_stories_are_told_have_a_family_and_ties(people: Population) -> None:
    by_name = {client.name: client for client in people.told.heads}
    assert set(by_name) == {"周若溪", "张伟"}
    kinds = Counter(
        kind
        for tie in people.relations
        for kind in [tie.kind]
        if by_name["张伟"].id in {tie.client_id, tie.other_id}
    )
    assert kinds.keys() >= {"spouse", "referrer", "controller"}
    for head in people.told.heads:
        family = people.household_of[head.id]
        assert sum(1 for other in people.household_of.values() if other == family) >= 2
        assert all(
            people.owner_of[id] == people.owner_of[head.id]
            for id, of in people.household_of.items()
            if of == family
        )
