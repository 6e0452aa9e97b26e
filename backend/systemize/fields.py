"""The field catalogue: one entry makes a field known to forms, lists, filters, API, import, permissions and docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from backend.systemize.formulas.tree import Node


class Kind(StrEnum):
    """The type of a field's value, as the rule language and the forms know it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"
    SEALED = "sealed"
    REGION = "region"
    USER = "user"
    TEAM = "team"
    HOUSEHOLD = "household"
    TAGS = "tags"
    LUNAR = "lunar"
    CLIENT = "client"
    PRODUCT = "product"
    FILE = "file"


class Classification(StrEnum):
    """How much a value may hurt in wrong hands; derived facts inherit the highest of their inputs."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Option:
    """One value of a choice with its words. retired: it stays where it was chosen, and is offered no more."""

    value: str
    zh: str
    en: str
    retired: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a type.

    key: GraphQL name; column: attribute of the model (for SEALED the stem: `_sealed`, `_masked`, `_blind`,
    `_tail` are added); mask: how a value is shown at level `masked` (None: masked is not grantable);
    contact: the kind of contact point the value lives in; nullable only where the data can miss it. ordered_by: the
    attribute that lists sort by (money is also compared by it, in whole cents), where it is not the column. Of a firm's
    own fields: shown_when, required_when: conditions as JSON text; client_kinds: of which clients it is asked, none for
    all; initial: what a new client has, as JSON text; formula: of what it is computed; places: decimals of a number.
    """

    key: str
    column: str
    kind: Kind
    zh: str
    en: str
    classification: Classification = Classification.INTERNAL
    section: str | None = None
    editable: bool = True
    required: bool = False
    filterable: bool = True
    sortable: bool = False
    searchable: bool = False
    mask: Callable[[str], str] | None = None
    options: tuple[Option, ...] = ()
    contact: str | None = None
    max_length: int = 200
    ordered_by: str | None = None
    shown_when: str | None = None
    required_when: str | None = None
    client_kinds: tuple[str, ...] = ()
    initial: str | None = None
    formula: Node | None = None
    places: int | None = None

    @property
    def maskable(self) -> bool:
        """Whether `masked` can be granted: a sealed field always shows its mask."""
        return self.kind is Kind.SEALED or self.mask is not None
