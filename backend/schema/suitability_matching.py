"""Which products suit a client, and the rule that decided of each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as PyDecimal
from typing import Any
from uuid import UUID

import strawberry

from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.scalars import Decimal
from backend.platform.errors import bad_input
from backend.platform.messages import language
from backend.schema.funds import PRODUCT, Product
from backend.track.suitability_checks import ClientFacts, Verdict, decide
from backend.track.suitability_matches import Candidate, candidates_of, client_facts_of
from backend.track.suitability_rules import InForce, rules_in_force
from backend.track.suitability_sentences import sentence

LARGEST = PyDecimal(10) ** 15


@strawberry.type
class SuitabilityReason:
    """What one rule says."""

    rule: str = strawberry.field(description="Its key, as grid_insist.")
    result: str = strawberry.field(description="allowed, insist or refused.")
    sentence: str = strawberry.field(description="In the reader's language.")


@strawberry.type
class ProductMatch:
    """Whether a product suits a client."""

    product: Product
    result: str = strawberry.field(description="allowed, insist (only if he insists) or refused.")
    rule: str = strawberry.field(description="The rule that decided.")
    sentence: str = strawberry.field(description="What it says, in the reader's language.")
    reasons: list[SuitabilityReason] = strawberry.field(
        description="All that rules say, the strictest first."
    )
    rules: int = strawberry.field(description="The version of the rules.")
    minimum: Decimal | None = strawberry.field(
        description="The least he may pay in, in the product's currency."
    )
    open_on: date | None = strawberry.field(description="The next day on which it takes subscriptions.")
    holds: bool = strawberry.field(description="Whether he has units of it.")


@strawberry.type
class ProductMatches:
    """All products for a client: what suits first, then by code."""

    rules: int
    matches: list[ProductMatch]


async def matches_of(context: Context, client_id: UUID, amount: PyDecimal | None) -> ProductMatches:
    """All products the caller may see; six statements. amount: in each product's currency.

    Raises Refused(BAD_USER_INPUT, field=amount).
    """
    found = await _judged(context, client_id, amount, None)
    order = {"allowed": 0, "insist": 1, "refused": 2}
    found.sort(key=lambda match: order[match.result])
    return ProductMatches(rules=found[0].rules if found else 0, matches=found)


async def match_of(
    context: Context, client_id: UUID, product_id: UUID, amount: PyDecimal | None
) -> ProductMatch | None:
    """One product; null for one the caller may not see."""
    found = await _judged(context, client_id, amount, [product_id])
    return found[0] if found else None


async def _judged(
    context: Context, client_id: UUID, amount: PyDecimal | None, ids: list[UUID] | None
) -> list[ProductMatch]:
    if amount is not None and not 0 < amount <= LARGEST:
        raise bad_input("amount", "range", low="0.01", high=str(LARGEST))
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 4
        force = await rules_in_force(session)
        facts = (await client_facts_of(session, [client_id]))[client_id]
        candidates = await candidates_of(session, client_id, facts, ids)
    nodes = await nodes_of(context, PRODUCT, [each.id for each in candidates])
    return [
        _match(context, each, node, force, facts, amount)
        for each, node in zip(candidates, nodes, strict=True)
        if node is not None
    ]


def _match(
    context: Context,
    each: Candidate,
    node: Any,
    force: InForce,
    facts: ClientFacts,
    amount: PyDecimal | None,
) -> ProductMatch:
    verdict: Verdict = decide(force.rules, facts, each.facts, amount, context.day)
    locale = language(context.locale)
    reasons = [
        SuitabilityReason(rule=reason.rule, result=reason.result, sentence=sentence(reason, locale))
        for reason in verdict.reasons
    ]
    return ProductMatch(
        product=node,
        result=verdict.result,
        rule=reasons[0].rule,
        sentence=reasons[0].sentence,
        reasons=reasons,
        rules=force.number,
        minimum=None if each.facts.minimum is None else Decimal(each.facts.minimum),
        open_on=each.facts.open_on,
        holds=each.facts.holds,
    )
