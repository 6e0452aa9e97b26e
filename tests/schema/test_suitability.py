"""Suitability over the API: assessments, links, qualifications, matches with the rule that decided, expiry, rules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.auth.tokens import token_hash
from backend.book.clients import Client
from backend.book.contact_points import replace_contacts
from backend.book.documents.model import Document
from backend.book.ledger import Holding
from backend.book.products import Product
from backend.book.tasks import Task
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id, uuid7
from backend.platform.keys import Vault
from backend.track import assessment_links
from backend.track.assessments import Assessment
from backend.track.qualifications import Qualification
from backend.track.suitability_content import shipped_content
from backend.track.suitability_expiry import run_out
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from backend.workers.tag_sweeper import TagSweeper
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, serial

TODAY = business_date()
MANAGER, COMPLIANCE = "client_manager", "compliance"
SEEN = """query($id: ID!) { client(id: $id) { riskLevel riskValidUntil qualified suitability {
  level lowest validUntil isValid isQualified investorClass link { tries }
  assessments { id version state level earlierLevel score lowest channel rules signedOn validUntil }
  qualifications { id version state purpose basis basisWords measures { measure amount } isMine reason validUntil
    proofs { category } }
  findings { risk isTold product { name } } insistences { level risk warning product { name } } } } }"""
COMPLETE = "mutation($i: CompleteAssessmentInput!) { it: completeAssessment(input: $i) { riskLevel riskValidUntil } }"
SIGN = "mutation($i: SignAssessmentInput!) { it: signAssessment(input: $i) { riskLevel } }"
DRAFT = "mutation($i: SaveAssessmentDraftInput!) { it: saveAssessmentDraft(input: $i) { id } }"
LINK = "mutation($i: SendAssessmentLinkInput!) { it: sendAssessmentLink(input: $i) { token expiresAt } }"
ASK = "mutation($i: RequestQualificationInput!) { it: requestQualification(input: $i) { qualified } }"
REVIEW = "mutation($i: ReviewQualificationInput!) { it: reviewQualification(input: $i) { qualified } }"
REVOKE = "mutation($i: RevokeQualificationInput!) { it: revokeQualification(input: $i) { qualified } }"
INSIST = "mutation($i: ConfirmInsistenceInput!) { it: confirmInsistence(input: $i) { id } }"
MATCHES = """query($id: ID!, $a: Decimal) { productMatches(client: $id, amount: $a) { rules matches {
  product { name } result rule sentence minimum openOn reasons { rule result } } } }"""
PUBLISH = (
    "mutation($i: PublishSuitabilityRulesInput!) { it: publishSuitabilityRules(input: $i) { number note } }"
)
PREVIEW = """query($c: JSON!) { previewSuitabilityRules(content: $c) {
  judged unjudged moves { fromLevel toLevel count } } }"""


def answers(points: str = "most") -> dict[str, list[str]]:
    """A whole sheet: of each question the answer with the most points, or the fewest that mark nobody as lowest."""
    found = {}
    for question in shipped_content()["questionnaire"]["questions"]:
        free = [each for each in question["answers"] if not each["lowest"]]
        pick = max if points == "most" else min
        found[question["key"]] = [pick(free, key=lambda each: each["points"])["key"]]
    return found


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    return await build_house(database, vault, "适当资管")


Settle = Callable[[], Awaitable[None]]


@pytest.fixture
async def settle(house: House) -> Settle:
    """What the worker does: events are delivered, marks swept."""
    dispatcher, sweeper = Dispatcher(house.database, HANDLERS), TagSweeper(house.database)

    async def work() -> None:
        for _ in range(2):
            await dispatcher.drain(house.firm_id)
            await sweeper.sweep_all()

    return work


async def person(house: House, name: str = "测评人", **values: Any) -> str:
    id, _ = await new_client(house, name=name, **values)
    return public_id("client", id)


async def assessed(house: House, id: str, points: str = "most", **more: Any) -> dict[str, Any]:
    given = {"client": id, "answers": answers(points), "rules": 1, "signedOn": TODAY.isoformat(), **more}
    return await house.ask(MANAGER, COMPLETE, i=given)


async def seen(house: House, id: str, role: str = MANAGER) -> dict[str, Any]:
    found: dict[str, Any] = (await house.data(role, SEEN, id=id))["client"]
    return found


async def product(house: House, code: str, risk: str | None, **values: Any) -> str:
    async with house.database.change(house.firm.system) as session:
        row = Product(id=uuid7(), code=code, name=f"产品{code}", risk_level=risk, **values)
        session.add(row)
        await session.flush()
        return public_id("product", row.id)


async def holds(house: House, client: str, product_id: str) -> None:
    async with house.database.change(house.firm.system) as session:
        session.add(
            Holding(
                id=uuid7(), client_id=own_id("client", client), product_id=own_id("product", product_id),
                units=Decimal(100), cost=Decimal(100), valid_from=TODAY,
            )
        )  # fmt: skip


async def proof(house: House, client: str, category: str = "asset_proof", days: int = 0) -> str:
    async with house.database.change(house.firm.system) as session:
        row = Document(
            id=uuid7(), client_id=own_id("client", client), name="证明", category=category, kind="pdf", size=1,
            uploaded_by=house.firm.system.subject,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        if days:
            await session.execute(
                update(Document)
                .where(Document.firm_id == house.firm_id, Document.id == row.id)
                .values(uploaded_at=row.uploaded_at - timedelta(days=days))
            )
        return public_id("document", row.id)


def problem(answer: dict[str, Any]) -> tuple[str, str]:
    params = answer["errors"][0]["extensions"]["params"]
    return params["field"], params["problem"]


async def test_a_signed_sheet_gives_the_client_his_level_and_the_newer_one_supersedes(house: House) -> None:
    id = await person(house)
    first = (await assessed(house, id))["data"]["it"]
    assert (first["riskLevel"], first["riskValidUntil"]) == ("C5", _in_a_year().isoformat())
    await assessed(house, id, "least")
    now = await seen(house, id)
    rows = now["suitability"]["assessments"]
    assert [(r["state"], r["level"], r["earlierLevel"]) for r in rows] == [
        ("valid", "C1", "C5"),
        ("superseded", "C5", None),
    ]
    assert now["riskLevel"] == "C1"


async def test_an_unsigned_sheet_is_completed_and_valid_once_it_is_signed(house: House) -> None:
    id = await person(house)
    await assessed(house, id, signedOn=None)
    found = await seen(house, id)
    waiting = found["suitability"]["assessments"][0]
    assert (waiting["state"], found["riskLevel"]) == ("completed", None)
    signed = {"id": waiting["id"], "seen": waiting["version"], "signedOn": TODAY.isoformat()}
    assert (await house.ask(MANAGER, SIGN, i=signed))["data"]["it"]["riskLevel"] == "C5"
    again = await house.ask(MANAGER, SIGN, i={**signed, "seen": waiting["version"] + 1})
    assert problem(again) == ("id", "state")


async def test_a_marker_answer_makes_the_lowest_class(house: House) -> None:
    id = await person(house)
    await assessed(house, id, answers={**answers(), "capacity": ["b"]})
    found = (await seen(house, id))["suitability"]
    assert (found["level"], found["lowest"], found["assessments"][0]["score"]) == ("C1", True, 85)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"age": ["z"]}, ("answers.age", "choice")), ({"age": ["a", "b"]}, ("answers.age", "choice")),
        ({"age": []}, ("answers.age", "required")), ({"age": "a"}, ("answers.age", "content_format")),
        ({"nobody": ["a"]}, ("answers", "unknown")),
    ],
)  # fmt: skip
async def test_a_sheet_that_cannot_be_is_refused(
    change: dict[str, Any], where: tuple[str, str], house: House
) -> None:
    id = await person(house)
    assert problem(await assessed(house, id, answers={**answers(), **change})) == where


async def test_a_sheet_of_other_rules_and_a_day_that_cannot_be_are_refused(house: House) -> None:
    id = await person(house)
    assert codes_of(await assessed(house, id, rules=2)) == ["CONFLICT"]
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=400)):
        assert problem(await assessed(house, id, signedOn=day.isoformat())) == ("signedOn", "date")
    assert problem(await assessed(house, id, channel="link")) == ("channel", "choice")


async def test_a_draft_is_kept_and_goes_with_the_whole_sheet(house: House) -> None:
    id = await person(house)
    part = {"client": id, "answers": {"age": ["b"]}}
    assert not codes_of(await house.ask(MANAGER, DRAFT, i=part))
    assert codes_of(await house.ask(MANAGER, DRAFT, i=part)) == ["CONFLICT"]
    draft = (await seen(house, id))["suitability"]["assessments"][0]
    shown = await house.data(
        MANAGER, "query($id: ID!, $a: ID!) { client(id: $id) { riskAnswers(assessment: $a) { zh answersZh } } }",
        id=id, a=draft["id"],
    )  # fmt: skip
    assert shown["client"]["riskAnswers"][0]["answersZh"] == ["60 至 70 岁，或成立 1 至 3 年"]
    await assessed(house, id)
    assert [row["state"] for row in (await seen(house, id))["suitability"]["assessments"]] == ["valid"]


async def test_what_an_import_or_a_hand_wrote_becomes_history(house: House, settle: Settle) -> None:
    id = await person(house, riskLevel="C2", riskValidUntil=TODAY + timedelta(days=9), qualified=True)
    await settle()
    found = (await seen(house, id))["suitability"]
    assert [(r["state"], r["channel"], r["level"]) for r in found["assessments"]] == [
        ("valid", "recorded", "C2")
    ]
    assert [(q["state"], q["basis"]) for q in found["qualifications"]] == [("approved", "recorded")]
    await assessed(house, id)
    await settle()
    found = (await seen(house, id))["suitability"]
    assert [r["state"] for r in found["assessments"]] == ["valid", "superseded"]


async def test_a_lower_level_finds_what_he_holds_and_tells_the_owner_once(house: House) -> None:
    id, fund = await person(house), await product(house, "S4", "R4")
    await assessed(house, id)
    await holds(house, id, fund)
    await assessed(house, id, "least")
    await assessed(house, id, "least")
    found = (await seen(house, id))["suitability"]["findings"]
    assert found == [{"risk": "R4", "isTold": True, "product": {"name": "产品S4"}}]
    assert await _tasks(house, "风险等级降为 C1") == ["open"]
    await assessed(house, id)
    assert (await seen(house, id))["suitability"]["findings"] == []
    assert await _tasks(house, "风险等级降为 C1") == ["done"]


async def test_matches_name_the_rule_that_decided(house: House) -> None:
    id = await person(house)
    await product(house, "A2", "R2", first_minimum=Decimal(1_000_000))
    await product(house, "A5", "R5")
    await product(house, "AX", None)
    await product(house, "AC", "R1", status="closed")

    async def rules(amount: str | None = None) -> dict[str, tuple[str, str]]:
        found = (await house.data(MANAGER, MATCHES, id=id, a=amount))["productMatches"]
        assert found["rules"] == 1
        return {each["product"]["name"][2:]: (each["result"], each["rule"]) for each in found["matches"]}

    assert (await rules())["A2"] == ("refused", "not_assessed")
    await assessed(house, id, answers={**answers("least"), "products": ["e"], "loss": ["c"]})
    assert (await rules())["A2"] == ("refused", "not_qualified")
    await qualified(house, id)
    assert await rules() == {
        "A2": ("insist", "grid_insist"),
        "A5": ("refused", "grid_refused"),
        "AX": ("refused", "no_product_risk"),
        "AC": ("refused", "product_closed"),
    }
    assert (await rules("10"))["A2"] == ("refused", "below_first")


async def test_insistence_is_recorded_and_counts_while_the_level_stays(house: House) -> None:
    id, fund = await person(house), await product(house, "I2", "R2")
    await assessed(house, id, "least")
    await qualified(house, id)
    given = {"client": id, "product": fund, "warning": "本人已知悉", "confirmedOn": TODAY.isoformat()}
    assert not codes_of(await house.ask(MANAGER, INSIST, i=given))
    match = (await house.data(MANAGER, MATCHES, id=id))["productMatches"]["matches"][0]
    assert (match["result"], match["rule"]) == ("allowed", "grid_insisted")
    assert problem(await house.ask(MANAGER, INSIST, i=given)) == ("product", "not_insistable")
    assert (await seen(house, id))["suitability"]["insistences"][0]["warning"] == "本人已知悉"


async def qualified(house: House, id: str) -> None:
    """Asked for by the manager, approved by compliance."""
    given = {
        "client": id, "basis": "assets", "measures": [{"measure": "financial_assets", "amount": "3000000"}],
        "documents": [await proof(house, id)],
    }  # fmt: skip
    assert not codes_of(await house.ask(MANAGER, ASK, i=given))
    row = (await seen(house, id))["suitability"]["qualifications"][0]
    done = await house.ask(COMPLIANCE, REVIEW, i={"id": row["id"], "seen": row["version"], "approve": True})
    assert done["data"]["it"]["qualified"] is True


async def test_a_qualification_is_reviewed_by_another_and_can_be_revoked(house: House) -> None:
    id = await person(house)
    await qualified(house, id)
    row = (await seen(house, id))["suitability"]["qualifications"][0]
    assert (row["state"], row["basisWords"], row["validUntil"]) == (
        *("approved", "Financial assets of a person"), _in_a_year().isoformat(),
    )  # fmt: skip
    gone = await house.ask(
        COMPLIANCE, REVOKE, i={"id": row["id"], "seen": row["version"], "reason": "证明失实"}
    )
    assert gone["data"]["it"]["qualified"] is False
    by_manager = await house.ask(MANAGER, REVIEW, i={"id": row["id"], "seen": 9, "approve": True})
    assert codes_of(by_manager) == ["FORBIDDEN"]


async def test_what_proves_a_qualification_is_told_to_who_may_know_of_documents(house: House) -> None:
    id = await person(house)
    await qualified(house, id)
    document = (
        "query($id: ID!) { client(id: $id) { suitability { qualifications { state proofs { category } } } } }"
    )
    for who, proofs in ((MANAGER, [{"category": "asset_proof"}]), ("auditor", [])):
        found = (await house.data(who, document, id=id))["client"]["suitability"]["qualifications"]
        assert found == [{"state": "approved", "proofs": proofs}], who


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"basis": "none"}, ("basis", "choice")), ({"basis": "net_assets"}, ("basis", "basis_kind")),
        ({"measures": []}, ("measures.financial_assets", "below_minimum")),
        ({"documents": []}, ("documents", "evidence_missing")), ({"old": True}, ("documents", "evidence_old")),
        ({"basis": "pro_assets"}, ("measures.financial_assets", "below_minimum")),
    ],
)  # fmt: skip
async def test_a_request_without_its_grounds_is_refused(
    change: dict[str, Any], where: tuple[str, str], house: House
) -> None:
    id = await person(house)
    old = change.pop("old", False)
    given = {
        "client": id, "basis": "assets", "measures": [{"measure": "financial_assets", "amount": "3000000"}],
        "documents": [await proof(house, id, days=400 if old else 0)], **change,
    }  # fmt: skip
    if old:
        change["old"] = True
    assert problem(await house.ask(MANAGER, ASK, i=given)) == where


async def test_a_professional_may_hold_all_and_turns_ordinary_again(house: House) -> None:
    id = await person(house)
    await product(house, "P5", "R5")
    given = {
        "client": id, "basis": "pro_assets", "years": 3,
        "measures": [{"measure": "financial_assets", "amount": "5000000"}], "documents": [await proof(house, id)],
    }  # fmt: skip
    assert not codes_of(await house.ask(MANAGER, ASK, i=given))
    assert problem(await house.ask(MANAGER, ASK, i=given)) == ("basis", "qualification_open")
    await _approve(house, id)
    match = (await house.data(MANAGER, MATCHES, id=id))["productMatches"]["matches"][0]
    assert (match["result"], match["rule"]) == ("allowed", "professional")
    listed = """query { clients(filter: { investorClass: { eq: "professional" } }, first: 50,
      orderBy: [{ field: INVESTOR_CLASS }]) { nodes { id investorClass } }
      clientGroups(by: INVESTOR_CLASS) { value count } }"""
    told = await house.data("compliance", listed)
    assert {"id": id, "investorClass": "professional"} in told["clients"]["nodes"]
    assert "professional" in {each["value"] for each in told["clientGroups"]}
    assert not codes_of(await house.ask(MANAGER, ASK, i={"client": id, "basis": "back"}))
    await _approve(house, id)
    assert (await seen(house, id))["suitability"]["investorClass"] == "ordinary"


async def test_what_runs_out_is_told_once_and_what_ran_out_counts_no_more(house: House) -> None:
    id = await person(house)
    await assessed(house, id)
    await qualified(house, id)
    for days, state, isqualified in ((20, "expiring", True), (-1, "expired", False)):
        async with house.database.change(house.firm.system) as session:
            for model in (Assessment, Qualification):
                await session.execute(
                    update(model)
                    .where(model.firm_id == house.firm_id)
                    .values(valid_until=TODAY + timedelta(days=days))
                )
            await session.execute(
                update(Client)
                .where(Client.firm_id == house.firm_id, Client.id == own_id("client", id))
                .values(risk_valid_until=TODAY + timedelta(days=days))
            )
        for _ in range(2):
            async with house.database.as_system(house.firm_id, "scheduler") as session:
                await run_out(session)
        found = await seen(house, id)
        assert found["suitability"]["assessments"][0]["state"] == state
        assert found["suitability"]["qualifications"][0]["state"] == state
        assert found["qualified"] is isqualified
    assert await _tasks(house, "风险测评") == ["open"]
    assert await _tasks(house, "合格投资者认证") == ["open"]


async def test_a_link_takes_one_signed_sheet_and_five_wrong_signatures(house: House) -> None:
    id, _ = await new_client(house, name="张链")
    async with house.database.change(await house.principal(MANAGER)) as session:
        row = await session.get(Client, (house.firm_id, id))
        assert row is not None
        await replace_contacts(session, house.vault, row, serial(77))
    client = public_id("client", id)
    text = (await house.data(MANAGER, LINK, i={"client": client}))["it"]["token"]

    async def sent(name: str, tail: str, text: str) -> Assessment | None:
        async with house.database.as_system(house.firm_id, "assessment link") as session:
            keys = await house.vault.firm(session)
            return await assessment_links.answer_by_link(
                session, token_hash(text), keys, answers(), 1, (name, tail)
            )

    assert await sent("张链", "9999", text) is None
    assert await sent("李链", "0077", text) is None
    assert (await seen(house, client))["suitability"]["link"] == {"tries": 2}
    done = await sent("张链", "0077", text)
    assert done is not None
    assert (done.state, done.channel, done.level) == ("valid", "link", "C5")
    with pytest.raises(Refused, match="NOT_FOUND"):
        await sent("张链", "0077", text)
    text = (await house.data(MANAGER, LINK, i={"client": client}))["it"]["token"]
    for _ in range(5):
        assert await sent("张链", "0000", text) is None
    with pytest.raises(Refused, match="NOT_FOUND"):
        await sent("张链", "0077", text)


async def test_rules_are_published_in_versions_and_previewed(house: House) -> None:
    id = await person(house)
    await assessed(house, id)
    content = shipped_content()
    same = {"base": 1, "content": content}
    assert problem(await house.ask(COMPLIANCE, PUBLISH, i=same)) == ("content", "content_same")
    harder = deepcopy(content)
    harder["questionnaire"]["bounds"]["C5"] = 200
    found = (await house.data(COMPLIANCE, PREVIEW, c=harder))["previewSuitabilityRules"]
    assert found == {"judged": 1, "unjudged": 0, "moves": [{"fromLevel": "C5", "toLevel": "C4", "count": 1}]}
    done = await house.ask(COMPLIANCE, PUBLISH, i={"base": 1, "content": harder, "note": "从严"})
    assert done["data"]["it"] == {"number": 2, "note": "从严"}
    assert codes_of(await house.ask(COMPLIANCE, PUBLISH, i=same)) == ["CONFLICT"]
    assert (await seen(house, id))["riskLevel"] == "C5"  # as it was assessed


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("grid", "lowest", "R2", "insist"), ("grid.lowest.R2", "grid_lowest")),
        (("grid", "C2", "R3", "allowed"), ("grid.C2.R3", "grid_above")),
        (("grid", "C3", "R1", "refused"), ("grid.C3.R2", "grid_rises")),
        (("questionnaire", "months", 37), ("questionnaire.months", "range")),
        (("questionnaire", "bounds", "C3", 5), ("questionnaire.bounds.C3", "range")),
    ],
)  # fmt: skip
async def test_rules_that_the_law_forbids_are_refused(
    change: tuple[Any, ...], where: tuple[str, str], house: House
) -> None:
    content = shipped_content()
    *path, last, value = change
    part = content
    for key in path:
        part = part[key]
    part[last] = value
    assert problem(await house.ask(COMPLIANCE, PUBLISH, i={"base": 1, "content": content})) == where


async def test_answers_and_levels_are_for_who_may_read_them(house: House) -> None:
    id = await person(house)
    await assessed(house, id)
    row = (await seen(house, id))["suitability"]["assessments"][0]
    ask = """query($id: ID!, $a: ID!) { client(id: $id) {
      suitability { level } riskAnswers(assessment: $a) { points } } }"""
    denied = await house.ask("auditor", ask, id=id, a=row["id"])
    assert denied["data"]["client"]["riskAnswers"] is None
    assert denied["data"]["client"]["suitability"] == {"level": "C5"}
    finance = await house.ask("finance", ask, id=id, a=row["id"])
    assert finance["data"]["client"] == {"suitability": None, "riskAnswers": None}
    other = await person(house, "另一人")
    assert codes_of(await house.ask(MANAGER, ask, id=other, a=row["id"])) == ["NOT_FOUND"]


async def _approve(house: House, id: str) -> None:
    row = (await seen(house, id))["suitability"]["qualifications"][0]
    done = await house.ask(COMPLIANCE, REVIEW, i={"id": row["id"], "seen": row["version"], "approve": True})
    assert not codes_of(done), done


async def _tasks(house: House, begins: str) -> list[str]:
    async with house.database.read(house.firm_id) as session:
        rows = await session.scalars(
            select(Task.state).where(Task.firm_id == house.firm_id, Task.title.startswith(begins))
        )
        return list(rows)


def _in_a_year() -> date:
    try:
        return TODAY.replace(year=TODAY.year + 1)
    except ValueError:
        return TODAY.replace(year=TODAY.year + 1, day=28)
