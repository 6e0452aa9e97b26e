"""Changes of policies: a draft, putting it in force, asking a second person, going back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import discard_draft
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.policies import proposals, store
from backend.policies.cells import fits, read_cell
from backend.policies.checks import KEEPING
from backend.policies.classes import class_of
from backend.policies.coordinates import Coordinate
from backend.policies.drafts import (
    Cells,
    PolicyDraft,
    cells_in,
    merged,
    present_draft,
    still_other,
    write_draft,
)
from backend.policies.effects import need_second, turns_between
from backend.policies.enforcement import Policy
from backend.policies.roles import ROLES
from backend.schema.changing import Key, change
from backend.schema.policies import PolicyStudio, studio
from backend.schema.policy_grid import OF_PART, PolicyPart, coordinates_sought, shut
from backend.schema.policy_words import knows_own
from backend.schema.viewer import policies_of
from backend.systemize.fields import Classification

MOST_EDITS, MOST_NAMED = 100, 500
NOUN: Final = "policyproposal"


@strawberry.input
class PolicyEditInput:
    """Cells that get one content. `coordinates` names them; or `part` with `group`, `classification` or both takes all
    of a type or a class. cell: as in the grid, empty for nothing; null: as it is in force.
    """

    roles: list[str]
    cell: str | None = None
    coordinates: list[str] | None = None
    part: PolicyPart | None = None
    group: str | None = None
    classification: str | None = None


@strawberry.input
class ChangePolicyDraftInput:
    """Edits of the draft, in their order. `version`: of the draft they were made in, 0 for the first; `base`: the
    version in force that their author saw."""

    version: int
    base: int
    edits: list[PolicyEditInput]


@strawberry.input
class DiscardPolicyDraftInput:
    """Names the draft by the version it was read at."""

    draft: int


@strawberry.input
class PublishPolicyInput:
    """The draft as it was read: its version, the version in force, and why."""

    draft: int
    base: int
    note: str


@strawberry.input
class RollBackPolicyInput:
    """An earlier version, the version in force, and why."""

    number: int
    base: int
    note: str


@strawberry.input
class DecidePolicyProposalInput:
    """Whether it is put in force. Who made it takes it back with `agree: false`; others say why they do not agree."""

    id: strawberry.ID
    agree: bool
    reason: str | None = None


@strawberry.type
class PolicyMutations:
    """Who may see and do what. Each answers how the firm's policy stands then."""

    @strawberry.mutation
    async def change_policy_draft(
        self, info: Info, input: ChangePolicyDraftInput, idempotency_key: Key = None
    ) -> PolicyStudio | None:
        """Change cells of the draft; nothing is in force by it.

        Of many, cells for which the content has no meaning stay as they are.
        """
        context = info.context
        _, policy = await policies_of(context).numbered(context.principal.firm_id)
        edits = _edits(context, policy, input.edits)

        async def work(session: AsyncSession) -> PolicyDraft:
            _hold_keeper(session)
            draft = await present_draft(session)
            cells = {} if draft is None else cells_in(draft.content)
            after = merged(policy, still_other(policy, cells), edits)
            return await write_draft(session, input.version, input.base, after)

        return await _done(context, "changePolicyDraft", work, idempotency_key, input)

    @strawberry.mutation
    async def discard_policy_draft(
        self, info: Info, input: DiscardPolicyDraftInput, idempotency_key: Key = None
    ) -> PolicyStudio | None:
        """Forget the draft."""

        async def work(session: AsyncSession) -> UUID | None:
            _hold_keeper(session)
            return await discard_draft(session, PolicyDraft, input.draft)

        return await _done(info.context, "discardPolicyDraft", work, idempotency_key, input)

    @strawberry.mutation
    async def publish_policy(
        self, info: Info, input: PublishPolicyInput, idempotency_key: Key = None
    ) -> PolicyStudio | None:
        """Put the draft in force, everywhere within a second. Where it opens something sensitive it waits for a second
        person instead, as `proposal`."""

        async def work(session: AsyncSession) -> UUID:
            _hold_keeper(session)
            draft = await present_draft(session)
            if draft is None:
                raise Refused(Code.NOT_FOUND)
            if draft.version != input.draft:
                raise Refused(Code.CONFLICT, fields=["content"], version=draft.version)
            return await _publish_or_ask(session, input.base, cells_in(draft.content), None, input.note)

        return await _done(info.context, "publishPolicy", work, idempotency_key, input)

    @strawberry.mutation
    async def roll_back_policy(
        self, info: Info, input: RollBackPolicyInput, idempotency_key: Key = None
    ) -> PolicyStudio | None:
        """Put an earlier version in force again, as a new one; it waits for a second person as `publishPolicy` says."""

        async def work(session: AsyncSession) -> UUID:
            _hold_keeper(session)
            return await _publish_or_ask(session, input.base, {}, input.number, input.note)

        return await _done(info.context, "rollBackPolicy", work, idempotency_key, input)

    @strawberry.mutation
    async def decide_policy_proposal(
        self, info: Info, input: DecidePolicyProposalInput, idempotency_key: Key = None
    ) -> PolicyStudio | None:
        """Put what somebody else proposed in force, or do not."""
        id = own_id(NOUN, input.id)

        async def work(session: AsyncSession) -> UUID:
            _hold_keeper(session)
            if input.agree:
                return (await proposals.agree(session, id, input.reason)).id
            return (await proposals.refuse(session, id, input.reason)).id

        return await _done(info.context, "decidePolicyProposal", work, idempotency_key, input)


