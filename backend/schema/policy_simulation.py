"""What others see of a client, by the policy in force and by its draft: read as they would read, told without a value.

The client's query is really run with the rights of each subject; of what it answers only that something was denied,
masked or open is kept. Values are the caller's own: read with his rights, or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import orjson
import strawberry
from graphql import ListTypeNode, ObjectTypeDefinitionNode, OperationType, TypeNode, parse
from graphql.language import NonNullTypeNode
from sqlalchemy import select

from backend.auth.roster import load_roster
from backend.book.clients import Client as ClientRow
from backend.book.staff_roles import roles_of
from backend.graph.answers import Answer
from backend.graph.asking import Asked
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.deadlines import BoundContext
from backend.graph.nodes import RelationEnum, node_of
from backend.graph.operations import Operations
from backend.graph.rights import demand_at
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Mask, Principal, Relation, Scope
from backend.policies.classes import class_of
from backend.policies.coordinates import SDL, Kind
from backend.policies.drafts import cells_in, present_draft, still_other, with_cells
from backend.policies.enforcement import Policy
from backend.policies.roles import ROLES
from backend.policies.words import label_of
from backend.schema.clients import CLIENT
from backend.schema.export_reading import LIST_OPERATIONS
from backend.schema.policy_words import Telling, telling
from backend.schema.staff import USER, User
from backend.schema.viewer import policies_of

MOST_SUBJECTS: Final = 4
HIDDEN, DENIED = "hidden", "denied"
_STATES: Final = {Level.NONE: DENIED, Level.MASKED: "masked", Level.VIEW: "view", Level.EDIT: "edit"}
# Figures that are worked out day by day: they are as open as their own field says, and would be worked out in vain.
UNREAD: Final = frozenset({"performance", "worthHistory", "assets", "timeline", "suitability", "signals"})


@strawberry.input
class PolicySubjectInput:
    """Whose eyes: a person's, or those of a role. relation: how a role stands to the client; without a client of the
    caller's own choice also how a person does."""

    role: str | None = None
    user: strawberry.ID | None = None
    relation: RelationEnum = Relation.OWN  # type: ignore[valid-type]


@strawberry.type
class PolicySubject:
    """Whose eyes it was seen with."""

    role: str | None
    user: User | None
    roles: list[str] = strawberry.field(description="The roles held.")
    relation_now: RelationEnum | None = strawberry.field(  # type: ignore[valid-type]
        description="How he stands to the client; null: he does not see it at all."
    )
    relation_then: RelationEnum | None = strawberry.field(  # type: ignore[valid-type]
        description="The same under the draft."
    )


@strawberry.type
class PolicySimulated:
    """A field of the client: what the caller himself reads, and what each subject would find."""

    coordinate: str
    label: str
    classification: str
    value: str | None = strawberry.field(
        description="As the caller may read it himself; null where he may not."
    )
    now: list[str] = strawberry.field(
        description="By subject: hidden (the client is not seen), denied, masked, view, edit."
    )
    then: list[str] = strawberry.field(description="The same under the draft.")


@strawberry.type
class PolicySimulation:
    """A client side by side as several people see it."""

    sampled: bool = strawberry.field(
        description="Whether the product chose a client, of which nothing is told."
    )
    has_draft: bool
    subjects: list[PolicySubject]
    fields: list[PolicySimulated]


@strawberry.type
class PolicySimulationQueries:
    """Policies tried before they are in force."""

    @strawberry.field
    async def simulate_policy(
        self, info: Info, subjects: list[PolicySubjectInput], client: strawberry.ID | None = None
    ) -> PolicySimulation:
        """What up to four people or roles find of a client, now and under the draft.

        client: one that the caller sees himself; null: any of the firm's, of which nothing but rights is told.
        """
        return await simulation(info.context, subjects, client)


@dataclass(frozen=True)
class _Seen:
    """What somebody found. relation: None when the client was not there for him."""

    relation: Relation | None
    denied: frozenset[str]
    mask: Mask

    def state(self, coordinate: str) -> str:
        """What he finds of a coordinate."""
        if self.relation is None:
            return HIDDEN
        if coordinate in self.denied:
            return DENIED
        return _STATES[self.mask.level(coordinate, self.relation)]


