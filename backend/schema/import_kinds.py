"""What can be imported: kinds of sheets and their fields, as data for the wizard, templates and partners."""

from __future__ import annotations

import strawberry

from backend.book.imports.kinds import KINDS
from backend.book.imports.own_columns import OWNED, described, extended
from backend.book.imports.own_values import may_import
from backend.platform.principal import Principal
from backend.systemize.sheets.columns import Column, SheetKind


@strawberry.type
class ImportField:
    """A field that a column can feed.

    `adjustable`: what can be settled for a whole column (`unit`, `date_order`); `values`: of a choice; `words`: one for
    each of them; `personal`: tells something of a person.
    """

    key: str
    zh: str
    en: str
    kind_zh: str
    kind_en: str
    required: bool
    personal: bool
    hint_zh: str
    hint_en: str
    adjustable: list[str]
    values: list[str]
    words: list[str]


@strawberry.type
class ImportKind:
    """A kind of sheet. `permitted`: the caller may import it; `oneOf`: of each group a field has to be there."""

    key: str
    zh: str
    en: str
    permitted: bool
    fields: list[ImportField]
    one_of: list[list[str]]


def import_kinds(principal: Principal) -> list[ImportKind]:
    """All kinds, in the order in which a new firm needs them."""
    return [
        ImportKind(
            key=key,
            zh=kind.sheet.zh,
            en=kind.sheet.en,
            permitted=all(principal.may(call) for call in kind.calls),
            fields=[_field(column) for column in _columns(key, kind.sheet, principal)],
            one_of=[list(group) for group in kind.sheet.one_of],
        )
        for key, kind in KINDS.items()
    ]


def _columns(key: str, sheet: SheetKind, principal: Principal) -> tuple[Column, ...]:
    """The columns of a kind; those of own fields as far as the caller may write them to clients of his."""
    if key != OWNED:
        return sheet.columns
    own = (field for name, field in principal.mask.own.items() if may_import(principal, name))
    return extended(sheet, [described(field) for field in own]).columns


def told(value: object) -> str:
    """A value as text; truth as `true` and `false`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field(column: Column) -> ImportField:
    return ImportField(
        key=column.key,
        zh=column.zh,
        en=column.en,
        kind_zh=column.cell.zh,
        kind_en=column.cell.en,
        required=column.is_required,
        personal=column.personal,
        hint_zh=column.zh_hint,
        hint_en=column.en_hint,
        adjustable=sorted(column.cell.adjustable),
        values=[told(choice.value) for choice in column.cell.choices],
        words=[choice.words[0] for choice in column.cell.choices],
    )
