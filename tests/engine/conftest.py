"""The house of the engine's tests."""

from __future__ import annotations

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.schema.house import House, build_house, furnish


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm with a person of each role and three clients of the client manager."""
    made = await build_house(database, vault)
    await furnish(made, 3)
    return made
