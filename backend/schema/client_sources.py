"""Values around a client that are more than a column: contacts, ends of ties, sums of a family; in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, case, cast, func, select

from backend.book.client_fields import CLIENT_FIELDS
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.graph.engine.lates import Denied
from backend.graph.engine.objects import Ask, Place, number
from backend.platform.principal import Level


def maker(place: Place) -> Any:
    """The user who made a row; null when a key or the product did."""
    return subject_user(place.row.created_by)


def subject_user(subject: Any) -> Any:
    """The user of a column that says who did something; null when a key or the product did."""
    kind, id = (func.split_part(subject, ":", n) for n in (1, 2))
    return case((kind == "user", cast(id, Uuid)))


def other_end(place: Place) -> Any:
    """The client at the other end of a tie, seen from the client around it."""
    tie, client = place.row, place.around[0]
    return case((tie.client_id == client.id, tie.other_id), else_=tie.client_id)


def primary_contact(kind: str, place: Place) -> Any:
    """The mask of the client's primary contact of a kind."""
    firm, client = place.draft.firm, place.row
    found = (
        select(ContactPoint.masked)
        .where(
            ContactPoint.firm_id == firm,
            client.firm_id == firm,
            ContactPoint.client_id == client.id,
            ContactPoint.kind == kind,
            ContactPoint.primary,
        )
        .order_by(ContactPoint.id)
        .limit(number(1))
    )
    return found.scalar_subquery()


class ContactValue:
    """The mask of a contact point, under the right on the field of its kind."""

    def sql(self, place: Place, _ask: Ask) -> ColumnElement[Any]:
        """The text, or null."""
        kinds = [field.contact for field in CLIENT_FIELDS if field.contact]
        shown: list[Any] = [
            (kind, func.to_json(place.guarded(f"Client.{kind}", place.row.masked, least=Level.MASKED)))
            for kind in kinds
        ]
        return case(*shown, value=place.row.kind)


class HouseholdAum:
    """The sum over the members the caller reaches; null when one of them hides his."""

    def sql(self, place: Place, _ask: Ask) -> ColumnElement[Any]:
        """The amount, or null."""
        draft = place.draft
        noun = place.type.fields["head"].extensions["strawberry-definition"].metadata["source"].noun()
        members = draft.rows(noun, Client.household_id == place.row.id, around=place.rows)
        summed = func.coalesce(func.sum(members.row.aum), number(0))
        total: ColumnElement[Any] = cast(func.round(summed, number(2)), Text)
        stands = members.stands
        levels = draft.levels("Client.aum", stands)
        hidden = [relation for relation, level in levels.items() if level < Level.VIEW]
        if hidden:
            closed = draft.lates.token(Denied("Client.aum"))
            hides = func.coalesce(func.bool_or(stands.among(hidden)), False)
            total = case((hides, closed), else_=total)
        return select(total).select_from(members.source).scalar_subquery()
