"""What an issue will say: gathered with the rights of who writes it, value by value.

A value he may not read is not in it, in no form; the coordinates of all that are in it are kept with the issue, so
that nobody reads by it what he could not read himself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from backend.book.fee_terms import terms_at
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.graph.rights import demand_at
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import public_id
from backend.platform.messages import Locale
from backend.platform.principal import Level, Relation
from backend.schema import fund_reads
from backend.schema.funds import PRODUCT, SHARE_CLASS
from backend.schema.nouns import made
from backend.schema.proposal_parts import items_of
from backend.schema.staff import USER
from backend.schema.suitability import READ
from backend.track.proposal_figures import figures_of
from backend.track.proposal_letters import filled_in
from backend.track.proposal_moves import Issue
from backend.track.proposal_style import StyleInForce, style_in_force
from backend.track.proposal_suiting import Suiting, suiting_of
from backend.track.proposals import Proposal, ProposalItem
from backend.track.suitability_sentences import sentence

TELLS: Final[Mapping[str, str]] = {
    "lock_up": "Product.lockUpDays",
    "open_day": "Product.openDays",
    "no_open_day": "Product.openDays",
    "below_first": "Product.firstMinimum",
    "below_further": "Product.furtherMinimum",
    "product_closed": "Product.status",
}
"""What a reason tells beside the client's level, by the rule."""
FEES: Final[Mapping[str, tuple[str, str]]] = {
    "subscription": ("FeeTerms.subscriptionRate", "subscription_rate"),
    "mode": ("FeeTerms.subscriptionMode", "subscription_mode"),
    "management": ("FeeTerms.managementRate", "management_rate"),
    "performance": ("FeeTerms.performanceRate", "performance_rate"),
}
WEIGHT: Final = Decimal("0.000001")


@dataclass
class _Seen:
    """What the writer may read, and what of it was used."""

    context: Context
    shows: set[str] = field(default_factory=set)

    def of(self, coordinate: str, stands: Relation, value: Any) -> Any:
        """The value, if he may read it; noted."""
        if value is None or self.context.principal.mask.level(coordinate, stands) < Level.VIEW:
            return None
        self.shows.add(coordinate)
        return value


@dataclass(frozen=True)
class Gathered:
    """What is printed, and how suitability judges it now."""

    issue: Issue
    suiting: Suiting
    items: Sequence[ProposalItem]


async def gathered(context: Context, node: Any) -> Gathered:
    """All that an issue of a proposal would say today.

    Raises FORBIDDEN for who may not read what suitability tells; Refused(BAD_USER_INPUT): variables of the letter.
    """
    row: Proposal = node.row
    for coordinate in READ:
        demand_at(context, coordinate, node.stands)
    seen = _Seen(context, set(READ))
    items: list[ProposalItem] = await context.load(items_of, row.id) or []
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 5
        style = await style_in_force(session)
        suiting = await suiting_of(session, row.client_id, {each.product_id: each.amount for each in items})
    client, owner = await asyncio.gather(
        node_of(context, made("client"), row.client_id), node_of(context, USER, row.owner_id)
    )
    if client is None:
        raise Refused(Code.NOT_FOUND)
    english = row.language == "en"
    funds = list(await asyncio.gather(*(_item(seen, each, suiting, english=english) for each in items)))
    totals = _weigh(funds)
    name = seen.of("Client.name", client.stands, client.row.name)
    values = {
        "client": name,
        "level": suiting.person.level or suiting.person.row,
        "products": ("、", ", ")[english].join(each["name"] or each["code"] or "—" for each in funds),
        "maker": None if owner is None else seen.of("User.name", owner.stands, owner.row.name),
        "firm": style.style.company.of(row.language),
        "date": context.day.isoformat(),
        "valid_until": row.valid_until.isoformat(),
    }
    letter = filled_in(row.letter, values, "letter")
    days = [each["figures"]["as_of"] for each in funds if each["figures"] is not None]
    content = {
        "language": row.language,
        "title": row.title,
        "issued_on": context.day.isoformat(),
        "valid_until": row.valid_until.isoformat(),
        # Of several the oldest: no figure is older than what is said.
        "as_of": min(days, default=None),
        "client": {
            "name": name,
            "level": suiting.person.level,
            "level_until": None
            if suiting.person.valid_until is None
            else suiting.person.valid_until.isoformat(),
            "professional": suiting.person.professional,
        },
        "sections": [each["key"] for each in row.sections if each["on"]],
        "letter": letter,
        "needs": await _needs(seen, row.needs),
        "items": funds,
        "totals": totals,
        "rules": suiting.rules,
        **_style(style, row.language),
    }
    texts = {"title": row.title, "letter": letter}
    texts |= {f"items.{n}.note": each.note for n, each in enumerate(items) if each.note}
    return Gathered(Issue(content, sorted(seen.shows), texts), suiting, items)


