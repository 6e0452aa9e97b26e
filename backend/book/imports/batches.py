"""What a kind of import is to the book, and the rows that are handed to it together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.jobs import DECISIONS, Decision, ImportJob, ImportPair
from backend.book.imports.rows import OpenRow
from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.errors import bad_input
from backend.platform.keys import Vault
from backend.platform.principal import Principal, Relation
from backend.systemize.sheets.columns import Refine, SheetKind

StandsOf = Callable[[AsyncSession, Sequence[UUID]], Awaitable[Mapping[UUID, Relation]]]
"""How the acting user stands to clients; those he may not see are absent."""


@dataclass(frozen=True)
class Wishes:
    """What the importing person decided for the whole file.

    default_owner_id: who gets clients whose manager the sheet does not name or nobody knows; create_tags: make tags
    that are missing; on_twin: what to do with a row that is in the book (or earlier in the file) for certain.
    """

    default_owner_id: UUID | None = None
    create_tags: bool = False
    on_twin: Decision = "skip"

    def to_json(self) -> dict[str, Any]:
        """The wishes as JSON types."""
        owner = str(self.default_owner_id) if self.default_owner_id else None
        return {"default_owner_id": owner, "create_tags": self.create_tags, "on_twin": self.on_twin}


def wishes_of(told: Mapping[str, Any]) -> Wishes:
    """The wishes of `to_json`. Raises Refused(BAD_USER_INPUT)."""
    on_twin = told.get("on_twin", "skip")
    if on_twin not in DECISIONS:
        raise bad_input("onTwin", "choice")
    owner = told.get("default_owner_id")
    return Wishes(UUID(owner) if owner else None, bool(told.get("create_tags")), on_twin)


@dataclass(frozen=True)
class Acting:
    """On whose behalf an import runs. stands_of: his rights hold row by row; None: the product itself acts."""

    principal: Principal
    stands_of: StandsOf | None = None


@dataclass(frozen=True)
class Proposal:
    """What a row may repeat: a client, another record of the book, or (other_id) an earlier row of the file."""

    row_id: UUID
    reasons: frozenset[str]
    is_decisive: bool
    client_id: UUID | None = None
    subject_id: UUID | None = None
    other_id: UUID | None = None


@dataclass(frozen=True)
class Difference:
    """A field that a row would write where something is already.

    before: as it is shown, masked where the value is sealed; None where nothing is, or (is_hidden) the reader may not
    see it; effect: `fill`, `overwrite` or `add` (another telephone number).
    """

    field: str
    before: Any
    after: Any
    effect: str
    is_hidden: bool = False


@dataclass
class Batch:
    """Rows of one job that are dealt with together.

    pairs: what the rows may repeat, by row; prepared: what the kind made of each row beforehand; memory: what the
    kind keeps from one batch of a run to the next.
    """

    session: AsyncSession
    vault: Vault
    acting: Acting
    job: ImportJob
    wishes: Wishes
    rows: list[OpenRow]
    pairs: Mapping[UUID, list[ImportPair]] = field(default_factory=dict)
    prepared: Mapping[UUID, Any] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def firm_id(self) -> UUID:
        """The firm."""
        return self.job.firm_id

    def waiting(self) -> Iterator[OpenRow]:
        """Rows that are still to be taken in."""
        return (row for row in self.rows if row.status == "accepted")


Work = Callable[[Batch], Awaitable[None]]
Match = Callable[[Batch], Awaitable[list[Proposal]]]
Prepare = Callable[[FirmKeys, OpenRow], Any]
"""Work on a row that needs no database, done while the rows before it are written; None where there is none."""
KeyOf = Callable[[Any], DataKey | None]
"""Under which key the content of a row is kept when it becomes what was prepared of it."""
Differ = Callable[[Batch], Awaitable[dict[UUID, list[Difference]]]]


def _nothing_prepared(_keys: FirmKeys, _row: OpenRow) -> Any:
    return None


def _no_key(_prepared: Any) -> DataKey | None:
    return None


async def nothing_left(_: Batch) -> None:
    """Of most kinds every row is done when it is taken in."""


async def _nothing_differs(_: Batch) -> dict[UUID, list[Difference]]:
    return {}


@dataclass(frozen=True, eq=False)
class BookKind:
    """What the book does with a kind of sheet.

    match: what rows may repeat; notes what they refer to in vain; commit: takes rows in and settles each of them;
    undo: takes committed rows back and sets `undone` of each; differences: what rows would change. calls: what a
    person needs the right to; refine: rules of the book, and what a row would write (`Type.key`). finish: what is left
    to do with all committed rows together, once, when the last one was taken in.
    """

    sheet: SheetKind
    match: Match
    commit: Work
    undo: Work
    calls: tuple[str, ...]
    refine: Refine
    differences: Differ = _nothing_differs
    prepare: Prepare = _nothing_prepared
    key_of: KeyOf = _no_key
    finish: Work = nothing_left

    @property
    def prepares(self) -> bool:
        """Whether there is anything to be made of a row beforehand."""
        return self.prepare is not _nothing_prepared