def _hold_keeper(session: AsyncSession) -> None:
    """Raises Refused(FORBIDDEN) for who does not publish policies."""
    if not session.info["principal"].may(KEEPING):
        raise Refused(Code.FORBIDDEN, coordinate=KEEPING)


async def _done(context: Context, call: str, work: Any, key: Key, input: Any) -> PolicyStudio:
    await change(context, call, work, key=key, input=strawberry.asdict(input))
    policies_of(context).doubt(context.principal.firm_id)
    return await studio(context)


async def _publish_or_ask(
    session: AsyncSession, base: int, cells: Cells, number: int | None, note: str
) -> UUID:
    """Publish, or propose what opens something sensitive: judged by the rules as they are stored."""
    next_one = await store.becoming(session, base, await proposals.changing(session, cells, number))
    found = turns_between(next_one.old, next_one.new, next_one.coordinates)
    if need_second(found):
        asked = {(turn.role, turn.coordinate.name): turn.after for turn in found}
        return (await proposals.propose(session, next_one, asked, number, note)).id
    version = await store.put_in_force(session, next_one, note)
    if number is None:
        await discard_draft(session, PolicyDraft)
    return version.id


def _edits(
    context: Context, policy: Policy, given: Sequence[PolicyEditInput]
) -> dict[tuple[str, str], str | None]:
    """The cells that edits name, later ones over earlier ones. Raises Refused(BAD_USER_INPUT)."""
    if not 1 <= len(given) <= MOST_EDITS:
        raise bad_input("edits", "range", low=1, high=MOST_EDITS)
    found: dict[tuple[str, str], str | None] = {}
    for edit in given:
        unknown = [role for role in edit.roles if role not in ROLES]
        if unknown or not edit.roles:
            raise bad_input("roles", "choice")
        for coordinate in _named(context, policy, edit):
            for role in edit.roles:
                if edit.cell is None or not shut(role, coordinate):
                    found[role, coordinate.name] = edit.cell
    return found


def _named(context: Context, policy: Policy, edit: PolicyEditInput) -> Iterator[Coordinate]:
    """The coordinates of an edit: those for which its content means something; a single one has to be such."""
    if edit.coordinates is not None:
        if not 1 <= len(edit.coordinates) <= MOST_NAMED:
            raise bad_input("coordinates", "range", low=1, high=MOST_NAMED)
        named = coordinates_sought(policy, edit.coordinates)
        if edit.cell is not None and len(named) == 1:
            read_cell(named[0], edit.cell)
    else:
        named = _all_of(context, policy, edit)
    return (each for each in named if edit.cell is None or fits(each, edit.cell))


def _all_of(context: Context, policy: Policy, edit: PolicyEditInput) -> list[Coordinate]:
    """All of a type or a class; sealed ones are passed by, unless their class is named."""
    if edit.part is None or (edit.group is None and edit.classification is None):
        raise bad_input("coordinates", "required")
    if edit.classification is not None and edit.classification not in tuple(Classification):
        raise bad_input("classification", "choice")
    own = knows_own(context.principal)
    return [
        coordinate
        for coordinate in policy.coordinates.values()
        if coordinate.kind in OF_PART[edit.part]
        and (edit.group is None or coordinate.group == edit.group)
        and (edit.classification is None or class_of(coordinate) == edit.classification)
        and (not coordinate.sealed or edit.classification is not None)
        and (own or not coordinate.name.startswith("Client.custom:"))
    ]
