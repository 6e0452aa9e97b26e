"""Inputs of tags."""

from __future__ import annotations

import strawberry


@strawberry.input
class CreateTagInput:
    """A new tag."""

    name: str
    colour: str
    group: str | None = None
    description: str | None = None
    exclusive_group: str | None = None
    priority: int | None = None
    valid_days: int | None = None
    rule_decides: bool | None = None


@strawberry.input
class TagClientInput:
    """Which tag for which client."""

    client: strawberry.ID
    tag: strawberry.ID
    reason: str | None = None
