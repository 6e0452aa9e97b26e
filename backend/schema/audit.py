"""Audit entries as readers may see them: values cut to their own rights, and where imported values came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement, Uuid, case, func, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.custom_fields import CUSTOM
from backend.book.custom_sealed import told
from backend.book.lineage import FieldSource, lineage_rows_of
from backend.book.lineage import Lineage as LineageRow
from backend.book.product_fields import CLASS_FIELDS, PRODUCT_FIELDS
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Rows
from backend.graph.engine.objects import Ask, Place, declared, json_list_of, selecting
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import NOTHING
from backend.graph.sources import Column, Computed, Expression, ToOne, column
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.ids import public_id
from backend.platform.principal import Level, Relation
from backend.schema.catalogue import camel
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User
from backend.schema.staff_reads import user_in
from backend.systemize.fields import Field, Kind

# Column -> (catalogue field): sealed fields show their masked column, never the envelope.
BY_COLUMN: dict[str, Field] = {
    f"{field.column}_masked" if field.kind is Kind.SEALED else field.column: field
    for field in CLIENT_FIELDS
    if field.contact is None
}
# Columns of other tables that say nothing about a person; everything else of them stays closed.
OPEN_COLUMNS = {
    "assignment": {"role", "valid_from", "valid_to", "credit"},
    "contact_point": {"kind", "label", "primary", "verified"},
    "task": {"title", "state", "priority", "due_at", "stage", "mandatory", "compliance", "evidence", "role"},
    "need": {"state", "follow_up_on", "currency", "horizon"},
    "service_request": {"state", "type_key", "kind", "priority", "channel", "response_due_at", "answered_at"},
    # What is expected of a journey, and why it was lost, is told by the journey under its own rights.
    "journey": {"state", "stage", "stage_zh", "stage_en", "resume_on", "template_number"},
    "client_relation": {"kind"},
    "client_tag": {"source"},
    "custom_field": {
        "key",
        "kind",
        "zh",
        "en",
        "section_id",
        "required",
        "max_length",
        "places",
        "low",
        "high",
        "formula",
        "rollup",
        "shown_when",
        "required_when",
        "client_kinds",
        "initial",
        "archived_at",
    },
    "custom_section": {"zh", "en", "columns", "collapsed", "position"},
    "service_by_hand": {"cell", "until", "state", "decided_at", "ended_at"},
    "document": {"category", "number", "kind", "size", "deleted_at"},
    "audit_seal": {"seals", "rows", "faults"},
}
# Columns of interactions by the field whose right decides on them, at the row's relation.
INTERACTION_FIELD = {
    **{
        name: name
        for name in ("kind", "direction", "channel", "at", "minutes", "summary", "content", "needs", "topics")
    },
    "two_way": "twoWay",
}
# Tables of a fund by the type whose rights decide on their columns.
OF_FUND = {
    "product": "Product",
    "share_class": "ShareClass",
    "fee_terms": "FeeTerms",
    "open_day": "OpenDay",
    "nav_point": "NavPoint",
}
FUND_KEYS = {field.column: field.key for field in (*PRODUCT_FIELDS, *CLASS_FIELDS)}
# What of a client such a row belongs to: who may not see that, does not see its changes either.
PART_OF = {
    "assignment": "Client.assignments",
    "contact_point": "Client.contactPoints",
    "task": "Client.tasks",
    "need": "Need",
    "service_request": "ServiceRequest",
    "journey": "Journey",
    "client_relation": "Client.relations",
    "care_date": "Client.careDates",
    "client_tag": "Client.tags",
    "tag_refusal": "Client.tags",
    "document": "Client.documents",
    "service_by_hand": "Client.serviceCell",
    "interaction": "Client.interactions",
}


@strawberry.type
class FieldChange:
    """One changed field: before and after as text, masked where the reader's right is `masked`."""

    stands: strawberry.Private[Relation]
    field: str
    before: str | None
    after: str | None


def _actor(place: Place) -> Any:
    actor = place.row.actor
    kind, rest = func.split_part(actor, ":", 1), func.split_part(actor, ":", 2)
    shown = kind + ":" + kind + "_" + func.replace(rest, "-", "")
    return case((kind.in_(("user", "key")), shown), else_=actor)


def _actor_user(place: Place) -> Any:
    kind, id = (func.split_part(place.row.actor, ":", n) for n in (1, 2))
    return case((kind == "user", sql_cast(id, Uuid)))


def _person(place: Place) -> Any:
    return case((place.row.noun == "user_account", place.row.subject_id))


def _subject(place: Place) -> Any:
    return place.row.noun + "_" + func.encode(func.uuid_send(place.row.subject_id), "hex")


def _computed(context: Context, stands: Relation, values: Sequence[Any]) -> list[FieldChange]:
    noun, action, changes = values
    return list(_visible(context, noun, action, changes, stands))


