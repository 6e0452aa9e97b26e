"""Documents of a client as people meet them: sent up, opened, given to nobody else, deleted and brought back."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.book.documents.model import UNDO_FOR, Document, DocumentVersion, Upload
from backend.book.documents.retention import shred_deleted
from backend.book.documents.uploads import MOST_BYTES, forget_uploads
from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.files.store import FileStore
from backend.platform.files.stored import StoredFile, sweep
from backend.platform.ids import own_id
from backend.platform.keys import PersonKey
from backend.platform.tenant import Firm
from tests.files import samples
from tests.stories.conftest import ORIGIN, AsRole, Caller

ADD = """mutation($i: AddDocumentInput!) { addDocument(input: $i) {
    id version name category kind size number content shownAs uploadedBy { name } versions { number } } }"""
OPEN = "mutation($i: OpenDocumentInput!) { openDocument(input: $i) { url name expiresAt } }"
LIST = """query($id: ID!, $d: Boolean!) { client(id: $id) {
    documents(deleted: $d) { totalCount nodes { id name content category } } } }"""


async def send_up(caller: Caller, name: str, data: bytes, **headers: str) -> Any:
    """The answer to a file that is sent up."""
    return await caller.http.post(
        "/files/uploads", params={"name": name}, content=data,
        headers={"x-startrail": "1", "origin": ORIGIN, "content-type": "application/octet-stream",
                 **caller.headers, **headers},
    )  # fmt: skip


async def add(caller: Caller, client: str, name: str, data: bytes, category: str = "contract") -> Any:
    """A new document."""
    upload = (await send_up(caller, name, data)).json()["upload"]
    answer = await caller.ask(ADD, i={"client": client, "upload": upload, "category": category})
    return answer.data["addDocument"]


async def open_(caller: Caller, id: str, **more: Any) -> str:
    """A link to a document."""
    url: str = (await caller.ask(OPEN, i={"id": id, **more})).data["openDocument"]["url"]
    return url


async def fetch(caller: Caller, url: str) -> Any:
    """What a link gives."""
    return await caller.http.get(url, headers=caller.headers)


@pytest.fixture(scope="module")
async def manager(as_role: AsRole) -> Caller:
    found: Caller = await as_role("manager")
    return found


@pytest.fixture(scope="module")
async def client(manager: Caller) -> str:
    """A client of the manager."""
    answer = await manager.ask("{ clients(first: 1) { nodes { id } } }")
    id: str = answer.data["clients"]["nodes"][0]["id"]
    return id


async def firm_of(product: Any) -> UUID:
    """The one firm there is."""
    async with product.state.parts.database.shared() as session:
        found: UUID | None = await session.scalar(select(Firm.firm_id))
        assert found is not None
        return found


async def test_a_document_is_sent_up_listed_opened_and_comes_back_as_it_was(
    manager: Caller, client: str
) -> None:
    data = samples.pdf()
    sent = await send_up(manager, "合同 2026.pdf", data)
    assert sent.status_code == 200
    assert {key: sent.json()[key] for key in ("name", "kind", "size", "preview")} == {
        "name": "合同 2026.pdf", "kind": "pdf", "size": len(data), "preview": "pdf",
    }  # fmt: skip
    added = await manager.ask(
        ADD, i={"client": client, "upload": sent.json()["upload"], "category": "contract", "note": "原件在柜"}
    )
    document = added.data["addDocument"]
    assert (document["number"], document["content"], document["kind"]) == (1, True, "pdf")
    listed = (await manager.ask(LIST, id=client, d=False)).data["client"]["documents"]["nodes"]
    assert document["id"] in [each["id"] for each in listed]
    answer = await fetch(manager, await open_(manager, document["id"], save=True))
    assert answer.content == data
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%E5%90%88%E5%90%8C%202026.pdf" in answer.headers["content-disposition"]


async def test_a_browser_runs_nothing_of_a_file(manager: Caller, client: str) -> None:
    document = await add(manager, client, "a.html", b"plain words <not markup", "other")
    assert document["name"] == "a.html.txt"
    answer = await fetch(manager, await open_(manager, document["id"]))
    headers = answer.headers
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    saved = (await fetch(manager, await open_(manager, document["id"], save=True))).headers
    assert saved["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in saved["content-security-policy"]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("**/*") if path.is_file())


async def test_what_is_not_kept_is_refused_in_words_and_leaves_nothing(manager: Caller, product: Any) -> None:
    folder: Path = product.state.parts.services.extra["files"].folder
    before = _files(folder)
    refused = await send_up(manager, "x.pdf", b"<html><script>alert(1)</script>")
    assert refused.status_code == 400
    error = refused.json()["errors"][0]
    assert (error["extensions"]["code"], error["extensions"]["params"]["problem"]) == (
        "BAD_USER_INPUT", "file_kind",
    )  # fmt: skip
    assert "not kept" in error["message"]
    too_large = await send_up(manager, "x.bin", b"", **{"content-length": str(MOST_BYTES + 1)})
    assert too_large.json()["errors"][0]["extensions"]["params"]["problem"] == "file_size"

    async def endless() -> Any:
        for _ in range(MOST_BYTES // 2**20 + 2):
            yield b"a" * 2**20

    longer = await send_up(manager, "x.txt", endless())
    assert longer.json()["errors"][0]["extensions"]["params"]["problem"] == "file_size"
    assert (await send_up(manager, "", b"words")).status_code == 400
    assert _files(folder) == before


async def test_only_who_may_add_documents_may_send_files_up(as_role: AsRole, manager: Caller) -> None:
    assert (await send_up(await as_role("auditor"), "a.txt", b"words")).status_code == 403
    assert (await send_up(await as_role("policy"), "a.txt", b"words")).status_code == 403
    forged = await manager.http.post(
        "/files/uploads?name=a.txt", content=b"words", headers={"origin": ORIGIN}
    )
    assert forged.status_code == 403
    stranger = await manager.http.post(
        "/files/uploads?name=a.txt",
        content=b"w",
        headers={"x-startrail": "1", "origin": "https://evil.example"},
    )
    assert stranger.status_code == 403


async def test_somebody_elses_upload_cannot_be_made_a_document(
    as_role: AsRole, manager: Caller, client: str
) -> None:
    operations = await as_role("operations")
    upload = (await send_up(operations, "a.txt", b"words")).json()["upload"]
    stolen = await manager.ask(ADD, i={"client": client, "upload": upload, "category": "other"})
    unknown = await manager.ask(
        ADD, i={"client": client, "upload": f"upload_{'0' * 32}", "category": "other"}
    )
    assert stolen.codes == unknown.codes == ["BAD_USER_INPUT"]
    assert stolen.params == unknown.params


async def test_a_link_is_worth_nothing_to_another_person_changed_or_late(
    as_role: AsRole, manager: Caller, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await add(manager, client, "a.txt", b"words of the manager")
    url = await open_(manager, document["id"])
    assert (await fetch(manager, url)).status_code == 200
    operations = await as_role("operations")  # sees the same document by his own right, and yet
    assert (await fetch(operations, url)).status_code == 404
    anonymous = await manager.http.__class__(transport=manager.http._transport, base_url=ORIGIN).get(url)
    assert anonymous.status_code == 401
    for place in (8, len(url) // 2, len(url) - 1):
        changed = url[:place] + ("A" if url[place] != "A" else "B") + url[place + 1 :]
        assert (await fetch(manager, changed)).status_code == 404
    for garbage in ("/files/x", "/files/" + "A" * 3000, "/files/%00"):
        assert (await fetch(manager, garbage)).status_code == 404
    later = now() + timedelta(minutes=3)
    monkeypatch.setattr("backend.schema.file_links.now", lambda: later)
    late = await fetch(manager, url)
    assert late.status_code == 404
    assert "expired" in late.json()["errors"][0]["message"]


async def test_a_link_ends_with_the_right(as_role: AsRole, client: str, manager: Caller) -> None:
    """The category comes to show a number its reader may not see: the link in his hand is worth nothing more."""
    document = await add(manager, client, "a.txt", b"words", "other")
    url = await open_(manager, document["id"])
    assert (await fetch(manager, url)).status_code == 200
    changed = await manager.ask(
        "mutation($i: UpdateDocumentInput!) { updateDocument(input: $i) { content } }",
        i={"id": document["id"], "version": document["version"], "category": "identity"},
    )
    assert changed.data["updateDocument"] == {"content": False}
    assert (await fetch(manager, url)).status_code == 404
    operations = await as_role("operations")
    url = await open_(operations, document["id"])
    assert (await fetch(operations, url)).status_code == 200


async def test_the_copy_of_an_identity_card_opens_for_who_may_read_the_number(
    as_role: AsRole, manager: Caller, client: str
) -> None:
    """The manager sees the number masked: he files the copy, and cannot open it; compliance can."""
    document = await add(manager, client, "身份证.png", samples.png(), "identity")
    assert document["content"] is False
    refused = await manager.ask(OPEN, i={"id": document["id"]})
    assert refused.codes == ["FORBIDDEN"]
    compliance = await as_role("compliance")
    url = await open_(compliance, document["id"], reason="核对证件")
    assert (await fetch(compliance, url)).content == samples.png()
    legal = await as_role("legal")
    assert (await legal.ask(OPEN, i={"id": document["id"]})).codes == ["FORBIDDEN"]


async def test_a_role_without_the_right_learns_nothing_of_a_document(
    as_role: AsRole, manager: Caller, client: str
) -> None:
    document = await add(manager, client, "离婚协议.txt", b"words")
    for login in ("auditor", "policy"):
        caller = await as_role(login)
        for id in (document["id"], f"document_{'0' * 32}"):
            node = await caller.ask(
                "query($id: ID!) { node(id: $id) { id ... on Document { name } } }", id=id
            )
            assert node.body["data"] == {"node": None}
            assert (await caller.ask(OPEN, i={"id": id})).codes in (["NOT_FOUND"], ["FORBIDDEN"])
        answer = await caller.ask(LIST, id=client, d=False)
        assert "离婚" not in str(answer.body)
    executive = await as_role("executive")
    listed = (await executive.ask(LIST, id=client, d=False)).body["data"]["client"]["documents"]["nodes"]
    assert [each["content"] for each in listed if each["id"] == document["id"]] == [None]
    assert (await executive.ask(OPEN, i={"id": document["id"]})).codes == ["FORBIDDEN"]


async def test_older_versions_stay_and_open(manager: Caller, client: str) -> None:
    document = await add(manager, client, "建议书.txt", b"first")
    upload = (await send_up(manager, "建议书 v2.pdf", samples.pdf())).json()["upload"]
    newer = await manager.ask(
        "mutation($i: AddDocumentVersionInput!) { addDocumentVersion(input: $i) { name number kind "
        "versions { number kind } } }",
        i={"id": document["id"], "version": document["version"], "upload": upload},
    )
    made = newer.data["addDocumentVersion"]
    assert (made["name"], made["number"], made["kind"]) == ("建议书.pdf", 2, "pdf")
    assert made["versions"] == [{"number": 2, "kind": "pdf"}, {"number": 1, "kind": "text"}]
    assert (await fetch(manager, await open_(manager, document["id"], number=1))).content == b"first"
    assert (await fetch(manager, await open_(manager, document["id"]))).content == samples.pdf()
    assert (await manager.ask(OPEN, i={"id": document["id"], "number": 9})).codes == ["NOT_FOUND"]


async def test_deleting_is_undone_and_after_its_time_nothing_can_be_read(
    manager: Caller, client: str, product: Any
) -> None:
    services = product.state.parts.services
    store: FileStore = services.extra["files"]
    firm_id = await firm_of(product)
    secret = os.urandom(8).hex().encode()
    one = await add(manager, client, "a.txt", secret, "other")
    twin = await add(manager, client, "b.txt", secret, "other")
    delete = "mutation($i: VersionedInput!) { deleteDocument(input: $i) { version } }"
    restore = "mutation($i: VersionedInput!) { restoreDocument(input: $i) { version } }"

    async def act(document: Any, text: str) -> None:
        answer = await manager.ask(text, i={"id": document["id"], "version": document["version"]})
        document["version"] = next(iter(answer.data.values()))["version"]

    link = await open_(manager, one["id"])
    await act(one, delete)
    assert (await fetch(manager, link)).status_code == 404
    assert (await manager.ask(OPEN, i={"id": one["id"]})).codes == ["NOT_FOUND"]
    deleted = (await manager.ask(LIST, id=client, d=True)).data["client"]["documents"]["nodes"]
    assert one["id"] in [each["id"] for each in deleted]
    await act(one, restore)
    assert (await fetch(manager, await open_(manager, one["id"]))).content == secret

    async def age_and_shred(document: Any) -> UUID:
        id = own_id("document", document["id"])
        await act(document, delete)
        async with services.database.as_system(firm_id, "tests") as session:
            file_id: UUID | None = await session.scalar(select(Document.file_id).where(Document.id == id))
            assert file_id is not None
            await session.execute(
                update(Document)
                .where(Document.id == id)
                .values(deleted_at=now() - UNDO_FOR - timedelta(hours=1))
            )
        async with services.database.as_system(firm_id, "tests") as session:
            assert await shred_deleted(session) == 1
        return file_id

    file_id = await age_and_shred(one)
    # The other document of the same bytes is not harmed.
    assert (await fetch(manager, await open_(manager, twin["id"]))).content == secret
    assert await age_and_shred(twin) == file_id
    async with services.database.as_system(firm_id, "tests") as session:
        file = (await session.scalars(select(StoredFile).where(StoredFile.id == file_id))).one()
        assert (file.uses, file.digest) == (0, None)
        assert file.shredded_at is not None
        assert (await session.scalars(select(PersonKey).where(PersonKey.id == file_id))).all() == []
        names = (
            await session.scalars(select(DocumentVersion.name).where(DocumentVersion.file_id.is_(None)))
        ).all()
        assert set(names) == {""}
        assert store.path(firm_id, file.name).exists()
        assert await sweep(session, store) >= 1
    assert not store.path(firm_id, file.name).exists()
    assert (await manager.ask(OPEN, i={"id": one["id"]})).codes == ["NOT_FOUND"]
    too_late = await manager.ask(restore, i={"id": one["id"], "version": one["version"] + 1})
    assert too_late.codes == ["BAD_USER_INPUT"]


async def test_what_has_to_be_kept_is_not_deleted_but_a_slip_of_today_is(
    as_role: AsRole, product: Any
) -> None:
    services, firm_id = product.state.parts.services, await firm_of(product)
    operations = await as_role("operations")
    found = await operations.ask(
        "{ clients(first: 50, orderBy: [{field: AUM, direction: DESC}]) { nodes { id "
        "transactions(first: 1) { totalCount } } } }"
    )
    holder = next(each["id"] for each in found.data["clients"]["nodes"] if each["transactions"]["totalCount"])
    kept = await add(operations, holder, "合同.pdf", samples.pdf(b"%1\n"))
    slip = await add(operations, holder, "合同.pdf", samples.pdf(b"%2\n"))
    delete = "mutation($i: VersionedInput!) { deleteDocument(input: $i) { id } }"
    assert (await operations.ask(delete, i={"id": slip["id"], "version": slip["version"]})).codes == []
    async with services.database.as_system(firm_id, "tests") as session:
        await session.execute(
            update(Document)
            .where(Document.id == own_id("document", kept["id"]))
            .values(uploaded_at=now() - timedelta(days=2))
        )
    refused = await operations.ask(delete, i={"id": kept["id"], "version": kept["version"]})
    assert refused.params["problem"] == "retention"
    assert datetime.fromisoformat(refused.params["until"]) > datetime(2040, 1, 1)  # noqa: DTZ001


async def test_a_firm_says_how_long_a_category_is_kept_and_the_shredding_follows(
    as_role: AsRole, product: Any
) -> None:
    services, firm_id = product.state.parts.services, await firm_of(product)
    operations, compliance = await as_role("operations"), await as_role("compliance")
    found = await operations.ask(
        "{ clients(first: 50, orderBy: [{field: AUM, direction: DESC}]) { nodes { id "
        "transactions(first: 1) { totalCount } } } }"
    )
    holder = next(each["id"] for each in found.data["clients"]["nodes"] if each["transactions"]["totalCount"])
    document = await add(operations, holder, "建议书.pdf", samples.pdf(b"%3\n"), category="proposal")
    slip = await add(operations, holder, "建议书.pdf", samples.pdf(b"%4\n"), category="proposal")
    ids = [own_id("document", each["id"]) for each in (document, slip)]
    set_rule = "mutation($i: SetDocumentRuleInput!) { setDocumentRule(input: $i) { category years usual } }"
    delete = "mutation($i: VersionedInput!) { deleteDocument(input: $i) { id version } }"
    restore = "mutation($i: VersionedInput!) { restoreDocument(input: $i) { id version } }"

    async def say(years: int) -> Any:
        return await compliance.ask(
            set_rule, i={"category": "proposal", "years": years, "reason": "律师意见"}
        )

    async def purged() -> list[bool]:
        async with services.database.as_system(firm_id, "tests") as session:
            await shred_deleted(session)
        async with services.database.as_system(firm_id, "tests") as session:
            rows = await session.scalars(select(Document).where(Document.id.in_(ids)))
            there = {row.id: row.purged_at is not None for row in rows}
        return [there[id] for id in ids]

    async def deleted(each: Any, *, uploaded: timedelta) -> None:
        answer = await operations.ask(delete, i={"id": each["id"], "version": each["version"]})
        each["version"] = answer.data["deleteDocument"]["version"]
        gone = now() - UNDO_FOR - timedelta(hours=1)
        async with services.database.as_system(firm_id, "tests") as session:
            await session.execute(
                update(Document)
                .where(Document.id == own_id("document", each["id"]))
                .values(deleted_at=gone, uploaded_at=gone - uploaded)
            )

    try:
        await deleted(document, uploaded=timedelta(days=90))
        await deleted(slip, uploaded=timedelta(hours=1))
        told = await say(30)
        assert {"category": "proposal", "years": 30, "usual": 0} in told.data["setDocumentRule"]
        assert await purged() == [False, True]
        back = await operations.ask(restore, i={"id": document["id"], "version": document["version"]})
        assert back.codes == []
        version = back.data["restoreDocument"]["version"]
        refused = await operations.ask(delete, i={"id": document["id"], "version": version})
        assert refused.params["problem"] == "retention"
        assert (await say(0)).codes == []
        assert (await operations.ask(delete, i={"id": document["id"], "version": version})).codes == []
        for wrong in ({"years": 100}, {"years": -1}, {"category": "secret"}, {"reason": "x"}):
            given = {"category": "proposal", "years": 5, "reason": "律师意见", **wrong}
            assert (await compliance.ask(set_rule, i=given)).codes == ["BAD_USER_INPUT"]
        for other in (operations, await as_role("executive")):
            given = {"category": "contract", "years": 1, "reason": "律师意见"}
            assert (await other.ask(set_rule, i=given)).codes == ["FORBIDDEN"]
        async with services.database.as_system(firm_id, "tests") as session:
            entries = await session.scalars(
                select(AuditEntry).where(AuditEntry.noun == "document_rule").order_by(AuditEntry.id)
            )
            assert [(row.reason, row.changes["years"]) for row in entries] == [
                ("律师意见", [None, 30]),
                ("律师意见", [30, 0]),
            ]
    finally:
        await say(0)


async def test_uploads_nobody_used_are_forgotten(manager: Caller, product: Any) -> None:
    services, firm_id = product.state.parts.services, await firm_of(product)
    data = os.urandom(8).hex().encode()
    assert (await send_up(manager, "a.txt", data)).status_code == 200
    async with services.database.as_system(firm_id, "tests") as session:
        await session.execute(update(Upload).values(uploaded_at=now() - timedelta(days=2)))
    async with services.database.as_system(firm_id, "tests") as session:
        assert await forget_uploads(session) >= 1
    async with services.database.as_system(firm_id, "tests") as session:
        waiting = (await session.scalars(select(StoredFile).where(StoredFile.uses < 0))).all()
        assert waiting == []


async def test_every_step_is_in_the_audit(manager: Caller, client: str, product: Any) -> None:
    services, firm_id = product.state.parts.services, await firm_of(product)
    document = await add(manager, client, "a.txt", b"words", "other")
    await open_(manager, document["id"], reason="给客户打印")
    async with services.database.read(firm_id) as session:
        found = await session.execute(
            select(AuditEntry.action, AuditEntry.reason)
            .where(AuditEntry.firm_id == firm_id, AuditEntry.subject_id == own_id("document", document["id"]))
            .order_by(AuditEntry.id)
        )
        assert [tuple(row) for row in found] == [("create", None), ("open", "给客户打印")]
        uploads = await session.scalar(
            select(AuditEntry.id).where(AuditEntry.firm_id == firm_id, AuditEntry.action == "upload").limit(1)
        )
    assert uploads is not None
