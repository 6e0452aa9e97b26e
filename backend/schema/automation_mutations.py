"""Changes of automations and of their runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import strawberry

from backend.automations import attention, automations, hooks
from backend.automations.automations import AutomationDraft
from backend.book.configurations import discard_draft, save_draft
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.automation_rights import held_content
from backend.schema.automation_runs import AUTOMATION_RUN, AutomationRun
from backend.schema.automations import AUTOMATION, Automation
from backend.schema.changing import Key, change, changed, subject
from backend.schema.staff import USER


@strawberry.input
class CreateAutomationInput:
    """What it is called until a version says otherwise."""

    zh: str
    en: str


@strawberry.input
class SaveAutomationDraftInput:
    """The draft. `version`: of the draft it was begun from, 0 for the first; `base`: the newest version then."""

    automation: strawberry.ID
    content: strawberry.scalars.JSON
    base: int
    version: int = 0


@strawberry.input
class DiscardAutomationDraftInput:
    """Names the draft by the version it was read at."""

    automation: strawberry.ID
    draft: int


@strawberry.input
class PublishAutomationInput:
    """A new version. `base`: the newest one its author knew."""

    automation: strawberry.ID
    base: int
    content: strawberry.scalars.JSON
    note: str | None = None


@strawberry.input
class RevertAutomationInput:
    """An older version comes back as the newest. `base`: the newest one that was known."""

    automation: strawberry.ID
    base: int
    number: int
    note: str | None = None


@strawberry.input
class SwitchAutomationInput:
    """On or off."""

    id: strawberry.ID
    version: int
    on: bool


@strawberry.input
class ArchiveAutomationInput:
    """Out of use, or back into it."""

    id: strawberry.ID
    version: int
    archived: bool


@strawberry.input
class OwnAutomationInput:
    """Who is told when it fails."""

    id: strawberry.ID
    version: int
    owner: strawberry.ID


@strawberry.input
class AutomationRunInput:
    """Names a run."""

    id: strawberry.ID


@strawberry.input
class ReplayAutomationInput:
    """All failed runs of an automation."""

    automation: strawberry.ID


@strawberry.input
class SettleAutomationSendInput:
    """What became of something in doubt: it arrived (`sent`), or is to be sent again."""

    run: strawberry.ID
    send: strawberry.ID
    sent: bool


@strawberry.input
class AutomationHookInput:
    """Names the way in by the number of the secret in force, 0: there never was one."""

    automation: strawberry.ID
    number: int


@strawberry.type
class AutomationHookSecret:
    """The path by which another system starts the automation, and the secret it signs with."""

    number: int
    path: str
    secret: str


@strawberry.type
class AutomationMutations:
    """What the firm does by itself."""

    @changing(lambda: AUTOMATION)
    async def create_automation(
        self, info: Info, input: CreateAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Begin an automation; it does nothing before it is published and switched on."""
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION, "createAutomation",
            lambda session: automations.create(session, input.zh, input.en),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def save_automation_draft(
        self, info: Info, input: SaveAutomationDraftInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Keep the next version as far as it is written; it need not be right yet."""
        if not isinstance(input.content, dict):
            raise bad_input("content", "content_format")
        content: dict[str, Any] = input.content
        return await _on(
            info.context, input, "saveAutomationDraft",
            lambda session, of: save_draft(
                session, AutomationDraft, input.version, input.base, content, automation_id=of
            ),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def discard_automation_draft(
        self, info: Info, input: DiscardAutomationDraftInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Forget the draft."""
        return await _on(
            info.context, input, "discardAutomationDraft",
            lambda session, of: discard_draft(session, AutomationDraft, input.draft, automation_id=of),
            idempotency_key,
        )  # fmt: skip

    @strawberry.mutation
    async def publish_automation(
        self, info: Info, input: PublishAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Put a version in force, with the rights that its publisher holds now."""
        context = info.context

        async def work(session: Any, of: UUID) -> Any:
            read, rights = await held_content(session, context, input.content)
            return await automations.publish(session, of, input.base, input.content, read, rights, input.note)

        return await _on(context, input, "publishAutomation", work, idempotency_key)

    @strawberry.mutation
    async def revert_automation(
        self, info: Info, input: RevertAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Put an older version in force again, as a new one, with the rights that its publisher holds now."""
        context = info.context

        async def work(session: Any, of: UUID) -> Any:
            content = (await automations.version_at(session, of, input.number)).content
            read, rights = await held_content(session, context, content)
            return await automations.publish(session, of, input.base, content, read, rights, input.note)

        return await _on(context, input, "revertAutomation", work, idempotency_key)

    @changing(lambda: AUTOMATION)
    async def switch_automation(
        self, info: Info, input: SwitchAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Let it start runs, or not; those that run go on."""
        node = await subject(info.context, AUTOMATION, input.id, "switchAutomation")
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION, "switchAutomation",
            lambda session: automations.switch(session, node.row.id, input.version, on=input.on),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: AUTOMATION)
    async def archive_automation(
        self, info: Info, input: ArchiveAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Take it out of use, switched off, or back into the list; its receipts stay."""
        node = await subject(info.context, AUTOMATION, input.id, "archiveAutomation")
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION, "archiveAutomation",
            lambda session: automations.archive(
                session, node.row.id, input.version, archived=input.archived
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: AUTOMATION)
    async def own_automation(
        self, info: Info, input: OwnAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Make somebody responsible for it."""
        node = await subject(info.context, AUTOMATION, input.id, "ownAutomation")
        owner_id = own_id(USER.word, input.owner)
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION, "ownAutomation",
            lambda session: automations.own(session, node.row.id, input.version, owner_id),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def open_automation_hook(
        self, info: Info, input: AutomationHookInput, idempotency_key: Key = None
    ) -> AutomationHookSecret | None:
        """Let another system start it, by a new path and secret; old ones are void from now on."""
        context = info.context
        node = await subject(context, AUTOMATION, input.automation, "openAutomationHook")
        await change(
            context, "openAutomationHook",
            lambda session: hooks.open_hook(session, node.row.id, input.number),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            keys = await context.services.vault.firm(session)
        number = input.number + 1
        return AutomationHookSecret(
            number=number,
            path=hooks.path_of(keys, context.principal.firm_id, node.row.id, number),
            secret=hooks.secret_of(keys, node.row.id, number),
        )

    @strawberry.mutation
    async def close_automation_hook(
        self, info: Info, input: AutomationHookInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Let no other system start it any more."""
        return await _on(
            info.context, input, "closeAutomationHook",
            lambda session, of: hooks.close_hook(session, of, input.number), idempotency_key,
        )  # fmt: skip

    @changing(lambda: AUTOMATION_RUN)
    async def continue_automation_run(
        self, info: Info, input: AutomationRunInput, idempotency_key: Key = None
    ) -> AutomationRun | None:
        """Try the step again that a run failed at, and go on from there."""
        node = await subject(info.context, AUTOMATION_RUN, input.id, "continueAutomationRun")
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION_RUN, "continueAutomationRun",
            lambda session: attention.go_on(session, node.row.id),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: AUTOMATION_RUN)
    async def dismiss_automation_run(
        self, info: Info, input: AutomationRunInput, idempotency_key: Key = None
    ) -> AutomationRun | None:
        """Set a failed run aside, or stop one that waits."""
        node = await subject(info.context, AUTOMATION_RUN, input.id, "dismissAutomationRun")
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION_RUN, "dismissAutomationRun",
            lambda session: attention.dismiss(session, node.row.id),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @strawberry.mutation
    async def replay_automation(
        self, info: Info, input: ReplayAutomationInput, idempotency_key: Key = None
    ) -> Automation | None:
        """Try all failed runs of an automation again, each from the step it failed at."""
        return await _on(
            info.context, input, "replayAutomation",
            attention.replay, idempotency_key,
        )  # fmt: skip

    @changing(lambda: AUTOMATION_RUN)
    async def settle_automation_send(
        self, info: Info, input: SettleAutomationSendInput, idempotency_key: Key = None
    ) -> AutomationRun | None:
        """Say what became of something in doubt: it arrived, or is to be sent again under the same key."""
        node = await subject(info.context, AUTOMATION_RUN, input.run, "settleAutomationSend")
        send_id = own_id("automationsend", input.send)
        return await changed(  # type: ignore[no-any-return]
            info.context, AUTOMATION_RUN, "settleAutomationSend",
            lambda session: attention.settle(session, node.row.id, send_id, sent=input.sent),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


async def _on(context: Context, input: Any, call: str, work: Any, key: Key) -> Automation | None:
    node = await subject(context, AUTOMATION, input.automation, call)
    await change(
        context, call, lambda session: work(session, node.row.id), key=key, input=strawberry.asdict(input)
    )
    found: Automation | None = await node_of(context, AUTOMATION, node.row.id)
    return found
