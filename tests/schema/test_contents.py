"""Contents: what may stand in one, who lets it go, and what an edit does to what was approved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema.house import House, is_refused
from tests.schema.outreaching import (
    CREATE,
    HAND_IN,
    READER,
    TEXT,
    WRITER,
    approved,
    decided,
    hand_in,
    written,
)

ITEM = """query($id: ID!) { it: contentItem(id: $id) { state version inForce { number } draft { version }
  versions { number state } } }"""
SAVE = (
    "mutation($i: SaveContentDraftInput!) { it: saveContentDraft(input: $i) { id state draft { version } } }"
)
WITHDRAW = "mutation($i: WithdrawContentInput!) { it: withdrawContent(input: $i) { id state version } }"


async def item(house: House, id: str) -> Any:
    return (await house.data(WRITER, ITEM, id=id))["it"]


async def params(house: House, id: str, text: dict[str, Any], base: int = 0) -> Any:
    """What is said of a version that is refused."""
    answer = await house.ask(WRITER, HAND_IN, i={"id": id, "content": text, "base": base})
    return answer["errors"][0]["extensions"]["params"]


async def test_a_version_is_released_by_compliance_and_never_by_its_writer(house: House) -> None:
    id = await written(house)
    assert (await item(house, id))["state"] == "draft"
    made = await hand_in(house, id)
    assert (made["state"], made["inForce"]) == ("in_review", None)
    approval = made["versions"][0]["approval"]
    with pytest.raises(Exception, match=r"four_eyes|approval_signer"):
        await decided(house, approval, by=WRITER)
    await decided(house, approval)
    found = await item(house, id)
    assert (found["state"], found["inForce"]["number"]) == ("approved", 1)


async def test_an_edit_of_what_was_approved_is_a_new_draft_while_the_old_version_stays_in_force(
    house: House,
) -> None:
    id = await approved(house)
    other = {**TEXT, "zh": {**TEXT["zh"], "subject": "三季度市场报告（修订）"}}
    given = {"id": id, "content": other, "base": 1}
    assert (await house.data(WRITER, SAVE, i=given))["it"]["state"] == "draft"
    assert (await item(house, id))["inForce"]["number"] == 1
    made = await hand_in(house, id, other, base=1)
    assert (made["state"], made["inForce"]["number"]) == ("in_review", 1)
    assert (await item(house, id))["draft"] is None
    await decided(house, made["versions"][0]["approval"], "reject")
    found = await item(house, id)
    assert (found["state"], found["inForce"]["number"]) == ("returned", 1)
    # What was returned is mended and handed in again.
    made = await hand_in(house, id, {**other, "link": f"{TEXT['link']}b"}, base=2)
    assert [each["state"] for each in made["versions"]] == ["in_review", "returned", "approved"]


async def test_a_forbidden_word_blocks_the_question_with_its_place(house: House) -> None:
    id = await written(house)
    said = {"subject": "好消息", "body": "本产品保本保收益。{campaign.link}"}
    found = await params(house, id, {**TEXT, "zh": said})
    assert (found["problem"], found["field"]) == ("forbidden_word", "zh.body")
    assert found["at"] == said["body"].index("保本") + 1
    assert (await item(house, id))["versions"] == []
    assert (await hand_in(house, id))["state"] == "in_review"


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"link": "http://www.example.com/a"}, "link", "content_link"),
        ({"link": "https://user@www.example.com/"}, "link", "content_link"),
        ({"link": "https://localhost/"}, "link", "content_link"),
        ({"link": "javascript:alert(1)"}, "link", "content_link"),
        ({"link": None}, "link", "required"),
        ({"zh": {"subject": "信", "body": "没有链接"}}, "zh.body", "content_link_unused"),
        ({"zh": {"subject": "信", "body": "{product.nav} {campaign.link}"}}, "zh.body", "message_product"),
        ({"zh": {"subject": "信", "body": "{client.income} {campaign.link}"}}, "zh.body", "message_variable"),
        ({"en": {"subject": "", "body": "{campaign.link}"}}, "en.subject", "required"),
    ],
)
async def test_what_a_content_may_not_say_is_refused_at_its_place(
    house: House, change: dict[str, Any], field: str, problem: str
) -> None:
    found = await params(house, await written(house), {**TEXT, **change})
    assert (found["field"], found["problem"]) == (field, problem)


async def test_only_one_version_is_in_review_and_the_same_is_not_asked_twice(house: House) -> None:
    id = await written(house)
    await hand_in(house, id)
    assert (await params(house, id, {**TEXT, "link": f"{TEXT['link']}2"}, base=1))[
        "problem"
    ] == "content_pending"
    same = await approved(house)
    assert (await params(house, same, TEXT, base=1))["problem"] == "content_same"


async def test_a_nav_update_speaks_of_a_fund(house: House) -> None:
    answer = await house.ask(WRITER, CREATE, i={"kind": "nav_update", "zh": "净值", "en": "NAV"})
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "message_product"
    made = await house.data(
        WRITER, CREATE, i={"kind": "nav_update", "zh": "净值", "en": "NAV", "product": house.id("product")}
    )
    assert made["it"]["purpose"] == "product"


async def test_what_is_withdrawn_is_neither_written_nor_sent_until_it_is_brought_back(house: House) -> None:
    id = await approved(house)
    version = (await item(house, id))["version"]
    gone = (await house.data(WRITER, WITHDRAW, i={"id": id, "version": version}))["it"]
    assert gone["state"] == "withdrawn"
    answer = await house.ask(WRITER, SAVE, i={"id": id, "content": TEXT, "base": 1})
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "state"
    back = {"id": id, "version": gone["version"], "withdrawn": False}
    assert (await house.data(WRITER, WITHDRAW, i=back))["it"]["state"] == "approved"


async def test_who_may_read_contents_may_not_write_them(house: House) -> None:
    id = await written(house)
    for role in ("client_manager", READER):
        assert (await house.data(role, ITEM, id=id))["it"]["state"] == "draft"
        given = {"id": id, "content": TEXT, "base": 0}
        assert is_refused(await house.ask(role, HAND_IN, i=given))
    assert is_refused(await house.ask("auditor", ITEM, id=id))
