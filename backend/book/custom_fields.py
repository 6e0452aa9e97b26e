"""A firm's own fields of clients: what they are called, of which kind, and what their values may be.

Key and kind stay as they were first given, and a key is never given again: values, rules, views and history name it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.ids import public_id
from backend.systemize.fields import Field, Kind, Option

CUSTOM: Final = "custom:"
"""Before the key of such a field wherever it stands beside the fields of the product."""
SECTION: Final = "formsection"
"""Before the public ids of sections."""
KINDS: Final = (
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.NUMBER,
    Kind.MONEY,
    Kind.PERCENT,
    Kind.DATE,
    Kind.CHOICE,
    Kind.CHOICES,
    Kind.BOOLEAN,
    Kind.USER,
    Kind.REGION,
    Kind.LUNAR,
    Kind.CLIENT,
    Kind.PRODUCT,
    Kind.SEALED,
    Kind.FILE,
)
CHOOSING: Final = frozenset({Kind.CHOICE, Kind.CHOICES})
NUMERIC: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
SORTABLE: Final = NUMERIC | {Kind.DATE, Kind.CHOICE, Kind.LUNAR}
POINTING: Final = {Kind.USER: "user", Kind.CLIENT: "client", Kind.PRODUCT: "product"}
"""Kinds whose value is the id of a row, kept as text, with the prefix of public ids."""
REACHED: Final = frozenset({Kind.CLIENT, Kind.PRODUCT})
"""Kinds that point to rows which not everybody reaches: to others the value is none."""
UNBEGUN: Final = REACHED | {Kind.SEALED, Kind.FILE}
"""Kinds with which no new client begins."""
PLACES: Final = {Kind.NUMBER: 4, Kind.MONEY: 2, Kind.PERCENT: 2}
"""Decimals where nothing else is said."""
LENGTHS: Final = {Kind.TEXT: 200, Kind.LONG_TEXT: 4000, Kind.SEALED: 60}
"""Characters at most; a field may allow fewer."""
LIMIT: Final = Numeric(28, 8)


class CustomField(Versioned, TenantRow):
    """One field of the firm's own.

    options: of choices, in their order, `{value, zh, en, retired}`; a retired one stays where it was chosen.
    max_length: characters of texts; places: decimals of numbers; low, high: the least and the greatest number.
    formula: of what it is computed (custom_formulas.py), rollup: what rows it tells the sum of (rollups.py); with
    either no client has a value of it.
    shown_when, required_when: conditions of the form (form_rules.py); client_kinds: of which clients it is asked, of
    all when there are none; initial: what a new client has, a value as it is kept, or `today`, or `me`.
    position: from 1 among those in use; archived_at: out of forms, lists and filters, the values are kept.
    """

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("firm_id", "key"), refers("custom_section", "section_id"))

    key: Mapped[str]
    kind: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    section_id: Mapped[UUID | None]
    required: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    max_length: Mapped[int | None]
    places: Mapped[int | None]
    low: Mapped[Decimal | None] = mapped_column(LIMIT)
    high: Mapped[Decimal | None] = mapped_column(LIMIT)
    formula: Mapped[str | None]
    rollup: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    shown_when: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    required_when: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    client_kinds: Mapped[list[str]] = mapped_column(JSONB, default=list)
    initial: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    position: Mapped[int]
    archived_at: Mapped[datetime | None]

    @property
    def is_computed(self) -> bool:
        """Whether it follows from other values, so that no client has one of its own."""
        return self.formula is not None or self.rollup is not None

    @property
    def slot(self) -> str:
        """Under which name a client's row keeps the value."""
        return slot_of(self.key, self.kind)


def slot_of(key: str, kind: str) -> str:
    """The name of a value in `client.custom`.

    The kind is part of it: one table holds the rows of all firms, and where SQL reads a number it must never meet the
    text that another firm keeps under the same key.
    """
    return f"{key.removeprefix(CUSTOM)}:{kind}"


def as_field(row: CustomField) -> Field:
    """What readers need to know of it, as of the fields of the product."""
    kind = Kind(row.kind)
    return Field(
        CUSTOM + row.key,
        "custom",
        kind,
        row.zh,
        row.en,
        section=public_id(SECTION, row.section_id) if row.section_id else None,
        required=row.required,
        sortable=kind in SORTABLE,
        options=tuple(
            Option(each["value"], each["zh"], each["en"], bool(each.get("retired"))) for each in row.options
        ),
        max_length=row.max_length or LENGTHS.get(kind, 200),
        shown_when=_text(row.shown_when),
        required_when=_text(row.required_when),
        client_kinds=tuple(row.client_kinds or ()),
        initial=_text(row.initial),
        editable=not row.is_computed,
        places=row.places,
    )


def _text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
