"""`startrail serve`: the API and the SPA in one process."""

from __future__ import annotations

import sys

import uvicorn

from backend.commands.run import check_listener
from backend.platform.embedded.faults import PairFault
from backend.platform.settings import settings

STOP_WITHIN = 8
"""Seconds open requests get when the process is asked to stop; open sockets are then closed."""


def run_api() -> int:
    """Serve `backend.app:app` at HOST:PORT until SIGTERM or Ctrl-C; the exit code."""
    chosen = settings()
    try:
        check_listener(chosen)
    except PairFault as fault:
        print(fault, file=sys.stderr, flush=True)
        return 1
    uvicorn.run(
        "backend.app:app",
        host=chosen.host,
        port=chosen.port,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=chosen.trusted_proxies,
        timeout_graceful_shutdown=STOP_WITHIN,
    )
    return 0


if __name__ == "__main__":
    sys.exit(run_api())