async def simulation(
    context: Context, subjects: Sequence[PolicySubjectInput], client: str | None
) -> PolicySimulation:
    """Raises Refused: BAD_USER_INPUT; NOT_FOUND for a client or a person out of the caller's reach."""
    if not 1 <= len(subjects) <= MOST_SUBJECTS:
        raise bad_input("subjects", "range", low=1, high=MOST_SUBJECTS)
    if client is None:
        row: Any = await _any_client(context, {each.relation for each in subjects})
    else:
        node = await node_of(context, CLIENT, own_id(CLIENT.word, client))
        row = None if node is None else node.row
        if node is not None and any(each.user is not None for each in subjects):
            # How a person stands to a client is told by who serves him.
            for name in ("Client.owner", "Client.team", "Client.assignments"):
                demand_at(context, name, node.stands)
    if row is None:
        raise Refused(Code.NOT_FOUND)
    how = await telling(context)
    policy, drafted = await _policies(context)
    found = [await _subject(context, each, row, sampled=client is None) for each in subjects]
    now, then = [], []
    for subject in found:
        now.append(await _seen(context, subject.principal, row))
        under = subject.principal if drafted is None else await _under(context, subject.principal, drafted)
        then.append(
            now[-1] if under.mask.id == subject.principal.mask.id else await _seen(context, under, row)
        )
    values = {} if client is None else await _own_values(context, row)
    names = _coordinates(policy if drafted is None else drafted, how)
    return PolicySimulation(
        sampled=client is None,
        has_draft=drafted is not None,
        subjects=[
            PolicySubject(
                role=subject.role, user=subject.user, roles=list(subject.principal.roles),
                relation_now=seen.relation, relation_then=later.relation,
            )
            for subject, seen, later in zip(found, now, then, strict=True)
        ],
        fields=[
            PolicySimulated(
                coordinate=name,
                label=label_of(name, how.locale, how.own),
                classification=class_of(policy.coordinates[name]).value,
                value=values.get(name),
                now=[seen.state(name) for seen in now],
                then=[seen.state(name) for seen in then],
            )
            for name in names
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class _Subject:
    role: str | None
    user: User | None
    principal: Principal


async def _any_client(context: Context, relations: Collection[Relation]) -> Any:
    """A client of the firm to whom somebody can stand in these relations: the one that has been there for longest."""
    needed = {
        Relation.OWN: ClientRow.owner_id,
        Relation.TEAM: ClientRow.team_id,
        Relation.SCOPE: ClientRow.source,
    }
    there = [column.is_not(None) for relation, column in needed.items() if relation in relations]
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        return await session.scalar(
            select(ClientRow)
            .where(ClientRow.firm_id == context.principal.firm_id, ClientRow.archived_at.is_(None), *there)
            .order_by(ClientRow.id)
            .limit(1)
        )


async def _policies(context: Context) -> tuple[Policy, Policy | None]:
    """The policy in force, and the one its draft makes; None where there is no draft that changes anything."""
    _, policy = await policies_of(context).numbered(context.principal.firm_id)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        draft = await present_draft(session)
    cells = {} if draft is None else still_other(policy, cells_in(draft.content))
    if not cells:
        return policy, None
    rules = with_cells(policy.rules, cells, policy.coordinates)
    return policy, await asyncio.to_thread(Policy, rules, policy.coordinates)


async def _subject(context: Context, given: PolicySubjectInput, row: Any, *, sampled: bool) -> _Subject:
    """Somebody with the rights he has now. He is charged nothing, and nothing is done in his name."""
    if (given.role is None) == (given.user is None):
        raise bad_input("subjects", "required")
    firm_id = context.principal.firm_id
    user: Any = None
    if given.user is not None:
        user = await node_of(context, USER, own_id(USER.word, given.user))
        if user is None:
            raise Refused(Code.NOT_FOUND)
        async with context.database.read(firm_id) as session:
            context.queries += 1
            roles = (await roles_of(session, [user.row.id])).get(user.row.id, ())
    elif given.role in ROLES:
        roles = (given.role,)
    else:
        raise bad_input("role", "choice")
    scope = _standing(given.relation, row)
    if user is not None and not sampled:
        context.queries += 3
        scope = (await load_roster(context.database, firm_id)).scope_of(user.row.id, business_date())
    principal = Principal(
        firm_id=firm_id,
        subject="system:simulation",
        roles=roles,
        mask=await policies_of(context).mask_of(firm_id, roles),
        scope=scope,
        user_id=next(iter(sorted(scope.user_ids)), None) if user is None or sampled else user.row.id,
        locale=context.principal.locale,
    )
    return _Subject(given.role, user, principal)


def _standing(relation: Relation, row: Any) -> Scope:
    """A scope by which somebody stands to a client so, and not nearer. Raises Refused where nobody could."""
    if relation is Relation.OWN and row.owner_id is not None:
        return Scope(user_ids=frozenset({row.owner_id}))
    if relation is Relation.TEAM and row.team_id is not None:
        return Scope(team_ids=frozenset({row.team_id}))
    if relation is Relation.SCOPE and row.source is not None:
        return Scope(sources=frozenset({row.source}))
    return Scope()


async def _under(context: Context, principal: Principal, policy: Policy) -> Principal:
    """The same person under another policy."""
    mask = await policies_of(context).mask_under(principal.firm_id, policy, principal.roles)
    return replace(principal, mask=mask)


async def _seen(context: Context, principal: Principal, row: Any) -> _Seen:
    answer, client = await _read(context, principal, row)
    if client is None:
        return _Seen(None, frozenset(), principal.mask)
    denied = {
        str(error["extensions"].get("coordinate"))
        for error in answer.errors
        if error["extensions"].get("code") == Code.FORBIDDEN
    }
    return _Seen(Relation[client["relation"]], frozenset(denied), principal.mask)


async def _read(context: Context, principal: Principal, row: Any) -> tuple[Answer, dict[str, Any] | None]:
    """A client as somebody's own query answers it."""
    operations: Operations = context.services.extra[LIST_OPERATIONS]
    bound = BoundContext(principal, context.services)
    asked = Asked(document(), {"id": public_id(CLIENT.word, row.id)})
    begun = operations.begin(asked, bound, {OperationType.QUERY})
    answer = begun if isinstance(begun, Answer) else await operations.execute(begun)
    context.queries += bound.queries
    return answer, (orjson.loads(answer.body()).get("data") or {}).get("client")


async def _own_values(context: Context, row: Any) -> dict[str, str]:
    """What the caller reads of the client himself, by coordinate; what he may not read is absent."""
    _, client = await _read(context, context.principal, row)
    return {
        f"Client.{key}": value if isinstance(value, str) else orjson.dumps(value).decode()
        for key, value in (client or {}).items()
        if key not in {"id", "relation"} and value is not None and not isinstance(value, dict | list)
    }


def _coordinates(policy: Policy, how: Telling) -> list[str]:
    """The fields of clients that are told: those of the product and the firm's own, in the order of the grid."""
    return [
        name
        for name, coordinate in policy.coordinates.items()
        if coordinate.kind is Kind.FIELD and coordinate.group == "Client" and how.tells(name)
    ]


@cache
def document() -> str:
    """Asks for a client with every field that needs no argument; of what is behind one, only whether it is there."""
    sdl = parse(SDL.read_text(encoding="utf-8"), no_location=True)
    client = next(
        node
        for node in sdl.definitions
        if isinstance(node, ObjectTypeDefinitionNode) and node.name.value == CLIENT.type_name
    )
    objects = {node.name.value for node in sdl.definitions if isinstance(node, ObjectTypeDefinitionNode)}
    return f"query($id: ID!) {{ client(id: $id) {{ {' '.join(_asked(client, objects))} }} }}"


def _asked(client: ObjectTypeDefinitionNode, objects: Collection[str]) -> Iterator[str]:
    for field in client.fields or ():
        arguments = field.arguments or ()
        if field.name.value in UNREAD or any(
            isinstance(each.type, NonNullTypeNode) and each.default_value is None for each in arguments
        ):
            continue
        first = "(first: 1)" if any(each.name.value == "first" for each in arguments) else ""
        behind = " { __typename }" if _named(field.type) in objects else ""
        yield f"{field.name.value}{first}{behind}"


def _named(node: TypeNode) -> str:
    while isinstance(node, NonNullTypeNode | ListTypeNode):
        node = node.type
    return str(getattr(node, "name").value)  # noqa: B009  what remains is a NamedTypeNode
