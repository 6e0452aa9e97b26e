"""The states of an order and the moves between them; what each move asks for is said elsewhere (track/order_*.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DRAFT, SUITABLE, SIGNED, PAID, COOLING, VISITED, SUBMITTED, CONFIRMED, CANCELLED, REJECTED, REVERSED = (
    *("draft", "suitability_ok", "signed", "paid", "cooling_off", "visited", "submitted", "confirmed"),
    *("cancelled", "rejected", "reversed"),
)
WAY: Final = (DRAFT, SUITABLE, SIGNED, PAID, COOLING, VISITED, SUBMITTED, CONFIRMED)
"""A subscription, step by step; none is left out."""
WAY_OUT: Final = (DRAFT, SUBMITTED, CONFIRMED)
"""What gives units back: nothing is sold, so nothing is matched, cooled off or visited."""
STATES: Final = (*WAY, CANCELLED, REJECTED, REVERSED)
ENDED: Final = (CONFIRMED, CANCELLED, REJECTED, REVERSED)
DUE: Final = (SIGNED, PAID, COOLING, VISITED, SUBMITTED, CONFIRMED)
"""Subscriptions in these are paid, or should be."""
SUBSCRIBES: Final = ("initial", "additional")
KINDS: Final = (*SUBSCRIBES, "redemption", "switch_out")


def way_of(kind: str) -> tuple[str, ...]:
    """The states that an order of a kind goes through to its confirmation."""
    return WAY if kind in SUBSCRIBES else WAY_OUT


def moves(kind: str) -> Mapping[str, frozenset[str]]:
    """From each state those that somebody may bring an order of a kind to.

    Confirmations, rejections and reversals are facts of the ledger: it alone makes them (`orders.settle`).
    """
    way = way_of(kind)
    found = {state: frozenset[str]() for state in STATES}
    for n, state in enumerate(way[:-1]):
        onward = {way[n + 1]} if way[n + 1] != CONFIRMED else set()
        found[state] = frozenset({*onward, CANCELLED})
    return found


def by_ledger(state: str) -> frozenset[str]:
    """What facts of the ledger may make of an order: confirmed or rejected while it lives, reversed once confirmed.

    A reversed one is confirmed again when its transaction is booked anew with the right figures.
    """
    if state == CONFIRMED:
        return frozenset({REVERSED})
    if state == REVERSED:
        return frozenset({CONFIRMED})
    return frozenset({CONFIRMED, REJECTED}) if state not in ENDED else frozenset({CONFIRMED})


def is_out_of_turn(kind: str, state: str) -> bool:
    """Whether a confirmation found an order before it was handed to the registrar."""
    return state not in {SUBMITTED, CONFIRMED, REVERSED} and state in way_of(kind)
