"""The worklist of differences between our units and the registrar's."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import strawberry

from backend.book import unit_breaks
from backend.graph.connections import Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal
from backend.graph.sources import Expression, Standing, ToOne, column
from backend.platform.errors import bad_input
from backend.schema.client_list import MOST_ORDERS, Direction
from backend.schema.clients import CLIENT, Client
from backend.schema.filters import condition_of
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User
from backend.schema.subjects import UNIT_BREAKS, filtered


@strawberry.type
class UnitBreak(Node):
    """A position whose units differ from the registrar's list of a day."""

    version: int = column("version")
    as_of: date | None = column("as_of")
    our_units: Decimal | None = column("our_units", description="Ours, as known when compared.")
    registrar_units: Decimal | None = column("registrar_units")
    state: str | None = column("state", description="open, explained (the units still differ), resolved.")
    note: str | None = column("note", description="Why, as whoever settled it said.")
    settled_at: datetime | None = column("settled_at")
    investor: str | None = column(
        "investor_masked", description="The registrar's account, masked, where no client is known."
    )

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it."""
        return self.stands

    @declared(Expression(lambda place: place.row.our_units - place.row.registrar_units))
    def difference(self) -> Decimal | None:
        """Ours less the registrar's."""
        return Decimal(self.row.our_units - self.row.registrar_units)

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose units; null where nobody knows, or out of the caller's reach."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "settled_by_id"))
    async def settled_by(self, info: Info) -> User | None:
        """Who settled it; null while open, and where a later list of the registrar agreed."""
        return await node_of(info.context, USER, self.row.settled_by_id)  # type: ignore[no-any-return]


@strawberry.enum
class UnitBreakOrderField(enum.Enum):
    """What differences can be sorted by."""

    AS_OF = "asOf"
    STATE = "state"


@strawberry.input
class UnitBreakOrder:
    """One field to sort by."""

    field: UnitBreakOrderField
    direction: Direction = Direction.ASC


COLUMNS: dict[UnitBreakOrderField, Any] = {
    UnitBreakOrderField.AS_OF: unit_breaks.UnitBreak.as_of,
    UnitBreakOrderField.STATE: unit_breaks.UnitBreak.state,
}
UNIT_BREAK: Noun = noun_of("unit_break", unit_breaks.UnitBreak, UnitBreak, prefix="unitbreak")


def unit_breaks_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Differences, the latest day first when no order is given."""
    bounds: list[Any] = []
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], UNIT_BREAKS), UNIT_BREAKS))
    keys: list[SortKey] = []
    names = []
    for order in arguments["orderBy"]:
        if len(keys) == MOST_ORDERS:
            raise bad_input("orderBy", "limit", limit=MOST_ORDERS)
        field = order["field"].literal(draft.context)
        demand(draft.context, "UnitBreak", f"UnitBreak.{field.value}")
        descending = order["direction"].literal(draft.context) is Direction.DESC
        keys.append(SortKey(COLUMNS[field], descending))
        names.append(f"{field.value}{'-' if descending else '+'}")
    if not keys:
        demand(draft.context, "UnitBreak", "UnitBreak.asOf")
        keys.append(SortKey(unit_breaks.UnitBreak.as_of, descending=True))
    keys.append(SortKey(unit_breaks.UnitBreak.id, descending=keys[-1].descending))
    return Paged(UNIT_BREAK, tuple(bounds), tuple(keys), "unitBreaks:" + ",".join(names))
