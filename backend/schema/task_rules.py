"""What a firm keeps for its tasks: templates for reuse, and the steps of escalation in versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import or_, select
from strawberry import ID

from backend.book import escalation_rules, task_templates
from backend.book.configurations import versions_of
from backend.book.escalation_rules import EscalationRules
from backend.book.task_templates import TaskTemplate as TemplateRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id, public_id
from backend.policies.roles import PEOPLE
from backend.schema.changing import Key, change, id_of
from backend.schema.clients import CLIENT
from backend.schema.configurations import ConfigurationVersion
from backend.schema.interactions import INTERACTION
from backend.schema.mentioning import mentionable
from backend.schema.staff import TEAM, USER, Team, User
from backend.schema.tasks import TASK


@strawberry.type
class TaskTemplate:
    """A task that is kept for reuse."""

    row: strawberry.Private[TemplateRow]

    @strawberry.field
    def id(self) -> ID:
        """Its id."""
        return ID(public_id("task_template", self.row.id))

    @strawberry.field
    def version(self) -> int:
        """To be named when changing it."""
        return self.row.version

    @strawberry.field
    def title(self) -> str:
        """What is to be done."""
        return self.row.title

    @strawberry.field
    def body(self) -> str | None:
        """How it is done: the playbook."""
        return self.row.body

    @strawberry.field
    def priority(self) -> str:
        """low, normal, high, urgent."""
        return self.row.priority

    @strawberry.field
    def days(self) -> int:
        """Workdays there are to do it."""
        return self.row.days

    @strawberry.field
    def evidence(self) -> str:
        """What completing it leaves behind: none, note, document."""
        return self.row.evidence

    @strawberry.field
    def items(self) -> list[str]:
        """What it consists of."""
        return [item["zh"] for item in self.row.checklist or ()]

    @strawberry.field
    def archived_at(self) -> datetime | None:
        """Since when it is out of use."""
        return self.row.archived_at

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """Whose it is; null: the firm's."""
        return await node_of(info.context, TEAM, self.row.team_id)  # type: ignore[no-any-return]


@strawberry.type
class EscalationVersion(ConfigurationVersion):
    """The steps of escalation that were, or are, in force."""


@strawberry.input
class SaveTaskTemplateInput:
    """A task to be kept for reuse; without `id` a new one."""

    title: str
    id: ID | None = None
    version: int | None = None
    body: str | None = None
    priority: str = "normal"
    days: int = 0
    evidence: str = "none"
    items: list[str] | None = None
    team: ID | None = None


@strawberry.input
class PublishEscalationInput:
    """Other steps of escalation. `base`: the newest version their author knew."""

    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class ArchiveTaskTemplateInput:
    """A template to be taken out of use, or brought back."""

    id: ID
    version: int


@strawberry.type
class TaskRuleQueries:
    """What is kept for tasks."""

    @strawberry.field
    async def task_templates(self, info: Info, archived: bool = False) -> list[TaskTemplate]:
        """Templates of the firm and of the caller's teams, by title; `archived`: those out of use instead."""
        return await _templates(info.context, archived)

    @strawberry.field
    async def escalation_versions(self, info: Info) -> list[EscalationVersion]:
        """The steps of escalation, the newest version first; it is in force."""
        async with info.context.database.read(info.context.principal.firm_id) as session:
            info.context.queries += 1
            return [EscalationVersion(row=row) for row in await versions_of(session, EscalationRules)]

    @strawberry.field
    async def mentionable(self, info: Info, subject: ID, text: str) -> list[User]:
        """Colleagues who may read a task, a conversation or a client, by the beginning of name, pinyin or initials."""
        context = info.context
        word = subject.partition("_")[0]
        noun = {each.word: each for each in (TASK, INTERACTION, CLIENT)}.get(word)
        if noun is None:
            raise Refused(Code.NOT_FOUND)
        node = await node_of(context, noun, own_id(noun.word, subject))
        if node is None:
            raise Refused(Code.NOT_FOUND)
        found = [
            await node_of(context, USER, id) for id in await mentionable(context, noun, node.row.id, text)
        ]
        return [user for user in found if user is not None]


@strawberry.type
class TaskRuleMutations:
    """Changes of what is kept for tasks."""

    @strawberry.mutation
    async def save_task_template(
        self, info: Info, input: SaveTaskTemplateInput, idempotency_key: Key = None
    ) -> TaskTemplate | None:
        """Keep a task for reuse, or change one that is kept."""
        values: dict[str, Any] = {
            name: getattr(input, name) for name in ("title", "body", "priority", "days", "evidence", "items")
        }
        values["team_id"] = id_of(TEAM, input.team)
        id = None if input.id is None else own_id("task_template", input.id)
        done = await change(
            info.context, "saveTaskTemplate",
            lambda session: task_templates.save_template(session, id, input.version, values),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await _template(info.context, done)

    @strawberry.mutation
    async def archive_task_template(
        self, info: Info, input: ArchiveTaskTemplateInput, idempotency_key: Key = None
    ) -> TaskTemplate | None:
        """Take a template out of use, or bring it back."""
        done = await change(
            info.context, "archiveTaskTemplate",
            lambda session: task_templates.archive_template(
                session, own_id("task_template", input.id), input.version
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        return await _template(info.context, done)

    @strawberry.mutation
    async def publish_escalation(
        self, info: Info, input: PublishEscalationInput, idempotency_key: Key = None
    ) -> list[EscalationVersion] | None:
        """Put other steps in force; an older version is put in force by publishing it anew."""
        await change(
            info.context, "publishEscalation",
            lambda session: escalation_rules.publish_steps(
                session, input.base, input.content, PEOPLE, input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        async with info.context.database.read(info.context.principal.firm_id) as session:
            return [EscalationVersion(row=row) for row in await versions_of(session, EscalationRules)]


async def _templates(context: Context, archived: bool) -> list[TaskTemplate]:
    principal = context.principal
    async with context.database.read(principal.firm_id) as session:
        context.queries += 1
        rows = await session.scalars(
            select(TemplateRow)
            .where(
                TemplateRow.firm_id == principal.firm_id,
                TemplateRow.archived_at.is_not(None) if archived else TemplateRow.archived_at.is_(None),
                or_(TemplateRow.team_id.is_(None), TemplateRow.team_id.in_(principal.scope.team_ids)),
            )
            .order_by(TemplateRow.title, TemplateRow.id)
        )
        return [TaskTemplate(row=row) for row in rows]


async def _template(context: Context, id: UUID | None) -> TaskTemplate | None:
    async with context.database.read(context.principal.firm_id) as session:
        row = await session.scalar(
            select(TemplateRow).where(TemplateRow.firm_id == context.principal.firm_id, TemplateRow.id == id)
        )
    return None if row is None else TaskTemplate(row=row)
