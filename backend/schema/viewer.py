"""Who am I: the caller, his rights as data, his sessions and his inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import strawberry
from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement, DateTime, Uuid, func, literal_column, select

from backend.auth.credentials import Credential, second_factors_of
from backend.auth.sessions import Session as SessionRow
from backend.auth.sessions import sessions_of
from backend.book.birthdays import born_on, days_ahead, next_birthday
from backend.book.clients import Client as ClientRow
from backend.book.notifications import Notification as NotificationRow
from backend.book.notifications import unread_count
from backend.book.saved_views import PAGES, views_of
from backend.book.staff import User as UserRow
from backend.graph.connections import Connection, Info, list_page
from backend.graph.context import Context
from backend.graph.engine.drafts import ANYWHERE, Draft
from backend.graph.engine.givens import Arguments, known
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import (
    SOURCE,
    Ask,
    Place,
    PublicId,
    constant,
    declared,
    json_of,
    made_object,
    public,
    selecting,
)
from backend.graph.engine.paging import Paged, connection
from backend.graph.lists import rows_of
from backend.graph.nodes import RelationEnum, node_of
from backend.graph.pages import Listing, SortKey
from backend.graph.sources import Expression, column, one
from backend.graph.told import Told
from backend.platform.callers import of_caller
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, bad_input
from backend.platform.ids import public_id
from backend.platform.principal import Level, Mask, Relation
from backend.platform.tenant import Firm as FirmRow
from backend.policies.coordinates import CUSTOM
from backend.policies.enforcement import Policy
from backend.policies.explain import Access, explain
from backend.policies.fields import Policies
from backend.schema.clients import CLIENT, Client
from backend.schema.notifications import NOTIFICATION, Notification
from backend.schema.saved_views import SavedView
from backend.schema.staff import USER, User

AccessLevel: Any = strawberry.enum(
    Level, name="AccessLevel", description="What a role may do with a coordinate."
)
ErrorCode: Any = strawberry.enum(Code, name="ErrorCode", description="`errors[].extensions.code`")
MOST_DAYS, MOST_BIRTHDAYS = 62, 100
CALLS = ("Query.", "Mutation.", "Subscription.", "Right.")


@strawberry.type
class CoordinateAccess:
    """The caller's level on a coordinate for rows of one relation, and why."""

    coordinate: str
    relation: RelationEnum  # type: ignore[valid-type]
    level: AccessLevel
    export: bool
    rule: str | None
    granted_by: list[str] = strawberry.field(description="Roles that hold a higher level: whom to ask.")


def shown_access(found: Access) -> CoordinateAccess:
    """An explanation as GraphQL data."""
    return CoordinateAccess(
        coordinate=found.coordinate,
        relation=found.relation,
        level=found.level,
        export=found.export,
        rule=found.rule,
        granted_by=list(found.granted_by),
    )


@strawberry.type
class Firm:
    """The caller's firm."""

    row: strawberry.Private[FirmRow]

    @declared(Expression(lambda place: public("firm", place.row.firm_id)))
    def id(self) -> strawberry.ID:
        """The firm's id."""
        return strawberry.ID(public_id("firm", self.row.firm_id))

    name: str = column("name", description="Its name.")
    demo: bool = column("demo", description="Whether its people are made up.")


def _is_current(place: Place) -> ColumnElement[bool]:
    mine = place.draft.bind(known(None), Uuid(), lambda _value, context: context.principal.session_id)
    return func.coalesce(place.row.id == mine, literal_column("false"))


@strawberry.type
class Session:
    """A place where the caller is signed in."""

    row: strawberry.Private[SessionRow]
    current: bool = strawberry.field(metadata={SOURCE: Expression(_is_current)})

    @declared(PublicId("session"))
    def id(self) -> strawberry.ID:
        """The session's id."""
        return strawberry.ID(public_id("session", self.row.id))

    created_at: datetime = column("created_at", description="When it began.")
    last_seen_at: datetime = column("last_seen_at", description="When it was used last, to the minute.")
    ip: str | None = column("ip", description="From where it began.")
    user_agent: str | None = column("user_agent", description="With which program.")


@strawberry.type
class Birthday:
    """A birthday to come of one of the caller's clients."""

    date: date
    client: Client


