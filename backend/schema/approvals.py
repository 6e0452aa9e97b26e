"""Approvals: what is asked, who signs, and the chain of what was done."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum
from backend.graph.nouns import Noun
from backend.graph.sources import Expression, Part, Standing, ToMany, column, to_one
from backend.schema.approval_kinds import APPROVAL_KIND, ApprovalField, ApprovalKind, form_of, kinds_at
from backend.schema.approval_parts import (
    ApprovalAct,
    ApprovalCopy,
    ApprovalStep,
    acts_of,
    copies_of,
    steps_of,
)
from backend.schema.approval_states import open_to
from backend.schema.documents import DOCUMENT
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User
from backend.track import approvals
from backend.track.approvals import Approval as ApprovalRow


@strawberry.type
class Approval(Node):
    """Something that has to be approved: what is asked, who signs, and all that was done."""

    version: int = column("version")
    zh: str = column("zh", description="The kind as it was called when it was asked.")
    en: str = column("en")
    about: str = column("subject", description="client, journey, document, free.")
    state: str = column(
        "state", description="draft, pending, approved, rejected, returned, withdrawn, expired, voided."
    )
    title: str = column("title")
    stage: str | None = column("stage", description="The stage of the journey that asked for it.")
    round: int = column("round", description="How often it was handed in.")
    created_at: datetime = column("created_at")
    submitted_at: datetime | None = column("submitted_at")
    due_at: datetime | None = column("due_at", description="By when its open steps should be decided.")
    expires_at: datetime | None = column("expires_at", description="Until when it can be decided.")
    ended_at: datetime | None = column("ended_at")
    void_field: str | None = column("void_field", description="Of its subject, whose change voided it.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: asked by him, of him, told to him, or as to its client."""
        return self.stands

    kind: ApprovalKind | None = to_one(lambda: APPROVAL_KIND, "kind_id")
    requester: User | None = to_one(lambda: USER, "requester_id", description="Whose matter it is.")
    asked_by: User | None = to_one(lambda: USER, "asked_by_id", description="Who handed it in.")
    client = linked("client", "client_id", description="About whom it is, if the caller may see him.")
    journey = linked("journey", "journey_id", description="The journey it is about, or that asked for it.")
    document = linked(DOCUMENT, "document_id", description="The document it is about.")

    @declared(Expression(lambda place: place.row.form))
    def form(self) -> strawberry.scalars.JSON:
        """What was filled in, by the keys of `fields`; numbers and days as text."""
        return strawberry.scalars.JSON(self.row.form)

    @strawberry.field
    async def fields(self, info: Info) -> list[ApprovalField] | None:
        """The form of the version it was asked by."""
        content = await info.context.load(kinds_at, (self.row.kind_id, self.row.kind_number))
        return [] if content is None else form_of(content)

    @declared(
        ToMany(
            lambda: Part(approvals.ApprovalStep),
            (approvals.ApprovalStep.approval_id,),
            (approvals.ApprovalStep.round, approvals.ApprovalStep.place),
        )
    )
    async def steps(self, info: Info) -> list[ApprovalStep] | None:
        """Steps of all rounds, the first round first."""
        rows = await info.context.load(steps_of, self.row.id) or []
        return [ApprovalStep(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: Part(approvals.ApprovalCopy),
            (approvals.ApprovalCopy.approval_id,),
            (approvals.ApprovalCopy.created_at, approvals.ApprovalCopy.id),
        )
    )
    async def copies(self, info: Info) -> list[ApprovalCopy] | None:
        """Who is told of it."""
        rows = await info.context.load(copies_of, self.row.id) or []
        return [ApprovalCopy(row=row, stands=self.stands) for row in rows]

    @declared(
        ToMany(
            lambda: Part(approvals.ApprovalAct),
            (approvals.ApprovalAct.approval_id,),
            (approvals.ApprovalAct.number,),
        )
    )
    async def acts(self, info: Info) -> list[ApprovalAct] | None:
        """Its chain: everything that was done, the first first."""
        rows = await info.context.load(acts_of, self.row.id) or []
        return [ApprovalAct(row=row, stands=self.stands) for row in rows]

    @strawberry.field
    async def can(self, info: Info) -> list[str] | None:
        """What the caller may do now: edit, submit, withdraw, approve, reject, return, transfer, add."""
        return await info.context.load(open_to, self.row.id) or []


APPROVAL: Noun = noun_of("approval", ApprovalRow, Approval)