@strawberry.type
class AuditEntry(Node):
    """Who did what, when, and why."""

    @classmethod
    def noun(cls) -> str:
        """`audit_…`."""
        return "audit"

    @declared(Column("at"))
    def at(self) -> datetime:
        """When."""
        return self.row.at  # type: ignore[no-any-return]

    @declared(Expression(_actor))
    def actor(self) -> str:
        """`user:<id>`, `key:<id>` or `system:<name>`."""
        kind, _, rest = str(self.row.actor).partition(":")
        return f"{kind}:{public_id(kind, UUID(rest))}" if kind in {"user", "key"} else str(self.row.actor)

    @declared(ToOne(lambda: USER, _actor_user))
    async def by(self, info: Info) -> User | None:
        """The person who did it, where it was one that the reader may see."""
        return await node_of(info.context, USER, user_in(self.row.actor))  # type: ignore[no-any-return]

    @declared(Column("action"))
    def action(self) -> str:
        """create, update, delete, reveal, export, sign_in, …"""
        return str(self.row.action)

    @declared(Column("noun"))
    def type(self) -> str:
        """The table, e.g. client."""
        return str(self.row.noun)

    @declared(Expression(_subject))
    def subject(self) -> strawberry.ID | None:
        """The row it was done to."""
        id = self.row.subject_id
        return None if id is None else strawberry.ID(public_id(self.row.noun, id))

    @declared(Computed(lambda place: (place.row.noun, place.row.action, place.row.changes), _computed))
    def changes(self, info: Info) -> list[FieldChange]:
        """Changed fields the reader may see."""
        return list(_visible(info.context, self.row.noun, self.row.action, self.row.changes, self.stands))

    @declared(ToOne(lambda: USER, _person))
    async def about(self, info: Info) -> User | None:
        """The person it was done to, where it was one whom the reader may see."""
        id = self.row.subject_id if self.row.noun == "user_account" else None
        return await node_of(info.context, USER, id)  # type: ignore[no-any-return]

    client = linked(
        "client", "client_id", "The client whose history it belongs to, where the reader may see him."
    )

    @declared(Column("ip"))
    def ip(self) -> str | None:
        """From where: the address that the server saw; none for what the product does by itself."""
        return self.row.ip  # type: ignore[no-any-return]

    @declared(Column("reason"))
    def reason(self) -> str | None:
        """The reason given."""
        return self.row.reason  # type: ignore[no-any-return]


AUDIT = noun_of("audit_entry", AuditRow, AuditEntry, prefix="audit")


def _visible(
    context: Context, noun: str, action: str, changes: Mapping[str, Any], stands: Relation
) -> Iterator[FieldChange]:
    mask = context.principal.mask
    if noun in PART_OF and mask.level(PART_OF[noun], stands) < Level.VIEW:
        return
    for name, (before, after) in changes.items():
        if noun == "interaction":
            key = INTERACTION_FIELD.get(name)
            if key is not None and mask.level(f"Interaction.{key}", stands) >= Level.VIEW:
                yield FieldChange(stands=stands, field=key, before=_text(before), after=_text(after))
            continue
        if noun in OF_FUND:
            key = FUND_KEYS.get(name, camel(name))
            if mask.level(f"{OF_FUND[noun]}.{key}", stands) >= Level.VIEW:
                yield FieldChange(stands=stands, field=key, before=_text(before), after=_text(after))
            continue
        if noun != "client":
            if name in OPEN_COLUMNS.get(noun, ()):
                yield FieldChange(stands=stands, field=name, before=_text(before), after=_text(after))
            continue
        if name.startswith(CUSTOM):
            if mask.level(f"Client.{name}", stands) >= Level.VIEW:
                yield FieldChange(
                    stands=stands, field=name, before=_text(told(before)), after=_text(told(after))
                )
            continue
        field = CLIENT_FIELD.get(name) if action == "reveal" else BY_COLUMN.get(name)
        level = mask.level(f"Client.{field.key}", stands) if field else Level.NONE
        if field is None or level is Level.NONE:
            continue
        shown = field.mask if field.mask and level is Level.MASKED else str
        yield FieldChange(
            stands=stands,
            field=field.key,
            before=None if before is None else shown(_text(before) or ""),
            after=None if after is None else shown(_text(after) or ""),
        )


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@strawberry.type
class Lineage:
    """Where a field's value came from."""

    row: strawberry.Private[FieldSource]
    stands: strawberry.Private[Relation]
    field: str = column("field")
    file: str = column("file")
    sheet: str = column("sheet")
    line: int = column("row", name="row")
    imported_at: datetime = column("imported_at")
    imported_by: str = column("imported_by")


async def _lineage(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    return await lineage_rows_of(session, context.principal.firm_id, client_ids)


async def lineage_of(context: Context, client_id: UUID, stands: Relation) -> list[Lineage]:
    """Lineage of the fields the reader may see."""
    mask = context.principal.mask
    return [
        Lineage(row=found, stands=stands)
        for found in sorted(await context.load(_lineage, client_id) or [], key=lambda found: str(found.field))
        if mask.level(f"Client.{found.field}", stands) >= Level.MASKED
    ]


class _Latest:
    """The latest lineage of each field, in SQL."""

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The objects as a list, by field."""
        draft, mask = place.draft, place.draft.mask
        each = (
            select(func.unnest(LineageRow.fields).label("field"), *LineageRow.__table__.columns)
            .where(LineageRow.firm_id == draft.firm, LineageRow.client_id == place.row.id)
            .where(*draft.bound_around(place.rows))
            .subquery()
        )
        keys = {
            relation: [key for key in CLIENT_FIELD if mask.level(f"Client.{key}", relation) >= Level.MASKED]
            for relation in place.stands.visible
        }
        readable = [place.stands.among([relation]) & each.c.field.in_(of) for relation, of in keys.items()]

        def shaped(statement: Any) -> Any:
            return statement.order_by(each.c.field, each.c.id.desc()).ext(distinct_on(each.c.field))

        rows = Rows(each, draft.row(each.c), place.stands, [or_(NOTHING, *readable)], shaped)
        type_ = draft.schema.get_type("Lineage")
        assert isinstance(type_, GraphQLObjectType)
        return json_list_of(selecting(draft, type_, rows, ask.chosen, place.rows))


LATEST_LINEAGE = _Latest()
