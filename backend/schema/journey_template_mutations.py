"""Changes of journey templates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry

from backend.book.configurations import discard_draft, save_draft
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.rights import demand_at
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.platform.principal import Relation
from backend.policies.roles import PEOPLE
from backend.schema.changing import Key, change, content_object, id_of, subject
from backend.schema.journey_criteria import hold_author, hold_criteria, hold_readers
from backend.schema.journey_templates import TEMPLATE, JourneyTemplate
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.staff import TEAM
from backend.schema.viewer import policies_of
from backend.track import templates
from backend.track.stage_approvals import hold_kinds
from backend.track.template_content import read_content
from backend.track.templates import JourneyTemplateDraft


@strawberry.input
class CreateJourneyTemplateInput:
    """A template with its first version. `team`: whose variant it is; `basedOn`: the one it was copied from."""

    key: str
    kind: str
    content: strawberry.scalars.JSON
    team: strawberry.ID | None = None
    based_on: strawberry.ID | None = None


@strawberry.input
class SaveJourneyDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest version then."""

    template: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardJourneyDraftInput:
    """Names the draft by the version it was read at."""

    template: strawberry.ID
    draft: int


@strawberry.input
class PublishJourneyTemplateInput:
    """A new version. `base`: the newest one its author knew."""

    template: strawberry.ID
    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class ArchiveJourneyTemplateInput:
    """Out of use, or back into it."""

    id: strawberry.ID
    version: int
    archived: bool


@strawberry.type
class JourneyTemplateMutations:
    """How journeys go."""

    @strawberry.mutation
    async def create_journey_template(
        self, info: Info, input: CreateJourneyTemplateInput, idempotency_key: Key = None
    ) -> JourneyTemplate | None:
        """Make a template, for the firm or for one team."""
        context = info.context
        team = id_of(TEAM, input.team)
        own = team is not None and team in context.principal.scope.team_ids
        demand_at(context, "Mutation.createJourneyTemplate", Relation.TEAM if own else Relation.FIRM)

        async def work(session: Any) -> Any:
            await _hold(context, session, input.content)
            return await templates.create_template(
                session, input.key, input.kind, input.content, PEOPLE,
                team_id=team, based_on_id=id_of(TEMPLATE, input.based_on),
            )  # fmt: skip

        id = await change(
            context, "createJourneyTemplate", work, key=idempotency_key, input=strawberry.asdict(input)
        )
        return await _read(context, id)

    @strawberry.mutation
    async def save_journey_draft(
        self, info: Info, input: SaveJourneyDraftInput, idempotency_key: Key = None
    ) -> JourneyTemplate | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        context = info.context
        node = await subject(context, TEMPLATE, input.template, "saveJourneyDraft")
        content = content_object(input.content, "content")
        await change(
            context,
            "saveJourneyDraft",
            lambda session: save_draft(
                session,
                JourneyTemplateDraft,
                input.version,
                input.base,
                content,
                template_id=node.row.id,
            ),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await _read(context, node.row.id)

    @strawberry.mutation
    async def discard_journey_draft(
        self, info: Info, input: DiscardJourneyDraftInput, idempotency_key: Key = None
    ) -> JourneyTemplate | None:
        """Forget the draft."""
        context = info.context
        node = await subject(context, TEMPLATE, input.template, "discardJourneyDraft")
        await change(
            context,
            "discardJourneyDraft",
            lambda session: discard_draft(
                session, JourneyTemplateDraft, input.draft, template_id=node.row.id
            ),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await _read(context, node.row.id)

    @strawberry.mutation
    async def publish_journey_template(
        self, info: Info, input: PublishJourneyTemplateInput, idempotency_key: Key = None
    ) -> JourneyTemplate | None:
        """Put a version in force for journeys that start. An older one comes back by publishing it anew."""
        context = info.context
        node = await subject(context, TEMPLATE, input.template, "publishJourneyTemplate")

        async def work(session: Any) -> Any:
            await _hold(context, session, input.content)
            return await templates.publish(
                session, node.row.id, input.base, input.content, PEOPLE, input.note
            )

        await change(
            context, "publishJourneyTemplate", work, key=idempotency_key, input=strawberry.asdict(input)
        )
        return await _read(context, node.row.id)

    @strawberry.mutation
    async def archive_journey_template(
        self, info: Info, input: ArchiveJourneyTemplateInput, idempotency_key: Key = None
    ) -> JourneyTemplate | None:
        """Take a template out of use, or back into it; journeys that run by it go on."""
        context = info.context
        node = await subject(context, TEMPLATE, input.id, "archiveJourneyTemplate")
        await change(
            context,
            "archiveJourneyTemplate",
            lambda session: templates.archive(session, node.row.id, input.version, archived=input.archived),
            key=idempotency_key,
            input=strawberry.asdict(input),
        )
        return await _read(context, node.row.id)


async def _read(context: Context, id: UUID | None) -> JourneyTemplate | None:
    found: JourneyTemplate | None = await node_of(context, TEMPLATE, id)
    return found


async def _hold(context: Context, session: Any, content: Any) -> None:
    """A version as it may be put in force by the caller."""
    read = read_content(content_object(content, "content"), PEOPLE)
    await hold_criteria(session, read)
    await hold_kinds(session, read.stages)
    hold_author(context.principal.mask, read)
    policy = await policies_of(context).policy_of(context.principal.firm_id)
    hold_readers(policy, readers(policy, await role_sets_of(session)), read)


async def own_template(context: Context, id: str) -> Any:
    """A template that the caller reaches. Raises Refused(NOT_FOUND)."""
    node = await node_of(context, TEMPLATE, own_id("journeytemplate", id))
    if node is None:
        raise Refused(Code.NOT_FOUND)
    return node
