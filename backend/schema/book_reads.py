"""Batch reads behind the fields of the book: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential, second_factors_of
from backend.book.assignments import Assignment
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CUSTOM
from backend.book.documents.model import Document, DocumentVersion
from backend.book.households import ClientRelation
from backend.book.ledger import Holding
from backend.book.merges import ClientMerge
from backend.book.merges import merges_of as standing_merges_of
from backend.book.participants import Participant
from backend.book.staff import User, UserRole
from backend.book.tags import ClientTag, Tag
from backend.book.tasks import Task
from backend.graph.context import Context
from backend.graph.engine.objects import Place
from backend.graph.nodes import Children
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.platform.audit import AuditEntry
from backend.platform.errors import bad_input
from backend.platform.principal import Principal, Relation
from backend.policies.standing import of_ledger
from backend.systemize.fields import Kind
from backend.track.approvals import Approval
from backend.track.journeys import Journey


def user_in(subject: str) -> UUID | None:
    """The user of an audit subject such as `user:<uuid>`; None for keys and the system."""
    kind, _, id = subject.partition(":")
    return UUID(id) if kind == "user" else None


def _grouped(rows: Sequence[Any], key: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


async def members_of(
    session: AsyncSession, context: Context, team_ids: Sequence[UUID], user: Noun
) -> dict[UUID, list[Any]]:
    """Active people of teams, by name."""
    rows = await session.execute(
        user.rows(context.principal)
        .where(User.team_id.in_(team_ids), User.active)
        .order_by(User.name_sort, User.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].team_id].append(user.made(row))
    return found


async def roles_of(
    session: AsyncSession, context: Context, user_ids: Sequence[UUID]
) -> dict[UUID, list[str]]:
    """Roles of users, by name."""
    rows = await session.execute(
        select(UserRole.user_id, UserRole.role)
        .where(UserRole.firm_id == context.principal.firm_id, UserRole.user_id.in_(user_ids))
        .order_by(UserRole.role)
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for user_id, role in rows:
        found[user_id].append(role)
    return found


def roles_sql(place: Place) -> Any:
    """The same in SQL."""
    firm, user = place.draft.firm, place.row
    listed = func.json_agg(aggregate_order_by(UserRole.role, UserRole.role))
    rows = select(func.coalesce(listed, func.json_build_array())).where(
        UserRole.firm_id == firm, user.firm_id == firm, UserRole.user_id == user.id
    )
    return rows.scalar_subquery()


def totp_sql(place: Place) -> Any:
    """Whether a user confirmed a second factor."""
    firm, user = place.draft.firm, place.row
    confirmed = select(Credential.id).where(
        Credential.firm_id == firm,
        user.firm_id == firm,
        Credential.user_id == user.id,
        Credential.totp_confirmed_at.is_not(None),
    )
    return confirmed.exists()


async def totp_of(session: AsyncSession, _context: Context, user_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Users who confirmed a second factor; the others are absent."""
    return dict.fromkeys(await second_factors_of(session, user_ids), True)


async def tagged_counts(
    session: AsyncSession, context: Context, tag_ids: Sequence[UUID], client: Noun
) -> dict[UUID, int]:
    """How many clients within reach bear each tag."""
    within = client.rows(context.principal).with_only_columns(Client.id).where(Client.archived_at.is_(None))
    rows = await session.execute(
        select(ClientTag.tag_id, func.count())
        .where(
            ClientTag.firm_id == context.principal.firm_id,
            ClientTag.tag_id.in_(tag_ids),
            ClientTag.client_id.in_(within),
        )
        .group_by(ClientTag.tag_id)
    )
    return {row[0]: row[1] for row in rows}


async def holder_counts(
    session: AsyncSession, context: Context, product_ids: Sequence[UUID], client: Noun
) -> dict[UUID, int]:
    """How many clients within reach hold each product now."""
    within = client.rows(context.principal).with_only_columns(Client.id)
    rows = await session.execute(
        select(Holding.product_id, func.count())
        .where(
            Holding.firm_id == context.principal.firm_id,
            Holding.product_id.in_(product_ids),
            Holding.valid_to.is_(None),
            *holdings_within(context.principal),
            Holding.client_id.in_(within),
        )
        .group_by(Holding.product_id)
    )
    return {row[0]: row[1] for row in rows}


