"""Leaks put in on purpose, one at a time: probing that overlooks one of them proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from sqlalchemy import func, select

from backend.graph import rights
from backend.graph.engine import paging
from backend.graph.engine.paging import Listed
from backend.graph.pages import MOST_COUNTED
from backend.platform.callers import of_caller
from backend.platform.keys import Vault
from backend.platform.principal import Level, Mask, Relation
from backend.schema import audit, client_list, subjects
from backend.schema.reachable import Rows


@dataclass(frozen=True)
class Plant:
    """One leak. fields: by which it shows; rows: whether it is one of rows instead; changes: after which it shows."""

    name: str
    planted: Callable[[], Any]
    fields: tuple[str, ...] = ()
    rows: bool = False
    changes: tuple[str, ...] = ()


def _no_demand(*_args: Any, **_more: Any) -> None:
    """Every right is there."""


@contextmanager
def _orders_undemanded() -> Iterator[None]:
    demand = rights.demand

    def lenient(context: Any, type_name: str, coordinate: str, *level: Any) -> None:
        # Filters are judged elsewhere; what comes here without a level is an order.
        if level:
            demand(context, type_name, coordinate, *level)

    with patch.object(client_list, "demand", lenient):
        yield


@contextmanager
def _related_unjudged() -> Iterator[None]:
    """What is asked of related rows is not judged."""
    judge, inside = subjects.judge, False

    def shallow(*asked: Any) -> None:
        nonlocal inside
        if not inside:
            inside = True
            try:
                judge(*asked)
            finally:
                inside = False

    with patch.object(subjects, "judge", shallow):
        yield


@contextmanager
def _all_related() -> Iterator[None]:
    """Related rows count whether the caller reaches them or not."""

    def within(_self: Any, caller: Any, row: Any) -> list[Any]:
        return [row.firm_id == of_caller(caller, "firm_id")]

    with patch.object(Rows, "within", within):
        yield


@contextmanager
def _levels(changed: Callable[[str, Relation], Level | None]) -> Iterator[None]:
    """Another level wherever `changed` says one."""
    level = Mask.level

    def other(self: Mask, coordinate: str, relation: Relation) -> Level:
        found = changed(coordinate, relation)
        return level(self, coordinate, relation) if found is None else found

    with patch.object(Mask, "level", other):
        yield


@contextmanager
def _wider(coordinate: str) -> Iterator[None]:
    """A right to search that nobody gave."""
    throughout = Mask.throughout

    def other(self: Mask, name: str, relations: Any) -> Level:
        return Level.VIEW if name == coordinate else throughout(self, name, relations)

    with patch.object(Mask, "throughout", other):
        yield


@contextmanager
def _counting_all() -> Iterator[None]:
    """`totalCount` counts the rows of the firm, seen or not."""

    def count(self: Any) -> Any:
        model = self._noun.model if isinstance(self, Listed) else None
        if model is None:
            return func.count()
        counted = select(model.id).where(model.firm_id == self.draft.firm).limit(MOST_COUNTED + 1).subquery()
        return select(func.count()).select_from(counted).scalar_subquery()

    with patch.object(paging.Connection, "_count", count):
        yield


@contextmanager
def _open_cursors() -> Iterator[None]:
    with (
        patch.object(Vault, "seal_cursor", lambda _self, text: text),
        patch.object(Vault, "open_cursor", lambda _self, text: text),
    ):
        yield


@contextmanager
def _levels_in_audit() -> Iterator[None]:
    """The audit shows what it has, whoever reads it."""
    visible = audit._visible

    class Open:
        """A mask that lets through everything."""

        def level(self, _coordinate: str, _relation: Relation) -> Level:
            return Level.VIEW

    class Seen:
        """The caller with such a mask."""

        mask = Open()

    class Context:
        """A context of such a caller."""

        principal = Seen()

    with patch.object(audit, "_visible", lambda _context, *rest: visible(Context(), *rest)):  # type: ignore[arg-type]
        yield


PLANTS: Mapping[str, Plant] = {
    plant.name: plant
    for plant in (
        Plant(
            "filter without the right",
            lambda: patch.object(subjects, "judge", _no_demand),
            ("note", "mobile"),
        ),
        Plant("filter without the right behind a relation", _related_unjudged, ("note", "mobile")),
        Plant("related rows out of reach", _all_related, rows=True, changes=("family",)),
        Plant("sort without the right", _orders_undemanded, ("name",)),
        Plant("count over unseen rows", _counting_all, rows=True),
        Plant("cursor that can be read", _open_cursors, ("note",)),
        Plant(
            "mask forgotten at one relation",
            lambda: _levels(
                lambda name, relation: (
                    Level.VIEW if (name, relation) == ("Client.name", Relation.FIRM) else None
                )
            ),
            ("name",),
        ),
        Plant(
            "field open at one relation",
            lambda: _levels(
                lambda name, relation: (
                    Level.VIEW if (name, relation) == ("Client.note", Relation.FIRM) else None
                )
            ),
            ("note",),
        ),
        Plant("search in a denied field", lambda: _wider("Client.company"), ("company",)),
        Plant("audit without rights", _levels_in_audit, ("note", "company")),
    )
}
