"""The lists that can be exported: for each its query and its columns, so that a file holds what the list shows.

An export reads what a person's list would show him, by the same queries: filter, order, reach, masks and denials are
the ones of the list. Beyond that each row and each cell needs the right `export` at the row's relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from backend.book.choices import PRIORITIES, TASK_STATES, TRANSACTION_KINDS
from backend.book.client_fields import CLIENT_FIELDS
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import RELATIONS, Level, Mask, Relation
from backend.systemize.fields import Field, Kind, Option
from backend.systemize.tables.cells import Cell, Form

Node = Mapping[str, Any]
Read = Callable[[Node, bool], Cell]
"""(row of the answer, whether words are English) -> the cell."""


@dataclass(frozen=True)
class ListColumn:
    """A column. coordinate: the field whose rights it needs; select: what of a row is asked for."""

    key: str
    coordinate: str
    zh: str
    en: str
    form: Form
    select: str
    read: Read


@dataclass(frozen=True)
class ExportList:
    """A list. type: of its rows; root: the field that lists them, with its variables; inner: rows are inside of those.

    page: rows of the root read at once.
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
    knows_relation: bool = True
    page: int = 100

    def rows_in(self, node: Node) -> Iterator[Node]:
        """The rows of a root's row."""
        if self.inner is None:
            yield node
            return
        found: Any = node.get(self.inner) or ()
        for each in found["nodes"] if isinstance(found, dict) else found:
            yield {**each, "of": node}


def _path(node: Any, *names: str) -> Any:
    for name in names:
        node = node.get(name) if node else None
    return node


def _text(*path: str) -> Read:
    return lambda node, _english: _path(node, *path)


def _choice(key: str, options: Sequence[Option]) -> Read:
    words = {option.value: (option.zh, option.en) for option in options}
    return lambda node, english: words.get(node.get(key) or "", (node.get(key),) * 2)[english]


def _number(*path: str) -> Read:
    def read(node: Node, _english: bool) -> Cell:
        found = _path(node, *path)
        return None if found is None else Decimal(str(found))

    return read


def _date(*path: str) -> Read:
    def read(node: Node, _english: bool) -> Cell:
        found = _path(node, *path)
        return None if found is None else date.fromisoformat(found)

    return read


def _instant(*path: str) -> Read:
    def read(node: Node, _english: bool) -> Cell:
        found = _path(node, *path)
        return None if found is None else datetime.fromisoformat(found)

    return read


def _names(key: str) -> Read:
    return lambda node, english: (
        (", " if english else "、").join(each["name"] for each in node.get(key) or ()) or None
    )


def _of_client(field: Field) -> ListColumn:
    forms = {
        Kind.MONEY: Form.MONEY,
        Kind.DATE: Form.DATE,
        Kind.INSTANT: Form.INSTANT,
        Kind.BOOLEAN: Form.BOOLEAN,
    }
    reads: dict[Kind, Read] = {
        Kind.CHOICE: _choice(field.key, field.options),
        Kind.MONEY: _number(field.key),
        Kind.DATE: _date(field.key),
        Kind.INSTANT: _instant(field.key),
        Kind.TAGS: _names(field.key),
        **dict.fromkeys((Kind.USER, Kind.TEAM, Kind.HOUSEHOLD), _text(field.key, "name")),
    }
    is_row = field.kind in {Kind.USER, Kind.TEAM, Kind.HOUSEHOLD, Kind.TAGS}
    return ListColumn(
        field.key, f"Client.{field.key}", field.zh, field.en, forms.get(field.kind, Form.TEXT),
        f"{field.key} {{ name }}" if is_row else field.key, reads.get(field.kind, _text(field.key)),
    )  # fmt: skip


def _columns(*columns: ListColumn) -> Mapping[str, ListColumn]:
    return {column.key: column for column in columns}


def _plain(of: str, key: str, zh: str, en: str, form: Form = Form.TEXT, **more: Any) -> ListColumn:
    reads = {Form.MONEY: _number, Form.NUMBER: _number, Form.DATE: _date, Form.INSTANT: _instant}
    read = more.get("read") or reads.get(form, _text)(key)
    return ListColumn(key, f"{of}.{key}", zh, en, form, more.get("select", key), read)


