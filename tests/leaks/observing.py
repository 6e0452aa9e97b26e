"""Who may not notice, what he sees, and what of it changes with the value."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg

from backend.graph.answers import Answer, Media, respond
from backend.graph.asking import Asked
from backend.graph.deadlines import BoundContext
from backend.graph.operations import ANY, Operations
from backend.platform.principal import Level, Principal, Relation
from backend.policies.roles import ROLES
from backend.systemize.names import name_sort_of
from tests.leaks.probes import Probe, probes_of
from tests.schema.house import House
from tests.schema.leaks import ENDS, RELATION, SAME_MASK, Subject

UNREAD = "partner_api#person"
"""The partner's rights without a key: what a key would be refused unread is then denied field by field."""
OBSERVERS = (*ROLES, UNREAD)
BETWEEN = "张涛"


@dataclass(frozen=True)
class Leak:
    """A role that notices a value it may not read."""

    channels: tuple[int, ...]
    field: str
    role: str
    probe: str
    seen: tuple[Any, Any]

    def __str__(self) -> str:
        one, other = (json.dumps(each, ensure_ascii=False, default=str)[:300] for each in self.seen)
        return f"{self.field} to {self.role} by {self.probe} {self.channels}:\n  {one}\n  {other}"


@dataclass
class Findings:
    """What was probed, by channel, and what leaked."""

    probes: int = 0
    by_channel: Counter[int] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)

    def note(self, probe: Probe, leak: Leak | None) -> None:
        """Count a probe, and keep what it found."""
        self.probes += 1
        self.by_channel.update(probe.channels)
        if leak is not None:
            self.leaks.append(leak)


class Observer:
    """Asks as any role through one set of operations, and makes the answers comparable."""

    def __init__(self, house: House, operations: Operations) -> None:
        self._house = house
        self._operations = operations
        self._levels: dict[tuple[str, str], Level] = {}

    async def who(self, role: str) -> Principal:
        """Somebody of a role."""
        if role == UNREAD:
            return replace(await self._house.principal("partner_api"), subject="system:person")
        return await self._house.principal(role)

    async def level(self, role: str, key: str) -> Level:
        """What somebody of a role may do with a field of the subject, as it was when first asked for."""
        if (role, key) not in self._levels:
            relation = RELATION.get(role.partition("#")[0], Relation.FIRM)
            self._levels[role, key] = (await self.who(role)).mask.level(f"Client.{key}", relation)
        return self._levels[role, key]

    async def sees(self, principal: Principal, text: str, variables: dict[str, Any]) -> Any:
        """What an answer tells: data and errors, cost, what the database had to do, what may be kept of it."""
        context = BoundContext(principal, self._house.services, trace_id="trace")
        with self._house.counted() as statements:
            begun = self._operations.begin(Asked(text, variables), context, ANY)
            answer = begun if isinstance(begun, Answer) else await self._operations.execute(begun)
        told = json.loads(answer.body())
        cost = told.pop("extensions", {}).get("cost", {}).get("requested")
        headers = respond(answer, Media.JSON).headers
        kept = {name: headers.get(name) for name in ("cache-control", "etag", "last-modified", "vary")}
        return {"told": _opened(told), "cost": cost, "statements": sorted(statements), "kept": kept}


def _opened(value: Any) -> Any:
    """Cursors are sealed anew each time; what is left of them is their length, unless they are not sealed at all."""
    if isinstance(value, dict):
        return {key: _opened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_opened(each) for each in value]
    if isinstance(value, str) and len(value) >= 60 and value.isascii() and " " not in value:
        try:
            raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except ValueError:
            return value
        return f"open cursor {raw!r}" if _is_json(raw) else f"cursor of {len(raw)}"
    return value


def _is_json(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


async def beside_another(subject: Subject) -> Subject:
    """Let the second client have a name between those with one mask, and a telephone that ends as the subject's does.

    Lists of both are then in another order when their names decide it.
    """
    house = subject.house
    owner = await asyncpg.connect(house.database.url)
    try:
        await owner.execute(
            "update client set name = $3, name_sort = $4 where firm_id = $1 and id = $2",
            house.firm_id, house.rows["client"][1], BETWEEN, name_sort_of(BETWEEN),
        )  # fmt: skip
        await owner.execute(
            "update contact_point set tail = (select tail from contact_point where firm_id = $1 and client_id = $2 and"
            " kind = 'mobile' and \"primary\") where firm_id = $1 and client_id = $3 and kind = 'mobile'"
            ' and not "primary"',
            house.firm_id, subject.id, house.rows["client"][1],
        )  # fmt: skip
    finally:
        await owner.close()
    return subject


def may_write(principal: Principal, key: str) -> bool:
    """Whether somebody may write a field of a client of his own, read or not."""
    return principal.mask.may_write("Client", key, Relation.OWN)


async def probe_field(
    observer: Observer, subject: Subject, key: str, roles: Sequence[str] = OBSERVERS, *, every: int = 1
) -> Findings:
    """Put a field to one value and to another, and compare what each role without the right sees.

    Roles that see the mask are given two values with the same mask. every: only each n-th probe (all kinds by turns).
    """
    findings = Findings()
    people = {role: await observer.who(role) for role in roles}
    for level, pairs in ((Level.NONE, ENDS), (Level.MASKED, SAME_MASK)):
        blind = [role for role in roles if await observer.level(role, key) is level]
        if not blind or key not in pairs:
            continue
        asked = [
            probe
            for n, probe in enumerate(probes_of(key, pairs[key], subject))
            if n % every == len(key) % every
        ]
        seen: list[dict[tuple[str, str], Any]] = []
        for value in pairs[key]:
            await subject.put(key, value)
            seen.append(
                {
                    (role, probe.name): await observer.sees(people[role], probe.text, probe.variables)
                    for role in blind
                    for probe in asked
                    if not _told_on_purpose(probe, people[role], key, level)
                }
            )
        for role, probe in _pairs(blind, asked):
            place = (role, probe.name)
            if place in seen[0]:
                both = seen[0][place], seen[1][place]
                told = both[0] != both[1] or "open cursor" in str(both[0]["told"])
                leak = Leak(probe.channels, key, role, probe.name, both) if told else None
                findings.note(probe, leak)
    return findings


def _pairs(roles: Iterable[str], probes: Iterable[Probe]) -> Iterable[tuple[str, Probe]]:
    return ((role, probe) for role in roles for probe in probes)


def _told_on_purpose(probe: Probe, principal: Principal, key: str, level: Level) -> bool:
    """Who may write a number is told that the book has it, else every client would be taken in twice.

    Who may not reveal is refused, whatever the value is; a mask has nothing to do with it.
    """
    if 41 in probe.channels and may_write(principal, key):
        return True
    return probe.name == "reveal" and level is Level.MASKED
