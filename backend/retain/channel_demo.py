"""Consents and templates of messages of the demo firm.

Most clients agree to notices when they begin; fewer to be told of products, about half to marketing, and some withdraw
that later. Byte-stable for size, seed and date, apart from the ids of the firm.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import EXISTING, DemoClient
from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour, working_instant
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.population import SEED, Population
from backend.retain.consent_texts import text_number
from backend.retain.consents import ConsentEntry
from backend.retain.message_templates import MessageTemplate, MessageTemplateVersion
from backend.retain.purposes import (
    CARE,
    MAIL,
    MARKETING,
    PHONE,
    PRODUCT,
    SENSITIVE,
    SERVICE,
    SMS,
    SURVEY,
    WECOM,
)

Row = dict[str, Any]
AGREED: Final = {SERVICE: 0.97, SENSITIVE: 0.99, PRODUCT: 0.72, CARE: 0.8, MARKETING: 0.48, SURVEY: 0.6}
WITHDRAWN: Final = 0.12
"""Of those who agreed to marketing."""
WAYS: Final = (MAIL, SMS, WECOM, PHONE)
FORM: Final = "开户文件第 7 页签字"
TEMPLATES: Final = Path(__file__).with_name("message_templates_demo.json")


async def write_channels(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write what clients agreed to, and the templates, each approved by somebody else than its writer."""
    number = await text_number(session)
    draws = draws_of(SEED, "consents")
    served = [each for each in people.clients if each.state == EXISTING and each.id in people.owner_of]
    await copier.write(
        ConsentEntry, (row for client in served for row in _agreed(draws, client, people, number))
    )
    writers, approvers = people.firm.having("operations"), people.firm.having("compliance")
    if not writers or not approvers:
        return
    templates, versions = _templates(
        draws,
        at_hour(people.as_of - timedelta(days=40), 10),
        f"user:{writers[0].id}",
        f"user:{approvers[0].id}",
    )
    await copier.write(MessageTemplate, iter(templates))
    await copier.write(MessageTemplateVersion, iter(versions))


def _agreed(draws: Draws, client: DemoClient, people: Population, number: int | None) -> Iterator[Row]:
    at = at_hour(client.started_on or people.as_of, 15)
    by = f"user:{people.owner_of[client.id]}"

    def entry(purpose: str, channel: str, when: datetime, source: str, *, given: bool) -> Row:
        return {
            "id": draws.id_at(when), "client_id": client.id, "purpose": purpose, "channel": channel, "given": given,
            "text_number": number if given else None, "source": source, "evidence": FORM if source == "form" else None,
            "reverses_id": None, "at": when, "recorded_at": when, "recorded_by": by,
        }  # fmt: skip

    for purpose, share in AGREED.items():
        if not draws.chance(share):
            continue
        for channel in WAYS if purpose != SENSITIVE else (MAIL,):
            yield entry(purpose, channel, at, "form", given=True)
        if purpose == MARKETING and draws.chance(WITHDRAWN):
            later = _later(draws, at.date(), people.as_of)
            for channel in WAYS:
                yield entry(purpose, channel, later, "call", given=False)


def _later(draws: Draws, first: date, last: date) -> datetime:
    return working_instant(
        draws, first + timedelta(days=1), max(last - timedelta(days=1), first + timedelta(days=1))
    )


def _templates(draws: Draws, at: datetime, writer: str, approver: str) -> tuple[list[Row], list[Row]]:
    templates, versions = [], []
    for each in orjson.loads(TEMPLATES.read_bytes()):
        id = draws.id_at(at)
        templates.append(
            {
                "id": id, "zh": each["zh"], "en": each["en"], "channel": MAIL, "purpose": each["purpose"],
                "archived_at": None, "version": 1, "created_at": at, "created_by": writer, "updated_at": at,
            }
        )  # fmt: skip
        versions.append(
            {
                "id": draws.id_at(at), "template_id": id, "number": 1, "content": each["content"], "note": None,
                "published_by": writer, "published_at": at, "approved_by": approver,
                "approved_at": at + timedelta(hours=3),
            }
        )  # fmt: skip
    return templates, versions
