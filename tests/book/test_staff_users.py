"""Users: taken in, changed, let go; and what the record says of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.absences import set_absence
from backend.book.clients import Client
from backend.book.staff import TeamMembership, User
from backend.book.staff_roles import grantable, roles_of
from backend.book.teams import create_team
from backend.book.users import (
    NewUser,
    create_user,
    deactivate_user,
    normal_email,
    reactivate_user,
    update_user,
)
from backend.platform.audit import AuditEntry
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.directory import firms_of_login
from backend.platform.errors import Code, Refused
from backend.platform.events import OutboxRow
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from tests.conftest import MadeFirm

ROLES = ("client_manager", "team_lead", "policy_admin", "auditor")
NEW = NewUser(name="林若溪", email="lin@mingyuan.example.com", roles=("client_manager",))


async def no_sessions(_session: AsyncSession, _user_id: UUID) -> None:
    """Nobody is signed in here."""


class Office:
    """One firm's administration."""

    def __init__(self, database: Database, vault: Vault, firm: MadeFirm) -> None:
        self.database, self.vault, self.firm = database, vault, firm
        self.actor = firm.system

    def acting_as(self, user: User) -> Office:
        other = Office(self.database, self.vault, self.firm)
        other.actor = Principal(self.firm.firm_id, f"user:{user.id}", user_id=user.id)
        return other

    async def take_in(self, new: NewUser = NEW, **changes: object) -> User:
        async with self.database.change(self.actor) as session:
            return await create_user(
                session,
                self.vault,
                replace(new, **changes),  # type: ignore[arg-type]
                known_roles=ROLES,
            )

    async def change(self, user: User, **changes: object) -> User:
        async with self.database.change(self.actor) as session:
            return await update_user(session, self.vault, user.id, user.version, changes, known_roles=ROLES)

    async def let_go(self, user: User) -> User:
        async with self.database.change(self.actor) as session:
            return await deactivate_user(session, self.vault, user.id, user.version, end_sessions=no_sessions)

    async def firms_of(self, email: str) -> list[UUID]:
        async with self.database.shared() as shared:
            return await firms_of_login(shared, self.vault.login_hmac(email))

    async def roles_of(self, user: User) -> tuple[str, ...]:
        async with self.database.read(self.firm.firm_id) as session:
            return (await roles_of(session, [user.id])).get(user.id, ())


@pytest.fixture
def office(database: Database, vault: Vault, firm: MadeFirm) -> Office:
    return Office(database, vault, firm)


def refused_with(caught: pytest.ExceptionInfo[Refused]) -> tuple[Code, str | None, str | None]:
    params = caught.value.params
    return caught.value.code, params.get("field"), params.get("problem")


async def test_a_new_user_can_be_found_by_the_log_in_and_an_event_tells_of_him(office: Office) -> None:
    user = await office.take_in(email=" Lin@Mingyuan.Example.COM ")
    assert (user.email, user.active, user.version) == ("lin@mingyuan.example.com", True, 1)
    assert user.name_sort == "lin 林 ruo 若 xi 溪"
    assert office.firm.firm_id in await office.firms_of("LIN@mingyuan.example.com")
    assert await office.roles_of(user) == ("client_manager",)
    async with office.database.read(office.firm.firm_id) as session:
        events = (
            await session.scalars(select(OutboxRow.name).where(OutboxRow.firm_id == office.firm.firm_id))
        ).all()
    assert list(events) == ["staff.user_created"]


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"name": "  "}, "name", "required"),
        ({"name": "名" * 101}, "name", "too_long"),
        ({"name": "a\x00b"}, "name", "bad_text"),
        ({"email": "nobody"}, "email", "email"),
        ({"email": "a@b"}, "email", "email"),
        ({"email": "a b@example.com"}, "email", "email"),
        ({"email": "@example.com"}, "email", "email"),
        ({"email": "a@" + "x" * 250 + ".com"}, "email", "email"),
        ({"roles": ()}, "roles", "required"),
        ({"roles": ("emperor",)}, "roles", "role"),
        ({"roles": ("policy_admin", "client_manager")}, "roles", "apart"),
        ({"team_id": UUID(int=9)}, "teamId", "unknown"),
        ({"title": "职" * 101}, "title", "too_long"),
        ({"locale": "fr"}, "locale", "choice"),
    ],
)
async def test_bad_input_about_a_user_is_refused(
    office: Office, changes: dict[str, object], field: str, problem: str
) -> None:
    with pytest.raises(Refused) as caught:
        await office.take_in(NEW, **changes)
    assert refused_with(caught) == (Code.BAD_USER_INPUT, field, problem)
    assert office.firm.firm_id not in await office.firms_of(NEW.email)


