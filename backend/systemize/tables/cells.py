"""Columns and cells of a table, and the mark that says who took it out and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from backend.platform.clock import BUSINESS_ZONE

Cell = str | Decimal | date | datetime | bool | None
"""What a cell holds; instants are aware."""


class Form(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Heading:
    """A column. title: in the reader's language."""

    title: str
    form: Form = Form.TEXT


@dataclass(frozen=True)
class Mark:
    """Who took a table out, when, under which number; in the reader's language."""

    firm: str
    person: str
    at: datetime
    id: str
    english: bool = False

    @property
    def words(self) -> str:
        """One line that a reader sees."""
        when = self.at.astimezone(BUSINESS_ZONE).strftime("%Y-%m-%d %H:%M")
        who = "Exported by" if self.english else "导出人"
        return f"{self.firm} · {who} {self.person} · {when} · {self.id}"


class TableWriter(Protocol):
    """Writes a table as its rows come, in constant memory."""

    def add(self, rows: Iterable[Any]) -> None:
        """More rows, cells in the order of the columns."""

    def close(self) -> None:
        """The end of the file."""


def yes_no(value: bool, *, english: bool) -> str:
    """A word."""
    return ("Yes" if value else "No") if english else ("是" if value else "否")
