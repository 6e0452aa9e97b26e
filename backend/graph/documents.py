"""Documents: parsed within bounds and measured before anything else looks at them.

A fragment is measured once and its measure reused, so that measuring takes time in proportion to the text even
where the document, written out, would have 2^100 fields.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from backend.graph.comparisons import comparisons
from backend.graph.faults import Unfit
from backend.graph.limits import Limits
from backend.platform.errors import Code, Refused

INTROSPECTION: Final = frozenset({"__schema", "__type"})
# Inline fragments nest without depth; the parser stops a little above this.
DEEPEST_NESTING: Final = 100
# A string literal may spell the one character that no text column can hold.
SPELT_NUL: Final = re.compile(r"\\u(?:0000|\{0+\})")


@dataclass(frozen=True)
class Measure:
    """Size of a selection, fragments written out. roots: fields of its first level."""

    depth: int = 0
    introspection_depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    roots: int = 0

    def __add__(self, other: Measure) -> Measure:
        return Measure(
            max(self.depth, other.depth),
            max(self.introspection_depth, other.introspection_depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.fields + other.fields,
            self.roots + other.roots,
        )


@dataclass(frozen=True)
class Document:
    """A parsed document within its bounds; not validated."""

    text: str
    ast: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    fragments: dict[str, FragmentDefinitionNode]
    introspects: bool
    weighed: dict[Hashable, Any] = field(default_factory=dict, compare=False)
    """What was found of its operations' load, by what that depends on."""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises Refused(BAD_USER_INPUT) when the name does not tell which one."""
        found = [each for each in self.operations if name is None or (each.name and each.name.value == name)]
        if len(found) != 1:
            raise Refused(Code.BAD_USER_INPUT, field="operationName", problem="operation")
        return found[0]

    def roots(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """The names of the fields of an operation's first level, fragments written out."""
        found: set[str] = set()
        open_, seen = [operation.selection_set], set()
        while open_:
            for node in open_.pop().selections:
                if isinstance(node, FieldNode):
                    found.add(node.name.value)
                elif not isinstance(node, FragmentSpreadNode):
                    open_.append(node.selection_set)  # type: ignore[attr-defined]
                elif node.name.value not in seen and node.name.value in self.fragments:
                    seen.add(node.name.value)
                    open_.append(self.fragments[node.name.value].selection_set)
        return frozenset(found)


def read_document(text: str, limits: Limits) -> Document:
    """Parse and measure. Raises Unfit for syntax, Refused(QUERY_TOO_COMPLEX) over a limit."""
    if len(text) > limits.source:
        raise over("source", limits.source)
    if SPELT_NUL.search(text):
        raise Refused(Code.BAD_USER_INPUT, problem="body", field="query")
    try:
        ast = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLSyntaxError as fault:
        raise _parser_fault(fault, limits) from fault
    except RecursionError as fault:
        raise over("depth", limits.depth) from fault
    operations = tuple(each for each in ast.definitions if isinstance(each, OperationDefinitionNode))
    fragments = {
        each.name.value: each for each in ast.definitions if isinstance(each, FragmentDefinitionNode)
    }
    hold("operations", len(operations), limits.operations)
    hold("fragments", len(fragments), limits.fragments)
    ruler = _Ruler(fragments, limits)
    for operation in operations:
        ruler.measure(operation)
    for name in fragments:
        # Unused ones, too: validation would walk them.
        ruler.fragment(name, frozenset(), 0)
    if not ruler.circular:
        for each in (*operations, *fragments.values()):
            hold("comparisons", comparisons(each.selection_set, fragments), limits.comparisons)
    return Document(text, ast, operations, fragments, ruler.introspects)


def over(measure: str, limit: float) -> Refused:
    """The refusal of what is over a limit; measure: its name, for programs."""
    return Refused(Code.QUERY_TOO_COMPLEX, problem="query_limit", measure=measure, limit=limit)


def hold(measure: str, value: float, limit: float) -> None:
    """Raises Refused(QUERY_TOO_COMPLEX) when a value is over its limit."""
    if value > limit:
        raise over(measure, limit)


class _Ruler:
    """Measures the selections of one document."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode], limits: Limits) -> None:
        self._fragments = fragments
        self._limits = limits
        self._known: dict[str, Measure] = {}
        self.introspects = False
        self.circular = False

    def measure(self, operation: OperationDefinitionNode) -> Measure:
        found = self._selection(operation.selection_set, frozenset(), 0)
        found += Measure(directives=len(operation.directives or ()))
        self._hold(found)
        hold("depth", found.depth, self._limits.depth)
        hold("roots", found.roots, self._limits.roots)
        if operation.operation is OperationType.MUTATION:
            hold("mutations", found.roots, self._limits.mutations)
        return found

    def fragment(self, name: str, open_ones: frozenset[str], nesting: int) -> Measure:
        fragment = self._fragments.get(name)
        self.circular = self.circular or name in open_ones
        if fragment is None or name in open_ones:
            return Measure()  # validation reports spreads of nothing and circles
        if name not in self._known:
            inside = self._selection(fragment.selection_set, open_ones | {name}, nesting)
            self._known[name] = inside + Measure(directives=len(fragment.directives or ()))
        return self._known[name]

    def _selection(self, set_: SelectionSetNode | None, open_ones: frozenset[str], nesting: int) -> Measure:
        hold("depth", nesting, DEEPEST_NESTING)
        total = Measure()
        for each in set_.selections if set_ else ():
            total += Measure(directives=len(each.directives or ()))
            total += self._selected(each, open_ones, nesting + 1)
            self._hold(total)
        return total

    def _selected(self, node: SelectionNode, open_ones: frozenset[str], nesting: int) -> Measure:
        if isinstance(node, FragmentSpreadNode):
            return self.fragment(node.name.value, open_ones, nesting)
        inside = self._selection(getattr(node, "selection_set", None), open_ones, nesting)
        if not isinstance(node, FieldNode):
            return inside
        introspects = node.name.value in INTROSPECTION
        self.introspects = self.introspects or introspects
        return Measure(
            depth=0 if introspects else inside.depth + 1,
            introspection_depth=inside.depth + 1 if introspects else inside.introspection_depth,
            aliases=inside.aliases + (node.alias is not None),
            directives=inside.directives,
            fields=inside.fields + 1,
            roots=1,
        )

    def _hold(self, found: Measure) -> None:
        # The usual introspection query is deeper than any page of ours, and its fragments do not tell whose they are.
        hold("depth", found.depth, max(self._limits.depth, self._limits.introspection_depth))
        hold("introspection_depth", found.introspection_depth, self._limits.introspection_depth)
        hold("aliases", found.aliases, self._limits.aliases)
        hold("directives", found.directives, self._limits.directives)
        hold("fields", found.fields, self._limits.fields)


def _parser_fault(fault: GraphQLSyntaxError, limits: Limits) -> Exception:
    """Bounds of the parser are limits like the others; its other complaints are syntax."""
    bounds: Iterable[tuple[str, str, int]] = (
        (" tokens.", "tokens", limits.tokens),
        (" comments.", "comments", limits.comments),
        ("nested too deeply", "depth", limits.depth),
    )
    for sign, measure, limit in bounds:
        if sign in fault.message and ("contains more than" in fault.message or measure == "depth"):
            return over(measure, limit)
    return Unfit("syntax", [fault])
