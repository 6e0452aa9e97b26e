"""The next policy while somebody works on it: cells that are to say something else than the policy in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Draft, draft_of, save_draft
from backend.platform.errors import bad_input
from backend.policies.cells import canonical, cell_of, rules_of_cell
from backend.policies.coordinates import Coordinates
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule

Place = tuple[str, str]
"""role, coordinate."""
Cells = Mapping[Place, str]
MOST_CELLS: Final = 8_000
LONGEST: Final = 400_000
"""Letters of a draft as JSON: each of its cells names a coordinate."""


class PolicyDraft(Draft):
    """The one draft of a firm. content: `cells`, each [role, cell, coordinates]; base: the version it was made on."""

    __tablename__ = "policy_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


def cells_in(content: Mapping[str, Any]) -> dict[Place, str]:
    """The cells of a draft or of a proposal, as `content_of` wrote them."""
    return {
        (role, coordinate): cell
        for role, cell, coordinates in content.get("cells", ())
        for coordinate in coordinates
    }


def content_of(cells: Cells) -> dict[str, Any]:
    """Cells as JSON: what is said alike stands together."""
    alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (role, coordinate), cell in sorted(cells.items()):
        alike[role, cell].append(coordinate)
    return {"cells": [[role, cell, coordinates] for (role, cell), coordinates in alike.items()]}


def with_cells(rules: Iterable[Rule], cells: Cells, coordinates: Coordinates) -> list[Rule]:
    """A policy in which these cells say what they should; everything else stays.

    Coordinates that are gone since then are left out.
    """
    kept = [rule for rule in rules if (rule.role, rule.coordinate) not in cells]
    more = [
        rule
        for (role, name), cell in cells.items()
        if name in coordinates
        for rule in rules_of_cell(role, coordinates[name], cell)
    ]
    return [*kept, *more]


def merged(policy: Policy, cells: Cells, edits: Mapping[Place, str | None]) -> dict[Place, str]:
    """Cells of a draft after edits; what says the same as the policy in force is no part of it.

    edits: None puts a cell back. Raises Refused(BAD_USER_INPUT): policy_cell; limit.
    """
    found = dict(cells)
    for (role, name), cell in edits.items():
        coordinate = policy.coordinates[name]
        wanted = None if cell is None else canonical(coordinate, cell)
        if wanted is None or wanted == cell_of(policy.mask((role,)), coordinate):
            found.pop((role, name), None)
        else:
            found[role, name] = wanted
    if len(found) > MOST_CELLS:
        raise bad_input("edits", "limit", limit=MOST_CELLS)
    return found


def still_other(policy: Policy, cells: Cells) -> dict[Place, str]:
    """The cells that still say something else than a policy, of coordinates that it knows."""
    return {
        (role, name): cell
        for (role, name), cell in cells.items()
        if (coordinate := policy.coordinates.get(name)) is not None
        and cell_of(policy.mask((role,)), coordinate) != cell
    }


async def present_draft(session: AsyncSession) -> PolicyDraft | None:
    """The firm's draft."""
    return await draft_of(session, PolicyDraft)


async def write_draft(session: AsyncSession, version: int, base: int, cells: Cells) -> PolicyDraft:
    """Keep the draft. Raises Refused as `save_draft`."""
    return await save_draft(session, PolicyDraft, version, base, content_of(cells), longest=LONGEST)
