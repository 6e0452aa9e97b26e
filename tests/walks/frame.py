"""The frame of a random walk: somebody tries something, and then it is held what must be so of every state machine.

Whatever was refused changed nothing, by a code and in words of both languages; whatever was done went along an edge of
the machine, has its row in the audit log by whoever did it, and the log tells the present state from the first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from random import Random
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import text

from backend.platform.audit import UNRECORDED
from backend.platform.errors import Code
from backend.platform.ids import public_id
from backend.platform.messages import CODES, PROBLEMS
from backend.policies.roles import PEOPLE
from tests.schema.house import House

Row = Mapping[str, Any]
Edges = Mapping[str, frozenset[str]]
LONGEST = 4
CLOCK = "the product"
"""Who does what nobody asks for: time goes by, and the worker looks."""
FAULTS = {Code.INTERNAL, Code.UNAVAILABLE, Code.UNAUTHENTICATED, Code.QUERY_TOO_COMPLEX}


def edges(**ways: str) -> Edges:
    """Each state and those it may become: `draft="open gone"`; a state that ends leads nowhere."""
    return {state: frozenset(after.split()) for state, after in ways.items()}


@dataclass(frozen=True)
class Watch:
    """Rows that belong to the subject. column: what names it, via: of what; edges: of rows with states of their own.

    begins: the states in which such a row may be made.
    """

    table: str
    column: str = "id"
    via: str = "id"
    edges: Edges | None = None
    begins: frozenset[str] = frozenset()
    state: str = "state"
    audited: bool = True


@dataclass(frozen=True)
class Seen:
    """What is there: rows by table, what the log says of them, and how much the firm's log and outbox hold at all."""

    rows: Mapping[str, Sequence[Row]]
    audit: Sequence[Row]
    firm: tuple[int, int]

    def one(self, table: str) -> Row:
        """The only row of a table."""
        (row,) = self.rows[table]
        return row


@dataclass(frozen=True)
class Attempt:
    """What somebody tries. barred: why it may not go well, whoever he is; None where it may."""

    who: str
    act: str
    run: Callable[[], Awaitable[Mapping[str, Any]]]
    barred: str | None = None


@dataclass
class Machine(ABC):
    """A state machine and those who try things on it."""

    house: House
    watched: ClassVar[tuple[Watch, ...]] = ()
    """The first is the subject's own row."""
    able: ClassVar[tuple[str, ...]] = ("client_manager",)
    """Who mostly tries; anybody does now and then."""
    tally: Counter[str] = field(default_factory=Counter)

    @abstractmethod
    async def begin(self, draw: Random) -> UUID:
        """A new subject."""

    @abstractmethod
    def attempt(self, draw: Random, seen: Seen) -> Attempt:
        """Something that somebody might try."""

    @abstractmethod
    def hold(self, seen: Seen) -> None:
        """What must be so whenever one looks; raises AssertionError."""

    def held_step(self, attempt: Attempt, before: Seen, after: Seen) -> None:  # noqa: B027  most have no more to say
        """What must be so of a step that went well; raises AssertionError."""

    def is_over(self, seen: Seen) -> bool:
        """Whether the walk goes on with another subject."""
        watch = self.watched[0]
        return watch.edges is not None and not watch.edges[str(seen.one(watch.table)[watch.state])]

    def somebody(self, draw: Random) -> str:
        """Who tries."""
        people = [role for role in self.house.people if role.partition("#")[0] in PEOPLE]
        return draw.choice(self.able) if draw.random() < 0.75 else draw.choice(people)

    def does(
        self, who: str, name: str, label: str | None = None, barred: str | None = None,
        fields: str = "id", **given: Any,
    ) -> Attempt:  # fmt: skip
        """A mutation by somebody; label where its name does not say what is done."""
        kind = self.inputs.get(name, f"{name[0].upper()}{name[1:]}Input")
        document = f"mutation($i: {kind}!) {{ it: {name}(input: $i) {{ {fields} }} }}"
        return Attempt(who, label or name, lambda: self.house.ask(who, document, i=given), barred)

    inputs: ClassVar[Mapping[str, str]] = {}
    """Input types that are not called as their mutation."""


