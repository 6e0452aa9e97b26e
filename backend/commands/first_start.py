"""What has to happen before the processes start: the schema, and the demo firm on the first start.

Looks by itself, which is quick, and leaves the work to `startrail migrate` and `startrail seed`, which are not.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import make_url

from backend.commands.demo_logins import demo_password, login_lines
from backend.migrations.newest import newest
from backend.platform.embedded.faults import PairFault
from backend.platform.settings import settings

NO_FIRM = (
    "还没有机构：请在浏览器中完成首次设置，或运行 startrail init。",
    "No firm yet: use the first-run page or `startrail init`.",
)


@dataclass(frozen=True)
class Installed:
    """What a database has: the version of its schema ("" for none), and its firms."""

    version: str
    firms: int = 0
    demos: int = 0


def migrate_if_needed(url: str) -> None:
    """Bring the schema up to date when it is not. Raises PairFault when that fails."""
    if asyncio.run(_installed(url)).version != newest():
        _startrail("migrate")


def prepare_first_start() -> Sequence[str]:
    """Load the demo firm when no firm is there and the demo is wanted; the lines to show at every start."""
    chosen = settings()
    found = asyncio.run(_installed(chosen.database_url or ""))
    if not found.firms and chosen.demo:
        demo_password(chosen)
        _startrail("seed", "--size", str(chosen.demo_size))
        return login_lines(chosen)
    if not found.firms:
        return NO_FIRM
    return login_lines(chosen) if found.demos else []


async def _installed(url: str) -> Installed:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address, timeout=10)
    try:
        if await connection.fetchval("select to_regclass('alembic_version')") is None:
            return Installed("")
        version = await connection.fetchval("select version_num from alembic_version")
        row = await connection.fetchrow("select count(*), count(*) filter (where demo) from firm")
        return Installed(version or "", *row)
    except asyncpg.UndefinedTableError:
        return Installed("")
    finally:
        await connection.close()


def _startrail(*words: str) -> None:
    command = [sys.executable, "-m", "backend.cli", *words]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603  our own words
    if done.returncode:
        raise PairFault(
            "NOT_PREPARED",
            zh=f"startrail {words[0]} 失败（退出码 {done.returncode}），见上面的输出。",
            en=f"`startrail {words[0]}` failed with exit code {done.returncode}; see its output above.",
        )
