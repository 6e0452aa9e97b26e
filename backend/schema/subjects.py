"""What filters say of rows: the fields of each type, and its relations to others, each within the caller's reach.

A related row the caller does not reach does not count: a filter tells no more than a query would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import aliased

from backend.book import choices, receipts, unit_breaks
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM
from backend.book.households import Household
from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder, Holding, Transaction
from backend.book.needs import Need
from backend.book.product_fields import CURRENCIES, RISK_LEVELS
from backend.book.products import FUND_KINDS, STATUSES, Product
from backend.book.staff import User
from backend.book.tasks import Task
from backend.graph.engine.drafts import Draft
from backend.graph.rights import demand
from backend.platform.callers import of_caller
from backend.platform.principal import Level, Principal
from backend.policies.rows import reach
from backend.retain.request_words import (
    COMPLAINT_CATEGORIES,
    COMPLAINT_SEVERITIES,
    REQUEST_CHANNELS,
    REQUEST_SORTS,
    REQUEST_STATES,
)
from backend.retain.requests import ServiceRequest
from backend.schema.client_terms import terms_of
from backend.schema.custom_terms import terms_of_own
from backend.schema.filters import where
from backend.schema.reachable import Rows, Terms, Way
from backend.schema.rolled import rolled_value
from backend.systemize.conditions.links import hold_link
from backend.systemize.conditions.sql import Links, Over, Term, column_term, compile_condition, field_term
from backend.systemize.conditions.tree import All, Condition, Is, Related, about_row
from backend.systemize.fields import Field, Kind, Option
from backend.systemize.formulas.tree import Rolled


def _plain(fields: Mapping[str, Field]) -> Terms:
    return lambda _caller, row: {key: field_term(field, row) for key, field in fields.items()}


def _same(values: tuple[str, ...]) -> tuple[Option, ...]:
    """Choices that are codes of their own."""
    return tuple(Option(value, value, value) for value in values)


def _by_key(*fields: Field) -> Mapping[str, Field]:
    return {field.key: field for field in fields}


def _task_terms(caller: Principal, row: Any) -> Mapping[str, Term]:
    return {**_plain(TASK_FIELD)(caller, row), "client": column_term(seen_client(caller, row))}


def _client_terms(caller: Principal, row: Any) -> Mapping[str, Term]:
    return {**terms_of(caller, row), **terms_of_own(caller, row, rolled)}


def seen_client(caller: Principal, row: Any) -> Any:
    """A task's client as the caller sees it: one out of his reach is none, in filters as in the answer."""
    seen = aliased(Client)
    if reach(caller, "client", seen).predicate is None:
        return row.client_id
    firm = of_caller(caller, "firm_id")
    found: Any = select(seen.id).where(
        row.firm_id == firm, seen.id == row.client_id, *CLIENTS.within(caller, seen)
    )
    return found.correlate(row).scalar_subquery()


def _now_held(caller: Principal, row: Any) -> list[ColumnElement[bool]]:
    """As the client shows them: what he holds now, of funds the caller reaches."""
    product = aliased(Product)
    present: ColumnElement[bool] = row.valid_to.is_(None)
    if reach(caller, "product", product).predicate is None:
        return [present]
    firm = of_caller(caller, "firm_id")
    known = select(product.id).where(
        row.firm_id == firm, product.id == row.product_id, *PRODUCTS.within(caller, product)
    )
    return [present, known.correlate(row).exists()]


def _standing(caller: Principal, row: Any) -> list[ColumnElement[bool]]:
    """Neither what takes another one back nor what was taken back."""
    later = aliased(Transaction)
    firm = of_caller(caller, "firm_id")
    undone = select(later.id).where(later.firm_id == firm, row.firm_id == firm, later.reverses_id == row.id)
    return [row.reverses_id.is_(None), ~undone.correlate(row).exists()]


