"""Changes of clients, families, tags, interactions and tasks: names in, domain function, row out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import strawberry
from strawberry import UNSET

from backend.book import assignments, client_changes, households, reveal, tag_changes, tags
from backend.book.client_fields import CLIENT_FIELDS
from backend.book.contact_points import ContactDraft
from backend.book.custom_fields import CUSTOM
from backend.book.form_saving import touches
from backend.book.households import ClientRelation as TieRow
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.platform.versions import locked
from backend.schema import client_inputs, inputs, tag_inputs
from backend.schema.amending import amended
from backend.schema.catalogue import given
from backend.schema.changing import (
    Key,
    change,
    changed,
    demand_edit,
    id_of,
    outcome_of,
    seen_client,
    subject,
)
from backend.schema.client_reads import family_of, relations_of
from backend.schema.client_ties import ClientRelation
from backend.schema.clients import CLIENT, Client
from backend.schema.custom_links import hold_reached
from backend.schema.households import HOUSEHOLD, Household
from backend.schema.staff import USER
from backend.schema.tags import TAG, Tag


@strawberry.type
class Revealed:
    """A clear value, shown once."""

    coordinate: str
    value: str


def _drafts(points: Sequence[client_inputs.ContactPointInput] | None) -> list[ContactDraft]:
    return [ContactDraft(p.kind, p.value, p.label, p.primary) for p in points or ()]


def _own(values: Sequence[client_inputs.CustomValueInput] | None) -> dict[str, Any]:
    """Values of the firm's own fields by `custom:<key>`. Raises Refused(BAD_USER_INPUT) for a field given twice."""
    found: dict[str, Any] = {}
    for each in values or ():
        if CUSTOM + each.field in found:
            raise bad_input(CUSTOM + each.field, "field_twice")
        found[CUSTOM + each.field] = each.value
    return found


async def _movable(context: Context, ids: Sequence[str], stay: Sequence[Client] = ()) -> list[Any]:
    """The ids of clients whose family the caller may change; those that `stay` where they are need no right."""
    if len(ids) > households.MOST:
        raise bad_input("members", "limit", limit=households.MOST)
    nodes = await nodes_of(context, CLIENT, [own_id("client", id) for id in ids])
    staying = {client.row.id for client in stay}
    for node in nodes:
        if node is None:
            raise bad_input("members", "unknown")
        if node.row.id not in staying:
            demand_edit(context, "Client", ["household"], node.stands)
    return [node.row.id for node in nodes]


