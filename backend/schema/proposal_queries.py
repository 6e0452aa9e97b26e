"""What is read of proposals from the root, and how one would look."""

from __future__ import annotations

from typing import Any

import strawberry

from backend.book.forbidden_word_lists import words_in_force
from backend.book.forbidden_words import found_in
from backend.graph.connections import Connection, Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.schema.file_routes import store_of
from backend.schema.forbidden_words import FoundWord, found_word
from backend.schema.proposal_facts import Gathered, gathered
from backend.schema.proposal_list import ProposalFilter, ProposalOrder, proposals_listed
from backend.schema.proposal_parts import (
    ProposalDifference,
    ProposalVersion,
    differences,
    may_read,
    versions_of,
)
from backend.schema.proposals import PROPOSAL, Proposal
from backend.track.proposal_logos import logo_named
from backend.track.proposal_of_approval import proposal_of
from backend.track.proposal_printing import pages_of
from backend.track.proposal_states import DRAFT
from backend.track.proposal_suiting import hold_assessed
from backend.track.suitability_content import ALLOWED
from backend.track.suitability_sentences import sentence


@strawberry.type
class ProposalMissing:
    """Something for which it could not be issued as it stands."""

    at: str = strawberry.field(description="As items.0.product.")
    key: str = strawberry.field(description="A rule of suitability, not_assessed or no_items.")
    sentence: str = strawberry.field(description="In the reader's language.")


@strawberry.type
class ProposalPreview:
    """How a proposal looks."""

    pages: list[str] = strawberry.field(description="Each an SVG.")
    words: list[FoundWord] = strawberry.field(description="Words in it that must not be used, or should not.")
    missing: list[ProposalMissing]


@strawberry.type
class ProposalQueries:
    """What clients are advised to invest in."""

    @declared(RootOne(lambda: PROPOSAL))
    async def proposal(self, info: Info, id: strawberry.ID) -> Proposal | None:
        """One proposal."""
        return await one_of(info, PROPOSAL, id)  # type: ignore[no-any-return]

    @declared(RootList(proposals_listed))
    async def proposals(
        self, info: Info, filter: ProposalFilter | None = None, order_by: list[ProposalOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Proposal]:  # fmt: skip
        """Proposals the caller may see, the latest first when no order is given."""
        return await listed(info, proposals_listed, first, after)

    @strawberry.field
    async def proposal_preview(self, info: Info, id: strawberry.ID) -> ProposalPreview | None:
        """The pages of a draft as it would be issued by the caller now; else of its newest issue."""
        context = info.context
        node = await node_of(context, PROPOSAL, own_id("proposal", id))
        if node is None:
            return None
        if node.row.state != DRAFT and node.row.number:
            return await _issued(context, node)
        found = await gathered(context, node)
        pages = await pages_of(found.issue.content, await _logo(context, found.issue.content))
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            words = (await words_in_force(session)).words
        return ProposalPreview(
            pages=pages,
            words=[
                found_word(context, each, field)
                for field, text in found.issue.texts.items()
                for each in found_in(words, text)
            ],
            missing=_missing(context, found),
        )

    @strawberry.field
    async def proposal_differences(
        self, info: Info, id: strawberry.ID, number: int, other: int
    ) -> list[ProposalDifference] | None:
        """What issue `number` says otherwise than issue `other`; null where one of them is not to be read."""
        context = info.context
        node = await node_of(context, PROPOSAL, own_id("proposal", id))
        if node is None:
            return None
        issues = {each.version.number: each for each in await context.load(versions_of, node.row.id) or ()}
        wanted = [issues.get(n) for n in (other, number)]
        mask = context.principal.mask
        if any(each is None or not may_read(mask, each.version.shows, node.stands) for each in wanted):
            return None
        before, after = (
            ProposalVersion(issued=each, stands=node.stands) for each in wanted if each is not None
        )
        return differences(before, after)

    @strawberry.field
    async def proposal_of_approval(self, info: Info, approval: strawberry.ID) -> Proposal | None:
        """The proposal that an approval is about, if the caller may see it."""
        context = info.context
        wanted = own_id("approval", approval)
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            id = await proposal_of(session, wanted)
        return await node_of(context, PROPOSAL, id)  # type: ignore[no-any-return]


async def _issued(context: Context, node: Any) -> ProposalPreview:
    newest = (await context.load(versions_of, node.row.id))[0]
    if not may_read(context.principal.mask, newest.version.shows, node.stands):
        raise Refused(Code.FORBIDDEN, coordinate="ProposalVersion.content")
    content = newest.version.content
    pages = await pages_of(content, await _logo(context, content), preview=False)
    return ProposalPreview(pages=pages, words=[], missing=[])


async def _logo(context: Context, content: Any) -> Any:
    services = context.services
    if content["brand"]["logo"] is None:
        return None
    context.queries += 3
    return await logo_named(
        services.database,
        services.vault,
        store_of(services),
        context.principal.firm_id,
        content["brand"]["logo"],
    )


def _missing(context: Context, found: Gathered) -> list[ProposalMissing]:
    english = context.locale == "en"
    missing = []
    if not found.items:
        words = "Choose at least one fund" if english else "请至少选择一只产品"
        missing.append(ProposalMissing(at="items", key="no_items", sentence=words))
    try:
        hold_assessed(found.suiting.person)
    except Refused:
        zh, en = (
            "客户尚未完成风险测评，或测评已过期",
            "The client's risk questionnaire is missing or has run out",
        )
        words = en if english else zh
        missing.append(ProposalMissing(at="client", key="not_assessed", sentence=words))
    for n, each in enumerate(found.items):
        judged = found.suiting.funds.get(each.product_id)
        if judged is not None and judged.verdict.result != ALLOWED:
            reason = judged.verdict.reasons[0]
            words = sentence(reason, "en" if english else "zh-CN")
            missing.append(ProposalMissing(at=f"items.{n}.product", key=reason.rule, sentence=words))
    return missing
