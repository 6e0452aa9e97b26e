"""Care to be read: what is coming, rules and what they would do, festivals and holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import strawberry

from backend.book.configurations import versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.clock import business_date
from backend.platform.ids import own_id
from backend.retain.care_content import shipped_content
from backend.retain.care_rules import CareRules as RulesRow
from backend.schema import care_previews, holiday_years
from backend.schema.calendar import From
from backend.schema.care_list import CareList, FestivalClients, care_list, festival_of
from backend.schema.care_previews import CarePreview
from backend.schema.configurations import ConfigurationVersion
from backend.schema.holiday_years import HolidayYear


@strawberry.type
class CareRulesVersion(ConfigurationVersion):
    """Rules of care that were, or are, in force."""


@strawberry.type
class CareRulesState:
    """What is in force. number: 0 while the firm has the rules that the product ships."""

    number: int
    content: strawberry.scalars.JSON
    versions: list[CareRulesVersion] = strawberry.field(description="The newest first.")


async def rules_state(context: Context) -> CareRulesState:
    """The rules in force, and all versions."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows: Sequence[RulesRow] = await versions_of(session, RulesRow)
    content = rows[0].content if rows else shipped_content()
    return CareRulesState(
        number=rows[0].number if rows else 0,
        content=strawberry.scalars.JSON(content),
        versions=[CareRulesVersion(row=row) for row in rows],
    )


@strawberry.type
class CareQueries:
    """Care of clients."""

    @strawberry.field
    async def care(
        self, info: Info, from_: From, to: date, owner: strawberry.ID | None = None, team: bool = False,
        kind: str | None = None, tier: str | None = None,
    ) -> CareList:  # fmt: skip
        """Occasions from one day to another, at most 62 days: of an owner's clients, of the caller's teams, of all."""
        id = None if owner is None else own_id("user", owner)
        return await care_list(info.context, from_, to, owner=id, team=team, kind=kind, tier=tier)

    @strawberry.field
    async def festival_clients(
        self,
        info: Info,
        key: str,
        owner: strawberry.ID | None = None,
        team: bool = False,
        tier: str | None = None,
    ) -> FestivalClients:
        """Existing clients whom one greets for the next day of a festival."""
        id = None if owner is None else own_id("user", owner)
        return await festival_of(info.context, key, business_date(), owner=id, team=team, tier=tier)

    @strawberry.field
    async def care_rules(self, info: Info) -> CareRulesState:
        """The rules of care."""
        return await rules_state(info.context)

    @strawberry.field
    async def preview_care_rules(self, info: Info, content: strawberry.scalars.JSON) -> CarePreview:
        """What these rules would do in the next 30 days."""
        return await care_previews.preview(info.context, content)

    @strawberry.field
    async def holiday_year(self, info: Info, year: int) -> HolidayYear:
        """Holidays and moved workdays of a year from 2004 to 2099."""
        return await holiday_years.year_of(info.context, year)
