"""The worker process: an arq worker for the bell, beside it the clock that needs no bell.

`python -m backend.workers.main` works until SIGTERM or Ctrl-C, then lets running jobs end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
import uvloop
from arq.connections import create_pool
from arq.worker import Function, Worker, func

from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.platform.settings import settings
from backend.retain.message_channels import channels_of
from backend.workers.automation_runner import AutomationRunner
from backend.workers.automation_sender import AutomationSender
from backend.workers.care_sweeper import CareSweeper
from backend.workers.clock import TICK, Clock
from backend.workers.delivery import Handlers
from backend.workers.dispatch import Dispatcher
from backend.workers.exports import ExportWorker
from backend.workers.handlers import HANDLERS
from backend.workers.heartbeat import beat, worker_name
from backend.workers.imports import ImportWorker
from backend.workers.message_sender import MessageSender
from backend.workers.proposals import ProposalPrinter
from backend.workers.queues import INTERACTIVE, LOST, connection_settings, read, written
from backend.workers.ring import Ring
from backend.workers.schedule import SCHEDULE, FirmJob, ServerJob
from backend.workers.signal_sweeper import SignalSweeper
from backend.workers.tag_sweeper import TagSweeper

GRACE = 20
"""Seconds running jobs have after SIGTERM."""
JOB_SECONDS = 30
"""A job of a killed worker is tried again only after this and 10 s; the clock looks sooner anyway."""
POLL = 0.1
RESTART_PAUSE = 1.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Work:
    """What a worker does: handlers by event, jobs by the clock, and how often the clock ticks (seconds)."""

    handlers: Handlers
    schedule: Sequence[FirmJob | ServerJob]
    tick: float = TICK
    queue: str = INTERACTIVE


OURS = Work(HANDLERS, SCHEDULE)


async def drain(context: dict[Any, Any], firm: str) -> None:
    """The job behind the bell: deliver a firm's events, take the steps they start, and deliver what these tell."""
    await context["dispatcher"].drain(UUID(firm))
    if await context["runner"].work_firm(UUID(firm)):
        await context["dispatcher"].drain(UUID(firm))


# arq types its jobs as taking anything; ours says what it takes.
FUNCTIONS = (func(drain, name="drain", timeout=JOB_SECONDS, keep_result=0),)  # type: ignore[arg-type]


async def work(
    database_url: str,
    redis_url: str,
    stop: asyncio.Event,
    *,
    task: Work = OURS,
    pool_size: int = 10,
    vault: Vault | None = None,
    store: FileStore | None = None,
) -> None:
    """Work until `stop` is set, then let running jobs end within GRACE. Servers may come and go meanwhile.

    vault: with it imports are worked, too, and with a store exports and files of proposals.
    """
    database = Database(database_url, pool_size=pool_size)
    database.ring = Ring(redis_url)
    runner = AutomationRunner(database, vault)
    dispatcher = Dispatcher(
        database, task.handlers, at_once=max(1, (pool_size - 1) // 2), batched=(runner.react,)
    )
    pulse = asyncio.create_task(_pulse(redis_url, dispatcher, stop), name="heartbeat")
    clock = asyncio.create_task(
        Clock(database, dispatcher, task.schedule, tick=task.tick).run(stop), name="clock"
    )
    sweeper = asyncio.create_task(TagSweeper(database).run(stop), name="tags")
    signals = asyncio.create_task(SignalSweeper(database).run(stop), name="signals")
    automations = asyncio.create_task(runner.run(stop), name="automations")
    beside = {clock, pulse, sweeper, signals, automations}
    if vault is not None:
        beside.add(asyncio.create_task(CareSweeper(database, vault).run(stop), name="care"))
        beside.add(asyncio.create_task(AutomationSender(database, vault).run(stop), name="sends"))
        messages = MessageSender(database, vault, channels_of(settings(), database, vault))
        beside.add(asyncio.create_task(messages.run(stop), name="messages"))
        beside.add(
            asyncio.create_task(ImportWorker(database=database, vault=vault).run(stop), name="imports")
        )
    if vault is not None and store is not None:
        beside.add(
            asyncio.create_task(
                ExportWorker(database=database, vault=vault, store=store).run(stop), name="exports"
            )
        )
        printer = ProposalPrinter(database=database, vault=vault, store=store)
        beside.add(asyncio.create_task(printer.run(stop), name="proposals"))
    try:
        await _serve_queue(
            redis_url, task.queue, FUNCTIONS, {"dispatcher": dispatcher, "runner": runner}, stop
        )
        _, late = await asyncio.wait(beside, timeout=GRACE)
        for one in late:
            one.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    finally:
        await database.ring.close()
        await database.close()


async def _pulse(redis_url: str, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            redis = await create_pool(connection_settings(redis_url, retries=0))
        except LOST:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RESTART_PAUSE)
            continue
        await beat(redis, dispatcher.tally, stop)
        await redis.aclose()


async def _serve_queue(
    redis_url: str, queue: str, functions: Sequence[Function], context: dict[str, Any], stop: asyncio.Event
) -> None:
    """Run arq's worker, a new one whenever it ends: a lost connection may kill it."""
    while not stop.is_set():
        worker = Worker(
            functions,
            queue_name=queue,
            redis_settings=connection_settings(redis_url),
            handle_signals=False,
            job_completion_wait=GRACE,
            job_timeout=JOB_SECONDS,
            keep_result=0,
            poll_delay=POLL,
            health_check_key=f"{queue}:health:{worker_name()}",
            health_check_interval=10,
            job_serializer=written,
            job_deserializer=read,
            ctx=dict(context),
            log_results=False,
        )
        ended = asyncio.create_task(worker.async_run(), name="arq")
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not ended.done():
            worker.handle_sig_wait_for_completion(signal.SIGTERM)
            await asyncio.wait({ended}, timeout=GRACE + 2)
        await _close(worker, ended)
        if not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RESTART_PAUSE)


async def _close(worker: Worker, ended: asyncio.Task[None]) -> None:
    """Give arq's connections back; whatever its end was, the next one starts fresh."""
    if ended.done() and not ended.cancelled() and (fault := ended.exception()) is not None:
        log.warning("queue_lost", fault=type(fault).__name__)
    ended.cancel()
    closing = asyncio.create_task(worker.close())
    await asyncio.wait({closing}, timeout=2)
    closing.cancel()
    await asyncio.gather(ended, closing, return_exceptions=True)


async def _until_signal(
    database_url: str, redis_url: str, pool_size: int, vault: Vault, store: FileStore
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(database_url, redis_url, stop, pool_size=pool_size, vault=vault, store=store)


def run() -> int:
    """Work for the servers of the settings until SIGTERM or Ctrl-C; the exit code."""
    chosen = settings()
    if not (chosen.database_url and chosen.redis_url):
        sys.stderr.write(
            "DATABASE_URL 与 REDIS_URL 未设置；请用 startrail worker 启动。\n"
            "DATABASE_URL and REDIS_URL are not set; start it by `startrail worker`.\n"
        )
        return 1
    # arq logs whole exceptions, whose texts may hold personal values; ours tell the kind only.
    logging.getLogger("arq").setLevel(logging.CRITICAL)
    vault = Vault(load_master_key(chosen.master_key_path))
    store = FileStore(chosen.files_dir, chosen.scanner)
    uvloop.run(_until_signal(chosen.database_url, chosen.redis_url, chosen.pool_size, vault, store))
    return 0


if __name__ == "__main__":
    sys.exit(run())
