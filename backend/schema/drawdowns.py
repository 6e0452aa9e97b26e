"""Falls of funds that clients hold, as readers see them: of one client, and of a fund with everybody it concerns.

Whoever may not read what clients hold reads nothing of it; of a fund everybody counts the clients that he sees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.graph.scalars import Decimal as Exact
from backend.graph.scalars import Money
from backend.platform.ids import own_id, public_id
from backend.policies.rows import reach
from backend.retain.drawdowns import Drawdown as DrawdownRow
from backend.retain.drawdowns import DrawdownEpisode as EpisodeRow
from backend.retain.signal_rules import rules_in_force
from backend.schema.nouns import linked
from backend.schema.staff import USER, User

READ: Final = ("Client.holdings", "Client.aum")
"""What a fall tells of a client."""
SUMMED: Final = (*READ, "Client.tier", "Client.owner", "Task.state")
MOST_EPISODES, MOST_CLIENTS, MOST_OF_ONE = 200, 500, 20
"""A private fund has two hundred holders at most."""


@strawberry.type
class ClientDrawdown:
    """A fund that a client holds, and how far it fell for him."""

    row: strawberry.Private[DrawdownRow]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("drawdown", self.row.id))

    client = linked("client", "client_id", description="Whose it is.")

    product = linked("product", "product_id", description="The fund.")

    @strawberry.field
    def episode(self) -> strawberry.ID:
        """The wave of the fund that it is part of."""
        return strawberry.ID(public_id("drawdownepisode", self.row.episode_id))

    @strawberry.field
    def state(self) -> str:
        """open, recovered, withdrawn, left."""
        return self.row.state

    @strawberry.field
    def basis(self) -> str:
        """purchase: from the high since he bought; product: from the fund's high; cost: against what he paid."""
        return self.row.basis

    @strawberry.field
    def fall(self) -> Exact:
        """At the latest NAV, a ratio in [0, 1]."""
        return Exact(self.row.fall)

    @strawberry.field
    def deepest(self) -> Exact:
        """The largest of the episode."""
        return Exact(self.row.deepest)

    @strawberry.field
    def level(self) -> int:
        """How many thresholds it went beyond: 1, 2, 3."""
        return self.row.level

    @strawberry.field
    def opened_on(self) -> date:
        """When the oldest lot that he holds was confirmed."""
        return self.row.opened_on

    @strawberry.field
    def begun_on(self) -> date:
        """The day of the NAV that went beyond the first threshold."""
        return self.row.begun_on

    @strawberry.field
    def as_of(self) -> date:
        """The day of the latest NAV."""
        return self.row.as_of

    @strawberry.field
    def value(self) -> Money | None:
        """What he holds of it, CNY."""
        return None if self.row.value is None else Money(self.row.value)

    @strawberry.field
    def loss(self) -> Money | None:
        """What is missing to the high (or to the cost), CNY."""
        return None if self.row.loss is None else Money(self.row.loss)

    task = linked("task", "task_id", description="The task to talk with him; one for all his funds.")


@strawberry.type
class DrawdownShare:
    """A part of those whom an episode concerns."""

    key: str | None = strawberry.field(
        description="The tier; null for those in none, and of a person's part."
    )
    user: User | None = strawberry.field(description="Who looks after them; null for those without an owner.")
    holders: int
    contacted: int = strawberry.field(description="Whose task is done.")
    open: int = strawberry.field(description="Whose task waits.")
    loss: Money


