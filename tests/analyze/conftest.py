"""Shared by the tests of the figures."""

from __future__ import annotations

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import MadeFirm
from tests.ledger.desk import Desk, desk_of


@pytest.fixture
async def desk(database: Database, vault: Vault, firm: MadeFirm) -> Desk:
    """A firm of its own."""
    return await desk_of(database, vault, firm)


@pytest.fixture
async def other(database: Database, vault: Vault, other_firm: MadeFirm) -> Desk:
    """Another firm in the same database."""
    return await desk_of(database, vault, other_firm)
