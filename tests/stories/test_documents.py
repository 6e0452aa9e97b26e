"""Who may send which documents, as the product is shipped."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.schema.house import WEB
from tests.stories.conftest import ORIGIN, AsRole, signed_in

ROLE_OF = {"manager": False, "senior": False, "executive": True, "policy": True}


@pytest.fixture(scope="module")
def free_documents() -> bool:
    return False


async def _by_id(caller: Any, name: str, **variables: Any) -> Any:
    id = hashlib.sha256(WEB[name].encode()).hexdigest()
    headers = {"x-startrail": "1", "origin": ORIGIN, **caller.headers}
    response = await caller.http.post("/graphql", json={"id": id, "variables": variables}, headers=headers)
    return response.json()


@pytest.mark.parametrize(("login", "may"), ROLE_OF.items(), ids=ROLE_OF)
async def test_everybody_opens_the_app_and_some_ask_freely(as_role: AsRole, login: str, may: bool) -> None:
    caller = await as_role(login)
    viewer = (await _by_id(caller, "ViewerQuery"))["data"]["viewer"]
    assert ("Right.explore" in viewer["rights"]) is may
    free = await caller.ask("{ viewer { roles } }")
    assert (free.status == 200) is may
    assert free.codes == ([] if may else ["FORBIDDEN"])
    assert free.denied == (set() if may else {"Right.explore"})


async def test_the_refusal_speaks_the_readers_language(product: Any) -> None:
    caller = await signed_in(product, "manager", locale="zh-CN")
    refused = await caller.ask("{ viewer { roles } }")
    assert "自由查询" in refused.body["errors"][0]["message"]
