"""Inputs of the mutations of imports."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

ID = strawberry.ID


@strawberry.input(
    description="Which column feeds which field. `column`: a header, `sheet!header`, `#C` or `sheet!#C`; "
    "`-field` leaves a field out. `field`: null leaves the column out."
)
class ImportMappingInput:
    """A column and its field."""

    column: str
    field: str | None = None


@strawberry.input(description="`row`: of the header; null leaves the sheet out.")
class ImportHeaderInput:
    """Where the header of a sheet is."""

    sheet: str
    row: int | None = None


@strawberry.input(description="`onTwin`: skip, same, update or different. `owner`: null for nobody.")
class ImportWishesInput:
    """What to do for the whole file."""

    owner: ID | None = None
    create_tags: bool | None = False
    on_twin: str | None = "skip"


@strawberry.input(description="What is absent stays as it was, at first as it was proposed.")
class ChooseImportInput:
    """How to read a file, and what is wished."""

    id: ID
    mapping: list[ImportMappingInput] | None = UNSET
    headers: list[ImportHeaderInput] | None = UNSET
    with_hidden: bool | None = UNSET
    wishes: ImportWishesInput | None = UNSET


@strawberry.input
class WishImportInput:
    """What to do with owners, tags and twins, once the file is checked."""

    id: ID
    wishes: ImportWishesInput


@strawberry.input(
    description="`fix`: drop, drop_bad, replace (`value` as typed is read `to`), unit, date_order, default (`value`)."
)
class FixImportColumnInput:
    """A column mended for all rows."""

    id: ID
    field: str
    fix: str
    value: str | None = None
    to: str | None = None


@strawberry.input(description="`text`: null drops the cell.")
class ImportCellInput:
    """A cell typed anew."""

    field: str
    text: str | None = None


@strawberry.input(description="No cells: a skipped row is taken as data.")
class EditImportRowInput:
    """A row whose cells are typed anew."""

    id: ID
    row: ID
    cells: list[ImportCellInput]


@strawberry.input(
    description="`decision`: same, different, skip or update; null takes decisions back. Without `pairs` all are "
    "meant, with `certain` only those that are (or are not)."
)
class DecideImportInput:
    """What to do with rows that may repeat something."""

    id: ID
    decision: str | None = None
    pairs: list[ID] | None = None
    certain: bool | None = None


@strawberry.input(description="`revision`: of the preview that was looked at.")
class CommitImportInput:
    """A yes."""

    id: ID
    revision: int