_CLIENT: Final = ListColumn(
    "clientName", "Client.name", "客户", "Client", Form.TEXT, "", lambda node, _: _path(node, "of", "name")
)
_PRODUCT: Final = (
    ListColumn("productCode", "Product.code", "产品代码", "Product code", Form.TEXT, "product { code name }",
               _text("product", "code")),
    ListColumn("productName", "Product.name", "产品", "Product", Form.TEXT, "", _text("product", "name")),
)  # fmt: skip
_CLIENTS: Final = (
    "$filter: ClientFilter, $orderBy: [ClientOrder!], $search: String",
    "filter: $filter, orderBy: $orderBy, search: $search",
)
LISTS: Final[Mapping[str, ExportList]] = {
    each.key: each
    for each in (
        ExportList(
            "clients", "客户", "Clients", "Client", "clients", *_CLIENTS,
            columns=_columns(*map(_of_client, CLIENT_FIELDS)),
        ),
        ExportList(
            "tasks", "任务", "Tasks", "Task", "tasks",
            "$filter: TaskFilter, $orderBy: [TaskOrder!]", "filter: $filter, orderBy: $orderBy",
            columns=_columns(
                _plain("Task", "title", "标题", "Title"),
                _plain("Task", "state", "状态", "State", read=_choice("state", TASK_STATES)),
                _plain("Task", "priority", "优先级", "Priority", read=_choice("priority", PRIORITIES)),
                _plain("Task", "dueAt", "到期时间", "Due", Form.INSTANT),
                _plain("Task", "client", "客户", "Client", select="client { name }", read=_text("client", "name")),
                _plain("Task", "assignee", "执行人", "Assignee", select="assignee { name }",
                       read=_text("assignee", "name")),
                _plain("Task", "body", "说明", "Text"),
                _plain("Task", "createdAt", "创建时间", "Created", Form.INSTANT),
                _plain("Task", "completedAt", "完成时间", "Completed", Form.INSTANT),
                _plain("Task", "outcome", "结果", "Outcome"),
            ),
        ),
        ExportList(
            "products", "产品", "Products", "Product", "products", "", "", knows_relation=False,
            columns=_columns(
                _plain("Product", "code", "代码", "Code"), _plain("Product", "name", "名称", "Name"),
                _plain("Product", "strategy", "策略", "Strategy"),
                _plain("Product", "riskLevel", "风险等级", "Risk level"),
                _plain("Product", "status", "状态", "Status"), _plain("Product", "currency", "币种", "Currency"),
                _plain("Product", "inception", "成立日", "Inception", Form.DATE),
                _plain("Product", "nav", "单位净值", "NAV", Form.NUMBER),
                _plain("Product", "navDate", "净值日期", "NAV date", Form.DATE),
            ),
        ),
        ExportList(
            "holdings", "持仓", "Holdings", "Holding", "clients", *_CLIENTS, inner="holdings", page=50,
            columns=_columns(
                _CLIENT, *_PRODUCT,
                _plain("Holding", "units", "份额", "Units", Form.NUMBER),
                _plain("Holding", "cost", "成本", "Cost", Form.MONEY),
                _plain("Holding", "value", "市值", "Value", Form.MONEY),
                _plain("Holding", "navDate", "净值日期", "NAV date", Form.DATE),
                _plain("Holding", "since", "持有自", "Since", Form.DATE),
            ),
        ),
        ExportList(
            "transactions", "交易", "Transactions", "Transaction", "clients", *_CLIENTS, inner="transactions",
            is_paged=True, page=25,
            columns=_columns(
                _CLIENT, *_PRODUCT,
                _plain("Transaction", "kind", "类型", "Kind", read=_choice("kind", TRANSACTION_KINDS)),
                _plain("Transaction", "date", "确认日", "Confirmed", Form.DATE),
                _plain("Transaction", "units", "份额", "Units", Form.NUMBER),
                _plain("Transaction", "nav", "净值", "NAV", Form.NUMBER),
                _plain("Transaction", "gross", "金额", "Gross", Form.MONEY),
                _plain("Transaction", "fee", "费用", "Fee", Form.MONEY),
                _plain("Transaction", "net", "净额", "Net", Form.MONEY),
            ),
        ),
    )
}  # fmt: skip


def list_named(key: str) -> ExportList:
    """A list. Raises Refused(BAD_USER_INPUT, field=list)."""
    if key not in LISTS:
        raise bad_input("list", "choice")
    return LISTS[key]


def may_export(mask: Mask, coordinate: str, relation: Relation) -> bool:
    """Whether what a caller sees of a coordinate (also its mask) may leave with rows of a relation."""
    allowed = mask.exports.get(coordinate)
    return (
        bool(allowed and allowed[RELATIONS.index(relation)])
        and mask.level(coordinate, relation) >= Level.MASKED
    )


def may_export_somewhere(mask: Mask, coordinate: str) -> bool:
    """Whether there is a relation at which it may."""
    return any(may_export(mask, coordinate, relation) for relation in RELATIONS)


def chosen(of: ExportList, keys: Sequence[str], mask: Mask) -> list[ListColumn]:
    """The columns of a list by their keys, none twice.

    Raises Refused: BAD_USER_INPUT for none or an unknown one, FORBIDDEN naming the first that may not leave.
    """
    if not keys or any(key not in of.columns for key in keys):
        raise bad_input("columns", "choice")
    columns = [of.columns[key] for key in dict.fromkeys(keys)]
    for coordinate in (of.type, *(column.coordinate for column in columns)):
        if not may_export_somewhere(mask, coordinate):
            raise Refused(Code.FORBIDDEN, coordinate=coordinate, problem="export_right")
    return columns
