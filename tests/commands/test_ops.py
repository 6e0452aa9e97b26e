"""`startrail ops` tells how work stands, lets it rest and go on, and deals with what was given up."""

from __future__ import annotations

import pytest
from sqlalchemy import func

from backend.commands import ops
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.events import OutboxRow
from backend.platform.health import WORK, work_due
from backend.platform.ids import uuid7
from tests.conftest import MadeFirm


async def dead(database: Database, firm: MadeFirm, seq: int) -> None:
    async with database.as_system(firm.firm_id, "tests") as session:
        session.add(
            OutboxRow(
                id=uuid7(), name="drill.gone", payload={}, actor="system:tests", seq=seq, attempts=8,
                last_error="ValueError", dead_at=func.now(),
            )
        )  # fmt: skip


async def test_what_rests_and_what_failed_is_told_and_dealt_with(database: Database, firm: MadeFirm) -> None:
    await dead(database, firm, 1)
    await ops.pause(database, firm.firm_id, "imports", "搬迁")
    with pytest.raises(Refused):
        await ops.pause(database, firm.firm_id, "everything", "搬迁")
    told = "\n".join(await ops.status(database, firm.firm_id))
    assert "drill.gone ValueError × 1" in told
    assert "imports (搬迁, system:operator" in told
    await ops.resume(database, firm.firm_id, "imports")
    assert await ops.replay(database, firm.firm_id, "drill.gone") == 1
    await dead(database, firm, 2)
    assert await ops.dismiss(database, firm.firm_id, "drill.gone") == 1
    assert await ops.replay(database, firm.firm_id, None) == 0
    told = "\n".join(await ops.status(database, firm.firm_id))
    assert "not delivered" not in told
    assert "rests" not in told


async def test_every_queue_has_its_metrics(database: Database) -> None:
    assert set(await work_due(database)) == set(WORK) >= {"automation_run", "import_job", "export_job"}
