"""Set-up of the transport tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def settled_memory() -> Iterator[None]:
    """What is loaded once is put aside, as at the start of a server: a full collection of it takes 0.3 s by itself."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
