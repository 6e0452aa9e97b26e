"""What is done with approvals."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.rights import demand_at
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Relation
from backend.schema.approval_kinds import APPROVAL_KIND
from backend.schema.approvals import APPROVAL, Approval
from backend.schema.changing import Key, changed, subject
from backend.schema.clients import CLIENT
from backend.schema.documents import DOCUMENT
from backend.schema.journeys import JOURNEY, Journey
from backend.track import approval_asking, approval_deciding, stage_approvals

SUBJECTS = {"client": CLIENT, "journey": JOURNEY, "document": DOCUMENT}


@strawberry.enum
class ApprovalDecision(enum.Enum):
    """What a signer says. RETURN: it goes back to the requester, who mends it and hands it in again."""

    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


@strawberry.enum
class SignerPlace(enum.Enum):
    """When somebody who is added decides: before, after or beside who added him."""

    BEFORE = "before"
    AFTER = "after"
    PARALLEL = "parallel"


@strawberry.input(description="`subject`: the id of the client, journey or document that the kind is about.")
class RequestApprovalInput:
    """What is asked. `submit` false: it stays a draft."""

    kind: strawberry.ID
    title: str
    form: strawberry.scalars.JSON
    subject: strawberry.ID | None = None
    submit: bool = True


@strawberry.input
class UpdateApprovalInput:
    """A draft, or what was returned, as mended."""

    id: strawberry.ID
    version: int
    title: str
    form: strawberry.scalars.JSON


@strawberry.input
class ApprovalCommentInput:
    """An approval, and what is said of it."""

    id: strawberry.ID
    version: int
    comment: str | None = None


@strawberry.input
class DecideApprovalInput:
    """A decision; a rejection and a return say why."""

    id: strawberry.ID
    version: int
    decision: ApprovalDecision
    comment: str | None = None


@strawberry.input
class TransferApprovalInput:
    """To whom one's part goes."""

    id: strawberry.ID
    version: int
    to: strawberry.ID
    comment: str | None = None


@strawberry.input
class AddApprovalSignerInput:
    """Who is added, and when he decides."""

    id: strawberry.ID
    version: int
    user: strawberry.ID
    place: SignerPlace
    comment: str | None = None


@strawberry.input
class CopyApprovalInput:
    """Who is told."""

    id: strawberry.ID
    version: int
    users: list[strawberry.ID]


@strawberry.input
class AskJourneyApprovalInput:
    """What a journey's stage wants, asked anew; `kind`: its key."""

    id: strawberry.ID
    version: int
    kind: str


Work = Callable[[AsyncSession, Any], Awaitable[Any]]


async def _on(context: Context, input: Any, call: str, work: Work, key: Key) -> Any:
    """Run a change of an approval that the caller sees."""
    node = await subject(context, APPROVAL, input.id, call)
    return await changed(
        context, APPROVAL, call, lambda session: work(session, node.row.id), key=key, input=_told(input)
    )


def _told(input: Any) -> dict[str, Any]:
    """An input as it is compared with a repeated one."""
    given = strawberry.asdict(input)
    return {name: each.value if isinstance(each, enum.Enum) else each for name, each in given.items()}


