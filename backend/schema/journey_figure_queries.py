"""The roots of reading figures about journeys."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from backend.graph.connections import Connection, Info
from backend.schema.journey_behind import JourneyBehind, journeys_behind
from backend.schema.journey_figures import JourneyFigures, journey_figures
from backend.schema.journey_outcomes import JourneyOutcomes, outcomes_of
from backend.schema.journey_ways import HORIZON, JourneyFigureFilter
from backend.schema.journey_xray import JourneyXray, journey_xray
from backend.schema.journeys import Journey

From = Annotated[date, strawberry.argument(name="from")]


@strawberry.type
class JourneyFigureQueries:
    """What becomes of journeys."""

    @strawberry.field
    async def journey_figures(
        self,
        info: Info,
        template: strawberry.ID,
        from_: From,
        to: date,
        filter: JourneyFigureFilter | None = None,
        days: int = HORIZON,
        goal: str | None = None,
        compare: bool = False,
    ) -> JourneyFigures:
        """Sales cycle, conversions, key tasks, funnel and losses of [from, to) (K-04 to K-06, K-08, K-09).

        `days`: the horizon of conversions; `goal`: the stage with which a journey is won, by default the first in which
        it cannot be lost any more; `compare`: with the window of the same length before.
        """
        return await journey_figures(
            info.context, template, from_, to, filter, days=days, goal=goal, compare=compare
        )

    @strawberry.field
    async def journey_xray(
        self,
        info: Info,
        template: strawberry.ID,
        from_: From,
        to: date,
        filter: JourneyFigureFilter | None = None,
        days: int = HORIZON,
        goal: str | None = None,
    ) -> JourneyXray:
        """Days in each stage, drops, what blocks whom now, the worst transition, and teams beside each other."""
        return await journey_xray(info.context, template, from_, to, filter, days=days, goal=goal)

    @strawberry.field
    async def journey_outcomes(self, info: Info) -> JourneyOutcomes:
        """What came of the journeys that began within a year, by template and version."""
        return await outcomes_of(info.context)

    @strawberry.field
    async def journeys_behind(
        self, info: Info, of: JourneyBehind, first: int = 20, after: str | None = None
    ) -> Connection[Journey]:
        """The journeys behind a figure, those that came to their stage first in front."""
        return await journeys_behind(info, of, first, after)
