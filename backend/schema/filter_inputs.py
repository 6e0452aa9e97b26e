"""The filter of each type, made from its catalogue: comparisons of its fields, and filters of what belongs to it."""

from __future__ import annotations

import strawberry

from backend.schema.catalogue import of_many, with_filters, with_links, with_parts
from backend.schema.filters import CustomFilter
from backend.schema.subjects import (
    CLIENTS,
    HOLDINGS,
    HOUSEHOLDS,
    INTERACTIONS,
    NEEDS,
    ORDERS,
    PRODUCTS,
    RECEIPTS,
    REQUESTS,
    TASKS,
    TRANSACTIONS,
    UNIT_BREAKS,
    USERS,
)


@strawberry.input
@with_links(CLIENTS, {
    "owner": "UserFilter", "household": "HouseholdFilter", "holdings": "HoldingsFilter",
    "interactions": "InteractionsFilter", "needs": "NeedsFilter", "orders": "FundOrdersFilter",
    "requests": "ServiceRequestsFilter", "tasks": "TasksFilter", "transactions": "TransactionsFilter",
})  # fmt: skip
@with_filters(CLIENTS.fields.values())
@with_parts
class ClientFilter:
    """Which clients: all comparisons given must hold, and all of `and`, one of `or`, not `not`."""

    custom: list[CustomFilter] | None = None


@strawberry.input
@with_links(TASKS, {"client": "ClientFilter", "assignee": "UserFilter"})
@with_filters(TASKS.fields.values())
@with_parts
class TaskFilter:
    """Which tasks."""


@strawberry.input
@with_filters(INTERACTIONS.fields.values())
@with_parts
class InteractionFilter:
    """Which contacts."""


@strawberry.input
@with_links(NEEDS, {"client": "ClientFilter"})
@with_filters(NEEDS.fields.values())
@with_parts
class NeedFilter:
    """Which needs."""


@strawberry.input
@with_links(REQUESTS, {"client": "ClientFilter", "owner": "UserFilter"})
@with_filters(REQUESTS.fields.values())
@with_parts
class ServiceRequestFilter:
    """Which service requests."""


@strawberry.input
@with_links(ORDERS, {"client": "ClientFilter"})
@with_filters(ORDERS.fields.values())
@with_parts
class FundOrderFilter:
    """Which orders."""


@strawberry.input
@with_links(HOLDINGS, {"product": "ProductFilter"})
@with_filters(HOLDINGS.fields.values())
@with_parts
class HoldingFilter:
    """Which of the present holdings."""


@strawberry.input
@with_links(TRANSACTIONS, {"product": "ProductFilter"})
@with_filters(TRANSACTIONS.fields.values())
@with_parts
class TransactionFilter:
    """Which of the confirmed transactions that stand."""


@strawberry.input
@with_filters(PRODUCTS.fields.values())
@with_parts
class ProductFilter:
    """Which funds."""


@strawberry.input
@with_filters(RECEIPTS.fields.values())
@with_parts
class PaymentReceiptFilter:
    """Which payments."""


@strawberry.input
@with_filters(UNIT_BREAKS.fields.values())
@with_parts
class UnitBreakFilter:
    """Which differences."""


@strawberry.input
@with_filters(USERS.fields.values())
@with_parts
class UserFilter:
    """Which people of the firm."""


@strawberry.input
@with_links(HOUSEHOLDS, {"members": "MembersFilter"})
@with_filters(HOUSEHOLDS.fields.values())
@with_parts
class HouseholdFilter:
    """Which families."""


TransactionsFilter, TransactionsCounted = of_many(
    __name__, "Transactions", "TransactionFilter", "transactions",
    "Of the transactions the caller may see and that stand, some, none or every one fits.",
)  # fmt: skip
TasksFilter, TasksCounted = of_many(
    __name__, "Tasks", "TaskFilter", "tasks",
    "Of the tasks the caller may see some, none or every one fits; of no tasks every one does.",
)  # fmt: skip
InteractionsFilter, InteractionsCounted = of_many(
    __name__, "Interactions", "InteractionFilter", "contacts",
    "Of the contacts the caller may see some, none or every one fits; of no contacts every one does.",
)  # fmt: skip
NeedsFilter, NeedsCounted = of_many(
    __name__, "Needs", "NeedFilter", "needs",
    "Of the needs the caller may see some, none or every one fits; of no needs every one does.",
)  # fmt: skip
ServiceRequestsFilter, ServiceRequestsCounted = of_many(
    __name__, "ServiceRequests", "ServiceRequestFilter", "requests",
    "Of the requests the caller may see some, none or every one fits; of no requests every one does.",
)  # fmt: skip
FundOrdersFilter, FundOrdersCounted = of_many(
    __name__, "FundOrders", "FundOrderFilter", "orders",
    "Of the orders the caller may see some, none or every one fits; of no orders every one does.",
)  # fmt: skip
HoldingsFilter, HoldingsCounted = of_many(
    __name__, "Holdings", "HoldingFilter", "present holdings",
    "Of the present holdings the caller may see some, none or every one fits; of no holdings every one does.",
)  # fmt: skip
MembersFilter, MembersCounted = of_many(
    __name__, "Members", "ClientFilter", "members",
    "Of the members the caller may see some, none or every one fits; of no members every one does.",
)  # fmt: skip
