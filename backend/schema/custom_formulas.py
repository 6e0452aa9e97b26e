"""Formulas of the firm's own fields: who may write one, and what one would answer of a client."""

from __future__ import annotations

from typing import Any

import strawberry
from sqlalchemy import select

from backend.book.clients import Client as ClientRow
from backend.book.custom_fields import CUSTOM, KINDS, NUMERIC, CustomField, as_field
from backend.book.custom_formulas import INPUTS, computed_of, formula_of, places_of, written
from backend.book.custom_values import fields_in_use
from backend.graph.connections import Info
from backend.graph.nodes import node_of
from backend.graph.scalars import FieldValue
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Principal
from backend.schema.clients import CLIENT
from backend.systemize.formulas.reading import read
from backend.systemize.formulas.tree import Node, refs


def hold_inputs(principal: Principal, node: Node) -> None:
    """Raises Refused(FORBIDDEN) when a formula names what its author may not read of every client he sees.

    Own fields he does not know of are refused alike, whether they are there or not; what no formula can name is refused
    as such by whoever checks it.
    """
    mask = principal.mask
    relations = mask.relations("Client")
    for key in refs(node):
        known = key in mask.own if key.startswith(CUSTOM) else key in INPUTS
        is_clear = known and mask.throughout(f"Client.{key}", relations) >= Level.VIEW
        if not is_clear and (known or key.startswith(CUSTOM)):
            raise Refused(Code.FORBIDDEN, coordinate=f"Client.{key}")


@strawberry.type
class FormulaPreview:
    """What a formula would answer of a client; null: nothing, because something is missing or divided by nothing."""

    value: FieldValue | None


@strawberry.type
class FormulaQueries:
    """What to know before a field is computed."""

    @strawberry.field
    async def preview_formula(
        self,
        info: Info,
        formula: str,
        kind: str,
        client: strawberry.ID,
        key: str | None = None,
        places: int | None = None,
    ) -> FormulaPreview | None:
        """What a formula for a field of a kind would answer of a client. key: of the field it is for, if any."""
        context = info.context
        principal = context.principal
        if kind not in KINDS or (places is not None and not 0 <= places <= 8):
            raise bad_input("kind", "choice")
        hold_inputs(principal, read(formula))
        node = await node_of(context, CLIENT, own_id("client", client))
        if node is None:
            raise bad_input("client", "unknown")
        async with context.database.read(principal.firm_id) as session:
            rows = await fields_in_use(session)
            tree = formula_of(formula, key or "", kind, rows)
            row: Any = (
                await session.execute(
                    select(ClientRow).where(
                        ClientRow.firm_id == principal.firm_id, ClientRow.id == node.row.id
                    )
                )
            ).scalar_one()
            # Who may not read what it rests on of this very client is told nothing.
            if any(principal.mask.level(f"Client.{each}", node.stands) < Level.VIEW for each in refs(tree)):
                raise Refused(Code.FORBIDDEN, coordinate=f"Client.{refs(tree)[0]}")
            field = as_field(CustomField(key=key or "x", kind=kind, zh="", en="", options=[], places=places))
            value = computed_of(tree, row, places_of(field) if field.kind in NUMERIC else None)
            return FormulaPreview(value=written(field, value))  # type: ignore[arg-type]
