"""The schema and the demo firm, as plain functions for the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential
from backend.auth.passwords import Hasher
from backend.book.demo.copying import Copier
from backend.book.demo.load import LoadedDemo, load_demo
from backend.book.demo.population import Population
from backend.book.demo.task_work import write_task_work
from backend.book.firms import FirmName, list_firms, remove_firm
from backend.commands.demo_logins import demo_password
from backend.commands.progress import progress
from backend.migrations import run
from backend.platform.crypto import load_master_key
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.platform.settings import Settings, settings
from backend.policies.founding import equip
from backend.retain.care_demo import write_care
from backend.retain.channel_demo import write_channels
from backend.retain.request_demo import write_requests
from backend.track.approval_demo import write_approvals
from backend.track.demo import write_journeys
from backend.track.order_demo import write_orders
from backend.track.proposal_demo import write_proposals
from backend.track.suitability_demo import write_suitability

_STEPS: Final = {
    "book": "生成客户与账本 Making clients and their ledger",
    "person_key": "写入密钥 Writing keys",
    "client": "写入客户 Writing clients",
    "contact_point": "写入联系方式 Writing contact points",
    "assignment": "写入归属 Writing owners",
    "client_tag": "写入标签 Writing tags",
    "transaction": "写入交易 Writing transactions",
    "lot": "写入批次 Writing lots",
    "holding": "写入持仓 Writing holdings",
    "interaction": "写入互动 Writing interactions",
    "task": "写入任务 Writing tasks",
}


def migrate(url: str) -> None:
    """Bring the schema up to date."""
    asyncio.run(run.migrate(url))


def open_database(chosen: Settings) -> Database:
    """The engines over the servers in the settings. Raises RuntimeError without DATABASE_URL."""
    if chosen.database_url is None:
        raise RuntimeError("DATABASE_URL is not set")
    return Database(chosen.database_url, pool_size=2)


def open_vault(chosen: Settings) -> Vault:
    """The vault over the installation's master key, which is made where it is missing."""
    return Vault(load_master_key(chosen.master_key_path))


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    """What stands on the book."""
    await write_suitability(session, copier, people)
    await write_journeys(session, copier, people)
    await write_orders(session, copier, people)
    await write_task_work(session, copier, people)
    await write_approvals(session, copier, people)
    await write_proposals(session, copier, people)
    await write_requests(session, copier, people)
    await write_channels(session, copier, people)
    await write_care(session, copier, people)


async def seed(
    database: Database, chosen: Settings, *, size: int | None = None, as_of: date | None = None
) -> LoadedDemo:
    """Found and fill the demo firm; its people all get the demo password. Shows on a terminal how far it is."""
    hasher = Hasher()
    password = demo_password(chosen)

    async def enrol(session: AsyncSession, user_ids: Sequence[UUID]) -> None:
        # One hash for all: it is one known password, and thirty times argon2id would be felt at the first start.
        hashed = await hasher.hash(password)
        session.add_all(Credential(user_id=id, password_hash=hashed) for id in user_ids)

    with progress(_STEPS) as tell:
        return await load_demo(
            database,
            open_vault(chosen),
            size=size or chosen.demo_size,
            as_of=as_of,
            equip=equip,
            enrol=enrol,
            further=_further,
            tell=tell,
        )


async def remove_demo(database: Database) -> list[FirmName]:
    """Remove every demo firm with all its rows; the firms that are left."""
    for firm in await list_firms(database):
        if firm.demo:
            await remove_firm(database, firm.firm_id)
            FileStore(settings().files_dir).remove_firm(firm.firm_id)
    return await list_firms(database)
