"""Changes of imports; files come by `POST /files/imports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET

from backend.book.imports import preview, steps
from backend.book.imports.batches import Wishes, wishes_of
from backend.book.imports.content import job_of, overview_of, plan_of
from backend.book.imports.edits import edit_row
from backend.book.imports.jobs import ImportJob
from backend.book.imports.own_columns import sheet_of
from backend.book.imports.pairs import decide
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema import import_inputs as inputs
from backend.schema import inputs as common
from backend.schema.changing import Key, changed, id_of, subject
from backend.schema.import_rows import ImportRow, shown_row
from backend.schema.imports import IMPORT, Import, acting_of
from backend.schema.staff import USER
from backend.systemize.field_values import storable
from backend.systemize.sheets.headers import field_of
from backend.systemize.sheets.plans import FIXES, Plan, from_json


@strawberry.type
class EditedImportRow:
    """A row as it is after its cells were typed anew, and its import."""

    import_: Import | None = strawberry.field(name="import")
    row: ImportRow | None


@strawberry.type
class ImportMutations:
    """Steps of an import, and what is decided on the way."""

    @strawberry.mutation
    async def choose_import(
        self, info: Info, input: inputs.ChooseImportInput, idempotency_key: Key = None
    ) -> Import | None:
        """Say how the file is to be read, and what is wished; it is checked next."""
        context, id = info.context, await _own(info.context, input.id, "chooseImport")
        wishes = None if input.wishes in (UNSET, None) else _wishes(input.wishes)

        async def work(session: AsyncSession) -> Any:
            plan = await _plan(session, context, id, input)
            return await steps.choose(session, context.services.vault, id, plan, wishes)

        return await changed(  # type: ignore[no-any-return]
            context, IMPORT, "chooseImport", work, key=idempotency_key, input=repr(input)
        )

    @strawberry.mutation
    async def wish_import(
        self, info: Info, input: inputs.WishImportInput, idempotency_key: Key = None
    ) -> Import | None:
        """Say what to do with owners, tags and twins; the preview follows at once."""
        id, wishes = await _own(info.context, input.id, "wishImport"), _wishes(input.wishes)
        return await changed(  # type: ignore[no-any-return]
            info.context, IMPORT, "wishImport",
            lambda session: steps.wish(session, id, wishes),
            key=idempotency_key, input=repr(input),
        )  # fmt: skip

    @strawberry.mutation
    async def fix_import_column(
        self, info: Info, input: inputs.FixImportColumnInput, idempotency_key: Key = None
    ) -> Import | None:
        """Mend a column for all rows; the file is checked again."""
        context, id = info.context, await _own(info.context, input.id, "fixImportColumn")
        if input.fix not in FIXES:
            raise bad_input("fix", "choice")
        value, to = (storable(t, "value") if t is not None else None for t in (input.value, input.to))
        return await changed(  # type: ignore[no-any-return]
            context, IMPORT, "fixImportColumn",
            lambda session: steps.fix_column(
                session, context.services.vault, id, input.field, input.fix, value, to  # type: ignore[arg-type]
            ),
            key=idempotency_key, input=repr(input),
        )  # fmt: skip

    @strawberry.mutation
    async def edit_import_row(self, info: Info, input: inputs.EditImportRowInput) -> EditedImportRow | None:
        """Type cells of a row anew; it is checked again at once."""
        context, id = info.context, await _own(info.context, input.id, "editImportRow")
        row_id = own_id("importrow", input.row)
        cells = {cell.field: cell.text for cell in input.cells}
        shown: list[ImportRow] = []

        async def work(session: AsyncSession) -> UUID:
            acting, vault = acting_of(context), context.services.vault
            row = await edit_row(session, vault, acting, id, row_id, cells)
            (found,) = await preview.show(session, vault, acting, await job_of(session, id), [row])
            shown.append(shown_row(found, context.locale))
            return id

        found = await changed(context, IMPORT, "editImportRow", work)
        return EditedImportRow(import_=found, row=shown[0])

    @strawberry.mutation
    async def decide_import(
        self, info: Info, input: inputs.DecideImportInput, idempotency_key: Key = None
    ) -> Import | None:
        """Say what to do with rows that may repeat something."""
        id = await _own(info.context, input.id, "decideImport")
        pairs = None if input.pairs is None else [own_id("importpair", pair) for pair in input.pairs]

        async def work(session: AsyncSession) -> UUID:
            await decide(session, id, input.decision, pairs, decisive=input.certain)  # type: ignore[arg-type]
            return id

        return await changed(  # type: ignore[no-any-return]
            info.context, IMPORT, "decideImport", work, key=idempotency_key, input=repr(input)
        )

    @strawberry.mutation
    async def commit_import(
        self, info: Info, input: inputs.CommitImportInput, idempotency_key: Key = None
    ) -> Import | None:
        """Take the accepted rows into the book; goes on with a cancelled import, too."""
        context, id = info.context, await _own(info.context, input.id, "commitImport")
        return await changed(  # type: ignore[no-any-return]
            context, IMPORT, "commitImport",
            lambda session: steps.commit(session, context.services.vault, id, input.revision),
            key=idempotency_key, input=repr(input),
        )  # fmt: skip

    @strawberry.mutation
    async def cancel_import(
        self, info: Info, input: common.IdInput, idempotency_key: Key = None
    ) -> Import | None:
        """End an import; what was taken in by then stays, and can be undone."""
        id = await _own(info.context, input.id, "cancelImport")
        return await changed(  # type: ignore[no-any-return]
            info.context, IMPORT, "cancelImport",
            lambda session: steps.cancel(session, id), key=idempotency_key, input=repr(input),
        )  # fmt: skip

    @strawberry.mutation
    async def undo_import(
        self, info: Info, input: common.IdInput, idempotency_key: Key = None
    ) -> Import | None:
        """Take an import back, within 30 days; rows that people worked on since stay, each with its reason."""
        id = await _own(info.context, input.id, "undoImport")
        return await changed(  # type: ignore[no-any-return]
            info.context, IMPORT, "undoImport",
            lambda session: steps.undo(session, id), key=idempotency_key, input=repr(input),
        )  # fmt: skip


async def _own(context: Context, id: str, call: str) -> UUID:
    """The id of an import that the caller may do this to."""
    found: UUID = (await subject(context, IMPORT, id, call)).row.id
    return found


def _wishes(given: inputs.ImportWishesInput) -> Wishes:
    owner = id_of(USER, given.owner)
    told = {
        "default_owner_id": str(owner) if owner else None,
        "create_tags": bool(given.create_tags),
        "on_twin": given.on_twin or "skip",
    }
    return wishes_of(told)


async def _plan(
    session: AsyncSession, context: Context, id: UUID, given: inputs.ChooseImportInput
) -> Plan | None:
    """The plan that stands with what was said anew; None when nothing was."""
    if given.mapping is UNSET and given.headers is UNSET and given.with_hidden is UNSET:
        return None
    job = await job_of(session, id)
    plan = await plan_of(session, context.services.vault, job)
    if given.mapping is not UNSET:
        mapping = {_text(one.column): one.field for one in _listed(given.mapping)}
        unknown = await _unknown_columns(session, context, job)
        kept = {name: field for name, field in mapping.items() if field is not None or name not in unknown}
        plan = replace(plan, mapping=from_json({"mapping": kept}).mapping)
    if given.headers is not UNSET:
        headers = {_text(one.sheet): one.row for one in _listed(given.headers)}
        plan = replace(plan, headers=from_json({"headers": headers}).headers)
    if given.with_hidden is not UNSET:
        plan = replace(plan, with_hidden=bool(given.with_hidden))
    return plan


async def _unknown_columns(session: AsyncSession, context: Context, job: ImportJob) -> set[str]:
    """Columns whose header says nothing to us: nobody leaves them out on purpose, and they go on being listed."""
    seen = await overview_of(session, context.services.vault, job)
    kind = await sheet_of(session, job.kind, context.principal)
    return {
        f"{sheet.name}!#{column.letters}"
        for sheet in (seen.sheets if seen else ())
        for table in sheet.tables
        for column in table.columns
        if field_of(column.header, kind) is None
    }


def _listed(given: Any) -> Sequence[Any]:
    return given or ()


def _text(text: str) -> str:
    return storable(text, "mapping")