async def family_of(
    session: AsyncSession, context: Context, household_ids: Sequence[UUID], client: Noun
) -> dict[UUID, list[Any]]:
    """Members of households within reach, by name."""
    rows = await session.execute(
        client.rows(context.principal)
        .where(Client.household_id.in_(household_ids))
        .order_by(Client.name_sort, Client.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].household_id].append(client.made(row))
    return found


async def contacts_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[ContactPoint]]:
    """Contact points of clients, primary ones first."""
    rows = await session.scalars(
        select(ContactPoint)
        .where(ContactPoint.firm_id == context.principal.firm_id, ContactPoint.client_id.in_(client_ids))
        .order_by(ContactPoint.primary.desc(), ContactPoint.kind, ContactPoint.id)
    )
    return _grouped(rows.all(), "client_id")


async def versions_of(
    session: AsyncSession, context: Context, document_ids: Sequence[UUID]
) -> dict[UUID, list[DocumentVersion]]:
    """Versions of documents, newest first."""
    rows = await session.scalars(
        select(DocumentVersion)
        .where(
            DocumentVersion.firm_id == context.principal.firm_id,
            DocumentVersion.document_id.in_(document_ids),
        )
        .order_by(DocumentVersion.number.desc(), DocumentVersion.id)
    )
    return _grouped(rows.all(), "document_id")


async def assignments_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Assignment]]:
    """Assignments of clients, present ones first, then the latest."""
    rows = await session.scalars(
        select(Assignment)
        .where(Assignment.firm_id == context.principal.firm_id, Assignment.client_id.in_(client_ids))
        .order_by(Assignment.valid_to.desc().nulls_first(), Assignment.role.desc(), Assignment.id)
    )
    return _grouped(rows.all(), "client_id")


async def merges_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[ClientMerge]]:
    """Merges into clients that stand, the latest first."""
    return await standing_merges_of(session, context.principal.firm_id, client_ids)


async def relations_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[ClientRelation]]:
    """Ties of clients in both directions."""
    rows = await session.scalars(
        select(ClientRelation)
        .where(
            ClientRelation.firm_id == context.principal.firm_id,
            or_(ClientRelation.client_id.in_(client_ids), ClientRelation.other_id.in_(client_ids)),
        )
        .order_by(ClientRelation.kind, ClientRelation.id)
    )
    found: dict[UUID, list[ClientRelation]] = defaultdict(list)
    wanted = set(client_ids)
    for row in rows:
        for id in {row.client_id, row.other_id} & wanted:
            found[id].append(row)
    return found


async def participants_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID]
) -> dict[UUID, list[Participant]]:
    """Who took part in interactions, in the order in which they were named."""
    rows = await session.scalars(
        select(Participant)
        .where(
            Participant.firm_id == context.principal.firm_id, Participant.interaction_id.in_(interaction_ids)
        )
        .order_by(Participant.place, Participant.id)
    )
    return _grouped(rows.all(), "interaction_id")


async def journeys_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID], journey: Noun
) -> dict[UUID, list[Any]]:
    """Journeys within reach of clients, the latest first."""
    rows = await session.execute(
        journey.rows(context.principal)
        .where(Journey.client_id.in_(client_ids))
        .order_by(Journey.opened_at.desc(), Journey.id.desc())
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].client_id].append(journey.made(row))
    return found


async def journey_tasks_of(
    session: AsyncSession, context: Context, journey_ids: Sequence[UUID], task: Noun
) -> dict[UUID, list[Any]]:
    """Tasks within reach that belong to journeys, by due time."""
    rows = await session.execute(
        task.rows(context.principal).where(Task.journey_id.in_(journey_ids)).order_by(Task.due_at, Task.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].journey_id].append(task.made(row))
    return found


