"""Sheets with a few rows near the top and a value far below, made small enough for the fast reader.

The fast reader lays out the whole rectangle between the first and the last value: one forgotten blank in row
1,048,576 of thirty columns takes a gigabyte. Such a sheet is copied with its rows moved together.
"""

import io
import re
import zipfile

from backend.systemize.sheets.ooxml_marks import Marks, row_elements
from backend.systemize.sheets.workbooks import MAX_ROWS, FileFault, FileRefused

# Cells of 24 bytes that the fast reader may lay out for one sheet.
MAX_LAID_OUT = 8_000_000
_REFERENCE = re.compile(rb"""\br=(["'])([A-Z]{1,3})\d+["']""")


def is_sparse(marks: Marks) -> bool:
    """True when the rectangle of a sheet's values is too large to be laid out."""
    return marks.last_row * marks.last_column > MAX_LAID_OUT


def moved_together(archive: zipfile.ZipFile, part: str) -> tuple[io.BytesIO, list[int]]:
    """A copy of the package whose sheet has no rows without a value, and the true number of each row in it.

    Raises FileRefused (`unsafe`) when even so it has more rows than we read or is too large.
    """
    marks, numbers, rows, number = Marks(), [], [], 0
    for attributes, body in row_elements(archive, part, marks):
        named = re.search(rb"""\br=["'](\d+)["']""", attributes)
        number = int(named[1]) if named else number + 1
        if b"v>" in body or b"is>" in body:
            numbers.append(number)
            rows.append(_REFERENCE.sub(rb"r=\1\g<2>%d\1" % len(numbers), body))
            if len(numbers) > MAX_ROWS:
                raise FileRefused(FileFault.UNSAFE)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as small:
        for name in archive.namelist():
            if name != part and "worksheets/" not in name:
                small.writestr(name, archive.read(name))
        small.writestr(part, _sheet(marks.head, rows))
    copy.seek(0)
    return copy, numbers


def _sheet(head: bytes, rows: list[bytes]) -> bytes:
    """A sheet's XML of an original's head and row bodies."""
    opened = re.search(rb"<(\w+:)?sheetData\b[^>]*>$", head)
    prefix = (opened[1] if opened else None) or b""
    body = b"".join(
        b'<%srow r="%d">%s</%srow>' % (prefix, number, row, prefix)
        for number, row in enumerate(rows, start=1)
    )
    return head + body + b"</%ssheetData></%sworksheet>" % (prefix, prefix)
