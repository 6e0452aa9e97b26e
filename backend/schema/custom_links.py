"""Values of the firm's own fields that name clients and products: written by whoever reaches what they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.book.custom_fields import POINTING, REACHED
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.schema.clients import CLIENT
from backend.schema.custom_values import noun_of


async def hold_reached(context: Context, values: Mapping[str, Any]) -> None:
    """Raises Refused(BAD_USER_INPUT, unknown) for a client or product out of the writer's reach.

    values: by catalogue key and `custom:<key>`. What is no id at all is refused where the value is checked.
    """
    own = context.principal.mask.own
    for key, raw in values.items():
        field = own.get(key)
        if field is None or field.kind not in REACHED or not isinstance(raw, str):
            continue
        try:
            id = own_id(POINTING[field.kind], raw)
        except Refused:
            continue
        if await node_of(context, noun_of(field.kind, lambda: CLIENT), id) is None:
            raise bad_input(key, "unknown")
