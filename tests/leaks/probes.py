"""What is asked about a field of one client, and by which ways."""

# ruff: noqa: UP031  documents are full of braces
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.platform.ids import public_id, uuid7
from backend.systemize.fields import Kind
from tests.schema.leaks import Subject

ALL = (
    "name namePinyin gender birthDate idType idNumber mobile phone email wechat address company occupation note"
    " bankAccount"
)
CHANGES = "action reason changes { field before after }"
AUDITS = f"totalCount nodes {{ at type {CHANGES} }}"
ORDERS = ("NAME", *(f.key for f in CLIENT_FIELDS if f.sortable and f.key != "name"))


@dataclass(frozen=True)
class Probe:
    """One document, and the numbers of the channels it tries."""

    name: str
    channels: tuple[int, ...]
    text: str
    variables: dict[str, Any] = field(default_factory=dict)


FIGURED = ("AGE", "PROVINCE", "RISK_LEVEL")
GROUPED = ("STATE", "PROVINCE", "OWNER")


def probes_of(key: str, values: tuple[Any, Any], subject: Subject) -> list[Probe]:
    """Everything that is asked about a field: paths to it, uses of it, changes around it."""
    return [*_paths(key, subject), *_uses(key, values, subject), *_changes(key, values, subject)]


def _paths(key: str, subject: Subject) -> Iterator[Probe]:
    whole = f"{ALL} contactPoints {{ kind value }} tags {{ name clientCount }} relation"
    told = f"""timeline(first: 50) {{ pageInfo {{ hasNextPage }} edges {{
      at cursor client {{ {key} }} node {{ __typename ... on AuditEntry {{ {CHANGES} }} }} }} }}"""
    client = f"""query($id: ID!, $f: String) {{
      client(id: $id) {{
        {key} alias: {key} ...F ... on Client {{ inline: {key} }}
        household {{ name aum head {{ {key} }} members {{ {key} }} {told} }}
        tasks {{ nodes {{ title client {{ {key} }} }} }}
        interactions {{ nodes {{ summary client {{ {key} }} }} }}
        {told}
        history {{ {AUDITS} }}
        ofField: history(field: $f) {{ {AUDITS} }}
        lineage {{ field file row }}
      }}
      node(id: $id) {{ ... on Client {{ {whole} }} }}
    }}
    fragment F on Client {{ spread: {key} }}"""
    id = {"id": subject.public}
    other = {"id": subject.house.id("client", 1)}
    yield Probe("client", (1, 2, 3, 4, 5, 36, 37), client, {**id, "f": key})
    why = """query($id: ID!) { client(id: $id) {
      tagStates { name borne source ruleSays rule { sentence } facts { key value } }
      tagHistory { name given cause } } }"""
    yield Probe("why tags", (1, 23), why, id)
    tier = """query($id: ID!) { client(id: $id) {
      tier { key rank zh hue since cause lifted aum distanceUp { key amount } score confidence revealedRisk riskAbove
        parts { dimension weight value points missing hidden } }
      tierHistory { fromTier toTier cause aum score } tierOn(date: "2026-01-01") { key aum } } }"""
    yield Probe("why this tier", (1, 23, 42), tier, id)
    service = """query($id: ID!) { client(id: $id) { serviceCell contactDueOn ownerFits
      service { since cell { key sentence } breach { isTold } history { fromCell toCell on } } } }"""
    yield Probe("what service", (1, 23, 42), service, id)
    holds = "query($id: ID!) { client(id: $id) { journeys { stage missing { key zh broken } } } }"
    yield Probe("what holds a journey", (1, 23, 42), holds, id)
    suitable = """query($id: ID!) { client(id: $id) { suitability { level lowest validUntil isQualified investorClass
      assessments { level score validUntil } qualifications { basis measures { amount } validUntil } } } }"""
    yield Probe("what suits", (1, 23, 42), suitable, id)
    one = "query($id: ID!) { client(id: $id) { %s } }" % key
    yield Probe("alone", (1,), one, id)
    yield Probe("node", (5,), "query($id: ID!) { node(id: $id) { ... on Client { %s } } }" % whole, id)
    ties = "query($id: ID!) { client(id: $id) { relations { other { %s } } } }" % key
    yield Probe("relations", (4,), ties, other)
    yield Probe("tasks", (4,), "{ tasks(first: 50) { nodes { title client { %s } } } }" % key)
    yield Probe(
        "families",
        (4, 23),
        "{ households { nodes { name aum head { %s } members { id %s } } } }" % (key, key),
    )
    stream = "{ households { nodes { name %s } } }" % told
    yield Probe("streams of families", (4, 23, 36, 46), stream)
    yield Probe("counts", (23,), "{ tags { name clientCount } products { nodes { name holderCount } } }")
    yield Probe("audit", (36,), "query($id: ID!) { audit(subject: $id) { %s } }" % AUDITS, id)
    inbox = "notifications(first: 50) { nodes { kind params subject { ... on Client { %s } } } }" % key
    yield Probe("inbox", (37,), "{ viewer { unreadCount %s } }" % inbox)
    listed = "{ clients(first: 50) { totalCount hasMoreThanCount pageInfo { hasNextPage endCursor } nodes { %s } } }"
    yield Probe("list", (19, 20, 46, 47, 48), listed % whole)
    hits = '{ search(text: "0000", first: 50) { title detail target { ... on Client { %s } } } }'
    yield Probe("hits", (5, 21), hits % key)
    yield Probe("access", (43,), '{ access(coordinate: "Client.%s") { level rule grantedBy } }' % key)
    yield Probe("catalogue", (43, 44), '{ fields(type: "Client") { key kind options { value } } }')
    yield Probe("schema", (43,), '{ __type(name: "Client") { fields { name } } }')


