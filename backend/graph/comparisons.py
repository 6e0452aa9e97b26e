"""How many pairs of fields validation will compare: fields with one response name, wherever they are merged.

The comparison grows with the square of what is repeated: 240 times the same object are 0.3 s of work in a document
of 8 KB. Counting grows with the fields alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode

Fragments = Mapping[str, FragmentDefinitionNode]


def comparisons(set_: SelectionSetNode, fragments: Fragments) -> int:
    """The pairs below one selection, with fragments written out; these must not go in circles."""
    pairs, open_ = 0, [[set_]]
    while open_:
        for merged in _by_name(open_.pop(), fragments).values():
            pairs += len(merged) * (len(merged) - 1) // 2
            below = [node.selection_set for node in merged if node.selection_set]
            if below:
                open_.append(below)
    return pairs


def _by_name(sets: Iterable[SelectionSetNode], fragments: Fragments) -> dict[str, list[FieldNode]]:
    """The fields of one level by the name they have in the answer; a fragment counts once."""
    found: dict[str, list[FieldNode]] = defaultdict(list)
    open_, seen = list(sets), set[str]()
    while open_:
        for node in open_.pop().selections:
            if isinstance(node, FieldNode):
                found[(node.alias or node.name).value].append(node)
            elif not isinstance(node, FragmentSpreadNode):
                open_.append(node.selection_set)  # type: ignore[attr-defined]
            elif node.name.value in fragments and node.name.value not in seen:
                seen.add(node.name.value)
                open_.append(fragments[node.name.value].selection_set)
    return found
