"""Documents of clients: what may be known of them, and who may read their content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Uuid, and_, case, cast, func, not_

from backend.book.documents.categories import CATEGORIES, TELLING
from backend.book.documents.model import Document as DocumentRow
from backend.book.documents.model import DocumentVersion as VersionRow
from backend.graph.connections import Info
from backend.graph.engine.objects import Place, declared
from backend.graph.nodes import Children, Node, RelationEnum, node_of
from backend.graph.nouns import NOTHING, Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Expression, Part, Standing, ToMany, ToOne, column
from backend.platform.principal import Level, Mask, Relation
from backend.schema import document_reads, staff_reads
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User
from backend.systemize.file_kinds.kinds import KINDS

OPEN = "Document.content"


def uploader(place: Place) -> Any:
    """The user who sent a file up; null when a key or the product did."""
    kind, id = (func.split_part(place.row.uploaded_by, ":", n) for n in (1, 2))
    return case((kind == "user", cast(id, Uuid)))


def may_open(mask: Mask, category: str, stands: Relation) -> bool:
    """Whether the content of a document may be read: that right, and the one on the field that it shows."""
    tells = CATEGORIES[category].tells
    needed = (OPEN,) if tells is None else (OPEN, tells)
    return all(mask.level(coordinate, stands) >= Level.VIEW for coordinate in needed)


def _readable(place: Place) -> ColumnElement[bool]:
    bounds: list[ColumnElement[bool]] = [not_(NOTHING)]
    for coordinate, categories in TELLING.items():
        levels = place.draft.levels(coordinate, place.stands)
        closed = [relation for relation, level in levels.items() if level < Level.VIEW]
        if closed:
            bounds.append(not_(and_(place.row.category.in_(categories), place.stands.among(closed))))
    return and_(*bounds)


@strawberry.type
class DocumentVersion:
    """One version of a document's file."""

    row: strawberry.Private[VersionRow]
    stands: strawberry.Private[Relation]
    number: int = column("number")
    name: str = column("name")
    kind: str = column("kind")
    size: int = column("size")
    uploaded_at: datetime = column("uploaded_at")

    @declared(ToOne(lambda: USER, uploader))
    async def uploaded_by(self, info: Info) -> User | None:
        """Who sent it up."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.uploaded_by))  # type: ignore[no-any-return]


@strawberry.type
class Document(Node):
    """A document of a client."""

    version: int = column("version")
    name: str = column("name")
    category: str = column("category")
    note: str | None = column("note")
    number: int = column("number")
    kind: str = column("kind")
    size: int = column("size")
    uploaded_at: datetime = column("uploaded_at")
    deleted_at: datetime | None = column("deleted_at")
    own_field: str | None = column(
        "own_field", description="Key of the own field of the client that it is a value of."
    )

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the client."""
        return self.stands

    @declared(ToOne(lambda: USER, uploader))
    async def uploaded_by(self, info: Info) -> User | None:
        """Who sent the newest version up."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.uploaded_by))  # type: ignore[no-any-return]

    @declared(Expression(_readable))
    def content(self, info: Info) -> bool | None:
        """Whether the caller may open it: some categories show a personal number in the clear."""
        return may_open(info.context.principal.mask, self.row.category, self.stands)

    @declared(
        Expression(
            lambda place: case(
                {kind.key: kind.preview for kind in KINDS.values() if kind.preview}, value=place.row.kind
            )
        )
    )
    def shown_as(self) -> str | None:
        """`picture` or `pdf` where a browser can show it; else it can be saved."""
        return KINDS[self.row.kind].preview

    @declared(
        ToMany(lambda: Part(VersionRow), (VersionRow.document_id,), (VersionRow.number.desc(), VersionRow.id))
    )
    async def versions(self, info: Info) -> list[DocumentVersion] | None:
        """All versions, newest first."""
        rows = await info.context.load(document_reads.versions_of, self.row.id) or []
        return [DocumentVersion(row=row, stands=self.stands) for row in rows]


DOCUMENT: Noun = noun_of("document", DocumentRow, Document)
_BY_TIME = (SortKey(DocumentRow.uploaded_at, descending=True), SortKey(DocumentRow.id, descending=True))
_PRESENT = (DocumentRow.purged_at.is_(None),)
DOCUMENTS: dict[bool, Children] = {
    deleted: Children(
        DOCUMENT,
        DocumentRow.client_id,
        _BY_TIME,
        (*_PRESENT, DocumentRow.deleted_at.is_not(None) if deleted else DocumentRow.deleted_at.is_(None)),
    )
    for deleted in (False, True)
}
