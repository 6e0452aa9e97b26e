"""Who can be mentioned in a text: colleagues who may read what it is about, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.acting import person
from backend.book.mentions import hold_few
from backend.book.staff import User as UserRow
from backend.graph.context import Context
from backend.graph.nouns import Noun
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.staff import USER
from backend.schema.viewer import policies_of
from backend.systemize.names import initials_of, pinyin_of

MOST_SHOWN = 8


async def readers_of(
    session: AsyncSession, context: Context, noun: Noun, id: UUID, users: Sequence[UserRow]
) -> set[UUID]:
    """Which of these people may see a row, each by his own present rights."""
    found = set()
    for user in users:
        caller = await person(context.database, user, policies_of(context))
        row = await session.execute(noun.rows(caller).where(noun.model.id == id).limit(1))
        if row.first() is not None:
            found.add(user.id)
    return found


async def hold_mentioned(
    session: AsyncSession,
    context: Context,
    noun: Noun,
    id: UUID,
    names: Sequence[str] | None,
    field: str = "mentions",
) -> list[UUID]:
    """The people that an input names. names: their public ids.

    Raises Refused(BAD_USER_INPUT): `unknown`, `inactive`, `limit`, and `mention_unreadable` for one who may not read
    the row, with his name, which the caller chose himself.
    """
    ids = hold_few([own_id(USER.word, name) for name in names or ()])
    if not ids:
        return []
    rows = await session.scalars(
        select(UserRow).where(UserRow.firm_id == context.principal.firm_id, UserRow.id.in_(ids))
    )
    people = {row.id: row for row in rows}
    if len(people) < len(ids):
        raise bad_input(field, "unknown")
    if any(not row.active for row in people.values()):
        raise bad_input(field, "inactive")
    seen = await readers_of(session, context, noun, id, list(people.values()))
    for each in ids:
        if each not in seen:
            raise bad_input(field, "mention_unreadable", value=people[each].name)
    return ids


async def mentionable(context: Context, noun: Noun, id: UUID, text: str) -> list[UUID]:
    """Active colleagues whose name, pinyin or initials begin with a text and who may see a row; at most MOST_SHOWN."""
    wanted = text.strip().casefold()
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows: Any = await session.scalars(
            select(UserRow)
            .where(UserRow.firm_id == context.principal.firm_id, UserRow.active)
            .order_by(UserRow.name_sort, UserRow.id)
        )
        fitting = [row for row in rows if row.id != context.principal.user_id and _begins(row.name, wanted)]
        seen: list[UUID] = []
        for row in fitting:
            if row.id in await readers_of(session, context, noun, id, [row]):
                seen.append(row.id)
            if len(seen) == MOST_SHOWN:
                break
    return seen


def _begins(name: str, wanted: str) -> bool:
    keys = (name, pinyin_of(name), initials_of(name))
    return any(key.casefold().replace(" ", "").startswith(wanted.replace(" ", "")) for key in keys)
