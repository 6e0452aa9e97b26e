"""What happens in the book, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class ClientCreated(Event):
    """A client was taken into the book."""

    name: ClassVar[str] = "client.created"
    client_id: UUID


@dataclass(frozen=True)
class ClientChanged(Event):
    """Fields (GraphQL keys) of a client changed; what they are now is to be read with the reader's rights."""

    name: ClassVar[str] = "client.changed"
    client_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class FormArranged(Event):
    """The sections of a client's form, and the fields in them, were put in order."""

    name: ClassVar[str] = "form.arranged"
    sections: int


@dataclass(frozen=True)
class CustomFieldChanged(Event):
    """One of the firm's own fields was defined, changed, moved, archived or brought back."""

    name: ClassVar[str] = "custom_field.changed"
    custom_field_id: UUID
    key: str


@dataclass(frozen=True)
class ClientRemoved(Event):
    """A client that an import had made was taken out of the book again."""

    name: ClassVar[str] = "client.removed"
    client_id: UUID


@dataclass(frozen=True)
class ClientsMerged(Event):
    """Two clients became one, or (`undone`) two again."""

    name: ClassVar[str] = "client.merged"
    merge_id: UUID
    client_id: UUID
    other_id: UUID
    undone: bool


@dataclass(frozen=True)
class ClientAssigned(Event):
    """A user took on a role for a client, or (`ended`) gave it up; by: acting user, None for the system."""

    name: ClassVar[str] = "client.assigned"
    client_id: UUID
    user_id: UUID
    role: str
    ended: bool
    by: UUID | None


@dataclass(frozen=True)
class ClientsHandedOver(Event):
    """Clients of one user went to others, or (`undone`) back; to: how many by receiver; of each client it is told."""

    name: ClassVar[str] = "client.handed_over"
    handover_id: UUID
    from_id: UUID
    to: dict[str, int]
    undone: bool
    by: UUID | None


@dataclass(frozen=True)
class NeedChanged(Event):
    """A need of a client was written down, changed, met, dropped or opened again."""

    name: ClassVar[str] = "need.changed"
    need_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class HouseholdChanged(Event):
    """A family was made or changed; what of its clients changed is told of each of them."""

    name: ClassVar[str] = "household.changed"
    household_id: UUID


@dataclass(frozen=True)
class TagCreated(Event):
    """The firm has a new tag."""

    name: ClassVar[str] = "tag.created"
    tag_id: UUID


@dataclass(frozen=True)
class InteractionLogged(Event):
    """A contact with a client was written down."""

    name: ClassVar[str] = "interaction.logged"
    interaction_id: UUID
    client_id: UUID
    two_way: bool
    by: UUID | None


@dataclass(frozen=True)
class InteractionChanged(Event):
    """What was written down of a contact was corrected."""

    name: ClassVar[str] = "interaction.changed"
    interaction_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class TaskAssigned(Event):
    """A task has a new assignee."""

    name: ClassVar[str] = "task.assigned"
    task_id: UUID
    assignee_id: UUID
    client_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class TaskChanged(Event):
    """A task was edited or reopened."""

    name: ClassVar[str] = "task.changed"
    task_id: UUID
    assignee_id: UUID | None
    client_id: UUID | None


@dataclass(frozen=True)
class TaskCompleted(Event):
    """A task was done; creator: who made it, if a user."""

    name: ClassVar[str] = "task.completed"
    task_id: UUID
    creator: UUID | None
    client_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class TaskHanded(Event):
    """Somebody asked a colleague to take a task over, or the colleague answered. state: asked, accepted, returned."""

    name: ClassVar[str] = "task.handed"
    task_id: UUID
    client_id: UUID | None
    told: UUID | None
    state: str
    by: UUID | None


@dataclass(frozen=True)
class TaskReminded(Event):
    """A task is due soon, or was put off until now."""

    name: ClassVar[str] = "task.reminded"
    task_id: UUID
    client_id: UUID | None
    told: UUID


@dataclass(frozen=True)
class TaskEscalated(Event):
    """A task is late, and the next one of the chain is told. step: 1, 2, …; role: a role, or owner."""

    name: ClassVar[str] = "task.escalated"
    task_id: UUID
    client_id: UUID | None
    told: UUID
    step: int
    role: str


@dataclass(frozen=True)
class ContactsEscalated(Event):
    """Nobody talked with clients in time, and somebody of the chain is told. client_ids: who, where there is one."""

    name: ClassVar[str] = "contacts.escalated"
    told: UUID
    role: str
    count: int
    client_ids: list[UUID]


@dataclass(frozen=True)
class TaskCommented(Event):
    """Somebody said something about a task. mentioned: who is told of it by that already."""

    name: ClassVar[str] = "task.commented"
    task_id: UUID
    comment_id: UUID
    client_id: UUID | None
    mentioned: list[UUID]
    by: UUID | None


@dataclass(frozen=True)
class Mentioned(Event):
    """Somebody's name was mentioned. noun, subject_id: in what; client_id: whom that is about."""

    name: ClassVar[str] = "person.mentioned"
    told: UUID
    noun: str
    subject_id: UUID
    client_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class TaskSeriesChanged(Event):
    """A series of tasks began, was changed or ended."""

    name: ClassVar[str] = "task_series.changed"
    series_id: UUID
    client_id: UUID | None


@dataclass(frozen=True)
class EscalationPublished(Event):
    """Other steps of escalation are in force."""

    name: ClassVar[str] = "escalation.published"
    escalation_rules_id: UUID
    number: int


