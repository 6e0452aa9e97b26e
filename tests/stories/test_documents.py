"""Who may send which documents, as the product is shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from backend import site
from tests.schema.house import WEB
from tests.stories.conftest import ORIGIN, AsRole, browser, signed_in

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


@pytest.mark.parametrize(("login", "may"), ROLE_OF.items(), ids=ROLE_OF)
async def test_the_explorer_is_given_to_who_may_ask_freely_and_the_app_to_others(
    as_role: AsRole, login: str, may: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("the app")
    (tmp_path / "explore.html").write_text("the explorer")
    monkeypatch.setattr(site, "DIST", tmp_path)
    caller = await as_role(login)
    page = await caller.http.get("/explore")
    assert page.text == ("the explorer" if may else "the app")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert ("'unsafe-inline'" in policy) is may
    assert "'unsafe-inline'" not in (await caller.http.get("/")).headers["content-security-policy"]
    (tmp_path / "explore.html").unlink()
    assert (await caller.http.get("/explore")).text == "the app"


async def test_who_is_not_signed_in_gets_the_app_with_its_log_in(
    product: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("the app")
    (tmp_path / "explore.html").write_text("the explorer")
    monkeypatch.setattr(site, "DIST", tmp_path)
    async with browser(product) as http:
        assert (await http.get("/explore")).text == "the app"
        assert (await http.get("/explore.html")).status_code == 404
