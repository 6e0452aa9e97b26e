"""Asking two ways the same things: cases by seed, what differed, and how much of it the candidate did itself."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from graphql import GraphQLSchema, build_schema

from backend.graph.answers import Answer
from backend.graph.asking import Asked
from backend.graph.context import Services
from backend.graph.deadlines import BoundContext
from backend.graph.guard import Guard
from backend.graph.operations import ANY, ORDINARY, Operations
from backend.graph.views import Views
from backend.platform.errors import Code
from backend.platform.principal import Principal
from backend.schema import sdl
from backend.schema.schema import build, compiled_queries
from tests.differential.comparing import Told, bag_of, difference, opened, read_answer
from tests.differential.cutting import smallest
from tests.differential.documents import Document, Hole
from tests.differential.drawing import RARE, Drawing
from tests.differential.features import features_of
from tests.differential.firm import Firm
from tests.schema.house import UNMEASURED

Ask = Callable[[Principal, str, Mapping[str, Any], str | None], Awaitable[Told]]
"""(who, text, variables, operation name) -> the answer, with the route that made it under `route`."""


def asker(operations: Operations, services: Services) -> Ask:
    """A way to ask through one set of operations; as over HTTP, what was compiled before is tried first."""

    async def ask(
        principal: Principal, text: str, variables: Mapping[str, Any], operation_name: str | None
    ) -> Told:
        members = {"query": text, "variables": variables, "operationName": operation_name}
        answer = await operations.warm(members, principal, services)
        if answer is not None:
            return read_answer(answer.body()) | {"route": answer.route, "warm": True}
        context = BoundContext(principal, services, trace_id="trace")
        begun = operations.begin(Asked(text, variables, operation_name), context, ANY)
        answer = begun if isinstance(begun, Answer) else await operations.execute(begun)
        return read_answer(answer.body()) | {"route": answer.route}

    return ask


def both_ways(services: Services) -> tuple[Ask, Ask]:
    """The reference, which decides, and the candidate, which has to agree with it."""
    schema = build((Guard,))
    reference = Operations(schema, UNMEASURED, free_documents=True)
    candidate = Operations(schema, UNMEASURED, free_documents=True, compiled=compiled_queries(schema))
    # Documents are read and judged before the ways part; once is enough for both, and a third of the time.
    candidate._preparer = reference._preparer
    return asker(reference, services), asker(candidate, services)


def published_schema() -> GraphQLSchema:
    """The schema as it is published, and nothing of how it is made."""
    return build_schema(Path(sdl.PATH).read_text(encoding="utf-8"))


@dataclass
class Disagreement:
    """One case in which the two ways differ, cut down. twin: who asked the same document another time."""

    seed: int
    caller: str
    twin: str
    what: str
    document: Document

    def __str__(self) -> str:
        name = f"\noperation: {self.document.asked_name}" if self.document.asked_name else ""
        return (
            f"seed {self.seed}, {self.caller}: {self.what}\n{self.document.text()}\nvariables: "
            f"{self.document.values()}\nthen {self.twin}: {self.document.values(again=True)}{name}"
        )


@dataclass
class Report:
    """What a run showed. cases: documents; operations: times they were asked, each of both ways.

    features: feature -> (cases, cases the candidate answered by a route of its own); warm: of the second times those
    that needed no new statement.
    """

    cases: int = 0
    operations: int = 0
    warm: int = 0
    with_rows: int = 0
    with_errors: int = 0
    own_route: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    features: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    disagreements: list[Disagreement] = field(default_factory=list)

    def table(self) -> str:
        """The candidate's own share of each feature, lowest first."""
        rows = sorted(self.features.items(), key=lambda row: (row[1][1] / row[1][0], -row[1][0]))
        return "\n".join(f"{own / cases:7.1%} of {cases:6} {name}" for name, (cases, own) in rows)


