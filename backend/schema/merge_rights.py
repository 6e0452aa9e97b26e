"""Who may make two clients one, and whose values he may choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.book.client_fields import CLIENT_FIELD
from backend.graph.context import Context
from backend.platform.errors import Code, Refused
from backend.platform.principal import Level
from backend.schema.changing import subject
from backend.schema.clients import CLIENT
from backend.systemize.fields import Kind


async def both_of(context: Context, id: str, other: str, call: str) -> tuple[Any, Any]:
    """The two clients, if the caller sees both and may call the mutation on each.

    Raises Refused(NOT_FOUND) out of reach, FORBIDDEN without the right at a relation.
    """
    return await subject(context, CLIENT, id, call), await subject(context, CLIENT, other, call)


def may_take(context: Context, survivor: Any, loser: Any) -> Callable[[str], bool]:
    """Whether the caller may let a field of the survivor be that of the loser: write the one and read the other.

    Of a sealed field the mask is enough: its value goes over without being shown.
    """
    mask = context.principal.mask

    def may(key: str) -> bool:
        field = CLIENT_FIELD.get(key)
        least = Level.MASKED if field is not None and field.kind is Kind.SEALED else Level.VIEW
        readable = mask.level(f"Client.{key}", loser.stands) >= least
        # The type of a document goes with its number.
        with_type = key != "idNumber" or mask.may_write("Client", "idType", survivor.stands)
        return readable and with_type and mask.may_write("Client", key, survivor.stands)

    return may


def demand_choices(choices: dict[str, str], may: Callable[[str], bool]) -> None:
    """Raise Refused(FORBIDDEN) naming the first field chosen from the other side that may not be."""
    for key, side in choices.items():
        if side == "theirs" and not may(key):
            raise Refused(Code.FORBIDDEN, coordinate=f"Client.{key}")
