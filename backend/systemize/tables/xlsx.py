"""A table as an Excel workbook, written straight into its file as the rows come.

An own writer, because libraries keep rows in clear temporary files on the way; ours go from memory into the sealed
file. Texts are inline strings, which are never formulas; those that look like one also carry Excel's own mark of text
(`quotePrefix`), so that they stay text when somebody edits the cell. Format: ECMA-376, part 1.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final
from xml.sax.saxutils import escape

from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.tables.cells import Cell, Form, Heading, Mark, yes_no
from backend.systemize.tables.guard import would_run

MOST_ROWS: Final = 1_048_000
"""Of a sheet; Excel knows 1,048,576."""
_LONGEST: Final = 32_000
_DIGITS: Final = 15
"""What Excel keeps of a number; longer ones are written as text, whole."""
_EPOCH: Final = date(1899, 12, 30)
_BARRED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPED: Final = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_HEAD, _GUARDED, _MONEY, _NUMBER, _DATE, _INSTANT = 1, 2, 3, 4, 5, 6
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FONT: Final = '<sz val="11"/><name val="Calibri"/>'
_FORMATS: Final = ("#,##0.00", "#,##0.########", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm")
_STYLES: Final = (
    f'{_XML}<styleSheet {_MAIN}><numFmts count="4">'
    + "".join(f'<numFmt numFmtId="{n}" formatCode="{form}"/>' for n, form in enumerate(_FORMATS, 164))
    + f'</numFmts><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="7"><xf/><xf fontId="1" applyFont="1"/><xf quotePrefix="1"/>'
    + "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in range(164, 168))
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_WIDTHS: Final = {
    Form.TEXT: 20,
    Form.MONEY: 18,
    Form.NUMBER: 18,
    Form.DATE: 12,
    Form.INSTANT: 18,
    Form.BOOLEAN: 8,
}


class XlsxWriter:
    """One sheet of rows, and one that nobody sees with the mark. out: written once, from the beginning to the end."""

    def __init__(self, out: IO[bytes], headings: Sequence[Heading], mark: Mark, title: str) -> None:
        self._headings, self._mark = headings, mark
        self._letters = [_letters(n) for n in range(len(headings))]
        self._archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        for name, text in _parts(mark, title).items():
            self._archive.writestr(name, text)
        self._sheet = self._archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._row = 0
        self._sheet.write(self._beginning().encode())
        self._put([(f"{each}1", _HEAD, heading.title) for each, heading in self._columns])

    @property
    def _columns(self) -> list[tuple[str, Heading]]:
        return list(zip(self._letters, self._headings, strict=True))

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """More rows. Raises ValueError over the most a sheet holds."""
        written = []
        for row in rows:
            self._row += 1
            cells = [
                self._cell(f"{letter}{self._row}", cell)
                for letter, cell in zip(self._letters, row, strict=True)
                if cell is not None
            ]
            written.append(f'<row r="{self._row}">{"".join(cells)}</row>')
        if self._row > MOST_ROWS:
            raise ValueError("more rows than a sheet holds")
        self._sheet.write("".join(written).encode())

    def close(self) -> None:
        """The end of the sheet and of the file."""
        last = f"{self._letters[-1]}{self._row}"
        words = escape(self._mark.words.replace("&", "&&"))
        self._sheet.write(
            f'</sheetData><autoFilter ref="A1:{last}"/><pageMargins left="0.5" right="0.5" top="0.8" bottom="0.8" '
            f'header="0.3" footer="0.3"/><pageSetup orientation="landscape"/><headerFooter><oddHeader>&amp;R{words}'
            f"</oddHeader><oddFooter>&amp;L{words}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>".encode()
        )
        self._sheet.close()
        self._archive.close()

    def _put(self, cells: Iterable[tuple[str, int, str]]) -> None:
        self._row += 1
        told = "".join(_text(place, style, text) for place, style, text in cells)
        self._sheet.write(f'<row r="{self._row}">{told}</row>'.encode())

    def _beginning(self) -> str:
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{_WIDTHS[heading.form]}" customWidth="1"/>'
            for n, heading in enumerate(self._headings, 1)
        )
        return (
            f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
            f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>'
        )

    def _cell(self, place: str, cell: Any) -> str:
        if isinstance(cell, str):
            return _text(place, _GUARDED if would_run(cell) else 0, cell)
        if isinstance(cell, bool):
            return _text(place, 0, yes_no(cell, english=self._mark.english))
        if isinstance(cell, Decimal):
            text = f"{cell:f}"
            if len(text.strip("-0.").replace(".", "")) > _DIGITS:
                return _text(place, 0, text)
            places = -int(cell.as_tuple().exponent)
            return f'<c r="{place}" s="{_MONEY if places == 2 else _NUMBER}"><v>{text}</v></c>'
        if isinstance(cell, datetime):
            local = cell.astimezone(BUSINESS_ZONE)
            seconds = (local.hour * 60 + local.minute) * 60 + local.second
            return f'<c r="{place}" s="{_INSTANT}"><v>{_serial(local.date()) + round(seconds / 86_400, 9)}</v></c>'
        return f'<c r="{place}" s="{_DATE}"><v>{_serial(cell)}</v></c>'


def _serial(day: date) -> int:
    return (day - _EPOCH).days


def _text(place: str, style: int, text: str) -> str:
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    told = escape(_ESCAPED.sub(r"_x005F_\1", _BARRED.sub("", text)))
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'


def _letters(n: int) -> str:
    found = ""
    while n >= 0:
        found = chr(65 + n % 26) + found
        n = n // 26 - 1
    return found


def _parts(mark: Mark, title: str) -> dict[str, str]:
    """Everything of a workbook but the rows."""
    name = escape(re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    words = escape(mark.words)
    made = mark.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    kinds = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>'
        for part, kind in (
            ("/xl/workbook.xml", f"{office}.sheet.main+xml"),
            ("/xl/worksheets/sheet1.xml", f"{office}.worksheet+xml"),
            ("/xl/worksheets/sheet2.xml", f"{office}.worksheet+xml"),
            ("/xl/styles.xml", f"{office}.styles+xml"),
            ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        )
    )
    hidden = "".join(
        f'<row r="{n}">{_text(f"A{n}", 0, text)}</row>'
        for n, text in enumerate((mark.firm, mark.person, made, mark.id), 1)
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="r2" '
        f'Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:creator>{escape(mark.person)}</dc:creator><dc:description>{words}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created></cp:coreProperties>',
        "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{_RELATED}"><sheets><sheet name="{name}" sheetId="1" '
        'r:id="r1"/><sheet name="startrail" sheetId="2" state="veryHidden" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_RELATED}/worksheet" Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="r3" Type="{_RELATED}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet2.xml": f"{_XML}<worksheet {_MAIN}><sheetData>{hidden}</sheetData></worksheet>",
    }
