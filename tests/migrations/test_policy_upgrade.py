"""Rules of before, one row each, become what a version says alike of many coordinates; the step can be taken back."""

from __future__ import annotations

from uuid import uuid4

import asyncpg

from backend.migrations.run import migrate
from backend.platform.embedded.state import Addresses
from tests.conftest import drop
from tests.migrations.steps import back_to, database_at

BEFORE = "0034"
RULES = [
    ("client_manager", "Client.name", "own", "view", "allow"),
    ("client_manager", "Client.aum", "own", "view", "allow"),
    ("client_manager", "Client.mobile", "own", "masked", "deny"),
    ("executive", "Client.name", "firm", "view", "allow"),
]
SAID = 'role, coordinate, relation, "right", effect'
GATHERED = f"select {SAID.replace('coordinate', 'unnest(coordinates)')} from policy_rule order by position, 2"


async def test_the_rules_of_a_version_stay_what_they_are(servers: Addresses) -> None:
    url = await database_at(servers, BEFORE)
    try:
        connection = await asyncpg.connect(url)
        firms = [uuid4(), uuid4()]
        await connection.executemany(
            f"insert into policy_rule (firm_id, id, version_number, position, {SAID})"
            " values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8)",
            [
                (firm, version, place, *rule)
                for firm in firms
                for version in (1, 2)
                for place, rule in enumerate(RULES[: version + 2], start=1)
            ],
        )
        before = await connection.fetch(f"select {SAID} from policy_rule order by 1, 2, 3, 4, 5")
        await migrate(url)
        after = await connection.fetch(GATHERED)
        assert sorted(map(tuple, after)) == sorted(map(tuple, before))
        assert await connection.fetchval("select count(*) from policy_rule") == 2 * (2 + 3)
        await back_to(url, BEFORE)
        again = await connection.fetch(f"select {SAID} from policy_rule order by 1, 2, 3, 4, 5")
        assert [tuple(row) for row in again] == [tuple(row) for row in before]
        await connection.close()
    finally:
        await drop(servers, url)
