"""Proposals over the API: the whole way, every refusal, what a file says, and who reads what."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from backend.book.clients import Client
from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder
from backend.graph.context import Context
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.files.stored import content_of
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.schema.file_links import read_link
from backend.schema.file_routes import store_of
from backend.schema.proposal_files import find_proposal
from backend.track.proposal_moves import fall_back, hash_of, run_out
from backend.track.proposals import Proposal, ProposalPrint, ProposalVersion
from tests.schema import selling
from tests.schema.house import ORDINARY, House, build_house
from tests.schema.proposing import (
    COMPLIANCE,
    MANAGER,
    accepted,
    agree,
    approved,
    call,
    draft,
    fund,
    issued,
    print_all,
    read,
    refused,
    released,
    sent,
)

VERSIONS = (
    "query($id: ID!) { proposal(id: $id) { versions { number hash state pages digest readable content } } }"
)


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm with a person of each role."""
    return await build_house(database, vault, "建议资管")


@pytest.fixture(scope="module")
async def product(house: House) -> str:
    """A fund that suits."""
    return await fund(house)


async def text_of(house: House, proposal: str, number: int = 1) -> str:
    """What the file of an issue says."""
    async with house.database.read(house.firm_id) as session:
        file_id = await session.scalar(
            select(ProposalPrint.file_id)
            .join(ProposalVersion, ProposalVersion.id == ProposalPrint.version_id)
            .where(
                ProposalPrint.firm_id == house.firm_id,
                ProposalVersion.firm_id == house.firm_id,
                ProposalVersion.proposal_id == own_id("proposal", proposal),
                ProposalVersion.number == number,
            )
        )
        assert file_id is not None
        _, pieces = await content_of(session, house.vault, store_of(house.services), file_id)
        content = b"".join([piece async for piece in pieces])
    # Lines break anywhere between Chinese letters.
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


async def test_a_proposal_goes_from_a_match_to_an_order(house: House, product: str) -> None:
    made = await accepted(house, product)
    assert (made["state"], made["number"]) == ("accepted", 1)
    steps = await house.data(
        MANAGER, "query($id: ID!) { proposal(id: $id) { steps { act after } items { id } } }", id=made["id"]
    )
    assert [step["act"] for step in steps["proposal"]["steps"]] == [
        *("create", "issue", "release", "send", "accept"),
    ]
    item = steps["proposal"]["items"][0]["id"]
    after = await call(
        house, MANAGER, "orderProposal", "version items { order { id state amount } }",
        item=item, version=made["version"],
    )  # fmt: skip
    assert after["items"][0]["order"] | {"id": ""} == {"id": "", "state": "draft", "amount": "1000000.00"}
    again = await refused(house, MANAGER, "orderProposal", item=item, version=after["version"])
    assert again["params"]["problem"] == "taken"
    async with house.database.read(house.firm_id) as session:
        client = own_id("client", made["client"])
        talks = await session.scalars(
            select(Interaction.summary).where(
                Interaction.firm_id == house.firm_id, Interaction.client_id == client
            )
        )
        assert list(talks) == ["投资建议书 V1"]
        orders = await session.scalars(
            select(FundOrder.kind).where(FundOrder.firm_id == house.firm_id, FundOrder.client_id == client)
        )
        assert list(orders) == ["initial"]


async def test_the_file_says_who_what_and_as_of_when(house: House, product: str) -> None:
    client = await selling.buyer(house, "欧阳建议")
    made = await approved(house, product, client=client)
    text = await text_of(house, made["id"])
    code = (await read(house, made["id"]))["items"][0]["product"]["code"]
    async with house.database.read(house.firm_id) as session:
        content = await session.scalar(
            select(ProposalVersion.content).where(
                ProposalVersion.firm_id == house.firm_id,
                ProposalVersion.proposal_id == own_id("proposal", made["id"]),
            )
        )
    assert content is not None
    [item] = content["items"]
    assert item["code"] == code
    yesterday = (business_date() - timedelta(days=1)).isoformat()
    # As the fund's own page: from 1 to 1.5, and 1.2 to 1.08 in between.
    figures = item["figures"]
    assert (figures["total"], figures["deepest"], figures["as_of"]) == ("0.50000000", "0.10000000", yesterday)
    for said in (
        "欧阳建议",
        item["name"],
        "50.00%",
        "10.00%",
        "1,000,000.00",
        yesterday,
        "风险揭示",
        "不承诺最低收益",
    ):
        assert said in text, said
    assert any("C4 客户可购买 R3 产品" in line for line in item["reasons"])


