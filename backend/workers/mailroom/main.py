"""The process that takes mail in: `python -m backend.workers.mailroom.main` works until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys

import structlog
import uvloop

from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.platform.settings import Settings, settings
from backend.workers.mailroom.intake import Mailroom
from backend.workers.mailroom.listener import listen
from backend.workers.ring import Ring

POOL = 5
GRACE = 8
"""Seconds what is being sent has after SIGTERM; who is cut off sends again."""
log = structlog.get_logger(__name__)


async def receive(chosen: Settings, stop: asyncio.Event) -> None:
    """Take mail in until told to stop. Raises OSError when the port is taken."""
    assert chosen.database_url is not None
    assert chosen.redis_url is not None
    database = Database(chosen.database_url, pool_size=POOL)
    database.ring = ring = Ring(chosen.redis_url)
    vault = Vault(load_master_key(chosen.master_key_path))
    mailroom = Mailroom(database, vault, FileStore(chosen.files_dir, chosen.scanner), chosen.mail_domain)
    try:
        server = await listen(mailroom, chosen.mail_host, chosen.mail_listens)
        log.info("mail_listening", host=chosen.mail_host, port=chosen.mail_listens)
        await stop.wait()
        server.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), GRACE)
    finally:
        await ring.close()
        await database.close()


async def _until_signal(chosen: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await receive(chosen, stop)


def run() -> int:
    """Take mail in for the servers of the settings; the exit code."""
    chosen = settings()
    if not (chosen.database_url and chosen.redis_url):
        sys.stderr.write(
            "DATABASE_URL 与 REDIS_URL 未设置；请用 startrail mail-in 启动。\n"
            "DATABASE_URL and REDIS_URL are not set; start it by `startrail mail-in`.\n"
        )
        return 1
    try:
        uvloop.run(_until_signal(chosen))
    except OSError as taken:
        where = f"{chosen.mail_host}:{chosen.mail_listens}"
        sys.stderr.write(
            f"无法在 {where} 收取邮件（{taken.strerror}）；请用 STARTRAIL_MAIL_PORT 另选端口。\n"
            f"Mail cannot be received at {where} ({taken.strerror}); choose another STARTRAIL_MAIL_PORT.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run())
