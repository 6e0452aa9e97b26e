"""`startrail mail-in`: takes mail in by SMTP, in one process."""

from __future__ import annotations

import sys

from backend.commands.run import check_scanner_address
from backend.commands.servers import servers
from backend.platform.embedded.faults import PairFault
from backend.platform.settings import settings
from backend.workers.mailroom.main import run


def run_mail_in() -> int:
    """Take mail in until SIGTERM or Ctrl-C; the exit code. Refuses where no port is chosen.

    Uses the operator's servers, else the running embedded pair, else starts one for itself.
    """
    if settings().mail_listens == 0:
        print(
            "未开启收信：请设置 STARTRAIL_MAIL_PORT。\nNo mail is received: set STARTRAIL_MAIL_PORT.",
            file=sys.stderr,
            flush=True,
        )
        return 1
    try:
        check_scanner_address(settings())
        with servers():
            return run()
    except PairFault as fault:
        print(fault, file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(run_mail_in())
