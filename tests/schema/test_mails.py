"""E-mails as files: kept once as an interaction, with the file and what hung on it among the documents."""

from __future__ import annotations

from email.message import EmailMessage

import asyncpg

from backend.platform.ids import public_id
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of, new_upload

MANAGER, OUTSIDE = "client_manager", "client_manager#2"
READ = """query($client: ID!, $upload: ID!) { it: readMail(client: $client, upload: $upload) {
  subject sender recipients at text direction known attachments { name size } } }"""
KEEP = """mutation($input: LogMailInput!) { it: logMail(input: $input) { id kind channel direction at summary content
  documents { name category kind } } }"""
FOUND = "query($text: String!) { interactions(search: $text) { nodes { id } } }"
ADDRESS = "planted.mail.person@example.com"


def _mail(**more: str) -> bytes:
    message = EmailMessage()
    head = {
        "From": f"张三 <{ADDRESS}>", "To": "周经理 <zhou@firm.example.com>", "Subject": "关于雪球产品",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0800", "Message-ID": "<m1@example.com>", **more,
    }  # fmt: skip
    for name, value in head.items():
        message[name] = value
    message.set_content("您好，请寄一份合同。\n")
    message.add_attachment("一,二\n".encode(), maintype="text", subtype="csv", filename="名单.csv")
    return message.as_bytes()


async def _client(house: House, role: str = MANAGER) -> str:
    id, _ = await new_client(house, role)
    return public_id("client", id)


async def _sent(house: House, data: bytes, who: str = MANAGER) -> str:
    async with house.database.change(await house.principal(who)) as session:
        return public_id("upload", (await new_upload(session, house, "来信.eml", data)).id)


async def _known_by(house: House, client: str) -> None:
    node = (await house.data(MANAGER, "query($id: ID!) { client(id: $id) { version } }", id=client))["client"]
    change = "mutation($input: UpdateClientInput!) { updateClient(input: $input) { id } }"
    points = [{"kind": "email", "value": ADDRESS.upper(), "primary": True}]
    await house.data(
        MANAGER, change, input={"id": client, "version": node["version"], "contactPoints": points}
    )


async def test_a_mail_is_read_before_it_is_kept_and_its_addresses_tell_the_direction(house: House) -> None:
    client = await _client(house)
    upload = await _sent(house, _mail())
    read = (await house.data(MANAGER, READ, client=client, upload=upload))["it"]
    assert (read["subject"], read["direction"], read["known"]) == ("关于雪球产品", None, False)
    assert read["attachments"] == [{"name": "名单.csv", "size": 8}]
    await _known_by(house, client)
    assert (await house.data(MANAGER, READ, client=client, upload=upload))["it"]["direction"] == "in"
    answer = await _sent(house, _mail(From="zhou@firm.example.com", To=ADDRESS))
    assert (await house.data(MANAGER, READ, client=client, upload=answer))["it"]["direction"] == "out"


async def test_a_kept_mail_is_an_interaction_with_its_files_as_documents_and_is_found(house: House) -> None:
    client = await _client(house)
    kept = (await house.data(MANAGER, KEEP, input={"client": client, "upload": await _sent(house, _mail())}))[
        "it"
    ]
    assert (kept["kind"], kept["channel"], kept["direction"]) == ("email", "email", "in")
    assert (kept["summary"], kept["content"]) == ("关于雪球产品", "您好，请寄一份合同。")
    assert kept["at"] == "2026-11-20T02:00:00+00:00"
    assert [(each["name"], each["category"]) for each in kept["documents"]] == [
        ("来信.eml", "correspondence"),
        ("名单.csv", "correspondence"),
    ]
    found = (await house.data(MANAGER, FOUND, text="雪球产品"))["interactions"]["nodes"]
    assert kept["id"] in [node["id"] for node in found]


async def test_the_same_mail_is_not_kept_twice_for_a_client(house: House) -> None:
    client = await _client(house)
    await house.data(MANAGER, KEEP, input={"client": client, "upload": await _sent(house, _mail())})
    again = await _sent(house, _mail(Subject="Fwd: 关于雪球产品"))
    assert (await house.data(MANAGER, READ, client=client, upload=again))["it"]["known"] is True
    answer = await house.ask(MANAGER, KEEP, input={"client": client, "upload": again})
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["extensions"]["params"] == {"field": "upload", "problem": "known"}
    other = await _client(house)
    await house.data(MANAGER, KEEP, input={"client": other, "upload": again})


async def test_what_is_no_mail_or_not_ones_own_is_refused_and_nothing_is_lost(house: House) -> None:
    client = await _client(house)
    text = await _sent(house, "只是文字".encode())
    answer = await house.ask(MANAGER, KEEP, input={"client": client, "upload": text})
    assert answer["errors"][0]["extensions"]["params"] == {"field": "upload", "problem": "mail"}
    others = await _sent(house, _mail(), OUTSIDE)
    answer = await house.ask(MANAGER, KEEP, input={"client": client, "upload": others})
    assert answer["errors"][0]["extensions"]["params"] == {"field": "upload", "problem": "unknown"}
    theirs = await _client(house, OUTSIDE)
    assert codes_of(await house.ask(MANAGER, KEEP, input={"client": theirs, "upload": text})) == ["NOT_FOUND"]
    # It still waits: the refusal took nothing.
    added = "mutation($input: AddDocumentInput!) { addDocument(input: $input) { id } }"
    await house.data(MANAGER, added, input={"client": client, "upload": text, "category": "other"})


async def test_no_address_of_a_kept_mail_lies_in_the_clear(house: House) -> None:
    client = await _client(house)
    await house.data(MANAGER, KEEP, input={"client": client, "upload": await _sent(house, _mail())})
    owner = await asyncpg.connect(house.database.url)
    try:
        for table in (
            "mail",
            "interaction",
            "document",
            "audit_entry",
            "outbox",
            "file_upload",
            "stored_file",
        ):
            rows = await owner.fetch(
                f'select t::text as line from "{table}" t where firm_id = $1', house.firm_id
            )
            assert not [row["line"] for row in rows if ADDRESS in row["line"].lower()], table
    finally:
        await owner.close()