async def client_approvals_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID], approval: Noun
) -> dict[UUID, list[Any]]:
    """Approvals within reach about clients, the latest first."""
    return await _approvals_by(session, context, Approval.client_id, client_ids, approval)


async def journey_approvals_of(
    session: AsyncSession, context: Context, journey_ids: Sequence[UUID], approval: Noun
) -> dict[UUID, list[Any]]:
    """Approvals within reach of journeys, the latest first."""
    return await _approvals_by(session, context, Approval.journey_id, journey_ids, approval)


async def _approvals_by(
    session: AsyncSession, context: Context, by: Any, ids: Sequence[UUID], approval: Noun
) -> dict[UUID, list[Any]]:
    rows = await session.execute(
        approval.rows(context.principal).where(by.in_(ids)).order_by(Approval.id.desc())
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row[0], by.key)].append(approval.made(row))
    return found


async def agreed_tasks_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID], task: Noun
) -> dict[UUID, list[Any]]:
    """Tasks within reach that were agreed on in interactions, by due time."""
    rows = await session.execute(
        task.rows(context.principal)
        .where(Task.interaction_id.in_(interaction_ids))
        .order_by(Task.due_at, Task.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].interaction_id].append(task.made(row))
    return found


async def kept_documents_of(
    session: AsyncSession, context: Context, interaction_ids: Sequence[UUID], document: Noun
) -> dict[UUID, list[Any]]:
    """Documents within reach that were kept with interactions, the first first."""
    rows = await session.execute(
        document.rows(context.principal)
        .where(
            Document.interaction_id.in_(interaction_ids),
            Document.deleted_at.is_(None),
            Document.purged_at.is_(None),
        )
        .order_by(Document.uploaded_at, Document.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].interaction_id].append(document.made(row))
    return found


async def tags_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID], tag: Noun
) -> dict[UUID, list[Any]]:
    """Tags of clients, by name."""
    firm_id = context.principal.firm_id
    rows = await session.execute(
        tag.rows(context.principal)
        .add_columns(ClientTag.client_id)
        .join(ClientTag, (ClientTag.tag_id == Tag.id) & (ClientTag.firm_id == firm_id))
        .where(ClientTag.client_id.in_(client_ids))
        .order_by(Tag.name)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(tag.made(row))
    return found


async def holdings_of(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Holding]]:
    """Present holdings of clients, largest cost first."""
    rows = await session.scalars(
        select(Holding)
        .where(
            Holding.firm_id == context.principal.firm_id,
            Holding.client_id.in_(client_ids),
            Holding.valid_to.is_(None),
            *holdings_within(context.principal),
        )
        .order_by(Holding.cost.desc(), Holding.id)
    )
    return _grouped(rows.all(), "client_id")


def holdings_within(caller: Principal) -> list[ColumnElement[bool]]:
    """What of a reached client's holdings is shown: a key that was given products sees its holders hold these only."""
    return [of_ledger(caller, Holding)[Relation.SCOPE]] if caller.scope.product_ids else []


def hold_field(key: str, caller: Principal) -> None:
    """Raises Refused(BAD_USER_INPUT) for a key that is not a field with a history of its own."""
    if key in caller.mask.own:
        return
    spec = CLIENT_FIELD.get(key)
    if spec is None or spec.contact is not None or spec.kind is Kind.TAGS:
        raise bad_input("field", "choice")


@cache
def history(audit: Noun, field: str | None) -> Children:
    """The audit rows of a client, or only those that changed one catalogue field (see `hold_field`).

    Kept, because a list is loaded for all its parents at once only when they ask for the same object.
    """
    keys = (SortKey(AuditEntry.id, descending=True),)
    if field is None:
        return Children(audit, AuditEntry.client_id, keys)
    if field.startswith(CUSTOM):
        return Children(audit, AuditEntry.client_id, keys, (AuditEntry.changes.has_key(field),))
    stem = CLIENT_FIELD[field].column
    names = [stem, f"{stem}_masked", f"{stem}_sealed"]  # another number may have the same mask
    return Children(audit, AuditEntry.client_id, keys, (AuditEntry.changes.has_any(array(names)),))
