"""Operations: the one way from a text to an answer, the same for HTTP, event streams and sockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

import strawberry
from graphql import GraphQLError, OperationType, execute_sync
from strawberry.types.execution import ExecutionResult, PreExecutionError

from backend.graph.answers import NOTHING, Answer
from backend.graph.asking import Asked, inspect
from backend.graph.buckets import Allowance, Balance, Buckets
from backend.graph.changes import Changes
from backend.graph.context import Context, Services
from backend.graph.costs import Load
from backend.graph.deadlines import BoundContext, deadline
from backend.graph.documents import over
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.runner import CompiledQueries, Read
from backend.graph.faults import Formatted, Unfit, Voice, formatted, judged, tell
from backend.graph.guard import PREPARED, Guard, Prepared, Preparer
from backend.graph.limits import Limits
from backend.graph.live_events import LiveEvents, NotBegun
from backend.graph.metrics import EVENTS
from backend.graph.trusted import EXPLORE, Admission, Trusted
from backend.graph.views import Views
from backend.platform.errors import Code, Refused
from backend.platform.messages import language
from backend.platform.principal import Principal

ORDINARY: Final = "ordinary"
COMPILED: Final = "compiled"
MIXED: Final = "mixed"
ANY: Final = frozenset(OperationType)
Give = Callable[[Answer], Awaitable[bool]]
"""Sends an answer; False: no more is wanted."""


@dataclass(frozen=True)
class Begun:
    """An operation that is allowed, weighed and paid for, and not yet executed."""

    asked: Asked
    prepared: Prepared
    context: BoundContext
    balance: Balance

    @property
    def voice(self) -> Voice:
        """To whom its errors speak."""
        return voice_of(self.context)

    @property
    def is_stream(self) -> bool:
        """Whether more than one answer may come."""
        return self.prepared.kind is OperationType.SUBSCRIPTION

    @property
    def is_change(self) -> bool:
        """Whether it is a mutation."""
        return self.prepared.kind is OperationType.MUTATION

    @property
    def withdrawn(self) -> str | None:
        """The coordinate to which a subscription has lost the right; None while it may go on."""
        if not self.is_stream:
            return None
        roots = sorted(self.prepared.document.roots(self.prepared.operation))
        named = [f"Subscription.{name}" for name in roots if not name.startswith("__")]
        return next((each for each in named if not self.context.principal.may(each)), None)


def _nothing() -> None:
    pass


def _silence(_record: logging.LogRecord) -> bool:
    return False


def voice_of(context: Context) -> Voice:
    """To whom the errors of a context speak."""
    return Voice(language(context.principal.locale), context.trace_id)


class Operations:
    """Runs operations on a schema whose extensions hold the Guard.

    compiled: the route that queries take first;
    None: all take the ordinary one. trusted: documents everybody may send; free_documents: others need no right.
    Raises ValueError without the Guard.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        limits: Limits,
        *,
        buckets: Buckets | None = None,
        compiled: CompiledQueries | None = None,
        trusted: Trusted | None = None,
        free_documents: bool = False,
    ) -> None:
        if not any(isinstance(each, type) and issubclass(each, Guard) for each in schema.extensions):
            raise ValueError("the schema has to be built with the extension Guard")
        # The library logs every error with its text and traceback; ours logs code and trace id (faults.py).
        # A filter, because any later logging set-up of the process (a server's) switches loggers on again.
        logging.getLogger("strawberry.execution").addFilter(_silence)
        self._schema = schema
        self._limits = limits
        self._usual = Allowance(limits.burst, limits.rate)
        self._buckets = Buckets() if buckets is None else buckets
        self._preparer = Preparer(schema._schema, limits)
        self._compiled = compiled
        self._changes = None if compiled is None else Changes(schema, compiled)
        self._live = None if compiled is None else LiveEvents(schema, compiled, limits.seconds)
        self._admission = Admission(trusted, free=free_documents)

    @property
    def views(self) -> Views:
        """The parts of the schema that callers know."""
        return self._preparer.views

    def begin(self, asked: Asked, context: BoundContext, kinds: Collection[OperationType]) -> Begun | Answer:
        """Parse, judge, weigh and charge. The Answer is a refusal. kinds: what the transport can run."""
        voice, balance = voice_of(context), None
        try:
            # One point before the work of reading, so that bad documents are not free.
            balance = self._charge(context.principal, 1)
            asked = self._admission.admit(asked, context.principal)
            prepared = self._preparer.prepare(asked, context.principal)
            _hold_kind(prepared, kinds)
            if prepared.load.cost > 1:
                balance = self._charge(context.principal, prepared.load.cost - 1, paid=1)
            return Begun(asked, prepared, context, balance)
        except _Overdrawn as short:
            return Answer([voice.error(short.code, short.params)], balance=short.balance)
        except Exception as fault:
            return refusal(fault, voice, balance)

    async def execute(self, begun: Begun) -> Answer:
        """The answer of a query or mutation; never raises but for cancellation."""
        try:
            async with deadline(begun.context, self._limits.seconds):
                read = await (self._change(begun) if begun.is_change else self._read(begun))
                answer = read or self._answer(begun, await self._execute(begun))
                return self._routed(answer, begun.context.principal)
        except Exception as fault:
            return refusal(fault, begun.voice, begun.balance)

    async def warm(self, asked: Mapping[str, Any], principal: Principal, services: Services) -> Answer | None:
        """The answer of an operation that was run before; None when `begin` and `execute` have to see to it.

        asked: the members of the request.
        """
        name, variables = asked.get("operationName"), asked.get("variables") or {}
        text = self._admission.known(asked.get("query"), asked.get("id"), principal)
        if self._compiled is None or text is None or not isinstance(variables, dict):
            return None
        document = self._preparer.known(text, principal)
        if document is None:
            return None
        try:
            operation = document.operation(name or None)
            load = self._preparer.known_load(document, operation, variables)
            if load is None or operation.operation is OperationType.SUBSCRIPTION:
                return None
            if operation.operation is OperationType.MUTATION:
                inspect(variables, self._limits)
            balance = self._charge(principal, load.cost)
        except (Refused, _Overdrawn):
            return None
        if operation.operation is OperationType.MUTATION:
            # It is made once, so whatever comes of it is told from here.
            bound = BoundContext(principal, services)
            prepared = Prepared(document, operation, load)
            return await self.execute(Begun(Asked(text, variables, name or None), prepared, bound, balance))
        context = Context(principal, services, trace_id="")
        try:
            read = await self._compiled.read_warm(document, operation, variables, context)
        except Exception:
            read = None
        if read is None:
            # Whatever it was, the whole way finds it again, words it and charges for it.
            self._buckets.give(principal.named, load.cost)
            return None
        return self._read_answer(read, load, balance, context)

    def _read_answer(self, read: Read, load: Load, balance: Balance, context: Context) -> Answer:
        """The answer of a query that was compiled whole."""
        answer = Answer(balance=balance, route=COMPILED, data=read.data)
        if context.denied:
            answer.errors = _take_denied(context)
        answer.extensions["cost"] = _cost(load, balance)
        return self._routed(answer, context.principal)

    @staticmethod
    def _routed(answer: Answer, principal: Principal) -> Answer:
        """Who may explore is told which way his operation went."""
        if principal.may(EXPLORE):
            answer.extensions["route"] = answer.route
        return answer

    async def deliver(self, begun: Begun, give: Give) -> None:
        """Give the answers of `stream` as they come. Raises Refused(FORBIDDEN) when the right to listen is gone."""
        withdrawn: str | None = None

        def renewed() -> None:
            nonlocal withdrawn
            withdrawn = withdrawn or begun.withdrawn
            if withdrawn is not None and not listening.expired():
                listening.reschedule(0)

        try:
            async with asyncio.timeout(None) as listening:
                begun.context.on_renewed = renewed
                async with aclosing(self.stream(begun)) as answers:
                    async for answer in answers:
                        if not await give(answer):
                            return
        except TimeoutError:
            if withdrawn is None:
                raise
            raise Refused(Code.FORBIDDEN, coordinate=withdrawn) from None
        finally:
            begun.context.on_renewed = _nothing

    async def stream(self, begun: Begun) -> AsyncGenerator[Answer, None]:
        """The answers of a subscription as they come, or the one answer of anything else."""
        if not begun.is_stream:
            yield await self.execute(begun)
            return
        try:
            async with aclosing(self._events(begun)) as answers:
                async for answer in answers:
                    EVENTS.labels(answer.route).inc()
                    yield self._routed(answer, begun.context.principal)
        finally:
            begun.context.stop()

    async def _events(self, begun: Begun) -> AsyncGenerator[Answer, None]:
        context = begun.context
        if self._live is not None:
            try:
                async with aclosing(self._live.of(begun.asked, begun.prepared, context)) as events:
                    async for event in events:
                        if isinstance(event, Read):
                            yield self._read_answer(event, begun.prepared.load, begun.balance, context)
                        else:
                            yield self._answer(begun, event)
                return
            except NotBegun:
                pass
        source = await self._schema.subscribe(
            begun.asked.text,
            dict(begun.asked.variables),
            context,
            operation_name=begun.asked.operation_name,
            operation_extensions={PREPARED: begun.prepared},
        )
        async with aclosing(source) as results:
            async for result in results:
                yield self._answer(begun, result, denied=_take_denied(context))

    async def _change(self, begun: Begun) -> Answer | None:
        """The answer of a mutation whose changed row the compiled route reads; None where the ordinary one has to."""
        if self._changes is None:
            return None
        prepared = begun.prepared
        read = await self._changes.run(
            prepared.document, prepared.operation, begun.asked.variables, begun.context
        )
        return None if read is None else self._read_answer(read, prepared.load, begun.balance, begun.context)

    async def _read(self, begun: Begun) -> Answer | None:
        """The answer of the compiled route; None where it has none, or only the ordinary one can word a refusal."""
        prepared = begun.prepared
        if (
            self._compiled is None
            or prepared.kind is not OperationType.QUERY
            or prepared.document.introspects
        ):
            return None
        try:
            read = await self._compiled.read(
                prepared.document, prepared.operation, begun.asked.variables, begun.context
            )
        except (Uncovered, Refused, GraphQLError):
            return None
        if read.rest is None:
            return self._read_answer(read, prepared.load, begun.balance, begun.context)
        rest = replace(begun, prepared=replace(prepared, document=replace(prepared.document, ast=read.rest)))
        denied = frozenset(begun.context.denied)
        begun.context.denied.clear()
        answer = self._answer(begun, await self._execute(rest))
        answer.route = MIXED
        if isinstance(answer.data, dict):
            together = {**read.data, **answer.data}
            answer.data = {key: together[key] for key in read.order if key in together}
            told = {error["extensions"].get("coordinate") for error in answer.errors}
            answer.errors += _denials(begun.context, denied - told)
        return answer

    async def _execute(self, begun: Begun) -> Any:
        document, variables = begun.prepared.document, dict(begun.asked.variables)
        name = begun.asked.operation_name
        if begun.prepared.view is not None:
            # Tens of thousands of leaves that no resolver of ours has a part in: beside the loop, not in it.
            return await asyncio.to_thread(
                execute_sync,
                begun.prepared.view,
                document.ast,
                variable_values=variables,
                operation_name=name,
            )
        return await self._schema.execute(
            begun.asked.text,
            variables,
            begun.context,
            operation_name=name,
            operation_extensions={PREPARED: begun.prepared},
        )

    def _charge(self, principal: Principal, cost: int, *, paid: int = 0) -> Balance:
        quota = principal.quota
        allowance = self._usual if quota is None else Allowance.a_minute(quota)
        balance = self._buckets.take(principal.named, cost, allowance, paid=paid)
        if balance.refused:
            raise _Overdrawn(balance)
        return balance

    def _answer(self, begun: Begun, result: ExecutionResult, denied: Collection[Formatted] = ()) -> Answer:
        """The result with coded errors: at most five, and beside them one for each denied coordinate."""
        told, denials = _sorted_out(result.errors or [])
        most, balance = self._limits.errors, begun.balance
        answer = Answer(balance=balance, route=ORDINARY, data=result.data)
        answer.errors = formatted([*told[:most], *denials], begun.voice) + list(denied)
        if result.data is None and _before_execution(result):
            answer.data = NOTHING
        answer.extensions["cost"] = _cost(begun.prepared.load, balance)
        if len(told) > most:
            answer.extensions["omittedErrors"] = len(told) - most
        return answer


