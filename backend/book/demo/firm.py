"""The fictitious firm: teams, and people with roles, absence and a leaver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from backend.book.demo.days import YEARS, at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.logins import DOMAIN
from backend.book.demo.person_names import person_name
from backend.systemize.names import pinyin_of

FIRM_NAME = "明远私募基金管理（演示）"
SHANGHAI_ONE, SHANGHAI_TWO, BEIJING, SHENZHEN, INSTITUTIONS = TEAMS = (
    "上海一部",
    "上海二部",
    "北京",
    "深圳",
    "机构业务部",
)
_MANAGERS = (7, 6, 6, 6, 5)
_HANDOVER_DAYS = 100
# Role, title and how many, of those who belong to no team.
_HEAD_OFFICE = (
    ("partner", "合伙人", 4),
    ("executive", "高管", 2),
    ("legal", "法务", 2),
    ("finance", "财务", 2),
    ("compliance", "合规", 1),
    ("operations", "运营", 2),
    ("auditor", "审计", 1),
    ("policy_admin", "权限管理员", 1),
)
_TITLES = {
    "client_manager": "客户经理",
    "senior_client_manager": "资深客户经理",
    "assistant": "客户助理",
    "team_lead": "部门负责人",
}
# What the demo log-ins are called where that is not their role.
_LOGINS = {
    "client_manager": "manager",
    "senior_client_manager": "senior",
    "team_lead": "lead",
    "policy_admin": "policy",
}


@dataclass(slots=True)
class DemoTeam:
    """A team and its lead."""

    id: UUID
    name: str
    lead_id: UUID


@dataclass(slots=True)
class DemoUser:
    """Somebody of the firm. left_on: the business date on which a leaver stopped; pull: his share of clients."""

    id: UUID
    name: str
    email: str
    title: str
    roles: tuple[str, ...]
    team: str | None
    joined_on: date
    left_on: date | None = None
    absent_from: date | None = None
    absent_until: date | None = None
    deputy_id: UUID | None = None
    pull: float = 1.0


@dataclass(slots=True)
class DemoFirm:
    """The firm with its teams and people; `by_email` finds a demo log-in by the part before the @."""

    id: UUID
    name: str
    founded_on: date
    teams: list[DemoTeam]
    users: list[DemoUser]
    by_email: dict[str, DemoUser] = field(default_factory=dict)

    def having(self, *roles: str, team: str | None = None) -> list[DemoUser]:
        """Active people with one of the roles, of one team if named, in the order they were made."""
        return [
            user
            for user in self.users
            if user.left_on is None and set(roles) & set(user.roles) and team in (None, user.team)
        ]

    def managers(self, team: str | None = None) -> list[DemoUser]:
        """Active client managers, junior and senior."""
        return self.having("client_manager", "senior_client_manager", team=team)

    @property
    def leaver(self) -> DemoUser:
        """The manager who left and whose clients were handed over."""
        return next(user for user in self.users if user.left_on is not None)


def make_firm(seed: int, as_of: date) -> DemoFirm:
    """The firm as of a date: 5 teams, 30 managers with 5 leads and 3 assistants, head office, one leaver."""
    draws = draws_of(seed, "firm")
    founded = as_of - timedelta(days=365 * (YEARS + 2))
    users = list(_people(draws, as_of, founded))
    leads = {user.team: user.id for user in users if "team_lead" in user.roles}
    teams = [DemoTeam(draws.id_at(at_hour(founded, 9)), name, leads[name]) for name in TEAMS]
    firm = DemoFirm(draws.id_at(at_hour(founded, 9)), FIRM_NAME, founded, teams, users)
    firm.by_email = {user.email.partition("@")[0]: user for user in users}
    _send_a_partner_away(firm, as_of)
    return firm


def _people(draws: Draws, as_of: date, founded: date) -> Iterator[DemoUser]:
    """Everybody, teams first; the first of a role has the role's demo log-in."""
    logins: set[str] = set()
    mailboxes: set[str] = set()
    for role, title, team in _positions():
        login = _LOGINS.get(role, role)
        name = person_name(draws, draws.one_of(("male", "female")), as_of.year - draws.whole(26, 55))
        while (mailbox := pinyin_of(name).replace(" ", ".")) in mailboxes:
            name = person_name(draws, "female", as_of.year - draws.whole(26, 45))
        mailboxes.add(mailbox)
        is_login = login not in logins and team in (None, SHANGHAI_ONE)
        logins.add(login) if is_login else None
        joined = founded + timedelta(days=draws.whole(0, 300))
        yield DemoUser(
            id=draws.id_at(at_hour(joined, 9)),
            name=name,
            email=f"{login if is_login else mailbox}@{DOMAIN}",
            title=title,
            roles=(role,),
            team=team,
            joined_on=joined,
            left_on=as_of - timedelta(days=_HANDOVER_DAYS) if role == "leaver" else None,
            pull=0.6 + 0.8 * draws.random(),
        )


def _positions() -> Iterator[tuple[str, str, str | None]]:
    """Role, title and team of each position."""
    for team, count in zip(TEAMS, _MANAGERS, strict=True):
        yield "team_lead", _TITLES["team_lead"], team
        for number in range(count):
            role = "senior_client_manager" if number in (1, 2) else "client_manager"
            yield role, _TITLES[role], team
    for team in (SHANGHAI_ONE, BEIJING, SHENZHEN):
        yield "assistant", _TITLES["assistant"], team
    for role, title, count in _HEAD_OFFICE:
        for _ in range(count):
            yield role, title, None
    yield "leaver", _TITLES["client_manager"], SHANGHAI_TWO


def _send_a_partner_away(firm: DemoFirm, as_of: date) -> None:
    """The second partner is absent around `as_of`, with the third as deputy; the leaver had been a manager."""
    _, absent, deputy, *_ = firm.having("partner")
    absent.absent_from, absent.absent_until = as_of - timedelta(days=2), as_of + timedelta(days=5)
    absent.deputy_id = deputy.id
    firm.leaver.roles = ("client_manager",)
