"""Families and ties of the fictitious clients: about one in twelve has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from backend.book.demo.clients import INDIVIDUAL, INSTITUTION, DemoClient, become_person, existing
from backend.book.demo.draws import Draws, draws_of
from backend.systemize.names import simplified

_FAMILIES_A_CLIENT = 0.028
_AGE_OF_A_PARENT = 56
_COMPOUND_SURNAMES = ("欧阳", "上官", "司徒", "尉迟")


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """A family with its members, the head first."""

    id: UUID
    name: str
    members: tuple[DemoClient, ...]


@dataclass(frozen=True, slots=True)
class DemoRelation:
    """A tie: `client` is the `kind` of `other`; share in per cent for owners of firms."""

    id: UUID
    client_id: UUID
    other_id: UUID
    kind: str
    share: Decimal | None = None


def make_families(
    seed: int, clients: list[DemoClient], told: frozenset[UUID], as_of: date, heads: Sequence[DemoClient] = ()
) -> tuple[list[DemoHousehold], list[DemoRelation]]:
    """Households of spouses and children, controllers of institutions, and referrers.

    Existing individuals other than those `told` of are made over into relatives: name, birthday, place. heads: of
    the first families, whatever is told of them; the last of them owns a firm and brought the others.
    """
    draws = draws_of(seed, "families")
    free = [c for c in existing(clients, INDIVIDUAL) if c.id not in told]
    households, relations = [], []
    people = iter(free)
    for place in range(max(len(heads), round(len(clients) * _FAMILIES_A_CLIENT))):
        head = heads[place] if place < len(heads) else next(people)
        family = _family(draws, [head, next(people), next(people)], as_of)
        households.append(
            DemoHousehold(draws.id_at(family[0].created_at), f"{family[0].name}家庭", tuple(family))
        )
        relations += _family_ties(draws, family)
    relations += _of_heads(draws, heads, list(existing(clients, INSTITUTION)))
    rest = list(people)
    relations += _controllers(draws, list(existing(clients, INSTITUTION)), rest)
    relations += _referrers(draws, rest)
    return households, relations


def _family(draws: Draws, people: list[DemoClient], as_of: date) -> list[DemoClient]:
    """Head and spouse, and a grown-up child where the head is old enough; at one place."""
    head, spouse, child = people
    assert head.birth_date is not None  # individuals have one
    age = (as_of - head.birth_date).days / 365.25
    spouse.place = head.place
    other = "female" if head.gender == "male" else "male"
    born = head.birth_date + timedelta(days=draws.whole(-1500, 1500))
    become_person(draws, spouse, other, max(born, as_of - timedelta(days=82 * 365)), None, as_of)
    spouse.address = head.address
    if age < _AGE_OF_A_PARENT:
        return [head, spouse]
    child.place = head.place
    father = head if head.gender == "male" else spouse
    born = head.birth_date + timedelta(days=draws.whole(25, 28) * 365)
    become_person(draws, child, draws.one_of(("male", "female")), born, surname_of(father.name), as_of)
    return [head, spouse, child]


def _family_ties(draws: Draws, family: list[DemoClient]) -> list[DemoRelation]:
    """Spouse of the head, child of both."""
    head, spouse, *children = family
    ties = [
        (spouse, head, "spouse"),
        *((child, parent, "child") for child in children for parent in (head, spouse)),
    ]
    return [_tie(draws, one, other, kind) for one, other, kind in ties]


def _of_heads(
    draws: Draws, heads: Sequence[DemoClient], institutions: list[DemoClient]
) -> list[DemoRelation]:
    """The last head brought the others, and controls an institution."""
    if not heads:
        return []
    *others, last = heads
    ties = [_tie(draws, last, other, "referrer") for other in others]
    if institutions:
        last.company, last.occupation = institutions[0].name, "实际控制人"
        ties.append(_tie(draws, last, institutions[0], "controller", Decimal(62)))
    return ties


def _controllers(
    draws: Draws, institutions: list[DemoClient], people: list[DemoClient]
) -> list[DemoRelation]:
    """Two in five institutions have a client as controller or as the one who handles their business."""
    ties = []
    for institution in institutions:
        if not people or not draws.chance(0.4):
            continue
        person = draws.one_of(people)
        person.company, person.occupation = institution.name, "实际控制人"
        share = Decimal(draws.whole(26, 95))
        ties.append(_tie(draws, person, institution, "controller", share))
    return ties


def _referrers(draws: Draws, people: list[DemoClient]) -> list[DemoRelation]:
    """Some of those who came by referral were referred by another client who had been there before."""
    ties = []
    for client in people:
        if client.source != "客户转介绍" or not draws.chance(0.06):
            continue
        earlier = draws.one_of(people)
        if earlier.created_at < client.created_at:
            ties.append(_tie(draws, earlier, client, "referrer"))
    return ties


def _tie(
    draws: Draws, one: DemoClient, other: DemoClient, kind: str, share: Decimal | None = None
) -> DemoRelation:
    """A tie, known since the later of the two is."""
    known = max(one.created_at, other.created_at)
    return DemoRelation(draws.id_at(known), one.id, other.id, kind, share)


def surname_of(name: str) -> str:
    """One character, or two of a compound surname."""
    return next((s for s in _COMPOUND_SURNAMES if simplified(name).startswith(s)), name[:1])
