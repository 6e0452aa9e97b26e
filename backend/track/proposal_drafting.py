"""Writing a proposal: begun for a client, changed while it is a draft; one function each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.lookup import actor_id, named
from backend.book.needs import Need
from backend.book.product_fields import number_in
from backend.book.products import Product, ShareClass
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at, touch
from backend.systemize.field_values import clean_text
from backend.track.proposal_events import ProposalChanged
from backend.track.proposal_letters import variables_in
from backend.track.proposal_states import DRAFT
from backend.track.proposal_style import style_in_force
from backend.track.proposal_style_content import LANGUAGES, LONGEST_LETTER, MOST_DAYS, Style, read_sections
from backend.track.proposal_suiting import hold_assessed, hold_suitable, suiting_of
from backend.track.proposals import Proposal, ProposalItem, ProposalStep

MOST_ITEMS, MOST_NEEDS, TITLE, NOTE = 12, 12, 80, 300
EDITABLE: Final = ("title", "language", "valid_until", "sections", "letter", "needs", "items")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A fund to put forward. amount: in its currency, > 0; note: the writer's own words about it."""

    product_id: UUID
    amount: Decimal
    share_class_id: UUID | None = None
    note: str | None = None


async def create(session: AsyncSession, client_id: UUID, values: Mapping[str, Any]) -> Proposal:
    """Begin a proposal; what is not said is as the firm's style says.

    values: of EDITABLE, and `template`, the key of a letter. Raises Refused: FORBIDDEN for who is no person of the
    firm; BAD_USER_INPUT: as `update`, proposal_not_assessed.
    """
    client = await named(session, Client, client_id, "client")
    client.hold_open()
    owner = actor_id(session)
    if owner is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.createProposal")
    hold_assessed((await suiting_of(session, client_id, {})).person)
    style = (await style_in_force(session)).style
    given = {**_beginning(style, values), **{key: each for key, each in values.items() if each is not None}}
    proposal = Proposal(
        id=uuid7(), firm_id=client.firm_id, client_id=client_id, owner_id=owner, state=DRAFT, number=0, needs=[],
        title="", language="zh-CN", letter="", valid_until=business_date(), sections=[],
    )  # fmt: skip
    _write(proposal, given)
    proposal.needs = await _needs(session, client_id, given.get("needs") or ())
    session.add(proposal)
    await session.flush()
    await _put_items(session, proposal, given.get("items") or ())
    step(session, proposal, "create", None)
    await tell(session, proposal, "create")
    return proposal


async def update(session: AsyncSession, id: UUID, version: int, values: Mapping[str, Any]) -> Proposal:
    """Change values of EDITABLE of a draft; absent ones stay, funds and needs are replaced as a whole.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: proposal_move, required, too_long, choice, range, unknown,
    proposal_section, proposal_variable, proposal_unsuitable (rule, zh, en).
    """
    proposal = await locked_at(session, Proposal, id, version)
    if proposal.state != DRAFT:
        raise bad_input("id", "proposal_move", state=proposal.state, to=DRAFT)
    _write(proposal, values)
    if values.get("needs") is not None:
        proposal.needs = await _needs(session, proposal.client_id, values["needs"])
    await session.flush()
    if values.get("items") is not None:
        await _put_items(session, proposal, values["items"])
        touch(proposal, version)
    await tell(session, proposal, "edit")
    return proposal


