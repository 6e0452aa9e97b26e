"""A firm with client managers, and imports into it as the command line makes them."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from backend.book.clients import Client
from backend.book.imports import checking, taking
from backend.book.staff import User
from backend.book.users import NewUser, create_user
from backend.commands.import_answer import answer
from backend.commands.imports import ImportOrder, import_file
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import system
from backend.policies.founding import equip
from backend.policies.roles import ROLES
from tests.conftest import MASTER_KEY
from tests.workbooks.messy_clients import MANAGERS
from tests.workbooks.sheets import Grid, write_csv

HEADER = ("客户姓名", "手机号码", "证件号码", "邮箱", "客户经理", "持仓规模（万元）", "标签", "备注")


async def add_managers(
    database: Database, vault: Vault, firm_id: UUID, names: Sequence[str] = MANAGERS
) -> dict[str, User]:
    """The shipped policy and client managers with these names."""
    async with database.change(system(firm_id, "tests")) as session:
        await equip(session)
        made = {}
        for number, name in enumerate(names):
            new = NewUser(name, f"manager{number}@{firm_id.hex}.example.com", ("client_manager",))
            made[name] = await create_user(session, vault, new, known_roles=ROLES)
        return made


def sheet_of(path: Path, *rows: Sequence[object]) -> Path:
    """A client sheet of rows in the order of HEADER; what a row leaves out is blank."""
    grid: Grid = [HEADER, *([*row, *[""] * (len(HEADER) - len(row))] for row in rows)]
    return write_csv(path, grid)


async def imported(
    database: Database, vault: Vault, firm_id: UUID, file: Path, **order: Any
) -> dict[str, Any]:
    """The answer of an import."""
    made = ImportOrder(file, firm=str(firm_id), **order)
    return answer(await import_file(database, vault, made))


async def clients_of(database: Database, firm_id: UUID) -> list[Client]:
    """All clients of a firm, in the order in which they came."""
    async with database.read(firm_id) as session:
        rows = await session.scalars(select(Client).where(Client.firm_id == firm_id).order_by(Client.id))
        return list(rows)


async def count(database: Database, firm_id: UUID, model: Any, *conditions: Any) -> int:
    """Rows of a table."""
    async with database.read(firm_id) as session:
        statement = select(func.count()).select_from(model).where(model.firm_id == firm_id, *conditions)
        return int(await session.scalar(statement) or 0)


async def owners_of(database: Database, firm_id: UUID) -> Counter[str]:
    """How many clients each owner has, by name."""
    async with database.read(firm_id) as session:
        rows = await session.execute(
            select(User.name, func.count())
            .join(Client, (Client.firm_id == User.firm_id) & (Client.owner_id == User.id))
            .where(User.firm_id == firm_id, Client.firm_id == firm_id)
            .group_by(User.name)
        )
        return Counter({str(name): int(n) for name, n in rows})


async def run(url: str, firm_id: str, file: str, chunk: int) -> None:
    """An import in a process of its own; says when it begins, and after each transaction."""
    taking.CHUNK = checking.BLOCK = chunk  # type: ignore[misc]  # small: many moments to be killed in
    database = Database(url, pool_size=2)
    print("begins", flush=True)

    def tell(step: str, done: int, total: int) -> None:
        print(f"{step} {done} of {total}", flush=True)

    await import_file(database, Vault(MASTER_KEY), ImportOrder(Path(file), firm=firm_id), tell)
    await database.close()
    print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
