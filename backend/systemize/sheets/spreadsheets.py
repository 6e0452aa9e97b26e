"""Reading .xlsx, .xls, .xlsb and .ods: values by python-calamine, the rest from the file itself."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from python_calamine import SheetTypeEnum as SheetType
from python_calamine import SheetVisibleEnum as Visibility

from backend.systemize.sheets.archives import BROKEN, check_archive
from backend.systemize.sheets.binary_workbooks import read_binary_marks
from backend.systemize.sheets.compound_files import read_xls_marks
from backend.systemize.sheets.ooxml_marks import Marks, read_marks
from backend.systemize.sheets.ooxml_package import Package, read_comments, read_package
from backend.systemize.sheets.ooxml_sparse import is_sparse, moved_together
from backend.systemize.sheets.open_document import read_ods_marks
from backend.systemize.sheets.workbooks import MAX_ROWS, CellValue, FileFault, FileRefused, Row, Sheet, Span

_OPEN_DOCUMENT = "content.xml"
_NO_PACKAGE = Package({}, False, frozenset())


def read_zipped(path: Path) -> list[Sheet]:
    """The sheets of an .xlsx, .xlsb or .ods file; raises FileRefused."""
    parts = check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if _OPEN_DOCUMENT in parts:
                return _sheets_of(path, archive, _NO_PACKAGE, read_ods_marks(archive))
            package = read_package(archive)
            return _sheets_of(path, archive, package, _marks_of(archive, package))
    except (KeyError, ParseError, *BROKEN) as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken


def read_compound(path: Path) -> list[Sheet]:
    """The sheets of a BIFF8 .xls file; raises FileRefused."""
    marks, uses_1904 = read_xls_marks(path)
    return _sheets_of(path, None, Package({}, uses_1904, frozenset()), marks)


def _marks_of(archive: zipfile.ZipFile, package: Package) -> dict[str, Marks]:
    """The marks of every worksheet, by sheet name."""
    return {
        name: read_binary_marks(archive, part)
        if part.endswith(".bin")
        else read_marks(archive, part, package.struck_styles)
        for name, part in package.sheets.items()
        if "worksheets/" in part
    }


def _sheets_of(
    path: Path, archive: zipfile.ZipFile | None, package: Package, marks: dict[str, Marks]
) -> list[Sheet]:
    """Every worksheet with its values and marks."""
    try:
        # A path would be judged by its name, the bytes are judged by what they are.
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            return [
                _sheet(book, archive, package, name, is_hidden, marks.get(name, Marks()))
                for name, is_hidden in _worksheets(book)
            ]
    except PasswordError as locked:
        raise FileRefused(FileFault.PASSWORD) from locked
    except (CalamineError, OSError, ValueError, OverflowError) as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken
    except BaseException as panic:
        # What the reader itself did not expect reaches us as a BaseException of a type that has no public name.
        if type(panic).__name__ == "PanicException":
            raise FileRefused(FileFault.UNREADABLE) from panic
        raise


def _worksheets(book: CalamineWorkbook) -> Iterator[tuple[str, bool]]:
    """Name and "is hidden" of the sheets that hold cells."""
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetType.WorkSheet:
            yield sheet.name, sheet.visible != Visibility.Visible


def _sheet(
    book: CalamineWorkbook,
    archive: zipfile.ZipFile | None,
    package: Package,
    name: str,
    is_hidden: bool,
    marks: Marks,
) -> Sheet:
    """One sheet put together."""
    part = package.sheets.get(name, "")
    if archive is not None and part.endswith(".xml") and is_sparse(marks):
        copy, numbers = moved_together(archive, part)
        with CalamineWorkbook.from_filelike(copy) as small:
            rows, merged = _rows(small.get_sheet_by_name(name), numbers), marks.merged
    else:
        values = book.get_sheet_by_name(name)
        rows = _rows(values, count(1))
        merged = marks.merged or _merged(values)
    return Sheet(
        name=name,
        rows=rows,
        is_hidden=is_hidden,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        merged=merged,
        struck=marks.struck,
        uncached=marks.uncached,
        errors=marks.errors,
        comments=read_comments(archive, part) if archive is not None and part else {},
        uses_1904=package.uses_1904,
    )


def _rows(sheet: CalamineSheet, numbers: Iterable[int]) -> list[Row]:
    """The rows with a value. numbers: the true number of each row from the sheet's first."""
    rows = []
    cells: Sequence[CellValue]
    # The reader leaves out empty columns on the left, though not empty rows above.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in zip(numbers, sheet.iter_rows(), strict=False):
        if any(cell != "" for cell in cells):
            rows.append(Row(number, [*left, *cells] if left else cells))
            if len(rows) > MAX_ROWS:
                raise FileRefused(FileFault.UNSAFE)
    return rows


def _merged(sheet: CalamineSheet) -> list[Span]:
    """The merged ranges the reader knows (.xls, .xlsb), counted our way."""
    return [
        Span(top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