TASK_FIELD = _by_key(
    Field("state", "state", Kind.CHOICE, "状态", "State", options=choices.TASK_STATES),
    Field("priority", "priority", Kind.CHOICE, "优先级", "Priority", options=choices.PRIORITIES),
    Field("dueAt", "due_at", Kind.INSTANT, "到期时间", "Due", sortable=True),
    Field("heldUntil", "held_until", Kind.INSTANT, "冷静期暂缓至", "Held back until"),
    Field("assignee", "assignee_id", Kind.USER, "执行人", "Assignee"),
    Field("client", "client_id", Kind.HOUSEHOLD, "客户", "Client"),
)
INTERACTION_FIELD = _by_key(
    Field("kind", "kind", Kind.CHOICE, "方式", "Kind", options=choices.INTERACTION_KINDS),
    Field("direction", "direction", Kind.CHOICE, "方向", "Direction", options=choices.DIRECTIONS),
    Field("channel", "channel", Kind.CHOICE, "渠道", "Channel"),
    Field("at", "at", Kind.INSTANT, "时间", "Time"),
    Field("by", "user_id", Kind.USER, "记录人", "Written by"),
)
NEED_FIELD = _by_key(
    Field("state", "state", Kind.CHOICE, "状态", "State", options=choices.NEED_STATES),
    Field("horizon", "horizon", Kind.CHOICE, "期限", "Horizon", options=choices.HORIZONS),
    Field("purpose", "purpose", Kind.TEXT, "用途", "Purpose"),
    Field("amount", "amount", Kind.MONEY, "金额", "Amount"),
    Field("currency", "currency", Kind.CHOICE, "币种", "Currency", options=_same(CURRENCIES)),
    Field("followUpOn", "follow_up_on", Kind.DATE, "跟进日期", "Follow up on"),
    Field("client", "client_id", Kind.HOUSEHOLD, "客户", "Client"),
)
REQUEST_FIELD = _by_key(
    Field("state", "state", Kind.CHOICE, "状态", "State", options=REQUEST_STATES),
    Field("kind", "kind", Kind.CHOICE, "类别", "Kind", options=REQUEST_SORTS),
    Field("type", "type_key", Kind.CHOICE, "类型", "Type"),
    Field("priority", "priority", Kind.CHOICE, "优先级", "Priority", options=choices.PRIORITIES),
    Field("channel", "channel", Kind.CHOICE, "渠道", "Channel", options=REQUEST_CHANNELS),
    Field("severity", "severity", Kind.CHOICE, "严重程度", "Severity", options=COMPLAINT_SEVERITIES),
    Field("category", "category", Kind.CHOICE, "投诉类别", "Category", options=COMPLAINT_CATEGORIES),
    Field("createdAt", "created_at", Kind.INSTANT, "提出时间", "Asked"),
    Field("responseDueAt", "response_due_at", Kind.INSTANT, "响应时限", "Answer due"),
    Field("dueAt", "due_at", Kind.INSTANT, "到期时间", "Due"),
    Field("answeredAt", "answered_at", Kind.INSTANT, "首次响应", "Answered"),
    Field("responseBreachedAt", "response_breached_at", Kind.INSTANT, "响应超时", "Answer overdue since"),
    Field("closedAt", "closed_at", Kind.INSTANT, "关闭时间", "Closed"),
    Field("owner", "owner_id", Kind.USER, "处理人", "Owner"),
    Field("client", "client_id", Kind.HOUSEHOLD, "客户", "Client"),
)
ORDER_FIELD = _by_key(
    Field("state", "state", Kind.CHOICE, "状态", "State", options=choices.ORDER_STATES),
    Field("kind", "kind", Kind.CHOICE, "类型", "Kind", options=choices.ORDER_KINDS),
    Field("product", "product_id", Kind.HOUSEHOLD, "产品", "Fund"),
    Field("amount", "amount", Kind.MONEY, "金额", "Amount"),
    Field("appliedOn", "applied_on", Kind.DATE, "申请日", "Applied on"),
    Field("openOn", "open_on", Kind.DATE, "开放日", "Open day"),
    Field("signedAt", "signed_at", Kind.INSTANT, "签约时间", "Signed"),
    Field("paidAt", "paid_at", Kind.INSTANT, "到账时间", "Paid"),
    Field("coolingUntil", "cooling_until", Kind.INSTANT, "冷静期至", "Cooling off until"),
    Field("cooledAt", "cooled_at", Kind.INSTANT, "冷静期结束", "Cooled off"),
    Field("visitedAt", "visited_at", Kind.INSTANT, "回访通过", "Visited"),
    Field("difference", "difference", Kind.CHOICE, "差异", "Difference", options=choices.ORDER_DIFFERENCES),
    Field("seller", "seller_id", Kind.USER, "销售", "Seller"),
    Field("client", "client_id", Kind.HOUSEHOLD, "客户", "Client"),
)
HOLDING_FIELD = _by_key(
    Field("product", "product_id", Kind.HOUSEHOLD, "产品", "Fund"),
    Field("cost", "cost", Kind.MONEY, "成本", "Cost"),
    Field("since", "valid_from", Kind.DATE, "起始日", "Since"),
)
TRANSACTION_FIELD = _by_key(
    Field("kind", "kind", Kind.CHOICE, "类型", "Kind", options=choices.TRANSACTION_KINDS),
    Field("date", "date", Kind.DATE, "确认日", "Confirmed on"),
    Field("gross", "gross", Kind.MONEY, "金额", "Amount"),
    Field("product", "product_id", Kind.HOUSEHOLD, "产品", "Fund"),
)
PRODUCT_FIELD = _by_key(
    Field("code", "code", Kind.TEXT, "产品代码", "Code"),
    Field("name", "name", Kind.TEXT, "产品名称", "Name"),
    Field("strategy", "strategy", Kind.TEXT, "策略", "Strategy"),
    Field("riskLevel", "risk_level", Kind.CHOICE, "风险等级", "Risk level", options=_same(RISK_LEVELS)),
    Field("status", "status", Kind.CHOICE, "状态", "Status", options=_same(STATUSES)),
    Field("currency", "currency", Kind.CHOICE, "币种", "Currency", options=_same(CURRENCIES)),
    Field("fundKind", "fund_kind", Kind.CHOICE, "基金类型", "Kind of fund", options=_same(FUND_KINDS)),
    Field("inception", "inception", Kind.DATE, "成立日", "Inception"),
    Field("navDate", "nav_date", Kind.DATE, "净值日期", "NAV date"),
)
RECEIPT_FIELD = _by_key(
    Field("state", "state", Kind.CHOICE, "状态", "State", options=_same(receipts.STATES)),
    Field("receivedOn", "received_on", Kind.DATE, "到账日", "Received on"),
    Field("amount", "amount", Kind.MONEY, "金额", "Amount"),
)
UNIT_BREAK_FIELD = _by_key(
    Field("state", "state", Kind.CHOICE, "状态", "State", options=_same(unit_breaks.STATES)),
    Field("asOf", "as_of", Kind.DATE, "对账日", "As of"),
    Field("product", "product_id", Kind.HOUSEHOLD, "产品", "Fund"),
)
USER_FIELD = _by_key(
    Field("name", "name", Kind.TEXT, "姓名", "Name"),
    Field("title", "title", Kind.TEXT, "职务", "Title"),
    Field("active", "active", Kind.BOOLEAN, "在职", "Active"),
    Field("team", "team_id", Kind.TEAM, "团队", "Team"),
)
HOUSEHOLD_FIELD = _by_key(Field("name", "name", Kind.TEXT, "名称", "Name"))


