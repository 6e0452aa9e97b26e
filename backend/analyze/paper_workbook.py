"""A paper as an Excel workbook: a sheet for each report with typed cells and a chart of Excel's own, notes behind.

Made in memory: no clear byte lies on a disk on the way. Texts are texts, whatever they look like.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter

from backend.analyze.papers import Measured, Paper, Sheet, scaled, series_of, unit_word
from backend.systemize.tables.guard import would_run

MOST_SERIES: Final = 12
NUMBERS: Final = {"count": "#,##0", "ratio": "0.0%", "days": "#,##0.0"}
CHARTS: Final[dict[str, dict[str, str]]] = {
    "bar": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
    "area": {"type": "area"},
    "pie": {"type": "pie"},
    "funnel": {"type": "bar"},
    "map": {"type": "bar"},
}
"""What Excel draws; everything else is a table there, heat maps with colours."""


def workbook(paper: Paper, palette: Sequence[str]) -> bytes:
    """The file. palette: colours of the firm, the main one first."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": paper.title, "author": paper.person, "comments": paper.mark})
    names: set[str] = set()
    styles = _styles(book)
    for sheet in paper.sheets:
        _sheet(book, styles, paper, sheet, _name(sheet.title, names), palette)
    _notes(book, styles, paper, _name(paper.say("说明", "Notes"), names))
    hidden = book.add_worksheet("startrail")
    hidden.write_string(0, 0, paper.mark)
    hidden.very_hidden()
    book.close()
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    made = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "grey": book.add_format({"font_color": "#5b6470"}),
        "head": book.add_format({"bold": True, "bottom": 1, "align": "right", "text_wrap": True}),
        "first": book.add_format({"bold": True, "bottom": 1}),
        "text": book.add_format(),
        "guarded": book.add_format({"quote_prefix": True}),
        "few": book.add_format({"align": "right", "font_color": "#5b6470"}),
        "sum": book.add_format({"bold": True, "top": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for name, form in (*NUMBERS.items(), ("money", "#,##0.00")):
        made[name] = book.add_format({"num_format": form})
        made[f"{name}sum"] = book.add_format({"num_format": form, "bold": True, "top": 1})
    return made


def _name(title: str, taken: set[str]) -> str:
    """A name that Excel takes, no two alike, of at most 31 signs."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Sheet"
    name, nth = plain, 2
    while name.lower() in taken or name.lower() in {"history", "startrail"}:
        tail = f" {nth}"
        name, nth = plain[: 31 - len(tail)] + tail, nth + 1
    taken.add(name.lower())
    return name


def _sheet(
    book: Any, styles: dict[str, Any], paper: Paper, sheet: Sheet, name: str, palette: Sequence[str]
) -> None:
    page = book.add_worksheet(name)
    _printed(page, paper)
    page.write_string(0, 0, sheet.title, styles["title"])
    page.write_string(1, 0, " · ".join(text for _, text in sheet.says[:2]), styles["grey"])
    if sheet.fault is not None:
        page.write_string(3, 0, sheet.fault, styles["grey"])
        return
    heads = _heads(sheet, english=paper.english)
    top = 3
    page.write_string(top, 0, sheet.head, styles["first"])
    for at, (title, _, _) in enumerate(heads, 1):
        page.write_string(top, at, title, styles["head"])
    for nth, line in enumerate(sheet.lines, top + 1):
        _text(page, styles, nth, 0, line.title, is_sum=line.is_total)
        for at, (_, measure, cell_at) in enumerate(heads, 1):
            cell = line.cells[abs(cell_at) - 1]
            value = cell.value if cell_at > 0 else cell.before
            if cell.few:
                page.write_string(nth, at, "<3", styles["few"])
            elif value is not None:
                style = styles[f"{measure.unit}{'sum' if line.is_total else ''}"]
                page.write_number(nth, at, scaled(value, measure), style)
    page.set_column(0, 0, 26)
    page.set_column(1, max(len(heads), 1), 16)
    page.freeze_panes(top + 1, 1)
    last = top + len(sheet.single)
    if sheet.single:
        page.autofilter(top, 0, last, len(heads))
        _drawn(book, page, sheet, name, palette, (top, last, len(heads)))


def _heads(sheet: Sheet, *, english: bool) -> list[tuple[str, Measured, int]]:
    """(title, measure, place of the cell from 1, negative: what it was before)."""
    found = []
    for at, (title, measure) in enumerate(sheet.named, 1):
        unit = unit_word(measure, english=english)
        told = f"{title} ({unit})" if unit else title
        found.append((told, measure, at))
        if sheet.compared:
            found.append((f"{told} · {'before' if english else '对比期'}", measure, -at))
    return found


def _drawn(
    book: Any, page: Any, sheet: Sheet, name: str, palette: Sequence[str], place: tuple[int, int, int]
) -> None:
    top, last, wide = place
    if sheet.chart == "heat":
        page.conditional_format(
            top + 1,
            1,
            last,
            wide - 1,
            {"type": "2_color_scale", "min_color": "#ffffff", "max_color": palette[0]},
        )
        return
    if sheet.chart not in CHARTS:
        return
    chart = book.add_chart(CHARTS[sheet.chart])
    step = 2 if sheet.compared else 1
    every = len(sheet.measures) if len(sheet.columns) > 1 else 1
    for nth, _ in enumerate(list(series_of(sheet))[:MOST_SERIES]):
        at = 1 + nth * every * step
        colour = palette[nth % len(palette)]
        told: dict[str, Any] = {
            "name": [name, top, at],
            "categories": [name, top + 1, 0, last, 0],
            "values": [name, top + 1, at, last, at],
        }
        if sheet.chart == "pie":
            told["points"] = [{"fill": {"color": palette[n % len(palette)]}} for n in range(last - top)]
        else:
            told |= {"line": {"color": colour}} if sheet.chart == "line" else {"fill": {"color": colour}}
        chart.add_series(told)
    chart.set_title({"name": sheet.title, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 360})
    page.insert_chart(last + 3, 0, chart)


def _notes(book: Any, styles: dict[str, Any], paper: Paper, name: str) -> None:
    """What each sheet is: its definition, days, filters and whose clients."""
    page = book.add_worksheet(name)
    _printed(page, paper)
    page.write_string(0, 0, paper.title, styles["title"])
    page.write_string(1, 0, paper.mark, styles["grey"])
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    row = 3
    for sheet in paper.sheets:
        page.write_string(row, 0, sheet.title, styles["first"])
        for what, how in (*sheet.says, *((("", sheet.fault),) if sheet.fault else ())):
            row += 1
            page.write_string(row, 0, what, styles["wrap"])
            page.write_string(row, 1, how, styles["wrap"])
        row += 2


def _printed(page: Any, paper: Paper) -> None:
    """How it comes out of a printer: across, one page wide, with the mark on each."""
    words = paper.mark.replace("&", "&&")[:200]
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&R{words}")
    page.set_footer(f"&L{words[:180]}&R&P / &N")


def _text(page: Any, styles: dict[str, Any], row: int, at: int, text: str, *, is_sum: bool) -> None:
    style = styles["sum"] if is_sum else styles["guarded" if would_run(text) else "text"]
    page.write_string(row, at, text, style)
