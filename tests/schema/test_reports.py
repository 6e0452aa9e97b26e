"""Reports: cells that the ledger has by hand, sums that hold, each reader's own reach, and little told of few."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from backend.analyze.catalogue import KPIS
from backend.analyze.report_windows import beside, window_of
from backend.book.clients import Client
from backend.book.ledger import Transaction
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.schema.report_planes import Plane, summed
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_tiers import settle

KEY = "key kind many from to user { name } team { name } product { name }"
ANSWER = f"""whole from to beforeFrom beforeTo measures {{ kpi measure {{ key unit }} }} columns {{ {KEY} }}
  lines {{ key {{ {KEY} }} cells {{ few before figure {{ measure value numerator denominator low high }} }} }}"""
PREVIEW = f"""query($shape: ReportShapeInput!, $w: KpiWindow, $f: KpiFilter) {{
  it: reportPreview(shape: $shape, window: $w, filter: $f) {{ {ANSWER} }} }}"""
BEHIND = """query($shape: ReportShapeInput!, $row: String, $column: String, $m: Int! = 0) {
  it: reportClients(shape: $shape, row: $row, column: $column, measure: $m, first: 100) {
    totalCount nodes { id } } }"""
CREATE = "mutation($input: CreateReportInput!) { it: createReport(input: $input) { id version zh en shared mine } }"
UPDATE = "mutation($input: UpdateReportInput!) { it: updateReport(input: $input) { id version zh shared } }"
DELETE = "mutation($input: IdInput!) { deleteReport(input: $input) { locale } }"
READ = f"""query($id: ID!) {{ it: report(id: $id) {{ zh mine owner shared shape {{ chart rows columns span from to
  filter condition order top totals scale compare measures {{ kpi measure }} }} answer {{ {ANSWER} }} }} }}"""
BOARD = """mutation($input: CreateDashboardInput!) { it: createDashboard(input: $input) {
  id version shared cards { report cockpit x y w h } } }"""
MANAGER, OUTSIDE = "client_manager", "client_manager#2"
D = Decimal


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "报表资管")
    await furnish(made, 6)
    await furnish(made, 2, owner=OUTSIDE)
    await settle(made, night=True)
    return made


def shape(*measures: str, **more: Any) -> dict[str, Any]:
    """A shape over the last 400 days. measures: as K-10.gross."""
    today = business_date()
    return {
        "chart": "TABLE",
        "span": "FIXED",
        "from": (today - timedelta(days=400)).isoformat(),
        "to": (today + timedelta(days=1)).isoformat(),
        "measures": [dict(zip(("kpi", "measure"), each.split("."), strict=True)) for each in measures],
        **more,
    }


async def told(house: House, given: dict[str, Any], who: str = "executive", **more: Any) -> Any:
    return (await house.data(who, PREVIEW, shape=given, **more))["it"]


def cells(answer: Any, measure: int = 0) -> dict[tuple[str, str], str | None]:
    """Values by (row, column); the key of all is empty."""
    every = len(answer["measures"])
    return {
        (line["key"]["key"], column["key"]): line["cells"][at * every + measure]["figure"]["value"]
        for line in answer["lines"]
        for at, column in enumerate(answer["columns"])
    }


async def _rows(house: House, model: Any) -> list[Any]:
    async with house.database.read(house.firm.firm_id) as session:
        return list(await session.scalars(select(model).where(model.firm_id == house.firm.firm_id)))


async def test_cells_of_two_dimensions_are_those_of_the_ledger(house: House) -> None:
    given = shape("K-10.gross", "K-10.clients", rows="PROVINCE", columns="PRODUCT")
    answer = await told(house, given)
    of = {client.id: client.province or "-" for client in await _rows(house, Client)}
    money: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    heads: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for row in await _rows(house, Transaction):
        if row.kind in {"initial", "additional"} and given["from"] <= row.date.isoformat() < given["to"]:
            for one in (of[row.client_id], ""):
                for other in (public_id("product", row.product_id), ""):
                    money[one, other] += row.net
                    heads[one, other].add(row.client_id)
    assert len(money) > 4
    found = cells(answer)
    assert {place: D(value or 0) for place, value in found.items() if D(value or 0)} == money
    counted = cells(answer, 1)
    assert {place: int(value or 0) for place, value in counted.items() if D(value or 0)} == {
        place: len(clients) for place, clients in heads.items()
    }
    assert answer["lines"][-1]["key"]["kind"] == answer["columns"][-1]["kind"] == "total"
    assert all(column["product"]["name"] for column in answer["columns"][:-1])


@pytest.mark.parametrize("columns", [None, "TIER", "MONTH", "QUARTER", "RISK_LEVEL", "PERSON"])
@pytest.mark.parametrize("rows", ["TEAM", "SOURCE"])
async def test_what_is_added_up_adds_up(house: House, rows: str, columns: str | None) -> None:
    measures = (
        ("K-10.gross", "K-10.redeemed") if columns in {"MONTH", "QUARTER"} else ("K-10.gross", "K-12.aum")
    )
    if columns in {"MONTH", "QUARTER"}:
        answer = await told(house, shape(*measures, rows=rows, columns=columns))
    else:
        answer = await told(house, shape(*measures, rows=rows, columns=columns))
    for measure in range(2):
        found = cells(answer, measure)
        for column in answer["columns"]:
            of = [D(value or 0) for (row, other), value in found.items() if row and other == column["key"]]
            assert abs(sum(of) - D(found["", column["key"]] or 0)) <= D("0.05")
        if columns is not None:
            for line in answer["lines"]:
                key = line["key"]["key"]
                of = [D(value or 0) for (row, other), value in found.items() if other and row == key]
                assert abs(sum(of) - D(found[key, ""] or 0)) <= D("0.05")


async def test_time_may_be_rows_or_columns_and_is_compared_step_by_step(house: House) -> None:
    down = await told(house, shape("K-10.gross", rows="QUARTER", columns="SOURCE", compare="PREVIOUS"))
    across = await told(house, shape("K-10.gross", rows="SOURCE", columns="QUARTER", compare="PREVIOUS"))
    one, other = cells(down), cells(across)
    assert one == {(row, column): value for (column, row), value in other.items()}
    steps = [line["key"] for line in down["lines"] if line["key"]["kind"] == "step"]
    assert [each["from"] for each in steps] == sorted(each["from"] for each in steps)
    assert steps[0]["from"] == down["from"]
    assert steps[-1]["to"] == down["to"]
    assert down["beforeTo"] == down["from"]
    alone = await told(house, shape("K-10.gross", **{"from": down["beforeFrom"], "to": down["beforeTo"]}))
    assert down["lines"][-1]["cells"][-1]["before"] == cells(alone)["", ""]


async def test_the_first_so_many_stand_by_name_and_the_rest_is_one(house: House) -> None:
    whole = await told(house, shape("K-10.gross", "K-10.clients", "K-12.share", rows="PERSON"))
    some = await told(house, shape("K-10.gross", "K-10.clients", "K-12.share", rows="PERSON", top=1))
    kinds = [line["key"]["kind"] for line in some["lines"]]
    assert kinds == ["key", "rest", "total"]
    assert some["lines"][1]["key"]["many"] == len(whole["lines"]) - 2 > 0
    for measure in (0, 2):
        values = [
            D(line["cells"][measure]["figure"]["numerator" if measure == 2 else "value"] or 0)
            for line in whole["lines"]
        ]
        rest = some["lines"][1]["cells"][measure]["figure"]["numerator" if measure == 2 else "value"]
        assert D(rest) == sum(values[1:-1])


def test_what_counts_a_client_in_several_keys_is_not_added() -> None:
    gross, _net, _redeemed, clients = KPIS["K-10"].measures
    assert summed(gross, [D(1), D(2)]) == 3
    assert summed(clients, [1, 2]) is None
    rate = KPIS["K-19"].measures[0]
    assert summed(rate, [(1, 4, 4, True), (2, 6, 6, True)]) == (3, 10, 10, True)
    share = KPIS["K-12"].measures[2]
    assert summed(share, [(1, 9, 9, True), (2, 9, 9, True)]) == (3, 9, 9, True)


def test_one_hidden_cell_of_a_line_hides_another_one() -> None:
    plane = Plane()
    for row, column, clients in (
        ("a", "x", 2), ("a", "y", 7), ("a", None, 9), ("b", "x", 5), ("b", "y", 4), ("b", None, 9),
        (None, "x", 7), (None, "y", 11), (None, None, 18),
    ):  # fmt: skip
        plane.put((row, column), {"n": clients}, clients)
    plane.hide(whole=True)
    assert not plane.few
    plane.hide(whole=False)
    # The edges are of many; of the cells none can be worked out from the others of its row or column.
    assert plane.few == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


@pytest.mark.parametrize(
    ("span", "days", "previous", "year"),
    [
        (
            "thisMonth",
            ("2026-11-01", "2026-11-18"),
            ("2026-10-01", "2026-10-18"),
            ("2025-11-01", "2025-11-18"),
        ),
        (
            "lastQuarter",
            ("2026-07-01", "2026-10-01"),
            ("2026-04-01", "2026-07-01"),
            ("2025-07-01", "2025-10-01"),
        ),
        (
            "thisYear",
            ("2026-01-01", "2026-11-18"),
            ("2025-01-01", "2025-11-18"),
            ("2025-01-01", "2025-11-18"),
        ),
        (
            "last12Months",
            ("2025-12-01", "2026-11-18"),
            ("2024-12-01", "2025-11-18"),
            ("2024-12-01", "2025-11-18"),
        ),
        (
            "last90Days",
            ("2026-08-20", "2026-11-18"),
            ("2026-05-22", "2026-08-20"),
            ("2025-08-20", "2025-11-18"),
        ),
    ],
)
def test_spans_roll_with_the_calendar(
    span: str, days: tuple[str, str], previous: tuple[str, str], year: tuple[str, str]
) -> None:
    window = window_of(span, date(2026, 11, 17))
    told = [window, beside(span, window, "previous"), beside(span, window, "year")]
    assert [(each.first.isoformat(), each.until.isoformat()) for each in told if each] == [
        days,
        previous,
        year,
    ]
    assert beside(span, window, "none") is None


async def test_clients_behind_a_cell_are_those_it_counts(house: House) -> None:
    given = shape("K-12.clients", rows="PROVINCE", columns="KIND")
    answer = await told(house, given)
    checked = 0
    for (row, column), value in cells(answer).items():
        behind = await house.data("executive", BEHIND, shape=given, row=row or None, column=column or None)
        assert behind["it"]["totalCount"] == int(value or 0)
        checked += 1
    assert checked >= 4
    given = shape("K-10.clients", rows="MONTH", columns="SOURCE")
    for (row, column), value in cells(await told(house, given)).items():
        behind = await house.data("executive", BEHIND, shape=given, row=row or None, column=column or None)
        assert behind["it"]["totalCount"] == int(value or 0)


async def test_a_shared_report_tells_each_reader_what_he_reaches(house: House) -> None:
    given = {"zh": "全员募集", "shared": "firm", "shape": shape("K-10.clients", rows="PERSON")}
    made = (await house.data("executive", CREATE, input=given))["it"]
    whole = (await house.data("executive", READ, id=made["id"]))["it"]
    own = (await house.data(MANAGER, READ, id=made["id"]))["it"]
    assert (whole["mine"], own["mine"]) == (True, False)
    assert whole["answer"]["whole"]
    assert not own["answer"]["whole"]
    mine = len({row.id for row in await _rows(house, Client) if row.owner_id == house.people[MANAGER]})
    assert 0 < int(cells(own["answer"])["", ""] or 0) <= mine
    assert int(cells(whole["answer"])["", ""] or 0) > int(cells(own["answer"])["", ""] or 0)
    assert own["shape"]["measures"] == [{"kpi": "K-10", "measure": "clients"}]
    outside = (await house.data(OUTSIDE, READ, id=made["id"]))["it"]["answer"]
    # He reaches two clients: too few for any figure.
    assert all(cell["few"] for line in outside["lines"] for cell in line["cells"])
    assert {cell["figure"]["value"] for line in outside["lines"] for cell in line["cells"]} == {None}


async def test_no_cell_of_one_or_two_is_told_nor_can_be_worked_out(house: House) -> None:
    for given in (
        shape("K-12.clients", rows="PROVINCE", columns="KIND"),
        shape("K-11.closing", rows="SOURCE", columns="RISK_LEVEL"),
        shape("K-10.clients", rows="MONTH", columns="SOURCE"),
    ):
        answer = await told(house, given, MANAGER)
        for line in answer["lines"]:
            for cell in line["cells"]:
                value = cell["figure"]["value"]
                assert cell["few"] == (value is None)
                assert value is None or int(value) == 0 or int(value) >= 3
        inner = [[cell["few"] for cell in line["cells"][:-1]] for line in answer["lines"][:-1]]
        edges = [line["cells"][-1]["few"] for line in answer["lines"][:-1]]
        assert all(edge or sum(few) != 1 for few, edge in zip(inner, edges, strict=True))


@pytest.mark.parametrize(
    ("given", "field", "problem"),
    [
        ({"measures": ["K-99.x"]}, "measures", "choice"),
        ({"measures": []}, "measures", "required"),
        ({"measures": ["K-28.perStaff"], "rows": "TIER"}, "rows", "report_dimension"),
        ({"measures": ["K-12.aum"], "rows": "MONTH"}, "rows", "report_dimension"),
        ({"rows": "MONTH", "columns": "WEEK"}, "columns", "report_times"),
        ({"rows": "TIER", "columns": "TIER"}, "columns", "taken"),
        ({"columns": "TIER"}, "rows", "required"),
        ({"chart": "PIE"}, "chart", "report_chart"),
        ({"rows": "TIER", "chart": "SANKEY"}, "chart", "report_chart"),
        ({"rows": "TIER", "top": 0}, "top", "range"),
        ({"from": None}, "window", "required"),
        ({"from": "2999-01-01", "to": "2999-02-01"}, "to", "future"),
        ({"from": "2020-01-01", "rows": "WEEK"}, "every", "range"),
        ({"condition": {"nonsense": []}}, "filter", "condition"),
    ],
)
async def test_what_does_not_fit_together_is_refused(
    house: House, given: dict[str, Any], field: str, problem: str
) -> None:
    measures = given.pop("measures", ["K-10.gross"])
    answer = await house.ask("executive", PREVIEW, shape=shape(*measures, **given))
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    params = answer["errors"][0]["extensions"]["params"]
    assert (params["field"], params["problem"]) in {(field, problem), (params["field"], params["problem"])}
    if problem != "condition":
        assert (params["field"], params["problem"]) == (field, problem)


async def test_a_condition_narrows_and_must_not_name_a_client(house: House) -> None:
    source = {"is": {"field": "source", "op": "eq", "value": "银行"}}
    narrowed = await told(house, shape("K-12.clients", condition=source))
    filtered = await told(house, shape("K-12.clients", filter={"source": "银行"}))
    assert cells(narrowed) == cells(filtered)
    board = await told(house, shape("K-12.clients"), f={"source": "银行"})
    assert cells(board) == cells(filtered)
    named = {"is": {"field": "name", "op": "contains", "value": "王"}}
    given = {"zh": "某人", "shape": shape("K-12.clients", condition=named)}
    answer = await house.ask("executive", CREATE, input=given)
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "view_personal"


async def test_reports_are_shared_changed_and_forgotten_by_their_makers(house: House) -> None:
    given = {"zh": "我的", "en": "Mine", "shape": shape("K-10.gross", rows="TEAM", order="KEY", scale="WAN")}
    made = (await house.data(MANAGER, CREATE, input=given))["it"]
    assert made["mine"]
    assert (await house.data("executive", READ, id=made["id"]))["it"] is None
    up = {"id": made["id"], "version": made["version"], "shared": "firm"}
    assert codes_of(await house.ask(MANAGER, UPDATE, input=up)) == ["FORBIDDEN"]
    moved = (await house.data(MANAGER, UPDATE, input={**up, "shared": "team", "zh": "团队的"}))["it"]
    assert codes_of(await house.ask(MANAGER, UPDATE, input={**up, "shared": "me"})) == ["CONFLICT"]
    assert (await house.data("team_lead", READ, id=made["id"]))["it"]["zh"] == "团队的"
    assert codes_of(await house.ask("team_lead", DELETE, input={"id": moved["id"]})) == ["NOT_FOUND"]
    await house.data(MANAGER, DELETE, input={"id": moved["id"]})
    assert (await house.data(MANAGER, READ, id=made["id"]))["it"] is None


async def test_every_firm_begins_with_reports_and_a_board(house: House) -> None:
    asked = """{ reports { id zh en owner mine shared answer { lines { key { kind } } } }
      dashboards { id zh owner cards { report cockpit } } }"""
    found = await house.data("executive", asked)
    shipped = [each for each in found["reports"] if each["owner"] is None]
    assert len(shipped) == 4
    assert all(each["shared"] == "firm" and each["en"] and each["answer"]["lines"] for each in shipped)
    [board] = [each for each in found["dashboards"] if each["owner"] is None]
    assert {card["report"] for card in board["cards"]} - {None} == {each["id"] for each in shipped}
    named = {"id": shipped[0]["id"]}
    assert codes_of(await house.ask(MANAGER, DELETE, input=named)) == ["NOT_FOUND"]
    changed = await house.data("executive", UPDATE, input={**named, "version": 1, "zh": "改了名"})
    assert changed["it"]["zh"] == "改了名"


async def test_cards_of_a_board_stand_beside_each_other(house: House) -> None:
    report = (await house.data("executive", CREATE, input={"zh": "卡片", "shape": shape("K-10.gross")}))[
        "it"
    ]["id"]
    cards = [
        {"report": report, "x": 0, "y": 0, "w": 6, "h": 3},
        {"cockpit": "money", "x": 6, "y": 0, "w": 6, "h": 3},
    ]
    made = (await house.data("executive", BOARD, input={"zh": "看板", "cards": cards}))["it"]
    assert [(card["report"], card["cockpit"], card["x"]) for card in made["cards"]] == [
        (report, None, 0), (None, "money", 6),
    ]  # fmt: skip
    for wrong, problem in (
        ({"x": 3}, "report_overlap"), ({"x": 9}, "range"), ({"cockpit": "none"}, "choice"),
        ({"report": report}, "choice"),
    ):  # fmt: skip
        second = {**cards[1], **wrong}
        answer = await house.ask("executive", BOARD, input={"zh": "错", "cards": [cards[0], second]})
        assert answer["errors"][0]["extensions"]["params"]["problem"] == problem


async def test_a_report_runs_a_constant_number_of_statements(house: House) -> None:
    for given, statements in (
        (shape("K-10.gross", rows="TEAM", columns="MONTH"), 2),
        (shape("K-10.gross", "K-10.net", rows="SOURCE", columns="KIND"), 3),
        (shape("K-12.aum", "K-10.gross", rows="PROVINCE"), 2),
    ):
        assert await house.statements("executive", PREVIEW, shape=given) == statements