@strawberry.type
class DrawdownEpisode:
    """A wave of a fund: from the first client for whom it alarms until there is none, among those the caller sees."""

    row: strawberry.Private[EpisodeRow]
    sums: strawberry.Private[Any]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("drawdownepisode", self.row.id))

    product = linked("product", "product_id", description="The fund.")

    share_class = linked(
        "share_class", "share_class_id", description="The class of its units; null where it has none."
    )

    @strawberry.field
    def begun_on(self) -> date:
        """The first crossing."""
        return self.row.begun_on

    @strawberry.field
    def nav_date(self) -> date:
        """The latest NAV that was looked at."""
        return self.row.nav_date

    @strawberry.field
    def ended_at(self) -> datetime | None:
        """When nobody was left for whom it alarms."""
        return self.row.ended_at

    @strawberry.field
    def level(self) -> int:
        """The deepest among the clients the caller sees."""
        return int(self.sums.worst_level)

    @strawberry.field
    def deepest(self) -> Exact:
        """The largest fall among them, a ratio."""
        return Exact(self.sums.worst)

    @strawberry.field
    def holders(self) -> int:
        """Clients for whom it alarms; of one that ended, all for whom it did."""
        return int(self.sums.holders)

    @strawberry.field
    def aum(self) -> Money:
        """What they hold of it, CNY."""
        return Money(self.sums.value)

    @strawberry.field
    def loss(self) -> Money:
        """What is missing to their highs, CNY."""
        return Money(self.sums.loss)

    @strawberry.field
    def owners(self) -> int:
        """People who look after them."""
        return int(self.sums.owners)

    @strawberry.field
    def ownerless(self) -> int:
        """Clients nobody looks after, who have no task."""
        return int(self.sums.ownerless)

    @strawberry.field
    def contacted(self) -> int:
        """Clients whose task is done."""
        return int(self.sums.contacted)

    @strawberry.field
    def open(self) -> int:
        """Clients whose task waits."""
        return int(self.sums.open)

    @strawberry.field
    async def thresholds(self, info: Info) -> list[Exact]:
        """The falls that alarm by the rules in force, the mildest first."""
        async with info.context.database.read(info.context.principal.firm_id) as session:
            info.context.queries += 1
            force = await rules_in_force(session)
        return [Exact(alert.above) for alert in force.rules.drawdown.alerts]

    @strawberry.field
    async def by_tier(self, info: Info) -> list[DrawdownShare]:
        """Who is concerned, by tier, the highest first."""
        return await _shares(info.context, self.row, ClientRow.tier)

    @strawberry.field
    async def by_owner(self, info: Info) -> list[DrawdownShare]:
        """Who looks after them, and how far each is; most open tasks first."""
        return await _shares(info.context, self.row, ClientRow.owner_id)

    @strawberry.field
    async def clients(self, info: Info) -> list[ClientDrawdown]:
        """Who is concerned, the highest tier and the largest loss first; 500 at most."""
        firm_id = info.context.principal.firm_id
        async with info.context.database.read(firm_id) as session:
            info.context.queries += 1
            rows = await session.scalars(
                select(DrawdownRow)
                .join(ClientRow, and_(ClientRow.firm_id == firm_id, ClientRow.id == DrawdownRow.client_id))
                .where(*_concerned(info.context, self.row))
                .order_by(
                    ClientRow.tier_rank.desc().nulls_last(),
                    DrawdownRow.loss.desc().nulls_last(),
                    DrawdownRow.id,
                )
                .limit(MOST_CLIENTS)
            )
        return [ClientDrawdown(row=row) for row in rows]


def hold_reader(context: Context) -> None:
    """Raises FORBIDDEN for who may not read what falls tell of every client he sees."""
    for coordinate in SUMMED:
        demand(context, coordinate.partition(".")[0], coordinate)


def seen_clients(context: Context) -> list[Any]:
    """Clients the caller sees, as conditions over `ClientRow`."""
    seen = reach(context.principal, "client").predicate
    bounds: list[Any] = [
        ClientRow.firm_id == context.principal.firm_id,
        ClientRow.archived_at.is_(None),
        ClientRow.merged_into_id.is_(None),
    ]
    return bounds if seen is None else [*bounds, seen]


def _concerned(context: Context, episode: EpisodeRow) -> list[Any]:
    """The falls of an episode: those that go on, of one that ended those that recovered."""
    counted = DrawdownRow.state == "open" if episode.ended_at is None else DrawdownRow.state != "withdrawn"
    return [
        DrawdownRow.firm_id == context.principal.firm_id,
        DrawdownRow.episode_id == episode.id,
        counted,
        *seen_clients(context),
    ]


_DONE = TaskRow.state == "done"
_WAITS = TaskRow.state == "open"


def _with_tasks(statement: Any, firm_id: UUID) -> Any:
    return statement.join(
        ClientRow, and_(ClientRow.firm_id == firm_id, ClientRow.id == DrawdownRow.client_id)
    ).outerjoin(TaskRow, and_(TaskRow.firm_id == firm_id, TaskRow.id == DrawdownRow.task_id))