@strawberry.type
class ClientMutations:
    """Clients and what hangs on them."""

    @changing(lambda: CLIENT)
    async def create_client(
        self, info: Info, input: client_inputs.CreateClientInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take a client into the book; refused as DUPLICATE when he seems to be there already."""
        context = info.context
        values, points = given(input, CLIENT_FIELDS) | _own(input.custom), _drafts(input.contact_points)
        hung = [name for name in ("owner", "tags", "custom") if getattr(input, name)]
        demand_edit(context, "Client", [*values, *(p.kind for p in points), *hung], Relation.OWN)
        tag_ids = [own_id("tag", tag) for tag in input.tags or ()]
        await hold_reached(context, values)
        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "createClient",
            lambda session: client_changes.create_client(
                session, context.services.vault, values, points,
                owner_id=id_of(USER, input.owner), tag_ids=tag_ids, allow_duplicate=bool(input.allow_duplicate),
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def update_client(
        self, info: Info, input: client_inputs.UpdateClientInput, idempotency_key: Key = None
    ) -> Client | None:
        """Change fields of a client."""
        context = info.context
        values = given(input, CLIENT_FIELDS) | _own(input.custom)
        plain_alone = idempotency_key is None and input.contact_points is UNSET
        if plain_alone and not touches(context.principal, values):
            id = own_id("client", input.id)
            plain = client_changes.amended(values)
            if plain is not None and await amended(
                context, CLIENT, "updateClient", id, input.version, plain,
                client_changes.told_of(id, values), keys=values,
            ):  # fmt: skip
                return await outcome_of(context, CLIENT, id)  # type: ignore[no-any-return]
        node = await subject(context, CLIENT, input.id, "updateClient")
        points = None if input.contact_points is UNSET else _drafts(input.contact_points)
        own = ["custom"] if input.custom else []
        demand_edit(context, "Client", [*own, *values, *(p.kind for p in points or ())], node.stands)
        await hold_reached(context, values)
        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "updateClient",
            lambda session: client_changes.update_client(
                session, context.services.vault, node.row.id, input.version, values, points
            ),
            key=idempotency_key, input=[input.id, input.version, values, points],
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def archive_client(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take a client who holds nothing out of the lists."""
        node = await subject(info.context, CLIENT, input.id, "archiveClient")
        return await changed(  # type: ignore[no-any-return]
            info.context, CLIENT, "archiveClient",
            lambda session: client_changes.archive(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def assign_client(
        self, info: Info, input: client_inputs.AssignClientInput, idempotency_key: Key = None
    ) -> Client | None:
        """Give a person a role for a client, or end it; null when the client left the caller's reach by it."""
        node = await subject(info.context, CLIENT, input.id, "assignClient")
        user_id = own_id("user", input.user)

        async def work(session: Any) -> Any:
            if input.end:
                return await assignments.unassign(session, node.row.id, input.version, user_id, input.role)
            return await assignments.assign(
                session, node.row.id, input.version, user_id,
                role=input.role, credit=input.credit, reason=input.reason,
            )  # fmt: skip

        return await changed(  # type: ignore[no-any-return]
            info.context, CLIENT, "assignClient", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @strawberry.mutation
    async def add_relation(
        self, info: Info, input: client_inputs.AddRelationInput, idempotency_key: Key = None
    ) -> ClientRelation | None:
        """Tie two clients whom the caller may see."""
        context = info.context
        node = await subject(context, CLIENT, input.client, "addRelation")
        other_id = await seen_client(context, input.other, "other")
        id = await change(
            context, "addRelation",
            lambda session: households.add_relation(
                session, node.row.id, other_id, input.kind, share=input.share, note=input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        ties = await context.load(relations_of, node.row.id) or []
        row = next((tie for tie in ties if tie.id == id), None)
        other = await node_of(context, CLIENT, other_id)
        if row is None or other is None:
            return None
        return ClientRelation(row=row, stands=node.stands, of=other, out=True)

    @changing(lambda: CLIENT)
    async def remove_relation(
        self, info: Info, input: inputs.IdInput, idempotency_key: Key = None
    ) -> Client | None:
        """Untie two clients; the client the tie started from comes back."""
        context = info.context
        tie_id = own_id("clientrelation", input.id)

        async def work(session: Any) -> Any:
            # In here, not before: a repeated request finds no tie any more, and still gets its first answer.
            tie = await locked(session, TieRow, tie_id)
            await subject(context, CLIENT, CLIENT.public(tie.client_id), "removeRelation")
            if await node_of(context, CLIENT, tie.other_id) is None:
                raise Refused(Code.NOT_FOUND)
            return await households.remove_relation(session, tie_id)

        return await changed(  # type: ignore[no-any-return]
            context, CLIENT, "removeRelation", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: HOUSEHOLD)
    async def create_household(
        self, info: Info, input: client_inputs.CreateHouseholdInput, idempotency_key: Key = None
    ) -> Household | None:
        """Make a family of clients whom the caller may see."""
        context = info.context
        head = await subject(context, CLIENT, input.head, "createHousehold")
        members = await _movable(context, input.members)
        return await changed(  # type: ignore[no-any-return]
            context, HOUSEHOLD, "createHousehold",
            lambda session: households.create_household(session, input.name, head.row.id, members),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: HOUSEHOLD)
    async def update_household(
        self, info: Info, input: client_inputs.UpdateHouseholdInput, idempotency_key: Key = None
    ) -> Household | None:
        """Rename a family, change its head or members."""
        context = info.context
        node = await subject(context, HOUSEHOLD, input.id, "updateHousehold")
        head = await seen_client(context, input.head, "head")
        present = await context.load(family_of, node.row.id, CLIENT) or []
        members = None
        if input.members is not None:
            members = await _movable(context, input.members, stay=present)
            gone = [client for client in present if client.row.id not in members]
            for client in gone:
                demand_edit(context, "Client", ["household"], client.stands)
        return await changed(  # type: ignore[no-any-return]
            context, HOUSEHOLD, "updateHousehold",
            lambda session: households.update_household(
                session, node.row.id, input.version, name=input.name, head_id=head, member_ids=members,
                within=[client.row.id for client in present],
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def reveal(self, info: Info, input: client_inputs.RevealInput) -> Revealed | None:
        """The clear value of a personal field; logged with the reason before it is shown."""
        context = info.context
        node = await subject(context, CLIENT, input.id, "reveal")
        coordinate = f"Client.{input.field}"
        if context.principal.mask.level(coordinate, node.stands) < Level.VIEW:
            raise Refused(Code.FORBIDDEN, coordinate=coordinate)
        async with context.database.change(context.principal, trace_id=context.trace_id) as session:
            value = await reveal.reveal(
                session, context.services.vault, node.row.id, input.field, input.reason
            )
        return Revealed(coordinate=coordinate, value=value)

    @changing(lambda: TAG)
    async def create_tag(
        self, info: Info, input: tag_inputs.CreateTagInput, idempotency_key: Key = None
    ) -> Tag | None:
        """Make a tag."""
        return await changed(  # type: ignore[no-any-return]
            info.context, TAG, "createTag",
            lambda session: tag_changes.create(session, input.name, input.colour, {
                name: value
                for name in (*tag_changes.TEXTS, "priority", "valid_days", "rule_decides")
                if (value := getattr(input, name)) is not None
            }),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def tag_client(
        self, info: Info, input: tag_inputs.TagClientInput, idempotency_key: Key = None
    ) -> Client | None:
        """Let a client bear a tag."""
        node = await subject(info.context, CLIENT, input.client, "tagClient")
        return await changed(  # type: ignore[no-any-return]
            info.context, CLIENT, "tagClient",
            lambda session: tags.give(session, node.row.id, own_id("tag", input.tag), input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def untag_client(
        self, info: Info, input: tag_inputs.TagClientInput, idempotency_key: Key = None
    ) -> Client | None:
        """Take a tag from a client."""
        node = await subject(info.context, CLIENT, input.client, "untagClient")
        return await changed(  # type: ignore[no-any-return]
            info.context, CLIENT, "untagClient",
            lambda session: tags.take(session, node.row.id, own_id("tag", input.tag), input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