async def test_an_issue_is_kept_as_it_was_and_differences_are_told(house: House, product: str) -> None:
    made = await issued(house, product)
    back = await call(house, MANAGER, "reopenProposal", id=made["id"], version=made["version"])
    items = [{"product": product, "amount": "2000000"}]
    changed = await call(
        house, MANAGER, "updateProposal", id=made["id"], version=back["version"], items=items
    )
    await call(house, MANAGER, "issueProposal", id=made["id"], version=changed["version"])
    await print_all(house)
    found = (await house.data(MANAGER, VERSIONS, id=made["id"]))["proposal"]["versions"]
    assert [each["number"] for each in found] == [2, 1]
    assert all(each["hash"] == hash_of(each["content"]) and each["state"] == "printed" for each in found)
    assert found[0]["hash"] != found[1]["hash"]
    assert all(each["pages"] >= 2 for each in found)
    document = """query($id: ID!) { proposalDifferences(id: $id, number: 2, other: 1) { at before after } }"""
    told = (await house.data(MANAGER, document, id=made["id"]))["proposalDifferences"]
    code = (await read(house, made["id"]))["items"][0]["product"]["code"]
    assert {"at": f"items.{code}.amount", "before": "1000000.00", "after": "2000000.00"} in told
    with pytest.raises(Exception, match="permission denied"):
        async with house.database.change(house.firm.system) as session:
            await session.execute(
                update(ProposalVersion).where(ProposalVersion.firm_id == house.firm_id).values(hash="0")
            )


@pytest.mark.parametrize(
    ("risk", "facts", "rule"),
    [
        ("R5", {}, "grid_insist"),
        ("R3", {"qualified": False}, "not_qualified"),
        ("R3", {"risk_level": "C1"}, "grid_insist"),
        ("R3", {"risk_valid_until": business_date() - timedelta(days=1)}, None),
        ("R3", {"risk_level": None, "risk_valid_until": None}, None),
    ],
)
async def test_what_does_not_suit_is_refused_with_the_rule(
    house: House, risk: str, facts: dict[str, Any], rule: str | None
) -> None:
    client = await selling.buyer(house, f"不匹配{uuid4().hex[:6]}", **facts)
    items = [{"product": await fund(house, risk), "amount": "1000000"}]
    told = await refused(house, MANAGER, "createProposal", client=client, items=items)
    if rule is None:
        assert told["params"]["problem"] == "proposal_not_assessed"
    else:
        assert told["params"]["problem"] == "proposal_unsuitable"
        assert told["params"]["rule"] in {rule, "grid_refused"}
        assert told["params"]["field"] == "items.0.product"


async def test_below_the_minimum_is_refused_with_the_minimum(house: House) -> None:
    client = await selling.buyer(house, "门槛")
    dear = await fund(house, first_minimum=5_000_000)
    told = await refused(
        house, MANAGER, "createProposal", client=client, items=[{"product": dear, "amount": "1000000"}]
    )
    assert told["params"]["rule"] == "below_first"


