"""`startrail reconcile` as a finance department runs it."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.book import orders, receipts
from backend.book.clients import Client
from backend.book.products import Product
from backend.book.receipts import ReceiptRow
from backend.commands.reconciling import run_reconcile
from backend.platform.audit import AuditEntry
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.keys import Vault
from backend.platform.settings import Settings
from tests.conftest import make_firm

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


async def test_differences_are_told_written_and_recorded(
    database: Database, chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await make_firm(database, Vault(load_master_key(chosen.master_key_path)), "明远资产")
    name = str(made.firm_id)
    assert await asyncio.to_thread(run_reconcile, *MARCH, name, None) == 0
    async with database.change(made.system) as session:
        client, fund = Client(name="王芳"), Product(code="A1", name="明远一号")
        session.add_all([client, fund])
        await session.flush()
        await orders.place(
            session, client.id, fund.id, kind="initial", amount=Decimal(500), applied_on=date(2026, 3, 5)
        )
        row = ReceiptRow("R1", date(2026, 3, 6), Decimal(70), "=HYPERLINK(1)")
        await receipts.take_receipts(session, [row])
    assert await asyncio.to_thread(run_reconcile, *MARCH, name, tmp_path / "out") == 1
    assert "unmatched 1, unpaid 1" in capsys.readouterr().out
    written = tmp_path / "out" / "payments.csv"
    assert written.stat().st_mode & 0o777 == 0o600
    lines = written.read_text("utf-8-sig").splitlines()
    assert lines[1] == "2026-03-05,unpaid,王芳,明远一号,,500.00,0,-500.00,CNY"
    assert "'=HYPERLINK(1)" in lines[2], "a payer's name is no formula"
    assert "明远资产" in lines[3]
    async with database.read(made.firm_id) as session:
        kept = await session.scalars(
            select(AuditEntry.actor).where(
                AuditEntry.firm_id == made.firm_id, AuditEntry.action == "reconcile"
            )
        )
        assert list(kept) == ["system:cli"] * 2


@pytest.mark.parametrize("span", [MARCH[::-1], (date(2020, 1, 1), MARCH[1]), (date(9999, 12, 1), date.max)])
async def test_a_span_that_cannot_be_is_refused(
    database: Database, chosen: Settings, span: tuple[date, date]
) -> None:
    made = await make_firm(database, Vault(load_master_key(chosen.master_key_path)), "空白资产")
    with pytest.raises(Refused):
        await asyncio.to_thread(run_reconcile, *span, str(made.firm_id), None)
