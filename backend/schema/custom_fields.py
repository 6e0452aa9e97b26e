"""Definitions of a firm's own fields: what they are, and who may read and write their values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.scalars import JSON

from backend.book.custom_fields import CUSTOM, SECTION
from backend.book.custom_fields import CustomField as CustomFieldRow
from backend.graph.connections import Connection, Info, child_page
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node
from backend.graph.pages import SortKey
from backend.graph.scalars import Decimal, FieldValue
from backend.graph.sources import Computed, column, paged
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.platform.tenant import Firm
from backend.policies.rules import Effect
from backend.policies.versions import PolicyRule
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.catalogues import Option, initial_of
from backend.schema.nouns import noun_of


def _options_of(options: Sequence[dict[str, Any]]) -> list[Option]:
    return [
        Option(value=each["value"], zh=each["zh"], en=each["en"], retired=bool(each.get("retired")))
        for each in options
    ]


def _options(_context: Context, _stands: Relation, values: Sequence[Any]) -> list[Option]:
    return _options_of(values[0])


@strawberry.type
class CustomField(Node):
    """A field of clients that the firm has added."""

    @classmethod
    def noun(cls) -> str:
        """`customfield_…`."""
        return "customfield"

    version: int = column("version")
    key: str = column("key", description="By which it is named everywhere; given once.")
    kind: str = column(
        "kind", description="text, long_text, number, money, percent, date, choice, choices, …"
    )
    zh: str = column("zh", description="What it is called in Chinese.")
    en: str = column("en", description="What it is called in English.")
    required: bool = column("required", description="Whether a client must have a value.")
    max_length: int | None = column("max_length", description="Characters of a text at most.")
    places: int | None = column("places", description="Decimals of a number.")
    low: Decimal | None = column("low", description="The least number.")
    high: Decimal | None = column("high", description="The greatest number.")
    formula: str | None = column(
        "formula", description="Of what it is computed; null: clients have values of it."
    )
    rollup: JSON | None = column(
        "rollup", description="What rows of a client it tells the sum of; null: none."
    )
    position: int = column("position", description="Its place among those in use, from 1.")
    archived_at: datetime | None = column("archived_at", description="Since when it is out of use.")
    created_at: datetime = column("created_at", description="When it was defined.")
    shown_when: JSON | None = column(
        "shown_when", description="When a client's form shows it, in the rule language; null: always."
    )
    required_when: JSON | None = column(
        "required_when", description="When it has to be filled in though not always."
    )
    client_kinds: list[str] = column(
        "client_kinds", description="Of which clients it is asked; none: of all."
    )

    @declared(Computed(lambda place: (place.row.options,), _options))
    def options(self) -> list[Option]:
        """The values of a choice, in their order."""
        return _options_of(self.row.options)

    @strawberry.field
    def section(self) -> strawberry.ID | None:
        """The section of the form it stands in."""
        id = self.row.section_id
        return None if id is None else strawberry.ID(public_id(SECTION, id))

    @strawberry.field
    def initial(self) -> FieldValue | None:
        """What a new client has: a value, `today`, `me`; null: nothing."""
        found: FieldValue | None = initial_of(self.row.initial, self.row.kind)
        return found

    @strawberry.field
    async def grants(self, info: Info) -> list[FieldGrant]:
        """Who may read or write the values, by role."""
        rules = await info.context.load(_grants_of, coordinate_of(self.row.key)) or []
        return [FieldGrant(role=rule.role, relation=rule.relation, right=rule.right) for rule in rules]

    @declared(paged(lambda: FIELD_HISTORY, "customfield.history"))
    async def history(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry] | None:
        """Who defined and changed it, newest first."""
        return await child_page(info.context, FIELD_HISTORY, self.row.id, first, after, "customfield.history")


@strawberry.type
class FieldGrant:
    """What a role may do with the values of a field, and for which clients."""

    role: str
    relation: str
    right: str


async def _grants_of(
    session: AsyncSession, context: Context, coordinates: Sequence[str]
) -> dict[str, list[PolicyRule]]:
    """What the present policy allows on each coordinate, in its order."""
    rows = await session.scalars(
        select(PolicyRule)
        .join(Firm, (Firm.firm_id == PolicyRule.firm_id) & (Firm.policy_version == PolicyRule.version_number))
        .where(
            PolicyRule.firm_id == context.principal.firm_id,
            Firm.firm_id == context.principal.firm_id,
            PolicyRule.coordinates.overlap(list(coordinates)),
            PolicyRule.effect == Effect.ALLOW.value,
        )
        .order_by(PolicyRule.position)
    )
    found: dict[str, list[PolicyRule]] = defaultdict(list)
    for row in rows:
        for coordinate in set(coordinates) & set(row.coordinates):
            found[coordinate].append(row)
    return found


CUSTOM_FIELD = noun_of("custom_field", CustomFieldRow, CustomField, prefix="customfield")
# Descending, because what is not archived comes first so.
IN_ORDER = (CustomFieldRow.archived_at.desc(), CustomFieldRow.position, CustomFieldRow.key)
FIELD_HISTORY: Children = Children(
    AUDIT, AuditRow.subject_id, (SortKey(AuditRow.id, descending=True),), (AuditRow.noun == "custom_field",)
)


def coordinate_of(key: str) -> str:
    """What rules call a field of the firm's own."""
    return f"Client.{CUSTOM}{key}"
