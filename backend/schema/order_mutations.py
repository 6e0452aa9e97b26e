"""Changes of orders: names in, domain function, row out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from strawberry import UNSET

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Decimal, Money
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.changing import Key, changed, id_of, owner_of, subject
from backend.schema.clients import CLIENT
from backend.schema.documents import DOCUMENT
from backend.schema.fund_orders import FUND_ORDER, FundOrder
from backend.schema.funds import SHARE_CLASS
from backend.schema.receipts import PAYMENT_RECEIPT
from backend.schema.staff import USER
from backend.track import order_moves, order_payers
from backend.track.order_payers import OrderPayer


@strawberry.input(
    description="`amount`: of a subscription, fee included; `units`: of what goes out; one of the two."
)
class CreateOrderInput:
    """What a client asks for. Without a seller it is whoever is responsible for him."""

    client: strawberry.ID
    product: strawberry.ID
    kind: str
    amount: Money | None = None
    units: Decimal | None = None
    share_class: strawberry.ID | None = None
    open_on: date | None = None
    seller: strawberry.ID | None = None


@strawberry.input(description="Absent: unchanged.")
class UpdateOrderInput:
    """Changes of a draft."""

    id: strawberry.ID
    version: int
    amount: Money | None = UNSET
    units: Decimal | None = UNSET
    open_on: date | None = UNSET
    seller: strawberry.ID | None = UNSET


@strawberry.input
class CheckOrderInput:
    """The order is found suitable, or refused with all that is missing."""

    id: strawberry.ID
    version: int


@strawberry.input
class SignOrderInput:
    """The client has signed. `signing`: electronic or paper; `documents`: of his, one of each kind asked for."""

    id: strawberry.ID
    version: int
    signing: str
    signed_at: datetime
    documents: list[strawberry.ID]


@strawberry.input
class PayOrderInput:
    """The money is there: the cooling-off begins. `seen`: the version it was read at."""

    id: strawberry.ID
    seen: int


@strawberry.input(description="`relation`: spouse, parent, child, controller, own_company or other.")
class AskOrderPayerInput:
    """Somebody else has paid: in what relation he stands, what proves it, and why it should be accepted."""

    id: strawberry.ID
    receipt: strawberry.ID
    relation: str
    document: strawberry.ID
    reason: str


@strawberry.input
class DecideOrderPayerInput:
    """Accepts somebody else's payment, or not. `payer`: as `FundOrder.payers` names it; `seen`: its version."""

    payer: strawberry.ID
    seen: int
    accept: bool
    note: str | None = None


@strawberry.input(
    description="`answers`: true or false by key of the question; `rules`: the version that was asked."
)
class VisitOrderInput:
    """A return visit that the caller held."""

    id: strawberry.ID
    version: int
    channel: str
    held_at: datetime
    answers: strawberry.scalars.JSON
    rules: int
    note: str | None = None


@strawberry.input
class SubmitOrderInput:
    """Handed to the registrar; `reference`: the application number."""

    id: strawberry.ID
    version: int
    reference: str | None = None


@strawberry.input
class CancelOrderInput:
    """Called off; `refund`: how the money goes back, needed once there is any."""

    id: strawberry.ID
    version: int
    reason: str
    refund: str | None = None


@strawberry.input
class SettleOrderDifferenceInput:
    """What became of what a confirmation and its order disagree about."""

    id: strawberry.ID
    version: int
    note: str


