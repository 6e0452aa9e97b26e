"""Heads of the audit chains, kept outside the database: who cuts or rewrites a chain cannot reach them there.

Lines `firm number hash` in a file a month below the data folder, and in the log for the machine's syslog.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import structlog

from backend.platform.clock import now
from backend.platform.settings import settings

FOLDER = "audit-heads"
log = structlog.get_logger(__name__)


def keep_anchor(firm_id: UUID, number: int, hash: bytes) -> None:
    """Write down the newest seal of a firm; call it after the commit. A full disk is logged, not raised."""
    log.info("audit_sealed", firm=str(firm_id), number=number, hash=hash.hex())
    folder = settings().data_dir / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{now():%Y%m}.txt"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as out:
            out.write(f"{firm_id} {number} {hash.hex()}\n")
    except OSError as fault:
        log.error("audit_head_not_kept", fault=type(fault).__name__)


def anchors_of(firm_id: UUID, data_dir: Path | None = None) -> dict[int, set[bytes]]:
    """The kept heads of a firm by number; more than one hash for a number when the chain was rewritten."""
    found: dict[int, set[bytes]] = {}
    for path in sorted(((data_dir or settings().data_dir) / FOLDER).glob("*.txt")):
        for number, hash in _lines_of(path, str(firm_id)):
            found.setdefault(number, set()).add(hash)
    return found


def _lines_of(path: Path, firm: str) -> Iterator[tuple[int, bytes]]:
    with path.open() as lines:
        for line in lines:
            parts = line.split()
            # A line cut by a power failure is no head.
            if len(parts) == 3 and parts[0] == firm and len(parts[2]) == 64:
                yield int(parts[1]), bytes.fromhex(parts[2])