def named(noun: str, row: Row, draw: Random, key: str = "version") -> dict[str, Any]:
    """The input that names a row at its version, now and then at an older one."""
    version = row["version"] - (draw.random() < 0.06)
    return {"id": public_id(noun, UUID(row["id"])), key: version}


def stale(given: Mapping[str, Any], row: Row, key: str = "version") -> str | None:
    """Why an input may not go well that names an older version."""
    return None if given[key] == row["version"] else "stale"


def at(row: Row, column: str) -> datetime:
    """An instant of a row that has to be there."""
    assert row[column] is not None, column
    return datetime.fromisoformat(row[column])


def in_order(row: Row, *columns: str) -> None:
    """Instants of a row are in this order, as far as they are there."""
    instants = [(name, datetime.fromisoformat(row[name])) for name in columns if row[name] is not None]
    for (before, one), (after, other) in pairwise(instants):
        assert one <= other, f"{after} {other} before {before} {one}"


async def look(house: House, machine: Machine, id: UUID, before: Seen | None = None) -> Seen:
    """Everything there is of a subject, in one statement; before: what was seen then, for rows that are gone."""
    known = {entry["subject_id"] for entry in before.audit} if before is not None else set()
    first = machine.watched[0]
    subject = f"(select s.{{via}} from {first.table} s where s.firm_id = :firm and s.{first.column} = :id)"
    parts = {
        watch.table: f"select to_jsonb(t) as row from {watch.table} t where firm_id = :firm and {watch.column} = "
        + (":id" if n == 0 else subject.format(via=watch.via))
        for n, watch in enumerate(machine.watched)
    }  # fmt: skip
    heads = ", ".join(f"{name} as materialized ({part})" for name, part in _called(parts).items())
    ids = " union all ".join(f"select row ->> 'id' as id from {name}" for name in _called(parts))
    told = ", ".join(f"'{table}', (select jsonb_agg(row) from seen_{table})" for table in parts)
    statement = f"""
      with {heads}, named as (select cast(id as uuid) as id from ({ids}) i where id is not null
        union select unnest(cast(:known as uuid[])))
      select jsonb_build_object({told},
        'audit', (select jsonb_agg(to_jsonb(a) order by a.id) from audit_entry a
          where a.firm_id = :firm and a.subject_id in (select id from named)),
        'counts', jsonb_build_array((select count(*) from audit_entry where firm_id = :firm),
          (select count(*) from outbox where firm_id = :firm)))"""
    async with house.database.as_system(house.firm_id, "walks") as session:
        given = {"firm": house.firm_id, "id": id, "known": [each for each in known if each is not None]}
        found: dict[str, Any] = await session.scalar(text(statement), given)
    rows = {table: sorted(found[table] or (), key=lambda row: str(row.get("id"))) for table in parts}
    return Seen(rows, found["audit"] or (), tuple(found["counts"]))


def _called(parts: Mapping[str, str]) -> dict[str, str]:
    return {f"seen_{table}": part for table, part in parts.items()}


