"""What the keepers of the work behind the scenes do: let classes of it rest, try again or set aside what failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform import dead_letters, pauses
from backend.platform.errors import bad_input
from backend.platform.ids import own_id, uuid7
from backend.schema.changing import Key, change
from backend.schema.ops import Ops, ops

MOST_NAMED = 200


@strawberry.input
class PauseWorkInput:
    """A class of work, and why it is to rest; who reads the page sees it."""

    kind: str
    reason: str


@strawberry.input
class ResumeWorkInput:
    """A class of work that goes on."""

    kind: str


@strawberry.input
class DeadLettersInput:
    """Which: those of `ids`, up to 200; or all of a `name`, and where it is given of one `error`."""

    ids: list[strawberry.ID] | None = None
    name: str | None = None
    error: str | None = None


@strawberry.type
class OpsMutations:
    """The work behind the scenes. Each answers how it stands then."""

    @strawberry.mutation
    async def pause_work(self, info: Info, input: PauseWorkInput, idempotency_key: Key = None) -> Ops | None:
        """Let a class of work rest: what is under way ends, nothing more of it begins."""

        async def work(session: AsyncSession) -> UUID:
            return (await pauses.pause(session, input.kind, input.reason)).id

        return await _done(info.context, "pauseWork", work, idempotency_key, input)

    @strawberry.mutation
    async def resume_work(
        self, info: Info, input: ResumeWorkInput, idempotency_key: Key = None
    ) -> Ops | None:
        """Let a class of work go on; what waited meanwhile is worked at once."""
        return await _done(
            info.context, "resumeWork", lambda session: pauses.resume(session, input.kind),
            idempotency_key, input,
        )  # fmt: skip

    @strawberry.mutation
    async def replay_dead_letters(
        self, info: Info, input: DeadLettersInput, idempotency_key: Key = None
    ) -> Ops | None:
        """Deliver events again that were given up, with all attempts before them; what they did is not done twice."""
        ids = _ids(input)

        async def work(session: AsyncSession) -> UUID:
            await dead_letters.replay(session, ids, name=input.name, error=input.error)
            return uuid7()

        return await _done(info.context, "replayDeadLetters", work, idempotency_key, input)

    @strawberry.mutation
    async def dismiss_dead_letters(
        self, info: Info, input: DeadLettersInput, idempotency_key: Key = None
    ) -> Ops | None:
        """Set events aside for good: they stay in the log, and nobody reacts to them any more."""
        ids = _ids(input)

        async def work(session: AsyncSession) -> UUID:
            await dead_letters.dismiss(session, ids, name=input.name, error=input.error)
            return uuid7()

        return await _done(info.context, "dismissDeadLetters", work, idempotency_key, input)


def _ids(input: DeadLettersInput) -> list[UUID] | None:
    """Raises Refused(BAD_USER_INPUT) for both, none, too many, or what is no id."""
    if (input.ids is None) == (input.name is None):
        raise bad_input("ids", "required")
    if input.ids is None:
        return None
    if not 1 <= len(input.ids) <= MOST_NAMED:
        raise bad_input("ids", "range", low=1, high=MOST_NAMED)
    return [own_id("event", id) for id in input.ids]


async def _done(
    context: Context, call: str, work: Callable[[AsyncSession], Awaitable[UUID]], key: Key, input: Any
) -> Ops:
    await change(context, call, work, key=key, input=strawberry.asdict(input))
    return await ops(context)
