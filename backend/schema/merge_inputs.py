"""Inputs of merging clients."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class MergeSide(enum.Enum):
    """Whose value counts: the surviving client's, or the other one's."""

    OURS = "ours"
    THEIRS = "theirs"


@strawberry.input
class MergeChoiceInput:
    """Whose value a field has afterwards; `field`: a key of the catalogue, or `custom:<key>`."""

    field: str
    side: MergeSide


@strawberry.input(
    description="`other` becomes part of `id`. A field without a choice stays as it is, or is filled from `other`."
)
class MergeClientsInput:
    """Two clients that are one."""

    id: strawberry.ID
    version: int
    other: strawberry.ID
    other_version: int
    choices: list[MergeChoiceInput] | None = None


@strawberry.input
class DismissCandidateInput:
    """Two clients that look alike and are not the same. `undo`: that was said by mistake."""

    id: strawberry.ID
    other: strawberry.ID
    undo: bool = False
