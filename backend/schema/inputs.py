"""Inputs of mutations; those of clients are made from the field catalogue."""

from __future__ import annotations

import enum
from datetime import date, datetime

import strawberry
from strawberry import UNSET

from backend.book.client_fields import CLIENT_FIELDS
from backend.graph.reach import WRITES
from backend.graph.scalars import Decimal, FieldValue
from backend.schema.catalogue import with_inputs

ID = strawberry.ID


@strawberry.input
class IdInput:
    """Names a row."""

    id: ID


@strawberry.input
class VersionedInput:
    """Names a row and the version it was read at."""

    id: ID
    version: int


@strawberry.input
class ArchiveInput:
    """What to take out of use. knowingly: although rules that are in force name it (`usesOf`)."""

    id: ID
    version: int
    knowingly: bool = False


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
    owner: ID | None = strawberry.field(default=None, metadata={WRITES: "Client.owner"})
    tags: list[ID] | None = strawberry.field(default=None, metadata={WRITES: "Client.tags"})
    custom: list[CustomValueInput] | None = strawberry.field(default=None, metadata={WRITES: "Client.custom"})
    allow_duplicate: bool | None = False


@strawberry.input(
    description="Absent: unchanged. Null: emptied. `contactPoints` replaces those of the kinds it names."
)
@with_inputs("Client", CLIENT_FIELDS, required=False)
class UpdateClientInput:
    """Changes of a client."""

    id: ID
    version: int
    contact_points: list[ContactPointInput] | None = UNSET
    custom: list[CustomValueInput] | None = strawberry.field(default=None, metadata={WRITES: "Client.custom"})


@strawberry.input(description="`end`: ends the user's assignment in this role instead.")
class AssignClientInput:
    """Who serves a client from now on."""

    id: ID
    version: int
    user: ID
    role: str
    credit: Decimal | None = None
    reason: str | None = None
    end: bool | None = False


@strawberry.input
class AddRelationInput:
    """`client` is the <kind> of `other`."""

    client: ID
    other: ID
    kind: str
    share: Decimal | None = None
    note: str | None = None


@strawberry.enum
class MergeSide(enum.Enum):
    """Whose value counts: the surviving client's, or the other one's."""

    OURS = "ours"
    THEIRS = "theirs"


@strawberry.input
class MergeChoiceInput:
    """Whose value a field has afterwards; `field`: a key of the catalogue, or `custom:<key>`."""

    field: str
    side: MergeSide


@strawberry.input(
    description="`other` becomes part of `id`. A field without a choice stays as it is, or is filled from `other`."
)
class MergeClientsInput:
    """Two clients that are one."""

    id: ID
    version: int
    other: ID
    other_version: int
    choices: list[MergeChoiceInput] | None = None


@strawberry.input
class DismissCandidateInput:
    """Two clients that look alike and are not the same. `undo`: that was said by mistake."""

    id: ID
    other: ID
    undo: bool = False


@strawberry.input
class CreateHouseholdInput:
    """A new family."""

    name: str
    head: ID
    members: list[ID]


@strawberry.input
class UpdateHouseholdInput:
    """Changes of a family; what is left out stays."""

    id: ID
    version: int
    name: str | None = None
    head: ID | None = None
    members: list[ID] | None = None


@strawberry.input
class RevealInput:
    """Which clear value, and why."""

    id: ID
    field: str
    reason: str


@strawberry.input
class CreateTagInput:
    """A new tag."""

    name: str
    colour: str
    group: str | None = None
    description: str | None = None
    exclusive_group: str | None = None
    priority: int | None = None
    valid_days: int | None = None
    rule_decides: bool | None = None


@strawberry.input
class TagClientInput:
    """Which tag for which client."""

    client: ID
    tag: ID
    reason: str | None = None


@strawberry.input
class CreateTaskInput:
    """A new task; without an assignee it is the caller's own."""

    title: str
    body: str | None = None
    due_at: datetime | None = None
    priority: str | None = "normal"
    client: ID | None = None
    assignee: ID | None = None
    remind_before: int | None = None


@strawberry.input
class UpdateTaskInput:
    """Changes of a task; what is left out stays."""

    id: ID
    version: int
    title: str | None = UNSET
    body: str | None = UNSET
    due_at: datetime | None = UNSET
    priority: str | None = UNSET
    assignee: ID | None = UNSET
    remind_before: int | None = UNSET


@strawberry.input
class CompleteTaskInput:
    """Which task is done, with what outcome; `document`: of its client, what shows it."""

    id: ID
    version: int
    outcome: str | None = None
    document: ID | None = None


