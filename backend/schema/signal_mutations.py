"""Changes about signals: other rules, and giving up a client who does not answer."""

from __future__ import annotations

import strawberry

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.retain import signal_rules, silence_tasks
from backend.retain.silences import Silence as SilenceRow
from backend.schema.changing import Key, change, of_client_row
from backend.schema.clients import CLIENT, Client
from backend.schema.signal_queries import SignalRulesState, rules_state


@strawberry.input
class PublishSignalRulesInput:
    """Other rules. `base`: the newest version their author knew, 0 for the first."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class CloseSilenceInput:
    """A silent client who does not answer. `note`: what was tried, and why it ends."""

    id: strawberry.ID
    note: str


@strawberry.type
class SignalMutations:
    """Signals."""

    @strawberry.mutation
    async def publish_signal_rules(
        self, info: Info, input: PublishSignalRulesInput, idempotency_key: Key = None
    ) -> SignalRulesState | None:
        """Put other rules in force; everything is looked at anew. An older version comes back by publishing it."""
        await change(
            info.context, "publishSignalRules",
            lambda session: signal_rules.publish(session, input.base, input.content, input.note),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await rules_state(info.context)

    @changing(lambda: CLIENT)
    async def close_silence(
        self, info: Info, input: CloseSilenceInput, idempotency_key: Key = None
    ) -> Client | None:
        """End the wake-up of a client who does not answer; another silence begins only after an answer."""
        return await of_client_row(  # type: ignore[no-any-return]
            info.context,
            "closeSilence",
            SilenceRow,
            "silence",
            input,
            idempotency_key,
            lambda session, which: silence_tasks.give_up(session, which, input.note),
        )
