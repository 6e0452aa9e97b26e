"""Inputs of mutations about service requests."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

ID = strawberry.ID


@strawberry.input
class CreateRequestInput:
    """What a client asked for. `type`: a key of `requestTypes`; `form`: by key of its fields, all as text.

    `interaction`: the conversation it was heard in; `about`: the request a complaint came out of; `owner`: whoever
    serves the client unless named.
    """

    client: ID
    type: str
    title: str | None = None
    details: str | None = None
    form: strawberry.scalars.JSON | None = None
    channel: str = "other"
    priority: str | None = None
    owner: ID | None = None
    interaction: ID | None = None
    about: ID | None = None
    category: str | None = None
    severity: str | None = None
    regulator_reference: str | None = None
    from_regulator: bool = False


@strawberry.input(description="Absent: unchanged. Null: emptied.")
class UpdateRequestInput:
    """Changes of a request that has not ended; the later ones only of a complaint."""

    id: ID
    version: int
    title: str | None = UNSET
    details: str | None = UNSET
    priority: str | None = UNSET
    category: str | None = UNSET
    severity: str | None = UNSET
    regulator_reference: str | None = UNSET
    from_regulator: bool | None = UNSET


@strawberry.input
class AssignRequestInput:
    """Who sees to it from now on."""

    id: ID
    version: int
    owner: ID


@strawberry.input
class AnswerRequestInput:
    """A conversation that was written down, or what was said and how (call, message, email, meeting, visit)."""

    id: ID
    version: int
    kind: str = "call"
    text: str | None = None
    interaction: ID | None = None


@strawberry.input
class MoveRequestInput:
    """`act`: start, wait, resume, resolve, close; of complaints acknowledge, investigate, escalate, close.

    `text`: what came of it (resolve), why (escalate), or a remark.
    """

    id: ID
    version: int
    act: str
    text: str | None = None


@strawberry.input
class ConcludeComplaintInput:
    """What came of looking into a complaint."""

    id: ID
    version: int
    outcome: str
    justified: bool
    cause: str


@strawberry.input
class CancelRequestInput:
    """Why it is none, or what it says over."""

    id: ID
    version: int
    reason: str | None = None
    duplicate_of: ID | None = None


@strawberry.input
class ReopenRequestInput:
    """What the client is not content with."""

    id: ID
    version: int
    text: str


@strawberry.input
class SendRequestLinkInput:
    """For whom a link is, and for how many days (1 to 30) it can be used."""

    client: ID
    days: int = 7


@strawberry.input
class EndRequestLinkInput:
    """Names a client."""

    client: ID
