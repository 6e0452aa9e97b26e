"""Reading what is exported: the list's own query, page by page, in one state of the firm, as the person who asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from graphql import OperationType

from backend.graph.answers import Answer
from backend.graph.asking import Asked
from backend.graph.context import Services
from backend.graph.deadlines import BoundContext
from backend.graph.limits import UNBOUND, Limits
from backend.graph.operations import Operations
from backend.platform.errors import Code, Refused
from backend.platform.principal import Mask, Principal, Relation
from backend.schema.export_columns import ExportList, ListColumn
from backend.schema.export_lists import may_export, with_names_that_leave
from backend.systemize.tables.cells import Cell

EXPORTING: Final = Limits(
    cost=UNBOUND, burst=UNBOUND, rate=UNBOUND, values=UNBOUND, fields=UNBOUND, source=UNBOUND, tokens=UNBOUND,
    seconds=60,
)  # fmt: skip
"""Of the queries of exports: their documents are ours, and one export is made at a time."""
LIST_OPERATIONS: Final = "list_operations"
"""Where `Services.extra` holds the Operations under EXPORTING."""
Page = tuple[Sequence[Sequence[Cell]], int]


def counting_document(of: ExportList) -> str:
    """Asks how many rows a list has."""
    return (
        f"query{_declared(of)} {{ rows: {of.root}(first: 1{_passed(of)}) {{ totalCount hasMoreThanCount }} }}"
    )


def whole_document(of: ExportList, chosen: str) -> str:
    """Asks for all rows of a plain list."""
    return f"query{_declared(of)} {{ rows: {of.root}({of.passed}) {{ {chosen} }} }}"


def page_document(of: ExportList, columns: Sequence[ListColumn]) -> str:
    """Asks for a page of a list with what its columns need."""
    chosen = _selected(columns)
    if of.is_plain:
        return whole_document(of, f"{of.relation_select} {chosen}")
    if of.inner is None:
        inside = chosen
    elif of.is_paged:
        inside = (
            f"name {of.inner}(first: 100) {{ nodes {{ {chosen} }} pageInfo {{ hasNextPage endCursor }} }}"
        )
    else:
        inside = f"name {of.inner} {{ {chosen} }}"
    relation = of.relation_select + " "
    declared = _declared(of, "$after: String")
    return (
        f"query{declared} {{ rows: {of.root}(first: {of.page}, after: $after{_passed(of)}) "
        f"{{ nodes {{ id {relation}{inside} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    )


def _rest_document(of: ExportList, columns: Sequence[ListColumn]) -> str:
    chosen = _selected(columns)
    return (
        f"query($id: ID!, $after: String) {{ client(id: $id) {{ {of.inner}(first: 100, after: $after) "
        f"{{ nodes {{ {chosen} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
    )


def _selected(columns: Sequence[ListColumn]) -> str:
    return " ".join(dict.fromkeys(column.select for column in columns if column.select))


def _declared(of: ExportList, *more: str) -> str:
    found = ", ".join([*more, *([of.declared] if of.declared else [])])
    return f"({found})" if found else ""


def _passed(of: ExportList) -> str:
    return f", {of.passed}" if of.passed else ""


@dataclass(frozen=True)
class Reader:
    """Asks as one person. services: may read a snapshot."""

    operations: Operations
    services: Services
    principal: Principal

    async def ask(self, document: str, variables: Mapping[str, Any]) -> Any:
        """The data of an answer. Denied fields are null. Raises Refused for everything else that is refused."""
        context = BoundContext(self.principal, self.services)
        begun = self.operations.begin(Asked(document, variables), context, {OperationType.QUERY})
        answer = begun if isinstance(begun, Answer) else await self.operations.execute(begun)
        told = orjson.loads(answer.body())
        for error in told.get("errors", ()):
            extensions = error["extensions"]
            if (
                extensions["code"] != Code.FORBIDDEN
                or not told.get("data")
                or told["data"].get("rows", True) is None
            ):
                raise Refused(Code(extensions["code"]), **extensions["params"])
        return told["data"]

    async def count(self, of: ExportList, values: Mapping[str, Any]) -> int:
        """How many rows a list has for the caller; -1 for more than are counted. Raises Refused like the list."""
        if of.is_plain:
            return len((await self.ask(whole_document(of, "__typename"), values))["rows"])
        rows = (await self.ask(counting_document(of), values))["rows"]
        return -1 if rows["hasMoreThanCount"] else int(rows["totalCount"])

    async def pages(
        self, of: ExportList, columns: Sequence[ListColumn], values: Mapping[str, Any], *, english: bool
    ) -> AsyncIterator[Page]:
        """The rows of a list as cells, page by page, and how many of each page may be seen and not exported."""
        document, after = page_document(of, columns), None
        while True:
            if of.is_plain:
                whole = (await self.ask(document, values))["rows"]
                yield _cells(of, columns, whole, self.principal.mask, english=english)
                return
            found = (await self.ask(document, {**values, "after": after}))["rows"]
            nodes = found["nodes"]
            if of.is_paged:
                await self._complete(of, columns, nodes)
            yield _cells(of, columns, nodes, self.principal.mask, english=english)
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]

    async def _complete(
        self, of: ExportList, columns: Sequence[ListColumn], nodes: Sequence[dict[str, Any]]
    ) -> None:
        """Read the further pages inside of rows."""
        document = _rest_document(of, columns)
        for node in nodes:
            inner = node.get(of.inner or "")
            while inner and inner["pageInfo"]["hasNextPage"]:
                values = {"id": node["id"], "after": inner["pageInfo"]["endCursor"]}
                more = ((await self.ask(document, values))["client"] or {}).get(of.inner)
                if more is None:
                    break
                inner["nodes"] += more["nodes"]
                inner["pageInfo"] = more["pageInfo"]


def _cells(
    of: ExportList,
    columns: Sequence[ListColumn],
    nodes: Iterable[Mapping[str, Any]],
    mask: Mask,
    *,
    english: bool,
) -> Page:
    rows: list[list[Cell]] = []
    left_out = 0
    open_: dict[Relation, list[bool]] = {}
    for node in nodes:
        relation = of.relation_of(node)
        if not may_export(mask, of.type, relation):
            left_out += sum(1 for _ in of.rows_in(node))
            continue
        if relation not in open_:
            open_[relation] = [may_export(mask, column.coordinate, relation) for column in columns]
        rows.extend(
            [
                column.read(with_names_that_leave(column, row, mask), english) if allowed else None
                for column, allowed in zip(columns, open_[relation], strict=True)
            ]
            for row in of.rows_in(node)
        )
    return rows, left_out


def reader_of(services: Services, principal: Principal) -> Reader:
    """Reads as a person with the process's own operations for lists."""
    return Reader(services.extra[LIST_OPERATIONS], services, principal)


def in_snapshot(services: Services, reads: Any) -> Services:
    """The same services, reading one state of the database."""
    return replace(services, database=services.database.seen_by(reads))
