"""Listening and writing blindly: what comes of a change, and what comes back to who may write but not read."""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

from sqlalchemy import select

from backend.book import client_changes
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft
from backend.graph.asking import Asked
from backend.graph.deadlines import BoundContext
from backend.graph.operations import ANY, Begun, Operations
from backend.platform.principal import Level, Principal
from tests.leaks.observing import OBSERVERS, Findings, Leak, Observer, may_write
from tests.leaks.probes import Probe
from tests.schema.house import House
from tests.schema.leaks import ENDS, SAME_MASK, Subject

SETTLED = 0.4
"""Seconds in which a second event of the same change must have come: they are coalesced over a quarter of a second."""
PATIENCE = 20


async def probe_listening(
    operations: Operations, observer: Observer, subject: Subject, key: str, roles: Sequence[str] = OBSERVERS
) -> Findings:
    """Channels 7 and 8: a change to one value or to another gives the same events, and so does a change of a word."""
    findings, listeners = Findings(), dict[str, Listener]()
    for role in roles:
        principal = await observer.who(role)
        blind = await observer.level(role, key)
        if blind < Level.VIEW and principal.user_id is not None and (blind is Level.NONE or key in SAME_MASK):
            listeners[role] = Listener(operations, subject.house, principal, subject.public, key)
    tasks = {role: asyncio.create_task(each.listen()) for role, each in listeners.items()}
    for role, each in listeners.items():
        each.masked = await observer.level(role, key) is Level.MASKED
    await _all_hear(subject, list(listeners.values()))
    seen = []
    for n in (0, 1):
        heard: dict[str, Any] = {}
        for masked, pairs in ((False, ENDS), (True, SAME_MASK)):
            those = [role for role, each in listeners.items() if each.masked is masked]
            if not those or key not in pairs:
                continue
            for each in listeners.values():
                each.events.clear()
            await _change(subject, key, pairs[key][n])
            await _heard(list(listeners.values()))
            heard |= {role: list(listeners[role].events) for role in those}
        seen.append(heard)
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    for role in listeners:
        one, other = seen[0].get(role), seen[1].get(role)
        leak = Leak((7, 8), key, role, "listening", (one, other)) if one != other else None
        findings.note(Probe("listening", (7, 8), ""), leak)
    return findings


class Listener:
    """One subscription to the client's changes, and what came over it (versions left out)."""

    def __init__(self, operations: Operations, house: House, principal: Principal, id: str, key: str) -> None:
        self.events: list[Any] = []
        self.masked = False
        text = "subscription($id: ID!) { clientChanged(id: $id) { id relation %s tags { name } } }" % key
        context = BoundContext(principal, house.services, trace_id="trace")
        self._operations = operations
        self._begun = operations.begin(Asked(text, {"id": id}), context, ANY)
        self.refused = False

    async def listen(self) -> None:
        """Keep what comes until it is ended."""
        if not isinstance(self._begun, Begun):
            self.events.append(json.loads(self._begun.body()))
            self.refused = True
            return
        async with aclosing(self._operations.stream(self._begun)) as answers:
            async for answer in answers:
                told = json.loads(answer.body())
                told.pop("extensions", None)
                self.events.append(told)
        self.refused = True


async def _all_hear(subject: Subject, listeners: Sequence[Listener]) -> None:
    """Change something until everybody has begun to listen."""
    for n in range(PATIENCE):
        await _change(subject, "city", f"城{n}")
        await asyncio.sleep(SETTLED)
        if all(each.events or each.refused for each in listeners):
            await _quiet(listeners)
            return
    raise TimeoutError("a listener hears nothing")


async def _heard(listeners: Sequence[Listener]) -> None:
    """Wait until the change has come to everybody, and no more comes."""
    async with asyncio.timeout(PATIENCE):
        while not all(each.events or each.refused for each in listeners):  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.05)
    await _quiet(listeners)


async def _quiet(listeners: Sequence[Listener]) -> None:
    """Wait until nothing more comes to anybody."""
    before = -1
    while before != (before := sum(len(each.events) for each in listeners)):  # noqa: ASYNC110  no event tells of silence
        await asyncio.sleep(SETTLED * 2)


async def _change(subject: Subject, key: str, value: Any) -> None:
    """A real change, rung like any other."""
    field = CLIENT_FIELD[key]
    if key == "namePinyin":
        key, value = "name", {"a": "阿一", "zzz": "祝融氏"}.get(value, value)
    values = {} if field.contact else {key: value}
    contacts = [ContactDraft(field.contact, value)] if field.contact else None
    if key == "idNumber":
        values["idType"] = "resident_id"
    house = subject.house
    async with house.database.change(house.firm.system) as session:
        row = (await session.scalars(select(Client).where(Client.id == subject.id))).one()
        await client_changes.update_client(session, house.vault, subject.id, row.version, values, contacts)


async def probe_writing(
    observer: Observer, subject: Subject, key: str, roles: Sequence[str] = OBSERVERS
) -> Findings:
    """Channel 50: who writes a value unread is answered alike, whether it was that value already or another one."""
    findings, field = Findings(), CLIENT_FIELD[key]
    for role in roles:
        principal = await observer.who(role)
        level = await observer.level(role, key)
        if level >= Level.VIEW or not may_write(principal, key) or not field.editable:
            continue
        seen = []
        values = (SAME_MASK if level is Level.MASKED else ENDS)[key]
        for value in values:
            await subject.put(key, value)
            seen.append(await _written(observer, principal, subject, key, values[0]))
        leak = Leak((50,), key, role, "writing", (seen[0], seen[1])) if seen[0] != seen[1] else None
        findings.note(Probe("writing", (50,), ""), leak)
    return findings


async def _written(observer: Observer, principal: Principal, subject: Subject, key: str, value: Any) -> Any:
    ask = "query($id: ID!) { client(id: $id) { version history { totalCount } %s } }" % key
    before = (await observer.sees(principal, ask, {"id": subject.public}))["told"]["data"]["client"]
    given = {"id": subject.public, "version": before["version"], key: value}
    update = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { version %s } }" % key
    answer = (await observer.sees(principal, update, {"i": given}))["told"]
    after = (await observer.sees(principal, ask, {"id": subject.public}))["told"]["data"]["client"]
    counts = [(each["history"] or {}).get("totalCount", 0) for each in (before, after)]
    written = (answer.get("data") or {}).get("updateClient") or {}
    return {
        "errors": answer.get("errors"), "value": written.get(key), "entries": counts[1] - counts[0],
        "versions": after["version"] - before["version"],
    }  # fmt: skip
