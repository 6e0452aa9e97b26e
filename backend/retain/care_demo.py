"""Care of the demo firm: rules in force with their templates, days that are noted of clients, the occasions of a year.

Lunar birthdays of older people, weddings, foundations of companies. Byte-stable for size, seed and date, apart from
ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import EXISTING, DemoClient
from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.population import SEED, Population
from backend.platform.clock import now
from backend.platform.ids import public_id
from backend.retain.care_content import read_content, shipped_content
from backend.retain.care_dates import CareDate
from backend.retain.care_kinds import HOLIDAY
from backend.retain.care_occasions import CareOccasion
from backend.retain.care_rules import CareRules
from backend.retain.care_sweeps import FIND, asked
from backend.retain.message_templates import MessageTemplate
from backend.systemize import lunar

Row = dict[str, Any]
BIRTHDAY_LETTER, FESTIVAL_LETTER = "生日问候", "节日问候"
LUNAR, WEDDING, FOUNDED, FAMILY = 0.12, 0.08, 0.3, 0.06
PAST: Final = timedelta(days=395)


async def write_care(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write rules, noted days and the occasions of the year gone by and to come. After the channels."""
    rows = await session.execute(
        select(MessageTemplate.zh, MessageTemplate.id).where(
            MessageTemplate.firm_id == session.info["firm_id"],
            MessageTemplate.zh.in_((BIRTHDAY_LETTER, FESTIVAL_LETTER)),
        )
    )
    letters = {row.zh: row.id for row in rows}
    draws = draws_of(SEED, "care")
    at = at_hour(people.as_of - timedelta(days=30), 10)
    writers = people.firm.having("operations")
    content = _content(letters)
    if writers and letters:
        row = {
            "id": draws.id_at(at), "number": 1, "content": content, "note": "启用问候模板",
            "published_by": f"user:{writers[0].id}", "published_at": at,
        }  # fmt: skip
        await copier.write(CareRules, iter([row]))
    served = [each for each in people.clients if each.state == EXISTING and each.id in people.owner_of]
    await copier.write(CareDate, (day for client in served for day in _days(draws, client, people)))
    await _fill(session, content, people)


def _content(letters: dict[str, UUID]) -> Row:
    content = shipped_content()
    for rule in content["rules"]:
        letter = letters.get(FESTIVAL_LETTER if rule["occasion"].startswith(HOLIDAY) else BIRTHDAY_LETTER)
        if rule["greeting"] is not None and letter is not None and rule["occasion"] != "first_investment":
            rule["greeting"]["template"] = public_id("messagetemplate", letter)
    return content


def _days(draws: Draws, client: DemoClient, people: Population) -> Iterator[Row]:
    at = at_hour(client.started_on or people.as_of, 16)

    def day(kind: str, text: str, label: str | None = None, *, by_moon: bool = False) -> Row:
        return {
            "id": draws.id_at(at), "client_id": client.id, "kind": kind, "label": label, "day": text, "lunar": by_moon,
            "version": 1, "created_at": at, "created_by": f"user:{people.owner_of[client.id]}", "updated_at": at,
        }  # fmt: skip

    born = client.birth_date
    if born is None:
        if draws.chance(FOUNDED):
            yield day("founded", f"{draws.whole(1992, 2018)}-{draws.whole(1, 12):02}-{draws.whole(1, 28):02}")
        return
    by_moon = lunar.lunar_of(born)
    if by_moon is not None and draws.chance(LUNAR):
        # Of every third the year is not known.
        kept = (
            by_moon if draws.chance(0.67) else lunar.LunarDay(None, by_moon.month, by_moon.day, by_moon.leap)
        )
        yield day("birthday", kept.text, by_moon=True)
    if draws.chance(WEDDING):
        yield day("wedding", f"--{draws.whole(1, 12):02}-{draws.whole(1, 28):02}")
    if draws.chance(FAMILY):
        whose = draws.one_of(("配偶", "女儿", "儿子"))
        yield day("family_birthday", f"--{draws.whole(1, 12):02}-{draws.whole(1, 28):02}", whose)


async def _fill(session: AsyncSession, content: Row, people: Population) -> None:
    """The occasions of the year gone by and of the one to come; the first look gives the tasks."""
    at, rules = now(), read_content(content)
    for first in (people.as_of - PAST, people.as_of):
        given = await asked(session, rules, None, first)
        del given["today"]
        await session.execute(text(FIND), {**given, "at": at, "stamp": at.isoformat()})
    await session.execute(
        update(CareOccasion)
        .where(CareOccasion.firm_id == session.info["firm_id"], CareOccasion.on < people.as_of)
        .values(state="over", ended_at=at)
        .execution_options(synchronize_session=False)
    )
