"""The documents of the web app: each fits the schema and its cost."""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.graph.asking import Asked
from backend.graph.guard import Preparer
from backend.graph.limits import Limits
from backend.graph.trusted import Trusted
from backend.platform.principal import Principal
from backend.schema.schema import build
from backend.site import DOCUMENTS
from tests.schema.house import WEB

MOST_COST = 350
"""A third of what one operation may cost."""


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    return Preparer(build()._schema, Limits())


@pytest.mark.parametrize("name", WEB)
def test_a_document_is_valid_and_cheap_with_the_largest_pages(preparer: Preparer, name: str) -> None:
    """A page size that is left to a variable and not given counts as the largest."""
    asked = Asked(WEB[name], {}, trusted=True)
    assert preparer.prepare(asked, Principal(UUID(int=1), "user:1")).load.cost <= MOST_COST


def test_the_server_reads_the_whole_list() -> None:
    assert len(Trusted(DOCUMENTS)) == len(WEB)
