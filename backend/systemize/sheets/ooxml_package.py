"""The parts of an .xlsx file: which sheet lies where, which date system, which cell styles are crossed out."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from xml.etree import ElementTree

from backend.systemize.sheets.binary_workbooks import read_binary_sheets
from backend.systemize.sheets.workbooks import column_index

_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Package:
    """sheets: part by sheet name. uses_1904: serial numbers count from 1904. struck_styles: numbers of styles."""

    sheets: dict[str, str]
    uses_1904: bool
    struck_styles: frozenset[bytes]


def read_package(archive: zipfile.ZipFile) -> Package:
    """What the package says of its sheets. Raises KeyError and ElementTree.ParseError where it is broken."""
    books = [target for _, kind, target in _relations(archive, "") if kind.endswith("/officeDocument")]
    book = books[0] if books else "xl/workbook.xml"
    if book.endswith(".bin"):
        return _binary_package(archive, book)
    root = _tree(archive, book)
    targets = {key: target for key, _, target in _relations(archive, book)}
    sheets = {
        sheet.get("name", ""): targets[key]
        for sheet in _all(root, "sheet")
        for name, key in sheet.attrib.items()
        if name.endswith("}id") and key in targets
    }
    uses_1904 = any(properties.get("date1904") in _TRUE for properties in _all(root, "workbookPr"))
    return Package(sheets, uses_1904, _struck_styles(archive, join(dirname(book), "styles.xml")))


def _binary_package(archive: zipfile.ZipFile, book: str) -> Package:
    """The same of an .xlsb file; its styles are not looked at."""
    relations, uses_1904 = read_binary_sheets(archive.read(book))
    targets = {key: target for key, _, target in _relations(archive, book)}
    sheets = {name: targets[key] for name, key in relations.items() if key in targets}
    return Package(sheets, uses_1904, frozenset())


def read_comments(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    """The comments of the sheet in a part: text by row (from 1) and column (from 0)."""
    comments: dict[tuple[int, int], str] = {}
    for _, kind, target in _relations(archive, part):
        if not kind.endswith("/comments") or target not in archive.namelist():
            continue
        for comment in _all(_tree(archive, target), "comment"):
            cell = comment.get("ref", "")
            letters = cell.rstrip("0123456789")
            if letters and letters != cell:
                text = "".join(t.text or "" for t in _all(comment, "t"))
                comments[int(cell[len(letters) :]), column_index(letters)] = text
    return comments


def _struck_styles(archive: zipfile.ZipFile, part: str) -> frozenset[bytes]:
    """Numbers, as digits, of the cell styles whose font is crossed out."""
    if part not in archive.namelist():
        return frozenset()
    root = _tree(archive, part)
    fonts = [font for group in _all(root, "fonts") for font in _all(group, "font")]
    struck = {
        str(n)
        for n, font in enumerate(fonts)
        if any(s.get("val", "1") in _TRUE for s in _all(font, "strike"))
    }
    styles = [style for group in _all(root, "cellXfs") for style in _all(group, "xf")]
    return frozenset(str(n).encode() for n, style in enumerate(styles) if style.get("fontId") in struck)


def _relations(archive: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """Id, type and target part of each relation of a part ("" for the package itself)."""
    relations = join(dirname(part), "_rels", f"{basename(part)}.rels")
    if relations not in archive.namelist():
        return []
    return [
        (relation.get("Id", ""), relation.get("Type", ""), _resolved(part, relation.get("Target", "")))
        for relation in _all(_tree(archive, relations), "Relationship")
    ]


def _resolved(part: str, target: str) -> str:
    """The name of the part a relation points to, from the root of the package."""
    return normpath(target.lstrip("/") if target.startswith("/") else join(dirname(part), target))


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - see the import


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The descendants with a local name, whatever their namespace."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)
