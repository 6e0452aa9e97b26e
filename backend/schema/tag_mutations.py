"""Changes of tags and their rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET

from backend.book import tag_changes, tag_rules, tags
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.ids import own_id, public_id
from backend.schema import inputs
from backend.schema.changing import Key, changed, subject
from backend.schema.clients import CLIENT, Client
from backend.schema.role_sets import readers, role_sets_of
from backend.schema.tag_conditions import asked, checked, hold_author, hold_readers, kept, with_inputs
from backend.schema.tag_sweeping import firm_of
from backend.schema.tags import TAG, Tag
from backend.schema.uses import hold_unused
from backend.schema.viewer import policies_of

WORDS = (
    "name",
    "colour",
    "group",
    "description",
    "exclusive_group",
    "priority",
    "valid_days",
    "rule_decides",
)


@strawberry.input(description="Absent: unchanged. Null: emptied.")
class UpdateTagInput:
    """Changes of a tag."""

    id: strawberry.ID
    version: int
    name: str | None = UNSET
    colour: str | None = UNSET
    group: str | None = UNSET
    description: str | None = UNSET
    exclusive_group: str | None = UNSET
    priority: int | None = UNSET
    valid_days: int | None = UNSET
    rule_decides: bool | None = UNSET


@strawberry.input(description="`condition` in the rule language, with public ids; null withdraws the rule.")
class SetTagRuleInput:
    """A new version of a tag's rule."""

    id: strawberry.ID
    version: int
    condition: strawberry.scalars.JSON | None
    note: str | None = None


@strawberry.input
class FreeClientTagInput:
    """Which tag of which client."""

    client: strawberry.ID
    tag: strawberry.ID


async def _hold(context: Context, session: Any, tree: Any) -> dict[str, Any] | None:
    """A rule's condition as it may be put in force by the caller."""
    if tree is None:
        return None
    condition = checked(tree)
    asked(await firm_of(session), condition)
    hold_author(context.principal.mask, condition)
    policy = await policies_of(context).policy_of(context.principal.firm_id)
    told = with_inputs(condition, context.principal.mask.own)
    hold_readers(policy, readers(policy, await role_sets_of(session)), told)
    return kept(condition)


@strawberry.type
class TagMutations:
    """Tags and their rules."""

    @changing(lambda: TAG)
    async def update_tag(self, info: Info, input: UpdateTagInput, idempotency_key: Key = None) -> Tag | None:
        """Change a tag's words, or how it is given."""
        node = await subject(info.context, TAG, input.id, "updateTag")
        values = {name: getattr(input, name) for name in WORDS if getattr(input, name) is not UNSET}
        return await changed(  # type: ignore[no-any-return]
            info.context, TAG, "updateTag",
            lambda session: tag_changes.update(session, node.row.id, input.version, values),
            key=idempotency_key, input=[input.id, input.version, values],
        )  # fmt: skip

    @changing(lambda: TAG)
    async def archive_tag(
        self, info: Info, input: inputs.ArchiveInput, idempotency_key: Key = None
    ) -> Tag | None:
        """Take a tag out of use; who bears it, bears it on. Refused while rules in force name it, but knowingly."""
        node = await subject(info.context, TAG, input.id, "archiveTag")
        return await changed(  # type: ignore[no-any-return]
            info.context, TAG, "archiveTag",
            lambda session: _archived(session, info.context, node.row.id, input),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TAG)
    async def restore_tag(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Tag | None:
        """Bring an archived tag back."""
        node = await subject(info.context, TAG, input.id, "restoreTag")
        return await changed(  # type: ignore[no-any-return]
            info.context, TAG, "restoreTag",
            lambda session: tag_changes.restore(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TAG)
    async def set_tag_rule(
        self, info: Info, input: SetTagRuleInput, idempotency_key: Key = None
    ) -> Tag | None:
        """Put a rule in force: from then on clients gain and lose the tag by it. Earlier versions are kept."""
        context = info.context
        node = await subject(context, TAG, input.id, "setTagRule")

        async def work(session: Any) -> Any:
            condition = await _hold(context, session, input.condition)
            return await tag_rules.set_rule(session, node.row.id, input.version, condition, input.note)

        return await changed(  # type: ignore[no-any-return]
            context, TAG, "setTagRule", work,
            key=idempotency_key, input=[input.id, input.version, input.condition, input.note],
        )  # fmt: skip

    @changing(lambda: CLIENT)
    async def free_client_tag(
        self, info: Info, input: FreeClientTagInput, idempotency_key: Key = None
    ) -> Client | None:
        """Forget what was given or taken by hand: the tag's rule decides on this client again."""
        node = await subject(info.context, CLIENT, input.client, "freeClientTag")
        return await changed(  # type: ignore[no-any-return]
            info.context, CLIENT, "freeClientTag",
            lambda session: tags.free(session, node.row.id, own_id("tag", input.tag)),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


async def _archived(
    session: AsyncSession, context: Context, id: UUID, input: inputs.ArchiveInput
) -> tags.Tag:
    """Out of use, unless what is in force names it. Raises as `tag_changes.archive` and `hold_unused`."""
    done = await tag_changes.archive(session, id, input.version)
    await hold_unused(session, context, public_id("tag", id), knowingly=input.knowingly)
    return done
