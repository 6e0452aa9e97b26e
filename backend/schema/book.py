"""The nouns all pillars share, as GraphQL types; each field is one line over a batch read (book_reads.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from datetime import date as date_
from decimal import Decimal as PyDecimal
from functools import partial
from typing import Annotated, Any

import strawberry

from backend.book import (
    assignments,
    clients,
    contact_points,
    households,
    interactions,
    ledger,
    merges,
    needs,
    participants,
    tags,
    tasks,
)
from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.documents.model import Document as DocumentRow
from backend.graph.connections import Connection, Info, PageInfo, child_page
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import SOURCE, Ask, Place, PublicId, declared
from backend.graph.nodes import Children, Node, RelationEnum, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand_at
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import (
    Computed,
    Counted,
    Expression,
    Pages,
    Part,
    Standing,
    ToMany,
    ToOne,
    column,
    paged,
    to_one,
)
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Relation
from backend.schema import book_reads as reads
from backend.schema import ledger_reads
from backend.schema.aml import ClientAml, aml_of, blocked_until
from backend.schema.approval_kinds import APPROVAL_KIND, ApprovalField, ApprovalKind, form_of, kinds_at
from backend.schema.approval_parts import (
    ApprovalAct,
    ApprovalCopy,
    ApprovalStep,
    acts_of,
    copies_of,
    steps_of,
)
from backend.schema.approval_states import open_to
from backend.schema.assessments import RiskAnswer, answers_of
from backend.schema.audit import AUDIT, LATEST_LINEAGE, AuditEntry, Lineage, lineage_of
from backend.schema.catalogue import with_fields
from backend.schema.client_parts import Assignment, ContactPoint
from backend.schema.client_sources import HouseholdAum, maker, other_end, primary_contact, subject_user
from backend.schema.custom_values import CustomValue, CustomValues, values_of
from backend.schema.documents import DOCUMENT, DOCUMENTS, Document
from backend.schema.exports import EXPORT
from backend.schema.figures import (
    Assets,
    ClientPerformance,
    FigureView,
    WorthDay,
    assets_of,
    history_of,
    performance_of,
    view_of,
)
from backend.schema.fund_orders import ORDERS, FundOrder
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product
from backend.schema.journey_states import JourneyMissing, JourneyStay, missing_in, stays_of, visits_of
from backend.schema.journey_templates import TEMPLATE, JourneyLoss, JourneyTemplate, contents_at, losses_of
from backend.schema.ledger import TRANSACTION, Holding, Lot, Transaction
from backend.schema.nouns import noun_of
from backend.schema.service import ClientService, service_of
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.suitability import ClientSuitability, suitability_of
from backend.schema.tag_rules import TagRule, rules_of
from backend.schema.tag_states import (
    ClientTagState,
    TagChange,
    rule_in_force,
    states_of,
    tag_changes,
)
from backend.schema.talk import TALK_MESSAGE, TALK_MESSAGES, TOPIC, TalkMessage
from backend.schema.task_parts import (
    Escalation,
    TaskComment,
    TaskSeries,
    acting_assignee,
    comments_of,
    escalations_of,
    series_of,
    watchers_of,
)
from backend.schema.tier_states import ClientTier, PastTier, TierMove, TierOf, past_of, tier_of
from backend.schema.tier_states import history_of as tier_history
from backend.schema.timeline import (
    ClientTimeline,
    HouseholdTimeline,
    TimelineKind,
    Told,
    timeline_page,
)
from backend.track import approvals
from backend.track.approvals import Approval as ApprovalRow
from backend.track.journeys import Journey as JourneyRow
from backend.track.journeys import StageVisit as StageVisitRow


@strawberry.type
class Tag(Node):
    """A tag."""

    version: int = column("version")
    name: str = column("name")
    colour: str = column("colour")
    group: str | None = column("group")
    description: str | None = column("description")
    exclusive_group: str | None = column(
        "exclusive_group", description="Of the tags that name the same one a client bears one at most."
    )
    priority: int = column("priority", description="Between rules of an exclusive group the higher one wins.")
    valid_days: int | None = column("valid_days", description="How long one given by hand lasts.")
    rule_decides: bool = column(
        "rule_decides", description="Whether the rule goes before what people gave and took."
    )
    rule_fault: str | None = column(
        "rule_fault",
        description="Why the rule rests: unknown (it names what is no more), discloses (to readers of tags).",
    )
    archived_at: datetime | None = column("archived_at", description="Since when it is out of use.")

    @strawberry.field
    async def rule(self, info: Info) -> TagRule | None:
        """The rule in force."""
        return await rule_in_force(info.context, self.row)

    @strawberry.field
    async def rules(self, info: Info) -> list[TagRule]:
        """All versions of its rule, the newest first."""
        return [TagRule(row=row) for row in await info.context.load(rules_of, self.row.id) or []]

    @declared(
        Counted(
            lambda: CLIENT,
            (tags.ClientTag.tag_id, tags.ClientTag.client_id),
            where=(clients.Client.archived_at.is_(None),),
        )
    )
    async def client_count(self, info: Info) -> int | None:
        """How many clients the caller sees bear it."""
        return int(await info.context.load(reads.tagged_counts, self.row.id, CLIENT) or 0)


@strawberry.type
class InteractionParticipant:
    """Somebody who took part: a user, a client, or somebody known by name only."""

    row: strawberry.Private[participants.Participant]
    stands: strawberry.Private[Relation]

    @declared(ToOne(lambda: USER, "user_id"))
    async def user(self, info: Info) -> User | None:
        """A person of the firm."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: CLIENT, "party_id"))
    async def client(self, info: Info) -> Client | None:
        """A client; null when the caller may not see him."""
        return await node_of(info.context, CLIENT, self.row.party_id)  # type: ignore[no-any-return]

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
        rows = await info.context.load(reads.participants_of, self.row.id) or []
        return [InteractionParticipant(row=row, stands=self.stands) for row in rows]

    @declared(ToMany(lambda: TASK, (tasks.Task.interaction_id,), (tasks.Task.due_at, tasks.Task.id)))
    async def tasks(self, info: Info) -> list[Task] | None:
        """The tasks agreed on that the caller may see, by due time."""
        return await info.context.load(reads.agreed_tasks_of, self.row.id, TASK) or []

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
        return await info.context.load(reads.kept_documents_of, self.row.id, DOCUMENT) or []

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

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """With whom."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "user_id"))
    async def by(self, info: Info) -> User | None:
        """Who wrote it down."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]


