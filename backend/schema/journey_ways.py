"""Which journeys a figure is about: of a template, narrowed as asked, within the caller's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import strawberry
from sqlalchemy import select

from backend.book.clients import Client as ClientRow
from backend.book.configurations import versions_of
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.rights import demand
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.schema.journey_templates import TEMPLATE, JourneyStage, JourneyTemplate
from backend.schema.journeys import JOURNEY
from backend.schema.tier_revenue import held
from backend.systemize.field_values import storable
from backend.track.journey_scope import Credit, Ways, begin_of
from backend.track.journeys import Journey as JourneyRow
from backend.track.template_content import Content, Stage, read_content
from backend.track.templates import JourneyTemplateVersion as VersionRow

HORIZON: Final = 90
MOST_DAYS: Final = 730
BASIS: Final = (
    *("state", "stage", "template", "client", "owner", "openedAt", "enteredAt", "endedAt"),
    *("lossReason", "expectedAmount", "visits", "tasks", "templateNumber"),
)
"""What of journeys all these figures rest on."""


@strawberry.input(
    description="Absent or null: whatever it is. Credited to whom it belonged when it happened."
)
class JourneyFigureFilter:
    """Which journeys a figure counts."""

    owner: strawberry.ID | None = None
    team: strawberry.ID | None = None
    tier: str | None = strawberry.field(default=None, description="A key of the tier model; `-`: in no tier.")
    source: str | None = strawberry.field(default=None, description="Where the client came from.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are asked about. contents: of each version by its number; stages: in order, those of the newest
    version first; whole: the caller sees the firm, and is told of few, too.
    """

    ways: Ways
    template: JourneyTemplate
    contents: dict[int, Content]
    stages: Sequence[JourneyStage]
    first: datetime
    until: datetime
    days: int
    now: datetime
    whole: bool

    @property
    def before(self) -> tuple[datetime, datetime]:
        """The window of the same length before."""
        return self.first - (self.until - self.first), self.first


def goal_of(stages: Sequence[Stage], goal: str | None = None) -> int:
    """The place with which a journey is won: of a named stage, else of the first behind one that may be lost, in which
    it cannot be lost any more; else behind the last. Raises Refused(BAD_USER_INPUT) for a stage that is none.
    """
    if goal is not None:
        found = next((stage.place for stage in stages if stage.key == goal), None)
        if found is None:
            raise bad_input("goal", "choice")
        return found
    return next((stage.place for stage in stages if not stage.loss and stage.place > 0), len(stages))


def places_of(contents: Sequence[Content]) -> dict[str, Stage]:
    """The stages of all versions by key, as the newest that has them says. contents: the newest first."""
    found: dict[str, Stage] = {}
    for content in contents:
        for stage in content.stages:
            found.setdefault(stage.key, stage)
    return found


async def asked_of(
    context: Context,
    template: str,
    first: date,
    until: date,
    filter: JourneyFigureFilter | None,
    *,
    days: int = HORIZON,
    goal: str | None = None,
) -> Asked:
    """What is asked, with two statements.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT for a window, a horizon (`days`) or a goal that cannot be; FORBIDDEN for
    what is counted or asked by and may not be read of every row.
    """
    for field in BASIS:
        demand(context, "Journey", f"Journey.{field}")
    held(first, until)
    if not 1 <= days <= MOST_DAYS:
        raise bad_input("days", "range", low=1, high=MOST_DAYS)
    node = await node_of(context, TEMPLATE, own_id("journeytemplate", template))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    credit, bounds = narrowed(context, filter or JourneyFigureFilter())
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        versions = await versions_of(session, VersionRow, template_id=node.row.id)
    contents = {row.number: read_content(row.content) for row in versions}
    newest = contents[node.row.number].stages
    known = places_of(list(contents.values()))
    within, _ = JOURNEY.within(context.principal, JourneyRow.template_id == node.row.id, *bounds)
    ways = Ways(
        context.principal.firm_id,
        within,
        {key: min(stage.place, len(newest) - 1) for key, stage in known.items()},
        len(newest),
        goal_of(newest, goal),
        credit,
    )
    gone = [
        JourneyStage.gone(key, each.name.zh, each.name.en)
        for key, each in known.items()
        if each not in newest
    ]
    strays = [each for each in gone if all(each.stage.key != stage.key for stage in newest)]
    return Asked(
        ways=ways,
        template=node,
        contents=contents,
        stages=[*(JourneyStage(stage=stage) for stage in newest), *strays],
        first=begin_of(first),
        until=begin_of(until),
        days=days,
        now=now(),
        whole=is_whole(context),
    )


def is_whole(context: Context) -> bool:
    """Whether the caller sees the journeys of the firm."""
    return context.principal.mask.level("Journey.stage", Relation.FIRM) >= Level.VIEW


def narrowed(context: Context, filter: JourneyFigureFilter) -> tuple[Credit, list[Any]]:
    """To whom things have to be credited, and bounds over `Journey`. Raises FORBIDDEN for what may not be asked by."""
    bounds: list[Any] = []
    if filter.team is not None:
        demand(context, "Client", "Client.team")
    if filter.tier is not None:
        demand(context, "Client", "Client.tier")
    if filter.source is not None:
        demand(context, "Client", "Client.source")
        theirs = select(ClientRow.id).where(
            ClientRow.firm_id == context.principal.firm_id,
            ClientRow.source == storable(filter.source, "source"),
        )
        bounds.append(JourneyRow.client_id.in_(theirs.correlate(None)))
    return (
        Credit(
            None if filter.owner is None else own_id("user", filter.owner),
            None if filter.team is None else own_id("team", filter.team),
            None if filter.tier is None else storable(filter.tier, "tier"),
        ),
        bounds,
    )
