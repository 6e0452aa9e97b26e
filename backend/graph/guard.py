"""The guard: no document is executed that was not measured, judged, validated and weighed before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
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
from backend.graph.documents import Document, read_document
from backend.graph.faults import Unfit
from backend.graph.limits import Limits
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
    """An operation that may be executed."""

    document: Document
    operation: OperationDefinitionNode
    load: Load

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation

    @property
    def only_introspects(self) -> bool:
        """Whether nothing but the schema itself is asked for, so that no resolver of ours takes part."""
        return self.document.introspects and all(
            isinstance(each, FieldNode) and each.name.value.startswith("__")
            for each in self.operation.selection_set.selections
        )


class Preparer:
    """Makes documents of one schema ready; remembers the valid ones, and the trusted among them for good."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._formless = limits.formless()
        self._kept: dict[str, Document] = {}
        self._valid: OrderedDict[str, Document] = OrderedDict()
        self._cached_text = 0

    def prepare(self, asked: Asked, principal: Principal) -> Prepared:
        """Raises Unfit for syntax and validation, Refused for limits, introspection and unclear operations."""
        document = self.known(asked.text)
        if document is None:
            document = read_document(asked.text, self._formless if asked.trusted else self._limits)
        if document.introspects and not principal.may(INTROSPECT):
            raise Refused(Code.FORBIDDEN, coordinate=INTROSPECT)
        self._validate(document, kept=asked.trusted)
        operation = document.operation(asked.operation_name)
        return Prepared(document, operation, self._weighed(document, operation, asked.variables))

    def known(self, text: str) -> Document | None:
        """A document that was found valid before."""
        return self._kept.get(text) or self._valid.get(text)

    def _weighed(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> Load:
        key = weight_key(document, operation, variables)
        load: Load | None = document.weighed.get(key)
        if load is None:
            load = load_of(self._schema, document, operation, variables, self._limits)
            if len(document.weighed) >= MOST_WEIGHED:
                document.weighed.clear()
            document.weighed[key] = load
        return load

    def _validate(self, document: Document, *, kept: bool) -> None:
        if document.text in self._kept:
            return
        if document.text in self._valid:
            self._valid.move_to_end(document.text)
            return
        most = self._limits.errors
        errors = validate(self._schema, document.ast, RULES, max_errors=most, hide_suggestions=True)
        if errors:
            raise Unfit("validation", errors[:most])
        if kept:
            self._kept[document.text] = document
            return
        self._valid[document.text] = document
        self._cached_text += len(document.text)
        while self._cached_text > MOST_CACHED_TEXT:
            dropped, _ = self._valid.popitem(last=False)
            self._cached_text -= len(dropped)


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
