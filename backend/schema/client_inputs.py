"""Inputs of clients and families, made from the field catalogue."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from backend.book.client_fields import CLIENT_FIELDS
from backend.graph.reach import WRITES
from backend.graph.scalars import Decimal, FieldValue
from backend.schema.catalogue import with_inputs


@strawberry.input
class ContactPointInput:
    """A way to reach a client."""

    kind: str
    value: str
    label: str | None = None
    primary: bool | None = None


@strawberry.input
class CustomValueInput:
    """A value of one of the firm's own fields: `field` is its key; null takes the value away."""

    field: str
    value: FieldValue | None = None


@strawberry.input
@with_inputs("Client", CLIENT_FIELDS, required=True)
class CreateClientInput:
    """A new client. `allowDuplicate`: create although a likely duplicate exists."""

    contact_points: list[ContactPointInput] | None = None
    owner: strawberry.ID | None = strawberry.field(default=None, metadata={WRITES: "Client.owner"})
    tags: list[strawberry.ID] | None = strawberry.field(default=None, metadata={WRITES: "Client.tags"})
    custom: list[CustomValueInput] | None = strawberry.field(default=None, metadata={WRITES: "Client.custom"})
    allow_duplicate: bool | None = False


@strawberry.input(
    description="Absent: unchanged. Null: emptied. `contactPoints` replaces those of the kinds it names."
)
@with_inputs("Client", CLIENT_FIELDS, required=False)
class UpdateClientInput:
    """Changes of a client."""

    id: strawberry.ID
    version: int
    contact_points: list[ContactPointInput] | None = UNSET
    custom: list[CustomValueInput] | None = strawberry.field(default=None, metadata={WRITES: "Client.custom"})


@strawberry.input(description="`end`: ends the user's assignment in this role instead.")
class AssignClientInput:
    """Who serves a client from now on."""

    id: strawberry.ID
    version: int
    user: strawberry.ID
    role: str
    credit: Decimal | None = None
    reason: str | None = None
    end: bool | None = False


@strawberry.input
class AddRelationInput:
    """`client` is the <kind> of `other`."""

    client: strawberry.ID
    other: strawberry.ID
    kind: str
    share: Decimal | None = None
    note: str | None = None


@strawberry.input
class RevealInput:
    """Which clear value, and why."""

    id: strawberry.ID
    field: str
    reason: str


@strawberry.input
class CreateHouseholdInput:
    """A new family."""

    name: str
    head: strawberry.ID
    members: list[strawberry.ID]


@strawberry.input
class UpdateHouseholdInput:
    """Changes of a family; what is left out stays."""

    id: strawberry.ID
    version: int
    name: str | None = None
    head: strawberry.ID | None = None
    members: list[strawberry.ID] | None = None
