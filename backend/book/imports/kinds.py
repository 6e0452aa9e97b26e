"""Everything that can be imported, by the key of its kind of sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.book.imports import client_commit, client_undo
from backend.book.imports.batches import BookKind
from backend.platform.errors import Code, Refused
from backend.systemize.sheets.kinds.clients import CLIENTS

KINDS: Final[Mapping[str, BookKind]] = {
    "clients": BookKind(
        sheet=CLIENTS,
        match=client_commit.match,
        commit=client_commit.commit,
        undo=client_undo.undo,
        differences=client_commit.differences,
        refine=client_commit.refine,
        prepare=client_commit.prepare,
        calls=("Mutation.createClient",),
    ),
}


def kind_named(key: str) -> BookKind:
    """The kind of a key. Raises Refused(BAD_USER_INPUT, problem=import_kind)."""
    if key not in KINDS:
        raise Refused(Code.BAD_USER_INPUT, field="kind", problem="import_kind", known=", ".join(KINDS))
    return KINDS[key]