def _cost(load: Load, balance: Balance) -> dict[str, int]:
    return {
        "requested": load.cost,
        "limit": balance.limit,
        "remaining": balance.remaining,
        "reset": balance.reset,
    }


class _Overdrawn(Exception):
    def __init__(self, balance: Balance) -> None:
        super().__init__()
        self.balance = balance
        if balance.impossible:
            refused = over("cost", balance.limit)
        else:
            refused = Refused(Code.RATE_LIMITED, problem="rate", retryAfter=balance.retry_after)
        self.code, self.params = refused.code, refused.params


def refusal(fault: Exception, voice: Voice, balance: Balance | None = None) -> Answer:
    """The answer of a request that ended without data, whatever was raised."""
    if isinstance(fault, Unfit):
        return Answer(fault.formatted(voice), balance=balance)
    code, params = judged(fault)
    if code is Code.INTERNAL:
        tell([fault], voice)
    return Answer([voice.error(code, params)], balance=balance)


def _hold_kind(prepared: Prepared, kinds: Collection[OperationType]) -> None:
    if prepared.kind in kinds:
        return
    only_queries = OperationType.MUTATION not in kinds
    raise Refused(Code.BAD_USER_INPUT, problem="get_query" if only_queries else "stream_only")


def _before_execution(result: ExecutionResult) -> bool:
    errors = result.errors or []
    return isinstance(result, PreExecutionError) or (bool(errors) and all(e.path is None for e in errors))


def _sorted_out(errors: Sequence[GraphQLError]) -> tuple[list[GraphQLError], list[GraphQLError]]:
    """Errors, and apart from them the first FORBIDDEN of each denied coordinate."""
    told: list[GraphQLError] = []
    denials: dict[str, GraphQLError] = {}
    for error in errors:
        extensions = error.extensions or {}
        if extensions.get("code") == Code.FORBIDDEN and "coordinate" in extensions:
            denials.setdefault(str(extensions["coordinate"]), error)
        else:
            told.append(error)
    return told, list(denials.values())


def _take_denied(context: Context) -> list[Formatted]:
    """One FORBIDDEN for each coordinate that an event denied; the next event starts anew."""
    denied = _denials(context, context.denied)
    context.denied.clear()
    return denied


def _denials(context: Context, coordinates: Collection[str]) -> list[Formatted]:
    context.trace_id = context.trace_id or uuid4().hex[:16]
    voice = voice_of(context)
    return [voice.error(Code.FORBIDDEN, {"coordinate": name}) for name in sorted(coordinates)]
