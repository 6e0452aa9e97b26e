"""Exports as their people see them: what was asked for, how far it is, who agreed, and until when it can be taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import strawberry
from sqlalchemy import Text

from backend.book.custom_fields import CUSTOM
from backend.book.exports.changes import rules_of
from backend.book.exports.model import WHOLE, ExportJob
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Standing, ToOne, column
from backend.platform.callers import of_caller
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.principal import Level, Relation
from backend.schema.export_lists import LISTS, list_for, may_export_somewhere
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User

MEDIA: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


@strawberry.type
class Export(Node):
    """A list as a file."""

    version: int = column("version")
    of: str = column("kind", name="list")
    format: str = column("format")
    columns: list[str] = column("columns")
    filtered_by: list[str] = column("filtered_by")
    reason: str = column("reason")
    state: str = column("state")
    needs_approval: bool = column("needs_approval")
    rows: int = column("rows")
    progress: int = column("progress")
    left_out: int = column("left_out")
    size: int | None = column("size")
    asked_at: datetime = column("asked_at")
    decided_at: datetime | None = column("decided_at")
    decision_note: str | None = column("decision_note")
    finished_at: datetime | None = column("finished_at")
    expires_at: datetime | None = column("expires_at")
    fault: str | None = column("fault")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """Whether it is the caller's own."""
        return self.stands

    @declared(ToOne(lambda: USER, "user_id"))
    async def asked_by(self, info: Info) -> User | None:
        """Who asked for it."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: USER, "decided_by_id"))
    async def decided_by(self, info: Info) -> User | None:
        """Who agreed to it, or refused it."""
        return await node_of(info.context, USER, self.row.decided_by_id)  # type: ignore[no-any-return]


@strawberry.type
class ExportColumn:
    """A column of a list. `allowed`: it may leave; `masked`: as a mask."""

    key: str
    coordinate: str
    zh: str
    en: str
    allowed: bool
    masked: bool


@strawberry.type
class ExportRules:
    """What the firm has said about exports."""

    rows_alone: int
    kept_days: int


EXPORT: Noun = noun_of("export", ExportJob, Export)


def exports_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Exports, newest first."""
    bounds: list[Any] = []
    if arguments["state"].is_there:
        bounds.append(ExportJob.state == draft.bind(arguments["state"], Text()))
    if arguments["mine"].literal(draft.context):
        bounds.append(ExportJob.user_id == of_caller(draft.caller, "caller_id"))
    return Paged(EXPORT, tuple(bounds), (SortKey(ExportJob.id, descending=True),), "exports")


def export_columns(context: Context, list: str) -> list[ExportColumn]:
    """The columns of a list. Raises Refused(BAD_USER_INPUT) for another word."""
    mask = context.principal.mask
    return [
        ExportColumn(
            key=each.key,
            coordinate=each.coordinate,
            zh=each.zh,
            en=each.en,
            allowed=may_export_somewhere(mask, each.coordinate),
            masked=mask.anywhere(each.coordinate) is Level.MASKED or each.coordinate in _SEALED,
        )
        for each in list_for(list, mask).columns.values()
    ]


async def present_rules(context: Context) -> ExportRules:
    """What the firm has said."""
    async with context.database.read(context.principal.firm_id) as session:
        found = await rules_of(session)
    return ExportRules(rows_alone=found.rows_alone, kept_days=found.kept_days)


def may_take(context: Context, node: Any) -> bool:
    """Whether a person may take his export now: it is his own, and all of it may still leave with him."""
    mask, row = context.principal.mask, node.row
    if node.stands is not Relation.OWN or mask.level(f"Mutation.{TAKE}", node.stands) < Level.VIEW:
        return False
    if row.kind == WHOLE:
        return mask.level(ASK_WHOLE, node.stands) >= Level.VIEW
    if row.kind not in LISTS:
        return False
    of = list_for(row.kind, mask)
    if any(key.startswith(CUSTOM) and key not in of.columns for key in row.columns):
        return False  # an own field that is archived, or closed to him, by now
    needed = [of.type, *(of.columns[key].coordinate for key in row.columns if key in of.columns)]
    return all(may_export_somewhere(mask, coordinate) for coordinate in needed)


def file_name(row: ExportJob) -> str:
    """What the file is called: the list, the day and the number."""
    day = row.asked_at.astimezone(BUSINESS_ZONE).strftime("%Y%m%d-%H%M")
    name = LISTS[row.kind].zh if row.kind in LISTS else "全部数据"
    return f"{name}-{day}-{row.id.hex[-6:]}.{row.format}"


TAKE: Final = "openExport"
ASK_WHOLE: Final = "Mutation.requestFirmExport"
_SEALED: Final = frozenset(
    f"Client.{key}" for key in ("idNumber", "mobile", "phone", "email", "wechat", "address", "bankAccount")
)
