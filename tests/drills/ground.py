"""Where a drill works: servers of its own in a folder that goes with them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.platform.embedded.pair import Pair


@dataclass(frozen=True)
class Ground:
    """url: of the empty database; folder: for whatever else the drill writes."""

    url: str
    folder: Path


@contextmanager
def ground_of(name: str) -> Iterator[Ground]:
    """Start the servers; they end, and the folder goes, however the drill ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"startrail-{name}-"))
    folder.chmod(0o755)  # as root the servers run under another account
    try:
        with Pair(folder / "data", durable=False) as addresses:
            yield Ground(addresses.database_url, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
