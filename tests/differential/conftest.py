"""The awkward firm and its callers, made once for all tests of this folder."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from tests.differential.callers import callers_of
from tests.differential.firm import Firm, build_firms
from tests.differential.running import Ask, both_ways


@pytest.fixture(scope="module", autouse=True)
def settled_memory() -> Iterator[None]:
    """What is loaded once is put aside, as at the start of a server: a full collection of it takes 0.5 s."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@dataclass(frozen=True)
class Sides:
    """The two ways to ask, and who asks."""

    firm: Firm
    callers: dict[str, Principal]
    reference: Ask
    candidate: Ask


@pytest.fixture(scope="module")
async def sides(database: Database, vault: Vault) -> Sides:
    """The route that decides, and the one that has to agree with it."""
    firm, empty = await build_firms(database, vault)
    reference, candidate = both_ways(firm.services)
    return Sides(firm, await callers_of(firm, empty), reference, candidate)