@strawberry.type
class OrderMutations:
    """What clients asked for, and what becomes of it."""

    @changing(lambda: FUND_ORDER)
    async def create_order(
        self, info: Info, input: CreateOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Begin an order."""
        node = await subject(info.context, CLIENT, input.client, "createOrder")
        product = own_id("product", input.product)
        own_class, seller = id_of(SHARE_CLASS, input.share_class), id_of(USER, input.seller)
        return await changed(  # type: ignore[no-any-return]
            info.context, FUND_ORDER, "createOrder",
            lambda session: order_moves.draft(
                session, node.row.id, product, kind=input.kind, amount=input.amount, units=input.units,
                share_class_id=own_class, open_on=input.open_on, seller_id=seller,
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def update_order(
        self, info: Info, input: UpdateOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Change a draft."""
        values: dict[str, Any] = {
            name: getattr(input, name)
            for name in ("amount", "units", "open_on")
            if getattr(input, name) is not UNSET
        }
        if input.seller is not UNSET:
            values["seller_id"] = id_of(USER, input.seller)
        return await _moved(
            info.context, "updateOrder", input.id, idempotency_key, [input.id, input.version, str(values)],
            lambda session, row: order_moves.update(session, row, input.version, values),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def check_order(
        self, info: Info, input: CheckOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Find an order suitable; refused with all that is missing."""
        return await _moved(
            info.context, "checkOrder", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.check(session, row, input.version),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def sign_order(
        self, info: Info, input: SignOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """The client has signed; refused with all that is missing."""
        documents = [own_id(DOCUMENT.word, id) for id in input.documents]
        return await _moved(
            info.context, "signOrder", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.sign(
                session, row, input.version, signing=input.signing, signed_at=_aware(input.signed_at, "signedAt"),
                documents=documents,
            ),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def pay_order(
        self, info: Info, input: PayOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """The money is there, the whole of it and the client's own: the cooling-off begins."""
        return await _moved(
            info.context, "payOrder", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.pay(session, row, input.seen),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def ask_order_payer(
        self, info: Info, input: AskOrderPayerInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Ask that somebody else's payment be accepted; a second person decides."""
        receipt, document = own_id(PAYMENT_RECEIPT.word, input.receipt), own_id(DOCUMENT.word, input.document)
        return await _moved(
            info.context, "askOrderPayer", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_payers.ask(session, row, receipt, input.relation, document, input.reason),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def decide_order_payer(
        self, info: Info, input: DecideOrderPayerInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Accept somebody else's payment, or do not."""
        context, payer = info.context, own_id("orderpayer", input.payer)
        order_id = await owner_of(context, OrderPayer, OrderPayer.order_id, payer)
        return await _moved(
            context, "decideOrderPayer", FUND_ORDER.public(order_id), idempotency_key, strawberry.asdict(input),
            lambda session, _id: order_payers.decide(
                session, payer, input.seen, accept=input.accept, note=input.note
            ),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def visit_order(
        self, info: Info, input: VisitOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Write down a return visit; whoever sells, and his team, never holds it."""
        if not isinstance(input.answers, dict):
            raise bad_input("answers", "content_format")
        return await _moved(
            info.context, "visitOrder", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.visit(
                session, row, input.version, channel=input.channel, answers=input.answers,
                held_at=_aware(input.held_at, "heldAt"), note=input.note, rules=input.rules,
            ),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def submit_order(
        self, info: Info, input: SubmitOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Hand an order to the registrar; refused with all that is missing."""
        return await _moved(
            info.context, "submitOrder", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.submit(session, row, input.version, input.reference),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def cancel_order(
        self, info: Info, input: CancelOrderInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Call an order off before it is confirmed."""
        return await _moved(
            info.context, "cancelOrder", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.cancel(session, row, input.version, input.reason, input.refund),
        )  # fmt: skip

    @changing(lambda: FUND_ORDER)
    async def settle_order_difference(
        self, info: Info, input: SettleOrderDifferenceInput, idempotency_key: Key = None
    ) -> FundOrder | None:
        """Say what became of a difference between an order and its confirmation."""
        return await _moved(
            info.context, "settleOrderDifference", input.id, idempotency_key, strawberry.asdict(input),
            lambda session, row: order_moves.settle_difference(session, row, input.version, input.note),
        )  # fmt: skip


async def _moved(
    context: Context, call: str, id: str, key: str | None, input: Any, work: Any
) -> FundOrder | None:
    """A change of an order that the caller sees and may make it on."""
    node = await subject(context, FUND_ORDER, id, call)
    return await changed(  # type: ignore[no-any-return]
        context, FUND_ORDER, call, lambda session: work(session, node.row.id), key=key, input=input
    )


def _aware(at: datetime, field: str) -> datetime:
    """An instant. Raises Refused(BAD_USER_INPUT) for one without a zone."""
    if at.tzinfo is None:
        raise bad_input(field, "date")
    return at
