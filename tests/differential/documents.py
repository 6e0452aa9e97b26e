"""A generated operation as a tree that can be written out, and cut down when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any


class Word(str):
    """An enum value: written without quotes."""

    __slots__ = ()


@dataclass(frozen=True)
class Variable:
    """A use of a variable."""

    name: str


@dataclass(frozen=True)
class Hole:
    """A cursor of an earlier answer, taken when the caller is known.

    harvest: the document that lists the cursors; place: which of them, counted round.
    """

    harvest: str
    place: int


@dataclass
class Declared:
    """A variable of the operation. default: literal text, None for none; given: whether a value is sent.

    again, again_given: value and whether it is sent when the same document is asked another time.
    """

    type: str
    default: Any = None
    has_default: bool = False
    value: Any = None
    given: bool = True
    again: Any = None
    again_given: bool = True


@dataclass
class Directive:
    """`@include` or `@skip`."""

    name: str
    condition: Any

    def text(self) -> str:
        """As GraphQL."""
        return f" @{self.name}(if: {literal(self.condition)})"


@dataclass
class Selection:
    """A field, a spread of a named fragment, or an inline fragment, by `kind`."""

    kind: str
    name: str = ""
    alias: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    directives: list[Directive] = field(default_factory=list)
    children: list[Selection] = field(default_factory=list)

    def text(self) -> str:
        """As GraphQL."""
        directives = "".join(each.text() for each in self.directives)
        inside = f" {{ {' '.join(child.text() for child in self.children)} }}" if self.children else ""
        if self.kind == "spread":
            return f"...{self.name}{directives}"
        if self.kind == "inline":
            return f"...{f' on {self.name}' if self.name else ''}{directives}{inside}"
        return f"{self.call()}{directives}{inside}"

    def call(self) -> str:
        """Alias, name and arguments of a field."""
        given = ", ".join(f"{name}: {literal(value)}" for name, value in self.arguments.items())
        return f"{f'{self.alias}: ' if self.alias else ''}{self.name}{f'({given})' if given else ''}"

    @property
    def key(self) -> str:
        """The key in the answer."""
        return self.alias or self.name


@dataclass
class Fragment:
    """A named fragment."""

    on: str
    children: list[Selection]


@dataclass
class Document:
    """One operation with its fragments and variables. spoilt: text put in its place, for documents that are none."""

    children: list[Selection] = field(default_factory=list)
    fragments: dict[str, Fragment] = field(default_factory=dict)
    variables: dict[str, Declared] = field(default_factory=dict)
    name: str | None = None
    asked_name: str | None = None
    second: bool = False
    spoilt: tuple[str, str] | None = None

    def text(self) -> str:
        """The document as GraphQL; unused fragments and variables are left out."""
        body = " ".join(child.text() for child in self.children)
        spread, written, waiting = "", set(), [body]
        while waiting:
            within = waiting.pop()
            for name, fragment in self.fragments.items():
                if name not in written and _spreads(within, name):
                    written.add(name)
                    inside = " ".join(child.text() for child in fragment.children)
                    spread += f" fragment {name} on {fragment.on} {{ {inside} }}"
                    waiting.append(inside)
        declared = ", ".join(
            f"${name}: {each.type}{f' = {literal(each.default)}' if each.has_default else ''}"
            for name, each in self.used_variables(body + spread).items()
        )
        head = f"query{f' {self.name}' if self.name else ''}{f'({declared})' if declared else ''}"
        text = f"{head} {{ {body} }}{spread}"
        if self.second:
            text += " query Second { viewer { locale } }"
        return text.replace(*self.spoilt, 1) if self.spoilt else text

    def used_variables(self, text: str) -> dict[str, Declared]:
        """The variables that the text uses."""
        return {name: each for name, each in self.variables.items() if f"${name}" in text}

    def values(self, *, again: bool = False) -> dict[str, Any]:
        """The values that are sent, the first time or another time."""
        used = self.used_variables(self.text())
        if again:
            return {name: plain(each.again) for name, each in used.items() if each.again_given}
        return {name: plain(each.value) for name, each in used.items() if each.given}

    def roots(self) -> list[str]:
        """The keys of the answer."""
        return list(dict.fromkeys(_keys(self, self.children)))

    def alone(self, root: str) -> Document:
        """The same with one root field only."""
        made = deepcopy(self)
        made.children = _only(made, made.children, root)
        return made

    def apart(self, root: str) -> Iterator[Document]:
        """The same with one root field only, whole and with each thing alone that is selected of it."""
        whole = self.alone(root)
        yield whole
        for place, each in enumerate(whole.selections()):
            if each.kind == "field" and each.key == root:
                for n in range(len(each.children) if len(each.children) > 1 else 0):
                    made = deepcopy(whole)
                    part = list(made.selections())[place]
                    part.children = [part.children[n]]
                    yield made

    def selections(self) -> Iterator[Selection]:
        """Every selection, those of fragments too."""
        waiting = [*self.children, *(c for f in self.fragments.values() for c in f.children)]
        while waiting:
            each = waiting.pop()
            yield each
            waiting += each.children


def _keys(document: Document, selections: list[Selection]) -> Iterator[str]:
    for each in selections:
        if each.kind == "field":
            yield each.key
        else:
            yield from _keys(document, _inside(document, each))


def _inside(document: Document, each: Selection) -> list[Selection]:
    """The selections of an inline fragment or a spread."""
    named = document.fragments.get(each.name) if each.kind == "spread" else None
    return named.children if named else each.children


def _only(document: Document, selections: list[Selection], root: str) -> list[Selection]:
    found = []
    for each in selections:
        if each.kind == "field":
            found += [each] if each.key == root else []
        elif inside := _only(document, _inside(document, each), root):
            on = document.fragments[each.name].on if each.kind == "spread" else each.name
            found.append(Selection("inline", on, directives=each.directives, children=inside))
    return found


def _spreads(text: str, name: str) -> bool:
    return any(after[:1] in {" ", "", "}"} for after in text.split(f"...{name}")[1:])


def literal(value: Any) -> str:
    """A value as GraphQL writes it."""
    match value:
        case Variable(name):
            return f"${name}"
        case Word():
            return str(value)
        case None | bool():
            return "null" if value is None else str(value).lower()
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {literal(each)}' for key, each in value.items())}}}"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def plain(value: Any) -> Any:
    """A value as JSON sends it."""
    match value:
        case list():
            return [plain(each) for each in value]
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case Word():
            return str(value)
    return value