async def test_a_forbidden_word_is_refused_with_its_place_and_what_denies_it_is_not(
    house: House, product: str
) -> None:
    made = await draft(house, product)
    text = "尊敬的{client}：\n本产品保 本，请放心。"
    changed = await call(
        house, MANAGER, "updateProposal", id=made["id"], version=made["version"], letter=text
    )
    told = await refused(house, MANAGER, "issueProposal", id=made["id"], version=changed["version"])
    assert (told["params"]["problem"], told["params"]["field"], told["params"]["word"]) == (
        *("forbidden_word", "letter", "保本"),
    )
    preview = await house.data(
        MANAGER,
        "query($id: ID!) { proposalPreview(id: $id) { pages words { field word at } } }",
        id=made["id"],
    )
    [word] = preview["proposalPreview"]["words"]
    assert (word["field"], word["word"]) == ("letter", "保本")
    assert all(page.startswith("<svg") for page in preview["proposalPreview"]["pages"])
    mended = await call(
        house,
        MANAGER,
        "updateProposal",
        id=made["id"],
        version=changed["version"],
        letter="本产品不承诺保本。",
    )
    after = await call(house, MANAGER, "issueProposal", id=made["id"], version=mended["version"])
    assert after["state"] == "in_review"


async def test_nothing_goes_out_before_it_is_agreed_to_and_printed(house: House, product: str) -> None:
    made = await issued(house, product)
    told = await refused(house, MANAGER, "releaseProposal", id=made["id"], version=made["version"])
    assert {each["key"] for each in told["params"]["missing"]} == {"approval", "print"}
    await print_all(house)
    await agree(house, made["id"])
    version = (await read(house, made["id"]))["version"]
    assert (await call(house, MANAGER, "releaseProposal", id=made["id"], version=version))[
        "state"
    ] == "released"


async def test_a_guarded_field_that_changes_voids_the_approval(house: House, product: str) -> None:
    made = await approved(house, product)
    async with house.database.change(house.firm.system) as session:
        row = await session.scalar(
            select(Client).where(
                Client.firm_id == house.firm_id, Client.id == own_id("client", made["client"])
            )
        )
        assert row is not None
        row.risk_level = "C5"
        await session.flush()
    told = await refused(house, MANAGER, "releaseProposal", id=made["id"], version=made["version"])
    assert told["params"]["missing"][0]["key"] == "approval"


async def test_what_is_rejected_is_a_draft_again(house: House, product: str) -> None:
    made = await issued(house, product)
    await agree(house, made["id"], "REJECT")
    approval = (await read(house, made["id"]))["approval"]
    async with house.database.change(house.firm.system) as session:
        await fall_back(session, own_id("approval", approval), "rejected")
        await fall_back(session, own_id("approval", approval), "rejected")
    found = await read(house, made["id"])
    assert (found["state"], found["approvalState"]) == ("draft", "rejected")


async def test_whoever_hands_it_in_never_decides_it(house: House, product: str) -> None:
    made = await issued(house, product)
    approval = (await read(house, made["id"]))["approval"]
    told = await refused(
        house, MANAGER, "decideApproval", id=approval, version=1, decision="APPROVE", comment="自批"
    )
    assert told["code"] in {"BAD_USER_INPUT", "FORBIDDEN", "CONFLICT"}
    found = await house.data(
        COMPLIANCE, "query($a: ID!) { proposalOfApproval(approval: $a) { id state } }", a=approval
    )
    assert found["proposalOfApproval"] == {"id": made["id"], "state": "in_review"}


async def test_a_fund_that_suits_no_more_is_not_sent(house: House, product: str) -> None:
    made = await released(house, product)
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == own_id("client", made["client"]))
            .values(qualified=False)
        )
    told = await refused(
        house, MANAGER, "sendProposal", id=made["id"], version=made["version"], channel="email"
    )
    assert told["params"]["rule"] == "not_qualified"


