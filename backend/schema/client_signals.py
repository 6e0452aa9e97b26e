"""What signals found of one client."""

from __future__ import annotations

from typing import Any

import strawberry

from backend.graph.context import Context
from backend.platform.principal import Level, Relation
from backend.schema import drawdowns, silences
from backend.schema.drawdowns import ClientDrawdown, drawdowns_of
from backend.schema.silences import ClientSilence, silence_of


@strawberry.type
class ClientSignals:
    """What was found of one client."""

    drawdowns: list[ClientDrawdown] = strawberry.field(
        description="Those that go on, then the latest; 20 at most."
    )
    silence: ClientSilence | None = strawberry.field(description="The present one, or the latest.")


async def signals_of(context: Context, client: Any, stands: Relation) -> ClientSignals | None:
    """What was found of a client; null for who may not read what it tells."""
    for coordinate in (*drawdowns.READ, *silences.READ):
        if context.principal.mask.level(coordinate, stands) < Level.VIEW:
            context.denied.add(coordinate)
            return None
    falls = await context.load(drawdowns_of, client.id) or ()
    quiet = await context.load(silence_of, client.id)
    return ClientSignals(
        drawdowns=[ClientDrawdown(row=row) for row in falls],
        silence=None if quiet is None else ClientSilence(row=quiet),
    )
