"""The engine's eyes: who meets a condition, and what a person may read of a client, in his language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.acting import person
from backend.automations.surroundings import Surroundings
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, slot_of
from backend.book.custom_formulas import computed, rolled_by, written
from backend.book.staff import User
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Level, Principal, Relation
from backend.policies.fields import Policies
from backend.policies.rows import reach
from backend.schema.journey_criteria import holding
from backend.schema.tag_conditions import asked
from backend.schema.tag_sweeping import firm_of
from backend.systemize.conditions.tree import Condition
from backend.systemize.fields import Field, Kind
from backend.track.template_content import Criterion


def surroundings(database: Database, policies: Policies, vault: Vault | None = None) -> Surroundings:
    """For one batch of runs: what it learned of people and of the firm is kept as long as it lives."""
    eyes = _Eyes(database, policies)
    return Surroundings(eyes.fits, eyes.knows, eyes.judge, vault)


class _Eyes:
    def __init__(self, database: Database, policies: Policies) -> None:
        self._database, self._policies = database, policies
        self._people: dict[UUID, Principal | None] = {}
        self._firm: Principal | None = None

    async def firm(self, session: AsyncSession) -> Principal:
        """The firm itself, with the fields it has."""
        if self._firm is None:
            self._firm = await firm_of(session)
        return self._firm

    async def fits(
        self, session: AsyncSession, condition: Condition, clients: Sequence[UUID] | None
    ) -> Collection[UUID]:
        """Clients that meet a condition, in one statement."""
        fits = asked(await self.firm(session), condition)
        statement = select(Client.id).where(Client.firm_id == session.info["firm_id"], fits)
        if clients is not None:
            statement = statement.where(Client.id.in_(clients))
        return frozenset(await session.scalars(statement))

    async def judge(
        self, session: AsyncSession, client_id: UUID, criteria: Sequence[Criterion]
    ) -> Sequence[bool | None]:
        """Whether exit criteria hold: of the firm's rule, which sees what is."""
        return (await holding(session, await self.firm(session), [client_id], criteria))[client_id]

    async def knows(
        self, session: AsyncSession, user_id: UUID, client_id: UUID, keys: Sequence[str]
    ) -> Mapping[str, str]:
        """What a person may read of a client; nothing of one out of his reach."""
        principal = await self._person(session, user_id)
        if principal is None:
            return {}
        seen = reach(principal, "client")
        statement = select(Client, seen.relation.label("stands")).where(
            Client.firm_id == principal.firm_id, Client.id == client_id
        )
        if seen.predicate is not None:
            statement = statement.where(seen.predicate)
        row = (await session.execute(statement)).one_or_none()
        if row is None:
            return {}
        client, stands = row[0], Relation(row[1])
        found = {}
        for key in keys:
            field = CLIENT_FIELD.get(key) or principal.mask.own.get(key)
            if field is not None and _may(principal, key, stands):
                value = shown(field, client, principal.locale)
                if value is not None:
                    found[key] = value
        return found

    async def _person(self, session: AsyncSession, user_id: UUID) -> Principal | None:
        if user_id not in self._people:
            user = await session.scalar(
                select(User).where(User.firm_id == session.info["firm_id"], User.id == user_id)
            )
            there = user is not None and user.active
            self._people[user_id] = (
                await person(self._database, user, self._policies) if there and user is not None else None
            )
        return self._people[user_id]


def _may(principal: Principal, key: str, stands: Relation) -> bool:
    level = principal.mask.level(f"Client.{key}", stands)
    if key.startswith(CUSTOM):
        level = min(level, principal.mask.level("Client.custom", stands))
    return level >= Level.VIEW


def shown(field: Field, client: Client, locale: str) -> str | None:
    """A value of a client in words; none of what is sealed, or rests on rows beside his own."""
    if field.kind in (Kind.SEALED, Kind.FILE) or rolled_by(field):
        return None
    if field.key.startswith(CUSTOM):
        kept = (client.custom or {}).get(slot_of(field.key, field.kind))
        value: Any = (
            kept if field.formula is None else written(field, computed(field, client, business_date()))
        )
    else:
        value = getattr(client, field.column)
    if value is None or value == "":
        return None
    zh = locale == "zh-CN"
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    if isinstance(value, datetime):
        return business_date(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    labels = {option.value: option.zh if zh else option.en for option in field.options}
    return labels.get(str(value), str(value))
