"""All of it: each field, each role, each way, and the rows; in full for the drill, in part for the suite."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from backend.graph.guard import Guard
from backend.graph.operations import Operations
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.schema.schema import build, compiled_queries
from tests.leaks.observing import OBSERVERS, Findings, Leak, Observer, beside_another, probe_field
from tests.leaks.plants import Plant
from tests.leaks.rows import SHORT, probe_parting, probe_rows
from tests.leaks.streams import probe_listening, probe_writing
from tests.schema.house import UNMEASURED, House, build_house, furnish
from tests.schema.leaks import FIELDS, Subject, make_subject


@dataclass
class Matrix:
    """What came of it. by_channel: probes that tried each channel."""

    probes: int = 0
    by_channel: Counter[int] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)

    def add(self, findings: Findings) -> None:
        """Take in the findings of a part."""
        self.probes += findings.probes
        self.by_channel.update(findings.by_channel)
        self.leaks += findings.leaks


def fresh_operations() -> Operations:
    """Operations that have compiled nothing yet."""
    schema = build((Guard,))
    return Operations(schema, UNMEASURED, compiled=compiled_queries(schema), free_documents=True)


async def furnished(database: Database, vault: Vault, clients: int = 3) -> House:
    """A house with clients and everything that hangs on them."""
    house = await build_house(database, vault)
    await furnish(house, clients)
    return house


async def subject_of(database: Database, vault: Vault) -> Subject:
    """The client that is put to values, beside one with the same end of a number."""
    return await beside_another(await make_subject(await furnished(database, vault)))


async def whole(database: Database, vault: Vault, keys: tuple[str, ...] = tuple(FIELDS)) -> Matrix:
    """Every probe of every field, and of rows."""
    matrix, operations = Matrix(), fresh_operations()
    subject = await subject_of(database, vault)
    observer = Observer(subject.house, operations)
    for key in keys:
        matrix.add(await probe_field(observer, subject, key))
        matrix.add(await probe_writing(observer, subject, key))
    await subject.house.services.bells.start()
    try:
        for key in keys:
            matrix.add(await probe_listening(operations, observer, subject, key))
    finally:
        await subject.house.services.bells.stop()
    house = await furnished(database, vault)
    observer = Observer(house, operations)
    findings, hidden = await probe_rows(observer, house)
    matrix.add(findings)
    matrix.add(await probe_parting(observer, hidden))
    return matrix


async def found(database: Database, vault: Vault, plant: Plant) -> list[Leak]:
    """The leaks that are found when one is put in."""
    matrix = Matrix()
    if plant.rows:
        house = await furnished(database, vault)
        with plant.planted():
            observer = Observer(house, fresh_operations())
            matrix.add((await probe_rows(observer, house, SHORT, changes=plant.changes))[0])
        return matrix.leaks
    subject = await subject_of(database, vault)
    observer = Observer(subject.house, fresh_operations())
    for key in plant.fields:
        for role in OBSERVERS:
            await observer.level(role, key)  # by the rights there are, not by those that are put in
    with plant.planted():
        for key in plant.fields:
            matrix.add(await probe_field(observer, subject, key))
    return matrix.leaks