@strawberry.type
class ApprovalMutations:
    """What has to be approved."""

    @changing(lambda: APPROVAL)
    async def request_approval(
        self, info: Info, input: RequestApprovalInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Ask for an approval."""
        context = info.context
        kind = await node_of(context, APPROVAL_KIND, own_id("approvalkind", input.kind))
        if kind is None:
            raise bad_input("kind", "unknown")
        about = await _about(context, kind.row.subject, input.subject)
        form = _form(input.form)

        async def work(session: AsyncSession) -> Any:
            made = await approval_asking.begin(session, kind.row.id, input.title, form, subject_id=about)
            return await approval_asking.hand_in(session, made, None) if input.submit else made

        return await changed(  # type: ignore[no-any-return]
            context, APPROVAL, "requestApproval", work, key=idempotency_key, input=_told(input)
        )

    @changing(lambda: APPROVAL)
    async def update_approval(
        self, info: Info, input: UpdateApprovalInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Mend a draft or what was returned; its requester does."""
        form = _form(input.form)
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "updateApproval",
            lambda session, of: approval_asking.edit(session, of, input.version, input.title, form),
            idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def submit_approval(
        self, info: Info, input: ApprovalCommentInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Hand in a draft, or again what was returned; its requester does."""
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "submitApproval",
            lambda session, of: approval_asking.submit(session, of, input.version, input.comment), idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def withdraw_approval(
        self, info: Info, input: ApprovalCommentInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Take back what is not decided; its requester does."""
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "withdrawApproval",
            lambda session, of: approval_asking.withdraw(session, of, input.version, input.comment), idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def decide_approval(
        self, info: Info, input: DecideApprovalInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Approve, reject or return, as who is asked now or who stands in for him. Voided instead when a guarded
        field of its subject changed."""
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "decideApproval",
            lambda session, of: approval_deciding.decide(
                session, of, input.version, input.decision.value, input.comment
            ),
            idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def transfer_approval(
        self, info: Info, input: TransferApprovalInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Hand one's part on to somebody else."""
        to = own_id("user", input.to)
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "transferApproval",
            lambda session, of: approval_deciding.transfer(session, of, input.version, to, input.comment),
            idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def add_approval_signer(
        self, info: Info, input: AddApprovalSignerInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Add somebody who has to agree, too."""
        user = own_id("user", input.user)
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "addApprovalSigner",
            lambda session, of: approval_deciding.add_signer(
                session, of, input.version, user, input.place.value, input.comment
            ),
            idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def copy_approval(
        self, info: Info, input: CopyApprovalInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Tell people of an approval; from then on they see it."""
        users = [own_id("user", each) for each in input.users]
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "copyApproval",
            lambda session, of: approval_deciding.copy(session, of, input.version, users), idempotency_key,
        )  # fmt: skip

    @changing(lambda: APPROVAL)
    async def comment_approval(
        self, info: Info, input: ApprovalCommentInput, idempotency_key: Key = None
    ) -> Approval | None:
        """Say something that decides nothing."""
        return await _on(  # type: ignore[no-any-return]
            info.context, input, "commentApproval",
            lambda session, of: approval_deciding.comment_on(session, of, input.version, input.comment or ""),
            idempotency_key,
        )  # fmt: skip

    @changing(lambda: JOURNEY)
    async def ask_journey_approval(
        self, info: Info, input: AskJourneyApprovalInput, idempotency_key: Key = None
    ) -> Journey | None:
        """Ask anew for what a journey's stage wants, after it was rejected, withdrawn, voided or has lapsed."""
        node = await subject(info.context, JOURNEY, input.id, "askJourneyApproval")

        async def work(session: AsyncSession) -> Any:
            await stage_approvals.ask_again(session, node.row.id, input.version, input.kind)
            return node.row.id

        return await changed(  # type: ignore[no-any-return]
            info.context, JOURNEY, "askJourneyApproval", work, key=idempotency_key, input=_told(input)
        )


async def _about(context: Context, about: str, id: str | None) -> Any:
    """The subject that an input names, if the caller sees it and may ask for approvals of it."""
    noun = SUBJECTS.get(about)
    if noun is None:
        demand_at(context, "Mutation.requestApproval", Relation.OWN)
        if id is not None:
            raise bad_input("subject", "approval_free")
        return None
    if id is None:
        raise bad_input("subject", "required")
    node = await node_of(context, noun, own_id(noun.word, id))
    if node is None:
        raise bad_input("subject", "unknown")
    demand_at(context, "Mutation.requestApproval", node.stands)
    return node.row.id


def _form(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise bad_input("form", "content_format")
    return given
