"""Whatever is asked, by whomever, the second way to answer gives what the first one gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from backend.platform.principal import Principal
from tests.differential.comparing import Told
from tests.differential.conftest import Sides
from tests.differential.faults import KINDS, broken
from tests.differential.running import Comparison, Report

CASES = 3000
# What has to be there for the comparison to mean something; a share of all cases.
LEAST = {
    "alias": 0.2, "fragment": 0.2, "inline fragment": 0.2, "merged keys": 0.1, "__typename": 0.2, "variables": 0.3,
    "@include": 0.05, "@skip": 0.05, "argument filter": 0.1, "argument orderBy": 0.05, "argument search": 0.03,
    "argument after": 0.05, "argument open": 0.001, "argument field": 0.0005, "totalCount": 0.03, "pageAnchors": 0.005,
    "pageInfo": 0.05, "timeline": 0.005, "history": 0.004, "null as filter": 0.005, "two operations": 0.01,
    "invalid": 0.01, "error FORBIDDEN": 0.1, "error BAD_USER_INPUT": 0.05, "data null": 0.05, "no data": 0.02,
    "depth 5": 0.02, "depth 7": 0.002,
    "related some": 0.002, "related none": 0.002, "related every": 0.001, "related clientWhere": 0.003,
    "related householdWhere": 0.0005, "related atLeast": 0.002, "related atMost": 0.002,
    "custom": 0.002, "own order": 0.002, "own filter": 0.0015,
    "related 2 deep": 0.002, "related 3 deep": 0.0003,
}  # fmt: skip


@pytest.fixture(scope="module")
async def report(sides: Sides) -> Report:
    """What many cases showed."""
    comparison = Comparison(sides.firm, sides.callers, sides.reference, sides.candidate)
    return await comparison.run(range(1, CASES + 1))


def test_both_ways_answer_alike(report: Report) -> None:
    assert not report.disagreements, "\n\n".join(map(str, report.disagreements))
    assert report.cases == CASES


def test_the_cases_are_about_something(report: Report) -> None:
    assert report.with_rows > CASES * 0.31
    shares = {name: report.features[name][0] / report.cases for name in LEAST}
    assert {name: share for name, share in shares.items() if share < LEAST[name]} == {}
    assert not report.codes["INTERNAL"]


def test_every_root_is_asked(report: Report, sides: Sides) -> None:
    comparison = Comparison(sides.firm, sides.callers, sides.reference, sides.candidate)
    # tests/schema/test_mails.py, test_ops.py, test_policy_simulation.py
    asked = set(comparison.roots) - {"readMail", "ops", "simulatePolicy"}
    assert [name for name in sorted(asked) if f"Query.{name}" not in report.features] == []


@pytest.mark.parametrize("kind", KINDS)
async def test_a_fault_of_each_kind_is_noticed(kind: str, sides: Sides) -> None:
    comparison = Comparison(
        sides.firm, sides.callers, sides.reference, broken(sides.reference, kind), most=1, cut=False
    )
    report = await comparison.run(range(5000, 7000), side_by_side=1)
    assert report.disagreements, f"{kind}: not noticed in {report.cases} cases"


async def test_a_failing_document_is_cut_down_to_what_fails(sides: Sides) -> None:
    async def lying(
        principal: Principal, text: str, variables: Mapping[str, Any], operation_name: str | None
    ) -> Told:
        told = await sides.reference(principal, text, variables, operation_name)
        lie: Told = _with(told, "province", "99")
        return lie

    comparison = Comparison(sides.firm, sides.callers, sides.reference, lying, most=1)
    report = await comparison.run(range(6000, 7000), side_by_side=1)
    found = report.disagreements[0]
    assert "province: '99'" in found.what
    assert len(found.document.text()) < 150
    assert found.document.text().count("province") == 1


def _with(value: Any, key: str, lie: str) -> Any:
    if isinstance(value, dict):
        return {k: lie if k == key and v else _with(v, key, lie) for k, v in value.items()}
    return [_with(each, key, lie) for each in value] if isinstance(value, list) else value


async def test_a_seed_is_the_same_case_each_time(sides: Sides) -> None:
    async def drawn() -> list[tuple[str, str]]:
        comparison = Comparison(sides.firm, sides.callers, sides.reference, sides.candidate)
        cases = [await comparison.drawn(seed) for seed in range(60)]
        return [(caller, document.text()) for caller, _, document in cases if "after" not in document.text()]

    assert await drawn() == await drawn()
