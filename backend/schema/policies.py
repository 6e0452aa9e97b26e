"""Policies as their keepers see them: what is in force, the draft, what waits for a second person, earlier versions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.errors import Code, Refused
from backend.platform.ids import public_id
from backend.platform.messages import sentence
from backend.policies import proposals, store
from backend.policies.checks import whole_faults
from backend.policies.drafts import PolicyDraft, cells_in, present_draft, still_other, with_cells
from backend.policies.effects import turns, turns_between
from backend.policies.proposals import PolicyProposal
from backend.policies.roles import KEEPER, ROLES
from backend.policies.rules import Rule
from backend.policies.versions import PolicyVersion, rules_of, versions
from backend.schema.policy_effects import Effect, PolicyEffect, holders_of
from backend.schema.policy_words import telling
from backend.schema.staff import User
from backend.schema.tag_rules import user_of
from backend.schema.viewer import policies_of


@strawberry.type
class PolicyRole:
    """A role, and how many people hold it."""

    name: str
    zh: str
    en: str
    people: int
    for_keys: bool = strawberry.field(description="Held by keys of partners' systems, never by people.")
    keeper: bool = strawberry.field(description="Keeps the policies, and so holds nothing of clients.")


@strawberry.type
class PolicyDraftState:
    """The next policy while somebody works on it."""

    row: strawberry.Private[PolicyDraft]

    @strawberry.field
    def version(self) -> int:
        """Of the draft itself."""
        return self.row.version

    @strawberry.field
    def base(self) -> int:
        """The version that was in force when it was changed last."""
        return self.row.base

    @strawberry.field
    def saved_at(self) -> datetime:
        """When it was changed last."""
        return self.row.updated_at

    @strawberry.field
    async def effect(self, info: Info) -> PolicyEffect:
        """What it would do on top of what is in force now."""
        return await effect_of(info.context, cells_in(self.row.content))


@strawberry.type
class PolicyProposalState:
    """A policy that somebody proposed, for another person to decide."""

    row: strawberry.Private[PolicyProposal]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """`policyproposal_…`."""
        return strawberry.ID(public_id("policyproposal", self.row.id))

    @strawberry.field
    def state(self) -> str:
        """waiting, published, declined, withdrawn."""
        return self.row.state

    @strawberry.field
    def base(self) -> int:
        """The version that it was made for; on another one it cannot be put in force."""
        return self.row.base

    @strawberry.field
    def number(self) -> int | None:
        """The earlier version that it brings back; null where it changes cells."""
        return self.row.number

    @strawberry.field
    def note(self) -> str:
        """Why, in the words of who proposed it."""
        return self.row.note

    @strawberry.field
    async def proposed_by(self, info: Info) -> User | None:
        """Who proposed it."""
        return await user_of(info.context, self.row.proposed_by)

    @strawberry.field
    def proposed_at(self) -> datetime:
        """When."""
        return self.row.proposed_at

    @strawberry.field
    def mine(self, info: Info) -> bool:
        """Whether the caller proposed it, so that he may take it back and not agree to it."""
        return self.row.proposed_by == info.context.principal.subject

    @strawberry.field
    async def decided_by(self, info: Info) -> User | None:
        """Who decided."""
        return await user_of(info.context, self.row.decided_by)

    @strawberry.field
    def decided_at(self) -> datetime | None:
        """When."""
        return self.row.decided_at

    @strawberry.field
    def reason(self) -> str | None:
        """Why, in the words of who decided."""
        return self.row.reason

    @strawberry.field
    def published(self) -> int | None:
        """The version that it became."""
        return self.row.published

    @strawberry.field
    async def effect(self, info: Info) -> PolicyEffect | None:
        """What it would do; null when it is decided."""
        if self.row.state != proposals.WAITING:
            return None
        return await effect_of(info.context, cells_in(self.row.content))


@strawberry.type
class PolicyVersionState:
    """One version that was, or is, in force."""

    row: strawberry.Private[PolicyVersion]

    @strawberry.field
    def number(self) -> int:
        """1, 2, …"""
        return self.row.number

    @strawberry.field
    def note(self) -> str:
        """Why it was put in force."""
        return self.row.note

    @strawberry.field
    def published_at(self) -> datetime:
        """When it was put in force."""
        return self.row.published_at

    @strawberry.field
    async def published_by(self, info: Info) -> User | None:
        """Who put it in force; null for the product itself."""
        return await user_of(info.context, self.row.published_by)

    @strawberry.field
    def hash(self) -> str:
        """Of what it says: two versions that say the same have the same."""
        return self.row.hash


@strawberry.type
class PolicyStudio:
    """All that is edited of a firm's policy."""

    number: int = strawberry.field(description="The version in force.")
    in_draft: strawberry.Private[PolicyDraft | None]
    waiting: strawberry.Private[PolicyProposal | None]
    done: strawberry.Private[Sequence[PolicyProposal]]
    known: strawberry.Private[Sequence[PolicyVersion]]

    @strawberry.field
    async def roles(self, info: Info) -> list[PolicyRole]:
        """The roles in their order: the columns of the grid."""
        people = await holders_of(info.context)
        return [
            PolicyRole(
                name=role.name, zh=role.zh, en=role.en, people=len(people.get(role.name, ())),
                for_keys=role.for_keys,
                keeper=role.name == KEEPER,
            )
            for role in ROLES.values()
        ]  # fmt: skip

    @strawberry.field
    def draft(self) -> PolicyDraftState | None:
        """The draft, if there is one."""
        return None if self.in_draft is None else PolicyDraftState(row=self.in_draft)

    @strawberry.field
    def proposal(self) -> PolicyProposalState | None:
        """What waits for a second person."""
        return None if self.waiting is None else PolicyProposalState(row=self.waiting)

    @strawberry.field
    def decided(self) -> list[PolicyProposalState]:
        """What was proposed and decided, the latest first; 20 at most."""
        return [PolicyProposalState(row=row) for row in self.done]

    @strawberry.field
    def versions(self) -> list[PolicyVersionState]:
        """The versions, the newest first; 50 at most."""
        return [PolicyVersionState(row=row) for row in self.known]