async def walk(machine: Machine, seed: int, steps: int, must: Sequence[str] = ()) -> Counter[str]:
    """Walk a machine; how often each act went well, and how often something was refused.

    must: acts for which it goes on up to LONGEST times as far, until each of them went well once.
    """
    house, draw, tally = machine.house, Random(seed), machine.tally
    id = await machine.begin(draw)
    before = await look(house, machine, id)
    for n in range(steps * LONGEST):
        if n >= steps and all(tally[act] for act in must):
            break
        if machine.is_over(before) and draw.random() < 0.7:
            id = await machine.begin(draw)
            before = await look(house, machine, id)
        attempt = machine.attempt(draw, before)
        # Most of what comes to mind cannot be; mostly somebody tries what can.
        tries = 7 if draw.random() < 0.65 else 0
        while attempt.barred is not None and tries:
            attempt, tries = machine.attempt(draw, before), tries - 1
        label = f"seed {seed}: {attempt.who} tries {attempt.act} ({attempt.barred or 'free'})"
        answer = await attempt.run()
        after = await look(house, machine, id, before)
        try:
            if answer.get("errors"):
                _hold_refusal(answer)
                assert after == before, "a refusal changed something"
                tally["refused"] += 1
            else:
                assert attempt.barred is None, f"{attempt.barred}, and it went well"
                _hold_change(machine, attempt, before, after)
                machine.held_step(attempt, before, after)
                tally[attempt.act] += 1
            machine.hold(after)
        except AssertionError as fault:
            raise AssertionError(f"{label}: {fault}\n{answer}\n{after.rows}") from fault
        before = after
    return tally


def _hold_refusal(answer: Mapping[str, Any]) -> None:
    """Something is refused by a code and in words of both languages; nothing of it is done."""
    assert not (answer.get("data") or {}).get("it"), "refused, and answered"
    for error in answer["errors"]:
        told = error["extensions"]
        code = Code(told["code"])
        assert code not in FAULTS, code
        problem = told["params"].get("problem")
        words = CODES[code] if problem is None else PROBLEMS[problem]
        assert all(words), code
        assert words[0] != words[1], problem
        assert code is not Code.BAD_USER_INPUT or (problem and told["params"].get("field")), told


def _hold_change(machine: Machine, attempt: Attempt, before: Seen, after: Seen) -> None:
    """Every row went along its edges, and the log has it."""
    fresh = after.audit[len(before.audit) :]
    assert after.audit[: len(before.audit)] == before.audit, "the log was rewritten"
    wanted = CLOCK if attempt.who == CLOCK else f"user:{machine.house.people[attempt.who]}"
    for entry in fresh:
        assert attempt.who == CLOCK or entry["actor"] == wanted, f"{entry['actor']} wrote it"
    for watch in machine.watched:
        was = {row.get("id"): row for row in before.rows[watch.table]}
        for row in after.rows[watch.table]:
            earlier = was.get(row.get("id"))
            log = [entry for entry in after.audit if entry["subject_id"] == row.get("id")]
            if watch.audited and earlier is None:
                assert log, f"nobody wrote that {watch.table} was made"
            if watch.audited and earlier is not None and attempt.who != CLOCK and _differ(earlier, row):
                assert any(entry in fresh for entry in log), f"nobody wrote that {watch.table} changed"
            if watch.edges is None:
                continue
            _hold_state(watch, earlier, row, [each for each in log if each["noun"] == watch.table])


def _differ(one: Row, other: Row) -> bool:
    return any(one[name] != other[name] for name in one if name not in UNRECORDED)


def _hold_state(watch: Watch, earlier: Row | None, row: Row, log: Sequence[Row]) -> None:
    state, ways = row[watch.state], watch.edges or {}
    assert state in ways, state
    if not watch.audited:
        if earlier is None:
            assert state in watch.begins, f"{watch.table} begins as {state}"
        elif earlier[watch.state] != state:
            assert state in ways[earlier[watch.state]], f"{watch.table}: {earlier[watch.state]} -> {state}"
        return
    moves = [entry["changes"][watch.state] for entry in log if watch.state in entry["changes"]]
    path = [after for _, after in moves]
    if moves and moves[0][0] is None:
        assert path[0] in watch.begins, f"{watch.table} begins as {path[0]}"
    for (_, left), (begun, _) in pairwise(moves):
        assert left == begun, f"{watch.table}: the log leaps from {left} to {begun}"
    for one, other in moves:
        assert one is None or other in ways[one], f"{watch.table}: {one} -> {other}"
    if path:
        assert path[-1] == state, f"{watch.table} is {state}, the log says {path[-1]}"
    elif earlier is not None:
        assert earlier[watch.state] == state, f"{watch.table}: {earlier[watch.state]} -> {state}, and no log"
