"""Inputs of mutations about documents."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

ID = strawberry.ID


@strawberry.input
class AddDocumentInput:
    """A new document of a client. `upload`: of a file sent to `/files/uploads`; `name`: else that of the file."""

    client: ID
    upload: ID
    category: str
    name: str | None = None
    note: str | None = None


@strawberry.input
class AddDocumentVersionInput:
    """A newer file of a document."""

    id: ID
    version: int
    upload: ID


@strawberry.input
class UpdateDocumentInput:
    """Changes of a document; what is left out stays."""

    id: ID
    version: int
    name: str | None = UNSET
    category: str | None = UNSET
    note: str | None = UNSET


@strawberry.input
class OpenDocumentInput:
    """Which document is to be read. `number`: of an older version; `save`: to keep it, not to look at it."""

    id: ID
    number: int | None = None
    save: bool | None = False
    reason: str | None = None


@strawberry.input
class SetDocumentRuleInput:
    """For how many years documents of a category are kept (0: as long as somebody wants them), and why."""

    category: str
    years: int
    reason: str
