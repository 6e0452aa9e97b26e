"""What a large policy costs: one server, its firm's policy swapped between a small one and one of 5,000 lines."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.principal import Relation
from backend.policies.checks import spell_out
from backend.policies.coordinates import known
from backend.policies.roles import KEEPER, ROLES
from backend.policies.rules import Effect, Right, Row, Rule, as_lines
from backend.policies.shipped import shipped_rules
from backend.policies.store import publish
from tests.bench.cells import MAIN, Measuring
from tests.bench.ground import BenchFirm

LINES = 5_000
# A policy is in force everywhere within a second; then the first questions make their plans anew.
SETTLED = 2.0


def small_policy(role: str) -> list[Row]:
    """Only what the caller's role and the keeper need."""
    return [_row(rule) for rule in shipped_rules() if rule.role in {role, KEEPER}]


def large_policy(role: str) -> list[Row]:
    """The shipped rules and, where those are fewer, further ones of other roles, up to 5,000 lines."""
    rules = dict.fromkeys(shipped_rules())
    for row in _others(role):
        if len(rules) >= LINES:
            break
        found, faults = spell_out(as_lines([row]), known())
        if not faults:
            rules.update(dict.fromkeys(found))
    if len(rules) < LINES:
        raise RuntimeError(f"only {len(rules)} rules can be made")
    return [_row(rule) for rule in rules]


def _row(rule: Rule) -> Row:
    return (rule.role, rule.coordinate, rule.relation.value, rule.right.value, rule.effect.value)


def _others(role: str) -> Iterator[Row]:
    for other in ROLES:
        if other in {role, KEEPER}:
            continue
        for coordinate in known():
            for relation in Relation:
                for right in Right:
                    yield (other, coordinate, relation.value, right.value, Effect.DENY.value)


async def put_in_force(firm: BenchFirm, rows: list[Row], note: str) -> None:
    """Publish a policy, unless it is the present one, and wait until it holds."""
    database = Database(firm.url, pool_size=1)
    try:
        async with database.as_system(firm.firm_id, "bench") as session:
            await publish(session, rows, note)
    except Refused as refused:
        if refused.params.get("problem") != "policy_same":
            raise
    finally:
        await database.close()
    await asyncio.sleep(SETTLED)


async def extra_work(measuring: Measuring, role: str) -> float:
    """Server CPU of Q2 with the large policy against the small one, minus one: the median over the rounds."""
    ours = [subject for subject in measuring.subjects if subject.name == "ours"]
    one = replace(measuring, subjects=ours, questions=("Q2",), connections=(MAIN,), rounds=1)
    found = []
    policies = {"small": small_policy(role), "large": large_policy(role)}
    try:
        for _ in range(measuring.rounds):
            spent = {}
            for name, rows in policies.items():
                await put_in_force(measuring.firm, rows, name)
                spent[name] = (await one.run())["ours", "Q2", MAIN].server
            found.append(spent["large"] / spent["small"] - 1)
    finally:
        await put_in_force(measuring.firm, [_row(rule) for rule in shipped_rules()], "shipped")
    return median(found)
