"""The grid of a policy: coordinates down, roles across, what is in force and what the draft says beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import strawberry

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.policies.cells import cell_of
from backend.policies.classes import class_of
from backend.policies.coordinates import Coordinate, Kind
from backend.policies.drafts import cells_in, present_draft, still_other
from backend.policies.enforcement import Policy
from backend.policies.roles import KEEPER, ROLES
from backend.policies.shipped import shipped_policy
from backend.policies.words import label_of, type_name
from backend.schema.policies import PolicyStudio, differences_between, studio
from backend.schema.policy_effects import PolicyEffect
from backend.schema.policy_simulation import PolicySimulationQueries
from backend.schema.policy_words import Telling, telling
from backend.schema.viewer import policies_of
from backend.systemize.fields import Classification

NAMES: Final = tuple(ROLES)
LONGEST_SEARCH: Final = 80


@strawberry.enum(description="Parts of the grid.")
class PolicyPart(Enum):
    """What the rows are."""

    FIELDS = "fields"
    ACTIONS = "actions"
    ROWS = "rows"


@strawberry.enum(description="Which rows differ.")
class PolicyDiffers(Enum):
    """From what."""

    SHIPPED = "shipped"
    DRAFT = "draft"


OF_PART: Final = {
    PolicyPart.FIELDS: (Kind.FIELD,),
    PolicyPart.ACTIONS: (Kind.CALL, Kind.RIGHT),
    PolicyPart.ROWS: (Kind.TYPE,),
}


@strawberry.type
class PolicyRow:
    """A coordinate and what each role may do with it."""

    coordinate: str
    label: str = strawberry.field(description="What it is called in the reader's language.")
    group: str = strawberry.field(description="The type it belongs to.")
    group_label: str
    classification: str = strawberry.field(description="public, internal, personal, sensitive.")
    sealed: bool = strawberry.field(description="Granted by name only: acts on a whole type pass it by.")
    of_client: bool = strawberry.field(description="Tells of clients: closed to who keeps the policies.")
    relations: list[str]
    rights: list[str]
    cells: list[str] = strawberry.field(description="In force, by role in the order of the studio's roles.")
    drafted: list[str] = strawberry.field(description="As the draft says; the same where it says nothing.")


@strawberry.type
class PolicyRowPage:
    """Rows of the grid from one place on."""

    total: int
    rows: list[PolicyRow]


@strawberry.type
class PolicyGroup:
    """A type that has rows in a part of the grid."""

    group: str
    label: str
    rows: int


@dataclass(frozen=True)
class Sought:
    """What narrows the grid."""

    part: PolicyPart
    search: str = ""
    classification: str | None = None
    group: str | None = None
    role: str | None = None
    differs: PolicyDiffers | None = None


@strawberry.type
class PolicyQueries(PolicySimulationQueries):
    """Who may see and do what."""

    @strawberry.field
    async def policy_studio(self, info: Info) -> PolicyStudio:
        """What is in force, the draft, what waits for a second person, and the versions before."""
        return await studio(info.context)

    @strawberry.field
    async def policy_rows(
        self,
        info: Info,
        part: PolicyPart,
        search: str | None = None,
        classification: str | None = None,
        group: str | None = None,
        role: str | None = None,
        differs: PolicyDiffers | None = None,
        first: int = 50,
        skip: int = 0,
    ) -> PolicyRowPage:
        """Rows of the grid in the order of the schema, clients and actions first.

        role: with which the role may do anything at all; with `differs`, on which this role differs.
        """
        sought = Sought(part, _plain(search), classification, group, role, differs)
        return await rows_of(info.context, sought, first, skip)

    @strawberry.field
    async def policy_groups(self, info: Info, part: PolicyPart) -> list[PolicyGroup]:
        """The types of a part, in the order of the schema."""
        return await groups_of(info.context, part)

    @strawberry.field
    async def policy_differences(self, info: Info, number: int, other: int) -> PolicyEffect:
        """What version `other` says otherwise than version `number`."""
        return await differences_between(info.context, number, other)


def _plain(search: str | None) -> str:
    if search is not None and len(search) > LONGEST_SEARCH:
        raise bad_input("search", "limit", limit=LONGEST_SEARCH)
    return (search or "").strip().casefold()


async def rows_of(context: Context, sought: Sought, first: int, skip: int) -> PolicyRowPage:
    """A page of rows; two statements at most, however many rows there are.

    Raises Refused(BAD_USER_INPUT): choice for a class or role that is none, range.
    """
    if sought.classification is not None and sought.classification not in tuple(Classification):
        raise bad_input("classification", "choice")
    if sought.role is not None and sought.role not in ROLES:
        raise bad_input("role", "choice")
    if not 0 <= skip <= 100_000:
        raise bad_input("skip", "range", low=0, high=100_000)
    grid = await grid_of(context)
    found = [coordinate for coordinate in grid.coordinates(sought.part) if grid.holds(coordinate, sought)]
    return PolicyRowPage(total=len(found), rows=[grid.row(each) for each in found[skip : skip + first]])


async def groups_of(context: Context, part: PolicyPart) -> list[PolicyGroup]:
    """The types of a part with the number of their rows."""
    how = await telling(context)
    _, policy = await policies_of(context).numbered(context.principal.firm_id)
    counted: dict[str, int] = {}
    for coordinate in Grid(policy, {}, how).coordinates(part):
        counted[coordinate.group] = counted.get(coordinate.group, 0) + 1
    return [
        PolicyGroup(group=group, label=type_name(group, how.locale), rows=rows)
        for group, rows in counted.items()
    ]


@dataclass(frozen=True)
class Grid:
    """A policy with the cells of its draft, told to somebody."""

    policy: Policy
    drafted: dict[tuple[str, str], str]
    how: Telling

    def coordinates(self, part: PolicyPart) -> Iterator[Coordinate]:
        """The coordinates of a part that the reader may know of; clients first."""
        kinds = OF_PART[part]
        rows = (c for c in self.policy.coordinates.values() if c.kind in kinds and self.how.tells(c.name))
        return iter(sorted(rows, key=lambda c: c.group not in {"Client", "Mutation"}))

    def cells(self, coordinate: Coordinate) -> list[str]:
        """In force."""
        return [cell_of(self.policy.mask((role,)), coordinate) for role in NAMES]

    def holds(self, coordinate: Coordinate, sought: Sought) -> bool:
        """Whether a row is sought."""
        if sought.group is not None and coordinate.group != sought.group:
            return False
        if sought.classification is not None and class_of(coordinate) != sought.classification:
            return False
        if sought.search and not self._named(coordinate, sought.search):
            return False
        roles = NAMES if sought.role is None else (sought.role,)
        if sought.differs is PolicyDiffers.DRAFT:
            return any((role, coordinate.name) in self.drafted for role in roles)
        if sought.differs is PolicyDiffers.SHIPPED:
            return any(self._is_other(coordinate, role) for role in roles)
        return sought.role is None or bool(cell_of(self.policy.mask((sought.role,)), coordinate))

    def _is_other(self, coordinate: Coordinate, role: str) -> bool:
        # The firm's own fields are in no shipped policy: whatever is granted on them differs.
        shipped = cell_of(shipped_policy().mask((role,)), coordinate)
        return cell_of(self.policy.mask((role,)), coordinate) != shipped

    def _named(self, coordinate: Coordinate, search: str) -> bool:
        group, label = (
            type_name(coordinate.group, self.how.locale),
            label_of(coordinate.name, self.how.locale, self.how.own),
        )
        return any(search in text.casefold() for text in (coordinate.name, group, label, f"{group} {label}"))

    def row(self, coordinate: Coordinate) -> PolicyRow:
        """The row as it is told."""
        cells = self.cells(coordinate)
        return PolicyRow(
            coordinate=coordinate.name,
            label=label_of(coordinate.name, self.how.locale, self.how.own),
            group=coordinate.group,
            group_label=type_name(coordinate.group, self.how.locale),
            classification=class_of(coordinate).value,
            sealed=coordinate.sealed,
            of_client=coordinate.of_client,
            relations=[str(each) for each in coordinate.relations],
            rights=[str(each) for each in coordinate.rights],
            cells=cells,
            drafted=[
                self.drafted.get((role, coordinate.name), cell)
                for role, cell in zip(NAMES, cells, strict=True)
            ],
        )


async def grid_of(context: Context) -> Grid:
    """The firm's policy with its draft; one statement beside the names of its own fields."""
    how = await telling(context)
    _, policy = await policies_of(context).numbered(context.principal.firm_id)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        draft = await present_draft(session)
    drafted = {} if draft is None else still_other(policy, cells_in(draft.content))
    return Grid(policy, drafted, how)


def shut(role: str, coordinate: Coordinate) -> bool:
    """Whether nothing can be granted: who keeps the policies may hold no right on clients."""
    return role == KEEPER and coordinate.of_client


def coordinates_sought(policy: Policy, names: Sequence[str]) -> list[Coordinate]:
    """Coordinates by name. Raises Refused(BAD_USER_INPUT, policy_coordinate)."""
    unknown = next((name for name in names if name not in policy.coordinates), None)
    if unknown is not None:
        raise bad_input("coordinates", "policy_coordinate", line=0, value=unknown[:80])
    return [policy.coordinates[name] for name in names]