def _to_one(key: str, zh: str, en: str, of: Callable[[], Rows], column: str) -> Way:
    """The row that a column of the row names."""
    return Way(key, zh, en, of, lambda row, other: other.id == getattr(row, column), to_one=True)


def _to_many(key: str, zh: str, en: str, of: Callable[[], Rows], column: str) -> Way:
    """The rows of which a column names the row."""
    return Way(key, zh, en, of, lambda row, other: getattr(other, column) == row.id)


def _ways(*ways: Way) -> Mapping[str, Way]:
    return {way.key: way for way in ways}


USERS: Rows = Rows(USER_FIELD, {}, "User", "user", User, _plain(USER_FIELD))
PRODUCTS: Rows = Rows(PRODUCT_FIELD, {}, "Product", "product", Product, _plain(PRODUCT_FIELD))
RECEIPTS: Rows = Rows(
    RECEIPT_FIELD, {}, "PaymentReceipt", "payment_receipt", receipts.PaymentReceipt, _plain(RECEIPT_FIELD)
)
UNIT_BREAKS: Rows = Rows(
    UNIT_BREAK_FIELD, {}, "UnitBreak", "unit_break", unit_breaks.UnitBreak, _plain(UNIT_BREAK_FIELD)
)
INTERACTIONS: Rows = Rows(
    INTERACTION_FIELD, {}, "Interaction", "interaction", Interaction, _plain(INTERACTION_FIELD)
)
NEEDS: Rows = Rows(
    NEED_FIELD,
    _ways(_to_one("client", "客户", "client", lambda: CLIENTS, "client_id")),
    "Need", "need", Need, _plain(NEED_FIELD),
)  # fmt: skip
REQUESTS: Rows = Rows(
    REQUEST_FIELD,
    _ways(
        _to_one("client", "客户", "client", lambda: CLIENTS, "client_id"),
        _to_one("owner", "处理人", "owner", lambda: USERS, "owner_id"),
    ),
    "ServiceRequest", "service_request", ServiceRequest, _plain(REQUEST_FIELD),
)  # fmt: skip
ORDERS: Rows = Rows(
    ORDER_FIELD,
    _ways(_to_one("client", "客户", "client", lambda: CLIENTS, "client_id")),
    "FundOrder", "fund_order", FundOrder, _plain(ORDER_FIELD),
)  # fmt: skip
HOLDINGS: Rows = Rows(
    HOLDING_FIELD,
    _ways(_to_one("product", "产品", "fund", lambda: PRODUCTS, "product_id")),
    "Holding", "holding", Holding, _plain(HOLDING_FIELD), _now_held,
)  # fmt: skip
TRANSACTIONS: Rows = Rows(
    TRANSACTION_FIELD,
    _ways(_to_one("product", "产品", "fund", lambda: PRODUCTS, "product_id")),
    "Transaction", "transaction", Transaction, _plain(TRANSACTION_FIELD), _standing,
)  # fmt: skip
HOUSEHOLDS: Rows = Rows(
    HOUSEHOLD_FIELD,
    _ways(_to_many("members", "成员", "members", lambda: CLIENTS, "household_id")),
    "Household", "household", Household, _plain(HOUSEHOLD_FIELD),
)  # fmt: skip
TASKS: Rows = Rows(
    TASK_FIELD,
    _ways(
        _to_one("client", "客户", "client", lambda: CLIENTS, "client_id"),
        _to_one("assignee", "执行人", "assignee", lambda: USERS, "assignee_id"),
    ),
    "Task", "task", Task, _task_terms,
)  # fmt: skip
CLIENTS: Rows = Rows(
    CLIENT_FIELD,
    _ways(
        _to_one("owner", "负责人", "owner", lambda: USERS, "owner_id"),
        _to_one("household", "家族", "family", lambda: HOUSEHOLDS, "household_id"),
        _to_many("holdings", "持仓", "holdings", lambda: HOLDINGS, "client_id"),
        _to_many("interactions", "互动", "interactions", lambda: INTERACTIONS, "client_id"),
        _to_many("needs", "需求", "needs", lambda: NEEDS, "client_id"),
        _to_many("orders", "订单", "orders", lambda: ORDERS, "client_id"),
        _to_many("requests", "服务请求", "requests", lambda: REQUESTS, "client_id"),
        _to_many("tasks", "任务", "tasks", lambda: TASKS, "client_id"),
        _to_many("transactions", "交易", "transactions", lambda: TRANSACTIONS, "client_id"),
    ),
    "Client", "client", Client, _client_terms, own=True,
)  # fmt: skip


