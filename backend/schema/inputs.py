"""Inputs that mutations of any noun take: which row, at which version."""

from __future__ import annotations

import strawberry


@strawberry.input
class IdInput:
    """Names a row."""

    id: strawberry.ID


@strawberry.input
class VersionedInput:
    """Names a row and the version it was read at."""

    id: strawberry.ID
    version: int


@strawberry.input
class ArchiveInput:
    """What to take out of use. knowingly: although rules that are in force name it (`usesOf`)."""

    id: strawberry.ID
    version: int
    knowingly: bool = False
