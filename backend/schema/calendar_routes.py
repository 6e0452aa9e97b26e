"""The HTTP path of a person's calendar for other programs: no log-in, a secret address that shows it read-only."""

from __future__ import annotations

import math
import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.acting import person
from backend.auth.answers import answering
from backend.auth.limits import Window, network_of
from backend.auth.tokens import Token, read_session_text
from backend.book.birthdays import born_on, days_ahead, next_birthday
from backend.book.calendar_feeds import CalendarFeed, feed_at
from backend.book.clients import Client as ClientRow
from backend.book.staff import User as UserRow
from backend.book.tasks import Task as TaskRow
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.ids import public_id
from backend.platform.principal import Level, Principal, Relation
from backend.policies.fields import Policies
from backend.schema.calendar_files import Entry, calendar_file, initials_with_number
from backend.schema.clients import CLIENT
from backend.schema.tasks import TASK

REQUESTS: Final = 60
"""Of one address within a quarter of an hour, and of one network as many; programs ask once an hour."""
BACK, AHEAD = timedelta(days=30), timedelta(days=180)
MOST: Final = 2000
NAMES: Final = "Right.calendarNames"


class CalendarRoutes:
    """`/calendar/TOKEN.ics`."""

    def __init__(self, database: Database, policies: Policies) -> None:
        self._database, self._policies = database, policies
        self._networks, self._addresses = Window(REQUESTS), Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [Route("/calendar/{token}.ics", answering(self._read), methods=["GET"])]

    async def _read(self, request: Request) -> Response:
        token = self._begin(request)
        async with self._database.as_system(token.firm_id, "calendar_feed") as session:
            feed = await feed_at(session, token.hash)
            if feed is None:
                raise Refused(Code.NOT_FOUND)
            user = await session.scalar(
                select(UserRow).where(
                    UserRow.firm_id == token.firm_id, UserRow.id == feed.user_id, UserRow.active
                )
            )
            if user is None:
                raise Refused(Code.NOT_FOUND)
            session.expunge(user)
            hour = now().replace(minute=0, second=0, microsecond=0)
            if feed.read_at != hour:
                await session.execute(
                    update(CalendarFeed)
                    .where(CalendarFeed.firm_id == token.firm_id, CalendarFeed.id == feed.id)
                    .values(read_at=hour)
                    .execution_options(synchronize_session=False)
                )
        caller = await person(self._database, user, self._policies)
        entries = [*await self._tasks(caller), *await self._birthdays(caller)]
        title = f"星轨 · {user.name}" if user.locale.startswith("zh") else f"Startrail · {user.name}"
        return Response(
            calendar_file(title, entries),
            media_type="text/calendar; charset=utf-8",
            headers={"cache-control": "private, no-store", "referrer-policy": "no-referrer"},
        )

    def _begin(self, request: Request) -> Token:
        """Raises Refused: RATE_LIMITED for what asks too often, NOT_FOUND for what is no address."""
        at = now().timestamp()
        token = read_session_text(request.path_params["token"])
        network = network_of(request.client.host if request.client else None)
        asked = [(self._networks, network)]
        if token is not None:
            asked.append((self._addresses, token.hash.hex()))
        wait = max(window.wait(key, at) for window, key in asked)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        for window, key in asked:
            window.add(key, secrets.token_bytes(8), at)
        if token is None:
            raise Refused(Code.NOT_FOUND)
        return token

    async def _tasks(self, caller: Principal) -> list[Entry]:
        at = now()
        statement = (
            TASK.rows(caller)
            .where(
                TaskRow.assignee_id == caller.user_id,
                TaskRow.state != "cancelled",
                TaskRow.due_at >= at - BACK,
                TaskRow.due_at < at + AHEAD,
            )
            .order_by(TaskRow.due_at, TaskRow.id)
            .limit(MOST)
        )
        async with self._database.read(caller.firm_id) as session:
            rows = (await session.execute(statement)).all()
            ids = {row[0].client_id for row in rows if row[0].client_id is not None}
            seen = await session.execute(CLIENT.rows(caller).where(ClientRow.id.in_(ids)))
            clients = {row[0].id: (row[0], Relation(row[1])) for row in seen}
        entries = []
        for task, stands in rows:
            if caller.mask.level("Task.title", Relation(stands)) < Level.VIEW:
                continue
            title = task.title
            if task.client_id in clients:
                client, relation = clients[task.client_id]
                named = _named(caller, client, relation)
                # Whoever wrote the title may have named him in it.
                title = title.replace(client.name, named or "…")
                title = f"{title} · {named}" if named and named not in title else title
            if task.state == "done":
                title = f"✓ {title}"
            entries.append(
                Entry(
                    public_id("task", task.id), title, task.due_at, task.updated_at, done=task.state == "done"
                )
            )
        return entries

    async def _birthdays(self, caller: Principal) -> list[Entry]:
        if caller.mask.level("Client.birthDate", Relation.OWN) < Level.VIEW:
            return []
        today = business_date()
        statement = (
            CLIENT.rows(caller)
            .where(
                ClientRow.owner_id == caller.user_id,
                ClientRow.archived_at.is_(None),
                born_on(days_ahead(today, AHEAD.days)),
            )
            .order_by(ClientRow.id)
            .limit(MOST)
        )
        async with self._database.read(caller.firm_id) as session:
            rows = (await session.execute(statement)).all()
        word = "生日" if caller.locale.startswith("zh") else "Birthday"
        found = []
        for client, stands in rows:
            named = _named(caller, client, Relation(stands))
            if named is not None:
                day = next_birthday(client.birth_date, today)
                id = f"birthday-{day.year}-{public_id('client', client.id)}"
                found.append(Entry(id, f"{word} · {named}", day, client.updated_at))
        return found


def _named(caller: Principal, client: ClientRow, stands: Relation) -> str | None:
    """How a client is called outside: in full where the policy lets the person, else by initials and number."""
    if caller.mask.level("Client.name", stands) < Level.VIEW:
        return None
    if caller.mask.anywhere(NAMES) >= Level.VIEW:
        return client.name
    return initials_with_number(client.name, client.id.hex)