@strawberry.type
class TaskItem:
    """An item of a task's checklist."""

    stands: strawberry.Private[Relation]
    zh: str
    en: str
    done: bool


def _items(_context: Any, stands: Relation, values: Sequence[Any]) -> list[TaskItem]:
    return [TaskItem(stands=stands, **item) for item in values[0] or ()]


@strawberry.type
class Task(Node):
    """Something somebody owes."""

    version: int = column("version")
    title: str = column("title")
    body: str | None = column("body")
    state: str = column("state")
    priority: str = column("priority")
    due_at: datetime | None = column("due_at")
    created_at: datetime = column("created_at")
    completed_at: datetime | None = column("completed_at")
    outcome: str | None = column("outcome")

    stage: str | None = column("stage", description="Of its journey: the key of the stage it belongs to.")
    task_key: str | None = column("task_key", description="Which task of the journey's template it is.")
    mandatory: bool = column("mandatory", description="Whether its journey waits for it.")
    compliance: bool = column("compliance", description="Whether nobody may waive it.")
    role: str | None = column("role", description="The role whose people alone complete it.")
    evidence: str = column("evidence", description="What completing it leaves behind: none, note, document.")

    occurrence_on: date | None = column(
        "occurrence_on", description="Of a series: the day of its rule it is."
    )
    hand_state: str | None = column("hand_state", description="Of one handed on: asked, accepted, returned.")
    hand_note: str | None = column("hand_note", description="The word with it, or why it was sent back.")
    remind_before: int | None = column(
        "remind_before", description="Minutes before it is due; 0: never, null: as its priority says."
    )
    remind_at: datetime | None = column("remind_at", description="When the assignee is reminded next.")
    snoozed_until: datetime | None = column("snoozed_until", description="Until when it was put off.")

    @declared(ToOne(lambda: USER, "handed_by_id"))
    async def handed_by(self, info: Info) -> User | None:
        """The other end of the hand-over: who asked, or who sent it back."""
        return await node_of(info.context, USER, self.row.handed_by_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def acting_assignee(self, info: Info) -> User | None:
        """Who acts for the assignee while he is away; null while he is there."""
        return await acting_assignee(info.context, self.row)  # type: ignore[no-any-return]

    @strawberry.field
    async def series(self, info: Info) -> TaskSeries | None:
        """The series it is one of."""
        row = None if self.row.series_id is None else await info.context.load(series_of, self.row.series_id)
        return None if row is None else TaskSeries(row=row, stands=self.stands)

    @strawberry.field
    async def comments(self, info: Info) -> list[TaskComment] | None:
        """What was said about it, the oldest first."""
        rows = await info.context.load(comments_of, self.row.id) or []
        return [TaskComment(row=row, stands=self.stands) for row in rows]

    @strawberry.field
    async def watchers(self, info: Info) -> list[User] | None:
        """Who follows it, by name."""
        return await info.context.load(watchers_of, self.row.id, USER) or []

    @strawberry.field
    async def escalations(self, info: Info) -> list[Escalation] | None:
        """Whom it was told to being late, the oldest first."""
        rows = await info.context.load(escalations_of, self.row.id, "task_id") or []
        return [Escalation(row=row, stands=self.stands) for row in rows]

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the task."""
        return self.stands

    @declared(Computed(lambda place: (place.row.checklist,), _items))
    def checklist(self) -> list[TaskItem]:
        """What it consists of."""
        return _items(None, self.stands, [self.row.checklist])

    @declared(ToOne(lambda: JOURNEY, "journey_id"))
    async def journey(self, info: Info) -> Journey | None:
        """The journey it belongs to."""
        return await node_of(info.context, JOURNEY, self.row.journey_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: DOCUMENT, "document_id"))
    async def document(self, info: Info) -> Document | None:
        """What shows that it was done."""
        return await node_of(info.context, DOCUMENT, self.row.document_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "waived_by_id"))
    async def waived_by(self, info: Info) -> User | None:
        """Who let it be left out; why, says `outcome`."""
        return await node_of(info.context, USER, self.row.waived_by_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whom it is about."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: INTERACTION, "interaction_id"))
    async def interaction(self, info: Info) -> Interaction | None:
        """The conversation it was agreed in."""
        return await node_of(info.context, INTERACTION, self.row.interaction_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "assignee_id"))
    async def assignee(self, info: Info) -> User | None:
        """Who owes it."""
        return await node_of(info.context, USER, self.row.assignee_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who made it."""
        return await node_of(info.context, USER, reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "completed_by_id"))
    async def completed_by(self, info: Info) -> User | None:
        """Who did it."""
        return await node_of(info.context, USER, self.row.completed_by_id)  # type: ignore[no-any-return]


