"""How somebody wants a file to be read: which column feeds which field, in which unit and order, and what to drop.

A plan is plain data: the wizard, the command line and the next file with the same headers use the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, get_args

from backend.platform.errors import bad_input
from backend.systemize.plain_text import compact
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.workbooks import CellValue, as_typed
from backend.systemize.written_dates import DateOrder

UNITS: Final[Mapping[str, Decimal]] = {
    "1": Decimal(1),
    "100": Decimal(100),
    "1000": Decimal(1_000),
    "10000": Decimal(10_000),
    "1000000": Decimal(1_000_000),
    "100000000": Decimal(100_000_000),
    "0.01": Decimal("0.01"),
}
"""What a bare number of a column may count in: 元, 百, 千, 万, 百万, 亿, per cent."""
Fix = Literal["drop", "drop_bad", "replace", "unit", "date_order", "default"]
FIXES: Final = get_args(Fix)
MOST_REPLACED: Final = 500


@dataclass(frozen=True, slots=True)
class ColumnOptions:
    """What is settled for a whole column.

    unit: what a bare number counts in; date_order: of dates that can be read in two ways; values: what is read
    instead of a text (by its `compact` form), None: nothing; drops_bad: a cell that cannot be read is unknown
    instead of refusing its row; default: read where the cell is blank or there is no column.
    """

    unit: Decimal | None = None
    date_order: DateOrder | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    drops_bad: bool = False
    default: str | None = None

    def replaced(self, cell: CellValue) -> tuple[CellValue, bool]:
        """The cell to be read, and whether it is another than the file's."""
        if not self.values or cell is None:
            return cell, False
        form = compact(as_typed(cell))
        return (self.values[form], True) if form in self.values else (cell, False)


NO_OPTIONS: Final = ColumnOptions()


@dataclass(frozen=True, slots=True)
class Plan:
    """mapping: field by header, by "sheet!header", by "#C" or "sheet!#C" (a column's letters); None leaves it out.

    headers: the row of a sheet's header by sheet name where the found one is wrong; None leaves the sheet out.
    options: by field. with_hidden: the explicit yes to hidden sheets, rows and columns.
    """

    mapping: Mapping[str, str | None] = field(default_factory=dict)
    headers: Mapping[str, int | None] = field(default_factory=dict)
    options: Mapping[str, ColumnOptions] = field(default_factory=dict)
    with_hidden: bool = False

    def options_of(self, key: str) -> ColumnOptions:
        """The options of a field."""
        return self.options.get(key, NO_OPTIONS)


def checked(plan: Plan, kind: SheetKind) -> Plan:
    """The plan. Raises Refused(BAD_USER_INPUT): a field the kind does not have, an option the column cannot take."""
    fields = [*(key for key in plan.mapping.values() if key is not None), *plan.options]
    if any(key not in kind.by_key for key in fields):
        raise bad_input("mapping", "unknown")
    for key, options in plan.options.items():
        takes = kind.by_key[key].cell.adjustable
        if (options.unit is not None and "unit" not in takes) or (
            options.date_order is not None and "date_order" not in takes
        ):
            raise bad_input("options", "choice")
    return plan


def fixed(plan: Plan, kind: SheetKind, key: str, fix: Fix, value: str | None, to: str | None = None) -> Plan:
    """The plan with a column mended for all rows.

    drop: the field is left out; drop_bad: cells that cannot be read are unknown; replace: `value` as typed is read
    as `to` (None: as nothing); unit, date_order, default: set to `value`. Raises Refused(BAD_USER_INPUT).
    """
    if key not in kind.by_key:
        raise bad_input("field", "unknown")
    if fix not in FIXES:
        raise bad_input("fix", "choice")
    if fix == "drop":
        dropped = {header: None if field == key else field for header, field in plan.mapping.items()}
        return replace(plan, mapping={**dropped, **_left_out(plan, key)})
    options = _mended(plan.options_of(key), fix, value, to)
    return checked(replace(plan, options={**plan.options, key: options}), kind)