def _uses(key: str, values: tuple[Any, Any], subject: Subject) -> Iterator[Probe]:
    """Filters, orders and searches that rest on the field."""
    spec = CLIENT_FIELD[key]
    texts = [value if isinstance(value, str) else value.isoformat() for value in values]
    compared: list[tuple[str, int, Any]] = [("empty", 13, True)]
    for text in texts:
        compared += [("eq", 9, text), ("in", 12, [text])]
        if spec.kind is Kind.SEALED:
            compared += [("tail", 10, text[-4:])]
        elif spec.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            compared += [("prefix", 10, text[:1]), ("contains", 10, text[-1:])]
        elif spec.kind is Kind.DATE:
            compared += [("gte", 11, text), ("lt", 11, text)]
        else:
            compared += [("ne", 9, text)]
    listed = (
        "query($f: ClientFilter) { clients(filter: $f) { totalCount nodes { id } pageInfo { hasNextPage } } }"
    )
    task_list = "query($f: TaskFilter) { tasks(filter: $f, first: 50) { totalCount nodes { id } } }"
    for operator, channel, value in compared:
        plain = {key: {operator: value}}
        yield Probe(f"{operator} {value}", (channel, 47, 48), listed, {"f": plain})
        yield Probe(f"not {operator} {value}", (14, 47), listed, {"f": {"not": {"or": [{"and": [plain]}]}}})
        # Through what belongs to him, with or without anything fitting there, and there and back again.
        yield Probe(f"of task {operator} {value}", (15, 47), task_list, {"f": {"clientWhere": plain}})
        yield Probe(
            f"of no task {operator} {value}", (15, 14), task_list, {"f": {"not": {"clientWhere": plain}}}
        )
        for word in ("some", "none", "every"):
            family = {"householdWhere": {"members": {word: plain}}}
            yield Probe(f"{word} of family {operator} {value}", (15, 47), listed, {"f": family})
        around = {"tasks": {"some": {"clientWhere": {"householdWhere": {"members": {"some": plain}}}}}}
        yield Probe(f"around {operator} {value}", (15,), listed, {"f": around})
    for text in dict.fromkeys([*texts, texts[1][:2], texts[1][-4:]]):
        hits = (
            "query($t: String!) { search(text: $t) { title detail matched target { ... on Client { id } } } }"
        )
        yield Probe(f"search {text}", (21, 47), hits, {"t": text})
        found = "query($t: String!) { clients(search: $t) { totalCount nodes { id } } }"
        yield Probe(f"list search {text}", (21, 47), found, {"t": text})
    for order in dict.fromkeys("".join(f"_{c}" if c.isupper() else c for c in o).upper() for o in ORDERS):
        name = "NAME" if order == "_N_A_M_E" else order
        page = "{ clients(first: 2, orderBy: [{field: %s}]) { edges { cursor node { id } } pageAnchors(size: 50) } }"
        yield Probe(f"order {name}", (17, 19), page % name)
    for by in GROUPED:
        grouped = "{ clientGroups(by: %s) { value name count aum } }" % by
        yield Probe(f"groups by {by}", (22, 23, 25), grouped)
    for by in FIGURED:
        figure = (
            '{ kpi(id: "K-12", window: {from: "2026-01-01", to: "2026-11-01"}, by: %s) '
            "{ total { figures { value } } rows { key clients figures { value numerator denominator low } } } }"
        )
        yield Probe(f"figures by {by}", (22, 23, 25, 26), figure % by)
        report = (
            'query($c: JSON) { reportPreview(shape: {chart: TABLE, measures: [{kpi: "K-12", measure: "clients"}], '
            'rows: %s, span: FIXED, from: "2026-01-01", to: "2026-11-01", condition: $c}) '
            "{ lines { key { key } cells { few figure { value numerator denominator } } } } }"
        )
        yield Probe(f"reports by {by}", (22, 23, 25, 26), report % by)
        asked = {"is": {"field": key, "op": "empty", "value": False}}
        yield Probe(f"reports by {by} of some", (22, 26), report % by, {"c": asked})
    by_client = "{ tasks(orderBy: [{field: CLIENT}], first: 5) { edges { cursor node { id } } pageAnchors(size: 5) } }"
    yield Probe("tasks by client", (18, 19), by_client)
    yield Probe("groups of tasks", (22, 23), "{ taskGroups(by: CLIENT) { value name count overdue urgent } }")
    part = "query($f: ClientFilter) { clientGroups(by: STATE, filter: $f) { value count aum } }"
    yield Probe("groups of a part", (22, 26), part, {"f": {key: {"empty": False}}})
    yield Probe("birthdays", (4,), "{ viewer { birthdays(days: 62) { date client { id } } } }")
    tail = "query($t: String!) { search(text: $t, first: 50) { target { ... on Client { id } } } }"
    yield Probe("same tail", (17, 21), tail, {"t": "0000"})


