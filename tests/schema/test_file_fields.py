"""Own fields that hold files: put in and taken out, known to readers of the field alone, found, exported and merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.book.custom_files import MOST
from backend.graph.context import Context
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.schema.file_links import read_link
from backend.schema.file_routes import find_document, may_send
from tests.book.wizard import Wizard
from tests.exports.making import ask
from tests.schema.house import House, build_house, codes_of, furnish, new_document, new_upload
from tests.schema.test_custom_fields import CREATE, HISTORY, classify, client_of, define, write
from tests.schema.test_merging import UNMERGE, _merged
from tests.schema.test_own_links import both
from tests.workbooks.sheets import write_csv

READ = """query($id: ID!, $keys: [String!]) { client(id: $id) { custom(keys: $keys) {
  key kind value name files { id name kind ownField content } } } }"""
LISTED = """query($id: ID!) { client(id: $id) {
  documents { totalCount nodes { id name ownField } } deleted: documents(deleted: true) { totalCount } } }"""
NODE = "query($id: ID!) { node(id: $id) { ... on Document { name } } }"
FIND = "query($f: ClientFilter) { clients(filter: $f) { totalCount nodes { id } } }"
OPEN = "mutation($i: OpenDocumentInput!) { openDocument(input: $i) { url name } }"
DELETE = "mutation($i: VersionedInput!) { deleteDocument(input: $i) { id } }"
RENAME = "mutation($i: UpdateDocumentInput!) { updateDocument(input: $i) { name } }"
NEW = 'mutation($i: CreateClientInput!) { createClient(input: $i) { id custom(keys: ["needed"]) { value name } } }'
GRANTS = (
    ("client_manager", "own", "edit"),
    ("operations", "firm", "edit"),
    ("operations", "firm", "export"),
    ("executive", "firm", "view"),
)


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm that keeps deeds of trusts in a field; those who lead teams do not read it."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    assert "errors" not in await classify(made, await define(made, "deed", "file"), *GRANTS)
    return made


async def sent(house: House, name: str, who: str = "client_manager") -> str:
    """A file that somebody has sent up."""
    async with house.database.change(await house.principal(who)) as session:
        return public_id("upload", (await new_upload(session, house, name)).id)


async def value_of(house: House, who: str, id: str) -> dict[str, Any]:
    """What somebody reads of the field, alike on both routes."""
    return dict((await both(house, who, READ, id=id, keys=["deed"]))["data"]["client"]["custom"][0])


def problem(answer: Any) -> tuple[str, str]:
    """What was refused, and why."""
    params = answer["errors"][0]["extensions"]["params"]
    return params["field"], params["problem"]


async def filled(house: House, *names: str) -> tuple[str, list[str]]:
    """A client with files in the field, and their ids."""
    id = await client_of(house)
    answer = await write(house, "client_manager", id, deed=[await sent(house, name) for name in names])
    assert "errors" not in answer, answer
    return id, (await value_of(house, "client_manager", id))["value"]


async def test_files_are_put_in_looked_at_taken_out_and_put_in_again(house: House) -> None:
    id, files = await filled(house, "信托契约.txt", "补充协议.txt")
    told = await value_of(house, "client_manager", id)
    assert [each["id"] for each in told["files"]] == files
    assert [each["ownField"] for each in told["files"]] == ["deed", "deed"]
    assert (told["kind"], told["name"]) == ("file", "信托契约.txt、补充协议.txt")
    opened = await house.data("client_manager", OPEN, i={"id": files[0]})
    assert opened["openDocument"]["name"] == "信托契约.txt"
    assert "errors" not in await write(house, "client_manager", id, deed=files[1:])
    assert (await value_of(house, "client_manager", id))["name"] == "补充协议.txt"
    assert codes_of(await house.ask("client_manager", OPEN, i={"id": files[0]})) == ["NOT_FOUND"]
    assert "errors" not in await write(house, "client_manager", id, deed=files)
    assert [each["id"] for each in (await value_of(house, "client_manager", id))["files"]] == files
    assert "errors" not in await write(house, "client_manager", id, deed=None)
    told = await value_of(house, "client_manager", id)
    assert (told["value"], told["files"], told["name"]) == (None, None, None)
    history = (await house.data("client_manager", HISTORY, id=id, f="custom:deed"))["client"]["history"]
    assert [node["action"] for node in history["nodes"]] == ["update", "update", "update", "open", "update"]


async def test_who_may_not_read_the_field_does_not_learn_of_its_files(house: House) -> None:
    id, (file,) = await filled(house, "保密.txt")
    async with house.database.change(await house.principal("client_manager")) as session:
        await new_document(session, house, own_id("client", id), "合同.txt")
    assert (await both(house, "client_manager", LISTED, id=id))["data"]["client"]["documents"][
        "totalCount"
    ] == 2
    assert (await value_of(house, "executive", id))["files"][0]["id"] == file
    for who in ("team_lead", "compliance", "auditor"):
        listed = (await both(house, who, LISTED, id=id))["data"]["client"]
        names = [] if listed["documents"] is None else [each["name"] for each in listed["documents"]["nodes"]]
        assert names in ([], ["合同.txt"]), who
        assert listed["documents"] is None or listed["documents"]["totalCount"] == len(names)
        assert (await both(house, who, NODE, id=file))["data"]["node"] is None
        assert set(codes_of(await house.ask(who, OPEN, i={"id": file}))) <= {"NOT_FOUND", "FORBIDDEN"}
        assert "保密" not in str(await both(house, who, READ, id=id, keys=["deed"]))
        history = "query($id: ID!) { client(id: $id) { history { nodes { type changes { field after } } } } }"
        assert "deed" not in str(await house.ask(who, history, id=id))
        assert file not in str(await house.ask(who, history, id=id))


async def test_a_link_is_worth_nothing_when_the_field_is_closed(house: House) -> None:
    field = await define(house, "passing", "file")
    assert "errors" not in await classify(house, field, ("client_manager", "own", "edit"))
    id = await client_of(house)
    assert "errors" not in await write(house, "client_manager", id, passing=[await sent(house, "一时.txt")])
    custom = (await house.data("client_manager", READ, id=id, keys=["passing"]))["client"]["custom"]
    url = (await house.data("client_manager", OPEN, i={"id": custom[0]["value"][0]}))["openDocument"]["url"]

    async def follow() -> Any:
        principal = await house.principal("client_manager")
        link = read_link(house.vault, principal, url.rpartition("/")[2])
        async with house.database.read(house.firm_id) as session:
            return await find_document(Context(principal, house.services), session, link)

    assert (await follow()).name == "一时.txt"
    assert "errors" not in await classify(house, field, ("operations", "firm", "view"))
    with pytest.raises(Refused, match="NOT_FOUND"):
        await follow()


async def test_what_a_value_may_be(house: House) -> None:
    id, (file,) = await filled(house, "甲.txt")
    _, (foreign,) = await filled(house, "乙.txt")
    async with house.database.change(await house.principal("client_manager")) as session:
        loose = public_id("document", (await new_document(session, house, own_id("client", id), "散.txt")).id)
    wrong = [
        ("x", "value_kind"), ([foreign], "unknown"), ([loose], "unknown"),
        (["nonsense"], "unknown"),
        ([await sent(house, "别人.txt", "operations")], "unknown"), ([file] * 2 + [foreign], "unknown"),
        ([public_id("upload", house.firm_id)], "unknown"), (["upload_zz"], "bad_id"),
        ([f"document_{n:032x}" for n in range(MOST + 1)], "limit"),
    ]  # fmt: skip
    for value, why in wrong:
        assert problem(await write(house, "client_manager", id, deed=value)) == ("custom:deed", why), value
    assert codes_of(await write(house, "team_lead", id, deed=[])) == ["FORBIDDEN"]
    assert (await value_of(house, "client_manager", id))["value"] == [file]


async def test_in_the_documents_list_it_is_neither_deleted_nor_taken_over(house: House) -> None:
    id, (file,) = await filled(house, "原件.txt")
    refused = await house.ask("client_manager", DELETE, i={"id": file, "version": 1})
    assert problem(refused) == ("id", "own_file")
    renamed = await house.data("client_manager", RENAME, i={"id": file, "version": 1, "name": "定稿"})
    assert renamed["updateDocument"]["name"] == "定稿.txt"
    assert (await value_of(house, "client_manager", id))["name"] == "定稿.txt"
    history = (await house.data("client_manager", HISTORY, id=id, f="custom:deed"))["client"]["history"]
    assert history["nodes"][0]["changes"] == [
        {"field": "custom:deed", "before": "原件.txt", "after": "定稿.txt"}
    ]


async def test_it_is_found_by_whether_there_is_one_and_goes_out_as_names(
    house: House, tmp_path: Path
) -> None:
    id, _ = await filled(house, "契约.txt", "附件.txt")
    for empty, there in ((True, False), (False, True)):
        own = {"custom": [{"field": "deed", "op": "EMPTY", "value": empty}]}
        answer = await both(house, "client_manager", FIND, f=own)
        assert (id in [node["id"] for node in answer["data"]["clients"]["nodes"]]) is there
    refused = await house.ask(
        "client_manager", FIND, f={"custom": [{"field": "deed", "op": "EQ", "value": "x"}]}
    )
    assert codes_of(refused) == ["BAD_USER_INPUT"]
    export = await ask(house, "operations", columns=["name", "custom:deed"])
    await export.make()
    assert any("契约.txt、附件.txt" in row for row in await export.table())
    file = write_csv(
        tmp_path / "a.csv",
        [["姓名", "手机", "自deed"], ["林甲", "16900033391", "契约.txt"], ["林乙", "16900033392", ""]],
    )
    wizard = Wizard(house.database, house.vault, await house.principal("operations"))
    assert (await wizard.all(file)).counts == {"committed": 1, "rejected": 1}


async def test_a_new_client_has_the_file_that_is_asked_for(house: House) -> None:
    field = await define(house, "needed", "file", required=True)
    assert "errors" not in await classify(house, field, ("client_manager", "own", "edit"))
    try:
        new = {"name": "缪新客", "kind": "individual", "allowDuplicate": True}
        assert problem(await house.ask("client_manager", NEW, i=new)) == ("custom:needed", "required")
        custom = [{"field": "needed", "value": [await sent(house, "授权.txt")]}]
        made = (await house.data("client_manager", NEW, i={**new, "custom": custom}))["createClient"]
        assert made["custom"][0]["name"] == "授权.txt"
    finally:
        version = (await house.data("operations", "{ customFields { key version } }"))["customFields"]
        at = next(each["version"] for each in version if each["key"] == "needed")
        archive = "mutation($i: ArchiveInput!) { archiveCustomField(input: $i) { id } }"
        await house.data("operations", archive, i={"id": field["id"], "version": at})


async def test_a_field_of_files_begins_with_nothing_and_no_rule_rests_on_it(house: House) -> None:
    made = {"key": "begun", "kind": "file", "zh": "始", "en": "Begun", "initial": ["x"]}
    assert problem(await house.ask("operations", CREATE, i=made)) == ("initial", "choice")
    rule = {"key": "ruled", "kind": "text", "zh": "规", "en": "Ruled"}
    when = {"is": {"field": "custom:deed", "op": "empty", "value": True}}
    assert (
        problem(await house.ask("operations", CREATE, i={**rule, "shownWhen": when}))[1] == "filter_unknown"
    )


async def test_one_client_of_two_keeps_the_files_of_both_under_the_field(house: House) -> None:
    survivor, (ours,) = await filled(house, "留.txt")
    loser, (theirs,) = await filled(house, "并.txt")
    merged = await _merged(house, survivor, loser, **{"custom:deed": "THEIRS"})
    assert (await value_of(house, "client_manager", survivor))["value"] == [theirs]
    listed = (await both(house, "client_manager", LISTED, id=survivor))["data"]["client"]["documents"][
        "nodes"
    ]
    assert {each["id"] for each in listed} == {ours, theirs}
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    for id, file in ((survivor, ours), (loser, theirs)):
        assert [each["id"] for each in (await value_of(house, "client_manager", id))["files"]] == [file]


async def test_whoever_writes_such_a_field_may_send_files_up(house: House) -> None:
    assert may_send(await house.principal("operations"))
    assert not may_send(await house.principal("compliance")) or (await house.principal("compliance")).may(
        "Mutation.addDocument"
    )
