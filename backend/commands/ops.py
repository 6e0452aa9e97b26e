"""`startrail ops`: the work behind the scenes from the command line, for one firm."""

from __future__ import annotations

from uuid import UUID

from backend.platform import dead_letters, pauses
from backend.platform.database import Database
from backend.schema import ops_state

NAME = "operator"


async def status(database: Database, firm_id: UUID) -> list[str]:
    """What waits, what was given up, and what rests, a line each."""
    async with database.as_system(firm_id, NAME) as session:
        depths = await ops_state.depths(session)
        kinds = await dead_letters.kinds(session)
        resting = await ops_state.pauses(session)
    return [
        f"{'队列 queue':<14}{'待处理 waiting':>14}{'到期 due':>12}{'逾期 late':>12}{'秒 lag s':>10}",
        *(f"{each.key:<16}{each.waiting:>16}{each.due:>14}{each.late:>14}{each.lag:>12}" for each in depths),
        *(f"投递失败 not delivered: {each.name} {each.error or '-'} × {each.many}" for each in kinds),
        *(f"已暂停 rests: {row.kind} ({row.reason}, {row.by}, {row.at:%Y-%m-%d %H:%M}Z)" for row in resting),
    ]


async def pause(database: Database, firm_id: UUID, kind: str, reason: str) -> None:
    """Let a class of work rest. Raises Refused as `pauses.pause`."""
    async with database.as_system(firm_id, NAME) as session:
        await pauses.pause(session, kind, reason)


async def resume(database: Database, firm_id: UUID, kind: str) -> None:
    """Let it go on. Raises Refused as `pauses.resume`."""
    async with database.as_system(firm_id, NAME) as session:
        await pauses.resume(session, kind)


async def replay(database: Database, firm_id: UUID, name: str | None) -> int:
    """Try events again that were given up: of a name, or all; how many."""
    async with database.as_system(firm_id, NAME) as session:
        return await dead_letters.replay(session, name=name)


async def dismiss(database: Database, firm_id: UUID, name: str) -> int:
    """Set the dead events of a name aside for good; how many."""
    async with database.as_system(firm_id, NAME) as session:
        return await dead_letters.dismiss(session, name=name)
