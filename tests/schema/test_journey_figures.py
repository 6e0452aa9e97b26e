"""The figures of journeys against a slow reference, their drill-downs, and who is told what."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select

from backend.book.assignments import Assignment
from backend.book.memberships import join_team
from backend.book.staff import Team, TeamMembership, User
from backend.book.tasks import Task
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.ids import public_id, uuid7
from backend.platform.keys import Vault
from backend.schema.journey_xray import is_weaker
from backend.track.journey_scope import begin_of
from backend.track.journey_survival import curve_of
from tests.schema import journey_reference as slow
from tests.schema.house import House, build_house, codes_of
from tests.schema.test_journeys import template

RATIO = "{ numerator denominator ratio low high }"
WINDOW = f"""from to cycle {{ late excluded wonMedian wonMean whole {{ journeys won lost open median
      wonBy {{ day share }} days {{ day atRisk won lost openShare wonShare }} }} cohorts {{ cohort journeys }} }}
    conversions {{ days whole {{ entered unripe cohort {RATIO} }}
      stages {{ stage {{ key }} entered unripe cohort {RATIO} period {RATIO} }} }}
    tasks {{ whole {{ share {RATIO} late waived open missed }}
      stages {{ stage {{ key }} share {RATIO} late waived open missed }} }}
    funnel {{ stages {{ stage {{ key }} journeys clients held amount }} }}
    losses {{ journeys amount doubtful rows {{ stage {{ key }} reason zh share {RATIO} amount }} }}"""
FIGURES = f"""query($t: ID!, $from: Date!, $to: Date!, $f: JourneyFigureFilter, $d: Int! = 90, $g: String) {{
  journeyFigures(template: $t, from: $from, to: $to, filter: $f, days: $d, goal: $g, compare: true) {{
    goal stages {{ key }} window {{ {WINDOW} }} before {{ {WINDOW} }} }} }}"""
XRAY = f"""query($t: ID!, $from: Date!, $to: Date!, $f: JourneyFigureFilter) {{
  journeyXray(template: $t, from: $from, to: $to, filter: $f) {{
    stages {{ stage {{ key }} days {{ stays p10 p25 median p75 p90 }} drop {RATIO}
      back again open openDays oldestDays held }}
    worst {{ stage {{ key }} share {RATIO} }} worstRule {{ id zh en }}
    blockers {{ stage {{ key }} kind key zh journeys clients owners oldestDays }}
    teams {{ team {{ name }} stage {{ key }} share {RATIO} others {RATIO} weak }} }} }}"""
BEHIND = """query($of: JourneyBehind!) { journeysBehind(of: $of, first: 100) { totalCount nodes { id } } }"""
OUTCOMES = (
    "{ journeyOutcomes { rows { template number figures { journeys won median wonBy { day share } } } } }"
)
BACK = 200


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    return await build_house(database, vault, "透视资管")


@pytest.fixture(scope="module")
async def pasts(house: House) -> list[slow.Past]:
    return await slow.plant(house, Random(35), 60)


async def window(house: House, first: int = BACK, until: int = -1, **more: Any) -> dict[str, Any]:
    today = business_date()
    days = {"from": today - timedelta(days=first), "to": today - timedelta(days=until)}
    return {"t": await template(house), **{name: day.isoformat() for name, day in days.items()}, **more}


async def behind(house: House, asked: dict[str, Any], who: str = "executive", **of: Any) -> Any:
    given = {"template": asked["t"], "from": asked["from"], "to": asked["to"], **of}
    return (await house.data(who, BEHIND, of=given))["journeysBehind"]


def counts(ratio: dict[str, Any]) -> tuple[int, int]:
    return int(ratio["numerator"]), int(ratio["denominator"])


@pytest.mark.parametrize(("first", "until"), [(200, -1), (120, 40), (300, 150), (30, 0)])
async def test_figures_are_what_counting_one_by_one_gives(
    house: House, pasts: list[slow.Past], first: int, until: int
) -> None:
    asked = await window(house, first, until)
    told = (await house.data("executive", FIGURES, **asked))["journeyFigures"]
    assert told["goal"] == "service"
    assert [stage["key"] for stage in told["stages"]] == list(slow.STAGES)
    today, at = business_date(), now()
    length = timedelta(days=first - until)
    begun, ended = today - timedelta(days=first), today - timedelta(days=until)
    hold(told["window"], pasts, begun, ended, at)
    hold(told["before"], pasts, begun - length, begun, at)


def hold(told: Any, pasts: list[slow.Past], first: Any, until: Any, at: Any) -> None:
    """One window against the reference."""
    assert (told["from"], told["to"]) == (first.isoformat(), until.isoformat())
    cohort = slow.cohort(pasts, first, until, at)
    forward, lost = slow.left(pasts, first, until)
    for place, stage in enumerate([*told["conversions"]["stages"], told["conversions"]["whole"]]):
        entered, ripe, passed = cohort[place]
        assert (stage["entered"], stage["unripe"], counts(stage["cohort"])) == (
            entered, entered - ripe, (passed, ripe)
        )  # fmt: skip
        if place < len(slow.STAGES):
            key = stage["stage"]["key"]
            dropped = sum(count for (where, _), count in lost.items() if where == key)
            assert counts(stage["period"]) == (forward[key], forward[key] + dropped)
    assert {
        (row["stage"]["key"], row["reason"]): int(row["share"]["numerator"]) for row in told["losses"]["rows"]
    } == lost
    assert told["losses"]["journeys"] == lost.total()
    spans, excluded = slow.spans(pasts, first, until, at)
    curve, whole = curve_of(spans), told["cycle"]["whole"]
    assert told["cycle"]["excluded"] == excluded
    assert (whole["journeys"], whole["won"]) == (len(spans), sum(span.end == "won" for span in spans))
    if len(spans) >= 5:
        assert whole["median"] == curve.median
        assert [(day["day"], day["atRisk"], day["won"], day["lost"]) for day in whole["days"]] == [
            (day.day, day.at_risk, day.won, day.lost) for day in curve.days
        ]
        for day, ours in zip(whole["days"], curve.days, strict=True):
            assert abs(float(day["openShare"]) - float(ours.open_share)) < 0.0001
            assert abs(float(day["wonShare"]) - float(ours.won_share)) < 0.0001
    assert sum(each["journeys"] for each in told["cycle"]["cohorts"]) == len(spans)
    due = slow.duties(pasts, first, until, at)
    assert {each["stage"]["key"] for each in told["tasks"]["stages"]} == set(due)
    for each in told["tasks"]["stages"]:
        classes = due[each["stage"]["key"]]
        assert counts(each["share"]) == (classes["in_time"], classes.total())
        for name in ("late", "waived", "open", "missed"):
            assert each[name] == classes[name]
    there = slow.standing(pasts, min(begin_of(until), at))
    for each in told["funnel"]["stages"]:
        journeys, held, amount = there.get(each["stage"]["key"], (0, 0, Decimal(0)))
        assert (each["journeys"], each["held"], Decimal(each["amount"])) == (journeys, held, amount)
        assert each["clients"] == journeys


async def test_days_in_stages_leave_rests_out_and_count_returns(house: House, pasts: list[slow.Past]) -> None:
    asked = await window(house)
    told = (await house.data("executive", XRAY, **asked))["journeyXray"]
    today, at = business_date(), now()
    first, until = today - timedelta(days=BACK), today + timedelta(days=1)
    every = slow.stays(pasts, at)
    for stage in told["stages"]:
        own = [stay for stay in every if stay.stage == stage["stage"]["key"]]
        ended = [stay for stay in own if slow.inside(stay.left, first, until)]
        through = [stay.days for stay in ended if stay.end in {"forward", "done"}]
        dropped = sum(stay.end == "lost" for stay in ended)
        lasting = [stay.days for stay in own if stay.end == "open"]
        assert stage["days"]["stays"] == len(through)
        _near(stage["days"]["median"], slow.middle(through))
        assert counts(stage["drop"]) == (dropped, dropped + len(through))
        assert stage["back"] == sum(stay.end == "back" for stay in ended)
        assert stage["again"] == sum(stay.nth > 1 and slow.inside(stay.begun, first, until) for stay in own)
        assert (stage["open"], stage["held"]) == (len(lasting), sum(stay.end == "held" for stay in own))
        _near(stage["openDays"], slow.middle(lasting))
        _near(stage["oldestDays"], max(lasting, default=None))
    cohort = slow.cohort(pasts, first, until, at)
    compared = {place: cohort[place] for place in range(slow.GOAL) if cohort[place][1] >= 5}
    lowest = min(passed / ripe for _, ripe, passed in compared.values())
    assert told["worst"]["stage"]["key"] in {
        slow.STAGES[place] for place, (_, ripe, passed) in compared.items() if passed / ripe == lowest
    }
    assert told["worstRule"]["id"] == "X-01"


def _near(told: str | None, wanted: float | None) -> None:
    assert (told is None) is (wanted is None)
    if told is not None and wanted is not None:
        assert abs(float(told) - wanted) <= 0.06


async def test_each_figure_leads_to_its_journeys(house: House, pasts: list[slow.Past]) -> None:
    asked = await window(house)
    today, at = business_date(), now()
    first, until = today - timedelta(days=BACK), today + timedelta(days=1)
    cohort = slow.cohort(pasts, first, until, at)
    for place, stage in enumerate(slow.STAGES):
        entered, ripe, passed = cohort[place]
        assert (await behind(house, asked, part="ENTERED", stage=stage))["totalCount"] == entered
        assert (await behind(house, asked, part="STAYED", stage=stage))["totalCount"] == ripe - passed
        there = slow.standing(pasts, at).get(stage, (0,))[0]
        assert (await behind(house, asked, part="STANDING", stage=stage))["totalCount"] == there
        lasting = [stay for stay in slow.stays(pasts, at) if stay.stage == stage and stay.end == "open"]
        page = await behind(house, asked, part="LASTING", stage=stage)
        assert {node["id"] for node in page["nodes"]} == {stay.past.public for stay in lasting}
    _, lost = slow.left(pasts, first, until)
    for (stage, reason), count in lost.items():
        assert (await behind(house, asked, part="LOST", stage=stage, key=reason))["totalCount"] == count
    spans, excluded = slow.spans(pasts, first, until, at)
    assert (await behind(house, asked, part="STARTED"))["totalCount"] == len(spans) + excluded
    undone = {
        past.public for past in pasts for task in past.tasks
        if task["mandatory"] and slow.inside(task["due"], first, until) and task["due"] < at
        and not (task["end"] == "cancelled" and task["at"] < task["due"])
        and not (task["end"] == "done" and task["at"] <= task["due"])
    }  # fmt: skip
    page = await behind(house, asked, part="UNDONE")
    assert {node["id"] for node in page["nodes"]} == undone


async def test_blockers_are_the_sum_of_what_each_journey_misses(house: House, pasts: list[slow.Past]) -> None:
    asked = await window(house)
    told = (await house.data("executive", XRAY, **asked))["journeyXray"]["blockers"]
    wanted: dict[tuple[str, str, str], set[str]] = {}
    for past in pasts:
        if past.state != "open":
            continue
        row = (
            await house.data(
                "executive", "query($id: ID!) { journey(id: $id) { stage missing { kind key } } }", id=past.public
            )
        )["journey"]  # fmt: skip
        for each in row["missing"]:
            wanted.setdefault((row["stage"], each["kind"], each["key"]), set()).add(past.public)
    assert {(each["stage"]["key"], each["kind"], each["key"]): each["journeys"] for each in told} == {
        at: len(ids) for at, ids in wanted.items()
    }
    assert any(each["zh"] == "已有有效的风险测评" or "风险" in each["zh"] for each in told)
    assert [each["journeys"] for each in told] == sorted((each["journeys"] for each in told), reverse=True)
    for (stage, kind, key), ids in wanted.items():
        page = await behind(house, asked, part="BLOCKED", stage=stage, kind=kind, key=key)
        assert {node["id"] for node in page["nodes"]} == ids


async def test_filters_narrow_and_each_sees_what_he_reaches(house: House, pasts: list[slow.Past]) -> None:
    asked = await window(house)

    async def journeys(who: str, **filter: Any) -> int:
        told = (await house.data(who, FIGURES, **asked, f=filter or None))["journeyFigures"]["window"]
        return sum(each["journeys"] for each in told["funnel"]["stages"])

    running = sum(past.state in {"open", "held"} for past in pasts)
    assert await journeys("client_manager") == await journeys("executive") == running
    assert await journeys("team_lead") == running
    assert await journeys("client_manager#2") == 0
    team = public_id("team", house.team) if house.team else ""
    assert await journeys("executive", team=team) == running
    assert await journeys("executive", owner=house.user("client_manager")) == running
    assert await journeys("executive", owner=house.user("client_manager#2")) == 0
    assert await journeys("executive", tier="-") == running
    assert await journeys("executive", tier="uhnw") == 0
    parts = [await journeys("executive", source=source) for source in ("官网", "转介绍")]
    assert sum(parts) == running
    assert 0 < parts[0] < running


def test_a_team_is_weak_only_beyond_chance() -> None:
    # By hand: of 10 of which 5 passed, none of 5 here: 1 / C(10, 5) = 1/252.
    assert is_weaker((0, 5), (5, 5), 0.004)
    assert not is_weaker((0, 5), (5, 5), 0.0039)
    # 1 of 5 here, 4 of 5 there: (C(5,0)·C(5,5) + C(5,1)·C(5,4)) / 252 = 26/252.
    assert is_weaker((1, 5), (4, 5), 0.1032)
    assert not is_weaker((1, 5), (4, 5), 0.1031)
    assert not is_weaker((4, 5), (1, 5), 0.9)
    assert is_weaker((3500, 10_000), (22_800, 40_000), 1e-9)


async def test_who_may_not_read_journeys_is_refused(house: House, pasts: list[slow.Past]) -> None:
    asked = await window(house)
    for who in ("finance", "auditor"):
        assert codes_of(await house.ask(who, FIGURES, **asked)) == ["FORBIDDEN"]
        assert codes_of(await house.ask(who, XRAY, **asked)) == ["FORBIDDEN"]
        assert codes_of(await house.ask(who, OUTCOMES)) == ["FORBIDDEN"]


async def test_windows_horizons_goals_and_parts_that_cannot_be_are_refused(
    house: House, pasts: list[slow.Past]
) -> None:
    for first, until in ((0, 0), (0, 5), (1, -5), (5000, 0)):
        asked = await window(house, first, until)
        assert codes_of(await house.ask("executive", FIGURES, **asked)) == ["BAD_USER_INPUT"]
    asked = await window(house)
    assert codes_of(await house.ask("executive", FIGURES, **asked, d=0)) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("executive", FIGURES, **asked, g="none")) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("executive", FIGURES, **asked, f={"tier": "\x00"})) == ["BAD_USER_INPUT"]
    unknown = {**asked, "t": public_id("journeytemplate", pasts[0].id)}
    assert codes_of(await house.ask("executive", FIGURES, **unknown)) == ["NOT_FOUND"]
    given = {"template": asked["t"], "from": asked["from"], "to": asked["to"]}
    for of in ({"part": "BLOCKED"}, {"part": "ENTERED", "stage": "none"}):
        assert codes_of(await house.ask("executive", BEHIND, of={**given, **of})) == ["BAD_USER_INPUT"]


async def test_outcomes_tell_what_came_of_each_version(house: House, pasts: list[slow.Past]) -> None:
    asked = await window(house, 365)
    rows = (await house.data("executive", OUTCOMES))["journeyOutcomes"]["rows"]
    told = (await house.data("executive", FIGURES, **asked))["journeyFigures"]["window"]["cycle"]["whole"]
    mine = [row for row in rows if row["template"] == asked["t"]]
    assert [row["number"] for row in mine] == [None, 1]
    for row in mine:
        assert row["figures"] == {name: told[name] for name in ("journeys", "won", "median", "wonBy")}


async def test_too_few_are_not_told_below_the_firm(database: Database, vault: Vault) -> None:
    made = await build_house(database, vault, "少量资管")
    await slow.plant(made, Random(2), 2)
    asked = await window(made, 400)
    mine = (await made.data("client_manager", FIGURES, **asked))["journeyFigures"]["window"]
    whole = (await made.data("executive", FIGURES, **asked))["journeyFigures"]["window"]
    assert whole["cycle"]["whole"]["median"] is None
    for stage, told in zip(mine["conversions"]["stages"], whole["conversions"]["stages"], strict=True):
        if int(told["cohort"]["denominator"]) > 0:
            assert stage["cohort"]["denominator"] is None
    # Where his journeys stand he sees one by one, and so he is told.
    assert mine["funnel"] == whole["funnel"]


async def test_what_happened_stays_with_the_team_of_its_day(database: Database, vault: Vault) -> None:
    made = await build_house(database, vault, "两组资管")
    today, at = business_date(), now()
    async with made.database.as_system(made.firm_id, "tests") as session:
        second = Team(id=uuid7(), name="二组")
        session.add(second)
        await session.flush()
        other = await session.get_one(User, (made.firm_id, made.people["client_manager#2"]))
        await join_team(session, other, second)
    groups = {
        "一组": await slow.plant(made, Random(7), 25),
        "二组": await slow.plant(made, Random(8), 25, "client_manager#2"),
    }
    # Clients of the first manager went over to the second one a hundred days ago: before, it was his team's.
    moved, since = groups["一组"][:10], today - timedelta(days=100)
    async with made.database.as_system(made.firm_id, "tests") as session:
        for name, who in (("一组", "client_manager"), ("二组", "client_manager#2")):
            for past in groups[name]:
                await session.execute(
                    delete(Assignment).where(
                        Assignment.firm_id == made.firm_id, Assignment.client_id == past.client
                    )
                )
                long_ago = today - timedelta(days=1000)
                leaves = since if past in moved else None
                spans = [(made.people[who], long_ago, leaves)]
                spans += [(made.people["client_manager#2"], since, None)] if leaves else []
                session.add_all(
                    Assignment(
                        id=uuid7(), client_id=past.client, user_id=user, role="owner", valid_from=begun, valid_to=ended
                    )
                    for user, begun, ended in spans
                )  # fmt: skip
        for membership in await session.scalars(
            select(TeamMembership).where(TeamMembership.firm_id == made.firm_id)
        ):
            membership.valid_from = today - timedelta(days=1000)

    asked = await window(made)
    first, until = today - timedelta(days=BACK), today + timedelta(days=1)
    told = (await made.data("executive", XRAY, **asked))["journeyXray"]["teams"]
    wanted: Counter[tuple[str, str]] = Counter()
    for name, pasts in groups.items():
        for past in pasts:
            for place, stage in enumerate(slow.STAGES):
                came = past.entry(place)
                if (
                    slow.STAGES.index(past.visits[0].stage) > place
                    or came is None
                    or came > at - slow.HORIZON
                ):
                    continue
                if slow.inside(came, first, until):
                    gone = past in moved and business_date(came) >= since
                    wanted["二组" if gone else name, stage] += 1
    assert {
        (each["team"]["name"], each["stage"]["key"]): int(each["share"]["denominator"])
        for each in told if each["share"]["denominator"] != "0"
    } == wanted  # fmt: skip
    assert {name for name, _ in wanted} == {"一组", "二组"}
    both = [
        (await made.data("executive", FIGURES, **asked, f={"team": team}))["journeyFigures"]["window"]
        for team in (public_id("team", made.team or second.id), public_id("team", second.id))
    ]
    whole = (await made.data("executive", FIGURES, **asked))["journeyFigures"]["window"]
    for place in range(len(slow.STAGES)):
        parts = [each["conversions"]["stages"][place]["entered"] for each in both]
        assert sum(parts) == whole["conversions"]["stages"][place]["entered"]
    assert both[0]["losses"]["journeys"] + both[1]["losses"]["journeys"] == whole["losses"]["journeys"]
    assert (
        both[0]["cycle"]["whole"]["journeys"] + both[1]["cycle"]["whole"]["journeys"]
        == (whole["cycle"]["whole"]["journeys"])
    )
    running = sum(past.state in {"open", "held"} for past in [*groups["二组"], *moved])
    assert sum(each["journeys"] for each in both[1]["funnel"]["stages"]) == running


async def test_a_due_time_that_was_moved_after_it_had_passed_counts_as_late(house: House) -> None:
    made = await slow.plant(house, Random(91), 1)
    client = made[0].client
    asked = await window(house, 60)
    before = (await house.data("executive", FIGURES, **asked))["journeyFigures"]["window"]["tasks"]["whole"]
    async with house.database.change(await house.principal("client_manager")) as session:
        row = Task(
            id=uuid7(), title="改期", client_id=client, assignee_id=house.people["client_manager"],
            journey_id=made[0].id, stage="lead", task_key="late", mandatory=True, due_at=now() - timedelta(days=9),
        )  # fmt: skip
        session.add(row)
        await session.flush()
        row.due_at = now() - timedelta(minutes=5)
        await session.flush()
        row.state, row.completed_at = "done", now() - timedelta(minutes=6)
    after = (await house.data("executive", FIGURES, **asked))["journeyFigures"]["window"]["tasks"]["whole"]
    assert after["late"] == before["late"] + 1
    assert after["share"]["numerator"] == before["share"]["numerator"]
