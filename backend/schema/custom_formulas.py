"""Formulas of the firm's own fields: who may write one, and what one would answer of a client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import strawberry
from sqlalchemy import select
from strawberry.scalars import JSON

from backend.book.clients import Client as ClientRow
from backend.book.custom_field_changes import MOST_PLACES
from backend.book.custom_fields import CUSTOM, KINDS, NUMERIC, CustomField, as_field
from backend.book.custom_formulas import (
    INPUTS,
    computed_of,
    formula_of,
    inputs_of,
    places_of,
    rests_on_rows,
    written,
)
from backend.book.custom_values import fields_in_use
from backend.book.rollups import rolled_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.scalars import FieldValue
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Principal, Relation
from backend.schema.clients import CLIENT
from backend.schema.custom_values import rolled_values
from backend.schema.rollup_checks import checked_rollup
from backend.systemize.fields import Field
from backend.systemize.formulas.reading import read
from backend.systemize.formulas.tree import Node, Rolled, refs, rolled_in


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
        hold_inputs(principal, read(formula))
        async with context.database.read(principal.firm_id) as session:
            rows = await fields_in_use(session)
        field = _asked(key, kind, places)
        return await _answered(context, client, field, formula_of(formula, key or "", kind, rows))

    @strawberry.field
    async def preview_rollup(
        self,
        info: Info,
        rollup: JSON,
        kind: str,
        client: strawberry.ID,
        key: str | None = None,
        places: int | None = None,
    ) -> FormulaPreview | None:
        """What a roll-up for a field of a kind would come to for a client, of the rows that the caller reaches."""
        context = info.context
        field = _asked(key, kind, places)
        kept = checked_rollup(context.principal, key or "x", kind, rollup)
        return await _answered(
            context, client, field, rolled_of(CustomField(key=key or "x", kind=kind, rollup=kept))
        )


def _asked(key: str | None, kind: str, places: int | None) -> Field:
    """The field that is to be. Raises Refused(BAD_USER_INPUT)."""
    if kind not in KINDS or (places is not None and not 0 <= places <= MOST_PLACES):
        raise bad_input("kind", "choice")
    return as_field(CustomField(key=key or "x", kind=kind, zh="", en="", options=[], places=places))


async def _answered(context: Context, client: str, field: Field, tree: Node) -> FormulaPreview:
    """What a formula answers of a client, by the rights on all that it rests on."""
    principal = context.principal
    node = await node_of(context, CLIENT, own_id("client", client))
    if node is None:
        raise bad_input("client", "unknown")
    # Who may not read what it rests on of this very client is told nothing.
    for coordinate, relation in _rests_on(replace(field, formula=tree), node.stands):
        if principal.mask.level(coordinate, relation) < Level.VIEW:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)
    async with context.database.read(principal.firm_id) as session:
        context.queries += 2
        row: Any = (
            await session.execute(
                select(ClientRow).where(ClientRow.firm_id == principal.firm_id, ClientRow.id == node.row.id)
            )
        ).scalar_one()
        rolled = await rolled_values(session, principal, [node.row.id], rolled_in(tree))
    places = places_of(field) if field.kind in NUMERIC else None
    value = computed_of(tree, row, places, context.day, rolled.get(node.row.id, {}))
    return FormulaPreview(value=written(field, value))  # type: ignore[arg-type]


def _rests_on(field: Field, stands: Relation) -> Iterator[tuple[str, Relation]]:
    assert field.formula is not None
    own = field.formula.key if isinstance(field.formula, Rolled) else None
    yield from ((f"Client.{key}", stands) for key in inputs_of(field) if key != own)
    for coordinate, alone in sorted(rests_on_rows(field)):
        yield coordinate, Relation.FIRM if alone else stands
