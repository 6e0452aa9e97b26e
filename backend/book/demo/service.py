"""Who serves the fictitious clients: owners by place and kind, co-owners, assistants, partners, history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from backend.book.demo.clients import INDIVIDUAL, DemoClient
from backend.book.demo.draws import Draws, Weighted, draws_of, weighted
from backend.book.demo.firm import (
    BEIJING,
    INSTITUTIONS,
    SHANGHAI_ONE,
    SHANGHAI_TWO,
    SHENZHEN,
    DemoFirm,
    DemoUser,
)
from backend.book.demo.ledger import UHNW_ABOVE
from backend.platform.clock import business_date

_NORTH = {"11", "12", "13", "14", "15", "21", "22", "23", "37", "41", "61", "62", "63", "64", "65"}
_SOUTH = {"44", "45", "46", "35", "43", "52", "53"}
_OF_THE_LEAVER, _LEAVER_SHARE = 96, 5000
_FULL = Decimal(100)
LEAVING = "离职交接"
"""Why the leaver's clients are others' now."""


@dataclass(frozen=True, slots=True)
class DemoAssignment:
    """A stretch of time [valid_from, valid_to) of a person serving a client. credit: per cent of what is raised."""

    id: UUID
    client_id: UUID
    user_id: UUID
    role: str
    credit: Decimal
    valid_from: date
    valid_to: date | None = None
    reason: str | None = None


def draw_owners(seed: int, firm: DemoFirm, clients: list[DemoClient]) -> dict[UUID, DemoUser]:
    """The present owner of each client by client id: a manager of the team for his place or kind."""
    draws = draws_of(seed, "owners")
    teams: dict[str, Weighted[int]] = {}
    managers = {team.name: firm.managers(team.name) for team in firm.teams}
    for name, people in managers.items():
        teams[name] = weighted({number: user.pull for number, user in enumerate(people)})
    owners = {}
    for client in clients:
        team = _team_for(draws, client)
        owners[client.id] = managers[team][draws.pick(teams[team])]
    return owners


def make_assignments(
    seed: int, firm: DemoFirm, clients: list[DemoClient], owners: dict[UUID, DemoUser], as_of: date
) -> list[DemoAssignment]:
    """Everybody who serves or has served each client; exactly one current owner for each."""
    draws = draws_of(seed, "assignments")
    handed_over = _handed_over(firm, clients, owners)
    assistants = {user.team: user for user in firm.having("assistant")}
    partners = firm.having("partner")
    served = firm.by_email["manager"]
    rows: list[DemoAssignment] = []
    for client in clients:
        owner = owners[client.id]
        rows += _ownership(draws, firm, client, owner, as_of, is_handed_over=client.id in handed_over)
        known = business_date(client.created_at)
        assistant = assistants.get(owner.team)
        if assistant and (owner is served or draws.chance(0.2)):
            rows.append(_row(draws, client, assistant, "assistant", Decimal(0), known))
        if client.is_investor and client.target > UHNW_ABOVE:
            rows.append(_row(draws, client, draws.one_of(partners), "partner", Decimal(0), known))
    return rows


def _team_for(draws: Draws, client: DemoClient) -> str:
    """Institutions and products have a team of their own, people one by place."""
    if client.kind != INDIVIDUAL or draws.chance(0.02):
        return INSTITUTIONS
    if client.place.province in _NORTH:
        return BEIJING
    if client.place.province in _SOUTH:
        return SHENZHEN
    return SHANGHAI_ONE if draws.chance(0.54) else SHANGHAI_TWO


def _handed_over(firm: DemoFirm, clients: list[DemoClient], owners: dict[UUID, DemoUser]) -> set[UUID]:
    """Investors of three managers of the leaver's team that were his until he left."""
    heirs = firm.managers(firm.leaver.team)[:3]
    left_on = firm.leaver.left_on
    his = [
        client.id
        for client in clients
        if client.is_investor
        and owners[client.id] in heirs
        and left_on
        and business_date(client.created_at) < left_on
    ]
    return set(his[: round(len(clients) * _OF_THE_LEAVER / _LEAVER_SHARE)])


def _ownership(
    draws: Draws, firm: DemoFirm, client: DemoClient, owner: DemoUser, as_of: date, *, is_handed_over: bool
) -> Iterator[DemoAssignment]:
    """The owner with who owned before him, and a co-owner for one client in twenty."""
    since = business_date(client.created_at)
    before, changed, reason = None, since, None
    if is_handed_over and firm.leaver.left_on:
        before, changed, reason = firm.leaver, firm.leaver.left_on, LEAVING
    elif (as_of - since).days > 300 and draws.chance(0.04):
        before = draws.one_of([user for user in firm.managers(owner.team) if user is not owner])
        changed, reason = since + timedelta(days=draws.whole(90, (as_of - since).days - 60)), "客户调整"
    if before:
        yield _row(draws, client, before, "owner", _FULL, since, changed, reason)
    co_owner = None
    if client.is_investor and draws.chance(0.05):
        co_owner = draws.one_of([user for user in firm.managers() if user is not owner])
    credit = Decimal(70) if co_owner else _FULL
    yield _row(draws, client, owner, "owner", credit, changed, None, reason)
    if co_owner:
        yield _row(draws, client, co_owner, "co_owner", _FULL - credit, changed)


def _row(
    draws: Draws,
    client: DemoClient,
    user: DemoUser,
    role: str,
    credit: Decimal,
    since: date,
    until: date | None = None,
    reason: str | None = None,
) -> DemoAssignment:
    """One stretch; its id lies at the client's creation, before which nobody served him."""
    return DemoAssignment(
        draws.id_at(client.created_at), client.id, user.id, role, credit, since, until, reason
    )
