"""What is asked: four operations, and what each is asked with.

| name | what |
|---|---|
| Q1 | one client by id, 15 fields |
| Q2 | 50 clients with 12 fields: filter, order, keyset page behind a cursor |
| Q3 | 50 clients with owner, tags, last five contacts, present holdings with their funds |
| Q5 | a change of a client |
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from tests.bench.ground import BenchFirm
from tests.bench.size import SEED

NAMES: Final = ("Q1", "Q2", "Q3", "Q5")
PAGE: Final = 50
IDS, CHANGES = 500, 20_000
Variables = Mapping[str, Any]

_FIELDS_1 = """id name kind gender birthDate idNumber company occupation industry province city riskLevel qualified
aum state"""
_FIELDS_2 = (
    """id name kind state riskLevel province city aum qualified onboardDate lastInteractionAt updatedAt"""
)
DOCUMENTS: Final = {
    "Q1": f"query Q1($id: ID!) {{ client(id: $id) {{ {_FIELDS_1} }} }}",
    "Q2": "query Q2($filter: ClientFilter, $after: String) { clients(filter: $filter, first: 50, after: $after, "
    f"orderBy: [{{field: AUM, direction: DESC}}]) {{ nodes {{ {_FIELDS_2} }} "
    "pageInfo { hasNextPage endCursor } } }",
    "Q3": "query Q3($filter: ClientFilter) { clients(filter: $filter, first: 50, "
    "orderBy: [{field: AUM, direction: DESC}]) { nodes { id name aum owner { id name } tags { id name colour } "
    "interactions(first: 5) { nodes { id kind at summary } } "
    "holdings { units cost since product { id code name nav } } } } }",
    "Q5": "mutation Q5($input: UpdateClientInput!) { updateClient(input: $input) { id version occupation updatedAt } }",
}
_RISKS = ("C3", "C4", "C5")
_PROVINCES = ("31", "44", "33", "11", "32", "35", "37", "51")


@dataclass(frozen=True)
class Questions:
    """The variables of each operation, the same for all subjects. changes: (client, version) that may be used once."""

    ids: Sequence[UUID]
    filters: Sequence[Mapping[str, str]]
    changes: Sequence[tuple[UUID, int]]


async def questions_of(firm: BenchFirm) -> Questions:
    """Random clients, and 50 filters by state, risk level and province that 1 to 36 percent pass.

    Filters that few rows pass, or none at the top of the order, are the page table's matter (tests/drills/pages.py):
    there the plan decides, not who executes it.
    """
    draws = random.Random(SEED)
    connection = await asyncpg.connect(firm.url)
    try:
        rows = await connection.fetch("select id from client where firm_id = $1 order by id", firm.firm_id)
    finally:
        await connection.close()
    ids = [row["id"] for row in rows]
    some = draws.sample(ids, min(IDS, len(ids)))
    pairs: list[Mapping[str, str]] = [{"province": p} for p in _PROVINCES]
    pairs += [{"state": "existing", "riskLevel": r} for r in ("C2", *_RISKS)]
    pairs += [{"state": "existing", "province": p} for p in _PROVINCES]
    for province in _PROVINCES[:5]:
        pairs += [{"riskLevel": r, "province": province} for r in _RISKS]
        pairs += [{"state": "existing", "riskLevel": r, "province": province} for r in _RISKS]
    draws.shuffle(pairs)
    return Questions(some, pairs[:50], await changes_of(firm))


async def changes_of(firm: BenchFirm, count: int = CHANGES, seed: int = 0) -> list[tuple[UUID, int]]:
    """Clients in random order with their present versions."""
    connection = await asyncpg.connect(firm.url)
    try:
        rows = await connection.fetch(
            "select id, version from client where firm_id = $1 and archived_at is null "
            "order by md5(id::text || $2) limit $3",
            *(firm.firm_id, str(seed), count),
        )
    finally:
        await connection.close()
    return [(row["id"], row["version"]) for row in rows]
