"""The awkward firm under the shipped policy and under an odd one, and its book."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.policies import store
from backend.policies.coordinates import Kind, known
from backend.policies.rules import Effect, Right
from backend.policies.shipped import shipped_rules
from tests.differential.callers import callers_of
from tests.differential.firm import Firm, build_firms
from tests.differential.own import KEYS, own_rules
from tests.differential.running import Ask, both_ways
from tests.oracle.book import Book, read_book
from tests.oracle.standing import Asker


@pytest.fixture(scope="module", autouse=True)
def settled_memory() -> Iterator[None]:
    """What is loaded once is put aside: a full collection of it takes 0.5 s."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@dataclass(frozen=True)
class Court:
    """Everything needed to ask, and to judge the answers."""

    firm: Firm
    book: Book
    callers: dict[str, Principal]
    askers: dict[str, Asker]
    ask: Ask


@pytest.fixture(scope="module", params=["shipped", "odd"])
async def court(request: pytest.FixtureRequest, database: Database, vault: Vault) -> Court:
    """The firm, with a policy that has denials and gaps, too."""
    firm, empty = await build_firms(database, vault)
    if request.param == "odd":
        async with database.change(firm.made.system) as session:
            await store.publish(session, [*_odd_rows(Random(7)), *_odd_own(Random(11))], "odd")
    callers = await callers_of(firm, empty)
    # Keys ask as if they were no keys: what they may not read is then denied field by field, not refused unread.
    callers = {
        name: replace(who, subject=f"system:{name}") if who.is_key else who
        for name, who in callers.items()
        if not name.startswith(("odd", "of_empty"))
    }
    book = await read_book(database.url, firm.firm_id)
    askers = {name: _asker(book, who) for name, who in callers.items()}
    return Court(firm, book, callers, askers, both_ways(firm.services)[1])


def _asker(book: Book, who: Principal) -> Asker:
    """What the tables say of a person; of a key, what it was given."""
    if who.user_id is None:
        return Asker(("partner_api",), None, who.scope.sources, who.scope.product_ids)
    return Asker(
        tuple(sorted(row["role"] for row in book.all("user_role", user_id=who.user_id))), who.user_id
    )


def _odd_own(random: Random) -> list[Sequence[str]]:
    """The same of the rules on the firm's own fields."""
    rows = [row for row in own_rules() if random.random() < 0.8]
    rows += [("partner", f"Client.custom:{key}", "own", "view", "deny") for key in random.sample(KEYS, 4)]
    return rows + [
        ("finance", f"Client.custom:{key}", "team", "edit", "allow") for key in random.sample(KEYS, 3)
    ]


def _odd_rows(random: Random) -> list[Sequence[str]]:
    """The shipped rules with holes, and some hundred rules nobody would write."""
    rows: list[Sequence[str]] = [
        (rule.role, rule.coordinate, str(rule.relation), str(rule.right), str(rule.effect))
        for rule in shipped_rules()
        if rule.role == "policy_admin" or random.random() < 0.93
    ]
    roles = sorted({row[0] for row in rows} - {"policy_admin"})
    fields = [
        c
        for c in known().values()
        if c.kind in {Kind.FIELD, Kind.TYPE} and not c.name.startswith("ClientInput")
    ]
    for _ in range(900):
        coordinate = random.choice(fields)
        right = random.choice([right for right in coordinate.rights if right is not Right.EXPORT])
        relation = random.choice(coordinate.relations)
        effect = Effect.DENY if random.random() < 0.3 else Effect.ALLOW
        rows.append((random.choice(roles), coordinate.name, str(relation), str(right), str(effect)))
    return rows
