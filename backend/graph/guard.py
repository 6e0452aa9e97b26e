"""The guard: no document is executed that was not measured, judged, validated and weighed before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from backend.graph.asking import Asked
from backend.graph.costs import Load, load_of, weight_key
from backend.graph.documents import INTROSPECTION, Document, read_document
from backend.graph.faults import Unfit
from backend.graph.limits import Limits
from backend.graph.related import relations_of
from backend.graph.views import Views
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal

INTROSPECT: Final = "Right.introspect"
PREPARED: Final = "startrail.prepared"
RULES: Final = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
# Parsed documents take some hundred times their text in memory.
MOST_CACHED_TEXT: Final = 512 * 1024
MOST_WEIGHED: Final = 200


@dataclass(frozen=True)
class Prepared:
    """An operation that may be executed.

    view: the caller's part of the schema, where that is what he asks for; no resolver of ours takes part in it.
    """

    document: Document
    operation: OperationDefinitionNode
    load: Load
    view: GraphQLSchema | None = None

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Preparer:
    """Makes documents of one schema ready; remembers the valid ones, and the trusted among them for good.

    What a key asks has to fit the part of the schema that its rights reach: of anything else a program learns no more
    than that it is not there. People may ask for what they are then denied, so that one page serves all roles.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._formless = limits.formless()
        self._relations = relations_of(schema)
        self.views = Views(schema)
        self._kept: dict[str, Document] = {}
        self._valid: OrderedDict[tuple[str, str], Document] = OrderedDict()
        self._cached_text = 0

    def prepare(self, asked: Asked, principal: Principal) -> Prepared:
        """Raises Unfit for syntax and validation, Refused for limits, introspection and unclear operations."""
        place = _place(asked.text, principal)
        document = self.known(asked.text, principal)
        if document is None:
            document = read_document(asked.text, self._formless if asked.trusted else self._limits)
        if document.introspects and not principal.may(INTROSPECT):
            raise Refused(Code.FORBIDDEN, coordinate=INTROSPECT)
        if place in self._valid:
            self._valid.move_to_end(place)
        elif principal.is_key or asked.text not in self._kept:
            if principal.is_key:
                self._validate(document, self.views.of(principal.mask).schema)
            self._validate(document, self._schema)
            self._remember(place, document, kept=asked.trusted and not principal.is_key)
        operation = document.operation(asked.operation_name)
        load = self._weighed(document, operation, asked.variables)
        return Prepared(document, operation, load, self._view(document, operation, principal))

    def known(self, text: str, principal: Principal) -> Document | None:
        """A document that was found valid for such a caller before."""
        kept = None if principal.is_key else self._kept.get(text)
        return kept or self._valid.get(_place(text, principal))

    def known_load(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> Load | None:
        """The load of an operation that was weighed before with such variables."""
        return document.weighed.get(weight_key(document, operation, variables, self._relations))

    def _weighed(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> Load:
        key = weight_key(document, operation, variables, self._relations)
        load: Load | None = document.weighed.get(key)
        if load is None:
            load = load_of(self._schema, document, operation, variables, self._limits, self._relations)
            if len(document.weighed) >= MOST_WEIGHED:
                document.weighed.clear()
            document.weighed[key] = load
        return load

    def _view(
        self, document: Document, operation: OperationDefinitionNode, principal: Principal
    ) -> GraphQLSchema | None:
        if not document.introspects:
            return None
        roots = document.roots(operation)
        if not roots & INTROSPECTION:
            return None
        if not all(name.startswith("__") for name in roots):
            raise Refused(Code.BAD_USER_INPUT, problem="introspection")
        return self.views.of(principal.mask).schema

    def _validate(self, document: Document, schema: GraphQLSchema) -> None:
        most = self._limits.errors
        errors = validate(schema, document.ast, RULES, max_errors=most, hide_suggestions=True)
        if errors:
            raise Unfit("validation", errors[:most])

    def _remember(self, place: tuple[str, str], document: Document, *, kept: bool) -> None:
        if kept:
            self._kept[document.text] = document
            return
        self._valid[place] = document
        self._cached_text += len(document.text)
        while self._cached_text > MOST_CACHED_TEXT:
            (_, dropped), _ = self._valid.popitem(last=False)
            self._cached_text -= len(dropped)


def _place(text: str, principal: Principal) -> tuple[str, str]:
    """Where a document is remembered: keys are held to the part of the schema they know."""
    return (principal.mask.id if principal.is_key else "", text)


class Guard(SchemaExtension):
    """Hands the prepared document to the execution; what comes without one is prepared here, within the usual limits.

    So every way to the schema is guarded, not only the transports of this package.
    """

    def on_operation(self) -> Any:
        """Before everything else: the document is known and valid, and is not parsed or validated again."""
        execution = self.execution_context
        handed: Mapping[str, Any] = execution.operation_extensions or {}
        prepared = handed.get(PREPARED)
        if not isinstance(prepared, Prepared):
            prepared = self._prepare()
        execution.graphql_document = prepared.document.ast
        execution.pre_execution_errors = []
        yield

    def _prepare(self) -> Prepared:
        execution = self.execution_context
        asked = Asked(
            execution.query or "",
            execution.variables or {},
            getattr(execution, "_provided_operation_name", None),
        )
        try:
            return Preparer(execution.schema._schema, Limits()).prepare(asked, execution.context.principal)
        except Unfit as unfit:
            raise unfit.errors[0] from unfit