async def _shares(context: Context, episode: EpisodeRow, by: Any) -> list[DrawdownShare]:
    firm_id = context.principal.firm_id
    statement = _with_tasks(
        select(
            by.label("by"),
            func.count().label("holders"),
            func.count().filter(_DONE).label("contacted"),
            func.count().filter(_WAITS).label("open"),
            func.coalesce(func.sum(DrawdownRow.loss), 0).label("loss"),
            func.max(ClientRow.tier_rank).label("rank"),
        ).select_from(DrawdownRow),
        firm_id,
    )
    first: Any = func.max(ClientRow.tier_rank).desc().nulls_last()
    if by is ClientRow.owner_id:
        first = func.count().filter(_WAITS).desc()
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (
            await session.execute(
                statement.where(*_concerned(context, episode)).group_by(by).order_by(first, by)
            )
        ).all()
    people: Sequence[Any] = [None] * len(rows)
    if by is ClientRow.owner_id:
        ids = [row.by for row in rows if row.by is not None]
        named = dict(zip(ids, await nodes_of(context, USER, ids), strict=True))
        people = [named.get(row.by) for row in rows]
    return [
        DrawdownShare(
            key=None if by is ClientRow.owner_id else row.by,
            user=person,
            holders=row.holders,
            contacted=row.contacted,
            open=row.open,
            loss=Money(row.loss),
        )
        for row, person in zip(rows, people, strict=True)
    ]


async def episodes(context: Context, *, ended: bool, id: UUID | None = None) -> list[DrawdownEpisode]:
    """Waves that concern clients the caller sees, the deepest first; of those that ended the latest first.

    Raises FORBIDDEN as `hold_reader`.
    """
    hold_reader(context)
    firm_id = context.principal.firm_id
    counted = case(
        (EpisodeRow.ended_at.is_(None), DrawdownRow.state == "open"), else_=DrawdownRow.state != "withdrawn"
    )
    level = func.max(DrawdownRow.level).label("worst_level")
    deepest = func.max(DrawdownRow.deepest).label("worst")
    loss = func.coalesce(func.sum(DrawdownRow.loss), 0).label("loss")
    statement = _with_tasks(
        select(
            EpisodeRow,
            level,
            deepest,
            loss,
            func.coalesce(func.sum(DrawdownRow.value), 0).label("value"),
            func.count().label("holders"),
            func.count(ClientRow.owner_id.distinct()).label("owners"),
            func.count().filter(ClientRow.owner_id.is_(None)).label("ownerless"),
            func.count().filter(_DONE).label("contacted"),
            func.count().filter(_WAITS).label("open"),
        )
        .select_from(EpisodeRow)
        .join(
            DrawdownRow,
            and_(DrawdownRow.firm_id == firm_id, DrawdownRow.episode_id == EpisodeRow.id, counted),
        ),
        firm_id,
    ).where(EpisodeRow.firm_id == firm_id, DrawdownRow.firm_id == firm_id, *seen_clients(context))
    if id is not None:
        statement = statement.where(EpisodeRow.id == id)
    else:
        over = EpisodeRow.ended_at.is_not(None)
        statement = statement.where(over if ended else ~over)
    order = (EpisodeRow.ended_at.desc(),) if ended else (level.desc(), loss.desc())
    statement = statement.group_by(EpisodeRow.firm_id, EpisodeRow.id).order_by(*order, EpisodeRow.id)
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (await session.execute(statement.limit(MOST_EPISODES))).all()
    return [DrawdownEpisode(row=row[0], sums=row) for row in rows]


async def drawdowns_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[DrawdownRow]]:
    """Falls of each client, those that go on first, then the latest; those that never were are left out."""
    found: dict[UUID, list[DrawdownRow]] = defaultdict(list)
    for row in await session.scalars(
        select(DrawdownRow)
        .where(
            DrawdownRow.firm_id == context.principal.firm_id,
            DrawdownRow.client_id.in_(ids),
            DrawdownRow.state != "withdrawn",
        )
        .order_by(DrawdownRow.state != "open", DrawdownRow.found_at.desc(), DrawdownRow.id)
    ):
        if len(found[row.client_id]) < MOST_OF_ONE:
            found[row.client_id].append(row)
    return found


def episode_id(text: str) -> UUID:
    """The id of an episode. Raises Refused(NOT_FOUND) for another's."""
    return own_id("drawdownepisode", text)
