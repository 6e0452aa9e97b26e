"""What several verbs share: options, and the way to the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from backend.book.firms import firm_named
from backend.commands.database import migrate, open_database
from backend.commands.servers import servers
from backend.platform.database import Database
from backend.platform.settings import settings

Answer = TypeVar("Answer")
FirmOption = Annotated[
    str | None, typer.Option("--firm", help="Name or id; needed once there are two firms.")
]


def work(task: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Run a task on the right servers, with the schema up to date."""

    async def run() -> Answer:
        database = open_database(settings())
        try:
            return await task(database)
        finally:
            await database.close()

    with servers() as addresses:
        migrate(addresses.database_url)
        return asyncio.run(run())


async def firm_id_of(database: Database, name: str | None) -> UUID:
    """The firm an operator means."""
    return (await firm_named(database, name)).firm_id
