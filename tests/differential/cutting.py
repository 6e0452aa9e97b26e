"""A failing document cut down to a small one that still fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

from tests.differential.documents import Document, Selection, Variable

Fails = Callable[[Document], Awaitable[bool]]
MOST_TRIES = 600


async def smallest(document: Document, fails: Fails) -> Document:
    """Take away whatever can be taken away. A cut that makes the document invalid does not fail, so is not kept."""
    tries = 0
    shorter = True
    while shorter:
        shorter = False
        for cut in cuts(document):
            tries += 1
            if tries > MOST_TRIES:
                return document
            if await fails(cut):
                document, shorter = cut, True
                break
    return document


def cuts(document: Document) -> Iterator[Document]:
    """The document without one thing, large things first."""
    for place, those in enumerate(_lists(document)):
        for index in range(len(those) if len(those) > 2 else 0):
            made = deepcopy(document)
            kept = _lists(made)[place]
            kept[:] = [kept[index]]
            yield made
    for place, _ in enumerate(_lists(document)):
        for index in range(len(_lists(document)[place])):
            yield from _cut(document, place, index)
    for name in document.variables:
        if f"${name}" in document.text():
            yield _written_out(document, name)
    if document.second or document.name or document.asked_name:
        made = deepcopy(document)
        made.second, made.name, made.asked_name = False, None, None
        yield made


def _lists(document: Document) -> list[list[Selection]]:
    """Every list of selections, outer ones first."""
    found = [document.children, *(fragment.children for fragment in document.fragments.values())]
    for each in found:
        found += [selection.children for selection in each if selection.children]
    return found


def _cut(document: Document, place: int, index: int) -> Iterator[Document]:
    selection = _lists(document)[place][index]

    def changed(change: Callable[[list[Selection], Selection], None]) -> Document:
        made = deepcopy(document)
        selections = _lists(made)[place]
        change(selections, selections[index])
        return made

    if len(_lists(document)[place]) > 1:
        yield changed(lambda those, _one: those.__delitem__(index))
    if selection.kind == "inline":
        yield changed(lambda those, one: those.__setitem__(slice(index, index + 1), one.children))
    if selection.kind == "spread" and selection.name in document.fragments:
        fragment = document.fragments[selection.name]
        inline = Selection("inline", fragment.on, directives=selection.directives, children=fragment.children)
        yield changed(lambda those, _one: those.__setitem__(index, deepcopy(inline)))
    if selection.directives:
        yield changed(lambda _those, one: one.directives.clear())
    if selection.alias:
        yield changed(lambda _those, one: setattr(one, "alias", None))
    for name, value in selection.arguments.items():
        yield changed(partial(_argue, name))
        for simpler in _simpler(value):
            yield changed(partial(_argue, name, value=simpler))


def _argue(name: str, _those: list[Selection], one: Selection, value: Any = ...) -> None:
    """Give an argument another value, or (without one) take it away."""
    if value is ...:
        del one.arguments[name]
    else:
        one.arguments[name] = value


def _simpler(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield {name: each for name, each in value.items() if name != key}
            yield from ({**value, key: each} for each in _simpler(inside))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield value[:index] + value[index + 1 :]
            yield from ([*value[:index], each, *value[index + 1 :]] for each in _simpler(inside))


def _written_out(document: Document, name: str) -> Document:
    """The document with a variable's value in its place."""
    made = deepcopy(document)
    declared = made.variables[name]
    value = declared.value if declared.given else declared.default

    def within(each: Any) -> Any:
        if each == Variable(name):
            return value
        if isinstance(each, list):
            return [within(one) for one in each]
        return {key: within(one) for key, one in each.items()} if isinstance(each, dict) else each

    for selection in made.selections():
        selection.arguments = {key: within(each) for key, each in selection.arguments.items()}
        for directive in selection.directives:
            directive.condition = within(directive.condition)
    return made
