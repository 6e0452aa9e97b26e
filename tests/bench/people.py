"""The staff of the bench firm: teams with a lead each, managers, and a head office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from backend.book.demo.draws import draws_of
from backend.book.demo.person_names import person_name
from backend.systemize.names import name_sort_of
from tests.bench.ids import id_maker
from tests.bench.size import SEED, Size

JOINED = date(2020, 1, 6)
JOINED_MS = 1_578_274_200_000
# One of each for every sixty people; the others manage clients.
HEAD_OFFICE = ("executive", "operations", "compliance", "partner", "policy_admin")


@dataclass(frozen=True)
class Person:
    """A user. pull: his share of the clients against others, 0 for who serves none."""

    id: UUID
    name: str
    role: str
    team: int | None
    pull: float


@dataclass(frozen=True)
class Staff:
    """Everybody, and the teams by number."""

    people: tuple[Person, ...]
    team_ids: tuple[UUID, ...]

    def with_role(self, role: str) -> list[Person]:
        """People of a role, in order."""
        return [person for person in self.people if person.role == role]

    def team_of(self, person: Person) -> UUID | None:
        """The id of his team."""
        return None if person.team is None else self.team_ids[person.team]


def make_staff(size: Size) -> Staff:
    """The same people for the same size."""
    draws = draws_of(SEED, "bench staff")
    make_id = id_maker(draws)
    team_ids = tuple(make_id(JOINED_MS) for _ in range(size.teams))
    people = []
    for number in range(size.users):
        role, team, pull = _place(number, size)
        name = person_name(draws, draws.one_of(("male", "female")), 1985)
        people.append(Person(make_id(JOINED_MS), name, role, team, pull))
    return Staff(tuple(people), team_ids)


def _place(number: int, size: Size) -> tuple[str, int | None, float]:
    """Role, team and pull: first the leads, then the head office, then the managers."""
    if number < size.teams:
        return "team_lead", number, 0.3
    at = number - size.teams
    if at < len(HEAD_OFFICE) * size.hundreds:
        return HEAD_OFFICE[at % len(HEAD_OFFICE)], None, 0.0
    at -= len(HEAD_OFFICE) * size.hundreds
    # The first manager serves eight times as many as others: somebody always does.
    return "client_manager", at % size.teams, 8.0 if at == 0 else 1.0


def team_rows(staff: Staff) -> Iterator[tuple[Any, ...]]:
    """id, name, lead_id."""
    leads = {person.team: person.id for person in staff.with_role("team_lead")}
    for number, id in enumerate(staff.team_ids):
        yield id, f"财富{number + 1}部", leads[number]


def user_rows(staff: Staff) -> Iterator[tuple[Any, ...]]:
    """id, name, name_sort, email, title, team_id."""
    for number, person in enumerate(staff.people):
        email = f"bench{number}@bench.startrail.local"
        yield person.id, person.name, name_sort_of(person.name), email, person.role, staff.team_of(person)


def role_rows(staff: Staff, draws: Random) -> Iterator[tuple[Any, ...]]:
    """id, user_id, role."""
    make_id = id_maker(draws)
    for person in staff.people:
        yield make_id(JOINED_MS), person.id, person.role


def membership_rows(staff: Staff, draws: Random) -> Iterator[tuple[Any, ...]]:
    """id, user_id, team_id, valid_from."""
    make_id = id_maker(draws)
    for person in staff.people:
        if person.team is not None:
            yield make_id(JOINED_MS), person.id, staff.team_of(person), JOINED
