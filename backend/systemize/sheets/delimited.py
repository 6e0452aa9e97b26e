"""Delimited text: .csv and .tsv in the encodings Chinese offices meet, told apart by their bytes."""

import codecs
import csv
import io

from backend.systemize.sheets.workbooks import MAX_COLUMNS, MAX_ROWS, FileFault, FileRefused, Row, Sheet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = "\t,;|"
_SAMPLE_LINES = 50


def decoded(data: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-16, UTF-8 or GB 18030 (which contains GBK).

    Raises FileRefused (`unreadable`) for bytes that are no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not any(ch in text for ch in "\x00\x01\x02\x03\x04\x05\x06\x07\x08"):
            return text
    raise FileRefused(FileFault.UNREADABLE)


def _unmarked(data: bytes) -> str | None:
    """UTF-16 without a mark shows a zero byte beside every ASCII character (delimiters, digits, line ends)."""
    sample = data[:2000]
    if sample.count(b"\x00") < len(sample) // 20 or len(sample) % 2:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def read_delimited(text: str, name: str) -> Sheet:
    """The records of a text as a sheet; row numbers count records from 1, blank ones too.

    Raises FileRefused: `unsafe` for more records or columns than we read, `unreadable` for a broken one.
    """
    text = text.lstrip("\ufeff")
    delimiter, skipped = _declared(text) or (_delimiter_of(text), 0)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            if number <= skipped or not any(cell and not cell.isspace() for cell in cells):
                continue
            rows.append(Row(number, cells))
            if len(rows) > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise FileRefused(FileFault.UNSAFE)
    except csv.Error as broken:
        raise FileRefused(FileFault.UNREADABLE) from broken
    return Sheet(name=name, rows=rows, is_delimited=True)


def _declared(text: str) -> tuple[str, int] | None:
    """The delimiter of a first line `sep=;`, as Excel writes it, and the number of records it takes."""
    first = text.split("\n", 1)[0].strip().lower()
    return (first[4], 1) if len(first) == 5 and first.startswith("sep=") else None


def _delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines, outside quotes, into the same number of cells."""
    lines = _outside_quotes(text[:200_000]).splitlines()[:_SAMPLE_LINES]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in lines if line.strip()]
        usual = max(set(counts), key=lambda n: (counts.count(n) if n else 0, n), default=0)
        score = counts.count(usual) * usual if usual else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _outside_quotes(text: str) -> str:
    """The text without what stands between double quotes."""
    return "".join(text.split('"')[::2])
