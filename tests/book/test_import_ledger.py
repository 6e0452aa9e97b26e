"""Sheets of the ledger, of funds, of money and of talks: into the book, once, and out of it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from backend.book import orders
from backend.book.clients import Client
from backend.book.imports.batches import Wishes
from backend.book.imports.jobs import ImportJob
from backend.book.interactions import Interaction
from backend.book.ledger import FundOrder, Transaction
from backend.book.products import NavPoint, Product
from backend.book.receipts import PaymentReceipt
from backend.book.revenue import Revenue
from backend.book.unit_breaks import UnitBreak
from backend.book.valuation_books import ValuationBook, ValuationLine
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.book.wizard import Wizard, codes
from tests.conftest import MadeFirm
from tests.ledger.desk import D, Desk, desk_of
from tests.workbooks.sheets import Grid, write_xlsx_sheets
from tests.workbooks.valuations import valuation_grid

DERIVED = ("holding", "lot", "lot_use")


@dataclass
class Office:
    """A firm with a fund and two clients, and somebody who imports."""

    desk: Desk
    wizard: Wizard
    folder: Path
    fund: Product
    clients: dict[str, Client]

    def file(self, grid: Grid, name: str = "a") -> Path:
        return write_xlsx_sheets(self.folder / f"{name}.xlsx", {"Sheet1": grid})

    async def take(self, kind: str, grid: Grid, name: str = "a", wishes: Wishes | None = None) -> ImportJob:
        """Import a sheet; the job after it."""
        job = await self.wizard.all(self.file(grid, name), kind, wishes)
        assert job.state == "done", (job.state, job.fault, job.error)
        return job

    async def twice(self, kind: str, grid: Grid) -> ImportJob:
        """Import a sheet again: as a file of its own that says the same."""
        return await self.take(kind, [*grid, ["合计"]], "again")

    async def state(self, *tables: str) -> dict[str, list[Any]]:
        """Rows of tables but for their ids, versions and times."""
        moving = {"id", "version", "updated_at", "created_at", "recorded_at", "known_at", "search_tokens"}
        found = {}
        async with self.desk.changing() as session:
            for table in tables:
                rows = await session.execute(text(f'select to_jsonb(t) from "{table}" t'))
                found[table] = sorted(
                    str(sorted((k, v) for k, v in row[0].items() if k not in moving)) for row in rows
                )
        return found


@pytest.fixture
async def office(database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path) -> Office:
    desk = await desk_of(database, vault, firm)
    fund = await desk.fund("SXY001", name="星野一号私募证券投资基金")
    clients = {name: await desk.client(name) for name in ("周若溪", "沈一鸣")}
    return Office(desk, Wizard(database, vault, firm.system), tmp_path, fund, clients)


TRADES: Grid = [
    ["客户", "产品代码", "交易类型", "确认日期", "确认份额", "净值", "确认金额", "手续费", "流水号"],
    ["周若溪", "SXY001", "认购", "2024-01-10", 1000000, 1, 1010000, 10000, "T1"],
    ["周若溪", "sxy001", "赎回", "2024-06-10", 400000, 1.2, 480000, 0, "T2"],
    ["沈一鸣", "SXY001", "申购", "2024-03-05", 500000, 1.1, 550000, 0, ""],
    ["沈一鸣", "SXY001", "申购", "2024-03-05", 500000, 1.1, 550000, 0, ""],
    ["王不识", "SXY001", "认购", "2024-01-10", 1000000, 1, 1000000, 0, "T5"],
    ["周若溪", "SXY009", "认购", "2024-01-10", 1000000, 1, 1000000, 0, "T6"],
    ["周若溪", "SXY001", "赎回", "2024-07-10", 900000, 1.2, 1080000, 0, "T7"],
    ["沈一鸣", "SXY001", "认购", "2024-01-10", 1000000, 1, 2000000, 0, "T8"],
]


async def test_a_ledger_comes_in_once_with_lots_and_goes_out_by_reversals(office: Office) -> None:
    job = await office.take("transactions", TRADES)
    assert job.counts == {"committed": 4, "rejected": 4}
    refused = {row.row: codes(row) for row in await office.wizard.rows(status="rejected")}
    assert refused == {
        6: [("client", "client_unknown")],
        7: [("product_code", "fund_unknown")],
        8: [("units", "units_short")],
        9: [("gross", "amounts_differ")],
    }
    ruoxi, yiming = office.clients["周若溪"], office.clients["沈一鸣"]
    assert await office.desk.lots(ruoxi) == [("2024-01-10", "600000.00", "606000.00")]
    assert len(await office.desk.lots(yiming)) == 2
    again = await office.twice("transactions", TRADES)
    assert again.counts == {"duplicate": 4, "rejected": 4, "skipped": 1}
    assert len(await office.desk.rows(Transaction)) == 4
    undone = await (Wizard(office.desk.database, office.desk.vault, office.wizard.principal, job.id)).undo()
    assert (undone.state, undone.counts["undone"], undone.counts["kept"]) == ("undone", 4, 0)
    assert await office.desk.lots(ruoxi) == await office.desk.lots(yiming) == []
    assert await office.desk.differences() == []


async def test_what_was_undone_can_be_imported_anew(office: Office) -> None:
    await office.take("transactions", TRADES)
    await office.wizard.undo()
    assert (await office.twice("transactions", TRADES)).counts["committed"] == 4
    assert await office.desk.lots(office.clients["周若溪"]) == [("2024-01-10", "600000.00", "606000.00")]
    assert await office.desk.differences() == []


async def test_units_that_went_on_keep_the_rows_they_came_in_with(office: Office) -> None:
    await office.take("transactions", TRADES[:2])
    await office.desk.book(office.clients["周若溪"], office.fund, "redemption", "2024-08-01", "700000", "1.2")
    job = await office.wizard.undo()
    assert (job.counts["undone"], job.counts["kept"]) == (0, 1)
    (row,) = await office.wizard.rows(status="committed")
    assert row.undone == "in_use:transaction"
    assert await office.desk.differences() == []


async def test_opening_balances_bring_their_cost_and_day(office: Office) -> None:
    grid: Grid = [
        ["客户", "产品名称", "基准日", "持有份额", "持仓成本", "购买日期"],
        ["周若溪", "星野一号私募证券投资基金", "2024-01-02", 1000000, 1010000, "2021-05-06"],
        ["周若溪", "星野一号私募证券投资基金", "2024-01-02", 200000, 260000, "2022-05-06"],
        ["沈一鸣", "星野一号私募证券投资基金", "2024-01-02", 300000, "", ""],
    ]
    job = await office.take("openings", grid)
    assert job.counts == {"committed": 2, "rejected": 1}
    assert await office.desk.lots(office.clients["周若溪"]) == [
        ("2021-05-06", "1000000.00", "1010000.00"),
        ("2022-05-06", "200000.00", "260000.00"),
    ]
    assert (await office.wizard.undo()).counts["undone"] == 2
    assert await office.desk.lots(office.clients["周若溪"]) == []


async def test_the_registrars_file_ends_orders_and_undoing_opens_them(office: Office) -> None:
    ruoxi = office.clients["周若溪"]
    async with office.desk.changing() as session:
        for number in ("A1", "A2"):
            await orders.place(
                session, ruoxi.id, office.fund.id, kind="initial", amount=D(1_000_000), reference=number
            )
    grid: Grid = [
        [
            "投资者名称",
            "基金代码",
            "业务类型",
            "确认日期",
            "确认份额",
            "单位净值",
            "确认金额",
            "TA确认号",
            "申请单号",
            "确认结果",
        ],
        ["周若溪", "SXY001", "认购确认", "2024-03-05", 1000000, 1, 1000000, "TA1", "A1", "成功"],
        ["周若溪", "SXY001", "认购确认", "2024-03-05", "", "", "", "", "A2", "失败"],
        ["沈一鸣", "SXY001", "认购确认", "2024-03-05", 500000, 1, 500000, "TA3", "A9", "成功"],
    ]
    job = await office.take("confirmations", grid)
    assert job.counts == {"committed": 3}
    states = {row.reference: row.state for row in await office.desk.rows(FundOrder)}
    assert states == {"A1": "confirmed", "A2": "rejected"}
    (odd,) = await office.wizard.rows(code="order_unknown")
    assert odd.row == 4
    assert (await office.wizard.undo()).counts["undone"] == 3
    assert {row.state for row in await office.desk.rows(FundOrder)} == {"submitted"}


async def test_navs_are_published_corrected_only_by_wish_and_taken_back(office: Office) -> None:
    await office.desk.book(office.clients["周若溪"], office.fund, "initial", "2024-01-10", "1000000")
    await office.desk.nav(office.fund, "2024-01-12", "1.05")
    before = await office.state("product", *DERIVED)
    grid: Grid = [
        ["产品代码", "净值日期", "单位净值", "累计净值"],
        ["SXY001", "2024-01-12", 1.06, 1.06],
        ["SXY001", "2024-01-19", 1.1, 1.1],
        ["SXY001", "2024-01-19", 1.11, 1.11],
    ]
    job = await office.take("navs", grid)
    assert job.counts == {"committed": 1, "duplicate": 2}
    assert (await office.desk.aum(office.clients["周若溪"])) == D("1100000.00")
    shown = {row.row: row for row in await office.wizard.rows()}
    assert shown[2].pairs[0].reasons == ["differs"]
    assert (await office.wizard.undo()).counts["kept"] == 0
    assert await office.state("product", *DERIVED) == before
    await office.take("navs", grid[:3], "wish", Wishes(on_twin="update"))
    navs = [row for row in await office.desk.rows(NavPoint) if row.superseded_at is None]
    assert {str(row.date): row.unit for row in navs} == {"2024-01-12": D("1.06"), "2024-01-19": D("1.1")}
    await office.wizard.undo()
    navs = [row for row in await office.desk.rows(NavPoint) if row.superseded_at is None]
    assert {str(row.date): row.unit for row in navs} == {"2024-01-12": D("1.05")}
    assert await office.state("product", *DERIVED) == before


async def test_funds_are_made_filled_and_changed_as_wished_and_restored(office: Office) -> None:
    before = await office.state("product")
    grid: Grid = [
        ["产品代码", "产品名称", "风险等级", "托管人", "成立日期"],
        ["SXY001", "星野一号改名", "R4", "某银行", "2020-01-06"],
        ["SXY002", "星野二号私募证券投资基金", "R3", "", "2021-01-06"],
    ]
    job = await office.take("products", grid)
    assert job.counts == {"committed": 1, "duplicate": 1}
    await office.wizard.undo()
    assert await office.state("product") == before
    await office.take("products", grid, "fill", Wishes(on_twin="same"))
    rows = {row.code: row for row in await office.desk.rows(Product)}
    assert (rows["SXY001"].name, rows["SXY001"].risk_level) == ("星野一号私募证券投资基金", "R4")
    await office.wizard.undo()
    assert await office.state("product") == before
    await office.take("products", grid, "win", Wishes(on_twin="update"))
    assert {row.code: row.name for row in await office.desk.rows(Product)}["SXY001"] == "星野一号改名"
    (changed, _) = await office.wizard.rows()
    await office.wizard.undo()
    assert await office.state("product") == before
    assert changed.became is not None


async def test_a_valuation_workbook_is_a_book_and_a_nav(office: Office) -> None:
    job = await office.take("valuations", valuation_grid())
    assert job.counts == {"committed": 1}
    (book,) = await office.desk.rows(ValuationBook)
    (nav,) = await office.desk.rows(NavPoint)
    assert (book.unit_nav, nav.unit, nav.source, str(nav.date)) == (
        D("1.2345"),
        D("1.2345"),
        "custodian",
        "2024-03-05",
    )
    assert len(await office.desk.rows(ValuationLine)) == 7
    assert (await office.twice("valuations", valuation_grid())).counts["duplicate"] == 1
    await Wizard(office.desk.database, office.desk.vault, office.wizard.principal, job.id).undo()
    (fund,) = await office.desk.rows(Product)
    assert (fund.nav, fund.nav_date) == (None, None)
    assert [row for row in await office.desk.rows(ValuationBook) if row.superseded_at is None] == []


async def test_a_published_nav_stays_when_the_custodian_says_another(office: Office) -> None:
    await office.desk.nav(office.fund, "2024-03-05", "1.2000")
    await office.take("valuations", valuation_grid())
    (row,) = await office.wizard.rows()
    assert ("unit", "nav_kept") in codes(row)
    (nav,) = await office.desk.rows(NavPoint)
    assert nav.unit == D("1.2")


async def test_a_unit_list_becomes_breaks_of_the_day(office: Office) -> None:
    for client, units in (("周若溪", "1000000"), ("沈一鸣", "500000")):
        await office.desk.book(office.clients[client], office.fund, "initial", "2024-01-10", units)
    grid: Grid = [
        ["投资者名称", "基金账号", "基金代码", "数据日期", "份额余额"],
        ["周若溪", "980000000001", "SXY001", "2024-03-05", 900000],
        ["林无名", "980000000003", "SXY001", "2024-03-05", 70000],
    ]
    job = await office.take("units", grid)
    breaks = await office.desk.rows(UnitBreak)
    assert sorted((str(b.our_units.normalize()), str(b.registrar_units.normalize())) for b in breaks) == [
        ("0", "7E+4"),
        ("1E+6", "9E+5"),
        ("5E+5", "0"),
    ]
    assert job.counts == {"committed": 2}
    await office.wizard.undo()
    assert await office.desk.rows(UnitBreak) == []


async def test_payments_match_their_orders_and_go_again(office: Office) -> None:
    async with office.desk.changing() as session:
        await orders.place(
            session, office.clients["周若溪"].id, office.fund.id, kind="initial", amount=D(1_000_000)
        )
    day = (await office.desk.rows(FundOrder))[0].applied_on.isoformat()
    grid: Grid = [
        ["交易流水号", "交易日期", "贷方金额", "对方户名", "对方账号", "摘要"],
        ["B1", day, "1,000,000.00", "周若溪", "6222000011112222333", "申购款"],
        ["B2", day, "1,000.00", "沈一鸣", "6222000011112222444", ""],
        ["B2", day, "2,000.00", "沈一鸣", "6222000011112222444", ""],
    ]
    job = await office.take("receipts", grid)
    assert job.counts == {"committed": 2, "rejected": 1}
    assert {r.bank_ref: r.state for r in await office.desk.rows(PaymentReceipt)} == {
        "B1": "matched",
        "B2": "open",
    }
    assert (await office.twice("receipts", grid)).counts["duplicate"] == 2
    await Wizard(office.desk.database, office.desk.vault, office.wizard.principal, job.id).undo()
    assert await office.desk.rows(PaymentReceipt) == []


async def test_fees_take_the_place_of_accrued_ones_and_give_it_back(office: Office) -> None:
    ruoxi = office.clients["周若溪"]
    async with office.desk.changing() as session:
        session.add(
            Revenue(
                client_id=ruoxi.id,
                product_id=office.fund.id,
                kind="management",
                period_from=date(2024, 3, 1),
                period_to=date(2024, 4, 1),
                amount=D("900.00"),
                key="accrual 1",
                source="accrual",
            )
        )
    before = await office.state("revenue")
    grid: Grid = [
        ["客户名称", "产品代码", "费用类型", "月份", "金额", "凭证号"],
        ["周若溪", "SXY001", "管理费", "2024年3月", 1000, "V1"],
        ["周若溪", "SXY001", "尾随佣金", "2024年3月", -100, ""],
    ]
    await office.take("fees", grid)
    assert {(r.kind, r.amount, r.source) for r in await office.desk.rows(Revenue)} == {
        ("management", D("1000.00"), "import"),
        ("trail", D("-100.00"), "import"),
    }
    await office.wizard.undo()
    assert await office.state("revenue") == before


async def test_follow_up_records_are_interactions_of_their_clients(office: Office) -> None:
    grid: Grid = [
        ["客户", "沟通时间", "方式", "内容", "跟进人"],
        ["周若溪", "2024-03-05 10:30", "电话", "谈赎回", "查无此人"],
        ["周若溪", "2024-03-06", "微信", "发了净值", ""],
        ["王不识", "2024-03-06", "微信", "发了净值", ""],
    ]
    job = await office.take("interactions", grid)
    assert job.counts == {"committed": 2, "rejected": 1}
    talks = await office.desk.rows(Interaction, order=Interaction.at)
    assert [(t.kind, t.two_way, t.summary) for t in talks] == [
        ("call", True, "谈赎回"),
        ("message", False, "发了净值"),
    ]
    assert str(talks[0].at) == "2024-03-05 02:30:00+00:00"
    assert (await office.desk.fresh(office.clients["周若溪"])).last_interaction_at == talks[1].at
    assert (await office.twice("interactions", grid)).counts["duplicate"] == 2
    await Wizard(office.desk.database, office.desk.vault, office.wizard.principal, job.id).undo()
    assert await office.desk.rows(Interaction) == []
    assert (await office.desk.fresh(office.clients["周若溪"])).last_interaction_at is None


async def test_records_of_the_time_in_which_a_client_cooled_off_are_refused_row_by_row(
    office: Office,
) -> None:
    begins = datetime(2024, 3, 5, 10, tzinfo=BUSINESS_ZONE)
    async with office.desk.changing() as session:
        client, fund = office.clients["周若溪"], office.fund
        order = await orders.place(session, client.id, fund.id, kind="initial", amount=D("1000000"))
        order.cooling_from, order.cooling_until = begins, begins + timedelta(hours=24)
        order.cooled_at = order.cooling_until
    grid: Grid = [
        ["客户", "沟通时间", "方式", "内容"],
        ["周若溪", "2024-03-05 09:30", "电话", "签约前"],
        ["周若溪", "2024-03-05 10:30", "电话", "冷静期内"],
        ["周若溪", "2024-03-06 10:00", "微信", "冷静期后"],
        ["沈一鸣", "2024-03-05 10:30", "微信", "别人"],
    ]
    job = await office.take("interactions", grid)
    assert job.counts == {"committed": 3, "rejected": 1}
    assert {row.row: codes(row) for row in await office.wizard.rows(status="rejected")} == {
        3: [("at", "contact_blocked")]
    }
