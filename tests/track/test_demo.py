"""Journeys of the demo firm: as many as there are clients on their way, plausible, and the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from uuid import UUID

from backend.book.demo.population import population
from backend.track.demo import ways_of

TEMPLATE = UUID(int=7)
AS_OF = date(2026, 11, 20)


def test_everybody_on_his_way_has_a_journey_with_stays_that_follow_each_other() -> None:
    people = population(600, as_of=AS_OF)
    ways = list(ways_of(people, TEMPLATE))
    of_state = Counter(client.state for client in people.clients)
    running = [way for way in ways if way.journey["state"] != "lost"]
    assert len(running) == sum(of_state[state] for state in ("lead", "prospect", "qualified", "subscribing"))
    assert len(ways) - len(running) == of_state["rejected"]
    for way in ways:
        visits = way.visits
        assert visits[0]["entered_at"] == way.journey["opened_at"]
        assert visits[-1]["stage"] == way.journey["stage"]
        assert visits[-1]["entered_at"] == way.journey["entered_at"]
        for one, following in pairwise(visits):
            assert one["left_at"] == following["entered_at"]
            assert one["exit"] == ("back" if following["direction"] == "back" else "forward")
        assert (visits[-1]["left_at"] is None) is (way.journey["state"] == "open")
        assert {task["stage"] for task in way.tasks} <= {way.journey["stage"]}


def test_the_same_seed_makes_the_same_rows() -> None:
    people = population(120, as_of=AS_OF)
    again = population(120, as_of=AS_OF)
    assert list(ways_of(people, TEMPLATE)) == list(ways_of(again, TEMPLATE))
