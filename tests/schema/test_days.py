"""Days at both ends of what a date can be: refused, or answered; never a fault of ours."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLNonNull, get_named_type, is_object_type

from backend.platform.ids import public_id
from tests.schema.calls import new_client
from tests.schema.house import _SCHEMA, House, codes_of

ENDS = ("0001-01-01", "9999-12-31")
QUERY = _SCHEMA._schema.query_type
# Roots with a day among their arguments.
DATED = sorted(
    name
    for name, field in (QUERY.fields if QUERY else {}).items()
    if any(get_named_type(argument.type).name == "Date" for argument in field.args.values())
)


def document(house: House, name: str, day: str) -> str:
    """A root field asked with one day for all its days, and what else it requires."""
    assert QUERY is not None
    field = QUERY.fields[name]
    given = []
    for argument, how in field.args.items():
        kind = get_named_type(how.type).name
        if kind == "Date":
            given.append(f'{argument}: "{day}"')
        elif isinstance(how.type, GraphQLNonNull):
            given.append(f"{argument}: {_value(house, argument, kind)}")
    selection = " { __typename }" if is_object_type(get_named_type(field.type)) else ""
    return f"{{ {name}({', '.join(given)}){selection} }}"


def _value(house: House, argument: str, kind: str) -> str:
    if kind == "ID":
        return f'"{house.id("journeytemplate" if argument == "template" else argument)}"'
    return {"String": '"hnw"', "Int": "1"}.get(kind, "null")


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize("name", DATED)
async def test_a_day_at_an_end_is_no_fault_of_ours(house: House, name: str, day: str) -> None:
    for who in ("executive", "operations", "finance"):
        answer = await house.ask(who, document(house, name, day))
        assert not set(codes_of(answer)) - {"BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND"}, answer


@pytest.mark.parametrize("day", ENDS)
async def test_what_becomes_an_instant_says_which_days_there_are(house: House, day: str) -> None:
    calendar = "query($d: Date!) { calendar(from: $d, to: $d) { truncated } }"
    asked = await house.ask("client_manager", calendar, d=day)
    assert problem(asked) == ("from", "range")
    client_id, _ = await new_client(house, "client_manager")
    order = {
        "client": public_id("client", client_id), "product": house.id("product"), "kind": "initial",
        "amount": "1000000", "openOn": day,
    }  # fmt: skip
    create = "mutation($i: CreateOrderInput!) { createOrder(input: $i) { id } }"
    assert problem(await house.ask("client_manager", create, i=order)) == ("openOn", "range")
    assert not codes_of(await house.ask("client_manager", create, i=order | {"openOn": "2999-12-31"}))


def problem(answer: dict[str, Any]) -> tuple[Any, Any]:
    """Which input was wrong, and how."""
    params = answer["errors"][0]["extensions"]["params"]
    return params.get("field"), params.get("problem")
