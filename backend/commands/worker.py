"""`startrail worker`: jobs, in one process."""

from __future__ import annotations

import sys

from backend.commands.run import check_scanner_address
from backend.commands.servers import servers
from backend.commands.stopping import stop_as_interrupt
from backend.platform.embedded.faults import PairFault
from backend.platform.settings import settings
from backend.workers.main import run


def run_worker() -> int:
    """Work until SIGTERM or Ctrl-C; the exit code.

    Uses the operator's servers, else the running embedded pair, else starts one for itself.
    """
    try:
        # Until the worker listens for signals itself, and while the servers stop.
        with stop_as_interrupt():
            check_scanner_address(settings())
            with servers():
                return run()
    except PairFault as fault:
        print(fault, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 0  # asked to stop


if __name__ == "__main__":
    sys.exit(run_worker())
