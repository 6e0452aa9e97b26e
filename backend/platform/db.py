"""The declarative base and the shapes every table shares."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.ids import uuid7

MONEY = Numeric(20, 2)
UNITS = Numeric(20, 6)
NAV = Numeric(18, 8)
SHARE = Numeric(7, 4)
RATIO = Numeric(12, 8)


class Base(DeclarativeBase):
    """Every table; constraint names are final from the first time (a distributed server cannot rename them)."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        str: Text(),
        int: Integer(),
        bytes: LargeBinary(),
        Decimal: MONEY,
        date: Date(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[str]: ARRAY(Text()),
    }


class TenantRow(Base):
    """A row of one firm: `(firm_id, id)` leads its key, and so decides on which machine it lies.

    `firm_id` is filled at flush from the session; `audited = False` keeps a table out of the audit. spread: columns of
    JSON objects whose members are audited one by one, as `column:member`; what follows a colon in a member's name is
    about how it is kept, and left out.
    """

    __abstract__ = True
    audited: ClassVar[bool] = True
    spread: ClassVar[frozenset[str]] = frozenset()

    firm_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-20)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-19)

    @classmethod
    def worked_out(cls) -> ColumnElement[bool] | None:
        """Which rows of an audited table the product made by itself from others; None: none of them."""
        return None

    def recorded(self, action: str, changes: dict[str, Any]) -> tuple[str, UUID, dict[str, Any]] | None:
        """As a change of which table, row and columns the audit tells of a change of this row; None: not at all."""
        return self.__tablename__, self.id, changes

    def hold_open(self) -> None:
        """Raise Refused where nothing may be done to the row, or hung on it, any more."""


class Versioned:
    """Rows people edit: a stale write is refused, and who made and changed them is kept.

    maintained: columns the product keeps itself; a change of these alone is audited, but makes no new version,
    so that nobody's open form is refused for it.
    """

    maintained: ClassVar[frozenset[str]] = frozenset()

    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(default="system:unknown")
    updated_at: Mapped[datetime] = mapped_column(default=now)


def refers(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key inside the firm: `(firm_id, column)` to `(firm_id, id)` of another tenant table."""
    return ForeignKeyConstraint(["firm_id", column], [f"{table}.firm_id", f"{table}.id"])
