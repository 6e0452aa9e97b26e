"""Changes of documents, and opening them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry import UNSET

from backend.book.custom_fields import CUSTOM
from backend.book.documents import changes
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.schema import document_inputs, inputs
from backend.schema.changing import Key, change, changed, demand_edit, subject
from backend.schema.clients import CLIENT
from backend.schema.documents import DOCUMENT, OPEN, Document, may_open
from backend.schema.file_links import link_for


@strawberry.type
class FileLink:
    """Where a file can be had, by the caller alone and for a short time."""

    url: str
    name: str
    expires_at: datetime


async def _document(context: Context, id: str, call: str) -> Any:
    return await subject(context, DOCUMENT, id, call)


def _demand_field(context: Context, node: Any) -> None:
    # What is a value of an own field, is changed by whoever may write that.
    if node.row.own_field is not None:
        demand_edit(context, "Client", ["custom", CUSTOM + node.row.own_field], node.stands)


@strawberry.type
class DocumentMutations:
    """Documents of clients."""

    @strawberry.mutation
    async def add_document(
        self, info: Info, input: document_inputs.AddDocumentInput, idempotency_key: Key = None
    ) -> Document | None:
        """Make a client's document of a file that was sent up."""
        node = await subject(info.context, CLIENT, input.client, "addDocument")
        demand_edit(info.context, "Client", ["documents"], node.stands)
        upload_id = own_id("upload", input.upload)
        return await changed(  # type: ignore[no-any-return]
            info.context, DOCUMENT, "addDocument",
            lambda session: changes.add(
                session, node.row.id, upload_id, category=input.category, name=input.name, note=input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def add_document_version(
        self, info: Info, input: document_inputs.AddDocumentVersionInput, idempotency_key: Key = None
    ) -> Document | None:
        """Give a document a newer file."""
        node = await _document(info.context, input.id, "addDocumentVersion")
        demand_edit(info.context, "Document", ["content"], node.stands)
        _demand_field(info.context, node)
        upload_id = own_id("upload", input.upload)
        return await changed(  # type: ignore[no-any-return]
            info.context, DOCUMENT, "addDocumentVersion",
            lambda session: changes.add_version(session, node.row.id, input.version, upload_id),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def update_document(
        self, info: Info, input: document_inputs.UpdateDocumentInput, idempotency_key: Key = None
    ) -> Document | None:
        """Rename a document, or give it another category or note."""
        node = await _document(info.context, input.id, "updateDocument")
        given = {
            name: getattr(input, name)
            for name in ("name", "category", "note")
            if getattr(input, name) is not UNSET
        }
        demand_edit(info.context, "Document", given, node.stands)
        _demand_field(info.context, node)
        return await changed(  # type: ignore[no-any-return]
            info.context, DOCUMENT, "updateDocument",
            lambda session: changes.update(session, node.row.id, input.version, given),
            key=idempotency_key, input=[input.id, input.version, given],
        )  # fmt: skip

    @strawberry.mutation
    async def delete_document(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Document | None:
        """Take a document out of sight; for thirty days it can be brought back, then it is shredded."""
        node = await _document(info.context, input.id, "deleteDocument")
        return await changed(  # type: ignore[no-any-return]
            info.context, DOCUMENT, "deleteDocument",
            lambda session: changes.delete(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def restore_document(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Document | None:
        """Bring a deleted document back."""
        node = await _document(info.context, input.id, "restoreDocument")
        return await changed(  # type: ignore[no-any-return]
            info.context, DOCUMENT, "restoreDocument",
            lambda session: changes.restore(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def open_document(self, info: Info, input: document_inputs.OpenDocumentInput) -> FileLink | None:
        """A link to the content of a document; that it was opened is recorded."""
        context = info.context
        node = await _document(context, input.id, "openDocument")
        if not may_open(context.principal.mask, node.row.category, node.stands):
            raise Refused(Code.FORBIDDEN, coordinate=OPEN)
        found: list[Any] = []

        async def work(session: Any) -> Any:
            found.append(await changes.opened(session, node.row.id, input.number, input.reason))
            return node.row.id

        await change(context, "openDocument", work)
        url, until = link_for(
            context.services.vault,
            context.principal,
            "document",
            node.row.id,
            number=found[0].number,
            save=bool(input.save),
        )
        return FileLink(url=url, name=node.row.name, expires_at=until)
