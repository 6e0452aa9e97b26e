"""pg_dump and pg_restore: found where the servers' programs are, and run without showing a password."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import make_url

from backend.platform.embedded.binaries import SYSTEM_FOLDERS, find_binaries
from backend.platform.embedded.faults import PairFault


def find_program(name: str, major: int) -> Path | None:
    """`pg_dump` or `pg_restore` that fits a server: the oldest one not older than it; None without one."""
    fitting: list[tuple[int, Path]] = []
    for program in _candidates(name):
        found = _major_of(program)
        if found is not None and found >= major:
            fitting.append((found, program))
    return min(fitting, key=lambda item: item[0])[1] if fitting else None


async def run(program: Path, url: str, *arguments: str) -> tuple[int, str]:
    """Run a program on a database: its exit code and the last line it said."""
    address = make_url(url).set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": address.password or "", "PGAPPNAME": "startrail backup"}
    target = address.set(password=None).render_as_string(hide_password=False)
    child = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        "--no-password",
        "--dbname",
        target,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    lines = said.decode(errors="replace").strip().splitlines()
    return child.returncode or 0, lines[-1] if lines else ""


def _candidates(name: str) -> Sequence[Path]:
    found = []
    with contextlib.suppress(PairFault):  # no server of our own here; a client's program may still be
        found.append(find_binaries().postgres.with_name(name))
    if on_path := shutil.which(name):
        found.append(Path(on_path))
    for pattern in SYSTEM_FOLDERS:
        found += [folder / name for folder in Path("/").glob(pattern.lstrip("/"))]
    return [path for path in dict.fromkeys(found) if os.access(path, os.X_OK)]


def _major_of(program: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603  a program of PostgreSQL that we found
            [program, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(version[1]) if version and said.returncode == 0 else None
