"""The work behind the scenes as its keepers see it: queues, workers, what was set aside, what rests, versions."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import Final

import strawberry
from redis.asyncio import Redis

from backend.automations.running import CUT_OFF as RUN_CUT_OFF
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.platform import dead_letters, health
from backend.platform.clock import now
from backend.platform.events import OutboxRow
from backend.platform.ids import public_id
from backend.platform.pauses import KINDS
from backend.platform.pauses import WorkPause as PauseRow
from backend.schema import ops_state
from backend.schema.automations import AUTOMATION, Automation
from backend.schema.staff import USER, User
from backend.schema.staff_reads import user_in

MOST_LETTERS: Final = 200


@strawberry.type
class WorkPause:
    """A class of work that rests: no worker begins any of it."""

    row: strawberry.Private[PauseRow]

    @strawberry.field
    def kind(self) -> str:
        """automations, imports, exports, messages."""
        return self.row.kind

    @strawberry.field
    def reason(self) -> str:
        """Why, in the words of who let it rest."""
        return self.row.reason

    @strawberry.field
    def at(self) -> datetime:
        """Since when."""
        return self.row.at

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who let it rest, if the caller may see him."""
        return await node_of(info.context, USER, user_in(self.row.by))  # type: ignore[no-any-return]


@strawberry.type
class OpsQueue:
    """Work of one kind that waits."""

    key: str = strawberry.field(description="events, runs, timers, sends, imports, exports, proposals, tags.")
    kind: str | None = strawberry.field(description="The class of work it rests with; null: it never rests.")
    waiting: int = strawberry.field(description="All of it, also what is due later.")
    due: int = strawberry.field(description="What could be worked now.")
    late: int = strawberry.field(description="What was due more than 15 seconds ago.")
    lag_seconds: int = strawberry.field(description="For how long the oldest has been due.")
    next_at: datetime | None = strawberry.field(description="When the next of what is not due yet will be.")
    pause: WorkPause | None = strawberry.field(description="Null: it does not rest.")


@strawberry.type
class OpsWorker:
    """A worker that told of itself within the last 20 seconds, and what it did since its start."""

    name: str
    at: datetime = strawberry.field(description="When it last told of itself.")
    started_at: datetime | None
    swept_at: datetime | None = strawberry.field(description="When it last looked for what is due.")
    schema: str | None = strawberry.field(description="The version of the database that its code is for.")
    delivered: int
    failed: int
    dead: int
    faults: int


@strawberry.type
class DeadLetter:
    """An event that could not be delivered."""

    row: strawberry.Private[OutboxRow]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """`event_…`."""
        return strawberry.ID(public_id("event", self.row.id))

    @strawberry.field
    def name(self) -> str:
        """What happened."""
        return self.row.name

    @strawberry.field
    def error(self) -> str | None:
        """Kind and code of the fault; `worker_ended`: it ended its worker again and again, and is in quarantine."""
        return self.row.last_error

    @strawberry.field
    def attempts(self) -> int:
        """How often it was tried."""
        return self.row.attempts

    @strawberry.field
    def at(self) -> datetime:
        """When it happened."""
        return self.row.created_at

    @strawberry.field
    def dead_at(self) -> datetime | None:
        """When it was given up."""
        return self.row.dead_at

    @strawberry.field
    def payload(self) -> strawberry.scalars.JSON:
        """What it says: ids and words of the product, nothing personal."""
        return strawberry.scalars.JSON(self.row.payload)


@strawberry.type
class DeadLetterKind:
    """Events of one name that failed by one fault."""

    name: str
    error: str | None
    count: int
    oldest_at: datetime
    quarantined: bool = strawberry.field(description="They ended their worker again and again.")


@strawberry.type
class OpsAttention:
    """Failed runs of one automation."""

    automation: Automation
    failed: int
    quarantined: int = strawberry.field(description="Of these, runs that ended their worker again and again.")


