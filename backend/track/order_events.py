"""What happens with orders beside their states (`book/money_events.py`), for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class OrderRulesPublished(Event):
    """Order rules were put in force."""

    name: ClassVar[str] = "order_rules.published"
    order_rules_id: UUID
    number: int


@dataclass(frozen=True)
class OrderCooledOff(Event):
    """The cooling-off of an order is over: the return visit may be held, and the client be talked with."""

    name: ClassVar[str] = "order.cooled_off"
    order_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class OrderVisited(Event):
    """A return visit was held."""

    name: ClassVar[str] = "order.visited"
    order_id: UUID
    client_id: UUID
    passed: bool


@dataclass(frozen=True)
class PayerAsked(Event):
    """Somebody else's payment for an order is to be accepted, was, or was not: pending, accepted, refused."""

    name: ClassVar[str] = "order.payer"
    order_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class AmlChanged(Event):
    """What compliance says of a client against money laundering changed, or waits for a second person."""

    name: ClassVar[str] = "aml.changed"
    client_id: UUID