def rolled(caller: Principal, node: Rolled, row: Any) -> ColumnElement[Any]:
    """What the rows of a client that a caller reaches come to. Raises as `rolled_value`."""
    way = hold_link(Related(node.relation, "some", All(())), CLIENTS.links)
    assert isinstance(way, Way)
    return rolled_value(caller, way, node, row, _links)


def filtered(draft: Draft, condition: Condition, rows: Rows) -> ColumnElement[bool]:
    """The predicate of a filter over the model of its rows, for either route.

    Raises FORBIDDEN when it rests on something the caller may not read for every row he sees.
    """
    judge(draft, condition, rows)
    caller, model = draft.caller, rows.model
    fields, terms = rows.known_to(caller), rows.terms(caller, model)
    return where(draft, condition, fields, terms, _links(caller, rows, model))


def predicate_of(caller: Principal, condition: Condition, rows: Rows) -> ColumnElement[bool]:
    """The predicate of a condition whose values are known, over the model of its rows, as far as a caller reaches.

    Nothing is judged. Raises Refused(BAD_USER_INPUT) for what is not known or cannot be compared so.
    """
    fields, terms = rows.known_to(caller), rows.terms(caller, rows.model)
    return compile_condition(condition, fields, terms, links=_links(caller, rows, rows.model))


