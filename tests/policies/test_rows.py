"""Row scope: what SQL lets through is what somebody would who looked at every row."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from backend.auth.roster import load_roster
from backend.graph.nouns import Reach
from backend.platform import walls
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import RELATIONS, Level, Mask, Principal, Relation, Scope
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.rows import NOUNS, reach
from backend.policies.shipped import shipped_rules
from tests.conftest import MadeFirm, make_firm
from tests.policies.small_book import SOURCES, Ids, Judge, Row, acting_for, random_book, shared_ids, write

Book = dict[str, list[Row]]
WITH_ROWS = tuple(noun for noun, kind in NOUNS.items() if kind.model is not None)


class Twins:
    """Two firms with the same ids and different books."""

    def __init__(self, ids: Ids, firms: list[MadeFirm], books: list[Book]) -> None:
        self.ids, self.firms, self.books = ids, firms, books


@pytest.fixture(scope="module")
async def twins(database: Database, vault: Vault) -> Twins:
    ids = shared_ids()
    firms = [await make_firm(database, vault, name) for name in ("明远资产", "远山资本")]
    books = [random_book(ids, Random(seed)) for seed in (7, 8)]
    for firm, book in zip(firms, books, strict=True):
        await write(database, firm, book)
    return Twins(ids, firms, books)


def sample(random: Random, values: list[Any], most: int) -> frozenset[Any]:
    return frozenset(random.sample(values, random.randint(0, most)))


def random_caller(random: Random, twins: Twins, firm: MadeFirm) -> Principal:
    """Somebody with any scope (deputies of several, teams, a partner's key) and any rights, holes included."""
    of = twins.ids.rows
    levels = {
        kind.type: tuple(random.choice((Level.NONE, Level.VIEW, Level.VIEW)) for _ in RELATIONS)
        for kind in NOUNS.values()
    }
    user_ids = sample(random, of["user"], 3)
    return Principal(
        firm_id=firm.firm_id,
        subject="user:somebody",
        user_id=next(iter(sorted(user_ids)), None),
        mask=Mask(levels=levels),
        scope=Scope(
            user_ids=user_ids,
            team_ids=sample(random, of["team"], 3),
            sources=sample(random, [s for s in SOURCES if s], 2),
            product_ids=sample(random, of["product"], 2),
        ),
    )


def statement(who: Principal, noun: str, found: Reach, row: Any = None) -> Select[Any]:
    model: Any = NOUNS[noun].model if row is None else row
    chosen: Select[Any] = select(model.id, found.relation).where(model.firm_id == who.firm_id)
    return chosen if found.predicate is None else chosen.where(found.predicate)


async def visible(database: Database, who: Principal, noun: str) -> dict[UUID, str]:
    async with database.read(who.firm_id) as session:
        rows = (await session.execute(statement(who, noun, reach(who, noun)))).all()
    assert len(rows) == len({id for id, _ in rows}), "a row came twice"
    return dict(rows)


def expected(twins: Twins, place: int, who: Principal, noun: str) -> dict[UUID, str]:
    judge = Judge(twins.books[place], who)
    stands = {row["id"]: judge.relation(noun, row) for row in twins.books[place][noun]}
    seen = who.mask.relations(NOUNS[noun].type)
    return {id: str(relation) for id, relation in stands.items() if relation in seen}


@pytest.mark.parametrize("noun", WITH_ROWS)
async def test_rows_and_their_relation_are_what_a_look_at_every_row_says(
    database: Database, twins: Twins, noun: str
) -> None:
    random = Random(f"rows of {noun}")
    met: set[str] = set()
    for turn in range(24):
        place = turn % 2
        who = random_caller(random, twins, twins.firms[place])
        found = await visible(database, who, noun)
        assert found == expected(twins, place, who, noun)
        met |= set(found.values())
    possible = {str(relation) for relation in known()[NOUNS[noun].type].relations}
    assert met == possible, "the dice never threw some relation"


@pytest.mark.parametrize("role", ["client_manager", "team_lead", "executive", "partner_api", "policy_admin"])
async def test_the_shipped_roles_see_of_the_book_what_their_scope_says(
    database: Database, twins: Twins, role: str
) -> None:
    mask = Policy(shipped_rules(), known()).mask((role,))
    random = Random(role)
    for place in (0, 1):
        caller = random_caller(random, twins, twins.firms[place])
        who = Principal(caller.firm_id, caller.subject, (role,), mask, caller.scope, caller.user_id)
        for noun in WITH_ROWS:
            assert await visible(database, who, noun) == expected(twins, place, who, noun), noun


async def test_a_key_with_products_sees_of_their_holders_nothing_else_they_hold(
    database: Database, twins: Twins
) -> None:
    product = twins.ids.rows["product"][0]
    mask = Policy(shipped_rules(), known()).mask(("partner_api",))
    who = Principal(
        twins.firms[0].firm_id, "key:x", ("partner_api",), mask, Scope(product_ids=frozenset({product}))
    )
    seen = await visible(database, who, "holding")
    products = {row["product_id"] for row in twins.books[0]["holding"] if row["id"] in seen}
    assert seen
    assert products == {product}
    assert set(await visible(database, who, "product")) == {product}


async def test_a_row_of_the_twin_firm_changes_nothing(database: Database, twins: Twins, vault: Vault) -> None:
    """The same ids, other assignments, teams and holdings: an unbound sub-select would mix them."""
    random = Random(5)
    for _ in range(6):
        caller = random_caller(random, twins, twins.firms[0])
        other = Principal(
            twins.firms[1].firm_id, caller.subject, (), caller.mask, caller.scope, caller.user_id
        )
        for noun in ("client", "household", "task", "holding"):
            assert await visible(database, caller, noun) == expected(twins, 0, caller, noun)
            assert await visible(database, other, noun) == expected(twins, 1, other, noun)


async def test_a_deputy_sees_the_clients_of_those_who_are_away_today_as_his_own(
    database: Database, twins: Twins
) -> None:
    mask = Policy(shipped_rules(), known()).mask(("client_manager",))
    firm, book = twins.firms[0], twins.books[0]
    roster = await load_roster(database, firm.firm_id)
    deputies = 0
    for user_id in twins.ids.rows["user"]:
        scope = roster.scope_of(user_id, business_date())
        assert scope.user_ids == acting_for(book, user_id, frozenset())
        deputies += len(scope.user_ids) > 1
        who = Principal(firm.firm_id, f"user:{user_id}", ("client_manager",), mask, scope, user_id)
        assert await visible(database, who, "client") == expected(twins, 0, who, "client")
        assert await visible(database, who, "user") == expected(twins, 0, who, "user")
    assert deputies, "nobody stands in for anybody"


def full(firm_id: UUID, *relations: Relation) -> Principal:
    levels = tuple(Level.VIEW if relation in relations else Level.NONE for relation in RELATIONS)
    ids = frozenset({uuid4(), uuid4()})
    return Principal(
        firm_id,
        "user:x",
        user_id=uuid4(),
        mask=Mask(levels={kind.type: levels for kind in NOUNS.values()}),
        scope=Scope(ids, ids, frozenset({"bank"}), ids),
    )


@pytest.mark.parametrize("noun", WITH_ROWS)
@pytest.mark.parametrize("count", range(16))
def test_the_wall_accepts_every_statement_and_only_with_the_firm(noun: str, count: int) -> None:
    firm_id = uuid4()
    relations = [relation for place, relation in enumerate(Relation) if count >> place & 1]
    who = full(firm_id, *relations)
    found = reach(who, noun)
    walls.prove(statement(who, noun, found), firm_id)
    with pytest.raises(walls.WallBroken):
        walls.prove(statement(who, noun, found), uuid4())
    model: Any = NOUNS[noun].model
    bare: Select[Any] = select(model.id, found.relation)
    with pytest.raises(walls.WallBroken):
        walls.prove(bare if found.predicate is None else bare.where(found.predicate), firm_id)


@pytest.mark.parametrize(
    "noun",
    [
        n
        for n in WITH_ROWS
        if n
        not in {
            "tag",
            "topic",
            "exchange_rate",
            "custom_field",
            "approval_kind",
            "automation",
            "request_type",
        }
    ],
)
def test_every_table_of_every_sub_select_is_bound_to_the_callers_firm(noun: str) -> None:
    """A predicate made for another firm must not pass in this firm's statement."""
    here, there = uuid4(), uuid4()
    foreign = reach(full(there, Relation.OWN, Relation.SCOPE), noun)
    has_tables = "SELECT" in str(foreign.predicate)
    model: Any = NOUNS[noun].model
    mixed = select(model.id).where(model.firm_id == here)
    if foreign.predicate is not None and has_tables:
        with pytest.raises(walls.WallBroken):
            walls.prove(mixed.where(foreign.predicate), here)
    assert has_tables or noun in {
        *("user", "team", "notification", "import", "export", "incoming_mail", "journey_template")
    }


async def test_an_alias_can_stand_for_the_rows(database: Database, twins: Twins) -> None:
    from_other = aliased(NOUNS["client"].model)
    random = Random(3)
    for _ in range(4):
        who = random_caller(random, twins, twins.firms[0])
        found = reach(who, "client", from_other)
        async with database.read(who.firm_id) as session:
            rows = (await session.execute(statement(who, "client", found, from_other))).all()
        assert dict(rows) == expected(twins, 0, who, "client")


def test_the_whole_firm_adds_nothing_to_the_statement() -> None:
    for noun in NOUNS:
        if noun not in {"notification", "incoming_mail", "document"}:
            assert reach(full(uuid4(), *Relation), noun).predicate is None


def test_an_own_view_drives_from_assignments_alone() -> None:
    who = full(uuid4(), Relation.OWN)
    found = reach(who, "client")
    text = str(statement(who, "client", found))
    assert "assignment" in text
    assert "CASE" not in text
    assert "holding" not in text
    assert "team_id" not in text


def test_who_may_see_no_row_need_not_ask_the_database() -> None:
    for noun in NOUNS:
        assert reach(full(uuid4()), noun).nothing
    assert reach(Principal(uuid4(), "key:x"), "notification").nothing
    assert not reach(full(uuid4(), Relation.OWN), "client").nothing
    assert not reach(full(uuid4(), *Relation), "api_key").nothing


def test_an_unknown_noun_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        reach(full(uuid4()), "invoice")