async def items_of(session: AsyncSession, proposal_ids: Sequence[UUID]) -> dict[UUID, list[ProposalItem]]:
    """Funds of proposals in their order; proposals without any are absent."""
    rows = await session.scalars(
        select(ProposalItem)
        .where(ProposalItem.firm_id == session.info["firm_id"], ProposalItem.proposal_id.in_(proposal_ids))
        .order_by(ProposalItem.proposal_id, ProposalItem.place, ProposalItem.id)
    )
    found: dict[UUID, list[ProposalItem]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(row)
    return found


def step(
    session: AsyncSession, proposal: Proposal, act: str, before: str | None, reason: str | None = None
) -> None:
    """Write down that a proposal came to the state it has now."""
    session.add(
        ProposalStep(
            id=uuid7(),
            proposal_id=proposal.id,
            act=act,
            before=before,
            after=proposal.state,
            number=proposal.number,
            by=session.info["principal"].subject,
            reason=reason,
        )
    )


async def tell(session: AsyncSession, proposal: Proposal, act: str) -> None:
    """Let others know what was done."""
    await session.flush()
    emit(session, ProposalChanged(proposal.id, proposal.client_id, act, proposal.state))
    strike(session, "client", str(proposal.client_id))


def _beginning(style: Style, values: Mapping[str, Any]) -> dict[str, Any]:
    language = values.get("language") or LANGUAGES[0]
    letter = style.letters[0] if values.get("template") is None else style.letter(values["template"])
    if letter is None:
        raise bad_input("template", "choice")
    return {
        "language": language,
        "title": "Investment proposal" if language == "en" else "投资建议书",
        "valid_until": business_date() + timedelta(days=style.days),
        "sections": [{"key": key, "on": on} for key, on in style.sections],
        "letter": letter.text.of(language),
    }


def _write(proposal: Proposal, values: Mapping[str, Any]) -> None:
    if values.get("title") is not None:
        proposal.title = clean_text(values["title"], "title", limit=TITLE, required=True) or ""
    if values.get("language") is not None:
        if values["language"] not in LANGUAGES:
            raise bad_input("language", "choice")
        proposal.language = values["language"]
    if values.get("valid_until") is not None:
        proposal.valid_until = _valid(values["valid_until"])
    if values.get("sections") is not None:
        proposal.sections = [{"key": key, "on": on} for key, on in read_sections(values["sections"])]
    if values.get("letter") is not None:
        letter = clean_text(values["letter"], "letter", limit=LONGEST_LETTER, required=True) or ""
        variables_in(letter, "letter")
        proposal.letter = letter


def _valid(day: date) -> date:
    today = business_date()
    last = today + timedelta(days=MOST_DAYS)
    if not today <= day <= last:
        raise bad_input("validUntil", "range", low=today.isoformat(), high=last.isoformat())
    return day


async def _needs(session: AsyncSession, client_id: UUID, ids: Sequence[UUID]) -> list[str]:
    """Ids of needs as they are kept. Raises Refused(BAD_USER_INPUT) for those of somebody else."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST_NEEDS:
        raise bad_input("needs", "limit", limit=MOST_NEEDS)
    rows = await session.scalars(
        select(Need.id).where(
            Need.firm_id == session.info["firm_id"], Need.client_id == client_id, Need.id.in_(wanted)
        )
    )
    if len(set(rows)) < len(wanted):
        raise bad_input("needs", "unknown")
    return [str(id) for id in wanted]


async def _put_items(session: AsyncSession, proposal: Proposal, chosen: Sequence[Chosen]) -> None:
    """Replace the funds; each has to suit the client at its amount."""
    if len(chosen) > MOST_ITEMS:
        raise bad_input("items", "limit", limit=MOST_ITEMS)
    amounts: dict[UUID, Decimal] = {}
    for n, each in enumerate(chosen):
        if each.product_id in amounts:
            raise bad_input(f"items.{n}.product", "taken")
        amounts[each.product_id] = number_in(
            f"items.{n}.amount", each.amount, Decimal("0.01"), Decimal(10) ** 15, 2
        )
        await named(session, Product, each.product_id, f"items.{n}.product")
        if each.share_class_id is not None:
            own = await named(session, ShareClass, each.share_class_id, f"items.{n}.shareClass")
            if own.product_id != each.product_id:
                raise bad_input(f"items.{n}.shareClass", "unknown")
    if chosen:
        suiting = await suiting_of(session, proposal.client_id, amounts)
        hold_assessed(suiting.person)
        hold_suitable(suiting, list(amounts))
    before = {row.product_id: row for row in (await items_of(session, [proposal.id])).get(proposal.id, ())}
    for n, each in enumerate(chosen):
        row = before.pop(each.product_id, None)
        if row is None:
            row = ProposalItem(id=uuid7(), proposal_id=proposal.id, product_id=each.product_id)
            row.firm_id = proposal.firm_id
        row.amount, row.share_class_id, row.place = amounts[each.product_id], each.share_class_id, n
        row.note = clean_text(each.note or "", f"items.{n}.note", limit=NOTE)
        session.add(row)
    for gone in before.values():
        await session.delete(gone)
    await session.flush()
