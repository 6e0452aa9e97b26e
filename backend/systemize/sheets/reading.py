"""Reading a client's workbook by what it is, whatever its name says."""

from pathlib import Path

from backend.systemize.sheets.delimited import decoded, read_delimited
from backend.systemize.sheets.html_tables import looks_like_html, read_html
from backend.systemize.sheets.spreadsheets import read_compound, read_zipped
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Sheet, Workbook

MAX_TEXT_BYTES = 128 * 2**20
_ZIP, _EMPTY_ZIP, _COMPOUND = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Beginnings of files that are text or near it and yet no table: PDF, RTF, images, web archives, XML.
_OTHER = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MIME-Version",
    b"<?xml",
)


def read_workbook(path: str | Path, name: str | None = None) -> Workbook:
    """The sheets of a file: .xlsx, .xls, .xlsb, .ods, delimited text, or HTML under any of these names.

    name: shown instead of the file's own (an uploaded file has another on disk). Rows without any value are
    absent. Raises FileRefused: `password`, `unsafe`, `empty` (no value anywhere), `not_tabular`, `unreadable`.
    Raises OSError when there is no such file.
    """
    path = Path(path)
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start:
        raise FileRefused(FileFault.EMPTY)
    if start.startswith(_EMPTY_ZIP) or (start.startswith(_OTHER) and not looks_like_html(start)):
        raise FileRefused(FileFault.UNREADABLE)
    if start.startswith(_ZIP):
        sheets = read_zipped(path)
    elif start.startswith(_COMPOUND):
        sheets = read_compound(path)
    else:
        sheets = [_read_text(path, Path(name or path.name).stem)]
    if not any(sheet.rows for sheet in sheets):
        raise FileRefused(FileFault.EMPTY)
    return Workbook(name or path.name, sheets)


def _read_text(path: Path, name: str) -> Sheet:
    """The one sheet of a text file, named after the file as Excel does."""
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise FileRefused(FileFault.UNSAFE)
    data = path.read_bytes()
    if looks_like_html(data):
        return read_html(data, name)
    return read_delimited(decoded(data), name)