def _style(force: StyleInForce, language: str) -> dict[str, Any]:
    style = force.style
    return {
        "style": {"number": force.number, "on": force.on},
        "brand": {
            "company": style.company.of(language),
            "logo": None if style.logo is None else public_id("proposallogo", style.logo),
            "colour": style.colour,
            "accent": style.accent,
            "footer": style.footer.of(language),
        },
        "disclosure": style.disclosure.of(language),
        "disclaimer": style.disclaimer.of(language),
    }


async def _needs(seen: _Seen, ids: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for node in await nodes_of(seen.context, made("need"), [UUID(id) for id in ids]):
        if node is None:
            continue
        amount = seen.of("Need.amount", node.stands, node.row.amount)
        purpose = seen.of("Need.purpose", node.stands, node.row.purpose)
        if purpose is None and amount is None:
            continue
        found.append(
            {
                "purpose": purpose,
                "amount": None if amount is None else str(amount),
                "currency": seen.of("Need.currency", node.stands, node.row.currency),
                "horizon": seen.of("Need.horizon", node.stands, node.row.horizon),
            }
        )
    return found


async def _item(seen: _Seen, item: ProposalItem, suiting: Suiting, *, english: bool) -> dict[str, Any]:
    context = seen.context
    fund = await node_of(context, PRODUCT, item.product_id)
    if fund is None:
        raise bad_input("items", "unknown")
    row, stands = fund.row, fund.stands
    own = await node_of(context, SHARE_CLASS, item.share_class_id)
    locale: Locale = "en" if english else "zh-CN"
    reasons = suiting.funds[item.product_id].verdict.reasons if item.product_id in suiting.funds else ()
    return {
        "code": seen.of("Product.code", stands, row.code),
        "name": seen.of("Product.name", stands, row.name),
        "share_class": None if own is None else seen.of("ShareClass.name", own.stands, own.row.name),
        "currency": seen.of("Product.currency", stands, row.currency),
        "risk": seen.of("Product.riskLevel", stands, row.risk_level),
        "amount": str(item.amount),
        "weight": None,
        "note": item.note,
        "rule": reasons[0].rule if reasons else None,
        "reasons": [
            sentence(reason, locale)
            for reason in reasons
            if reason.rule not in TELLS or seen.of(TELLS[reason.rule], stands, reason.rule) is not None
        ],
        "figures": await _figures(seen, fund, item.share_class_id),
        "fees": await _fees(seen, fund, item.share_class_id, context.day),
    }


async def _figures(seen: _Seen, fund: Any, share_class_id: UUID | None) -> dict[str, Any] | None:
    """As its page shows them: of the class, else of the fund; nothing of it unless days and adjusted NAVs are read."""
    wanted = ("Product.navPoints", "NavPoint.date", "NavPoint.adjusted")
    if any(seen.context.principal.mask.level(each, fund.stands) < Level.VIEW for each in wanted):
        return None
    points = await seen.context.load(
        fund_reads.nav_points_of, fund.row.id, None, seen.context.day, None, share_class_id
    )
    if not points and share_class_id is not None:
        points = await seen.context.load(
            fund_reads.nav_points_of, fund.row.id, None, seen.context.day, None, None
        )
    if not points:
        return None
    seen.shows.update(wanted)
    unit = seen.of("NavPoint.unit", fund.stands, points[-1].unit)
    return figures_of([(each.date, each.adjusted) for each in points], unit)


async def _fees(seen: _Seen, fund: Any, share_class_id: UUID | None, on: date) -> dict[str, Any] | None:
    if seen.context.principal.mask.level("Product.feeTerms", fund.stands) < Level.VIEW:
        return None
    terms = await seen.context.load(fund_reads.terms_of, fund.row.id) or []
    present = terms_at([each for each in terms if each.share_class_id == share_class_id], on)
    present = present or terms_at([each for each in terms if each.share_class_id is None], on)
    if present is None:
        return None
    seen.shows.add("Product.feeTerms")
    found: dict[str, Any] = {}
    for key, (coordinate, column) in FEES.items():
        value = seen.of(coordinate, fund.stands, getattr(present, column))
        found[key] = None if value is None else str(value)
    steps = seen.of("FeeTerms.redemptionSteps", fund.stands, present.redemption_steps or None)
    found["redemption"] = [{"days": int(each["days"]), "rate": str(each["rate"])} for each in steps or ()]
    return found


def _weigh(funds: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Give each fund its share, where all are of one currency; the sums by currency."""
    sums: dict[str, Decimal] = {}
    for each in funds:
        currency = each["currency"] or ""
        sums[currency] = sums.get(currency, Decimal(0)) + Decimal(each["amount"])
    if len(sums) == 1:
        [whole] = sums.values()
        for each in funds:
            each["weight"] = str((Decimal(each["amount"]) / whole).quantize(WEIGHT))
    return [{"currency": currency, "amount": str(amount)} for currency, amount in sums.items()]
