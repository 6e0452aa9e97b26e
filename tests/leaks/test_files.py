"""Files of an own field that a role may not read: one, another and none; nothing it asks tells which."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import asyncpg

from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from tests.leaks.matrix import furnished
from tests.leaks.test_custom import CHANGES, OBSERVERS
from tests.schema.house import OPERATIONS, ORDINARY, House, new_upload
from tests.schema.test_custom_fields import classify, define, write

KEY = "hidden_file"
ROW = "id name category note number kind size uploadedAt uploadedBy { name } content ownField versions { name size }"


def probes(id: str, files: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked: the field, the client's documents, each file by its id, lists, history."""
    asked = {"id": id}
    own = f'custom(keys: ["{KEY}"]) {{ key kind value name files {{ {ROW} }} }}'
    yield (
        f"query($id: ID!) {{ client(id: $id) {{ {own} all: custom {{ key value name files {{ id }} }} }} }}",
        asked,
    )
    gone = "gone: documents(deleted: true) { totalCount nodes { id } }"
    listed = f"documents {{ totalCount nodes {{ {ROW} }} }}"
    yield f"query($id: ID!) {{ client(id: $id) {{ {listed} {gone} }} }}", asked
    yield (
        f"query($id: ID!) {{ client(id: $id) {{ history {{ totalCount nodes {{ type action {CHANGES} }} }} }} }}",
        asked,
    )
    yield f"query($id: ID!) {{ audit(subject: $id) {{ nodes {{ type action {CHANGES} }} }} }}", asked
    for file in files:
        yield f"query($id: ID!) {{ node(id: $id) {{ id ... on Document {{ {ROW} }} }} }}", {"id": file}
        yield f"query($id: ID!) {{ audit(subject: $id) {{ nodes {{ action {CHANGES} }} }} }}", {"id": file}
        opened = "mutation($i: OpenDocumentInput!) { openDocument(input: $i) { name } }"
        yield opened, {"i": {"id": file}}
        for call, given in (
            ("deleteDocument", "VersionedInput"),
            ("restoreDocument", "VersionedInput"),
            ("updateDocument", "UpdateDocumentInput"),
        ):
            yield (
                f"mutation($i: {given}!) {{ {call}(input: $i) {{ id }} }}",
                {"i": {"id": file, "version": 99, **({"note": "x"} if call == "updateDocument" else {})}},
            )
    for empty in (True, False):
        found = {"f": {"custom": [{"field": KEY, "op": "EMPTY", "value": empty}]}}
        yield "query($f: ClientFilter) { clients(filter: $f) { totalCount nodes { id } } }", found
    update = f'mutation($i: UpdateClientInput!) {{ updateClient(input: $i) {{ custom(keys: ["{KEY}"]) {{ value }} }} }}'
    for value in ([], files[:1]):
        yield update, {"i": {"id": id, "version": 1, "custom": [{"field": KEY, "value": value}]}}


async def put(house: House, client: str, files: list[str], there: str | None) -> None:
    """Let the field hold one of the files, as if it had never been anything else."""
    owner = await asyncpg.connect(house.database.url)
    try:
        await owner.execute(
            "update client set custom = custom - $3 || $4::jsonb where firm_id = $1 and id = $2",
            house.firm_id, own_id("client", client), f"{KEY}:file",
            json.dumps({f"{KEY}:file": [there]} if there else {}),
        )  # fmt: skip
        await owner.execute(
            "update document set deleted_at = case when id = any($2::uuid[]) then null else uploaded_at end"
            " where firm_id = $1 and own_field = $3",
            house.firm_id, [own_id("document", there)] if there else [], KEY,
        )  # fmt: skip
    finally:
        await owner.close()


async def test_files_of_a_field_that_may_not_be_read_are_not_noticed(
    database: Database, vault: Vault
) -> None:
    house = await furnished(database, vault)
    field, id = await define(house, KEY, "file"), house.id("client")
    async with house.database.change(await house.principal("operations")) as session:
        sent = [
            public_id("upload", (await new_upload(session, house, f"{name}.txt")).id)
            for name in ("甲", "乙乙")
        ]
    assert "errors" not in await write(house, "operations", id, **{KEY: sent})
    told = f'query($id: ID!) {{ client(id: $id) {{ custom(keys: ["{KEY}"]) {{ value }} }} }}'
    files = (await house.data("operations", told, id=id))["client"]["custom"][0]["value"]
    seen = []
    for there in (*files, None):
        await put(house, id, files, there)
        seen.append(
            {
                (who, place, way): json.dumps(await house.ask_by(route, who, document, variables))
                for who in OBSERVERS
                for place, (document, variables) in enumerate(probes(id, files))
                for way, route in enumerate((OPERATIONS, ORDINARY))
            }
        )
    documents = list(probes(id, files))
    differing = [
        (key[0], documents[key[1]], one[:300], other[key][:300])
        for other in seen[1:]
        for key, one in seen[0].items()
        if one != other[key]
    ]
    assert differing == []
    assert not [key for each in seen for key, text in each.items() if "乙乙" in text or "甲.txt" in text]
    # Where it may be read, the same questions tell it.
    assert "errors" not in await classify(
        house, field, ("operations", "firm", "edit"), ("executive", "firm", "view")
    )
    document, variables = documents[0]
    told_by = []
    for there in files:
        await put(house, id, files, there)
        told_by.append(json.dumps(await house.ask("executive", document, **variables)))
    assert told_by[0] != told_by[1]
