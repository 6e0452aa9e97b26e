"""Changes of proposals: names in, domain function, row out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select

from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.rights import demand_at
from backend.graph.scalars import Money
from backend.platform.audit import record
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.schema.changing import Key, change, changed, id_of, subject
from backend.schema.clients import CLIENT
from backend.schema.document_mutations import FileLink
from backend.schema.file_links import link_for
from backend.schema.funds import SHARE_CLASS
from backend.schema.proposal_facts import gathered
from backend.schema.proposal_files import file_name, issued_for
from backend.schema.proposals import PROPOSAL, Proposal
from backend.schema.suitability import READ
from backend.track import proposal_drafting, proposal_moves, proposal_reprints
from backend.track.proposal_drafting import Chosen
from backend.track.proposal_states import DRAFT
from backend.track.proposals import ProposalItem


@strawberry.input
class ProposalItemInput:
    """A fund to put forward. `amount`: in its currency."""

    product: strawberry.ID
    amount: Money
    share_class: strawberry.ID | None = None
    note: str | None = None


@strawberry.input(
    description="`template`: the key of a letter of the firm's style; what is absent is as that style says."
)
class CreateProposalInput:
    """A proposal to begin."""

    client: strawberry.ID
    template: str | None = None
    title: str | None = None
    language: str | None = None
    valid_until: date | None = None
    needs: list[strawberry.ID] | None = None
    items: list[ProposalItemInput] | None = None


@strawberry.input(description="Absent or null: unchanged. Funds and needs are replaced as a whole.")
class UpdateProposalInput:
    """Changes of a draft. `sections`: every section once, in order: `key`, `on`."""

    id: strawberry.ID
    version: int
    title: str | None = None
    language: str | None = None
    valid_until: date | None = None
    sections: strawberry.scalars.JSON | None = None
    letter: str | None = None
    needs: list[strawberry.ID] | None = None
    items: list[ProposalItemInput] | None = None


@strawberry.input
class IssueProposalInput:
    """A draft to be handed in for review as its next issue."""

    id: strawberry.ID
    version: int


@strawberry.input
class ReopenProposalInput:
    """What is in review, or released, becomes a draft again."""

    id: strawberry.ID
    version: int
    reason: str | None = None


@strawberry.input
class ReleaseProposalInput:
    """What was approved may go out."""

    id: strawberry.ID
    version: int


@strawberry.input
class SendProposalInput:
    """It went to the client, or was shown to him. `channel`: meeting, email, wechat or phone."""

    id: strawberry.ID
    version: int
    channel: str


@strawberry.input
class AnswerProposalInput:
    """What the client said; a refusal says why."""

    id: strawberry.ID
    version: int
    accept: bool
    reason: str | None = None


@strawberry.input
class WithdrawProposalInput:
    """Called off, and why."""

    id: strawberry.ID
    version: int
    reason: str


@strawberry.input
class OrderProposalInput:
    """The order of a fund that was accepted. `item`: as `Proposal.items` names it; `version`: of the proposal."""

    item: strawberry.ID
    version: int


@strawberry.input
class ReprintProposalInput:
    """A file that could not be made is tried again."""

    id: strawberry.ID
    number: int


@strawberry.input
class OpenProposalInput:
    """Names an issue (null: the newest), and whether it is saved or looked at."""

    id: strawberry.ID
    number: int | None = None
    save: bool | None = None


@strawberry.type
class ProposalMutations:
    """What clients are advised to invest in."""

    @changing(lambda: PROPOSAL)
    async def create_proposal(
        self, info: Info, input: CreateProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Begin a proposal; funds that do not suit the client are refused with the rule."""
        node = await subject(info.context, CLIENT, input.client, "createProposal")
        _hold_read(info.context, node)
        values = {**_values(input), "template": input.template}
        return await changed(  # type: ignore[no-any-return]
            info.context, PROPOSAL, "createProposal",
            lambda session: proposal_drafting.create(session, node.row.id, values),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def update_proposal(
        self, info: Info, input: UpdateProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Change a draft; funds that do not suit the client are refused with the rule."""
        values = {**_values(input), "sections": input.sections, "letter": input.letter}
        return await _moved(
            info.context, "updateProposal", input, idempotency_key,
            lambda session, row: proposal_drafting.update(session, row, input.version, values), judges=True,
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def issue_proposal(
        self, info: Info, input: IssueProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Hand a draft in for review: its content is kept as it is, and its file is made."""
        context = info.context
        node = await subject(context, PROPOSAL, input.id, "issueProposal")
        _hold_read(context, node)
        # A repeated request is answered though the draft is none any more, and of another state nothing is gathered.
        made = (await gathered(context, node)).issue if node.row.state == DRAFT else None

        async def work(session: Any) -> Any:
            return await proposal_moves.issue(session, node.row.id, input.version, made)

        return await changed(  # type: ignore[no-any-return]
            context, PROPOSAL, "issueProposal", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: PROPOSAL)
    async def reopen_proposal(
        self, info: Info, input: ReopenProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Make it a draft again; what is asked of approvers is taken back."""
        return await _moved(
            info.context, "reopenProposal", input, idempotency_key,
            lambda session, row: proposal_moves.reopen(session, row, input.version, input.reason),
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def release_proposal(
        self, info: Info, input: ReleaseProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Let it go out; refused with all that is missing."""
        return await _moved(
            info.context, "releaseProposal", input, idempotency_key,
            lambda session, row: proposal_moves.release(session, row, input.version), judges=True,
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def send_proposal(
        self, info: Info, input: SendProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Write down that it went to the client; the contact is written down with it."""
        return await _moved(
            info.context, "sendProposal", input, idempotency_key,
            lambda session, row: proposal_moves.send(session, row, input.version, input.channel), judges=True,
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def answer_proposal(
        self, info: Info, input: AnswerProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Write down what the client said."""
        return await _moved(
            info.context, "answerProposal", input, idempotency_key,
            lambda session, row: proposal_moves.answer(
                session, row, input.version, accept=input.accept, reason=input.reason
            ),
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def withdraw_proposal(
        self, info: Info, input: WithdrawProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Call it off."""
        return await _moved(
            info.context, "withdrawProposal", input, idempotency_key,
            lambda session, row: proposal_moves.withdraw(session, row, input.version, input.reason),
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def order_proposal(
        self, info: Info, input: OrderProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Begin the order of a fund that the client accepted."""
        context, item = info.context, own_id("proposalitem", input.item)
        firm_id = context.principal.firm_id
        async with context.database.read(firm_id) as session:
            context.queries += 1
            row = await session.scalar(
                select(ProposalItem).where(ProposalItem.firm_id == firm_id, ProposalItem.id == item)
            )
        if row is None:
            raise Refused(Code.NOT_FOUND)
        node = await subject(context, PROPOSAL, PROPOSAL.public(row.proposal_id), "orderProposal")
        demand_at(context, "Mutation.createOrder", node.stands)
        return await changed(  # type: ignore[no-any-return]
            context, PROPOSAL, "orderProposal",
            lambda session: proposal_moves.begin_order(session, item, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: PROPOSAL)
    async def reprint_proposal(
        self, info: Info, input: ReprintProposalInput, idempotency_key: Key = None
    ) -> Proposal | None:
        """Try again to make a file that could not be made."""
        return await _moved(
            info.context, "reprintProposal", input, idempotency_key,
            lambda session, row: proposal_reprints.reprint(session, row, input.number),
        )  # fmt: skip

    @strawberry.mutation
    async def open_proposal(self, info: Info, input: OpenProposalInput) -> FileLink | None:
        """A link to the file of an issue; that it was opened is recorded."""
        context = info.context
        node = await subject(context, PROPOSAL, input.id, "openProposal")
        issued = await issued_for(context, node, input.number)
        number, row = issued.version.number, node.row

        async def work(session: Any) -> UUID:
            record(
                session,
                "open",
                "proposal",
                row.id,
                client_id=row.client_id,
                changes={"number": [None, number]},
            )
            return row.id  # type: ignore[no-any-return]

        await change(context, "openProposal", work)
        url, until = link_for(
            context.services.vault,
            context.principal,
            "proposal",
            row.id,
            number=number,
            save=bool(input.save),
        )
        return FileLink(url=url, name=file_name(row.title, number), expires_at=until)


def _values(input: Any) -> dict[str, Any]:
    """What both inputs have in common, as the domain takes it."""
    items = input.items
    return {
        "title": input.title,
        "language": input.language,
        "valid_until": input.valid_until,
        "needs": None if input.needs is None else [own_id("need", each) for each in input.needs],
        "items": None if items is None else [_chosen(each) for each in items],
    }


def _chosen(item: ProposalItemInput) -> Chosen:
    return Chosen(
        own_id("product", item.product), Decimal(item.amount), id_of(SHARE_CLASS, item.share_class), item.note
    )


def _hold_read(context: Context, node: Any) -> None:
    """What refuses a fund tells of the client's level and qualification."""
    for coordinate in READ:
        demand_at(context, coordinate, node.stands)


async def _moved(
    context: Context, call: str, input: Any, key: str | None, work: Any, *, judges: bool = False
) -> Proposal | None:
    """A change of a proposal that the caller sees and may make it on."""
    node = await subject(context, PROPOSAL, input.id, call)
    if judges:
        _hold_read(context, node)
    return await changed(  # type: ignore[no-any-return]
        context,
        PROPOSAL,
        call,
        lambda session: work(session, node.row.id),
        key=key,
        input=strawberry.asdict(input),
    )
