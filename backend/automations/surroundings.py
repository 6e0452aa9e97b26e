"""What the engine asks of the layers above: who meets a condition, and what a person may know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.keys import Vault
from backend.systemize.conditions.tree import Condition
from backend.track.moving import Judge

Fits = Callable[[AsyncSession, Condition, Sequence[UUID] | None], Awaitable[Collection[UUID]]]
"""(session, condition, clients or all of them) -> those who meet it. Raises Refused for what is no more."""
Knows = Callable[[AsyncSession, UUID, UUID, Sequence[str]], Awaitable[Mapping[str, str]]]
"""(session, user, client, fields) -> what he may read of the client, in his language; what he may not is absent."""
HIDDEN: Final = "—"
"""In place of what a reader may not know, or what there is not."""


@dataclass(frozen=True)
class Surroundings:
    """The engine's eyes. vault: without it nothing that is sealed is written."""

    fits: Fits
    knows: Knows
    judge: Judge
    vault: Vault | None = None
