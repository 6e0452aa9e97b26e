"""Interactions: who took part, what was agreed on, what was said."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book import interactions, participants, tasks
from backend.book.documents.model import Document as DocumentRow
from backend.graph.connections import Connection, Info, child_page
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Part, ToMany, column, paged
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.principal import Relation
from backend.retain.requests import ServiceRequest
from backend.schema import document_reads, interaction_reads
from backend.schema.audit import AUDIT, AuditEntry
from backend.schema.documents import DOCUMENT, Document
from backend.schema.nouns import linked, made, noun_of, promised_list
from backend.schema.staff import USER
from backend.schema.talk import TALK_MESSAGES, TalkMessage
from backend.schema.tasks import TASK, Task


@strawberry.type
class InteractionParticipant:
    """Somebody who took part: a user, a client, or somebody known by name only."""

    row: strawberry.Private[participants.Participant]
    stands: strawberry.Private[Relation]

    user = linked(USER, "user_id", description="A person of the firm.")
    client = linked("client", "party_id", description="A client; null when the caller may not see him.")
    name: str | None = column("name")


@strawberry.type
class Interaction(Node):
    """A contact with a client."""

    version: int = column("version")
    kind: str = column("kind")
    direction: str = column("direction")
    channel: str = column("channel")
    at: datetime = column("at")
    minutes: int | None = column("minutes")
    summary: str | None = column("summary")
    content: str | None = column("content")
    needs: str | None = column("needs")
    topics: list[str] | None = column("topics")
    two_way: bool = column("two_way")

    @declared(
        ToMany(
            lambda: Part(participants.Participant),
            (participants.Participant.interaction_id,),
            (participants.Participant.place, participants.Participant.id),
        )
    )
    async def participants(self, info: Info) -> list[InteractionParticipant] | None:
        """Who took part, in the order in which they were named."""
        rows = await info.context.load(interaction_reads.participants_of, self.row.id) or []
        return [InteractionParticipant(row=row, stands=self.stands) for row in rows]

    @declared(ToMany(lambda: TASK, (tasks.Task.interaction_id,), (tasks.Task.due_at, tasks.Task.id)))
    async def tasks(self, info: Info) -> list[Task] | None:
        """The tasks agreed on that the caller may see, by due time."""
        return await info.context.load(interaction_reads.agreed_tasks_of, self.row.id, TASK) or []

    @declared(
        ToMany(
            lambda: made("service_request"),
            (ServiceRequest.interaction_id,),
            (ServiceRequest.created_at, ServiceRequest.id),
        ),
        graphql_type=promised_list("service_request") | None,
    )
    async def requests(self, info: Info) -> list[Node] | None:
        """The service requests that were heard in it and that the caller may see, the first first."""
        noun = made("service_request")
        return await info.context.load(interaction_reads.requests_of, self.row.id, noun) or []

    @declared(
        ToMany(
            lambda: DOCUMENT,
            (DocumentRow.interaction_id,),
            (DocumentRow.uploaded_at, DocumentRow.id),
            where=(DocumentRow.deleted_at.is_(None), DocumentRow.purged_at.is_(None)),
        )
    )
    async def documents(self, info: Info) -> list[Document] | None:
        """The e-mail it was made of and what hung on it, as far as the caller may see it."""
        return await info.context.load(document_reads.kept_documents_of, self.row.id, DOCUMENT) or []

    @declared(paged(lambda: TALK_MESSAGES, "interaction.messages"))
    async def messages(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[TalkMessage] | None:
        """The messages of a pasted conversation, in its order."""
        return await child_page(
            info.context, TALK_MESSAGES, self.row.id, first, after, "interaction.messages"
        )

    @declared(paged(lambda: INTERACTION_HISTORY, "interaction.history"))
    async def history(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry] | None:
        """Who wrote and corrected it, newest first."""
        return await child_page(
            info.context, INTERACTION_HISTORY, self.row.id, first, after, "interaction.history"
        )

    client = linked("client", "client_id", description="With whom.")
    by = linked(USER, "user_id", description="Who wrote it down.")


INTERACTION: Noun = noun_of("interaction", interactions.Interaction, Interaction)
INTERACTIONS: Children = Children(
    INTERACTION,
    interactions.Interaction.client_id,
    (
        SortKey(interactions.Interaction.at, descending=True),
        SortKey(interactions.Interaction.id, descending=True),
    ),
)


INTERACTION_HISTORY: Children = Children(
    AUDIT, AuditRow.subject_id, (SortKey(AuditRow.id, descending=True),), (AuditRow.noun == "interaction",)
)
