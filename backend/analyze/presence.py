"""Who held anything when: each client once for each window, with what became of him in it, as SQL.

A client exists on a day at whose end he holds units of anything. Who held on the last day before a window opened it,
who holds on its last day closes it. What a reversal took back never made a client and never lost one: it corrects.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Boolean, Integer, Text, and_, case, cast, func, literal, null, or_, select, true
from sqlalchemy.orm import aliased

from backend.analyze.asking import Asked, entries, spans
from backend.analyze.credit import keyed, owned
from backend.book.ledger import SUBSCRIPTIONS, FundOrder
from backend.book.order_states import ENDED
from backend.book.products import Product

FOLLOW: Final = 90
"""Days in which who left may come back before he counts as lost."""
NEW, REACTIVATED = "new", "reactivated"
LOST, RETURNED, INVOLUNTARY, TRANSFERRED, PASSED = "lost", "returned", "involuntary", "transferred", "passed"
LEFT: Final = (LOST, RETURNED, INVOLUNTARY, TRANSFERRED, PASSED)


def positions(asked: Asked) -> Any:
    """Each position in each window: units at its ends, whether it was added to, and when units came and went."""
    of, window = entries(asked), spans(asked.windows)
    before, came, went = of.c.date < window.c.first, of.c.units > 0, of.c.units < 0
    inside = of.c.date >= window.c.first
    stands = or_(of.c.undone_on.is_(None), of.c.undone_on >= window.c.until)
    ended = aliased(Product)
    units, day = func.sum(of.c.units), of.c.date
    adds = and_(inside, of.c.kind.in_(SUBSCRIPTIONS), of.c.undone_on.is_(None))
    return (
        select(
            window.c.nth,
            of.c.client_id,
            (func.coalesce(units.filter(before), 0) > 0).label("opens"),
            (units > 0).label("closes"),
            (func.coalesce(units.filter(and_(before, stands)), 0) > 0).label("truly_opens"),
            func.bool_or(adds, type_=Boolean()).label("adds"),
            func.min(day).filter(and_(before, came, stands)).label("held_first"),
            func.min(day).filter(and_(inside, came, stands)).label("came_on"),
            func.max(day).filter(and_(went, stands)).label("went_on"),
            func.max(day).filter(and_(went, stands, of.c.kind == "transfer_out")).label("given_on"),
            func.max(day)
            .filter(and_(went, stands, of.c.kind == "redemption", ended.terminated_on <= day))
            .label("ended_on"),
        )
        .select_from(of)
        .join(window, of.c.date < window.c.until)
        .outerjoin(ended, and_(ended.firm_id == asked.firm_id, ended.id == of.c.product_id))
        .group_by(window.c.nth, of.c.client_id, of.c.product_id, of.c.share_class_id)
        .subquery()
    )


def presence(asked: Asked) -> Any:
    """(nth, client_id, day, opens, closes, entry, left, corrected, provisional, owner_id, share, key).

    entry: new, reactivated or null; left: of LEFT or null; corrected: 1 whom a reversal brought back, -1 whom it took
    away, else 0; provisional: lost, but FOLLOW days have not passed; day: of what became of him, else the last one.
    """
    of, window = positions(asked), spans(asked.windows)
    each = (
        select(
            of.c.nth,
            of.c.client_id,
            *(
                func.bool_or(of.c[name], type_=Boolean()).label(name)
                for name in ("opens", "closes", "truly_opens")
            ),
            *(func.min(of.c[name]).label(name) for name in ("held_first", "came_on")),
            *(func.max(of.c[name]).label(name) for name in ("went_on", "given_on", "ended_on")),
        )
        .group_by(of.c.nth, of.c.client_id)
        .subquery()
    )
    # He held, or did not, by what was taken back since: neither came nor went.
    by_itself = and_(each.c.closes, each.c.came_on.is_(None))
    undone = and_(each.c.opens != each.c.closes, or_(each.c.opens != each.c.truly_opens, by_itself))
    corrected = case((~undone, 0), (each.c.closes, 1), else_=-1)
    comes = and_(~each.c.opens, ~undone, each.c.came_on.is_not(None))
    entry = case(
        (~comes, cast(null(), Text())),
        (each.c.held_first.is_(None), literal(NEW, Text())),
        else_=literal(REACTIVATED, Text()),
    )
    goes = and_(~each.c.closes, ~undone, or_(each.c.opens, comes))
    left = case(
        (~goes, cast(null(), Text())),
        (~each.c.opens, literal(PASSED, Text())),
        (each.c.given_on == each.c.went_on, literal(TRANSFERRED, Text())),
        (each.c.ended_on == each.c.went_on, literal(INVOLUNTARY, Text())),
        (or_(_came_back(asked, each), _will_come(asked, each)), literal(RETURNED, Text())),
        else_=literal(LOST, Text()),
    )
    last = window.c.until - 1
    day = case((goes, func.coalesce(each.c.went_on, last)), (comes, each.c.came_on), else_=last)
    told = (
        select(
            each.c.nth,
            each.c.client_id,
            day.label("day"),
            each.c.opens,
            each.c.closes,
            entry.label("entry"),
            left.label("left"),
            corrected.label("corrected"),
            and_(left == LOST, each.c.went_on + FOLLOW >= asked.today).label("provisional"),
        )
        .select_from(each)
        .join(window, window.c.nth == each.c.nth)
        .where(or_(each.c.opens, each.c.closes, comes))
        .subquery()
    )
    return keyed(asked, owned(asked.firm_id, told))


def _came_back(asked: Asked, of: Any) -> Any:
    """Whether he subscribed again within FOLLOW days after he left."""
    again = entries(asked)
    return (
        select(again.c.id)
        .where(
            again.c.client_id == of.c.client_id,
            again.c.undone_on.is_(None),
            again.c.kind.in_(SUBSCRIPTIONS),
            again.c.date > of.c.went_on,
            again.c.date <= of.c.went_on + cast(literal(FOLLOW), Integer()),
            again.c.date <= asked.today,
        )
        .correlate(of)
        .exists()
    )


def _will_come(asked: Asked, of: Any) -> Any:
    """Whether an order of his from within FOLLOW days is still on its way; what was on its way once is not kept."""
    if asked.known_at is not None:
        return ~true()
    order = aliased(FundOrder)
    return (
        select(order.id)
        .where(
            order.firm_id == asked.firm_id,
            order.client_id == of.c.client_id,
            order.kind.in_(SUBSCRIPTIONS),
            order.state.not_in(ENDED),
            order.applied_on <= of.c.went_on + cast(literal(FOLLOW), Integer()),
        )
        .correlate(of)
        .exists()
    )
