"""Journeys of the demo firm: as many as there are clients on their way, plausible, and the same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from uuid import UUID

from backend.book.demo.population import population
from backend.track.demo import ways_of
from backend.track.demo_paths import MEDIANS, PASSED, WEAK_PASSED, WEAK_STAGE, WEAK_TEAM

TEMPLATE = UUID(int=7)
AS_OF = date(2026, 11, 20)


def test_everybody_on_his_way_has_a_journey_with_stays_that_follow_each_other() -> None:
    people = population(600, as_of=AS_OF)
    ways = list(ways_of(people, TEMPLATE))
    of_state = Counter(client.state for client in people.clients)
    state_of = {client.id: client.state for client in people.clients}
    on_the_way = [
        way for way in ways if state_of[way.journey["client_id"]] not in {"existing", "former", "rejected"}
    ]
    assert len(on_the_way) == sum(
        of_state[state] for state in ("lead", "prospect", "qualified", "subscribing")
    )
    assert all(way.journey["state"] in {"open", "held"} for way in on_the_way)
    assert len({way.journey["client_id"] for way in ways}) == len(ways)
    rejected = [way for way in ways if state_of[way.journey["client_id"]] == "rejected"]
    assert len(rejected) == of_state["rejected"]
    assert {way.journey["state"] for way in rejected} == {"lost"}
    known = {client.id: client.created_at for client in people.clients}
    assert all(way.journey["opened_at"] >= known[way.journey["client_id"]] for way in ways)
    for way in ways:
        visits = way.visits
        assert visits[0]["entered_at"] == way.journey["opened_at"]
        assert visits[-1]["stage"] == way.journey["stage"]
        assert visits[-1]["entered_at"] == way.journey["entered_at"]
        for one, following in pairwise(visits):
            assert one["left_at"] == following["entered_at"]
            assert one["exit"] == ("back" if following["direction"] == "back" else "forward")
        assert (visits[-1]["left_at"] is None) is (way.journey["state"] == "open")
        assert {task["stage"] for task in way.tasks} <= {visit["stage"] for visit in visits}
        assert {task["stage"] for task in way.tasks if task["state"] == "open"} <= {way.journey["stage"]}


def test_the_same_seed_makes_the_same_rows() -> None:
    people = population(120, as_of=AS_OF)
    again = population(120, as_of=AS_OF)
    assert list(ways_of(people, TEMPLATE)) == list(ways_of(again, TEMPLATE))


def test_stages_take_as_long_and_lose_as_many_as_they_are_meant_to() -> None:
    people = population(5000, as_of=AS_OF)
    ways = list(ways_of(people, TEMPLATE))
    weak = {user.id for user in people.firm.users if user.team == WEAK_TEAM}
    took: dict[str, list[float]] = defaultdict(list)
    entered: Counter[tuple[bool, str]] = Counter()
    passed: Counter[tuple[bool, str]] = Counter()
    for way in ways:
        for visit in way.visits:
            if visit["exit"] == "forward":
                took[visit["stage"]].append((visit["left_at"] - visit["entered_at"]).total_seconds() / 86_400)
        if way.journey["opened_at"].date() > AS_OF - timedelta(days=120):
            continue
        for place, stage in enumerate(PASSED):
            if place <= way.journey["place"]:
                entered[way.journey["owner_id"] in weak, stage] += 1
                passed[way.journey["owner_id"] in weak, stage] += place < way.journey["place"]
    for stage, days in MEDIANS.items():
        assert abs(median(took[stage]) / days - 1) < 0.2, (stage, median(took[stage]))
    for stage, share in PASSED.items():
        told = sum(passed[each, stage] for each in (True, False)) / sum(
            entered[each, stage] for each in (True, False)
        )
        assert abs(told - share) < 0.08, (stage, told)
    shares = [passed[each, WEAK_STAGE] / entered[each, WEAK_STAGE] for each in (True, False)]
    assert abs(shares[0] - WEAK_PASSED) < 0.12, shares
    assert shares[1] - shares[0] > 0.12, shares