def judge(draft: Draft, condition: Condition, rows: Rows) -> None:
    """What a condition rests on must be readable at every relation in the caller's reach of its type."""
    for each in about_row(condition):
        coordinate = f"{rows.type}.{each.field}"
        if isinstance(each, Is):
            if each.field.startswith(CUSTOM):
                demand(draft.context, rows.type, f"{rows.type}.custom")
                demand(draft.context, rows.type, coordinate)
            else:
                demand(draft.context, rows.type, coordinate, _level(each, rows))
            continue
        demand(draft.context, rows.type, coordinate)
        way = rows.links[each.field]
        assert isinstance(way, Way)
        of = way.of()
        demand(draft.context, of.type, of.type)
        judge(draft, each.part, of)


def _level(comparison: Is, rows: Rows) -> Level:
    """The tail of a number, and whether there is one, may be compared by who sees it masked."""
    by_mask = comparison.op in {"tail", "empty"} and rows.fields[comparison.field].kind is Kind.SEALED
    return Level.MASKED if by_mask else Level.VIEW


def _links(caller: Principal, rows: Rows, row: Any) -> Links:
    return {key: partial(_over, caller, way, row) for key, way in rows.links.items() if isinstance(way, Way)}


def _over(caller: Principal, way: Way, row: Any) -> Over:
    of = way.of()
    inner = aliased(of.model)
    # The firm is bound on both sides: it proves the wall, and a distributed server plans by it.
    bounds = [*of.within(caller, inner), row.firm_id == of_caller(caller, "firm_id"), way.on(row, inner)]

    def exists(fits: ColumnElement[bool]) -> ColumnElement[bool]:
        found: Select[Any] = select(literal_column("1")).select_from(inner).where(*bounds, fits)
        return found.correlate(row).exists()

    def counted(fits: ColumnElement[bool]) -> ColumnElement[int]:
        found: Select[Any] = select(func.count()).select_from(inner).where(*bounds, fits)
        return found.correlate(row).scalar_subquery()

    return Over(of.known_to(caller), of.terms(caller, inner), _links(caller, of, inner), exists, counted)
