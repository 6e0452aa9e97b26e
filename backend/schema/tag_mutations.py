"""Changes of tags and their rules, and what a rule would do before it is in force."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import and_, func, select
from strawberry import UNSET

from backend.book import tag_changes, tag_rules, tags
from backend.book.clients import Client as ClientRow
from backend.book.tag_rules import Ruled, ruled_tags
from backend.book.tag_sweeps import gains, losses
from backend.book.tags import Tag as TagRow
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.policies.rows import reach
from backend.schema.book import CLIENT, TAG, Client, Tag
from backend.schema.changing import Key, changed, subject
from backend.schema.tag_conditions import asked, checked, hold_author, hold_readers, kept
from backend.schema.tag_sweeping import firm_of, readers, role_sets_of, sweep_of
from backend.schema.viewer import policies_of
from backend.systemize.conditions.tree import Condition

SAMPLE = 5
NEW = UUID(int=0)
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


@strawberry.input
class TagInput:
    """Names a tag and the version it was read at."""

    id: strawberry.ID
    version: int


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


@strawberry.type
class TagPreview:
    """What a rule would do, among the clients that the caller sees."""

    count: int = strawberry.field(description="Clients that meet it.")
    gains: int = strawberry.field(description="Clients that would gain the tag.")
    losses: int = strawberry.field(description="Clients that would lose it.")
    sample: list[Annotated[Client, strawberry.lazy("backend.schema.book")]] = strawberry.field(
        description="Some of those that meet it."
    )


async def preview_of(context: Context, tag: str | None, tree: Any) -> TagPreview:
    """Counts and a sample, of the tag as it is with this rule; of no tag as of a new one.

    Raises Refused: BAD_USER_INPUT, NOT_FOUND, FORBIDDEN for what the caller may not read of every client he sees.
    """
    condition = checked(tree)
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        known = await ruled_tags(session)
        one = _changed(known, None if tag is None else own_id("tag", tag), condition)
        fits = asked(await firm_of(session), condition)
        hold_author(context.principal.mask, condition)
        sweep = sweep_of(one, [one if each.id == one.id else each for each in known], fits)
        assert sweep.fits is not None
        seen = reach(context.principal, "client").predicate
        within = [ClientRow.firm_id == firm_id, *([] if seen is None else [seen])]
        present = ClientRow.archived_at.is_(None)
        gaining, losing = gains(sweep, firm_id), losses(sweep, firm_id)
        meeting = and_(sweep.fits, present)
        counts = [
            func.count().filter(predicate)
            for predicate in (meeting, and_(gaining, present), and_(losing, present))
        ]
        context.queries += 4
        found = (await session.execute(select(*counts).where(*within))).one()
        some = select(ClientRow.id).where(*within, meeting).order_by(ClientRow.id).limit(SAMPLE)
        ids = list(await session.scalars(some))
    # Behind the session: a reader who holds one connection and waits for another may wait for himself.
    sample = await nodes_of(context, CLIENT, ids)
    return TagPreview(
        count=found[0], gains=found[1], losses=found[2], sample=[node for node in sample if node]
    )


def _changed(known: list[Ruled], id: UUID | None, condition: Condition) -> Ruled:
    if id is None:
        tag = TagRow(id=NEW, priority=0, rule_decides=False, exclusive_group=None, name="", rule_version=0)
        return Ruled(tag, None, condition)
    for each in known:
        if each.id == id:
            return Ruled(each.tag, each.rule, condition)
    raise bad_input("tag", "unknown")


async def _hold(context: Context, session: Any, tree: Any) -> dict[str, Any] | None:
    """A rule's condition as it may be put in force by the caller."""
    if tree is None:
        return None
    condition = checked(tree)
    asked(await firm_of(session), condition)
    hold_author(context.principal.mask, condition)
    policy = await policies_of(context).policy_of(context.principal.firm_id)
    hold_readers(policy, readers(policy, await role_sets_of(session)), condition)
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
    async def archive_tag(self, info: Info, input: TagInput, idempotency_key: Key = None) -> Tag | None:
        """Take a tag out of use; who bears it, bears it on."""
        node = await subject(info.context, TAG, input.id, "archiveTag")
        return await changed(  # type: ignore[no-any-return]
            info.context, TAG, "archiveTag",
            lambda session: tag_changes.archive(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TAG)
    async def restore_tag(self, info: Info, input: TagInput, idempotency_key: Key = None) -> Tag | None:
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