async def test_declining_and_withdrawing_ask_why_and_days_run_out(house: House, product: str) -> None:
    made = await sent(house, product)
    given = {"id": made["id"], "version": made["version"]}
    assert (await refused(house, MANAGER, "answerProposal", **given, accept=False))["params"][
        "problem"
    ] == "required"
    after = await call(
        house, MANAGER, "answerProposal", "state reason", **given, accept=False, reason="期限不合"
    )
    assert after == {"state": "declined", "reason": "期限不合"}
    other = await released(house, product)
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Proposal)
            .where(Proposal.firm_id == house.firm_id, Proposal.id == own_id("proposal", other["id"]))
            .values(valid_until=business_date() - timedelta(days=1))
        )
        assert await run_out(session) == 1
        assert await run_out(session) == 0
    assert (await read(house, other["id"]))["state"] == "expired"


async def test_a_request_that_is_repeated_issues_once_and_a_stale_one_is_refused(
    house: House, product: str
) -> None:
    made = await draft(house, product)
    document = """mutation($i: IssueProposalInput!, $k: String) {
      issueProposal(input: $i, idempotencyKey: $k) { id number } }"""
    given = {"i": {"id": made["id"], "version": made["version"]}, "k": uuid4().hex}
    first = await house.data(MANAGER, document, **given)
    assert await house.data(MANAGER, document, **given) == first
    told = await refused(house, MANAGER, "issueProposal", id=made["id"], version=made["version"])
    assert told["code"] == "CONFLICT"


async def test_a_file_opens_for_who_may_read_it_and_the_link_for_nobody_else(
    house: House, product: str
) -> None:
    made = await approved(house, product)
    link = await call(house, COMPLIANCE, "openProposal", "url name", id=made["id"])
    assert link["name"] == "投资建议书 V1.pdf"
    compliance = await house.principal(COMPLIANCE)
    opened = read_link(house.vault, compliance, link["url"].rpartition("/")[2])
    context = Context(compliance, house.services)
    async with house.database.read(house.firm_id) as session:
        found = await find_proposal(context, session, opened)
    assert found.media == "application/pdf"
    other = await house.principal("client_manager#2")
    assert (
        await house.data("client_manager#2", "query($id: ID!) { proposal(id: $id) { id } }", id=made["id"])
    ) == {"proposal": None}
    assert (await refused_link(house, "client_manager#2", made["id"])) == "NOT_FOUND"
    with pytest.raises(Exception, match="NOT_FOUND"):
        read_link(house.vault, other, link["url"].rpartition("/")[2])


async def refused_link(house: House, who: Any, id: str) -> str:
    """The code with which opening is refused."""
    document = "mutation($i: OpenProposalInput!) { openProposal(input: $i) { url } }"
    answer = await house.ask(who, document, i={"id": id})
    return str(answer["errors"][0]["extensions"]["code"])


def without(principal: Any, *coordinates: str) -> Any:
    """The same person, who may not read some fields."""
    levels = {name: level for name, level in principal.mask.levels.items() if name not in coordinates}
    return replace(principal, mask=replace(principal.mask, id=f"{principal.mask.id}-", levels=levels))


async def test_what_the_writer_may_not_read_is_not_in_the_file(house: House, product: str) -> None:
    client = await selling.buyer(house, "秘密姓名")
    need = (
        await house.data(
            MANAGER,
            "mutation($i: CreateNeedInput!) { createNeed(input: $i) { id } }",
            i={"client": client, "purpose": "秘密用途", "amount": "7654321"},
        )
    )["createNeed"]["id"]
    made = await draft(house, product, client=client, needs=[need])
    hidden = (
        "Client.name",
        "Need.purpose",
        "NavPoint.adjusted",
        "FeeTerms.managementRate",
        "Product.openDays",
    )
    writer = without(await house.principal(MANAGER), *hidden)
    given = {"id": made["id"], "version": made["version"]}
    document = "mutation($i: %s!) { %s(input: $i) { version } }"
    told = await house.ask(writer, document % ("IssueProposalInput", "issueProposal"), i=given)
    assert told["errors"][0]["extensions"]["params"]["problem"] == "proposal_variable_denied"
    after = await house.data(
        writer, document % ("UpdateProposalInput", "updateProposal"), i={**given, "letter": "您好"}
    )
    given["version"] = after["updateProposal"]["version"]
    await house.data(writer, document % ("IssueProposalInput", "issueProposal"), i=given)
    await print_all(house)
    text = await text_of(house, made["id"])
    for secret in ("秘密姓名", "秘密用途", "50.00%", "下一开放日"):
        assert secret not in text, secret
    assert "7,654,321.00" in text


