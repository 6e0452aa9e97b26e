"""Sends what automations tell other systems: written down before and after, so that nothing is silently sent twice.

Whoever is killed between the two leaves a row that says `sending`; when its lease is over it is in doubt, and a person
decides. The id of the send is told as the key by which the receiver knows a second delivery.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

import orjson
import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.attention import IN_DOUBT
from backend.automations.hooks import secret_of
from backend.automations.runs import AutomationHook, AutomationSend
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.pauses import MESSAGES, goes_on
from backend.track.approval_callbacks import signature_of
from backend.workers.delivery import error_name
from backend.workers.outgoing import Barred, Caller, InDoubt, Unreached

TICK: Final = 1.0
LEASE: Final = timedelta(seconds=60)
MOST_ATTEMPTS: Final = 8
FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 10, 4, 3_600
AT_ONCE: Final = 20
NAME: Final = "automation_sender"
log = structlog.get_logger(__name__)


@dataclass
class AutomationSender:
    """Works what is to be sent of all firms."""

    database: Database
    vault: Vault
    caller: Caller = field(default_factory=Caller)
    tick: float = TICK

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. A fault is logged; what is due stays so."""
        while not stop.is_set():
            try:
                sent = await self.sweep()
            except Exception as fault:
                log.warning("sends_failed", fault=error_name(fault))
                sent = 0
            if not sent:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self.tick)

    async def sweep(self) -> int:
        """Send what is due in all firms; how many were tried."""
        async with self.database.shared() as session:
            firms = list(
                await session.scalars(
                    select(AutomationSend.firm_id)
                    .where(AutomationSend.due_at <= func.now())
                    .group_by(AutomationSend.firm_id)
                )
            )
        tried = 0
        for firm_id in firms:
            rows = await self._claim(firm_id)
            await asyncio.gather(*(self._send(firm_id, row) for row in rows))
            tried += len(rows)
        return tried

    async def _claim(self, firm_id: UUID) -> list[AutomationSend]:
        """Rows to be sent now, marked as being sent; those whose sender is gone are in doubt from now on."""
        async with self.database.as_system(firm_id, NAME) as session:
            rows = list(
                await session.scalars(
                    select(AutomationSend)
                    .where(
                        AutomationSend.firm_id == firm_id,
                        AutomationSend.due_at <= func.now(),
                        goes_on(firm_id, MESSAGES),
                    )
                    .order_by(AutomationSend.due_at, AutomationSend.id)
                    .limit(AT_ONCE)
                    .with_for_update(skip_locked=True)
                )
            )
            lost = [row.id for row in rows if row.state == "sending"]
            await _note(session, lost, state=IN_DOUBT, due_at=None, error="worker_ended")
            mine = [row for row in rows if row.state == "queued"]
            await _note(
                session, [row.id for row in mine], state="sending", due_at=func.now() + LEASE,
                attempts=AutomationSend.attempts + 1,
            )  # fmt: skip
            for row in rows:
                session.expunge(row)
        return mine

    async def _send(self, firm_id: UUID, row: AutomationSend) -> None:
        body = orjson.dumps(row.payload)
        headers = await self._signed(firm_id, row, body)
        try:
            status = await self.caller.post(row.target, body, headers)
        except Barred:
            await self._end(firm_id, row.id, state="failed", due_at=None, error="barred")
        except Unreached:
            await self._again(firm_id, row, None, "unreached")
        except InDoubt:
            await self._end(firm_id, row.id, state=IN_DOUBT, due_at=None, error="no_answer")
        else:
            if 200 <= status < 300:
                await self._end(
                    firm_id, row.id, state="sent", due_at=None, status=status, sent_at=now(), error=None
                )
            elif status in (408, 425, 429) or status >= 500:
                await self._again(firm_id, row, status, "refused")
            else:
                await self._end(firm_id, row.id, state="failed", due_at=None, status=status, error="refused")

    async def _again(self, firm_id: UUID, row: AutomationSend, status: int | None, error: str) -> None:
        attempts = row.attempts + 1
        if attempts >= MOST_ATTEMPTS:
            await self._end(firm_id, row.id, state="failed", due_at=None, status=status, error=error)
            return
        pause = timedelta(seconds=min(FIRST_PAUSE * PAUSE_FACTOR ** (attempts - 1), LONGEST_PAUSE))
        await self._end(
            firm_id, row.id, state="queued", due_at=func.now() + pause, status=status, error=error
        )

    async def _end(self, firm_id: UUID, id: UUID, **values: object) -> None:
        async with self.database.as_system(firm_id, NAME) as session:
            await _note(session, [id], **values)

    async def _signed(self, firm_id: UUID, row: AutomationSend, body: bytes) -> dict[str, str]:
        async with self.database.read(firm_id) as session:
            number = await session.scalar(
                select(AutomationHook.number).where(
                    AutomationHook.firm_id == firm_id, AutomationHook.automation_id == row.automation_id
                )
            )
            keys = await self.vault.firm(session)
        at, nonce = str(int(now().timestamp())), secrets.token_hex(16)
        secret = secret_of(keys, row.automation_id, number or 0)
        return {
            "idempotency-key": public_id("automationsend", row.id),
            "x-startrail-timestamp": at,
            "x-startrail-nonce": nonce,
            "x-startrail-signature": signature_of(secret, at, nonce, body),
        }


async def _note(session: AsyncSession, ids: list[UUID], **values: object) -> None:
    if ids:
        await session.execute(
            update(AutomationSend)
            .where(AutomationSend.firm_id == session.info["firm_id"], AutomationSend.id.in_(ids))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
