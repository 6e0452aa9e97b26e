"""Who acts, with what rights: filled by auth and policies, read by everything above the platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID


class Relation(StrEnum):
    """How a caller stands to a row, nearest first; a grant at one relation covers the nearer ones."""

    OWN = "own"
    TEAM = "team"
    SCOPE = "scope"
    FIRM = "firm"


RELATIONS: tuple[Relation, ...] = tuple(Relation)


class Level(IntEnum):
    """What may be done with a coordinate; a level holds the ones below it."""

    NONE = 0
    MASKED = 1
    VIEW = 2
    EDIT = 3


@dataclass(frozen=True)
class Mask:
    """Compiled permissions of a set of roles.

    levels: coordinate -> level at (own, team, scope, firm); coordinates nobody granted are absent.
    exports: coordinate -> whether it may leave by export at each relation.
    id: names the content, so that two equal masks share plans and loaders; version: of the policy. own: the fields
    that the firm has added to clients itself and that these roles may know of, by key (filled by policies).
    """

    id: str = "none"
    version: int = 0
    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    exports: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)

    def level(self, coordinate: str, relation: Relation) -> Level:
        """The caller's level on a coordinate for rows of this relation; unknown coordinates are closed."""
        found = self.levels.get(coordinate)
        return found[RELATIONS.index(relation)] if found else Level.NONE

    def may_write(self, type_name: str, key: str, relation: Relation) -> bool:
        """Whether a field may be written: `edit` on it, or on its input alone (a number written unread)."""
        return max(self.level(f"{type_name}{part}.{key}", relation) for part in ("", "Input")) >= Level.EDIT

    def anywhere(self, coordinate: str) -> Level:
        """The best level at any relation: whether there is a row for which it could be had."""
        return max(self.levels.get(coordinate, (Level.NONE,)))

    def throughout(self, coordinate: str, relations: Iterable[Relation]) -> Level:
        """The worst level over relations: what filter, sort, group and search may rely on."""
        return min((self.level(coordinate, relation) for relation in relations), default=Level.NONE)

    def relations(self, coordinate: str) -> tuple[Relation, ...]:
        """The relations at which rows of a type (or a field) may be seen."""
        return tuple(r for r in RELATIONS if self.level(coordinate, r) >= Level.VIEW)


@dataclass(frozen=True)
class Scope:
    """What `own`, `team` and `scope` mean for one caller.

    user_ids: the caller and those for whom he is the acting deputy; team_ids: his teams and all below;
    sources, product_ids: rows a partner's key may see (client source, held product).
    """

    user_ids: frozenset[UUID] = frozenset()
    team_ids: frozenset[UUID] = frozenset()
    sources: frozenset[str] = frozenset()
    product_ids: frozenset[UUID] = frozenset()

    @cached_property
    def parameters(self) -> Mapping[str, list[Any]]:
        """What statements are given of it, in order; worked out once, because one scope serves many requests."""
        users = sorted(self.user_ids)
        return {
            "caller_users": users,
            "caller_makers": [f"user:{id}" for id in users],
            "caller_teams": sorted(self.team_ids),
            "caller_sources": sorted(self.sources),
            "caller_products": sorted(self.product_ids),
        }


@dataclass(frozen=True)
class Principal:
    """One caller of one firm.

    subject: `user:<uuid>`, `key:<uuid>` or `system:<name>`; written into audit rows. quota: query cost a minute of a
    key that was given its own.
    """

    firm_id: UUID
    subject: str
    roles: tuple[str, ...] = ()
    mask: Mask = field(default_factory=Mask)
    scope: Scope = field(default_factory=Scope)
    user_id: UUID | None = None
    session_id: UUID | None = None
    locale: str = "zh-CN"
    ip: str | None = None
    stepped_up: bool = False
    quota: int | None = None

    @cached_property
    def named(self) -> str:
        """The caller's name among those of all firms."""
        return f"{self.firm_id.hex} {self.subject}"

    @property
    def is_key(self) -> bool:
        """Whether a program asks, with a key, rather than a person."""
        return self.subject.startswith("key:")

    def may(self, coordinate: str, level: Level = Level.VIEW) -> bool:
        """Whether the caller holds a level on a coordinate for at least some row."""
        return self.mask.anywhere(coordinate) >= level


def system(firm_id: UUID, name: str) -> Principal:
    """The product itself, acting in a firm: jobs, imports from the command line, migrations."""
    return Principal(firm_id=firm_id, subject=f"system:{name}")
