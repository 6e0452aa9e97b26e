"""A firm whose people get mail, and a server that takes it in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.settings import settings
from backend.workers.mailroom.intake import Mailroom
from backend.workers.mailroom.limits import Doors
from backend.workers.mailroom.listener import Limits, listen
from tests.mail.posting import DOMAIN, Post
from tests.schema.house import House, build_house, furnish

LIMITS = Limits(size=300_000, idle=60.0, stay=120.0)


@pytest.fixture(scope="module", autouse=True)
def domain() -> Iterator[None]:
    """Our addresses end so."""
    before = settings().mail_domain_set
    settings().mail_domain_set = DOMAIN
    yield
    settings().mail_domain_set = before


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm with a person of each role."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    return made


@pytest.fixture(scope="module")
async def twin(database: Database, vault: Vault, house: House) -> House:
    """Another firm in the same database and the same folder of files."""
    made = await build_house(database, vault)
    made.services.extra["files"] = house.services.extra["files"]
    return made


@pytest.fixture(scope="module")
async def mailroom(house: House) -> Mailroom:
    """What takes mail in for all firms of the database."""
    return Mailroom(house.database, house.vault, house.services.extra["files"], DOMAIN)


@pytest.fixture(scope="module")
async def post(mailroom: Mailroom) -> AsyncIterator[Post]:
    """The server, at a port of its own."""
    server = await listen(mailroom, "127.0.0.1", 0, doors=Doors(most=12, from_one=6), limits=LIMITS)
    yield Post(server.sockets[0].getsockname()[1])
    server.close()
