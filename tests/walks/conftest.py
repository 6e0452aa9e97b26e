"""The firm of the walks."""

from __future__ import annotations

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.schema.house import House
from tests.walks.house import built


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """One firm for all walks."""
    return await built(database, vault)
