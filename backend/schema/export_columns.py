"""What a list that can be exported is made of: its query, its columns, and how a cell is read from an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from backend.platform.principal import Relation
from backend.systemize.fields import Option
from backend.systemize.tables.cells import Cell, Form

Node = Mapping[str, Any]
Read = Callable[[Node, bool], Cell]
"""(row of the answer, whether words are English) -> the cell."""


@dataclass(frozen=True)
class ListColumn:
    """A column.

    coordinate: the field whose rights it needs; select: what of a row is asked for. named: the key of clients inside
    of a row whose names it tells; each leaves only where names may at the relation of that client.
    """

    key: str
    coordinate: str
    zh: str
    en: str
    form: Form
    select: str
    read: Read
    named: str | None = None


@dataclass(frozen=True)
class ExportList:
    """A list. type: of its rows; root: the field that lists them, with its variables; inner: rows are inside of those.

    is_paged: the rows inside come by pages. is_plain: the root is a plain list, read as a whole. page: rows of the root
    read at once. stands: where a row tells its relation; where nothing is found there, it is a row of the firm.
    """

    key: str
    zh: str
    en: str
    type: str
    root: str
    declared: str
    passed: str
    columns: Mapping[str, ListColumn]
    inner: str | None = None
    is_paged: bool = False
    is_plain: bool = False
    page: int = 100
    stands: tuple[str, ...] = ("relation",)

    def relation_of(self, node: Node) -> Relation:
        """How the caller stands to a root's row."""
        found = path_of(node, *self.stands) if self.stands else None
        return Relation.FIRM if found is None else Relation(found.lower())

    @property
    def relation_select(self) -> str:
        """What has to be asked for to know it."""
        return (
            "".join(f"{name} {{ " for name in self.stands[:-1])
            + "".join(self.stands[-1:])
            + " }" * (len(self.stands) - 1)
        )

    def rows_in(self, node: Node) -> Iterator[Node]:
        """The rows of a root's row."""
        if self.inner is None:
            yield node
            return
        found: Any = node.get(self.inner) or ()
        for each in found["nodes"] if isinstance(found, dict) else found:
            yield {**each, "of": node}


def path_of(node: Any, *names: str) -> Any:
    """What lies at a path of an answer; None where it ends before."""
    for name in names:
        node = node.get(name) if node else None
    return node


def text_at(*path: str) -> Read:
    """A text."""
    return lambda node, _english: path_of(node, *path)


def choice_at(key: str, options: Sequence[Option]) -> Read:
    """The word of a choice; one that is not known as it is."""
    words = {option.value: (option.zh, option.en) for option in options}
    return lambda node, english: words.get(node.get(key) or "", (node.get(key),) * 2)[english]


def number_at(*path: str) -> Read:
    """A number with all its digits."""

    def read(node: Node, _english: bool) -> Cell:
        found = path_of(node, *path)
        return None if found is None else Decimal(str(found))

    return read


def date_at(*path: str) -> Read:
    """A day."""

    def read(node: Node, _english: bool) -> Cell:
        found = path_of(node, *path)
        return None if found is None else date.fromisoformat(found)

    return read


def instant_at(*path: str) -> Read:
    """A moment."""

    def read(node: Node, _english: bool) -> Cell:
        found = path_of(node, *path)
        return None if found is None else datetime.fromisoformat(found)

    return read


def names_at(key: str) -> Read:
    """The names of several rows."""
    return lambda node, english: (
        (", " if english else "、").join(each["name"] for each in node.get(key) or ()) or None
    )


def columns_of(*columns: ListColumn) -> Mapping[str, ListColumn]:
    """Columns by their keys, in their order."""
    return {column.key: column for column in columns}


def plain(of: str, key: str, zh: str, en: str, form: Form = Form.TEXT, **more: Any) -> ListColumn:
    """A column that is a field of its row. more: `read`, `select`, `named` that differ."""
    reads = {Form.MONEY: number_at, Form.NUMBER: number_at, Form.DATE: date_at, Form.INSTANT: instant_at}
    read = more.get("read") or reads.get(form, text_at)(key)
    return ListColumn(key, f"{of}.{key}", zh, en, form, more.get("select", key), read, more.get("named"))


CLIENT_NAME: Final = ListColumn(
    "clientName", "Client.name", "客户", "Client", Form.TEXT, "", lambda node, _: path_of(node, "of", "name")
)
"""Of the client whose rows are inside."""
OWN_CLIENT: Final = ListColumn(
    "clientName", "Client.name", "客户", "Client", Form.TEXT, "client { name }", text_at("client", "name")
)
"""Of the client a row names."""
PRODUCT: Final = (
    ListColumn("productCode", "Product.code", "产品代码", "Product code", Form.TEXT, "product { code name }",
               text_at("product", "code")),
    ListColumn("productName", "Product.name", "产品", "Product", Form.TEXT, "product { code name }",
               text_at("product", "name")),
)  # fmt: skip
