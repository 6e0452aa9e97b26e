"""What the rules of signals say of chances: how far is looked ahead, and what is too small or too rare to be one.

Part of the same versions as the other rules; one that was published before there were chances says what is shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from backend.book.content_checks import AMOUNT, object_of, whole_of
from backend.platform.errors import bad_input

NAMES: Final = frozenset({"ahead", "behind", "least", "peers", "share", "opens"})


@dataclass(frozen=True, slots=True)
class OpportunityRules:
    """ahead, behind: days to and after the end of a lock-up or term; least: CNY below which nothing is a chance.

    peers: so many clients of the same tier and risk class at least, share: of them holding the line, a ratio; opens:
    days within which a fund must take subscriptions to be suggested.
    """

    ahead: int
    behind: int
    least: Decimal
    peers: int
    share: Decimal
    opens: int


def read_opportunity(given: Any, ratio: Any) -> OpportunityRules:
    """The rules. ratio: how a ratio is read, given its place. Raises Refused(BAD_USER_INPUT) naming the place."""
    row: Mapping[str, Any] = object_of(given, "opportunity", set(NAMES))
    least = row["least"]
    if not isinstance(least, str) or not AMOUNT.fullmatch(least):
        raise bad_input("opportunity.least", "number")
    return OpportunityRules(
        whole_of(row["ahead"], "opportunity.ahead", 0, 180),
        whole_of(row["behind"], "opportunity.behind", 0, 180),
        Decimal(least),
        # Of fewer than five one could tell who holds what.
        whole_of(row["peers"], "opportunity.peers", 5, 500),
        ratio(row["share"], "opportunity.share"),
        whole_of(row["opens"], "opportunity.opens", 0, 180),
    )