async def studio(context: Context) -> PolicyStudio:
    """How the firm's policy stands."""
    number, _ = await policies_of(context).numbered(context.principal.firm_id)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 4
        return PolicyStudio(
            number=number,
            in_draft=await present_draft(session),
            waiting=await proposals.waiting(session),
            done=await proposals.decided(session),
            known=await versions(session),
        )


async def effect_of(context: Context, cells: dict[tuple[str, str], str]) -> PolicyEffect:
    """What cells would do to the policy in force, and what is wrong with the policy that they make."""
    _, policy = await policies_of(context).numbered(context.principal.firm_id)
    others = still_other(policy, cells)
    faults: list[str] = []
    how = await telling(context)
    try:
        rules = with_cells(policy.rules, others, policy.coordinates)
    except Refused as refused:
        faults.append(sentence(refused.code, refused.params, how.locale))
    else:
        found = await asyncio.to_thread(whole_faults, rules, policy.coordinates)
        faults.extend(sentence(Code.BAD_USER_INPUT, fault.params(), how.locale) for fault in found)
    return PolicyEffect(effect=Effect(turns(policy, others), how, faults))


async def differences_between(context: Context, number: int, other: int) -> PolicyEffect:
    """What version `other` says otherwise than `number`. Raises Refused(NOT_FOUND)."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 3
        coordinates = await store.known_in(session)
        old, new = await _said(session, number), await _said(session, other)
    found = await asyncio.to_thread(turns_between, old, new, coordinates)
    return PolicyEffect(effect=Effect(found, await telling(context)))


async def _said(session: AsyncSession, number: int) -> Sequence[Rule]:
    rules = await rules_of(session, number)
    if not rules:
        raise Refused(Code.NOT_FOUND)
    return rules