async def test_an_e_mail_is_one_users_in_a_firm_but_free_in_another(
    office: Office, database: Database, vault: Vault, other_firm: MadeFirm
) -> None:
    await office.take_in()
    with pytest.raises(Refused) as caught:
        await office.take_in(email=NEW.email.upper())
    assert refused_with(caught) == (Code.BAD_USER_INPUT, "email", "taken")
    await Office(database, vault, other_firm).take_in()
    assert {office.firm.firm_id, other_firm.firm_id} <= set(await office.firms_of(NEW.email))


async def test_of_many_who_take_an_e_mail_at_once_one_gets_it(office: Office) -> None:
    answers = await asyncio.gather(*(office.take_in() for _ in range(4)), return_exceptions=True)
    refusals = [each for each in answers if isinstance(each, Refused)]
    assert len(refusals) == 3
    assert {each.params["problem"] for each in refusals} == {"taken"}


async def test_a_change_is_one_version_and_names_its_fields(office: Office) -> None:
    user = await office.take_in()
    async with office.database.change(office.actor) as session:
        team = await create_team(session, name="一组")
    changed = await office.change(
        user,
        name="林若溪儿",
        email="lin.r@mingyuan.example.com",
        teamId=team.id,
        title="总监",
        roles=("team_lead",),
    )
    assert (changed.version, changed.team_id, changed.title) == (2, team.id, "总监")
    assert await office.roles_of(user) == ("team_lead",)
    assert office.firm.firm_id in await office.firms_of("lin.r@mingyuan.example.com")
    assert office.firm.firm_id not in await office.firms_of(NEW.email)
    async with office.database.read(office.firm.firm_id) as session:
        event = (
            await session.scalars(
                select(OutboxRow).where(
                    OutboxRow.firm_id == office.firm.firm_id, OutboxRow.name == "staff.user_changed"
                )
            )
        ).one()
    assert event.payload["fields"] == ["email", "name", "roles", "teamId", "title"]


async def test_an_unchanged_user_keeps_his_version_and_rings_nothing(office: Office) -> None:
    user = await office.take_in()
    same = await office.change(user, name=user.name, email=user.email, roles=("client_manager",), title=None)
    assert same.version == 1


async def test_a_stale_change_is_told_which_fields_differ_also_when_only_roles_did(office: Office) -> None:
    user = await office.take_in()
    await office.change(user, roles=("team_lead",))
    with pytest.raises(Refused) as caught:
        await office.change(user, title="经理")
    assert caught.value.code is Code.CONFLICT
    assert (caught.value.params["fields"], caught.value.params["version"]) == (["roles"], 2)


async def test_nobody_changes_his_own_roles_but_may_change_his_name(office: Office) -> None:
    user = await office.take_in()
    own = office.acting_as(user)
    with pytest.raises(Refused) as caught:
        await own.change(user, roles=("team_lead",))
    assert refused_with(caught) == (Code.FORBIDDEN, "roles", "self")
    assert (await own.change(user, name="若溪", roles=("client_manager",))).name == "若溪"


async def test_the_last_keeper_of_policies_stays(office: Office) -> None:
    first = await office.take_in(roles=("policy_admin",))
    with pytest.raises(Refused) as caught:
        await office.let_go(first)
    assert refused_with(caught) == (Code.BAD_USER_INPUT, "id", "last")
    with pytest.raises(Refused) as caught:
        await office.change(first, roles=("auditor",))
    assert refused_with(caught) == (Code.BAD_USER_INPUT, "roles", "last")
    second = await office.take_in(email="second@mingyuan.example.com", roles=("policy_admin",))
    answers = await asyncio.gather(office.let_go(first), office.let_go(second), return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in answers) == 1


async def test_a_deactivated_user_is_out_of_the_directory_and_can_come_back(office: Office) -> None:
    user = await office.take_in()
    gone = await office.let_go(user)
    assert not gone.active
    assert office.firm.firm_id not in await office.firms_of(NEW.email)
    with pytest.raises(Refused) as caught:
        await office.let_go(gone)
    assert refused_with(caught) == (Code.BAD_USER_INPUT, "id", "inactive")
    async with office.database.change(office.actor) as session:
        back = await reactivate_user(session, office.vault, gone.id, gone.version)
    assert back.active
    assert office.firm.firm_id in await office.firms_of(NEW.email)
    with pytest.raises(Refused) as caught:
        await office.acting_as(back).let_go(back)
    assert refused_with(caught) == (Code.BAD_USER_INPUT, "id", "self")


