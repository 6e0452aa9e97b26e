"""Asking for exports, deciding about them, and taking them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import strawberry

from backend.book.exports import changes
from backend.book.exports.changes import Wanted
from backend.book.exports.model import WHOLE
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.rights import demand_at
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.principal import Relation
from backend.schema import export_inputs, inputs
from backend.schema.changing import Key, change, changed, subject
from backend.schema.document_mutations import FileLink
from backend.schema.export_lists import chosen, list_for
from backend.schema.export_reading import reader_of
from backend.schema.exports import EXPORT, Export, ExportRules, file_name, may_take, present_rules
from backend.schema.file_links import link_for


def _variables(input: export_inputs.RequestExportInput) -> dict[str, Any]:
    """The variables of the list. Raises Refused(BAD_USER_INPUT) for what no list can take."""
    for name, value, type_ in (("filter", input.filter, dict), ("orderBy", input.order_by, list)):
        if value is not None and not isinstance(value, type_):
            raise bad_input(name, "body")
    given = {
        "filter": input.filter,
        "orderBy": input.order_by,
        "search": input.search or None,
        "from": input.from_ and input.from_.isoformat(),
        "to": input.to and input.to.isoformat(),
    }
    return {name: value for name, value in given.items() if value}


def _fields(filter: Any) -> Iterator[str]:
    """The fields a filter compares."""
    if isinstance(filter, list):
        for each in filter:
            yield from _fields(each)
    elif isinstance(filter, Mapping):
        for name, value in filter.items():
            if name in {"and", "or", "not"}:
                yield from _fields(value)
            elif value is not None:
                yield name


async def _count(context: Context, input: export_inputs.RequestExportInput) -> tuple[Wanted, int]:
    """What is wanted, as it can be had, and how many rows that is now. Raises Refused like the list itself."""
    of = list_for(input.of, context.principal.mask)
    columns = chosen(of, input.columns, context.principal.mask)
    values = _variables(input)
    if any(f"${name}:" not in of.declared for name in values):
        raise bad_input("filter", "filter_unknown")
    for name in ("from", "to"):
        if f"${name}: Date!" in of.declared and name not in values:
            raise bad_input(name, "required")
    rows = await reader_of(context.services, context.principal).count(of, values)
    filtered = [
        *dict.fromkeys(_fields(values.get("filter"))),
        *(name for name in ("search", "from", "to") if name in values),
    ]
    wanted = Wanted(
        of.key, input.format, tuple(column.key for column in columns), values, filtered, input.reason
    )
    return wanted, rows


def _proven(context: Context) -> None:
    """Raises Refused(STEP_UP_REQUIRED) for who has not proved lately that it is he."""
    if not context.principal.stepped_up:
        raise Refused(Code.STEP_UP_REQUIRED)


@strawberry.type
class ExportMutations:
    """Lists as files."""

    @strawberry.mutation
    async def request_export(
        self, info: Info, input: export_inputs.RequestExportInput, idempotency_key: Key = None
    ) -> Export | None:
        """Ask for a list as a file, made behind the scenes; a large one waits until somebody else agrees."""
        context = info.context
        demand_at(context, "Mutation.requestExport", Relation.OWN)
        wanted, rows = await _count(context, input)
        return await changed(  # type: ignore[no-any-return]
            context, EXPORT, "requestExport",
            lambda session: changes.ask(session, context.services.vault, wanted, rows),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def request_firm_export(
        self, info: Info, input: export_inputs.RequestFirmExportInput, idempotency_key: Key = None
    ) -> Export | None:
        """Ask for everything the firm has, in an open form, with documents; somebody else has to agree in any case."""
        context = info.context
        demand_at(context, "Mutation.requestFirmExport", Relation.OWN)
        _proven(context)
        wanted = Wanted(WHOLE, "zip", (), {}, (), input.reason)
        return await changed(  # type: ignore[no-any-return]
            context, EXPORT, "requestFirmExport",
            lambda session: changes.ask(session, context.services.vault, wanted, -1),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def decide_export(
        self, info: Info, input: export_inputs.DecideExportInput, idempotency_key: Key = None
    ) -> Export | None:
        """Agree to an export somebody else has asked for, or refuse it."""
        node = await subject(info.context, EXPORT, input.id, "decideExport")
        _proven(info.context)
        return await changed(  # type: ignore[no-any-return]
            info.context, EXPORT, "decideExport",
            lambda session: changes.decide(
                session, node.row.id, input.version, approve=input.approve, note=input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def cancel_export(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Export | None:
        """Give up an export that is not made yet."""
        node = await subject(info.context, EXPORT, input.id, "cancelExport")
        return await changed(  # type: ignore[no-any-return]
            info.context, EXPORT, "cancelExport",
            lambda session: changes.cancel(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def discard_export(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Export | None:
        """Throw the file of an export away before its time."""
        node = await subject(info.context, EXPORT, input.id, "discardExport")
        return await changed(  # type: ignore[no-any-return]
            info.context, EXPORT, "discardExport",
            lambda session: changes.discard(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def open_export(self, info: Info, input: inputs.IdInput) -> FileLink | None:
        """A link to the file of an export, for who asked for it; that it was taken is recorded."""
        context = info.context
        node = await subject(context, EXPORT, input.id, "openExport")
        if not may_take(context, node):
            raise Refused(Code.FORBIDDEN, coordinate="Mutation.openExport", problem="export_rights")
        if node.row.needs_approval:
            _proven(context)
        await change(context, "openExport", lambda session: changes.taken(session, node.row.id))
        url, until = link_for(context.services.vault, context.principal, "export", node.row.id)
        return FileLink(url=url, name=file_name(node.row), expires_at=until)

    @strawberry.mutation
    async def set_export_rules(
        self, info: Info, input: export_inputs.SetExportRulesInput, idempotency_key: Key = None
    ) -> ExportRules | None:
        """Say from how many rows on somebody else has to agree, and for how many days files lie there."""
        context = info.context
        await change(
            context, "setExportRules",
            lambda session: changes.set_rules(session, rows_alone=input.rows_alone, kept_days=input.kept_days),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await present_rules(context)
