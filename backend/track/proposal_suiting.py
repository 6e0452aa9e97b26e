"""Whether what a proposal puts forward suits its client now: nothing else may be in it, and each fund says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.track.suitability_checks import ClientFacts, ProductFacts, Verdict, decide
from backend.track.suitability_content import ALLOWED
from backend.track.suitability_matches import candidates_of, client_facts_of
from backend.track.suitability_rules import rules_in_force
from backend.track.suitability_sentences import sentence


@dataclass(frozen=True, slots=True)
class Judged:
    """A fund as suitability sees it for the client."""

    facts: ProductFacts
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Suiting:
    """The client's facts, and each fund by its id. rules: the version of the rules that judged."""

    rules: int
    person: ClientFacts
    funds: Mapping[UUID, Judged]


async def suiting_of(session: AsyncSession, client_id: UUID, amounts: Mapping[UUID, Decimal]) -> Suiting:
    """Judge funds for a client; four statements. amounts: what he would pay in, by fund, in its currency."""
    force = await rules_in_force(session)
    person = (await client_facts_of(session, [client_id]))[client_id]
    today = business_date()
    candidates = await candidates_of(session, client_id, person, list(amounts)) if amounts else []
    return Suiting(
        force.number,
        person,
        {
            each.id: Judged(each.facts, decide(force.rules, person, each.facts, amounts[each.id], today))
            for each in candidates
        },
    )


def hold_assessed(person: ClientFacts) -> None:
    """Raises Refused(BAD_USER_INPUT, proposal_not_assessed) for who has no questionnaire, or one that ran out."""
    if person.professional:
        return
    if person.level is None or person.valid_until is None or person.valid_until < business_date():
        day = None if person.valid_until is None else person.valid_until.isoformat()
        raise bad_input("client", "proposal_not_assessed", day=day)


def hold_suitable(suiting: Suiting, product_ids: Sequence[UUID]) -> None:
    """Raises Refused(BAD_USER_INPUT, proposal_unsuitable) at the first fund that does not suit: rule, zh, en.

    Above his level nothing is put forward: only a client who insisted himself, in writing, is told of it.
    """
    for n, id in enumerate(product_ids):
        judged = suiting.funds.get(id)
        if judged is None:
            raise bad_input(f"items.{n}.product", "unknown")
        if judged.verdict.result != ALLOWED:
            reason = judged.verdict.reasons[0]
            raise bad_input(
                f"items.{n}.product", "proposal_unsuitable", rule=reason.rule, rules=suiting.rules,
                zh=sentence(reason, "zh-CN"), en=sentence(reason, "en"),
            )  # fmt: skip
