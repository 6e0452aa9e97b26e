"""Rights at run time: each field is judged at the relation of the row it stands on; what nobody granted is closed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from backend.graph.context import Context
from backend.graph.rights import Rights, demand, demand_at, is_plumbing
from backend.graph.scalars import SCALARS, Money
from backend.platform.principal import Level, Mask, Principal, Relation

OWN, TEAM = Relation.OWN, Relation.TEAM
N, M, V, E = Level.NONE, Level.MASKED, Level.VIEW, Level.EDIT


@strawberry.type
class Thing:
    """A row that stands to the caller."""

    stands: strawberry.Private[Relation]
    name: str
    secret: str | None
    worth: Money | None

    @strawberry.field
    async def later(self) -> str | None:
        """Resolved asynchronously."""
        return "abc"


@strawberry.type
class Query:
    """Roots."""

    @strawberry.field
    def things(self) -> list[Thing]:
        """One row of each relation."""
        return [Thing(stands=r, name=str(r), secret="s3cret", worth=Money(Decimal(1))) for r in (OWN, TEAM)]

    @strawberry.field
    def maybe(self) -> Thing | None:
        """A row, or nothing."""
        return Thing(stands=TEAM, name="t", secret=None, worth=None)


class Masking(Rights):
    """With masks of two fields."""

    masks: ClassVar[Any] = {"Thing.name": lambda text: text[0] + "*", "Thing.later": lambda _text: "***"}


SCHEMA = strawberry.Schema(query=Query, extensions=[Masking], config=StrawberryConfig(scalar_map=SCALARS))
ROOTS = {"Query.things": (V, V, V, V), "Query.maybe": (V, V, V, V)}


NO_SERVICES: Any = None  # rights look at nothing but the caller


def _context(**levels: tuple[Level, ...]) -> Context:
    named = {name.replace("__", "."): value for name, value in levels.items()}
    caller = Principal(UUID(int=1), "user:x", mask=Mask(levels={**ROOTS, **named}), locale="en")
    return Context(caller, NO_SERVICES)


async def _ask(document: str, context: Context) -> tuple[Any, list[str]]:
    result = await SCHEMA.execute(document, context_value=context)
    told = [str((error.extensions or {}).get("coordinate")) for error in result.errors or []]
    return result.data, told


async def test_a_field_is_judged_at_the_relation_of_its_row() -> None:
    context = _context(Thing__name=(V, V, V, V), Thing__secret=(V, N, N, N))
    data, told = await _ask("{ things { name secret } }", context)
    assert data == {"things": [{"name": "own", "secret": "s3cret"}, {"name": "team", "secret": None}]}
    assert told == ["Thing.secret"]


async def test_a_denied_field_is_told_once_however_many_rows_and_aliases() -> None:
    data, told = await _ask("{ things { a: secret b: secret } maybe { secret } }", _context())
    assert data["things"] == [{"a": None, "b": None}] * 2
    assert told == ["Thing.secret"]


async def test_a_masked_field_shows_its_mask_also_when_it_is_resolved_later() -> None:
    context = _context(Thing__name=(V, M, N, N), Thing__later=(M, V, N, N))
    data, told = await _ask("{ things { name later } }", context)
    assert data == {"things": [{"name": "own", "later": "***"}, {"name": "t*", "later": "abc"}]}
    assert told == []


async def test_a_denied_field_that_cannot_be_null_takes_the_nearest_parent_that_can() -> None:
    data, told = await _ask("{ maybe { name } }", _context())
    assert data == {"maybe": None}
    assert told == ["Thing.name"]


async def test_a_root_nobody_granted_is_refused_and_not_resolved() -> None:
    context = Context(Principal(UUID(int=1), "user:x", locale="en"), NO_SERVICES)
    data, told = await _ask("{ maybe { secret } }", context)
    assert data == {"maybe": None}
    assert told == ["Query.maybe"]


@pytest.mark.parametrize(
    ("levels", "relations", "level", "allowed"),
    [
        ((V, V, N, N), (V, V, N, N), V, True),
        ((V, N, N, N), (V, V, N, N), V, False),  # the caller sees team rows, but the field only on his own
        ((V, N, N, N), (V, N, N, N), V, True),  # he sees no team rows at all
        ((M, M, M, M), (V, V, V, V), V, False),
        ((M, M, M, M), (V, V, V, V), M, True),
        ((E, E, E, E), (N, N, N, N), V, False),  # no rows, no use
    ],
)
def test_a_use_needs_the_right_wherever_the_caller_sees_rows(
    levels: tuple[Level, ...], relations: tuple[Level, ...], level: Level, allowed: bool
) -> None:
    context = _context(Thing=relations, Thing__secret=levels)
    if allowed:
        demand(context, "Thing", "Thing.secret", level)
        return
    with pytest.raises(GraphQLError) as refused:
        demand(context, "Thing", "Thing.secret", level)
    assert refused.value.extensions is not None
    assert refused.value.extensions["code"] == "FORBIDDEN"


def test_a_demand_at_a_row_looks_at_its_relation_only() -> None:
    context = _context(Mutation__x=(V, N, N, N))
    demand_at(context, "Mutation.x", OWN)
    with pytest.raises(GraphQLError):
        demand_at(context, "Mutation.x", TEAM)


def test_plumbing_carries_no_data_of_its_own() -> None:
    assert is_plumbing("ClientConnection", "totalCount")
    assert is_plumbing("Client", "id")
    assert not is_plumbing("Client", "name")
