"""What an .ods file says besides its values: hidden rows and columns, merged cells, and how far it reaches."""

import zipfile
from xml.parsers import expat

from backend.systemize.sheets.archives import chunks_of
from backend.systemize.sheets.ooxml_marks import MAX_LAID_OUT_WHOLE, Marks
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Span

_MAX_MARKED = 1_100_000
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_VALUE_TYPE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type"
_UNSEEN = ("collapse", "filter")


def read_ods_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """The marks of every table of an .ods file, by name. Raises FileRefused: `unsafe`, `unreadable`, `password`."""
    if b"encryption-data" in (
        archive.read(m) if (m := "META-INF/manifest.xml") in archive.namelist() else b""
    ):
        raise FileRefused(FileFault.PASSWORD)
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        for chunk in chunks_of(archive, "content.xml"):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken
    return reader.tables


class _Reader:
    """Follows rows, columns and cells through content.xml; counts rows from 1, columns from 0."""

    def __init__(self) -> None:
        self.tables: dict[str, Marks] = {}
        self._marks = Marks()
        self._row = self._column = self._repeated = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.removeprefix(_TABLE)
        if name == "table":
            self._marks = self.tables[attributes.get(f"{_TABLE}name", "")] = Marks()
            self._row, self._column = 1, 0
        elif name == "table-column":
            count = int(attributes.get(f"{_TABLE}number-columns-repeated", 1))
            if attributes.get(f"{_TABLE}visibility") in _UNSEEN:
                self._marks.hidden_columns.update(range(self._column, self._column + min(count, 16_384)))
            self._column += count
        elif name == "table-row":
            self._repeated = int(attributes.get(f"{_TABLE}number-rows-repeated", 1))
            self._column = 0
            if attributes.get(f"{_TABLE}visibility") in _UNSEEN:
                self._marks.hidden_rows.update(range(self._row, self._row + min(self._repeated, _MAX_MARKED)))
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == f"{_TABLE}table-row":
            self._row += self._repeated

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = int(attributes.get(f"{_TABLE}number-columns-repeated", 1))
        down = int(attributes.get(f"{_TABLE}number-rows-spanned", 1))
        across = int(attributes.get(f"{_TABLE}number-columns-spanned", 1))
        if down > 1 or across > 1:
            span = Span(self._row, self._column, self._row + down - 1, self._column + across - 1)
            self._marks.merged.append(span)
        self._column += repeated
        if _VALUE_TYPE in attributes:
            marks = self._marks
            marks.last_row = max(marks.last_row, self._row + self._repeated - 1)
            marks.last_column = max(marks.last_column, self._column)
            if marks.last_row * marks.last_column > MAX_LAID_OUT_WHOLE:
                raise FileRefused(FileFault.UNSAFE)