@strawberry.input
class ParticipantInput:
    """Somebody who took part: one of user, client and name."""

    user: ID | None = None
    client: ID | None = None
    name: str | None = None


@strawberry.input
class NextStepInput:
    """What was agreed on; it becomes a task about the client. Without an assignee it is the caller's own."""

    title: str
    body: str | None = None
    due_at: datetime | None = None
    assignee: ID | None = None
    priority: str | None = "normal"


@strawberry.input(
    description="A contact that took place. `nextSteps`, and `followUp`: tasks that come of it, made with it "
    "or not at all."
)
class LogInteractionInput:
    """A contact that took place."""

    client: ID
    kind: str
    direction: str
    channel: str
    summary: str
    at: datetime | None = None
    minutes: int | None = None
    content: str | None = None
    needs: str | None = None
    topics: list[str] | None = None
    participants: list[ParticipantInput] | None = None
    next_steps: list[NextStepInput] | None = None
    follow_up: CreateTaskInput | None = None
    mentions: list[ID] | None = None


@strawberry.input(
    description="Corrections of an interaction; what is left out stays. `participants` replaces all of them."
)
class UpdateInteractionInput:
    """Corrections of an interaction."""

    id: ID
    version: int
    kind: str | None = UNSET
    direction: str | None = UNSET
    channel: str | None = UNSET
    at: datetime | None = UNSET
    minutes: int | None = UNSET
    summary: str | None = UNSET
    content: str | None = UNSET
    needs: str | None = UNSET
    topics: list[str] | None = UNSET
    participants: list[ParticipantInput] | None = UNSET
    mentions: list[ID] | None = None


@strawberry.input
class TalkMessageInput:
    """A message. `side`: client, staff or other; `at`: none where nothing told it."""

    text: str
    speaker: str | None = None
    at: datetime | None = None
    side: str = "other"


@strawberry.input(
    description="A conversation, whole and in its order: messages that were kept before are known and left out. "
    "Without a `summary` it gets its first words."
)
class LogTalkInput:
    """A conversation that was pasted."""

    client: ID
    channel: str
    messages: list[TalkMessageInput]
    summary: str | None = None


@strawberry.input
class CreateTopicInput:
    """A new topic."""

    name: str


@strawberry.input
class UpdateTopicInput:
    """Another name for a topic, or whether it is offered; what is left out stays."""

    id: ID
    version: int
    name: str | None = None
    retired: bool | None = None


@strawberry.input
class MarkReadInput:
    """Which notifications were read; `all`: every one."""

    ids: list[ID] | None = None
    all: bool | None = False


@strawberry.input
class CreateViewInput:
    """A view to keep. `page`: clients or tasks; `query`: the search part of its URL; `shared`: me, team, firm."""

    page: str
    name: str
    query: str
    shared: str = "me"


@strawberry.input
class UpdateViewInput:
    """Changes of a view; what is left out stays."""

    id: ID
    version: int
    name: str | None = UNSET
    query: str | None = UNSET
    shared: str | None = UNSET


@strawberry.input
class PreferencesInput:
    """How the caller wants to see the product."""

    locale: str | None = UNSET
    theme: str | None = UNSET
    density: str | None = UNSET


@strawberry.input
class AbsenceInput:
    """When somebody is away and who acts; without dates the absence ends."""

    user: ID
    version: int
    from_: date | None = strawberry.field(default=None, name="from")
    until: date | None = None
    deputy: ID | None = None


@strawberry.input
class CreateUserInput:
    """A new person of the firm."""

    name: str
    email: str
    roles: list[str]
    team: ID | None = None
    title: str | None = None
    phone: str | None = None


@strawberry.input
class UpdateUserInput:
    """Changes of a person; what is left out stays."""

    id: ID
    version: int
    name: str | None = UNSET
    email: str | None = UNSET
    roles: list[str] | None = UNSET
    team: ID | None = UNSET
    title: str | None = UNSET
    phone: str | None = UNSET


@strawberry.input
class CreateTeamInput:
    """A new team."""

    name: str
    parent: ID | None = None
    lead: ID | None = None


@strawberry.input
class UpdateTeamInput:
    """Changes of a team; what is left out stays."""

    id: ID
    version: int
    name: str | None = UNSET
    parent: ID | None = UNSET
    lead: ID | None = UNSET


@strawberry.input(description="scope: `{sources: [text], productIds: [ID]}`.")
class CreateApiKeyInput:
    """A new key of a partner's system."""

    name: str
    role: str
    expires_at: datetime | None = None
    ips: list[str] | None = None
    scope: strawberry.scalars.JSON | None = None
