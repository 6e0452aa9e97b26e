"""The filter of each type, made from its catalogue: comparisons of its fields, and filters of what belongs to it."""

from __future__ import annotations

import strawberry

from backend.schema.catalogue import with_filters, with_links
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
    TASKS,
    TRANSACTIONS,
    UNIT_BREAKS,
    USERS,
)


@strawberry.input
@with_links(CLIENTS, {
    "owner": "UserFilter", "household": "HouseholdFilter", "holdings": "HoldingsFilter",
    "interactions": "InteractionsFilter", "needs": "NeedsFilter", "orders": "FundOrdersFilter", "tasks": "TasksFilter",
    "transactions": "TransactionsFilter",
})  # fmt: skip
@with_filters(CLIENTS.fields.values())
class ClientFilter:
    """Which clients: all comparisons given must hold, and all of `and`, one of `or`, not `not`."""

    custom: list[CustomFilter] | None = None
    and_: list[ClientFilter] | None = strawberry.field(default=None, name="and")
    or_: list[ClientFilter] | None = strawberry.field(default=None, name="or")
    not_: ClientFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_links(TASKS, {"client": "ClientFilter", "assignee": "UserFilter"})
@with_filters(TASKS.fields.values())
class TaskFilter:
    """Which tasks."""

    and_: list[TaskFilter] | None = strawberry.field(default=None, name="and")
    or_: list[TaskFilter] | None = strawberry.field(default=None, name="or")
    not_: TaskFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_filters(INTERACTIONS.fields.values())
class InteractionFilter:
    """Which contacts."""

    and_: list[InteractionFilter] | None = strawberry.field(default=None, name="and")
    or_: list[InteractionFilter] | None = strawberry.field(default=None, name="or")
    not_: InteractionFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_links(NEEDS, {"client": "ClientFilter"})
@with_filters(NEEDS.fields.values())
class NeedFilter:
    """Which needs."""

    and_: list[NeedFilter] | None = strawberry.field(default=None, name="and")
    or_: list[NeedFilter] | None = strawberry.field(default=None, name="or")
    not_: NeedFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_links(ORDERS, {"client": "ClientFilter"})
@with_filters(ORDERS.fields.values())
class FundOrderFilter:
    """Which orders."""

    and_: list[FundOrderFilter] | None = strawberry.field(default=None, name="and")
    or_: list[FundOrderFilter] | None = strawberry.field(default=None, name="or")
    not_: FundOrderFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_links(HOLDINGS, {"product": "ProductFilter"})
@with_filters(HOLDINGS.fields.values())
class HoldingFilter:
    """Which of the present holdings."""

    and_: list[HoldingFilter] | None = strawberry.field(default=None, name="and")
    or_: list[HoldingFilter] | None = strawberry.field(default=None, name="or")
    not_: HoldingFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_links(TRANSACTIONS, {"product": "ProductFilter"})
@with_filters(TRANSACTIONS.fields.values())
class TransactionFilter:
    """Which of the confirmed transactions that stand."""

    and_: list[TransactionFilter] | None = strawberry.field(default=None, name="and")
    or_: list[TransactionFilter] | None = strawberry.field(default=None, name="or")
    not_: TransactionFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_filters(PRODUCTS.fields.values())
class ProductFilter:
    """Which funds."""

    and_: list[ProductFilter] | None = strawberry.field(default=None, name="and")
    or_: list[ProductFilter] | None = strawberry.field(default=None, name="or")
    not_: ProductFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_filters(RECEIPTS.fields.values())
class PaymentReceiptFilter:
    """Which payments."""

    and_: list[PaymentReceiptFilter] | None = strawberry.field(default=None, name="and")
    or_: list[PaymentReceiptFilter] | None = strawberry.field(default=None, name="or")
    not_: PaymentReceiptFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_filters(UNIT_BREAKS.fields.values())
class UnitBreakFilter:
    """Which differences."""

    and_: list[UnitBreakFilter] | None = strawberry.field(default=None, name="and")
    or_: list[UnitBreakFilter] | None = strawberry.field(default=None, name="or")
    not_: UnitBreakFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_filters(USERS.fields.values())
class UserFilter:
    """Which people of the firm."""

    and_: list[UserFilter] | None = strawberry.field(default=None, name="and")
    or_: list[UserFilter] | None = strawberry.field(default=None, name="or")
    not_: UserFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
