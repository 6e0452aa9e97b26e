"""Greetings: planned through the queue of messages, which asks consent, rules of contact and addresses as it sends.

There is one a client, occasion and year, whoever wants it: a person, a rule, or both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.errors import Refused, bad_input
from backend.platform.keys import Vault
from backend.retain.care_content import PLANNED, CareRuleSet
from backend.retain.care_occasions import CareOccasion, greeting_mark
from backend.retain.care_sweeps import APART
from backend.retain.contacting import Contact, ground_of
from backend.retain.message_plans import AUTOMATION, PERSON, Cause, Worded, Wording, plan, worded
from backend.retain.message_texts import values_of
from backend.retain.messages import CANCELLED, Message
from backend.retain.purposes import CARE
from backend.systemize.festivals import next_festival

MORNING: Final = time(9)
MOST: Final = 1_000
FESTIVAL: Final = "festival"
"""The kind of a greeting for a festival, whose source is the festival's key."""


def morning_of(day: date) -> datetime | None:
    """When greetings of a day go; None: now."""
    at = datetime.combine(day, MORNING, BUSINESS_ZONE)
    return at if at > now() else None


async def go_by_rule(
    session: AsyncSession, vault: Vault, rules: CareRuleSet, clients: Sequence[UUID] | None
) -> int:
    """Plan the greetings that rules send today; how many were new.

    A template that may not be sent any more plans nothing: whoever has the task greets by hand.
    """
    made = 0
    for template_id, marks in (await _wanted(session, rules, clients)).items():
        wording = Wording(template_id=template_id)
        try:
            # Looked up before anything is written: a refusal leaves the rest of the sweep as it is.
            said = await worded(session, wording)
        except Refused:
            continue
        ids = await _sayable(session, said, list(marks))
        cause = Cause(AUTOMATION, marks.__getitem__)
        made += len(await plan(session, vault, ids, wording, cause, at=morning_of(business_date())))
    return made


async def _sayable(session: AsyncSession, said: Worded, ids: Sequence[UUID]) -> list[UUID]:
    """Those of whom everything is known that the text names; one without an owner is not greeted in his name."""
    values = await values_of(session, ids, said.language, said.product_id)
    return [id for id in ids if all(values[id].get(name) is not None for name in said.text.variables)]


async def _wanted(
    session: AsyncSession, rules: CareRuleSet, clients: Sequence[UUID] | None
) -> Mapping[UUID, dict[UUID, str]]:
    """Whom rules greet today, with the mark of each greeting, by template."""
    today, firm_id = business_date(), session.info["firm_id"]
    found: dict[UUID, dict[UUID, str]] = {}
    if any(rule.greeting is not None and rule.greeting.how == PLANNED for rule in rules.rules):
        bounds = [] if clients is None else [CareOccasion.client_id.in_(clients)]
        rows = await session.execute(
            select(CareOccasion, Client.tier)
            .join(Client, and_(Client.firm_id == firm_id, Client.id == CareOccasion.client_id))
            .where(
                CareOccasion.firm_id == firm_id, CareOccasion.on == today,
                CareOccasion.state.in_(("coming", "told")), *bounds,
            )
        )  # fmt: skip
        for row, tier in rows.all():
            rule = rules.rule_of(row.kind, tier, row.years)
            greeting = None if rule is None else rule.greeting
            if greeting is not None and greeting.how == PLANNED and greeting.template_id is not None:
                found.setdefault(greeting.template_id, {}).setdefault(row.client_id, row.mark)
    for rule in rules.rules:
        greeting, festival = rule.greeting, rule.holiday
        if greeting is None or greeting.how != PLANNED or greeting.template_id is None or festival is None:
            continue
        if next_festival(festival, today) == today:
            marks = found.setdefault(greeting.template_id, {})
            for id in await greeted_clients(session, rules, festival, clients):
                marks.setdefault(id, greeting_mark(id, FESTIVAL, festival, today.year))
    return found


async def greeted_clients(
    session: AsyncSession, rules: CareRuleSet, festival: str, clients: Sequence[UUID] | None = None
) -> Sequence[UUID]:
    """Existing clients whom the first fitting rule of a festival is about."""
    rows = await session.execute(festival_clients(session.info["firm_id"], clients))
    occasion = f"holiday:{festival}"
    return [row.id for row in rows if rules.rule_of(occasion, row.tier, None) is not None]


def festival_clients(firm_id: UUID, clients: Sequence[UUID] | None = None) -> Any:
    """Whoever is greeted for festivals: clients who hold, or held and may come back."""
    bounds = [] if clients is None else [Client.id.in_(clients)]
    return select(Client.id, Client.tier, Client.owner_id, Client.team_id).where(
        Client.firm_id == firm_id, Client.archived_at.is_(None), Client.merged_into_id.is_(None),
        Client.state.in_(("existing", "dormant")), Client.state.not_in(APART), *bounds,
    )  # fmt: skip


async def greet(
    session: AsyncSession,
    vault: Vault,
    template_id: UUID,
    language: str,
    marks: Mapping[UUID, str],
    at: datetime | None,
) -> list[Message]:
    """Plan greetings to those who may be contacted; the others are left out. marks: by client.

    Raises Refused(BAD_USER_INPUT): limit; `choice` for a template of another purpose; what `plan` says.
    """
    if len(marks) > MOST:
        raise bad_input("clients", "limit", limit=MOST)
    wording = Wording(template_id=template_id, language=language)
    said = await worded(session, wording)
    if said.purpose != CARE:
        raise bad_input("template", "choice")
    ground = await ground_of(session, list(marks), Contact(CARE, said.channel, at or now()))
    allowed = await _sayable(session, said, [id for id in marks if ground.verdict(id).allowed])
    await _free(session, [marks[id] for id in allowed])
    return await plan(session, vault, allowed, wording, Cause(PERSON, marks.__getitem__), at=at)


async def _free(session: AsyncSession, marks: Sequence[str]) -> None:
    """Greetings that were called off make room for another."""
    rows = await session.scalars(
        select(Message).where(
            Message.firm_id == session.info["firm_id"], Message.mark.in_(marks), Message.state == CANCELLED
        )
    )
    for row in rows.all():
        row.mark = f"{row.mark}:{row.id}"
    await session.flush()
