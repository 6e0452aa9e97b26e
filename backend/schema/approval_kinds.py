"""Kinds of approvals as readers see them: each version with its form and steps, and the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import draft_of, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import Node
from backend.graph.nouns import Noun
from backend.graph.sources import column
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.nouns import noun_of
from backend.track.approval_content import KindContent, guardable, read_kind
from backend.track.approval_kinds import ApprovalKind as KindRow
from backend.track.approval_kinds import ApprovalKindDraft as DraftRow
from backend.track.approval_kinds import ApprovalKindVersion as VersionRow


@strawberry.type
class ApprovalDifference:
    """A place where a version says something else. Steps and fields are named by their keys."""

    path: str
    before: str | None
    after: str | None


@strawberry.type
class ApprovalOption:
    """One answer of a choice."""

    key: str
    zh: str
    en: str


@strawberry.type
class ApprovalField:
    """What the requester fills in."""

    key: str
    zh: str
    en: str
    kind: str = strawberry.field(description="text, number, money (CNY), date, choice.")
    required: bool
    options: list[ApprovalOption]


@strawberry.type
class ApprovalKindStep:
    """A step as the kind says it."""

    key: str
    zh: str
    en: str
    approvers: list[str] = strawberry.field(description="`role:<role>`, ids of users, lead, partner.")
    mode: str = strawberry.field(description="all, any, quorum.")
    quorum: int | None
    days: int = strawberry.field(description="Workdays to decide in.")
    with_previous: bool = strawberry.field(description="Open at the same time as the one before it.")


@strawberry.type
class ApprovalKindVersion(ConfigurationVersion):
    """One version of a kind."""

    row: strawberry.Private[VersionRow]

    @strawberry.field
    async def changes(self, info: Info) -> list[ApprovalDifference]:
        """What it says otherwise than the version before it; of the first one: nothing."""
        before = await info.context.load(kinds_at, (self.row.kind_id, self.row.number - 1))
        return [] if before is None else differences_of(before, read_kind(self.row.content))


@strawberry.type
class ApprovalKindDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class ApprovalKind(Node):
    """A kind that approvals are asked by."""

    @classmethod
    def noun(cls) -> str:
        """`approvalkind_…`."""
        return "approvalkind"

    version: int = column("version")
    key: str = column("key")
    zh: str = column("zh", description="As the newest version calls it.")
    en: str = column("en")
    about: str = column("subject", description="client, journey, document, free.")
    number: int = column("number", description="Of the newest version.")
    archived_at: datetime | None = column("archived_at", description="Since when nobody asks by it.")

    @strawberry.field
    async def form(self, info: Info) -> list[ApprovalField]:
        """What the requester fills in, by the newest version."""
        content = await info.context.load(kinds_at, (self.row.id, self.row.number))
        return [] if content is None else form_of(content)

    @strawberry.field
    async def steps(self, info: Info) -> list[ApprovalKindStep]:
        """Its steps in order, by the newest version."""
        content: KindContent | None = await info.context.load(kinds_at, (self.row.id, self.row.number))
        return [] if content is None else [
            ApprovalKindStep(
                key=step.key, zh=step.name.zh, en=step.name.en, approvers=list(step.approvers), mode=step.mode,
                quorum=step.quorum, days=step.days, with_previous=step.with_previous,
            )
            for step in content.steps
        ]  # fmt: skip

    @strawberry.field
    def guardable(self) -> list[str]:
        """Keys of the fields of its subject that may be guarded."""
        return list(guardable(self.row.subject))

    @strawberry.field
    async def versions(self, info: Info) -> list[ApprovalKindVersion]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await versions_of(session, VersionRow, kind_id=self.row.id)
        return [ApprovalKindVersion(row=row) for row in rows]

    @strawberry.field
    async def draft(self, info: Info) -> ApprovalKindDraft | None:
        """The next version while somebody works on it."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            row = await draft_of(session, DraftRow, kind_id=self.row.id)
        return None if row is None else ApprovalKindDraft(row=row)


APPROVAL_KIND: Noun = noun_of(
    "approval_kind", KindRow, lambda row, stands: ApprovalKind(row=row, stands=stands), prefix="approvalkind"
)


def form_of(content: KindContent) -> list[ApprovalField]:
    """The form of a version."""
    return [
        ApprovalField(
            key=field.key, zh=field.name.zh, en=field.name.en, kind=field.kind, required=field.required,
            options=[ApprovalOption(key=key, zh=name.zh, en=name.en) for key, name in field.options],
        )
        for field in content.form
    ]  # fmt: skip


def differences_of(before: KindContent, after: KindContent) -> list[ApprovalDifference]:
    """Whatever two versions say otherwise, in the order of the later one."""
    old, new = _flat(before), _flat(after)
    places = [*new, *(place for place in old if place not in new)]
    return [
        ApprovalDifference(path=place, before=old.get(place), after=new.get(place))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _flat(content: KindContent) -> Mapping[str, str]:
    found = {
        "name": f"{content.name.zh} / {content.name.en}",
        "expires": "—" if content.expires is None else str(content.expires),
        "guarded": ", ".join(content.guarded) or "—",
        "copies": ", ".join(content.copies) or "—",
    }
    for field in content.form:
        at = f"form.{field.key}"
        found[at] = f"{field.name.zh} / {field.name.en}"
        found[f"{at}.kind"] = field.kind
        found[f"{at}.required"] = str(field.required).lower()
        found[f"{at}.options"] = "; ".join(f"{name.zh} / {name.en}" for _, name in field.options) or "—"
    for step in content.steps:
        found[step.key] = f"{step.place + 1}. {step.name.zh} / {step.name.en}"
        found[f"{step.key}.approvers"] = ", ".join(step.approvers)
        for name in ("mode", "quorum", "days", "with_previous", "may_add", "may_transfer", "may_return"):
            found[f"{step.key}.{name}"] = str(getattr(step, name)).lower()
    return found


async def kinds_at(
    session: AsyncSession, context: Context, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], KindContent]:
    """What versions of kinds say, by kind and number."""
    rows = await session.scalars(
        select(VersionRow).where(
            VersionRow.firm_id == context.principal.firm_id,
            VersionRow.kind_id.in_({id for id, _ in wanted}),
            VersionRow.number.in_({number for _, number in wanted}),
        )
    )
    return {(row.kind_id, row.number): read_kind(row.content) for row in rows}