@strawberry.type
class StageVisit:
    """One stay of a journey in a stage; a rest ends it, and going on begins another."""

    row: strawberry.Private[StageVisitRow]
    stands: strawberry.Private[Relation]
    stage: str = column("stage", description="Its key.")
    zh: str = column("zh")
    en: str = column("en")
    direction: str = column("direction", description="start, forward, back, resume, migrate.")
    entered_at: datetime = column("entered_at")
    left_at: datetime | None = column("left_at")
    exit: str | None = column(
        "exit", description="How it was left: forward, back, hold, lost, done, migrate."
    )
    reason: str | None = column("reason", description="Why it was left.")

    @declared(ToOne(lambda: USER, lambda place: subject_user(place.row.entered_by)))
    async def entered_by(self, info: Info) -> User | None:
        """Who moved the journey there."""
        return await node_of(info.context, USER, reads.user_in(self.row.entered_by))  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, lambda place: subject_user(place.row.left_by)))
    async def left_by(self, info: Info) -> User | None:
        """Who moved it on."""
        return await node_of(info.context, USER, reads.user_in(self.row.left_by or ""))  # type: ignore[no-any-return]


@strawberry.type
class Journey(Node):
    """A client on his way through the stages of a template."""

    version: int = column("version")
    template_number: int = column("template_number", description="The version of the template it runs by.")
    state: str = column("state", description="open, held, done, lost.")
    stage: str = column("stage", description="The key of the stage it is in, or ended in.")
    stage_zh: str = column("stage_zh")
    stage_en: str = column("stage_en")
    place: int = column("place", description="Of the stage: 0, 1, …")
    expected_amount: Money | None = column("expected_amount", description="CNY.")
    probability: int | None = column("probability", description="Per cent.")
    opened_at: datetime = column("opened_at")
    entered_at: datetime = column("entered_at", description="Since when it is in its stage.")
    stage_due_on: date | None = column("stage_due_on", description="By when it should have left its stage.")
    resume_on: date | None = column("resume_on", description="Until when it rests.")
    ended_at: datetime | None = column("ended_at")
    loss_reason: str | None = column("loss_reason", description="A key of its `losses`.")
    loss_note: str | None = column("loss_note")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose it is."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: TEMPLATE, "template_id"))
    async def template(self, info: Info) -> JourneyTemplate | None:
        """What it runs by."""
        return await node_of(info.context, TEMPLATE, self.row.template_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "owner_id"))
    async def owner(self, info: Info) -> User | None:
        """Who is responsible for it."""
        return await node_of(info.context, USER, self.row.owner_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund it is about."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @declared(ToMany(lambda: TASK, (tasks.Task.journey_id,), (tasks.Task.due_at, tasks.Task.id)))
    async def tasks(self, info: Info) -> list[Task] | None:
        """Tasks of all its stages that the caller may see, by due time."""
        return await info.context.load(reads.journey_tasks_of, self.row.id, TASK) or []

    @declared(
        ToMany(
            lambda: Part(StageVisitRow),
            (StageVisitRow.journey_id,),
            (StageVisitRow.entered_at, StageVisitRow.id),
        )
    )
    async def visits(self, info: Info) -> list[StageVisit] | None:
        """Every stay in a stage, the oldest first."""
        rows = await info.context.load(visits_of, self.row.id) or []
        return [StageVisit(row=row, stands=self.stands) for row in rows]

    @declared(ToMany(lambda: APPROVAL, (ApprovalRow.journey_id,), (ApprovalRow.id.desc(),)))
    async def approvals(self, info: Info) -> list[Approval] | None:
        """Approvals that it asked for, or that are about it, the latest first."""
        return await info.context.load(reads.journey_approvals_of, self.row.id, APPROVAL) or []

    @strawberry.field
    async def stays(self, info: Info) -> list[JourneyStay] | None:
        """All stages of its version in order, with the days spent in each."""
        return await stays_of(info.context, self.row, self.stands)

    @strawberry.field
    async def losses(self, info: Info) -> list[JourneyLoss] | None:
        """Why it may be lost, by its version."""
        content = await info.context.load(contents_at, (self.row.template_id, self.row.template_number))
        return [] if content is None else losses_of(content)

    @strawberry.field
    async def missing(self, info: Info) -> list[JourneyMissing] | None:
        """What holds it in its stage; null for whom that would tell what he may not read of the client."""
        return await missing_in(info.context, self.row, self.stands)


@strawberry.type
class Approval(Node):
    """Something that has to be approved: what is asked, who signs, and all that was done."""

    version: int = column("version")
    zh: str = column("zh", description="The kind as it was called when it was asked.")
    en: str = column("en")
    about: str = column("subject", description="client, journey, document, free.")
    state: str = column(
        "state", description="draft, pending, approved, rejected, returned, withdrawn, expired, voided."
    )
    title: str = column("title")
    stage: str | None = column("stage", description="The stage of the journey that asked for it.")
    round: int = column("round", description="How often it was handed in.")
    created_at: datetime = column("created_at")
    submitted_at: datetime | None = column("submitted_at")
    due_at: datetime | None = column("due_at", description="By when its open steps should be decided.")
    expires_at: datetime | None = column("expires_at", description="Until when it can be decided.")
    ended_at: datetime | None = column("ended_at")
    void_field: str | None = column("void_field", description="Of its subject, whose change voided it.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: asked by him, of him, told to him, or as to its client."""
        return self.stands

    kind: ApprovalKind | None = to_one(lambda: APPROVAL_KIND, "kind_id")
    requester: User | None = to_one(lambda: USER, "requester_id", description="Whose matter it is.")
    asked_by: User | None = to_one(lambda: USER, "asked_by_id", description="Who handed it in.")

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """About whom it is, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: JOURNEY, "journey_id"))
    async def journey(self, info: Info) -> Journey | None:
        """The journey it is about, or that asked for it."""
        return await node_of(info.context, JOURNEY, self.row.journey_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: DOCUMENT, "document_id"))
    async def document(self, info: Info) -> Document | None:
        """The document it is about."""
        return await node_of(info.context, DOCUMENT, self.row.document_id)  # type: ignore[no-any-return]

    @declared(Expression(lambda place: place.row.form))
    def form(self) -> strawberry.scalars.JSON:
        """What was filled in, by the keys of `fields`; numbers and days as text."""
        return strawberry.scalars.JSON(self.row.form)

    @strawberry.field
    async def fields(self, info: Info) -> list[ApprovalField] | None:
        """The form of the version it was asked by."""
        content = await info.context.load(kinds_at, (self.row.kind_id, self.row.kind_number))
        return [] if content is None else form_of(content)

    @declared(
        ToMany(
            lambda: Part(approvals.ApprovalStep),
            (approvals.ApprovalStep.approval_id,),
            (approvals.ApprovalStep.round, approvals.ApprovalStep.place),
        )
    )
    async def steps(self, info: Info) -> list[ApprovalStep] | None:
        """Steps of all rounds, the first round first."""
        rows = await info.context.load(steps_of, self.row.id) or []
        return [ApprovalStep(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: Part(approvals.ApprovalCopy),
            (approvals.ApprovalCopy.approval_id,),
            (approvals.ApprovalCopy.created_at, approvals.ApprovalCopy.id),
        )
    )
    async def copies(self, info: Info) -> list[ApprovalCopy] | None:
        """Who is told of it."""
        rows = await info.context.load(copies_of, self.row.id) or []
        return [ApprovalCopy(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: Part(approvals.ApprovalAct),
            (approvals.ApprovalAct.approval_id,),
            (approvals.ApprovalAct.number,),
        )
    )
    async def acts(self, info: Info) -> list[ApprovalAct] | None:
        """Its chain: everything that was done, the first first."""
        rows = await info.context.load(acts_of, self.row.id) or []
        return [ApprovalAct(row=row, stands=self.stands) for row in rows]

    @strawberry.field
    async def can(self, info: Info) -> list[str] | None:
        """What the caller may do now: edit, submit, withdraw, approve, reject, return, transfer, add."""
        return await info.context.load(open_to, self.row.id) or []


@strawberry.type
class Household(Node):
    """A family."""

    version: int = column("version")
    name: str = column("name")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """The nearest relation to any member."""
        return self.stands

    @declared(ToOne(lambda: CLIENT, "head_id"))
    async def head(self, info: Info) -> Client | None:
        """The head of the family."""
        return await node_of(info.context, CLIENT, self.row.head_id)  # type: ignore[no-any-return]

    @declared(
        ToMany(lambda: CLIENT, (clients.Client.household_id,), (clients.Client.name_sort, clients.Client.id))
    )
    async def members(self, info: Info) -> list[Client]:
        """The members the caller may see, by name."""
        return await info.context.load(reads.family_of, self.row.id, CLIENT) or []

    @declared(HouseholdTimeline(lambda: HAPPENINGS, lambda: CLIENT))
    async def timeline(
        self,
        info: Info,
        client: strawberry.ID | None = None,
        kinds: list[TimelineKind] | None = None,
        until: datetime | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> TimelineConnection | None:
        """What happened to the members the caller may see or to one of them; as the timeline of a client."""
        only = None if client is None else own_id("client", client)
        members: list[Client] = await info.context.load(reads.family_of, self.row.id, CLIENT) or []
        whose = {each.row.id: each.stands for each in members if only in {None, each.row.id}}
        return await _timeline(info, Told(HouseholdTimeline.name, whose, kinds, until, first, after))

    @declared(HouseholdAum())
    async def aum(self, info: Info) -> Money | None:
        """Sum over the members the caller may see whole; null when one of them hides his."""
        found: list[Client] = await info.context.load(reads.family_of, self.row.id, CLIENT) or []
        mask = info.context.principal.mask
        if any(mask.level("Client.aum", client.stands) < Level.VIEW for client in found):
            info.context.denied.add("Client.aum")
            return None
        return Money(sum((client.row.aum for client in found), PyDecimal(0)))


@strawberry.type
class ClientRelation:
    """A tie between two clients, seen from one of them."""

    row: strawberry.Private[households.ClientRelation]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Client]
    out: strawberry.Private[bool]

    @declared(ToOne(lambda: CLIENT, other_end))
    def other(self) -> Client:
        """The client at the other end."""
        return self.of

    @declared(Expression(lambda place: place.row.client_id == place.around[0].id))
    def outgoing(self) -> bool:
        """Whether the client this is seen from is the <kind> of the other."""
        return self.out

    @declared(PublicId("clientrelation"))
    def id(self) -> strawberry.ID:
        """The tie's id."""
        return strawberry.ID(public_id("clientrelation", self.row.id))

    kind: str = column("kind")
    share: Decimal | None = column("share")
    note: str | None = column("note")


@strawberry.type
class ClientMerge:
    """That another client was found to be this one, seen from this one."""

    row: strawberry.Private[merges.ClientMerge]
    stands: strawberry.Private[Relation]

    @declared(PublicId("clientmerge"))
    def id(self) -> strawberry.ID:
        """The merge's id."""
        return strawberry.ID(public_id("clientmerge", self.row.id))

    @declared(ToOne(lambda: CLIENT, "loser_id"))
    async def other(self, info: Info) -> Client | None:
        """The client that became part of this one; null when the caller may not see him."""
        return await node_of(info.context, CLIENT, self.row.loser_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "user_id"))
    async def by(self, info: Info) -> User | None:
        """Who said so."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]

    merged_at: datetime = column("merged_at")
    undo_until: datetime = column("undo_until")


TimelineItem = Annotated[Interaction | Task | Transaction | AuditEntry, strawberry.union(name="TimelineItem")]


@strawberry.type
class TimelineEdge:
    """Something that happened, when, and to whom."""

    cursor: str
    at: datetime
    node: TimelineItem
    client: Client | None


@strawberry.type
class TimelineConnection:
    """One page of what happened, newest first."""

    edges: list[TimelineEdge]
    page_info: PageInfo


async def _timeline(info: Info, told: Told) -> TimelineConnection:
    page = await timeline_page(info.context, HAPPENINGS, CLIENT, told)
    edges = [TimelineEdge(cursor=mark, at=at, node=node, client=of) for mark, at, node, of in page.items]
    return TimelineConnection(edges=edges, page_info=page.info)


def _contact(kind: str) -> Any:
    async def resolve(self: Client, info: Info) -> str | None:
        points = await info.context.load(reads.contacts_of, self.row.id) or []
        return next((p.masked for p in points if p.kind == kind and p.primary), None)

    field = CLIENT_FIELD[kind]
    words = f"{field.en} ({field.zh}). Masked text of the primary one."
    source = Expression(partial(primary_contact, kind))
    return strawberry.field(resolver=resolve, name=kind, description=words, metadata={SOURCE: source})


def _tasks(place: Place, ask: Ask) -> tuple[Children, str]:
    open_ = ask.arguments["open"].literal(place.draft.context)
    return TASKS[open_], f"client.tasks.{open_}"


def _documents(place: Place, ask: Ask) -> tuple[Children, str]:
    deleted = bool(ask.arguments["deleted"].literal(place.draft.context))
    return DOCUMENTS[deleted], f"client.documents.{deleted}"


def _history(place: Place, ask: Ask) -> tuple[Children, str]:
    field = ask.arguments["field"].literal(place.draft.context)
    if field is not None:
        reads.hold_field(field, place.draft.caller)
        if min(place.draft.levels(f"Client.{field}", place.stands).values()) < Level.MASKED:
            raise Uncovered(f"the history of {field}, which not every row shows")
    return reads.history(AUDIT, field), f"client.history.{field}"


@strawberry.type
class Need(Node):
    """What a client wants money for."""

    version: int = column("version")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    purpose: str = column("purpose")
    amount: Decimal | None = column("amount")
    currency: str = column("currency")
    horizon: str | None = column(
        "horizon", description="short (under a year), medium (one to three years), long."
    )
    note: str | None = column("note")
    follow_up_on: date | None = column("follow_up_on")
    state: str = column("state", description="open, met, dropped.")
    reason: str | None = column("reason", description="Why it was dropped, or how it was met.")
    created_at: datetime = column("created_at")
    closed_at: datetime | None = column("closed_at")

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose it is."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: INTERACTION, "interaction_id"))
    async def interaction(self, info: Info) -> Interaction | None:
        """The conversation it was heard in."""
        return await node_of(info.context, INTERACTION, self.row.interaction_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who wrote it down."""
        return await node_of(info.context, USER, reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "closed_by_id"))
    async def closed_by(self, info: Info) -> User | None:
        """Who closed it."""
        return await node_of(info.context, USER, self.row.closed_by_id)  # type: ignore[no-any-return]


