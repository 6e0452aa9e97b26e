"""What a role may not read changes nothing that it can observe, by any way the API offers.

Each personal field of a client is put to one value and to another, at both ends of its range; every answer of every
role without the right must be the same. For a role that may see the mask, the two values have the same mask. Here it
is every second probe of a field; `make drill-leaks` puts them all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.schema.schema import build
from tests.leaks.channels import CHANNELS
from tests.leaks.matrix import found, fresh_operations, furnished, subject_of
from tests.leaks.observing import OBSERVERS, Observer, probe_field
from tests.leaks.plants import PLANTS
from tests.leaks.probes import probes_of
from tests.leaks.rows import BY_ID, LISTS, SHORT, probe_parting, probe_rows
from tests.leaks.streams import probe_listening, probe_writing
from tests.schema.house import OPERATIONS
from tests.schema.leaks import ENDS, FIELDS, Subject

ROOT = Path(__file__).parents[2]
EVERY = 2


@pytest.fixture(scope="module")
async def subject(database: Database, vault: Vault) -> AsyncIterator[Subject]:
    """One client among three, served by everybody who serves clients."""
    made = await subject_of(database, vault)
    await made.house.services.bells.start()
    yield made
    await made.house.services.bells.stop()


@pytest.mark.parametrize("key", FIELDS)
async def test_nobody_without_the_right_notices_what_the_value_is(key: str, subject: Subject) -> None:
    findings = await probe_field(Observer(subject.house, OPERATIONS), subject, key, every=EVERY)
    assert findings.leaks == [], "\n".join(map(str, findings.leaks[:5]))
    assert findings.probes > 20


async def test_who_writes_a_value_unread_is_not_told_what_it_was(subject: Subject) -> None:
    observer = Observer(subject.house, OPERATIONS)
    findings = [await probe_writing(observer, subject, key, OBSERVERS) for key in ("idNumber", "bankAccount")]
    assert [leak for each in findings for leak in each.leaks] == []
    assert sum(each.probes for each in findings) >= 3


async def test_whoever_listens_hears_of_each_change_alike(subject: Subject) -> None:
    observer = Observer(subject.house, OPERATIONS)
    for key in ("note", "mobile"):
        findings = await probe_listening(OPERATIONS, observer, subject, key)
        assert findings.leaks == [], "\n".join(map(str, findings.leaks))
        assert findings.probes >= 3


async def test_a_client_out_of_sight_is_as_none_whatever_becomes_of_him(
    database: Database, vault: Vault
) -> None:
    house = await furnished(database, vault)
    observer = Observer(house, OPERATIONS)
    findings, hidden = await probe_rows(observer, house, SHORT)
    assert findings.leaks == [], "\n".join(map(str, findings.leaks[:5]))
    assert findings.probes > 200
    findings = await probe_parting(observer, hidden)
    assert findings.leaks == [], "\n".join(map(str, findings.leaks[:5]))


@pytest.mark.parametrize("name", PLANTS)
async def test_a_planted_leak_is_found(name: str, database: Database, vault: Vault) -> None:
    assert await found(database, vault, PLANTS[name]), name


async def test_every_channel_is_probed_or_proven_elsewhere_or_not_there(subject: Subject) -> None:
    probed = {50, 7, 8}
    for key in FIELDS:
        probed |= {n for probe in probes_of(key, ENDS[key], subject) for n in probe.channels}
    probed |= {n for channels, _ in LISTS.values() for n in channels}
    probed |= {n for channels, *_ in BY_ID.values() for n in channels}
    schema = build()._schema
    assert sorted(CHANNELS) == list(range(1, 53))
    for number, channel in CHANNELS.items():
        if channel.absent is not None:
            assert channel.absent(schema), (
                f"there is such a way now, and nothing probes it: {number} {channel.name}"
            )
        elif channel.elsewhere is not None:
            file, _, test = channel.elsewhere.partition("::")
            assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), channel.elsewhere
        else:
            assert number in probed, f"{number} {channel.name}"


async def test_who_may_read_a_field_does_notice_it(subject: Subject) -> None:
    """The ways are real: by each kind of them the difference is seen where it may be seen."""
    observer = Observer(subject.house, fresh_operations())
    who, noticed = await observer.who("partner"), set()
    for key in ("mobile", "note", "name", "birthDate"):
        seen = []
        for value in ENDS[key]:
            await subject.put(key, value)
            seen.append(
                {
                    probe.name: (await observer.sees(who, probe.text, probe.variables))["told"]
                    for probe in probes_of(key, ENDS[key], subject)
                }
            )
        noticed |= {name for name, told in seen[0].items() if told != seen[1][name]}
    assert {"client", "alone", "relations", "tasks", "list", "families", "hits", "same tail"} <= noticed
    for begin in (
        "eq",
        "tail",
        "prefix",
        "contains",
        "in",
        "gte",
        "lt",
        "not",
        "search",
        "list search",
        "order NAME",
    ):
        assert any(name.startswith(begin) for name in noticed), begin
