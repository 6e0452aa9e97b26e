"""A short fuzzing of the running application; `make drill-fuzz` is the long one."""

from __future__ import annotations

import asyncio

import httpx2

from tests.drills.fuzz import Figures, fuzz, patient, person, pool, schema_of, teach
from tests.stories.conftest import PASSWORD, AsRole

EXAMPLES = 50


async def test_random_documents_meet_no_fault_of_ours(port: int, as_role: AsRole) -> None:
    address = f"http://127.0.0.1:{port}"
    admin = await as_role("policy")
    made = await admin.ask(
        "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { secret } }",
        i={"name": "乱", "role": "partner_api", "scope": {"sources": ["银行渠道沙龙"]}},
    )
    key = {"authorization": f"Bearer {made.data['createApiKey']['secret']}"}

    def ask() -> Figures:
        # How long an answer takes is not told by a machine that runs other tests meanwhile.
        figures = Figures(patience=60)
        with (
            person(address, "executive", PASSWORD) as executive,
            person(address, "operations", PASSWORD) as operations,
            httpx2.Client(base_url=address, headers=key, timeout=60) as partner,
        ):
            teach(*pool(executive))
            for client in (executive, operations, partner):
                fuzz(schema_of(client), patient(client), figures, EXAMPLES)
        return figures

    figures = await asyncio.to_thread(ask)
    print(figures)
    assert not figures.faults
    assert figures.good
    assert figures.examples >= 3 * EXAMPLES
