"""The lists that can be exported: for each its query and its columns, so that a file holds what the list shows.

An export reads what a person's list would show him, by the same queries: filter, order, reach, masks and denials are
the ones of the list. Beyond that each row and each cell needs the right `export` at the row's relation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from backend.book.choices import (
    HORIZONS,
    NEED_STATES,
    ORDER_DIFFERENCES,
    ORDER_KINDS,
    ORDER_STATES,
    PRIORITIES,
    PRODUCT_STATES,
    STRATEGIES,
    TASK_STATES,
    TRANSACTION_KINDS,
)
from backend.book.client_fields import CLIENT_FIELDS
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import RELATIONS, Level, Mask, Relation
from backend.retain.request_words import (
    COMPLAINT_CATEGORIES,
    COMPLAINT_CAUSES,
    COMPLAINT_SEVERITIES,
    REQUEST_CHANNELS,
    REQUEST_SORTS,
    REQUEST_STATES,
)
from backend.schema.export_columns import (
    CLIENT_NAME,
    PRODUCT,
    ExportList,
    ListColumn,
    Node,
    Read,
    choice_at,
    columns_of,
    date_at,
    instant_at,
    names_at,
    number_at,
    plain,
    text_at,
)
from backend.schema.export_own import own_columns
from backend.schema.export_reconciliation import RECONCILIATION
from backend.systemize.fields import Field, Kind
from backend.systemize.tables.cells import Cell, Form


def _of_client(field: Field) -> ListColumn:
    forms = {
        Kind.MONEY: Form.MONEY,
        Kind.DATE: Form.DATE,
        Kind.INSTANT: Form.INSTANT,
        Kind.BOOLEAN: Form.BOOLEAN,
    }
    reads: dict[Kind, Read] = {
        Kind.CHOICE: choice_at(field.key, field.options),
        Kind.MONEY: number_at(field.key),
        Kind.DATE: date_at(field.key),
        Kind.INSTANT: instant_at(field.key),
        Kind.TAGS: names_at(field.key),
        **dict.fromkeys((Kind.USER, Kind.TEAM, Kind.HOUSEHOLD), text_at(field.key, "name")),
    }
    if field.key == "tier":
        # The model's words; a tier that it no longer has goes by its key.
        return ListColumn(
            field.key, f"Client.{field.key}", field.zh, field.en, Form.TEXT, "tier { key zh en }", _tier_name
        )  # fmt: skip
    is_row = field.kind in {Kind.USER, Kind.TEAM, Kind.HOUSEHOLD, Kind.TAGS}
    return ListColumn(
        field.key, f"Client.{field.key}", field.zh, field.en, forms.get(field.kind, Form.TEXT),
        f"{field.key} {{ name }}" if is_row else field.key, reads.get(field.kind, text_at(field.key)),
    )  # fmt: skip


def _tier_name(node: Node, english: bool) -> Cell:
    tier = node.get("tier")
    return None if tier is None else tier.get("en" if english else "zh") or tier.get("key")


_CLIENTS: Final = (
    "$filter: ClientFilter, $orderBy: [ClientOrder!], $search: String",
    "filter: $filter, orderBy: $orderBy, search: $search",
)
LISTS: Final[Mapping[str, ExportList]] = {
    each.key: each
    for each in (
        ExportList(
            "clients", "客户", "Clients", "Client", "clients", *_CLIENTS,
            columns=columns_of(*map(_of_client, CLIENT_FIELDS)),
        ),
        ExportList(
            "tasks", "任务", "Tasks", "Task", "tasks",
            "$filter: TaskFilter, $orderBy: [TaskOrder!]", "filter: $filter, orderBy: $orderBy",
            columns=columns_of(
                plain("Task", "title", "标题", "Title"),
                plain("Task", "state", "状态", "State", read=choice_at("state", TASK_STATES)),
                plain("Task", "priority", "优先级", "Priority", read=choice_at("priority", PRIORITIES)),
                plain("Task", "dueAt", "到期时间", "Due", Form.INSTANT),
                plain("Task", "client", "客户", "Client", select="client { name }", read=text_at("client", "name")),
                plain("Task", "assignee", "执行人", "Assignee", select="assignee { name }",
                       read=text_at("assignee", "name")),
                plain("Task", "body", "说明", "Text"),
                plain("Task", "createdAt", "创建时间", "Created", Form.INSTANT),
                plain("Task", "completedAt", "完成时间", "Completed", Form.INSTANT),
                plain("Task", "outcome", "结果", "Outcome"),
            ),
        ),
        ExportList(
            "needs", "需求", "Needs", "Need", "needs",
            "$filter: NeedFilter, $orderBy: [NeedOrder!]", "filter: $filter, orderBy: $orderBy",
            columns=columns_of(
                plain("Need", "client", "客户", "Client", select="client { name }", read=text_at("client", "name")),
                plain("Need", "purpose", "用途", "Purpose"),
                plain("Need", "amount", "金额", "Amount", Form.NUMBER),
                plain("Need", "currency", "币种", "Currency"),
                plain("Need", "horizon", "期限", "Horizon", read=choice_at("horizon", HORIZONS)),
                plain("Need", "state", "状态", "State", read=choice_at("state", NEED_STATES)),
                plain("Need", "followUpOn", "跟进日期", "Follow up on", Form.DATE),
                plain("Need", "note", "备注", "Note"),
                plain("Need", "reason", "结果", "Outcome"),
                plain("Need", "createdAt", "创建时间", "Created", Form.INSTANT),
            ),
        ),
        ExportList(
            "requests", "服务请求与投诉", "Service requests and complaints", "ServiceRequest", "requests",
            "$filter: ServiceRequestFilter, $orderBy: [RequestOrder!]", "filter: $filter, orderBy: $orderBy",
            columns=columns_of(
                plain("ServiceRequest", "client", "客户", "Client", select="client { name }",
                      read=text_at("client", "name")),
                plain("ServiceRequest", "zh", "类型", "Type"),
                plain("ServiceRequest", "title", "主题", "Subject"),
                plain("ServiceRequest", "kind", "类别", "Kind", read=choice_at("kind", REQUEST_SORTS)),
                plain("ServiceRequest", "state", "状态", "State", read=choice_at("state", REQUEST_STATES)),
                plain("ServiceRequest", "priority", "优先级", "Priority", read=choice_at("priority", PRIORITIES)),
                plain("ServiceRequest", "channel", "渠道", "Channel", read=choice_at("channel", REQUEST_CHANNELS)),
                plain("ServiceRequest", "owner", "处理人", "Owner", select="owner { name }",
                      read=text_at("owner", "name")),
                plain("ServiceRequest", "createdAt", "提出时间", "Asked", Form.INSTANT),
                plain("ServiceRequest", "responseDueAt", "响应时限", "Answer due", Form.INSTANT),
                plain("ServiceRequest", "answeredAt", "首次响应", "Answered", Form.INSTANT),
                plain("ServiceRequest", "closedAt", "关闭时间", "Closed", Form.INSTANT),
                plain("ServiceRequest", "category", "投诉类别", "Category",
                      read=choice_at("category", COMPLAINT_CATEGORIES)),
                plain("ServiceRequest", "cause", "原因", "Cause", read=choice_at("cause", COMPLAINT_CAUSES)),
                plain("ServiceRequest", "severity", "严重程度", "Severity",
                      read=choice_at("severity", COMPLAINT_SEVERITIES)),
                plain("ServiceRequest", "regulatorReference", "监管编号", "Regulator's reference"),
                plain("ServiceRequest", "outcome", "处理结果", "Outcome"),
            ),
        ),
        ExportList(
            "orders", "订单", "Orders", "FundOrder", "orders",
            "$filter: FundOrderFilter, $orderBy: [FundOrderOrder!]", "filter: $filter, orderBy: $orderBy",
            columns=columns_of(
                plain("FundOrder", "client", "客户", "Client", select="client { name }",
                       read=text_at("client", "name")),
                plain("FundOrder", "product", "产品", "Fund", select="product { name }",
                       read=text_at("product", "name")),
                plain("FundOrder", "kind", "类型", "Kind", read=choice_at("kind", ORDER_KINDS)),
                plain("FundOrder", "state", "状态", "State", read=choice_at("state", ORDER_STATES)),
                plain("FundOrder", "amount", "金额", "Amount", Form.NUMBER),
                plain("FundOrder", "units", "份额", "Units", Form.NUMBER),
                plain("FundOrder", "fee", "其中费用", "Fee in it", Form.NUMBER),
                plain("FundOrder", "appliedOn", "申请日", "Applied on", Form.DATE),
                plain("FundOrder", "openOn", "开放日", "Open day", Form.DATE),
                plain("FundOrder", "signedAt", "签约时间", "Signed", Form.INSTANT),
                plain("FundOrder", "coolingUntil", "冷静期至", "Cooling off until", Form.INSTANT),
                plain("FundOrder", "visitedAt", "回访通过", "Visited", Form.INSTANT),
                plain("FundOrder", "reference", "申请编号", "Application number"),
                plain("FundOrder", "seller", "销售", "Seller", select="seller { name }",
                       read=text_at("seller", "name")),
                plain("FundOrder", "difference", "差异", "Difference",
                       read=choice_at("difference", ORDER_DIFFERENCES)),
            ),
        ),
        ExportList(
            "products", "产品", "Products", "Product", "products",
            "$filter: ProductFilter, $orderBy: [ProductOrder!], $search: String",
            "filter: $filter, orderBy: $orderBy, search: $search", stands=(),
            columns=columns_of(
                plain("Product", "code", "代码", "Code"), plain("Product", "name", "名称", "Name"),
                plain("Product", "strategy", "策略", "Strategy", read=choice_at("strategy", STRATEGIES)),
                plain("Product", "riskLevel", "风险等级", "Risk level"),
                plain("Product", "status", "状态", "Status", read=choice_at("status", PRODUCT_STATES)),
                plain("Product", "currency", "币种", "Currency"),
                plain("Product", "inception", "成立日", "Inception", Form.DATE),
                plain("Product", "nav", "单位净值", "NAV", Form.NUMBER),
                plain("Product", "navDate", "净值日期", "NAV date", Form.DATE),
                plain("Product", "navStale", "净值过期", "NAV overdue", Form.BOOLEAN),
            ),
        ),
        ExportList(
            "households", "家族", "Households", "Household", "households", "", "",
            columns=columns_of(
                plain("Household", "name", "名称", "Name"),
                plain("Household", "head", "户主", "Head", select="head { name relation }",
                      read=text_at("head", "name"), named="head"),
                plain("Household", "members", "成员", "Members", select="members { name relation }",
                      read=names_at("members"), named="members"),
                plain("Household", "aum", "管理规模", "AUM", Form.MONEY),
            ),
        ),
        ExportList(
            "holdings", "持仓", "Holdings", "Holding", "clients", *_CLIENTS, inner="holdings", page=50,
            columns=columns_of(
                CLIENT_NAME, *PRODUCT,
                plain("Holding", "units", "份额", "Units", Form.NUMBER),
                plain("Holding", "cost", "成本", "Cost", Form.MONEY),
                plain("Holding", "value", "市值", "Value", Form.MONEY),
                plain("Holding", "navDate", "净值日期", "NAV date", Form.DATE),
                plain("Holding", "since", "持有自", "Since", Form.DATE),
            ),
        ),
        ExportList(
            "transactions", "交易", "Transactions", "Transaction", "clients", *_CLIENTS, inner="transactions",
            is_paged=True, page=25,
            columns=columns_of(
                CLIENT_NAME, *PRODUCT,
                plain("Transaction", "kind", "类型", "Kind", read=choice_at("kind", TRANSACTION_KINDS)),
                plain("Transaction", "date", "确认日", "Confirmed", Form.DATE),
                plain("Transaction", "units", "份额", "Units", Form.NUMBER),
                plain("Transaction", "nav", "净值", "NAV", Form.NUMBER),
                plain("Transaction", "gross", "金额", "Gross", Form.MONEY),
                plain("Transaction", "fee", "费用", "Fee", Form.MONEY),
                plain("Transaction", "net", "净额", "Net", Form.MONEY),
            ),
        ),
        *RECONCILIATION,
    )
}  # fmt: skip


def list_named(key: str) -> ExportList:
    """A list. Raises Refused(BAD_USER_INPUT, field=list)."""
    if key not in LISTS:
        raise bad_input("list", "choice")
    return LISTS[key]


def list_for(key: str, mask: Mask) -> ExportList:
    """A list with the columns of the firm's own fields that a person may know of. Raises as `list_named`."""
    of = list_named(key)
    return replace(of, columns={**of.columns, **own_columns(mask)}) if key == "clients" else of


def may_export(mask: Mask, coordinate: str, relation: Relation) -> bool:
    """Whether what a caller sees of a coordinate (also its mask) may leave with rows of a relation."""
    allowed = mask.exports.get(coordinate)
    return (
        bool(allowed and allowed[RELATIONS.index(relation)])
        and mask.level(coordinate, relation) >= Level.MASKED
    )


def with_names_that_leave(column: ListColumn, node: Node, mask: Mask) -> Node:
    """A row without the names of clients in a column that may be seen and not leave."""
    if column.named is None or not node.get(column.named):
        return node
    found = node[column.named]
    leave = [
        each
        for each in (found if isinstance(found, list) else [found])
        if may_export(mask, "Client.name", Relation(each["relation"].lower()))
    ]
    kept: Any = leave if isinstance(found, list) else next(iter(leave), None)
    return {**node, column.named: kept}


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
