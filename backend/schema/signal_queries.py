"""Signals to be read: all kinds in one list, waves of drawdowns, silent clients, rules and what they would do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import strawberry
from sqlalchemy import select

from backend.book.clients import Client as ClientRow
from backend.book.configurations import hold_size, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Money
from backend.platform.ids import own_id
from backend.retain.signal_content import read_content, shipped_content
from backend.retain.signal_previews import falling, silent
from backend.retain.signal_rules import SignalRules as RulesRow
from backend.schema import drawdowns, silences
from backend.schema.configurations import ConfigurationVersion
from backend.schema.drawdowns import DrawdownEpisode, episode_id, episodes
from backend.schema.signal_feed import SignalFeed, signal_feed
from backend.schema.silences import ClientSilence


@strawberry.type
class SignalRulesVersion(ConfigurationVersion):
    """Rules of signals that were, or are, in force."""


@strawberry.type
class SignalRulesState:
    """What is in force. number: 0 while the firm has the rules that the product ships."""

    number: int
    content: strawberry.scalars.JSON
    versions: list[SignalRulesVersion] = strawberry.field(description="The newest first.")


@strawberry.type
class SignalPreview:
    """Whom rules would concern now, among the clients the caller sees; nothing is changed."""

    falling: int = strawberry.field(description="Clients with a fund for which it would alarm.")
    falling_deeper: int = strawberry.field(description="Of them beyond the second threshold.")
    loss: Money
    silent: int = strawberry.field(description="Clients who would count as silent.")


async def rules_state(context: Context) -> SignalRulesState:
    """The rules in force, and all versions."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows: Sequence[RulesRow] = await versions_of(session, RulesRow)
    content = rows[0].content if rows else shipped_content()
    return SignalRulesState(
        number=rows[0].number if rows else 0,
        content=strawberry.scalars.JSON(content),
        versions=[SignalRulesVersion(row=row) for row in rows],
    )


async def preview(context: Context, content: Any) -> SignalPreview:
    """Whom other rules would concern. Raises as `read_content`, FORBIDDEN as the lists."""
    hold_size(content)
    rules = read_content(content)
    drawdowns.hold_reader(context)
    silences.hold_reader(context)
    seen = select(ClientRow.id).where(*drawdowns.seen_clients(context))
    # What a sweep asks is asked as a sweep asks it, behind row security; nothing is written.
    async with context.database.as_system(context.principal.firm_id, "signals") as session:
        context.queries += 4
        clients = set(await session.scalars(seen))
        falls = [each for each in await falling(session, rules.drawdown) if each.client_id in clients]
        quiet = [id for id in await silent(session, rules.silence) if id in clients]
    return SignalPreview(
        falling=len({each.client_id for each in falls}),
        falling_deeper=len({each.client_id for each in falls if each.level > 1}),
        loss=Money(sum((Decimal(each.loss or 0) for each in falls), Decimal(0))),
        silent=len(quiet),
    )


@strawberry.type
class SignalQueries:
    """What calls for attention."""

    @strawberry.field
    async def signals(
        self,
        info: Info,
        kind: str | None = None,
        owner: strawberry.ID | None = None,
        team: bool = False,
        days: int = 30,
    ) -> SignalFeed:
        """All kinds, the gravest first: of an owner's clients, of the caller's teams, of all he sees; 300 at most."""
        id = None if owner is None else own_id("user", owner)
        return await signal_feed(info.context, kind, id, days, team=team)

    @strawberry.field
    async def drawdown_episodes(self, info: Info, ended: bool = False) -> list[DrawdownEpisode]:
        """Waves of funds that fell, the deepest first; `ended`: those that are over, the latest first."""
        return await episodes(info.context, ended=ended)

    @strawberry.field
    async def drawdown_episode(self, info: Info, id: strawberry.ID) -> DrawdownEpisode | None:
        """One wave; null where it concerns no client the caller sees."""
        found = await episodes(info.context, ended=False, id=episode_id(id))
        return found[0] if found else None

    @strawberry.field
    async def silences(
        self, info: Info, view: str = "open", owner: strawberry.ID | None = None
    ) -> list[ClientSilence]:
        """Silent clients (`open`), those given up (`closed`), and silences that are over (`ended`); 500 at most."""
        return await silences.silences(info.context, view, None if owner is None else own_id("user", owner))

    @strawberry.field
    async def signal_rules(self, info: Info) -> SignalRulesState:
        """The rules of signals."""
        return await rules_state(info.context)

    @strawberry.field
    async def preview_signal_rules(self, info: Info, content: strawberry.scalars.JSON) -> SignalPreview:
        """Whom these rules would concern now."""
        return await preview(info.context, content)