@dataclass(frozen=True)
class CalendarFeedChanged(Event):
    """Somebody made, renewed or ended the address of his calendar."""

    name: ClassVar[str] = "calendar_feed.changed"
    user_id: UUID
    ended: bool


@dataclass(frozen=True)
class TaskTemplateChanged(Event):
    """A task that is kept for reuse was made, changed or archived."""

    name: ClassVar[str] = "task_template.changed"
    task_template_id: UUID


@dataclass(frozen=True)
class TagGiven(Event):
    """A client bears a tag now."""

    name: ClassVar[str] = "tag.given"
    client_id: UUID
    tag_id: UUID


@dataclass(frozen=True)
class TagTaken(Event):
    """A client bears a tag no more."""

    name: ClassVar[str] = "tag.taken"
    client_id: UUID
    tag_id: UUID


@dataclass(frozen=True)
class TagFreed(Event):
    """A client's tag was left to its rule again."""

    name: ClassVar[str] = "tag.freed"
    client_id: UUID
    tag_id: UUID


@dataclass(frozen=True)
class TagRuled(Event):
    """What decides on a tag changed: its rule, its exclusive group, its priority, or that it is in use."""

    name: ClassVar[str] = "tag.ruled"
    tag_id: UUID


@dataclass(frozen=True)
class TagSwept(Event):
    """A rule was asked of many clients at once: how many gained and lost its tag."""

    name: ClassVar[str] = "tag.swept"
    tag_id: UUID
    rule_version: int
    gained: int
    lost: int


@dataclass(frozen=True)
class TierModelPublished(Event):
    """A tier model was put in force, from today or a day to come."""

    name: ClassVar[str] = "tier_model.published"
    tier_model_id: UUID
    number: int


@dataclass(frozen=True)
class ServiceMatrixPublished(Event):
    """A service matrix was put in force."""

    name: ClassVar[str] = "service_matrix.published"
    service_matrix_id: UUID
    number: int


@dataclass(frozen=True)
class ServiceSwept(Event):
    """Clients came to other cells of the service matrix, so many."""

    name: ClassVar[str] = "service.swept"
    moved: int


@dataclass(frozen=True)
class ServiceChanged(Event):
    """A client's service or what it finds of his owner is another; told one by one where it was few."""

    name: ClassVar[str] = "service.changed"
    client_id: UUID


@dataclass(frozen=True)
class TierChanged(Event):
    """A client moved to another tier; told one by one where it was few. cause: of `tier_history.CAUSES`."""

    name: ClassVar[str] = "tier.changed"
    client_id: UUID
    cause: str


@dataclass(frozen=True)
class TiersSwept(Event):
    """Clients moved to other tiers, so many."""

    name: ClassVar[str] = "tier.swept"
    moved: int


@dataclass(frozen=True)
class ProductChanged(Event):
    """A fund, its share classes, fee terms or open days were made or changed."""

    name: ClassVar[str] = "product.changed"
    product_id: UUID
    part: str


@dataclass(frozen=True)
class NavPublished(Event):
    """NAVs of a fund became known; first, last: days; restated: an earlier one was corrected from `first` on."""

    name: ClassVar[str] = "nav.published"
    product_id: UUID
    share_class_id: UUID | None
    first: str
    last: str
    restated: bool


@dataclass(frozen=True)
class TransactionConfirmed(Event):
    """A transaction was written into the ledger; reverses: it takes another one back."""

    name: ClassVar[str] = "transaction.confirmed"
    transaction_id: UUID
    client_id: UUID
    product_id: UUID
    kind: str
    reverses: bool


@dataclass(frozen=True)
class OrderChanged(Event):
    """An order was placed, or its state changed."""

    name: ClassVar[str] = "order.changed"
    order_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class ReceiptChanged(Event):
    """A payment came in, or what it is for was found, doubted or given back."""

    name: ClassVar[str] = "receipt.changed"
    receipt_id: UUID
    client_id: UUID | None
    state: str


@dataclass(frozen=True)
class RatesPublished(Event):
    """Exchange rates of a currency became known for the days first to last."""

    name: ClassVar[str] = "exchange_rate.published"
    currency: str
    first: str
    last: str


@dataclass(frozen=True)
class FeesAccrued(Event):
    """Fees of a period, [first, until), were computed or posted as revenue."""

    name: ClassVar[str] = "fees.accrued"
    first: str
    until: str
    posted: bool


@dataclass(frozen=True)
class RevenueImported(Event):
    """Revenue came in from the finance system."""

    name: ClassVar[str] = "revenue.imported"
    rows: int


@dataclass(frozen=True)
class UnitsCompared(Event):
    """Our units were compared with the registrar's of a day; broken: positions that differ."""

    name: ClassVar[str] = "units.compared"
    product_id: UUID
    day: str
    positions: int
    broken: int


@dataclass(frozen=True)
class UnitBreakSettled(Event):
    """Somebody explained or resolved a difference of units, or opened it again."""

    name: ClassVar[str] = "unit_break.settled"
    unit_break_id: UUID
    client_id: UUID | None
    state: str


@dataclass(frozen=True)
class ValuationBookImported(Event):
    """A custodian's valuation book was taken in; findings: how many things in it do not fit."""

    name: ClassVar[str] = "valuation_book.imported"
    valuation_book_id: UUID
    product_id: UUID
    day: str
    findings: int
