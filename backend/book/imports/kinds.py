"""Everything that can be imported, by the key of its kind of sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.book.imports import (
    client_commit,
    client_undo,
    contact_rows,
    fund_rows,
    money_rows,
    trades,
    unit_rows,
    valuations,
)
from backend.book.imports.batches import BookKind, Work, nothing_left
from backend.book.imports.intakes import Intake, keeps_all
from backend.platform.errors import Code, Refused
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.kinds import catalogue
from backend.systemize.sheets.kinds.clients import CLIENTS

FUNDS_RIGHT, LEDGER_RIGHT, MONEY_RIGHT = "Right.importFunds", "Right.importLedger", "Right.importMoney"


def _kind(key: str, intake: Intake, undo: Work, call: str, finish: Work = nothing_left) -> BookKind:
    """A kind whose rows become records with a natural key."""
    sheet: SheetKind = catalogue.KINDS[key]
    return BookKind(
        sheet=sheet,
        match=intake.match,
        commit=intake.commit,
        undo=undo,
        differences=intake.differences,
        refine=keeps_all,
        calls=(call,),
        finish=finish,
    )


_CLIENTS: Final = BookKind(
    sheet=CLIENTS,
    match=client_commit.match,
    commit=client_commit.commit,
    undo=client_undo.undo,
    differences=client_commit.differences,
    refine=client_commit.refine,
    prepare=client_commit.prepare,
    key_of=lambda prepared: prepared.key,
    calls=("Mutation.createClient",),
)
KINDS: Final[Mapping[str, BookKind]] = {
    "clients": _CLIENTS,
    "products": _kind("products", fund_rows.PRODUCTS, fund_rows.undo_products, FUNDS_RIGHT),
    "navs": _kind("navs", fund_rows.NAVS, fund_rows.undo_navs, FUNDS_RIGHT),
    "valuations": _kind("valuations", valuations.INTAKE, valuations.undo, FUNDS_RIGHT),
    "openings": _kind("openings", trades.INTAKE, trades.undo, LEDGER_RIGHT),
    "transactions": _kind("transactions", trades.INTAKE, trades.undo, LEDGER_RIGHT),
    "confirmations": _kind("confirmations", trades.INTAKE, trades.undo, LEDGER_RIGHT),
    "units": _kind("units", unit_rows.INTAKE, unit_rows.undo, LEDGER_RIGHT, unit_rows.finish),
    "receipts": _kind("receipts", money_rows.RECEIPTS, money_rows.undo_receipts, MONEY_RIGHT),
    "fees": _kind("fees", money_rows.FEES, money_rows.undo_fees, MONEY_RIGHT),
    "interactions": _kind("interactions", contact_rows.INTAKE, contact_rows.undo, contact_rows.CALL),
}
"""In the order in which a new firm imports them."""


def kind_named(key: str) -> BookKind:
    """The kind of a key. Raises Refused(BAD_USER_INPUT, problem=import_kind)."""
    if key not in KINDS:
        raise Refused(Code.BAD_USER_INPUT, field="kind", problem="import_kind", known=", ".join(KINDS))
    return KINDS[key]
