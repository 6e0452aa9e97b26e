"""What readers of policies may be told: the firm's own fields by name, and only to who may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.custom_fields import CUSTOM, CustomField
from backend.graph.context import Context
from backend.platform.messages import Locale
from backend.platform.principal import Level, Principal
from backend.policies.coordinates import CUSTOM as COORDINATE
from backend.policies.effects import Turn

OwnNames = Mapping[str, tuple[str, str]]
"""(zh, en) of the firm's own fields by coordinate."""


@dataclass(frozen=True)
class Telling:
    """How a reader is told of a policy."""

    locale: Locale
    own: OwnNames
    knows_own: bool

    def tells(self, coordinate: str) -> bool:
        """Whether the reader may know that there is such a coordinate."""
        return self.knows_own or COORDINATE.fullmatch(coordinate) is None

    def told(self, turns: Iterable[Turn]) -> list[Turn]:
        """The turns that the reader may know of."""
        return [turn for turn in turns if self.tells(turn.coordinate.name)]


def knows_own(principal: Principal) -> bool:
    """Whether somebody may see the definitions of all of the firm's own fields."""
    return principal.mask.anywhere("CustomField.key") >= Level.VIEW


async def telling(context: Context) -> Telling:
    """How the caller is told; one statement a request."""
    names = await context.load(_names, context.principal.firm_id) or {}
    locale: Locale = "zh-CN" if context.principal.locale == "zh-CN" else "en"
    return Telling(locale, names, knows_own(context.principal))


async def _names(session: AsyncSession, context: Context, firm_ids: list[UUID]) -> dict[UUID, OwnNames]:
    rows = await session.execute(
        select(CustomField.key, CustomField.zh, CustomField.en).where(
            CustomField.firm_id == context.principal.firm_id
        )
    )
    names = {f"Client.{CUSTOM}{row.key}": (row.zh, row.en) for row in rows}
    return dict.fromkeys(firm_ids, names)