async def test_who_may_not_read_a_value_of_an_issue_reads_nothing_of_it(house: House, product: str) -> None:
    made = await approved(house, product)
    for hidden in ("Client.riskLevel", "NavPoint.adjusted", "Client.name", "ProposalVersion.content"):
        reader = without(await house.principal(COMPLIANCE), hidden)
        found = await house.data(
            reader, "query($id: ID!) { proposal(id: $id) { versions { readable } } }", id=made["id"]
        )
        assert found["proposal"]["versions"] == [{"readable": False}]
        assert await refused_link(house, reader, made["id"]) == "FORBIDDEN"
        content = await house.ask(
            reader, "query($id: ID!) { proposal(id: $id) { versions { content } } }", id=made["id"]
        )
        assert content["data"]["proposal"]["versions"] == [{"content": None}]
        preview = await house.ask(
            reader, "query($id: ID!) { proposalPreview(id: $id) { pages } }", id=made["id"]
        )
        assert preview["data"]["proposalPreview"] is None
        assert preview["errors"]


async def test_both_routes_answer_alike(house: House, product: str) -> None:
    made = await approved(house, product)
    document = """query($id: ID!, $c: ID!, $p: ID!) {
      proposal(id: $id) { id version title state language validUntil letter number sections relation
        client { name } owner { name }
        items { id place amount note product { code } shareClass { code } order { id } } }
      proposals(filter: {client: $c, product: $p, states: ["in_review"]}, orderBy: [{field: VALID_UNTIL}]) {
        totalCount nodes { id title } } }"""
    given = {"id": made["id"], "c": made["client"], "p": product}
    compiled = await house.ask(COMPLIANCE, document, **given)
    ordinary = await house.ask_by(ORDINARY, COMPLIANCE, document, given)
    assert "errors" not in compiled
    assert compiled == ordinary
    assert compiled["data"]["proposals"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"letter": "{secret}"}, "letter", "proposal_variable"),
        ({"title": " "}, "title", "required"),
        ({"language": "fr"}, "language", "choice"),
        ({"validUntil": "1999-01-01"}, "validUntil", "range"),
        ({"sections": [{"key": "letter", "on": True}]}, "sections", "required"),
        ({"sections": "x"}, "sections", "content_format"),
        ({"items": [{"product": "product_" + "0" * 32, "amount": "1"}]}, "items.0.product", "unknown"),
        ({"needs": ["need_" + "0" * 32]}, "needs", "unknown"),
        ({"letter": "x" * 5000}, "letter", "too_long"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_place(
    house: House, product: str, change: dict[str, Any], field: str, problem: str
) -> None:
    made = await draft(house, product)
    told = await refused(house, MANAGER, "updateProposal", id=made["id"], version=made["version"], **change)
    assert (told["params"]["field"], told["params"]["problem"]) == (field, problem)


async def test_disclosure_cannot_be_switched_off_and_sections_keep_their_order(
    house: House, product: str
) -> None:
    made = await draft(house, product)
    sections = (await read(house, made["id"]))["sections"]
    off = [{**each, "on": each["key"] != "disclosure"} for each in sections]
    told = await refused(
        house, MANAGER, "updateProposal", id=made["id"], version=made["version"], sections=off
    )
    assert told["params"]["problem"] == "proposal_section"
    turned = [{**each, "on": each["key"] != "fees"} for each in reversed(sections)]
    await call(house, MANAGER, "updateProposal", id=made["id"], version=made["version"], sections=turned)
    assert (await read(house, made["id"]))["sections"] == turned
