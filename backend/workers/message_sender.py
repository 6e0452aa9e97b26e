"""Sends messages to clients: written down before they are handed over and after, judged in the moment they go.

Whoever is killed between the two leaves a row that says `sending`; when its lease is over it is in doubt, and a person
decides. Mails carry the same Message-ID however often they are tried.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import func, select

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.message_channels import Channel
from backend.retain.message_sending import AT_ONCE, LEASE, Outgoing, claim, note
from backend.retain.messages import Message
from backend.systemize.channels.outcomes import IN_DOUBT, Outcome
from backend.workers.delivery import error_name

TICK: Final = 1.0
NAME: Final = "message_sender"
log = structlog.get_logger(__name__)


@dataclass
class MessageSender:
    """Works what is to be sent of all firms. channels: those that are set up, by name."""

    database: Database
    vault: Vault
    channels: Mapping[str, Channel]
    tick: float = TICK
    at_once: int = AT_ONCE
    lease: timedelta = LEASE

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. A fault is logged; what is due stays so."""
        try:
            while not stop.is_set():
                try:
                    sent = await self.sweep()
                except Exception as fault:
                    log.warning("messages_failed", fault=error_name(fault))
                    sent = 0
                if not sent:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), self.tick)
        finally:
            for channel in self.channels.values():
                await channel.close()

    async def sweep(self) -> int:
        """Send what is due in all firms; how many were looked at and handed over."""
        async with self.database.shared() as session:
            firms = list(
                await session.scalars(
                    select(Message.firm_id).where(Message.due_at <= func.now()).group_by(Message.firm_id)
                )
            )
        handed = 0
        for firm_id in firms:
            handed += await self.work_firm(firm_id)
        return handed

    async def work_firm(self, firm_id: UUID) -> int:
        """One batch of a firm; how many were handed over."""
        async with self.database.as_system(firm_id, NAME) as session:
            going = await claim(session, self.vault, self.channels, at_once=self.at_once, lease=self.lease)
        await asyncio.gather(*(self._send(firm_id, each) for each in going))
        return len(going)

    async def _send(self, firm_id: UUID, message: Outgoing) -> None:
        try:
            outcome = await self.channels[message.channel].send(firm_id, message)
        except Exception as fault:
            # Whether it went nobody can say here.
            log.warning("message_fault", fault=error_name(fault), channel=message.channel)
            outcome = Outcome(IN_DOUBT, "fault")
        async with self.database.as_system(firm_id, NAME) as session:
            await note(session, message.id, message.attempt, outcome)
