"""Moves of orders: one function each. Whatever asks for a move, it is refused for the same reasons.

A move that may not be made as the order stands is refused as such; one that may is refused with everything that is
missing at once. How an order ends at the registrar is told by the ledger (`book/orders.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import life_cycle, orders
from backend.book.clients import Client
from backend.book.documents.categories import CATEGORIES
from backend.book.documents.model import Document
from backend.book.ledger import FundOrder
from backend.book.lookup import active_user, actor_id
from backend.book.order_states import (
    CANCELLED,
    DRAFT,
    PAID,
    SIGNED,
    SUBMITTED,
    SUBSCRIBES,
    SUITABLE,
    VISITED,
    moves,
    way_of,
)
from backend.book.product_fields import number_in
from backend.book.staff import User
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text, hold_day
from backend.track import aml, order_cooling
from backend.track.order_content import OrderRules
from backend.track.order_events import OrderVisited
from backend.track.order_facts import (
    cleared,
    payment_missing,
    receipts_of,
    sale_of,
    subscribes,
    unredeemable,
    unsuitable,
)
from backend.track.order_rules import InForce, rules_in_force
from backend.track.order_visits import ReturnVisit, answers_in, may_visit, sellers_of
from backend.track.order_words import Missing

SIGNINGS = ("electronic", "paper")
EDITABLE = ("amount", "units", "open_on", "share_class_id", "seller_id")


async def draft(
    session: AsyncSession,
    client_id: UUID,
    product_id: UUID,
    *,
    kind: str,
    amount: Decimal | None = None,
    units: Decimal | None = None,
    share_class_id: UUID | None = None,
    open_on: date | None = None,
    seller_id: UUID | None = None,
) -> FundOrder:
    """Begin an order. seller_id: None: whoever is responsible for the client, else the actor.

    Raises Refused(BAD_USER_INPUT) as `orders.place`; inactive for a seller who is gone.
    """
    if seller_id is not None:
        await active_user(session, seller_id, "seller")
    owner_id = await session.scalar(
        select(Client.owner_id).where(Client.firm_id == session.info["firm_id"], Client.id == client_id)
    )
    return await orders.place(
        session,
        client_id,
        product_id,
        kind=kind,
        amount=amount,
        units=units,
        share_class_id=share_class_id,
        open_on=open_on,
        state=DRAFT,
        seller_id=seller_id or owner_id or actor_id(session),
    )


async def update(session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]) -> FundOrder:
    """Change values of EDITABLE while it is a draft; absent ones stay. Raises Refused: CONFLICT, BAD_USER_INPUT."""
    order = await locked_at(session, FundOrder, id, version)
    if order.state != DRAFT:
        raise bad_input("id", "state")
    if "amount" in values and subscribes(order):
        if values["amount"] is None:
            raise bad_input("amount", "required")
        order.amount = number_in("amount", values["amount"], Decimal("0.01"), Decimal(10) ** 15, 2)
    if "units" in values and not subscribes(order):
        if values["units"] is None:
            raise bad_input("units", "required")
        order.units = number_in("units", values["units"], Decimal("0.000001"), Decimal(10) ** 12, 6)
    if "open_on" in values:
        if values["open_on"] is not None:
            hold_day(values["open_on"], "openOn")
        order.open_on = values["open_on"]
    if values.get("seller_id") is not None:
        await active_user(session, values["seller_id"], "seller")
        order.seller_id = values["seller_id"]
    await session.flush()
    orders.tell(session, order)
    return order


async def missing_of(session: AsyncSession, order: FundOrder) -> tuple[str | None, list[Missing]]:
    """The step an order would take next, and all that it lacks for it; None where people have no say any more."""
    way = way_of(order.kind)
    if order.state not in way[:-1] or way[way.index(order.state) + 1] not in moves(order.kind)[order.state]:
        return None, []
    to = way[way.index(order.state) + 1]
    return to, await _lacks(session, order, to, (await rules_in_force(session)).rules)


async def check(session: AsyncSession, id: UUID, version: int) -> FundOrder:
    """Find an order suitable; what suitability says now is kept with it.

    Raises Refused: CONFLICT; BAD_USER_INPUT: order_move; EXIT_CRITERION_UNMET (stage, missing).
    """
    order = await _begin(session, id, version, SUITABLE)
    force = await rules_in_force(session)
    sale = await sale_of(session, order, force.rules)
    hold_complete(order, unsuitable(sale))
    verdict = sale.verdict
    order.rules, order.fee, order.checked_at = force.number, sale.fee, now()
    order.match_result, order.match_rule = verdict.result, verdict.reasons[0].rule
    order.match_rules = sale.suitability_number
    evidence = {
        "rule": order.match_rule,
        "suitability": order.match_rules,
        "level": sale.person.row,
        "risk": sale.fund.risk,
        "insisted": sale.fund.insisted,
    }
    await orders.move(session, order, SUITABLE, evidence=evidence)
    return order


async def sign(
    session: AsyncSession,
    id: UUID,
    version: int,
    *,
    signing: str,
    signed_at: datetime,
    documents: Sequence[UUID],
) -> FundOrder:
    """The client has signed. documents: of his, with one of each kind that the rules ask for.

    It has to suit him still. Raises Refused: CONFLICT; BAD_USER_INPUT: order_move, choice, future, date, unknown;
    EXIT_CRITERION_UNMET.
    """
    order = await _begin(session, id, version, SIGNED)
    if signing not in SIGNINGS:
        raise bad_input("signing", "choice")
    if signed_at > now():
        raise bad_input("signedAt", "future")
    if business_date(signed_at) < order.applied_on:
        raise bad_input("signedAt", "date")
    force = await rules_in_force(session)
    given = await _documents(session, order.client_id, documents)
    found = unsuitable(await sale_of(session, order, force.rules))
    hold_complete(order, found + _unproved(force.rules, {document.category for document in given}))
    order.signing, order.signed_at = signing, signed_at
    evidence = {"documents": [str(document.id) for document in given], "signing": signing}
    await orders.move(session, order, SIGNED, evidence=evidence)
    await life_cycle.signed(session, await locked(session, Client, order.client_id), order.id)
    return order


async def pay(session: AsyncSession, id: UUID, version: int) -> FundOrder:
    """The money is there, the whole of it and the client's own; the cooling-off begins.

    Raises Refused: CONFLICT; BAD_USER_INPUT: order_move; EXIT_CRITERION_UNMET.
    """
    order = await _begin(session, id, version, PAID)
    force = await rules_in_force(session)
    hold_complete(order, await payment_missing(session, order, force.rules))
    received = (await receipts_of(session, [order.id])).get(order.id, [])
    order.paid_at = now()
    await orders.move(session, order, PAID, evidence={"receipts": [str(each.id) for each in received]})
    await order_cooling.start(session, order, force.rules, received)
    return order


async def visit(
    session: AsyncSession,
    id: UUID,
    version: int,
    *,
    channel: str,
    answers: Mapping[str, Any],
    held_at: datetime,
    note: str | None,
    rules: int,
) -> FundOrder:
    """Write down a return visit by the actor. Passed, the order goes on; else it may be visited again, or cancelled.

    rules: the version that was asked. Raises Refused: CONFLICT; BAD_USER_INPUT: order_move, choice, future, date,
    content_format; `visit_seller` for who sells, or is of a seller's team; EXIT_CRITERION_UNMET while it cools off.
    """
    order = await _begin(session, id, version, VISITED)
    force = await rules_in_force(session)
    _hold_version(force, rules)
    visitor = actor_id(session)
    sellers = await sellers_of(session, order)
    if not may_visit(visitor, await _team(session, visitor), sellers) or visitor is None:
        raise bad_input("id", "visit_seller")
    hold_complete(order, _hot(order))
    if channel not in force.rules.channels:
        raise bad_input("channel", "choice")
    if held_at > now():
        raise bad_input("heldAt", "future")
    if order.cooling_until is not None and held_at < order.cooling_until:
        raise bad_input("heldAt", "date")
    said = answers_in(answers, [question.key for question in force.rules.questions])
    if said is None:
        raise bad_input("answers", "content_format")
    faults = force.rules.faults(said)
    why = clean_text(note or "", "note", limit=2000, required=bool(faults))
    row = ReturnVisit(
        id=uuid7(), order_id=order.id, visitor_id=visitor, channel=channel, held_at=held_at, rules=force.number,
        answers=said, faults=faults, passed=not faults, note=why,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    emit(session, OrderVisited(order_id=order.id, client_id=order.client_id, passed=not faults))
    if faults:
        orders.tell(session, order)
        return order
    order.visited_at = now()
    await orders.move(session, order, VISITED, evidence={"visit": str(row.id)}, reason=why)
    return order


async def submit(session: AsyncSession, id: UUID, version: int, reference: str | None) -> FundOrder:
    """Hand an order to the registrar. reference: the application number, once in a firm.

    Raises Refused: CONFLICT; BAD_USER_INPUT: order_move, taken; EXIT_CRITERION_UNMET.
    """
    order = await _begin(session, id, version, SUBMITTED)
    force = await rules_in_force(session)
    hold_complete(order, await _lacks(session, order, SUBMITTED, force.rules))
    named = clean_text(reference or "", "reference", limit=80)
    if named is not None and named != order.reference:
        if await orders.order_called(session, named) is not None:
            raise bad_input("reference", "taken")
        order.reference = named
    order.submitted_at = now()
    await orders.move(session, order, SUBMITTED, evidence={"reference": order.reference})
    return order


async def cancel(session: AsyncSession, id: UUID, version: int, reason: str, refund: str | None) -> FundOrder:
    """Call an order off before it is confirmed. refund: how the money goes back, needed once there is any.

    Raises Refused: CONFLICT; BAD_USER_INPUT: order_move, required.
    """
    order = await _begin(session, id, version, CANCELLED)
    why = clean_text(reason, "reason", limit=1000, required=True)
    paid = bool(await receipts_of(session, [order.id]))
    order.refund = clean_text(refund or "", "refund", limit=1000, required=paid)
    signed = order.signed_at is not None
    await orders.move(session, order, CANCELLED, evidence={"refund": order.refund}, reason=why)
    if signed:
        await life_cycle.called_off(session, await locked(session, Client, order.client_id), order.id)
    return order


async def settle_difference(session: AsyncSession, id: UUID, version: int, note: str) -> FundOrder:
    """Say what became of what a confirmation and its order disagree about. Raises Refused: CONFLICT, BAD_USER_INPUT."""
    order = await locked_at(session, FundOrder, id, version)
    if order.difference is None or order.difference_note is not None:
        raise bad_input("id", "state")
    order.difference_note = clean_text(note, "note", limit=1000, required=True)
    await session.flush()
    orders.tell(session, order)
    return order


def hold_complete(order: FundOrder, found: Sequence[Missing]) -> None:
    """Raises Refused(EXIT_CRITERION_UNMET) with everything that is missing."""
    if found:
        raise Refused(Code.EXIT_CRITERION_UNMET, stage=order.state, missing=[each.told() for each in found])


async def _lacks(session: AsyncSession, order: FundOrder, to: str, rules: OrderRules) -> list[Missing]:
    """What an order lacks for its next state, as far as it is known before somebody brings it there."""
    if to in {SUITABLE, SIGNED}:
        found = unsuitable(await sale_of(session, order, rules))
        return found + (_unproved(rules, await _categories(session, order)) if to == SIGNED else [])
    if to == PAID:
        return await payment_missing(session, order, rules)
    if to == VISITED:
        return _hot(order) or [Missing("visit")]
    if to == SUBMITTED:
        standing = (await aml.standing_of(session, [order.client_id])).get(order.client_id, aml.UNKNOWN)
        found = cleared(standing)
        if order.kind not in SUBSCRIBES:
            return found + await unredeemable(session, order)
        return found + await payment_missing(session, order, rules)
    return []


def _hot(order: FundOrder) -> list[Missing]:
    """What keeps the visit from being held: the cooling-off, until the sweep has ended it."""
    if order.cooled_at is not None:
        return []
    until = order.cooling_until
    return [Missing("cooling_off", {"until": "—" if until is None else until.isoformat(timespec="minutes")})]


def _unproved(rules: OrderRules, there: set[str]) -> list[Missing]:
    return [
        Missing("evidence", {"category": key, "zh": CATEGORIES[key].zh, "en": CATEGORIES[key].en})
        for key in rules.evidence
        if key not in there
    ]


async def _begin(session: AsyncSession, id: UUID, version: int, to: str) -> FundOrder:
    order = await locked_at(session, FundOrder, id, version)
    if to not in moves(order.kind)[order.state]:
        raise bad_input("id", "order_move", state=order.state, to=to)
    return order


async def _documents(session: AsyncSession, client_id: UUID, ids: Sequence[UUID]) -> Sequence[Document]:
    rows = await session.scalars(
        select(Document)
        .where(
            Document.firm_id == session.info["firm_id"],
            Document.client_id == client_id,
            Document.id.in_(ids),
            Document.deleted_at.is_(None),
        )
        .order_by(Document.id)
    )
    found = rows.all()
    if len(found) < len(set(ids)):
        raise bad_input("documents", "unknown")
    return found


async def _categories(session: AsyncSession, order: FundOrder) -> set[str]:
    rows = await session.scalars(
        select(Document.category)
        .where(
            Document.firm_id == session.info["firm_id"],
            Document.client_id == order.client_id,
            Document.deleted_at.is_(None),
        )
        .distinct()
    )
    return set(rows)


async def _team(session: AsyncSession, user_id: UUID | None) -> UUID | None:
    if user_id is None:
        return None
    found: UUID | None = await session.scalar(
        select(User.team_id).where(User.firm_id == session.info["firm_id"], User.id == user_id)
    )
    return found


def _hold_version(force: InForce, number: int) -> None:
    if force.number != number:
        raise Refused(Code.CONFLICT, fields=["rules"], version=force.number)
