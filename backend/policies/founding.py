"""What every firm begins with beside the book: policy, approvals, journey templates, rules, words, automations."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.shipping import ship_automations
from backend.book import forbidden_word_lists
from backend.policies import store
from backend.retain import consent_texts, contact_rules
from backend.retain.request_types import ship_types
from backend.track import order_rules, proposal_style, suitability_rules
from backend.track.approval_kinds import ship_kinds
from backend.track.templates import ship_templates


async def equip(session: AsyncSession) -> None:
    """Equip a firm that is being founded."""
    await store.seed(session)
    await ship_kinds(session)
    await ship_templates(session)
    await suitability_rules.ship_rules(session)
    await order_rules.ship_rules(session)
    await forbidden_word_lists.ship_words(session)
    await proposal_style.ship_style(session)
    await consent_texts.ship_texts(session)
    await contact_rules.ship_rules(session)
    await ship_types(session)
    await ship_automations(session)
