"""Ids sort by time, name their type outside, and refuse what is none."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from backend.platform.errors import Code, Refused
from backend.platform.ids import first_uuid7, own_id, public_id, split_id, uuid7

INSTANTS = some.integers(631_152_000_000, 3_786_912_000_000).map(
    lambda ms: datetime.fromtimestamp(ms // 1000, UTC) + timedelta(milliseconds=ms % 1000)
)
"""Milliseconds of the years 1990 to 2089."""


def test_ids_of_a_process_rise_strictly_and_are_of_version_7() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert {(id.version, id.variant) for id in made} == {(7, UUID(int=8 << 60).variant)}
    assert abs((made[-1].int >> 80) / 1000 - time.time()) < 5


def test_ids_rise_even_when_the_clock_is_set_back() -> None:
    before = uuid7()
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=2)):
        assert uuid7() > before


@given(INSTANTS)
def test_an_id_tells_its_millisecond(at: datetime) -> None:
    made = uuid7(at)
    assert datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=made.int >> 80) == at
    assert first_uuid7(at) <= made < first_uuid7(at + timedelta(milliseconds=1))
    assert (made.version, made.variant, first_uuid7(at).version) == (7, uuid7().variant, 7)


@given(some.uuids(), some.sampled_from(["client", "client_relation", "task"]))
def test_a_public_id_comes_back(id: UUID, noun: str) -> None:
    assert split_id(public_id(noun, id)) == (noun, id)
    assert own_id(noun, public_id(noun, id)) == id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "client",
        "client_",
        "client_123",
        "_" + "0" * 32,
        "client_" + "g" * 32,
        "client_" + "0" * 33,
        "client_01a20482-0e73-7454-a36c-344e1cfa03f2",
        "client_" + "０" * 32,
        f"client_ {'0' * 31}",
        "client_" + "0" * 30 + "_1",
        "client_" + "0" * 32 + "\x00",
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        split_id(text)
    assert refusal.value.code == Code.BAD_USER_INPUT
    assert refusal.value.params["problem"] == "bad_id"


def test_the_id_of_another_noun_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        own_id("client", public_id("task", uuid7()))
    assert refusal.value.params == {"field": "id", "problem": "bad_id", "expected": "client"}