async def test_who_named_a_deactivated_user_deputy_has_none_then(office: Office) -> None:
    user, deputy = await office.take_in(), await office.take_in(email="d@mingyuan.example.com")
    today = business_date()
    async with office.database.change(office.actor) as session:
        await set_absence(session, user.id, today, today + timedelta(days=3), deputy.id)
    await office.let_go(deputy)
    async with office.database.read(office.firm.firm_id) as session:
        found = await session.scalar(
            select(User.deputy_id).where(User.firm_id == office.firm.firm_id, User.id == user.id)
        )
    assert found is None


async def test_a_user_of_another_firm_is_not_found(
    office: Office, database: Database, vault: Vault, other_firm: MadeFirm
) -> None:
    stranger = await Office(database, vault, other_firm).take_in()
    with pytest.raises(Refused) as caught:
        await office.change(stranger, name="X")
    assert caught.value.code is Code.NOT_FOUND


async def test_a_move_keeps_the_history_and_takes_the_clients_along(office: Office) -> None:
    async with office.database.change(office.actor) as session:
        first = await create_team(session, name="一组")
        second = await create_team(session, name="二组")
    with time_machine.travel("2031-02-01T02:00:00Z", tick=True):
        user = await office.take_in(team_id=first.id)
        other = await office.take_in(email="o@mingyuan.example.com", team_id=first.id)
    async with office.database.change(office.actor) as session:
        session.add_all(
            Client(name=f"客户{n}", owner_id=owner.id, team_id=first.id)
            for owner in (user, other)
            for n in range(3)
        )
    with time_machine.travel("2031-02-10T02:00:00Z", tick=True):
        user = await office.change(user, teamId=second.id)
    async with office.database.read(office.firm.firm_id) as session:
        stretches = await session.execute(
            select(TeamMembership.team_id, TeamMembership.valid_from, TeamMembership.valid_to)
            .where(TeamMembership.firm_id == office.firm.firm_id, TeamMembership.user_id == user.id)
            .order_by(TeamMembership.valid_from)
        )
        assert [tuple(row) for row in stretches] == [
            (first.id, date(2031, 2, 1), date(2031, 2, 10)),
            (second.id, date(2031, 2, 10), None),
        ]
        clients = await session.execute(
            select(Client.owner_id, Client.team_id).where(Client.firm_id == office.firm.firm_id)
        )
        assert {tuple(row) for row in clients} == {(user.id, second.id), (other.id, first.id)}
        moves = await session.scalars(
            select(AuditEntry.changes).where(
                AuditEntry.firm_id == office.firm.firm_id, AuditEntry.action == "move_clients"
            )
        )
        assert list(moves) == [{"team_id": [str(first.id), str(second.id)], "clients": [None, 3]}]


async def test_two_moves_on_a_day_leave_one_stretch_and_none_without_a_team(office: Office) -> None:
    async with office.database.change(office.actor) as session:
        teams = [await create_team(session, name=f"组{n}") for n in range(3)]
    user = await office.take_in(team_id=teams[0].id)
    for team_id in (teams[1].id, teams[2].id):
        user = await office.change(user, teamId=team_id)
    async with office.database.read(office.firm.firm_id) as session:
        rows = select(TeamMembership.team_id, TeamMembership.valid_to).where(
            TeamMembership.firm_id == office.firm.firm_id, TeamMembership.user_id == user.id
        )
        assert [tuple(row) for row in await session.execute(rows)] == [(teams[2].id, None)]
    assert (await office.change(user, teamId=None)).team_id is None


def test_addresses_have_one_spelling() -> None:
    assert normal_email(" Ｌin@Example.COM") == "lin@example.com"
    for text in (
        "",
        "a@b",
        "a@@example.com",
        "a@-x.com",
        "a@x-.com",
        "a@example.com\n.evil",
        "a,b@example.com",
    ):
        with pytest.raises(Refused):
            normal_email(text)


def test_roles_are_given_once_and_in_order() -> None:
    assert grantable(["team_lead", "client_manager", "team_lead"], ROLES) == ("client_manager", "team_lead")


async def test_a_field_users_do_not_have_is_a_fault_of_ours(office: Office) -> None:
    user = await office.take_in()
    with pytest.raises(ValueError, match="salary"):
        await office.change(user, salary=uuid4())