@strawberry.type(
    description="One party the firm serves. A field is null with an error FORBIDDEN where the role denies it."
)
@with_fields(CLIENT_FIELDS)
class Client(Node):
    """A client."""

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

    @declared(CustomValues(lambda: CLIENT))
    def custom(self, info: Info, keys: list[str] | None = None) -> list[CustomValue] | None:
        """Values of the firm's own fields in the order asked for; without keys all that the caller may read."""
        return values_of(info.context, self.row, self.stands, keys, lambda: CLIENT)

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
        points = await info.context.load(reads.contacts_of, self.row.id) or []
        return [ContactPoint(row=point, stands=self.stands) for point in points]

    @declared(ToOne(lambda: USER, "owner_id"))
    async def owner(self, info: Info) -> User | None:
        """Who is responsible now."""
        return await node_of(info.context, USER, self.row.owner_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: TEAM, "team_id"))
    async def team(self, info: Info) -> Team | None:
        """The owner's team."""
        return await node_of(info.context, TEAM, self.row.team_id)  # type: ignore[no-any-return]

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
        rows = await info.context.load(reads.assignments_of, self.row.id) or []
        users = await nodes_of(info.context, USER, [row.user_id for row in rows])
        return [
            Assignment(row=row, stands=self.stands, of=user)
            for row, user in zip(rows, users, strict=True)
            if user is not None
        ]

    @declared(ToOne(lambda: HOUSEHOLD, "household_id"))
    async def household(self, info: Info) -> Household | None:
        """The client's family."""
        return await node_of(info.context, HOUSEHOLD, self.row.household_id)  # type: ignore[no-any-return]

    @declared(
        ToMany(
            lambda: Part(households.ClientRelation),
            (households.ClientRelation.client_id, households.ClientRelation.other_id),
            (households.ClientRelation.kind, households.ClientRelation.id),
            needs=((other_end, lambda: CLIENT),),
        )
    )
    async def relations(self, info: Info) -> list[ClientRelation] | None:
        """Ties to other clients the caller may see."""
        rows = await info.context.load(reads.relations_of, self.row.id) or []
        outgoing = [row.client_id == self.row.id for row in rows]
        ids = [row.other_id if out else row.client_id for row, out in zip(rows, outgoing, strict=True)]
        others = await nodes_of(info.context, CLIENT, ids)
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
        return await info.context.load(reads.tags_of, self.row.id, TAG) or []

    @declared(
        ToMany(lambda: JOURNEY, (JourneyRow.client_id,), (JourneyRow.opened_at.desc(), JourneyRow.id.desc()))
    )
    async def journeys(self, info: Info) -> list[Journey] | None:
        """His journeys, the latest first."""
        return await info.context.load(reads.journeys_of, self.row.id, JOURNEY) or []

    @declared(ToMany(lambda: APPROVAL, (ApprovalRow.client_id,), (ApprovalRow.id.desc(),)))
    async def approvals(self, info: Info) -> list[Approval] | None:
        """Approvals about the client that the caller may see, the latest first."""
        return await info.context.load(reads.client_approvals_of, self.row.id, APPROVAL) or []

    @declared(TierOf())
    async def tier(self, info: Info) -> ClientTier | None:
        """The tier the client is in; null before he ever had AUM."""
        return await tier_of(info.context, self)

    @strawberry.field
    async def tier_history(self, info: Info, first: int = 50) -> list[TierMove] | None:
        """How the client moved between tiers, the newest first; 200 at most."""
        return await tier_history(info.context, self, first)

    @strawberry.field
    async def tier_on(self, info: Info, date: date_, restated: bool = False) -> PastTier | None:
        """The tier of a day as it was known then; `restated`: as it comes out with all that is known now."""
        return await past_of(info.context, self, date, restated=restated)

    @strawberry.field
    async def tag_states(self, info: Info, tag: strawberry.ID | None = None) -> list[ClientTagState] | None:
        """How the client stands to his tags, and why; of one tag, whether he bears it or not."""
        return await states_of(info.context, self.row, self.stands, tag)

    @strawberry.field
    async def service(self, info: Info) -> ClientService | None:
        """What service the client is due, and what follows from it."""
        return await service_of(info.context, self.row, self.stands)

    @strawberry.field
    async def suitability(self, info: Info) -> ClientSuitability | None:
        """What the client may be offered: his level, his class, what they rest on."""
        return await suitability_of(info.context, self.row, self.stands)

    @strawberry.field
    async def aml(self, info: Info) -> ClientAml | None:
        """What compliance says of the client against money laundering."""
        return await aml_of(info.context, self.row)

    @strawberry.field
    async def contact_blocked_until(self, info: Info) -> datetime | None:
        """Until when nobody contacts the client, as an order of his cools off; null: nothing holds it back."""
        return await blocked_until(info.context, self.row)

    @strawberry.field
    async def risk_answers(self, info: Info, assessment: strawberry.ID) -> list[RiskAnswer] | None:
        """What the client answered in one of his risk questionnaires."""
        return await answers_of(info.context, self.row, assessment)

    @strawberry.field
    async def tag_history(self, info: Info, first: int = 50) -> list[TagChange] | None:
        """Which tags the client gained and lost, the newest first; 200 at most."""
        return await tag_changes(info.context, self.row.id, first)

    @declared(
        ToMany(
            lambda: Part(ledger.Holding),
            (ledger.Holding.client_id,),
            (ledger.Holding.cost.desc(), ledger.Holding.id),
            where=(ledger.Holding.valid_to.is_(None),),
            needs=(("product_id", lambda: PRODUCT),),
            arguments=lambda place, _ask: reads.holdings_within(place.draft.caller),
        )
    )
    async def holdings(self, info: Info) -> list[Holding] | None:
        """What the client holds now, largest cost first."""
        rows = await info.context.load(reads.holdings_of, self.row.id) or []
        of = await nodes_of(info.context, PRODUCT, [row.product_id for row in rows])
        return [
            Holding(row=row, stands=self.stands, of=product)
            for row, product in zip(rows, of, strict=True)
            if product is not None
        ]

    @declared(
        ToMany(
            lambda: Part(ledger.Lot),
            (ledger.Lot.client_id,),
            (ledger.Lot.opened_on, ledger.Lot.id),
            needs=(("product_id", lambda: PRODUCT),),
            arguments=ledger_reads.lots_asked,
        )
    )
    async def lots(
        self, info: Info, product: strawberry.ID | None = None, open: bool | None = None
    ) -> list[Lot] | None:
        """Units as they came in, the oldest first; of one fund, only those with units left (true) or without."""
        wanted = None if product is None else own_id("product", product)
        rows = await info.context.load(ledger_reads.lots_of, self.row.id, wanted, open) or []
        of = await nodes_of(info.context, PRODUCT, [row.product_id for row in rows])
        return [
            Lot(row=row, stands=self.stands, of=fund)
            for row, fund in zip(rows, of, strict=True)
            if fund is not None
        ]

    @strawberry.field
    async def performance(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> ClientPerformance | None:
        """Profit and loss, returns and drawdowns up to a day (default today), altogether and by fund."""
        return await performance_of(info.context, self, view_of(on, view))

    @strawberry.field
    async def worth_history(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> list[WorthDay] | None:
        """What the client had and gained, by week up to a day; empty when the caller does not see all the funds."""
        return await history_of(info.context, self, view_of(on, view))

    @strawberry.field
    async def assets(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> Assets | None:
        """What the client had on a day; null when the caller does not see all his funds."""
        return await assets_of(info.context, self, view_of(on, view))

    @declared(paged(lambda: TRANSACTIONS, "client.transactions"))
    async def transactions(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Transaction] | None:
        """Confirmed transactions, newest first."""
        return await child_page(info.context, TRANSACTIONS, self.row.id, first, after, "client.transactions")

    @declared(paged(lambda: INTERACTIONS, "client.interactions"))
    async def interactions(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Interaction] | None:
        """Contacts, newest first."""
        return await child_page(info.context, INTERACTIONS, self.row.id, first, after, "client.interactions")

    @declared(paged(lambda: NEEDS, "client.needs"))
    async def needs(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Need] | None:
        """What he wants money for, by the day on which somebody comes back to it."""
        return await child_page(info.context, NEEDS, self.row.id, first, after, "client.needs")

    @declared(paged(lambda: ORDERS, "client.orders"))
    async def orders(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[FundOrder] | None:
        """Orders, the latest first."""
        return await child_page(info.context, ORDERS, self.row.id, first, after, "client.orders")

    @strawberry.field
    async def contact_escalations(self, info: Info) -> list[Escalation] | None:
        """Whom it was told to that nobody talked with him in time, the oldest first."""
        rows = await info.context.load(escalations_of, self.row.id, "client_id") or []
        return [Escalation(row=row, stands=self.stands) for row in rows]

    @declared(Pages(_tasks))
    async def tasks(
        self, info: Info, first: int = 20, after: str | None = None, open: bool | None = None
    ) -> Connection[Task] | None:
        """Tasks about the client by due time; `open`: only open (true) or closed (false) ones."""
        return await child_page(info.context, TASKS[open], self.row.id, first, after, f"client.tasks.{open}")

    @declared(Pages(_documents))
    async def documents(
        self, info: Info, first: int = 20, after: str | None = None, deleted: bool = False
    ) -> Connection[Document] | None:
        """Documents of the client, newest first; `deleted`: those that can still be brought back instead."""
        name = f"client.documents.{deleted}"
        return await child_page(info.context, DOCUMENTS[deleted], self.row.id, first, after, name)

    @declared(ClientTimeline(lambda: HAPPENINGS, lambda: CLIENT))
    async def timeline(
        self,
        info: Info,
        kinds: list[TimelineKind] | None = None,
        until: datetime | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> TimelineConnection | None:
        """Everything that happened, or what is of some kinds, up to an instant, newest first."""
        told = Told(ClientTimeline.name, {self.row.id: self.stands}, kinds, until, first, after)
        return await _timeline(info, told)

    @declared(ToOne(lambda: CLIENT, "merged_into_id"))
    async def merged_into(self, info: Info) -> Client | None:
        """The client this one became part of, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.merged_into_id)  # type: ignore[no-any-return]

    @declared(
        ToMany(
            lambda: Part(merges.ClientMerge),
            (merges.ClientMerge.survivor_id,),
            (merges.ClientMerge.merged_at.desc(), merges.ClientMerge.id.desc()),
            where=(merges.ClientMerge.undone_at.is_(None),),
        )
    )
    async def merges(self, info: Info) -> list[ClientMerge] | None:
        """Clients that became part of this one, the latest first."""
        rows = await info.context.load(reads.merges_of, self.row.id) or []
        return [ClientMerge(row=row, stands=self.stands) for row in rows]

    @declared(Pages(_history))
    async def history(
        self, info: Info, field: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[AuditEntry] | None:
        """Who changed what, newest first; `field`: only changes of one catalogue field the caller may see."""
        if field is not None:
            reads.hold_field(field, info.context.principal)
            demand_at(info.context, f"Client.{field}", self.stands, Level.MASKED)
        children = reads.history(AUDIT, field)
        return await child_page(info.context, children, self.row.id, first, after, f"client.history.{field}")

    @declared(LATEST_LINEAGE)
    async def lineage(self, info: Info) -> list[Lineage] | None:
        """Which fields came from which file and row."""
        return await lineage_of(info.context, self.row.id, self.stands)


TAG: Noun = noun_of("tag", tags.Tag, Tag)
CLIENT: Noun = noun_of("client", clients.Client, Client, way_by_way=True)
HOUSEHOLD: Noun = noun_of("household", households.Household, Household)
NEED: Noun = noun_of("need", needs.Need, Need)
INTERACTION: Noun = noun_of("interaction", interactions.Interaction, Interaction)
TASK: Noun = noun_of("task", tasks.Task, Task)
JOURNEY: Noun = noun_of("journey", JourneyRow, Journey)
APPROVAL: Noun = noun_of("approval", ApprovalRow, Approval)
HAPPENINGS: tuple[Noun, ...] = (INTERACTION, TASK, TRANSACTION, AUDIT)
NOUNS: dict[str, Noun] = {
    noun.name: noun
    for noun in (
        TEAM,
        USER,
        TAG,
        TOPIC,
        PRODUCT,
        SHARE_CLASS,
        CLIENT,
        HOUSEHOLD,
        TRANSACTION,
        INTERACTION,
        TALK_MESSAGE,
        TASK,
        JOURNEY,
        TEMPLATE,
        APPROVAL,
        APPROVAL_KIND,
        DOCUMENT,
        EXPORT,
    )
}

_T, _I, _K = ledger.Transaction, interactions.Interaction, tasks.Task
TRANSACTIONS: Children = Children(
    TRANSACTION, _T.client_id, (SortKey(_T.date, descending=True), SortKey(_T.id, descending=True))
)
INTERACTIONS: Children = Children(
    INTERACTION, _I.client_id, (SortKey(_I.at, descending=True), SortKey(_I.id, descending=True))
)
_N = needs.Need
NEEDS: Children = Children(NEED, _N.client_id, (SortKey(_N.follow_up_on, nullable=True), SortKey(_N.id)))
INTERACTION_HISTORY: Children = Children(
    AUDIT, AuditRow.subject_id, (SortKey(AuditRow.id, descending=True),), (AuditRow.noun == "interaction",)
)
_BY_DUE = (SortKey(_K.due_at, nullable=True), SortKey(_K.id))
TASKS: dict[bool | None, Children] = {
    None: Children(TASK, _K.client_id, _BY_DUE),
    True: Children(TASK, _K.client_id, _BY_DUE, (_K.state == "open",)),
    False: Children(TASK, _K.client_id, _BY_DUE, (_K.state != "open",)),
}