class Comparison:
    """Two ways to ask, put to the same cases of the callers of two firms."""

    def __init__(
        self,
        firm: Firm,
        callers: Mapping[str, Principal],
        reference: Ask,
        candidate: Ask,
        *,
        most: int = 5,
        cut: bool = True,
    ) -> None:
        self._firm = firm
        self._callers = callers
        self._reference = reference
        self._candidate = candidate
        self._most = most
        self._cut = cut
        self._whole = published_schema()
        self._views = Views(build((Guard,))._schema)
        self._plain = opened(firm.services.vault)
        self._harvested: dict[tuple[str, str], asyncio.Task[list[str]]] = {}
        self._seen: dict[str, asyncio.Task[dict[str, list[str]]]] = {}
        self.report = Report()

    @property
    def roots(self) -> list[str]:
        """The root fields there are to ask."""
        assert self._whole.query_type is not None
        return list(self._whole.query_type.fields)

    async def run(self, seeds: Iterable[int], *, side_by_side: int = 4) -> Report:
        """Put the cases, some at a time; ends early after some disagreements."""
        waiting = iter(seeds)

        async def work() -> None:
            for seed in waiting:
                if len(self.report.disagreements) >= self._most:
                    return
                await self.case(seed)

        await asyncio.gather(*(work() for _ in range(side_by_side)))
        return self.report

    async def drawn(self, seed: int) -> tuple[str, str, Document]:
        """Who asks, who asks again, and the document of a seed, cursors put in."""
        random = Random(seed)
        first = self._turn(seed)
        may = [name for name, each in sorted(self._callers.items()) if first and each.may(f"Query.{first}")]
        caller = random.choice(may or sorted(self._callers))
        twin = random.choice([caller, *self._alike(caller)])
        seen = await self._seen_by(caller)
        known = self._whole if random.random() < 0.1 else self._known_to(caller)
        document = Drawing(random, known, self._firm, self._callers[caller], seen).document(first)
        await self._fill(document, caller)
        return caller, twin, document

    def _turn(self, seed: int) -> str | None:
        """The root that is asked in this case: each has its turn in one of four, however seldom it would be drawn."""
        turn, rest = divmod(seed, 4)
        roots = [name for name in self.roots if RARE.get(name, 1)]
        return None if rest else roots[turn % len(roots)]

    def _known_to(self, caller: str) -> GraphQLSchema:
        """What a caller may ask about: a key is told of nothing else."""
        principal = self._callers[caller]
        return self._views.of(principal.mask).schema if principal.is_key else self._whole

    def _alike(self, caller: str) -> list[str]:
        """Others with the same rights: what was compiled for one of them may serve the next."""
        mask = self._callers[caller].mask.id
        return sorted(name for name, each in self._callers.items() if each.mask.id == mask and name != caller)

    async def case(self, seed: int) -> None:
        """Ask both, twice, and note what came."""
        caller, twin, document = await self.drawn(seed)
        ours, theirs, what = await self._both(caller, document)
        self._note(document, ours, theirs)
        if what is None and (twin != caller or document.values() != document.values(again=True)):
            _, theirs, what = await self._both(twin, document, again=True)
            self.report.operations += 1
            self.report.warm += theirs.get("warm", False)
        if what is not None:

            async def fails(cut: Document) -> bool:
                return await self._differs(caller, twin, cut) is not None

            small = await smallest(document, fails) if self._cut else document
            what = await self._differs(caller, twin, small) or what
            self.report.disagreements.append(Disagreement(seed, caller, twin, what, small))

    async def _differs(self, caller: str, twin: str, document: Document) -> str | None:
        """What is different the first time, or the second."""
        for who, again in ((caller, False), (twin, True)):
            what = (await self._both(who, document, again=again))[2]
            if what is not None:
                return f"{'again, ' if again else ''}{what}"
        return None

    async def _both(
        self, caller: str, document: Document, *, again: bool = False, repeats: int = 3
    ) -> tuple[Told, Told, str | None]:
        asked = self._callers[caller], document.text(), document.values(again=again), document.asked_name
        ours = await self._reference(*asked)
        try:
            theirs = await self._candidate(*asked)
        except Exception as fault:
            return ours, {}, f"raised {type(fault).__name__}: {fault}"
        what = difference(ours, theirs, self._plain)
        if what is not None and repeats and (_was_busy(ours) or _was_busy(theirs)):
            # One of the ways found no connection in time: that is told of the machine, not of the way.
            await asyncio.sleep(1)
            return await self._both(caller, document, again=again, repeats=repeats - 1)
        if what is not None and await self._may_be(caller, document, ours, theirs, again=again):
            what = None
        if what is None and any(
            error["extensions"]["code"] == "INTERNAL" for error in ours.get("errors", ())
        ):
            what = "both ways answer INTERNAL"
        return ours, theirs, what

    async def _may_be(
        self, caller: str, document: Document, ours: Told, theirs: Told, *, again: bool
    ) -> bool:
        """Whether only chance decided: where several parts fail and leave nothing, one is told, and what of the others
        was denied is not. Then each error of either way has to be one that a root, or a part of it, gives alone.
        """
        if ours.get("data", 0) is not None or theirs.get("data", 0) is not None or document.spoilt:
            return False
        possible: set[str] = set()
        for alone in (part for root in document.roots() for part in document.apart(root)):
            values = alone.values(again=again)
            told = await self._reference(self._callers[caller], alone.text(), values, alone.asked_name)
            possible |= bag_of(told)
        return bool(bag_of(theirs)) and bag_of(ours) <= possible and bag_of(theirs) <= possible

    def _note(self, document: Document, ours: Told, theirs: Told) -> None:
        report = self.report
        own = theirs.get("route") not in {ORDINARY, "none", None}
        report.cases += 1
        report.operations += 1
        report.own_route += own
        report.with_rows += _has_rows(ours.get("data"))
        report.with_errors += "errors" in ours
        report.codes.update({error["extensions"]["code"] for error in ours.get("errors", ())})
        for feature in features_of(document, ours):
            report.features[feature][0] += 1
            report.features[feature][1] += own

    async def _fill(self, document: Document, caller: str) -> None:
        """Put cursors of earlier answers where the document wants them."""
        for selection in document.selections():
            if isinstance(hole := selection.arguments.get("after"), Hole):
                selection.arguments["after"] = await self._cursor(caller, hole)
        for declared in document.variables.values():
            for name in ("value", "default", "again"):
                if isinstance(hole := getattr(declared, name), Hole):
                    setattr(declared, name, await self._cursor(caller, hole))

    async def _seen_by(self, caller: str) -> dict[str, list[str]]:
        """Ids of what a caller can see, by noun."""
        if caller not in self._seen:
            self._seen[caller] = asyncio.create_task(self._look(caller))
        return await self._seen[caller]

    async def _look(self, caller: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for root in ("clients", "tasks", "households"):
            text = f"{{ {root}(first: 100) {{ nodes {{ id }} }} }}"
            told = await self._reference(self._callers[caller], text, {}, None)
            found[root.removesuffix("s")] = sorted(
                node["id"] for node in ((told.get("data") or {}).get(root) or {}).get("nodes", ())
            )
        return found

    async def _cursor(self, caller: str, hole: Hole) -> str:
        place = (caller, hole.harvest)
        if place not in self._harvested:
            self._harvested[place] = asyncio.create_task(self._harvest(*place))
        found = await self._harvested[place]
        return found[hole.place % len(found)] if found else "none"

    async def _harvest(self, caller: str, text: str) -> list[str]:
        return list(_cursors((await self._reference(self._callers[caller], text, {}, None)).get("data")))


def _cursors(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "cursor":
                yield each
            else:
                yield from _cursors(each)
    elif isinstance(value, list):
        for each in value:
            yield from _cursors(each)


def _has_rows(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_rows, value.values()))
    if isinstance(value, list):
        return any(map(_has_rows, value))
    return value is not None and not isinstance(value, bool)


def _was_busy(told: Told) -> bool:
    return any(error["extensions"]["code"] == Code.UNAVAILABLE for error in told.get("errors", ()))
