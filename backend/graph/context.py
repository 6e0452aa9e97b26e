"""What a request carries: who asks, where the data is, and the loaders that ask for many at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select
from strawberry.dataloader import DataLoader

from backend.platform.bells import Bells
from backend.platform.clock import business_date
from backend.platform.compiled_reads import Text
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Principal

# (session, context, keys, *further arguments) -> what was found, by key
Batch = Callable[..., Awaitable[dict[Any, Any]]]


@dataclass
class Services:
    """The long-lived parts that requests use; made once for a process."""

    database: Database
    vault: Vault
    bells: Bells
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How the row that a mutation changes will be read: a statement of its cells, and its parameters for a row."""

    statement: Select[Any]
    text: Text
    values: Callable[[UUID], Mapping[str, Any]]


@dataclass
class Outcome:
    """What came of a mutation's only change, once it was tried: the row's id, null, or a fault.

    reading: what will be asked of the row; cells: what it gave, where the change read it in the same statement.
    """

    reading: Reading | None = None
    id: UUID | None = None
    fault: Exception | None = None
    known: bool = False
    cells: Sequence[bytes | None] | None = None


@dataclass
class Context:
    """One request of one caller. outcome: of a change whose row is read by the compiled route."""

    principal: Principal
    services: Services
    request: Any = None
    trace_id: str = field(default_factory=lambda: uuid4().hex[:16])
    denied: set[str] = field(default_factory=set)
    queries: int = 0
    outcome: Outcome | None = None
    _loaders: dict[Hashable, DataLoader[Any, Any]] = field(default_factory=dict)

    @cached_property
    def day(self) -> date:
        """The business day on which it is asked: one for the whole request."""
        return business_date()

    @property
    def locale(self) -> str:
        """The reader's language."""
        return self.principal.locale

    @property
    def database(self) -> Database:
        """The engines."""
        return self.services.database

    async def load(self, batch: Batch, key: Any, *args: Hashable) -> Any:
        """What `batch` finds for a key (None when it finds nothing), together with the keys of its siblings.

        args: further arguments of the batch; each combination is a loader of its own.
        """
        return await self._loader(batch, *args).load(key)

    async def open_keys(self) -> None:
        """Make sure that the keys of the caller's firm are in the vault; a read only the first time in a process."""
        vault, firm_id = self.services.vault, self.principal.firm_id
        if vault.known(firm_id) is None:
            async with self.database.read(firm_id) as session:
                await vault.firm(session)

    def forget(self) -> None:
        """Drop what was loaded: after a change everything is read again."""
        self._loaders.clear()

    def _loader(self, batch: Batch, *args: Hashable) -> DataLoader[Any, Any]:
        place = (batch, *args)
        if place not in self._loaders:

            async def read(keys: list[Any]) -> list[Any]:
                async with self.database.read(self.principal.firm_id) as session:
                    self.queries += 1
                    found = await batch(session, self, keys, *args)
                return [found.get(key) for key in keys]

            self._loaders[place] = DataLoader(load_fn=read, max_batch_size=500)
        return self._loaders[place]
