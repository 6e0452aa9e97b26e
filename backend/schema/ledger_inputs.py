"""Inputs of what is written into the ledger."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import UNSET

from backend.graph.scalars import Decimal, Money

ID = strawberry.ID


@strawberry.input(
    description="Other figures for a day that has some correct it; the earlier version stays readable by `knownAt`."
)
class PublishNavInput:
    """The NAV of a fund, or of one of its classes, on a day. `reason`: kept in the audit."""

    product: ID
    date: date
    unit: Decimal
    share_class: ID | None = None
    dividend: Decimal | None = None
    split: Decimal | None = None
    published_cumulative: Decimal | None = None
    reason: str | None = None


@strawberry.input(description="`highWater`: default the NAV; `unlockOn`: default by the fund's lock-up.")
class OpeningLotInput:
    """Units of an opening balance that were bought together, and what they cost."""

    opened_on: date
    units: Decimal
    cost: Money
    high_water: Decimal | None = None
    unlock_on: date | None = None


@strawberry.input(description="Units without a sign: the kind gives it. Money is in the fund's currency.")
class BookTransactionInput:
    """A confirmed transaction. `reference`: the registrar's confirmation number, once in a firm."""

    client: ID
    product: ID
    kind: str
    date: date
    units: Decimal
    nav: Decimal
    gross: Money
    share_class: ID | None = None
    fee: Money | None = None
    performance_fee: Money | None = None
    reference: str | None = None
    order: ID | None = strawberry.field(default=None, description="The order that it confirms.")
    lots: list[OpeningLotInput] | None = None


@strawberry.input(
    description="What is left out is worked out of the NAV of the day, the fee terms and the position."
)
class BookingPreviewInput:
    """A booking as it is begun; nothing is written."""

    client: ID
    product: ID
    kind: str
    date: date
    share_class: ID | None = None
    nav: Decimal | None = None
    units: Decimal | None = None
    gross: Money | None = None
    fee: Money | None = None
    performance_fee: Money | None = None
    lots: list[OpeningLotInput] | None = None


@strawberry.input(
    description="`units` go out at `navOut`; what they are worth less `fee` buys units at `navIn`."
)
class BookSwitchInput:
    """A switch between two funds of one currency on one day."""

    client: ID
    product: ID
    into_product: ID
    date: date
    units: Decimal
    nav_out: Decimal
    nav_in: Decimal
    share_class: ID | None = None
    into_share_class: ID | None = None
    fee: Money | None = None
    reference: str | None = None


@strawberry.input(description="The oldest lots go over with their days, costs and high-water marks.")
class BookTransferInput:
    """Units that one client gives to another without a sale, at `nav`."""

    client: ID
    to_client: ID
    product: ID
    date: date
    units: Decimal
    nav: Decimal
    share_class: ID | None = None
    reference: str | None = None


@strawberry.input
class ReverseTransactionInput:
    """Which transaction is taken back, on which day (default today), and why."""

    id: ID
    reason: str
    date: date | None = None


@strawberry.input
class OpeningInput:
    """Days, both included, on which a fund takes subscriptions and redemptions."""

    first: date
    last: date
    subscriptions: bool = True
    redemptions: bool = True


@strawberry.input(description="The openings within [from, to]; what is there and not named goes away.")
class SetOpenDaysInput:
    """When a fund is open."""

    product: ID
    from_: date = strawberry.field(name="from")
    to: date
    openings: list[OpeningInput]


@strawberry.input
class RedemptionStepInput:
    """The fee of a redemption of units that were held fewer days than that; a ratio."""

    days: int
    rate: Decimal


@strawberry.input(description="All rates are ratios. What is left out stays as it was before that day.")
class SetFeeTermsInput:
    """What a fund (or one of its classes) charges from a day on."""

    product: ID
    valid_from: date
    share_class: ID | None = None
    subscription_rate: Decimal | None = UNSET
    subscription_mode: str | None = UNSET
    redemption_steps: list[RedemptionStepInput] | None = UNSET
    redemption_to_fund: Decimal | None = UNSET
    management_rate: Decimal | None = UNSET
    management_days: int | None = UNSET
    performance_method: str | None = UNSET
    performance_rate: Decimal | None = UNSET
    hurdle_rate: Decimal | None = UNSET
    trail_rate: Decimal | None = UNSET


@strawberry.input
class AddShareClassInput:
    """A new class of a fund. `currency`, `lockUpDays`: null, as the fund's."""

    product: ID
    code: str
    name: str
    currency: str | None = None
    lock_up_days: int | None = None


@strawberry.input(description="Absent: unchanged. Null: as the fund's.")
class UpdateShareClassInput:
    """Changes of a share class."""

    id: ID
    version: int
    code: str | None = UNSET
    name: str | None = UNSET
    currency: str | None = UNSET
    lock_up_days: int | None = UNSET


@strawberry.input
class PublishRateInput:
    """CNY for one unit of a currency on a day; another figure for a day that has one corrects it."""

    currency: str
    date: date
    rate: Decimal


@strawberry.input
class MatchReceiptInput:
    """What a payment is for: an order, or a transaction that had none."""

    id: ID
    version: int
    order: ID | None = None
    transaction: ID | None = None
    note: str | None = None


@strawberry.input
class SetReceiptAsideInput:
    """Why a payment is for no subscription. state: `returned`, `ignored`, or `open` again."""

    id: ID
    version: int
    state: str
    note: str


@strawberry.input
class SettleUnitBreakInput:
    """What became of a difference. state: `explained`, `resolved`, or `open` again; note: why."""

    id: ID
    version: int
    state: str
    note: str