@with_links(HOUSEHOLDS, {"members": "MembersFilter"})
@with_filters(HOUSEHOLDS.fields.values())
class HouseholdFilter:
    """Which families."""

    and_: list[HouseholdFilter] | None = strawberry.field(default=None, name="and")
    or_: list[HouseholdFilter] | None = strawberry.field(default=None, name="or")
    not_: HouseholdFilter | None = strawberry.field(default=None, name="not")


@strawberry.input
class TransactionsFilter:
    """Of the transactions the caller may see and that stand, some, none or every one fits."""

    some: TransactionFilter | None = strawberry.UNSET
    none: TransactionFilter | None = strawberry.UNSET
    every: TransactionFilter | None = strawberry.UNSET
    at_least: TransactionsCounted | None = strawberry.UNSET
    at_most: TransactionsCounted | None = strawberry.UNSET


@strawberry.input
class TransactionsCounted:
    """A number of transactions that fit; of all of them when nothing is said."""

    count: int
    of: TransactionFilter | None = strawberry.UNSET


@strawberry.input
class TasksFilter:
    """Of the tasks the caller may see some, none or every one fits; of no tasks every one does."""

    some: TaskFilter | None = strawberry.UNSET
    none: TaskFilter | None = strawberry.UNSET
    every: TaskFilter | None = strawberry.UNSET
    at_least: TasksCounted | None = strawberry.UNSET
    at_most: TasksCounted | None = strawberry.UNSET


@strawberry.input
class TasksCounted:
    """A number of tasks that fit; of all of them when nothing is said."""

    count: int
    of: TaskFilter | None = strawberry.UNSET


@strawberry.input
class InteractionsFilter:
    """Of the contacts the caller may see some, none or every one fits; of no contacts every one does."""

    some: InteractionFilter | None = strawberry.UNSET
    none: InteractionFilter | None = strawberry.UNSET
    every: InteractionFilter | None = strawberry.UNSET
    at_least: InteractionsCounted | None = strawberry.UNSET
    at_most: InteractionsCounted | None = strawberry.UNSET


@strawberry.input
class InteractionsCounted:
    """A number of contacts that fit; of all of them when nothing is said."""

    count: int
    of: InteractionFilter | None = strawberry.UNSET


@strawberry.input
class NeedsFilter:
    """Of the needs the caller may see some, none or every one fits; of no needs every one does."""

    some: NeedFilter | None = strawberry.UNSET
    none: NeedFilter | None = strawberry.UNSET
    every: NeedFilter | None = strawberry.UNSET
    at_least: NeedsCounted | None = strawberry.UNSET
    at_most: NeedsCounted | None = strawberry.UNSET


@strawberry.input
class NeedsCounted:
    """A number of needs that fit; of all of them when nothing is said."""

    count: int
    of: NeedFilter | None = strawberry.UNSET


@strawberry.input
class FundOrdersFilter:
    """Of the orders the caller may see some, none or every one fits; of no orders every one does."""

    some: FundOrderFilter | None = strawberry.UNSET
    none: FundOrderFilter | None = strawberry.UNSET
    every: FundOrderFilter | None = strawberry.UNSET
    at_least: FundOrdersCounted | None = strawberry.UNSET
    at_most: FundOrdersCounted | None = strawberry.UNSET


@strawberry.input
class FundOrdersCounted:
    """A number of orders that fit; of all of them when nothing is said."""

    count: int
    of: FundOrderFilter | None = strawberry.UNSET


@strawberry.input
class HoldingsFilter:
    """Of the present holdings the caller may see some, none or every one fits; of no holdings every one does."""

    some: HoldingFilter | None = strawberry.UNSET
    none: HoldingFilter | None = strawberry.UNSET
    every: HoldingFilter | None = strawberry.UNSET
    at_least: HoldingsCounted | None = strawberry.UNSET
    at_most: HoldingsCounted | None = strawberry.UNSET


@strawberry.input
class HoldingsCounted:
    """A number of present holdings that fit; of all of them when nothing is said."""

    count: int
    of: HoldingFilter | None = strawberry.UNSET


@strawberry.input
class MembersFilter:
    """Of the members the caller may see some, none or every one fits; of no members every one does."""

    some: ClientFilter | None = strawberry.UNSET
    none: ClientFilter | None = strawberry.UNSET
    every: ClientFilter | None = strawberry.UNSET
    at_least: MembersCounted | None = strawberry.UNSET
    at_most: MembersCounted | None = strawberry.UNSET


@strawberry.input
class MembersCounted:
    """A number of members that fit; of all of them when nothing is said."""

    count: int
    of: ClientFilter | None = strawberry.UNSET
