"""Whatever is asked, each field of each row is there exactly when Casbin, asked about it, says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.differential.documents import Document, Selection
from tests.oracle.asking import Asking, difference
from tests.oracle.conftest import Court

CASES = 250
"""Under each of two policies."""
LISTS = {
    "clients": """clients(first: 100) { totalCount nodes { id relation name idNumber mobile note aum
      owner { name email } holdings { units cost value unrealised product { code } shareClass { name } }
      lots { units cost product { code } } household { name aum members { id } }
      tags { name }
      relations { kind other { id name } } transactions { totalCount nodes { net product { code } } } } }""",
    "households": "households(first: 100) { nodes { id relation name aum head { id } members { id name } } }",
    "tasks": "tasks(first: 100) { nodes { id relation title assignee { name } client { name } createdBy { id } } }",
    "products": """products(first: 100) { nodes { code nav navStale holderCount navPoints { date unit corrected }
      shareClasses { name nav } feeTerms { validFrom trailRate redemptionSteps { days rate } }
      openDays { first last } } }""",
    "changes": """holdingChanges(first: 100) { totalCount nodes { kind date units net isReversal client { id }
      product { code } shareClass { name } } }""",
    "tags": "tags { name clientCount }",
    "users": """users(first: 100) { totalCount nodes { id relation name email phone roles totpEnabled team { name }
      deputy { id } } }""",
    "teams": "teams { id name parent { name } lead { id } members { id } }",
}


def _asking(court: Court) -> Asking:
    return Asking(court.firm, court.book, court.callers, court.askers, court.ask)


async def test_every_field_of_every_row_is_told_to_whom_casbin_lets_see_it(court: Court) -> None:
    findings = await _asking(court).run(range(CASES))
    wrong = findings.disagreements
    assert not wrong, f"{len(wrong)} of {findings.asked}\n" + "\n\n".join(wrong[:5])
    assert findings.asked == CASES
    assert findings.with_rows > CASES * 0.6
    assert findings.with_denials > CASES * 0.1


@pytest.mark.parametrize("name", LISTS)
async def test_whole_lists_are_as_the_oracle_has_them(name: str, court: Court) -> None:
    asking, text = _asking(court), LISTS[name]
    for caller in court.askers:
        document = Document(children=[Selection("field", text)])
        told = await court.ask(court.callers[caller], document.text(), {}, None)
        assert difference(told, asking.expected(caller, document)) is None, caller


@pytest.mark.parametrize("court", ["shipped"], indirect=True)
async def test_a_wrong_grant_is_noticed(court: Court) -> None:
    """The API answers by the policy as published; an oracle of another one has to disagree."""
    planted = [
        {
            "role": "partner_api",
            "coordinate": "Client.company",
            "relation": "scope",
            "right": "view",
            "effect": "allow",
        }
    ]
    taken = [rule for rule in court.book.rules if rule["coordinate"] != "Task.title"]
    for rules, caller, text in (
        ([*court.book.rules, *planted], "key_of_sources", "clients(first: 100) { nodes { id company } }"),
        (taken, "partner", "tasks(first: 100) { nodes { id title } }"),
        (
            [r | {"relation": "firm"} if r["role"] == "client_manager" else r for r in court.book.rules],
            "client_manager",
            "clients(first: 100) { nodes { id } }",
        ),
    ):
        other = replace(court, book=replace(court.book, rules=rules))
        document = Document(children=[Selection("field", text)])
        told = await court.ask(court.callers[caller], document.text(), {}, None)
        assert difference(told, _asking(court).expected(caller, document)) is None
        assert difference(told, _asking(other).expected(caller, document)) is not None, caller


@pytest.mark.parametrize("court", ["shipped"], indirect=True)
async def test_a_wrong_reach_is_noticed(court: Court) -> None:
    """Who stands in for somebody, who sits in which team, what a key was given: each of it counts."""
    document = Document(children=[Selection("field", "clients(first: 100) { nodes { id } }")])
    for caller, changed in (
        ("deputy", {"user_id": court.askers["assistant"].user_id}),
        ("key_of_sources", {"sources": frozenset({"bank"})}),
        (
            "key_of_products",
            {"product_ids": frozenset(list(court.askers["key_of_products"].product_ids)[:1])},
        ),
    ):
        askers = court.askers | {caller: replace(court.askers[caller], **changed)}
        told = await court.ask(court.callers[caller], document.text(), {}, None)
        assert difference(told, _asking(replace(court, askers=askers)).expected(caller, document)) is not None
