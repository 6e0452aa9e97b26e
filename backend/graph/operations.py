"""Operations: the one way from a text to an answer, the same for HTTP, event streams and sockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import GraphQLError, OperationType, execute_sync
from strawberry.types.execution import ExecutionResult, PreExecutionError

from backend.graph.answers import NOTHING, Answer
from backend.graph.asking import Asked
from backend.graph.buckets import Allowance, Balance, Buckets
from backend.graph.deadlines import BoundContext, deadline
from backend.graph.documents import over
from backend.graph.faults import Formatted, Unfit, Voice, formatted, judged, tell
from backend.graph.guard import PREPARED, Guard, Prepared, Preparer
from backend.graph.limits import Limits
from backend.graph.trusted import Admission, Trusted
from backend.graph.views import Views
from backend.platform.errors import Code, Refused
from backend.platform.messages import language
from backend.platform.principal import Principal

ORDINARY: Final = "ordinary"
ANY: Final = frozenset(OperationType)
AllowanceOf = Callable[[Principal], Allowance | None]


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


def _silence(_record: logging.LogRecord) -> bool:
    return False


def voice_of(context: BoundContext) -> Voice:
    """To whom the errors of a context speak."""
    return Voice(language(context.principal.locale), context.trace_id)


class Operations:
    """Runs operations on a schema whose extensions hold the Guard.

    allowance_of: an own allowance of a caller, None for the usual one. trusted: documents everybody may send;
    free_documents: others need no right. Raises ValueError without the Guard.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        limits: Limits,
        *,
        allowance_of: AllowanceOf = lambda _principal: None,
        buckets: Buckets | None = None,
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
        self._allowance_of = allowance_of
        self._buckets = Buckets() if buckets is None else buckets
        self._preparer = Preparer(schema._schema, limits)
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
                result = await self._execute(begun)
        except Exception as fault:
            return refusal(fault, begun.voice, begun.balance)
        return self._answer(begun, result)

    async def stream(self, begun: Begun) -> AsyncGenerator[Answer, None]:
        """The answers of a subscription as they come, or the one answer of anything else."""
        if not begun.is_stream:
            yield await self.execute(begun)
            return
        context = begun.context
        try:
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
        finally:
            context.stop()

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
        allowance = self._allowance_of(principal) or Allowance(self._limits.burst, self._limits.rate)
        balance = self._buckets.take((principal.firm_id, principal.subject), cost, allowance, paid=paid)
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
        answer.extensions["cost"] = {
            "requested": begun.prepared.load.cost,
            "limit": balance.limit,
            "remaining": balance.remaining,
            "reset": balance.reset,
        }
        if len(told) > most:
            answer.extensions["omittedErrors"] = len(told) - most
        return answer


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


def _take_denied(context: BoundContext) -> list[Formatted]:
    """One FORBIDDEN for each coordinate that an event denied; the next event starts anew."""
    voice = voice_of(context)
    denied = [voice.error(Code.FORBIDDEN, {"coordinate": name}) for name in sorted(context.denied)]
    context.denied.clear()
    return denied
