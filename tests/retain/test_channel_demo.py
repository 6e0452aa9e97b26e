"""The demo firm's consents and templates: most agreed to notices, some withdrew marketing, texts that may be sent."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.copying import Copier
from backend.book.demo.load import load_demo
from backend.book.demo.population import Population
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.retain.channel_demo import write_channels
from backend.retain.consents import ConsentEntry
from backend.retain.message_templates import MessageTemplate, read_content, ready


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    await write_channels(session, copier, people)


async def test_clients_agreed_as_told_and_templates_are_ready(database: Database, vault: Vault) -> None:
    loaded = await load_demo(
        database, vault, size=300, as_of=date(2026, 11, 20), equip=equip, further=_further
    )
    async with database.as_system(loaded.firm_id, "tests") as session:
        rows = (
            await session.scalars(select(ConsentEntry).where(ConsentEntry.firm_id == loaded.firm_id))
        ).all()
        agreed = Counter((row.purpose, row.channel) for row in rows if row.given)
        clients = len({row.client_id for row in rows})
        assert agreed["service", "mail"] / clients > 0.9
        assert 0.3 < agreed["marketing", "mail"] / clients < 0.65
        withdrawn = [row for row in rows if not row.given]
        assert 0 < len(withdrawn) / 4 < agreed["marketing", "mail"] / 4
        begun = {row.client_id: row.at for row in rows if row.given}
        assert all(row.at > begun[row.client_id] for row in withdrawn)
        templates = (
            await session.scalars(select(MessageTemplate).where(MessageTemplate.firm_id == loaded.firm_id))
        ).all()
        assert {each.purpose for each in templates} == {"service", "product", "care"}
        for each in templates:
            version = await ready(session, each.id)
            assert set(version.texts) == {"zh-CN", "en"}
            read_content(
                {
                    key: {"subject": text.subject, "body": text.body}
                    for key, text in zip(
                        ("zh", "en"), (version.texts["zh-CN"], version.texts["en"]), strict=True
                    )
                },
                "mail",
            )
