"""A worker process that sends messages and nothing else: what the drill of messages kills.

`python -m tests.drills.message_worker DATABASE_URL PORT PATIENCE LEASE`; the master key comes by STARTRAIL_DRILL_KEY.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

import structlog

import backend.migrations.metadata  # noqa: F401 -- all tables that messages refer to
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.message_channels import MailChannel
from backend.systemize.channels.smtp import PLAIN, Postman, Server
from backend.workers.message_sender import MessageSender

KEY = "STARTRAIL_DRILL_KEY"


async def main(url: str, port: int, patience: float, lease: float) -> None:
    """Send until SIGTERM."""
    # What is read from its output is that it works; nobody reads more, and a full pipe would hold it up.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database, vault = Database(url, pool_size=10), Vault(bytes.fromhex(os.environ[KEY]))
    postman = Postman(Server("127.0.0.1", port, PLAIN, patience=patience))
    channel = MailChannel(database, vault, postman, "service@drill.example.com", "https://crm.example.com")
    sender = MessageSender(database, vault, {"mail": channel}, tick=0.1, lease=timedelta(seconds=lease))
    print("working", flush=True)
    try:
        await sender.run(stop)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