@strawberry.type
class OpsVersions:
    """What runs here."""

    product: str
    schema: str | None = strawberry.field(description="Of the database.")
    postgres: str
    valkey: str | None = strawberry.field(description="Null: it does not answer.")


@strawberry.type
class Ops:
    """How the work behind the scenes stands."""

    at: datetime = strawberry.field(description="By the clock of PostgreSQL, which judges what is due.")
    clock_ahead_seconds: int = strawberry.field(description="How far the clock of this server is before it.")
    queues: list[OpsQueue]
    bells: int | None = strawberry.field(
        description="Rings in Valkey that no worker heard yet; null: it does not answer."
    )
    workers: list[OpsWorker] | None = strawberry.field(description="Null: Valkey does not answer.")
    dead_letters: list[DeadLetter] = strawberry.field(description="The oldest 200.")
    dead_letter_kinds: list[DeadLetterKind]
    attention: list[OpsAttention]
    pauses: list[WorkPause]
    pausable: list[str] = strawberry.field(description="Classes of work that can rest.")
    versions: OpsVersions


async def ops(context: Context) -> Ops:
    """How it stands now, for the caller's firm: six statements and three questions to Valkey."""
    valkey: Redis | None = context.services.extra.get("valkey")
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 6
        at, postgres = await ops_state.server(session)
        depths = await ops_state.depths(session)
        pauses = {row.kind: row for row in await ops_state.pauses(session)}
        letters = await dead_letters.dead_letters(session, MOST_LETTERS)
        kinds = await dead_letters.kinds(session)
        attention = await ops_state.attention(session, RUN_CUT_OFF)
    nodes = await nodes_of(context, AUTOMATION, [each.automation_id for each in attention])
    schema = await health.answer(health.schema_version(context.database))
    found = None if valkey is None else await health.answer(_of_valkey(valkey))
    return Ops(
        at=at,
        clock_ahead_seconds=round((now() - at).total_seconds()),
        queues=[
            OpsQueue(
                key=each.key, kind=each.kind, waiting=each.waiting, due=each.due, late=each.late,
                lag_seconds=each.lag, next_at=each.following,
                pause=WorkPause(row=pauses[each.kind]) if each.kind in pauses else None,
            )
            for each in depths
        ],
        bells=None if found is None else found[0],
        workers=None if found is None else [_worker(beat) for beat in found[1]],
        dead_letters=[DeadLetter(row=row) for row in letters],
        dead_letter_kinds=[
            DeadLetterKind(
                name=each.name, error=each.error, count=each.many, oldest_at=each.oldest,
                quarantined=each.error == dead_letters.CUT_OFF,
            )
            for each in kinds
        ],
        attention=[
            OpsAttention(automation=node, failed=each.failed, quarantined=each.cut_off)
            for each, node in zip(attention, nodes, strict=True)
            if node is not None
        ],
        pauses=[WorkPause(row=row) for row in pauses.values()],
        pausable=list(KINDS),
        versions=OpsVersions(
            product=version("startrail"), schema=schema, postgres=postgres,
            valkey=None if found is None else found[2],
        ),
    )  # fmt: skip


async def _of_valkey(valkey: Redis) -> tuple[int, list[health.WorkerBeat], str]:
    return (
        await ops_state.bells_waiting(valkey),
        await health.workers(valkey),
        await ops_state.valkey_version(valkey),
    )


def _worker(beat: health.WorkerBeat) -> OpsWorker:
    return OpsWorker(
        name=beat.name, at=beat.at, started_at=beat.started_at, swept_at=beat.swept_at, schema=beat.schema,
        delivered=beat.delivered, failed=beat.failed, dead=beat.dead, faults=beat.faults,
    )  # fmt: skip


@strawberry.type
class OpsQueries:
    """The work behind the scenes."""

    @strawberry.field
    async def ops(self, info: Info) -> Ops:
        """How the work behind the scenes stands now."""
        return await ops(info.context)
