"""Every mutation with a valid input made fresh, who may call it, and what it has to leave behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from backend.auth.accounts import give_password
from backend.auth.credentials import Credential
from backend.auth.keys import NewKey, create_key
from backend.auth.sessions import Lifetimes, open_session
from backend.book import client_changes, households, saved_views, tags, tasks, teams
from backend.book.notifications import Notification
from backend.book.users import NewUser, create_user
from backend.platform.clock import now
from backend.platform.ids import public_id, uuid7
from backend.policies.roles import ROLES
from tests.schema.house import House

Input = dict[str, Any]
_serial = iter(range(1, 100_000))


async def new_client(house: House, role: str = "client_manager", **values: Any) -> tuple[UUID, int]:
    """A client of somebody: id and version."""
    async with house.database.change(await house.principal(role)) as session:
        named = {"name": f"新客{next(_serial)}", "kind": "individual", **values}
        row = await client_changes.create_client(session, house.vault, named, allow_duplicate=True)
        return row.id, row.version


async def _client(house: House) -> tuple[str, int]:
    id, version = await new_client(house)
    return public_id("client", id), version


async def _task(house: House, *, done: bool = False) -> Input:
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await tasks.create_task(session, f"事{next(_serial)}")
        if done:
            await tasks.complete(session, row.id, row.version)
        return {"id": public_id("task", row.id), "version": row.version}


async def _household(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await households.create_household(session, "某家", id, [])
        return {"id": public_id("household", row.id), "version": row.version}


async def _tie(house: House) -> Input:
    (one, _), (other, _) = await new_client(house), await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await households.add_relation(session, one, other, "spouse")
        return {"id": public_id("clientrelation", row.id)}


async def _tagged(house: House) -> Input:
    id, _ = await new_client(house)
    async with house.database.change(await house.principal("client_manager")) as session:
        tag = await tags.create_tag(session, f"签{next(_serial)}", "red")
        await tags.give(session, id, tag.id)
        return {"client": public_id("client", id), "tag": public_id("tag", tag.id)}


async def _user(house: House, *, totp: bool = False) -> Input:
    async with house.database.change(house.firm.system) as session:
        email = f"u{next(_serial)}@{house.firm_id.hex[:8]}.example.com"
        new = NewUser(name="新人", email=email, roles=("client_manager",))
        row = await create_user(session, house.vault, new, known_roles=ROLES)
        await give_password(
            session, house.services.extra["hasher"], row, "Kranich-7-über-dem-See", must_change=False
        )
        await session.flush()
        if totp:
            chosen = update(Credential).where(
                Credential.firm_id == house.firm_id, Credential.user_id == row.id
            )
            await session.execute(chosen.values(totp_sealed=b"sealed", totp_confirmed_at=now()))
        return {"id": public_id("user", row.id), "version": row.version}


async def _team(house: House) -> Input:
    async with house.database.change(house.firm.system) as session:
        row = await teams.create_team(session, name=f"组{next(_serial)}")
        return {"id": public_id("team", row.id), "version": row.version}


async def _api_key(house: House) -> Input:
    async with house.database.change(await house.principal("policy_admin")) as session:
        row, _ = await create_key(
            session, NewKey(name="行", role="partner_api", sources=("银行",)), known_roles=ROLES
        )
        return {"id": public_id("apikey", row.id)}


async def _session(house: House) -> Input:
    user_id = house.people["client_manager"]
    async with house.database.change(house.firm.system) as session:
        row, _ = open_session(session, user_id, Lifetimes(), ip=None, user_agent=None)
        await session.flush()
        return {"id": public_id("session", row.id)}


async def _notification(house: House) -> Input:
    id = uuid7()
    async with house.database.change(house.firm.system) as session:
        session.add(
            Notification(id=id, user_id=house.people["client_manager"], kind="task_assigned", params={})
        )
    return {"ids": [public_id("notification", id)]}


async def _view(house: House) -> Input:
    async with house.database.change(await house.principal("client_manager")) as session:
        row = await saved_views.create_view(
            session, page="clients", name=f"视图{next(_serial)}", query="", shared="me", may_share=False
        )
        return {"id": public_id("view", row.id), "version": row.version}


async def _new_view(_house: House) -> Input:
    return {
        "page": "clients",
        "name": f"新视图{next(_serial)}",
        "query": "state=existing&sort=-aum",
        "shared": "team",
    }


@dataclass(frozen=True)
class Call:
    """One mutation.

    make: a valid input, made anew each time; answer: the selection set, `id` where it answers a node; events: names
    that must be emitted; audits: (noun, action) that must be recorded; bumps: whether the answer's version is the
    input's and one more; ids: inputs that name rows, with their nouns; hides: whether the row may be out of reach
    inside the firm.
    """

    role: str
    make: Callable[[House], Awaitable[Input]]
    answer: str = "id"
    events: tuple[str, ...] = ()
    audits: tuple[tuple[str, str], ...] = ()
    bumps: bool = False
    ids: Mapping[str, str] = ()  # type: ignore[assignment]
    hides: bool = False


def _versioned(base: Callable[[House], Awaitable[Input]], **more: Any) -> Callable[[House], Awaitable[Input]]:
    async def make(house: House) -> Input:
        new = {key: f"{value}{next(_serial)}" if key == "name" else value for key, value in more.items()}
        return {**await base(house), **new}

    return make


async def _client_input(house: House) -> Input:
    id, version = await _client(house)
    return {"id": id, "version": version}


async def _create_client(house: House) -> Input:
    n = next(_serial)
    return {
        "name": f"客{n}", "kind": "individual", "contactPoints": [{"kind": "mobile", "value": f"1692222{n:04d}"}],
        "owner": house.user("client_manager"), "tags": [house.id("tag")],
    }  # fmt: skip


async def _assign(house: House) -> Input:
    return {**await _client_input(house), "user": house.user("partner"), "role": "co_owner", "credit": "20"}


async def _relate(house: House) -> Input:
    (one, _), (other, _) = await _client(house), await _client(house)
    return {"client": one, "other": other, "kind": "spouse", "share": "12.5", "note": "相识多年"}


async def _new_household(house: House) -> Input:
    (one, _), (other, _) = await _client(house), await _client(house)
    return {"name": "新家", "head": one, "members": [other]}


async def _revealed(house: House) -> Input:
    id, _ = await new_client(
        house, "senior_client_manager", idType="resident_id", idNumber="310101197605079978"
    )
    return {"id": public_id("client", id), "field": "idNumber", "reason": "核对证件"}


async def _untagged(house: House) -> Input:
    id, _ = await _client(house)
    return {"client": id, "tag": house.id("tag"), "reason": "谈过"}


async def _talk(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "client": id, "kind": "call", "direction": "out", "channel": "phone", "summary": "谈话", "minutes": 3,
        "followUp": {"title": "再谈", "assignee": house.user("assistant")},
    }  # fmt: skip


async def _new_task(house: House) -> Input:
    id, _ = await _client(house)
    return {
        "title": "跟进",
        "client": id,
        "assignee": house.user("assistant"),
        "dueAt": "2026-12-01T09:00:00+08:00",
    }


async def _absence(house: House) -> Input:
    made = await _user(house)
    return {
        "user": made["id"], "version": made["version"], "from": "2027-01-01", "until": "2027-01-09",
        "deputy": house.user("assistant"),
    }  # fmt: skip


async def _new_user(house: House) -> Input:
    email = f"n{next(_serial)}@{house.firm_id.hex[:8]}.example.com"
    return {
        "name": "来人",
        "email": email,
        "roles": ["assistant"],
        "team": public_id("team", house.team or UUID(int=0)),
    }


async def _new_team(house: House) -> Input:
    return {
        "name": f"新组{next(_serial)}", "lead": house.user("team_lead"),
        "parent": public_id("team", house.team or UUID(int=0)),
    }  # fmt: skip


async def _new_tag(_house: House) -> Input:
    return {"name": f"新签{next(_serial)}", "colour": "blue"}


async def _new_key(house: House) -> Input:
    return {"name": "渠道", "role": "partner_api", "scope": {"productIds": [house.id("product")]}}


async def _theme(_house: House) -> Input:
    return {"theme": ("light", "dark")[next(_serial) % 2]}


CLIENT, TASK = {"id": "client"}, {"id": "task"}
MANAGER, ADMIN = "client_manager", "policy_admin"
CALLS: dict[str, Call] = {
    "createClient": Call(
        MANAGER, _create_client, "id version", ("client.created", "client.assigned", "tag.given"),
        (("client", "create"), ("contact_point", "create"), ("assignment", "create"), ("client_tag", "create")),
        ids={"owner": "user", "tags": "tag"},
    ),
    "updateClient": Call(
        MANAGER, _versioned(_client_input, note="新的备注"), "id version", ("client.changed",),
        (("client", "update"),), True, CLIENT, True,
    ),
    "archiveClient": Call(
        "team_lead", _versioned(_client_input), "id version", ("client.changed",),
        (("client", "update"),), True, CLIENT, True,
    ),
    "assignClient": Call(
        "team_lead", _assign, "id version", ("client.assigned",), (("assignment", "create"),), True,
        {"id": "client", "user": "user"}, True,
    ),
    "addRelation": Call(
        MANAGER, _relate, "id", ("client.changed",), (("client_relation", "create"),),
        ids={"client": "client", "other": "client"}, hides=True,
    ),
    "removeRelation": Call(
        MANAGER, _tie, "id", ("client.changed",), (("client_relation", "delete"),), ids={"id": "clientrelation"},
        hides=True,
    ),
    "createHousehold": Call(
        MANAGER, _new_household, "id version", ("household.changed", "client.changed"),
        (("household", "create"), ("client", "update")), ids={"head": "client", "members": "client"}, hides=True,
    ),
    "updateHousehold": Call(
        MANAGER, _versioned(_household, name="改名"), "id version", ("household.changed",), (("household", "update"),),
        True, {"id": "household", "head": "client", "members": "client"}, True,
    ),
    "reveal": Call(
        "senior_client_manager", _revealed, "coordinate value", (), (("client", "reveal"),), ids=CLIENT, hides=True
    ),
    "createTag": Call("team_lead", _new_tag, "id", ("tag.created",), (("tag", "create"),)),
    "tagClient": Call(
        MANAGER, _untagged, "id", ("tag.given",), (("client_tag", "create"),), ids={"client": "client", "tag": "tag"},
        hides=True,
    ),
    "untagClient": Call(
        MANAGER, _tagged, "id", ("tag.taken",), (("client_tag", "delete"),), ids={"client": "client", "tag": "tag"},
        hides=True,
    ),
    "logInteraction": Call(
        MANAGER, _talk, "id version", ("interaction.logged", "task.assigned"),
        (("interaction", "create"), ("task", "create"), ("client", "update")), ids={"client": "client"}, hides=True,
    ),
    "createTask": Call(
        MANAGER, _new_task, "id version", ("task.assigned",), (("task", "create"),),
        ids={"client": "client", "assignee": "user"},
    ),
    "updateTask": Call(
        MANAGER, _versioned(_task, title="改了"), "id version", ("task.changed",), (("task", "update"),), True,
        {"id": "task", "assignee": "user"}, True,
    ),
    "completeTask": Call(
        MANAGER, _versioned(_task, outcome="妥"), "id version", ("task.completed",), (("task", "update"),), True,
        TASK, True,
    ),
    "reopenTask": Call(
        MANAGER, lambda house: _task(house, done=True), "id version", ("task.changed",), (("task", "update"),), True,
        TASK, True,
    ),
    "createUser": Call(
        ADMIN, _new_user, "user { id version } password", ("staff.user_created",), (("user_account", "create"),),
        ids={"team": "team"},
    ),
    "updateUser": Call(
        ADMIN, _versioned(_user, title="总监"), "id version", ("staff.user_changed",), (("user_account", "update"),),
        True, {"id": "user", "team": "team"},
    ),
    "deactivateUser": Call(
        ADMIN, _versioned(_user), "id version", ("staff.user_deactivated",), (("user_account", "update"),), True,
        {"id": "user"},
    ),
    "resetPassword": Call(
        ADMIN, lambda house: _only_id(_user(house)), "user { id } password", (), (("user_account", "reset_password"),),
        ids={"id": "user"},
    ),
    "resetTotp": Call(
        ADMIN, lambda house: _only_id(_user(house, totp=True)), "id", (), (("user_account", "remove_totp"),),
        ids={"id": "user"},
    ),
    "setAbsence": Call(
        ADMIN, _absence, "id version", ("staff.absence_set",), (("user_account", "update"),), True,
        {"user": "user", "deputy": "user"},
    ),
    "createTeam": Call(
        ADMIN, _new_team, "id version", ("staff.team_changed",), (("team", "create"),),
        ids={"parent": "team", "lead": "user"},
    ),
    "updateTeam": Call(
        ADMIN, _versioned(_team, name="改组"), "id version", ("staff.team_changed",), (("team", "update"),), True,
        {"id": "team", "parent": "team", "lead": "user"},
    ),
    "createApiKey": Call(ADMIN, _new_key, "key { id } secret", (), (("api_key", "create"),)),
    "revokeApiKey": Call(ADMIN, _api_key, "id revokedAt", (), (("api_key", "revoke"),), ids={"id": "apikey"}),
    "markRead": Call(MANAGER, _notification, "unreadCount", (), ()),
    "updatePreferences": Call(MANAGER, _theme, "theme", (), (("user_account", "update"),)),
    "createView": Call(MANAGER, _new_view, "id version", (), (("saved_view", "create"),)),
    "updateView": Call(
        MANAGER, _versioned(_view, query="risk=C4"), "id version", (), (("saved_view", "update"),), True, {"id": "view"}
    ),
    "deleteView": Call(
        MANAGER, lambda house: _only_id(_view(house)), "unreadCount", (), (("saved_view", "delete"),),
        ids={"id": "view"},
    ),
    "endSession": Call(MANAGER, _session, "unreadCount", (), (("session", "end"),), ids={"id": "session"}),
}  # fmt: skip


async def _only_id(waiting: Awaitable[Input]) -> Input:
    return {"id": (await waiting)["id"]}


def document_of(name: str, *, keyed: bool = False) -> str:
    """The mutation's document; `keyed` with an idempotency key as `$key`."""
    declared, given = (", $key: String", ", idempotencyKey: $key") if keyed else ("", "")
    input_type = f"{name[0].upper()}{name[1:]}Input"
    input_type = SHARED_INPUTS.get(name, input_type)
    asked = f"{name}(input: $input{given}) {{ {CALLS[name].answer} }}"
    return f"mutation($input: {input_type}!{declared}) {{ it: {asked} }}"


SHARED_INPUTS = {
    **dict.fromkeys(("archiveClient", "reopenTask", "deactivateUser"), "VersionedInput"),
    **dict.fromkeys(
        ("removeRelation", "resetPassword", "resetTotp", "revokeApiKey", "endSession", "deleteView"), "IdInput"
    ),
    "untagClient": "TagClientInput", "setAbsence": "AbsenceInput", "updatePreferences": "PreferencesInput",
}  # fmt: skip
