"""All kinds of sheets that can be imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.kinds.clients import CLIENTS
from backend.systemize.sheets.kinds.interactions import INTERACTIONS
from backend.systemize.sheets.kinds.money import FEES_EARNED, RECEIPTS
from backend.systemize.sheets.kinds.navs import NAVS
from backend.systemize.sheets.kinds.products import PRODUCTS
from backend.systemize.sheets.kinds.transactions import CONFIRMATIONS, OPENINGS, TRANSACTIONS, UNIT_LISTS
from backend.systemize.sheets.kinds.valuations import VALUATIONS

KINDS: Final[Mapping[str, SheetKind]] = {
    kind.key: kind
    for kind in (
        CLIENTS,
        PRODUCTS,
        NAVS,
        OPENINGS,
        TRANSACTIONS,
        CONFIRMATIONS,
        UNIT_LISTS,
        VALUATIONS,
        RECEIPTS,
        FEES_EARNED,
        INTERACTIONS,
    )
}
