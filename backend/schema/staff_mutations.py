"""Changes of people, teams and keys, and of what is the caller's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from backend.auth import accounts, keys, sessions
from backend.book import absences, notifications, teams, users
from backend.book.access_marks import mark
from backend.book.staff import User as UserRow
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.versions import locked, locked_at
from backend.policies.roles import ROLES
from backend.schema import inputs, staff_inputs, viewer_inputs
from backend.schema.api_keys import ApiKey
from backend.schema.changing import Key, change, changed, id_of, subject
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.viewer import Viewer

PREFERENCES = {
    "locale": ("zh-CN", "en"),
    "theme": ("light", "dark", "auto"),
    "density": ("compact", "default", "touch"),
}


@strawberry.type
class UserSecret:
    """A person and his one-time password."""

    user: User
    password: str = strawberry.field(description="Shown once.")


@strawberry.type
class ApiKeySecret:
    """A key and its text."""

    key: ApiKey
    secret: str = strawberry.field(description="Shown once.")


def _given(input: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        key: getattr(input, name) for name, key in names.items() if getattr(input, name, UNSET) is not UNSET
    }


@strawberry.type
class StaffMutations:
    """People, teams, keys."""

    @strawberry.mutation
    async def create_user(
        self, info: Info, input: staff_inputs.CreateUserInput, idempotency_key: Key = None
    ) -> UserSecret | None:
        """Take in a person; the password is shown once and has to be changed."""
        context = info.context
        new = users.NewUser(
            name=input.name, email=input.email, roles=tuple(input.roles), team_id=id_of(TEAM, input.team),
            title=input.title, phone=input.phone,
        )  # fmt: skip
        given: list[str] = []

        async def work(session: Any) -> Any:
            user, password = await accounts.take_in(
                session, context.services.vault, context.services.extra["hasher"], new, known_roles=ROLES
            )
            given.append(password)
            return user

        user = await changed(
            context, USER, "createUser", work, key=idempotency_key, input=strawberry.asdict(input)
        )
        if user is None:
            return None
        if not given:
            # The password of the first answer is not kept anywhere, so it cannot be answered again.
            raise bad_input("idempotencyKey", "state")
        return UserSecret(user=user, password=given[0])

    @changing(lambda: USER)
    async def update_user(
        self, info: Info, input: staff_inputs.UpdateUserInput, idempotency_key: Key = None
    ) -> User | None:
        """Change a person: name, e-mail, roles, team, title, telephone."""
        context = info.context
        node = await subject(context, USER, input.id, "updateUser")
        names = {"name": "name", "email": "email", "title": "title", "phone": "phone", "roles": "roles"}
        changes = _given(input, names)
        if input.team is not UNSET:
            changes["teamId"] = id_of(TEAM, input.team)
        return await changed(  # type: ignore[no-any-return]
            context, USER, "updateUser",
            lambda session: users.update_user(
                session, context.services.vault, node.row.id, input.version, changes, known_roles=ROLES
            ),
            key=idempotency_key, input=[input.id, input.version, changes],
        )  # fmt: skip

    @changing(lambda: USER)
    async def deactivate_user(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> User | None:
        """Let somebody sign in no more; what he has open ends at once, his history stays."""
        context = info.context
        node = await subject(context, USER, input.id, "deactivateUser")
        return await changed(  # type: ignore[no-any-return]
            context, USER, "deactivateUser",
            lambda session: accounts.let_go(session, context.services.vault, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def reset_password(self, info: Info, input: inputs.IdInput) -> UserSecret | None:
        """Give somebody a new one-time password; his sessions end."""
        context = info.context
        node = await subject(context, USER, input.id, "resetPassword")
        async with context.database.change(context.principal, trace_id=context.trace_id) as session:
            password = await accounts.reset_password(session, context.services.extra["hasher"], node.row.id)
        return UserSecret(user=node, password=password)

    @strawberry.mutation
    async def reset_totp(self, info: Info, input: inputs.IdInput) -> User | None:
        """Take somebody's authenticator out of force; his sessions end."""
        context = info.context
        node = await subject(context, USER, input.id, "resetTotp")
        async with context.database.change(context.principal, trace_id=context.trace_id) as session:
            await accounts.reset_totp(session, node.row.id)
        context.forget()
        return await node_of(context, USER, node.row.id)  # type: ignore[no-any-return]

    @changing(lambda: USER)
    async def set_absence(
        self, info: Info, input: viewer_inputs.AbsenceInput, idempotency_key: Key = None
    ) -> User | None:
        """Note when somebody is away and who acts for him."""
        context = info.context
        node = await subject(context, USER, input.user, "setAbsence")

        async def work(session: Any) -> Any:
            await locked_at(session, UserRow, node.row.id, input.version)
            return await absences.set_absence(
                session, node.row.id, input.from_, input.until, id_of(USER, input.deputy)
            )

        return await changed(  # type: ignore[no-any-return]
            context, USER, "setAbsence", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: TEAM)
    async def create_team(
        self, info: Info, input: staff_inputs.CreateTeamInput, idempotency_key: Key = None
    ) -> Team | None:
        """Make a team."""
        parent, lead = id_of(TEAM, input.parent), id_of(USER, input.lead)
        return await changed(  # type: ignore[no-any-return]
            info.context, TEAM, "createTeam",
            lambda session: teams.create_team(session, name=input.name, parent_id=parent, lead_id=lead),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TEAM)
    async def update_team(
        self, info: Info, input: staff_inputs.UpdateTeamInput, idempotency_key: Key = None
    ) -> Team | None:
        """Change a team: name, parent, lead."""
        node = await subject(info.context, TEAM, input.id, "updateTeam")
        changes = _given(input, {"name": "name"})
        if input.parent is not UNSET:
            changes["parentId"] = id_of(TEAM, input.parent)
        if input.lead is not UNSET:
            changes["leadId"] = id_of(USER, input.lead)
        return await changed(  # type: ignore[no-any-return]
            info.context, TEAM, "updateTeam",
            lambda session: teams.update_team(session, node.row.id, input.version, changes),
            key=idempotency_key, input=[input.id, input.version, changes],
        )  # fmt: skip

    @strawberry.mutation
    async def create_api_key(self, info: Info, input: staff_inputs.CreateApiKeyInput) -> ApiKeySecret | None:
        """Make a key for a partner's system."""
        context = info.context
        scope: Any = input.scope or {}
        if not isinstance(scope, dict) or not set(scope) <= {"sources", "productIds"}:
            raise bad_input("scope", "choice")
        new = keys.NewKey(
            name=input.name,
            role=input.role,
            sources=tuple(str(source) for source in scope.get("sources") or ()),
            product_ids=tuple(own_id("product", str(id)) for id in scope.get("productIds") or ()),
            ips=tuple(input.ips or ()),
            expires_at=input.expires_at,
        )
        async with context.database.change(context.principal, trace_id=context.trace_id) as session:
            row, text = await keys.create_key(session, new, known_roles=ROLES)
        return ApiKeySecret(key=ApiKey(row=row), secret=text)

    @strawberry.mutation
    async def revoke_api_key(self, info: Info, input: inputs.IdInput) -> ApiKey | None:
        """End a key at once."""
        context = info.context
        async with context.database.change(context.principal, trace_id=context.trace_id) as session:
            return ApiKey(row=await keys.revoke_key(session, own_id("apikey", input.id)))

    @strawberry.mutation
    async def mark_read(self, info: Info, input: viewer_inputs.MarkReadInput) -> Viewer | None:
        """Mark notifications of the caller's inbox read."""
        if not input.all and input.ids is None:
            raise bad_input("ids", "required")
        ids = None if input.all else [own_id("notification", id) for id in input.ids or ()]
        await change(info.context, "markRead", lambda session: notifications.mark_read(session, ids))
        return Viewer()

    @strawberry.mutation
    async def update_preferences(self, info: Info, input: viewer_inputs.PreferencesInput) -> Viewer | None:
        """Language, theme and density of the caller; in force from the next answer on."""
        wanted = {
            name: value for name, value in vars(input).items() if value is not UNSET and value is not None
        }
        for name, value in wanted.items():
            if value not in PREFERENCES[name]:
                raise bad_input(name, "choice")

        async def work(session: Any) -> Any:
            user = await locked(session, UserRow, _caller(info))
            for name, value in wanted.items():
                setattr(user, name, value)
            await session.flush()
            await mark(session, "staff", str(user.id))
            return user

        await change(info.context, "updatePreferences", work)
        return Viewer()

    @strawberry.mutation
    async def end_session(self, info: Info, input: inputs.IdInput) -> Viewer | None:
        """End one of the caller's own sessions."""
        user_id = _caller(info)

        async def work(session: Any) -> None:
            if not await sessions.end_session(session, own_id("session", input.id), user_id=user_id):
                raise Refused(Code.NOT_FOUND)

        await change(info.context, "endSession", work)
        return Viewer()


def _caller(info: Info) -> UUID:
    user_id = info.context.principal.user_id
    if user_id is None:
        raise Refused(Code.FORBIDDEN)
    return user_id
