"""`startrail serve`: the API and the SPA in one process."""

from __future__ import annotations

import sys

import uvicorn

from backend.commands.run import check_settings
from backend.commands.servers import servers
from backend.commands.stopping import stop_as_interrupt
from backend.platform.embedded.faults import PairFault
from backend.platform.settings import Settings, settings

STOP_WITHIN = 8
"""Seconds open requests get when the process is asked to stop; open sockets are then closed."""


def run_api() -> int:
    """Serve `backend.app:app` at HOST:PORT until SIGTERM or Ctrl-C; the exit code.

    Uses the operator's servers, else the running embedded pair, else starts one for itself.
    """
    try:
        with stop_as_interrupt():
            check_settings(settings())
            with servers():
                _serve(settings())
    except PairFault as fault:
        print(fault, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        pass  # asked to stop
    return 0


def _serve(chosen: Settings) -> None:
    uvicorn.run(
        "backend.app:app",
        host=chosen.host,
        port=chosen.port,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        ws_max_size=256 * 1024,
        ws_per_message_deflate=False,
        forwarded_allow_ips=chosen.trusted_proxies,
        timeout_graceful_shutdown=STOP_WITHIN,
    )


if __name__ == "__main__":
    sys.exit(run_api())