@strawberry.type
class Viewer:
    """The caller."""

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        """The person; null for API keys."""
        return await node_of(info.context, USER, info.context.principal.user_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def firm(self, info: Info) -> Firm:
        """The firm the caller works in."""
        firm_id = info.context.principal.firm_id
        async with info.context.database.read(firm_id) as session:
            row = (await session.scalars(select(FirmRow).where(FirmRow.firm_id == firm_id))).one()
        return Firm(row=row)

    @strawberry.field
    def roles(self, info: Info) -> list[str]:
        """The roles held."""
        return _roles(info.context)

    @strawberry.field
    async def locale(self, info: Info) -> str:
        """zh-CN or en."""
        return info.context.principal.locale

    @strawberry.field
    async def theme(self, info: Info) -> str:
        """light, dark or auto."""
        return await _preference(info.context, "theme", "auto")

    @strawberry.field
    async def density(self, info: Info) -> str:
        """compact, default or touch."""
        return await _preference(info.context, "density", "default")

    @strawberry.field
    async def access(self, info: Info, type: str) -> list[CoordinateAccess]:
        """Each coordinate of a type (and of writing it blindly) with the caller's level at each relation."""
        context = info.context
        policy = await policies_of(context).policy_of(context.principal.firm_id)
        return _access_to(context, policy, type)

    @strawberry.field
    def rights(self, info: Info) -> list[str]:
        """Root fields and free rights the caller holds, e.g. `Mutation.createClient`."""
        return _rights(info.context)

    @strawberry.field
    async def sessions(self, info: Info) -> list[Session]:
        """Where the caller is signed in, newest first."""
        principal = info.context.principal
        if principal.user_id is None:
            return []
        async with info.context.database.read(principal.firm_id) as session:
            found = await sessions_of(session, [principal.user_id])
        rows = found.get(principal.user_id, [])
        return [Session(row=row, current=row.id == principal.session_id) for row in rows]

    @strawberry.field
    async def unread_count(self, info: Info) -> int:
        """How many notifications are unread."""
        principal = info.context.principal
        if principal.user_id is None:
            return 0
        async with info.context.database.read(principal.firm_id) as session:
            return await unread_count(session, principal.firm_id, principal.user_id)

    @strawberry.field
    async def notifications(
        self, info: Info, first: int = 20, after: str | None = None, unread_only: bool = False
    ) -> Connection[Notification]:
        """The caller's inbox, newest first."""
        statement = NOTIFICATION.rows(info.context.principal).where(
            NotificationRow.user_id == info.context.principal.user_id
        )
        if unread_only:
            statement = statement.where(NotificationRow.read_at.is_(None))
        listing = Listing(statement, (SortKey(NotificationRow.id, descending=True),), f"inbox.{unread_only}")
        return await list_page(info.context, NOTIFICATION, listing, first, after)

    @strawberry.field
    async def views(self, info: Info, page: str) -> list[SavedView]:
        """Views of a list the caller may use: own ones, then those of his team, then of the firm."""
        if page not in PAGES:
            raise bad_input("page", "choice")
        principal = info.context.principal
        async with info.context.database.read(principal.firm_id) as session:
            return [SavedView(seen=seen) for seen in await views_of(session, principal, page)]

    @strawberry.field
    async def birthdays(self, info: Info, days: int = 14) -> list[Birthday]:
        """Birthdays of the clients the caller owns, today and in the days to come, the next first."""
        if not 0 <= days <= MOST_DAYS:
            raise bad_input("days", "range", low=0, high=MOST_DAYS)
        principal, today = info.context.principal, business_date()
        # Whoever may not read a date of birth is not told it by this list either.
        if principal.user_id is None or principal.mask.level("Client.birthDate", Relation.OWN) < Level.VIEW:
            return []
        owned = CLIENT.rows(principal).where(
            ClientRow.owner_id == principal.user_id,
            ClientRow.archived_at.is_(None),
            born_on(days_ahead(today, days)),
        )
        async with info.context.database.read(principal.firm_id) as session:
            rows = (await session.execute(owned.limit(MOST_BIRTHDAYS))).all()
        found = [
            Birthday(date=next_birthday(row[0].birth_date, today), client=CLIENT.made(row)) for row in rows
        ]
        return sorted(found, key=lambda birthday: (birthday.date, birthday.client.row.id))

    @strawberry.field
    async def totp_enabled(self, info: Info) -> bool:
        """Whether the caller has a second factor."""
        principal = info.context.principal
        if principal.user_id is None:
            return False
        async with info.context.database.read(principal.firm_id) as session:
            return principal.user_id in await second_factors_of(session, [principal.user_id])


@dataclass(frozen=True)
class RootViewer:
    """The caller, on the compiled route."""

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The object."""
        me = of_caller(draft.caller, "caller_id")

        def firm(inner: Ask) -> ColumnElement[Any]:
            type_ = draft.schema.get_type("Firm")
            assert isinstance(type_, GraphQLObjectType)
            return json_of(selecting(draft, type_, draft.belonging(FirmRow, ANYWHERE), inner.chosen))

        def preference(attribute: str, default: str) -> ColumnElement[Any]:
            mine = draft.rows(USER, UserRow.id == me)
            value = select(getattr(mine.row, attribute)).select_from(mine.source).scalar_subquery()
            return func.coalesce(value, constant(default))

        def sessions(inner: Ask) -> ColumnElement[Any]:
            moment = draft.bind(known(None), DateTime(timezone=True), lambda _value, _context: now())
            return rows_of(
                draft, inner, SessionRow,
                SessionRow.user_id == me, SessionRow.revoked_at.is_(None), SessionRow.expires_at > moment,
                shaped=lambda statement: statement.order_by(SessionRow.id.desc()),
            )  # fmt: skip

        def second_factor(_inner: Ask) -> ColumnElement[Any]:
            confirmed = (Credential.user_id == me, Credential.totp_confirmed_at.is_not(None))
            return select(literal_column("1")).where(Credential.firm_id == draft.firm, *confirmed).exists()

        return made_object(
            draft, ask,
            {
                "user": lambda inner: one(draft, USER, me, inner),
                "firm": firm,
                "roles": lambda inner: Told(lambda context, _given: _roles(context)).root(draft, inner),
                "locale": lambda inner: Told(lambda context, _given: context.principal.locale).root(draft, inner),
                "theme": lambda _inner: preference("theme", "auto"),
                "density": lambda _inner: preference("density", "default"),
                "access": lambda inner: Told(_told_access_to, ("type",)).root(draft, inner),
                "rights": lambda inner: Told(lambda context, _given: _rights(context)).root(draft, inner),
                "sessions": sessions,
                "unreadCount": lambda _inner: unread_of(draft),
                "notifications": lambda inner: connection(None, draft, inner, _inbox(draft, inner.arguments)),
                "totpEnabled": second_factor,
            },
        )  # fmt: skip


def unread_of(draft: Draft) -> ColumnElement[int]:
    """How many of the caller's notifications are unread, as SQL."""
    counted = select(func.count()).where(
        NotificationRow.firm_id == draft.firm,
        NotificationRow.user_id == of_caller(draft.caller, "caller_id"),
        NotificationRow.read_at.is_(None),
    )
    return counted.select_from(NotificationRow).scalar_subquery()


def _inbox(draft: Draft, arguments: Arguments) -> Paged:
    unread_only = bool(arguments["unreadOnly"].literal(draft.context))
    where = [NotificationRow.user_id == of_caller(draft.caller, "caller_id")]
    where += [NotificationRow.read_at.is_(None)] if unread_only else []
    return Paged(
        NOTIFICATION, tuple(where), (SortKey(NotificationRow.id, descending=True),), f"inbox.{unread_only}"
    )


def _roles(context: Context) -> list[str]:
    return list(context.principal.roles)


def _rights(context: Context) -> list[str]:
    mask = context.principal.mask
    return sorted(n for n in mask.levels if n.startswith(CALLS) and mask.anywhere(n) >= Level.VIEW)


def _access_to(context: Context, policy: Policy, type_name: str) -> list[CoordinateAccess]:
    begins = (f"{type_name}.", f"{type_name}Input.")
    mask = context.principal.mask
    names = [n for n in policy.coordinates if (n == type_name or n.startswith(begins)) and _may_know(mask, n)]
    return [
        shown_access(_bounded(mask, a)) for n in names for a in explain(policy, context.principal.roles, n)
    ]


def _bounded(mask: Mask, access: Access) -> Access:
    """What is computed is read by nobody who may not read what it rests on, whatever the policy says of it alone."""
    if not CUSTOM.fullmatch(access.coordinate):
        return access
    level = min(access.level, mask.level(access.coordinate, access.relation))
    return replace(access, level=level, export=access.export and level > Level.NONE)


def _may_know(mask: Mask, coordinate: str) -> bool:
    """Of a field that the firm added nobody learns that it is there, who may not read it."""
    return not CUSTOM.fullmatch(coordinate) or mask.anywhere(coordinate) > Level.NONE


def hold_known(context: Context, coordinate: str) -> None:
    """Raises Refused(BAD_USER_INPUT) for a coordinate that the caller may not know of, as for one that nobody knows."""
    if not _may_know(context.principal.mask, coordinate):
        raise bad_input("coordinate", "policy_coordinate", line=0, value=coordinate[:80])


def _told_access_to(context: Context, given: Mapping[str, Any]) -> list[CoordinateAccess]:
    return _access_to(context, _known_policy(context), given["type"])


def told_access(context: Context, given: Mapping[str, Any]) -> list[CoordinateAccess]:
    """The caller's access to the coordinate that is given. Raises Refused(BAD_USER_INPUT) for an unknown one."""
    hold_known(context, given["coordinate"])
    found = explain(_known_policy(context), context.principal.roles, given["coordinate"])
    return [shown_access(_bounded(context.principal.mask, access)) for access in found]


def _known_policy(context: Context) -> Policy:
    """The firm's policy from memory. Raises Uncovered when it has to be read first."""
    policy = policies_of(context).policy_at_once(context.principal.firm_id)
    if policy is None:
        raise Uncovered("the policy is to be read first")
    return policy


def policies_of(context: Context) -> Policies:
    """The process's policies."""
    found: Policies = context.services.extra["policies"]
    return found


async def _preference(context: Context, name: str, default: str) -> str:
    user = await node_of(context, USER, context.principal.user_id)
    return str(getattr(user.row, name)) if user else default