def _changes(key: str, values: tuple[Any, Any], subject: Subject) -> Iterator[Probe]:
    """Changes that change nothing (already done, stale, wrong, or taken back), and what they answer."""
    id, spec = subject.public, CLIENT_FIELD[key]
    update = "mutation($i: UpdateClientInput!) { updateClient(input: $i) { %s } }" % key
    wrong: dict[str, Any] = {key: "2999-13-45" if spec.kind is Kind.DATE else "\x00"}
    if spec.contact:
        wrong = {"contactPoints": [{"kind": spec.contact, "value": "\x00"}]}
    tagged = "mutation($i: TagClientInput!) { tagClient(input: $i) { %s tags { name } } }" % key
    yield Probe("tagged again", (6,), tagged, {"i": {"client": id, "tag": subject.house.id("tag")}})
    stale = {"id": id, "version": 1, "province": "11"}
    yield Probe("stale", (34,), update, {"i": stale})
    yield Probe("of the future", (34,), update, {"i": {**stale, "version": 10_000}})
    reveal = "mutation($i: RevealInput!) { reveal(input: $i) { value } }"
    yield Probe("reveal", (6, 33), reveal, {"i": {"id": id, "field": key, "reason": "核对资料"}})
    if spec.editable:
        yield Probe("wrong value", (33, 35), update, {"i": {"id": id, "version": 1, **wrong}})
    # The unknown tag takes everything back, after the book was searched for a twin.
    create = "mutation($i: CreateClientInput!) { createClient(input: $i) { id } }"
    for value in values:
        text = value if isinstance(value, str) else value.isoformat()
        given: dict[str, Any] = {"name": "客户000", "kind": "individual", "tags": [public_id("tag", uuid7())]}
        if spec.contact:
            given["contactPoints"] = [{"kind": spec.contact, "value": text}]
        elif spec.editable:
            given[key] = text
        yield Probe(f"twin of {text}", (31, 32, 41), create, {"i": given})
