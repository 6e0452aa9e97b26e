"""A paper as pages: what each says as data of the page, set by the process apart that sets proposals, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from backend.analyze.paper_drawing import drawing
from backend.analyze.papers import Line, Measured, Paper, Sheet, shown, unit_word
from backend.track.proposal_printing import Logo, Printed, typeset

TEMPLATE: Final = Path(__file__).with_name("paper.typ")
MOST_COLUMNS: Final = 8
"""Columns of cells beside each other; what is wider goes on in a table below."""
MOST_LINES: Final = 60
"""Of a table on pages; a workbook has all."""
OTHERS: Final = (
    "#2e7d6b",
    "#b7791f",
    "#8a4f9e",
    "#c2504a",
    "#3f7fbf",
    "#7a8793",
    "#6b8e23",
    "#b0577c",
    "#4c6a92",
)


@dataclass(frozen=True, slots=True)
class Brand:
    """How a firm's papers look. colour, accent: as `#1f3a5f`; logo: None where it has none."""

    company: str
    colour: str
    accent: str
    logo: Logo | None = None

    @property
    def palette(self) -> list[str]:
        """Colours of series, the firm's own first."""
        return [self.colour, self.accent, *OTHERS]


async def pdf_of(paper: Paper, brand: Brand, at: datetime) -> Printed:
    """The file. Raises `proposal_printing.Unprintable`."""
    return await typeset(TEMPLATE.read_text(), page_data(paper, brand), at, brand.logo)


def page_data(paper: Paper, brand: Brand) -> dict[str, Any]:
    """What the template sets."""
    return {
        "language": "en" if paper.english else "zh-CN",
        "title": paper.title,
        "under": paper.mark,
        "mark": paper.mark,
        "across": paper.person,
        "brand": {"company": brand.company, "colour": brand.colour, "accent": brand.accent},
        "sheets": [_sheet(paper, each, brand.palette) for each in paper.sheets],
    }


def _sheet(paper: Paper, sheet: Sheet, palette: Sequence[str]) -> dict[str, Any]:
    lines = _shortened(sheet)
    left = len(sheet.lines) - len(lines)
    return {
        "title": sheet.title,
        "says": [list(each) for each in sheet.says],
        "fault": sheet.fault,
        "drawing": drawing(sheet, palette, english=paper.english),
        "parts": [] if sheet.fault else _parts(paper, sheet, lines),
        "more": paper.say(f"另有 {left} 行见 Excel 文件。", f"{left} more rows are in the workbook.")
        if left
        else None,
    }


def _shortened(sheet: Sheet) -> list[Line]:
    """The first lines and the sum."""
    if len(sheet.lines) <= MOST_LINES:
        return list(sheet.lines)
    sums = [line for line in sheet.lines if line.is_total]
    return [*sheet.single[: MOST_LINES - len(sums)], *sums]


def _parts(paper: Paper, sheet: Sheet, lines: Sequence[Line]) -> list[dict[str, Any]]:
    named = sheet.named
    wide = len(named) > 4
    found = []
    for first in range(0, len(named), MOST_COLUMNS):
        part = list(enumerate(named))[first : first + MOST_COLUMNS]
        found.append(
            {
                "size": 7 if wide else 8.5,
                "heads": [
                    sheet.head,
                    *(_head(title, each, english=paper.english) for _, (title, each) in part),
                ],
                "lines": [
                    {
                        "sum": line.is_total,
                        "cells": [
                            line.title,
                            *(_cell(line, at, each, sheet, paper) for at, (_, each) in part),
                        ],
                    }
                    for line in lines
                ],
            }
        )
    return found


def _head(title: str, measure: Measured, *, english: bool) -> str:
    unit = unit_word(measure, english=english) if measure.scale != "auto" else ""
    return f"{title} ({unit})" if unit else title


def _cell(line: Line, at: int, measure: Measured, sheet: Sheet, paper: Paper) -> str:
    cell = line.cells[at]
    told = shown(cell, measure, english=paper.english)
    if not sheet.compared or cell.few or cell.value is None or cell.before is None:
        return told
    if measure.unit == "ratio":
        return f"{told} ({(cell.value - cell.before) * 100:+.1f}pp)"
    change = f"{(cell.value / cell.before - 1) * 100:+.1f}%" if cell.before else "—"
    return f"{told} ({change})"