def _left_out(plan: Plan, key: str) -> dict[str, str | None]:
    """Marks a field as wanted from no column, also where only its words would find it."""
    return {f"{LEAVE_OUT}{key}": None}


LEAVE_OUT: Final = "-"
"""Before a field's key in a mapping: no column feeds it, whatever its header."""


def _mended(options: ColumnOptions, fix: Fix, value: str | None, to: str | None) -> ColumnOptions:
    if fix == "drop_bad":
        return replace(options, drops_bad=True)
    if fix == "unit":
        return replace(options, unit=_unit(value))
    if fix == "date_order":
        if value not in get_args(DateOrder):
            raise bad_input("value", "choice")
        return replace(options, date_order=value)  # type: ignore[arg-type]
    if fix == "default":
        return replace(options, default=value or None)
    if value is None:
        raise bad_input("value", "required")
    if len(options.values) >= MOST_REPLACED:
        raise bad_input("value", "limit", limit=MOST_REPLACED)
    return replace(options, values={**options.values, compact(value): to or None})


def _unit(value: object) -> Decimal:
    try:
        unit = Decimal(str(value)).normalize()
    except InvalidOperation as fault:
        raise bad_input("value", "choice") from fault
    if unit not in UNITS.values():
        raise bad_input("value", "choice")
    return unit


def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON types."""
    return {
        "mapping": dict(plan.mapping),
        "headers": dict(plan.headers),
        "options": {key: _options_json(options) for key, options in plan.options.items()},
        "with_hidden": plan.with_hidden,
    }


def _options_json(options: ColumnOptions) -> dict[str, Any]:
    told = {
        "unit": f"{options.unit:f}" if options.unit is not None else None,
        "date_order": options.date_order,
        "values": dict(options.values) or None,
        "drops_bad": options.drops_bad or None,
        "default": options.default,
    }
    return {key: value for key, value in told.items() if value is not None}


def from_json(told: Any) -> Plan:
    """The plan of `to_json`, or of a person's file. Raises Refused(BAD_USER_INPUT) for another shape."""
    if not isinstance(told, Mapping) or set(told) - {"mapping", "headers", "options", "with_hidden"}:
        raise bad_input("mapping", "file", detail="mapping, headers, options, with_hidden")
    mapping, headers = told.get("mapping") or {}, told.get("headers") or {}
    options, with_hidden = told.get("options") or {}, told.get("with_hidden", False)
    maps = (mapping, headers, options)
    if not all(isinstance(one, Mapping) and _are_texts(one) for one in maps) or not isinstance(
        with_hidden, bool
    ):
        raise bad_input("mapping", "file", detail="{}")
    if not _are_texts(value for value in mapping.values() if value is not None):
        raise bad_input("mapping", "file", detail='{"header": "field" | null}')
    if any(not (row is None or (isinstance(row, int) and row > 0)) for row in headers.values()):
        raise bad_input("headers", "number")
    return Plan(mapping, headers, {key: _options(one) for key, one in options.items()}, with_hidden)


def _options(told: Any) -> ColumnOptions:
    if not isinstance(told, Mapping) or set(told) - {"unit", "date_order", "values", "drops_bad", "default"}:
        raise bad_input("options", "choice")
    values, order, default = told.get("values") or {}, told.get("date_order"), told.get("default")
    is_sound = isinstance(values, Mapping) and len(values) <= MOST_REPLACED and _are_texts(values)
    if not is_sound or not _are_texts(value for value in (*values.values(), default) if value is not None):
        raise bad_input("options", "choice")
    if order is not None and order not in get_args(DateOrder):
        raise bad_input("options", "choice")
    return ColumnOptions(
        unit=_unit(told["unit"]) if told.get("unit") is not None else None,
        date_order=order,
        values={compact(text): to for text, to in values.items()},
        drops_bad=bool(told.get("drops_bad")),
        default=default,
    )


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)
