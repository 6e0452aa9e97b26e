"""The layout of a client's form: sections that are the firm's data, arranged all at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import form_layout
from backend.book.custom_fields import SECTION
from backend.book.custom_sections import CustomSection, SectionDraft, sections_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.ids import own_id, public_id
from backend.platform.tenant import Firm
from backend.schema.changing import Key, change
from backend.schema.viewer import policies_of

MOST_FIELDS = 300


@strawberry.type
class FormSection:
    """A section. `columns`: 1 to 3 where there is room; `collapsed`: closed until somebody opens it."""

    id: strawberry.ID
    zh: str
    en: str
    columns: int
    collapsed: bool


@strawberry.type
class FormLayout:
    """The sections of a client's form in their order; which fields stand in them, say `fields`.

    `version`: of all definitions; whoever arranges the form says which one he looked at.
    """

    version: int
    sections: list[FormSection]


@strawberry.input
class FormSectionInput:
    """A section and the fields in it, in their order. `id`: absent for a new one."""

    id: strawberry.ID | None = None
    zh: str
    en: str
    columns: int = 2
    collapsed: bool = False
    fields: list[strawberry.ID]


@strawberry.input(description="All sections; those that are not named go. `rest`: fields that stand in none.")
class ArrangeFormInput:
    """A client's form as it is to be."""

    version: int
    sections: list[FormSectionInput]
    rest: list[strawberry.ID]


@strawberry.type
class FormLayoutMutations:
    """The form of the firm's own fields."""

    @strawberry.mutation
    async def arrange_form(
        self, info: Info, input: ArrangeFormInput, idempotency_key: Key = None
    ) -> FormLayout | None:
        """Put sections and fields in order, all at once."""
        context = info.context
        drafts = [_draft(each) for each in input.sections]
        rest = _fields(input.rest)
        await change(
            context, "arrangeForm",
            lambda session: form_layout.arrange(session, input.version, drafts, rest),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        policies_of(context).doubt(context.principal.firm_id)
        return await form_layout_of(context, whole=True)


async def form_layout_of(context: Context, *, whole: bool | None = None) -> FormLayout:
    """The layout; who may not arrange it sees the sections of the fields that he knows of. whole: all of them."""
    firm_id = context.principal.firm_id
    if whole is None:
        whole = context.principal.may("Mutation.arrangeForm")
    async with context.database.read(firm_id) as session:
        version, sections = await _read(session, firm_id)
    known = {field.section for field in context.principal.mask.own.values()}
    shown = [_section(each) for each in sections]
    return FormLayout(version=version, sections=[each for each in shown if whole or each.id in known])


async def _read(session: AsyncSession, firm_id: UUID) -> tuple[int, list[CustomSection]]:
    version = await session.scalar(select(Firm.fields_version).where(Firm.firm_id == firm_id))
    return int(version or 0), await sections_of(session, firm_id)


def _section(row: CustomSection) -> FormSection:
    return FormSection(
        id=strawberry.ID(public_id(SECTION, row.id)),
        zh=row.zh,
        en=row.en,
        columns=row.columns,
        collapsed=row.collapsed,
    )


def _draft(given: FormSectionInput) -> SectionDraft:
    id = own_id(SECTION, given.id) if given.id is not None else None
    return SectionDraft(id, given.zh, given.en, given.columns, given.collapsed, _fields(given.fields))


def _fields(ids: Sequence[str]) -> list[UUID]:
    if len(ids) > MOST_FIELDS:
        raise bad_input("sections", "limit", limit=MOST_FIELDS)
    return [own_id("customfield", id) for id in ids]
