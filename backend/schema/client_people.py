"""Who is around a client: ways to reach him, those who serve him, his family and his ties."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry

from backend.book import assignments, contact_points, households, tags
from backend.book.client_fields import CLIENT_FIELD
from backend.graph.connections import Info
from backend.graph.engine.objects import SOURCE, declared
from backend.graph.nodes import Node, RelationEnum, nodes_of
from backend.graph.sources import Expression, Part, Standing, ToMany, column
from backend.schema import client_reads
from backend.schema.client_parts import Assignment, ContactPoint
from backend.schema.client_sources import other_end, primary_contact
from backend.schema.client_ties import ClientRelation
from backend.schema.custom_values import CustomValue, CustomValues, values_of
from backend.schema.households import HOUSEHOLD
from backend.schema.nouns import linked, made
from backend.schema.staff import TEAM, USER
from backend.schema.tags import TAG, Tag


def _contact(kind: str) -> Any:
    async def resolve(self: Any, info: Info) -> str | None:
        points = await info.context.load(client_reads.contacts_of, self.row.id) or []
        return next((p.masked for p in points if p.kind == kind and p.primary), None)

    field = CLIENT_FIELD[kind]
    words = f"{field.en} ({field.zh}). Masked text of the primary one."
    source = Expression(partial(primary_contact, kind))
    return strawberry.field(resolver=resolve, name=kind, description=words, metadata={SOURCE: source})


@strawberry.type
class ClientPeople(Node):
    """Of a client: how he is reached, who serves him, whom he belongs to."""

    version: int = column("version")

    mobile = _contact("mobile")
    phone = _contact("phone")
    email = _contact("email")
    wechat = _contact("wechat")
    address = _contact("address")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the client."""
        return self.stands

    @declared(CustomValues(lambda: made("client")))
    def custom(self, info: Info, keys: list[str] | None = None) -> list[CustomValue] | None:
        """Values of the firm's own fields in the order asked for; without keys all that the caller may read."""
        return values_of(info.context, self.row, self.stands, keys, lambda: made("client"))

    @declared(
        ToMany(
            lambda: Part(contact_points.ContactPoint),
            (contact_points.ContactPoint.client_id,),
            (
                contact_points.ContactPoint.primary.desc(),
                contact_points.ContactPoint.kind,
                contact_points.ContactPoint.id,
            ),
        )
    )
    async def contact_points(self, info: Info) -> list[ContactPoint] | None:
        """All ways to reach the client, primary ones first."""
        points = await info.context.load(client_reads.contacts_of, self.row.id) or []
        return [ContactPoint(row=point, stands=self.stands) for point in points]

    owner = linked(USER, "owner_id", description="Who is responsible now.")
    team = linked(TEAM, "team_id", description="The owner's team.")

    @declared(
        ToMany(
            lambda: Part(assignments.Assignment),
            (assignments.Assignment.client_id,),
            (
                assignments.Assignment.valid_to.desc().nulls_first(),
                assignments.Assignment.role.desc(),
                assignments.Assignment.id,
            ),
            needs=(("user_id", lambda: USER),),
        )
    )
    async def assignments(self, info: Info) -> list[Assignment] | None:
        """Everybody who serves or served the client, present ones first."""
        rows = await info.context.load(client_reads.assignments_of, self.row.id) or []
        users = await nodes_of(info.context, USER, [row.user_id for row in rows])
        return [
            Assignment(row=row, stands=self.stands, of=user)
            for row, user in zip(rows, users, strict=True)
            if user is not None
        ]

    household = linked(HOUSEHOLD, "household_id", description="The client's family.")

    @declared(
        ToMany(
            lambda: Part(households.ClientRelation),
            (households.ClientRelation.client_id, households.ClientRelation.other_id),
            (households.ClientRelation.kind, households.ClientRelation.id),
            needs=((other_end, lambda: made("client")),),
        )
    )
    async def relations(self, info: Info) -> list[ClientRelation] | None:
        """Ties to other clients the caller may see."""
        rows = await info.context.load(client_reads.relations_of, self.row.id) or []
        outgoing = [row.client_id == self.row.id for row in rows]
        ids = [row.other_id if out else row.client_id for row, out in zip(rows, outgoing, strict=True)]
        others = await nodes_of(info.context, made("client"), ids)
        return [
            ClientRelation(row=row, stands=self.stands, of=other, out=out)
            for row, other, out in zip(rows, others, outgoing, strict=True)
            if other is not None
        ]

    @declared(
        ToMany(
            lambda: TAG,
            (tags.ClientTag.client_id,),
            (tags.Tag.name, tags.Tag.id),
            join=(tags.ClientTag, tags.ClientTag.tag_id == tags.Tag.id),
        )
    )
    async def tags(self, info: Info) -> list[Tag] | None:
        """Tags the client bears, by name."""
        return await info.context.load(client_reads.tags_of, self.row.id, TAG) or []
