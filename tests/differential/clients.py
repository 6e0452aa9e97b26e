"""The clients of the awkward firm, with everything that hangs on one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from backend.book import sealed
from backend.book.tasks import PRIORITIES, STATES
from backend.systemize.names import name_sort_of, pinyin_of
from backend.systemize.search_tokens import text_tokens_of, tokens_of
from tests.differential import awkward
from tests.differential.making import OWNERS, Making, Row

CLIENTS = 40
TOPICS = ("市场", "a, b", 'q"t', "\\", "")
COLUMNS: dict[str, tuple[str, ...]] = {
    "client": (
        "name", "name_pinyin", "note", "aum", "qualified", "id_number_masked", "id_number_sealed", "owner_id", "state",
        "company",
    ),
    "contact_point": ("kind", "label", "primary", "verified", "sealed", "masked"),
    "task": ("title", "state", "priority", "due_at", "body"),
    "assignment": ("role", "valid_from", "credit", "reason"),
    "client_tag": ("source", "reason"),
    "client_relation": ("kind", "note"),
    "user": ("name", "email"),
    "interaction": ("summary", "topics", "two_way", "needs", "user_id", "minutes"),
}  # fmt: skip
"""Columns that audit rows of a table tell of."""


@dataclass(frozen=True)
class Sealing:
    """Makes sealed values: the firm's index keys, and one data key for all, since nothing is opened here.

    clear: what each blind index stands for.
    """

    keys: Any
    data_key: Any
    clear: dict[bytes, str] = field(default_factory=dict)

    def seal(self, kind: str, value: str) -> dict[str, Any]:
        """The four stored parts of a value."""
        made = sealed.seal(kind, value, self.keys, self.data_key, ("client", UUID(int=0), kind))
        self.clear[made.blind] = value
        return vars(made)


def make_clients(making: Making, sealing: Sealing) -> None:
    """Clients of every kind of owner and of none, families, ties."""
    owners = [row for row in making.rows["user"] if row["title"] in OWNERS]
    for place in range(CLIENTS):
        owner = making.maybe(lambda: making.some(owners), 0.9)
        client = _client(making, place, owner)
        for stem, value in (
            ("id_number", awkward.id_number(place % 5)),
            ("bank_account", f"6222{place % 7:012d}"),
        ):
            kept = sealing.seal(stem, value) if making.random.random() < 0.65 else {}
            client |= {f"{stem}_{part}": kept.get(part) for part in ("sealed", "masked", "blind", "tail")}
        _contacts(making, sealing, client["id"], place)
        for tag in making.random.sample(making.rows["tag"][:4], making.random.randint(0, 3)):
            reason = making.maybe(making.text)
            making.add("clienttag", 1, client_id=client["id"], tag_id=tag["id"], source="hand", reason=reason)
        _serve(making, client["id"], owner)
    for household in making.rows["household"][:4]:
        members = [row["id"] for row in making.rows["client"] if row["household_id"] == household["id"]]
        household["head_id"] = making.some(members) if members else None
    _ties(making)


def _client(making: Making, place: int, owner: Row | None) -> Row:
    some, maybe = making.some, making.maybe
    name, company = awkward.NAMES[place % len(awkward.NAMES)], maybe(making.text)
    making.add(
        "client", 1, name=name, name_pinyin=pinyin_of(name), name_sort=name_sort_of(name),
        search_tokens=tokens_of(name, company), company=company, occupation=maybe(making.text), city=maybe(making.text),
        kind=some(("individual", "institution", "product")), gender=maybe(lambda: some(("male", "female"))),
        birth_date=maybe(making.day), id_type=maybe(lambda: "resident_id"), state=some(("lead", "existing")),
        source=maybe(lambda: some(awkward.WORDS)), province=maybe(lambda: some(("11", "31"))),
        industry=maybe(lambda: "finance"), risk_level=maybe(lambda: some(("C1", "C3", "C5"))),
        risk_valid_until=maybe(making.day), qualified=maybe(lambda: some((True, False))), aum=some(awkward.AMOUNTS),
        note=maybe(making.text), onboard_date=maybe(making.day), last_interaction_at=maybe(making.at),
        owner_id=owner["id"] if owner else None, team_id=owner["team_id"] if owner else None,
        household_id=maybe(lambda: making.of("household"), 0.4), created_at=making.at, updated_at=making.at,
        archived_at=making.at() if place % 13 == 12 else None, created_by=making.subject, version=place % 4 + 1,
    )  # fmt: skip
    return making.rows["client"][-1]


def _contacts(making: Making, sealing: Sealing, client_id: UUID, place: int) -> None:
    values = {
        "mobile": f"1690000{place % 9:04d}", "phone": f"021-5555{place:04d}", "email": f"c{place}@example.com",
        "wechat": f"wx_{place}", "address": f'上海市浦东新区 "世纪" 大道{place}号',
    }  # fmt: skip
    seen: set[str] = set()
    for kind in (*values, "mobile"):
        if making.random.random() < 0.6:
            primary = kind not in seen and making.random.random() < 0.9
            seen.add(kind)
            making.add(
                "contact", 1, client_id=client_id, kind=kind, label=making.maybe(making.text), primary=primary,
                verified=making.random.random() < 0.5, **sealing.seal(kind, values[kind]),
            )  # fmt: skip


def _serve(making: Making, client_id: UUID, owner: Row | None) -> None:
    served = [("owner", owner["id"], None)] if owner else []
    served += [
        (role, making.of("user"), making.maybe(making.day, 0.4))
        for role in ("co_owner", "assistant", "assistant")
        if making.random.random() < 0.4
    ]
    for role, user_id, until in served:
        making.add(
            "assignment", 1, client_id=client_id, user_id=user_id, role=role, credit=making.some(awkward.SHARES),
            valid_from=making.day, valid_to=until, reason=making.maybe(making.text),
        )  # fmt: skip


def _ties(making: Making) -> None:
    known: set[tuple[UUID, UUID, str]] = set()
    for _ in range(30):
        tie = making.of("client"), making.of("client"), making.some(("spouse", "child", "other"))
        if tie[0] != tie[1] and tie not in known:
            known.add(tie)
            making.add(
                "clientrelation", 1, client_id=tie[0], other_id=tie[1], kind=tie[2], note=making.maybe(making.text),
                share=making.maybe(lambda: making.some(awkward.SHARES)),
            )  # fmt: skip


def make_work(making: Making) -> None:
    """Holdings, transactions, contacts that took place, tasks."""
    some, maybe, random = making.some, making.maybe, making.random
    held: set[tuple[UUID, UUID]] = set()

    def class_of(product_id: UUID) -> UUID | None:
        classes = [row["id"] for row in making.rows["shareclass"] if row["product_id"] == product_id]
        return some(classes) if classes and random.random() < 0.7 else None

    for _ in range(50):
        pair = (making.of("client"), making.of("product"))
        ended = pair in held or random.random() < 0.2
        held.add(pair)
        making.add(
            "holding", 1, client_id=pair[0], product_id=pair[1], share_class_id=class_of(pair[1]),
            units=some(awkward.UNITS),
            cost=some(awkward.AMOUNTS[:-1]), valid_from=making.day, valid_to=making.day() if ended else None,
        )  # fmt: skip

    ordinals = iter(range(1000))

    def money() -> Any:
        return some(awkward.AMOUNTS)

    making.add(
        "transaction", 60, client_id=lambda: making.of("client"), product_id=lambda: making.of("product"),
        date=making.day, kind=lambda: some(("initial", "redemption", "dividend")), units=lambda: some(awkward.UNITS),
        nav=lambda: some(awkward.NAVS), gross=money, fee=money, net=money, created_at=making.at, known_at=making.at,
        reference=lambda: maybe(lambda: str(making.id()), 0.3), reverses_id=None,
    )  # fmt: skip
    for row, undone in zip(making.rows["transaction"][40:46], random.sample(range(40), 6), strict=True):
        row["reverses_id"] = making.rows["transaction"][undone]["id"]
    for row in making.rows["transaction"][:40]:
        making.add(
            "lot", some((1, 1, 2)), client_id=row["client_id"], product_id=row["product_id"], transaction_id=row["id"],
            ordinal=lambda: next(ordinals), opened_on=making.day, units_opened=lambda: some(awkward.UNITS),
            cost_opened=money, units=lambda: some(awkward.UNITS), cost=money, high_water=lambda: some(awkward.NAVS),
            unlock_on=lambda: maybe(making.day), closed_on=lambda: maybe(making.day, 0.4),
        )  # fmt: skip
    days = iter(range(1000))
    making.add(
        "unitbreak", 30, client_id=lambda: maybe(lambda: making.of("client"), 0.8),
        version=lambda: random.randint(1, 9),
        product_id=lambda: making.of("product"), as_of=lambda: date(2026, 3, 2) + timedelta(days=next(days)),
        our_units=lambda: some(awkward.UNITS), registrar_units=lambda: some(awkward.UNITS),
        state=lambda: some(("open", "explained", "resolved")), note=lambda: maybe(making.text),
        settled_by_id=lambda: maybe(lambda: making.of("user")), settled_at=lambda: maybe(making.at),
        investor_masked=lambda: maybe(lambda: "****3391"),
    )  # fmt: skip
    making.add(
        "fundorder", 20, client_id=lambda: making.of("client"), product_id=lambda: making.of("product"), kind="initial",
        amount=lambda: some(awkward.AMOUNTS), applied_on=making.day, open_on=lambda: maybe(making.day),
        state=lambda: some(("draft", "signed", "cooling_off", "submitted", "cancelled")),
        version=lambda: random.randint(1, 9),
    )  # fmt: skip
    refs = iter(range(1000))
    making.add(
        "paymentreceipt", 20, client_id=lambda: maybe(lambda: making.of("client")), bank_ref=lambda: f"B{next(refs)}",
        received_on=making.day, amount=money, payer_name=making.text, payer_account_masked=lambda: maybe(making.text),
        state=lambda: some(("open", "matched", "ignored")), order_id=lambda: maybe(lambda: making.of("fundorder"), 0.4),
        transaction_id=lambda: maybe(lambda: making.of("transaction"), 0.3), remark=lambda: maybe(making.text),
        version=lambda: random.randint(1, 9),
    )  # fmt: skip
    making.add(
        "revenue", 30, client_id=lambda: making.of("client"), product_id=lambda: maybe(lambda: making.of("product")),
        kind=lambda: some(("management", "trail")), period_from=making.day, period_to=date(2099, 12, 31), amount=money,
        key=lambda: f"K{next(refs)}", source=lambda: some(("import", "accrual")),
    )  # fmt: skip
    making.add(
        "document", 40, client_id=lambda: making.of("client"), name=making.text,
        category=lambda: some(("identity", "bank_card", "contract", "other")), note=lambda: maybe(making.text),
        number=lambda: random.randint(1, 3), kind=lambda: some(("pdf", "png", "text")),
        size=lambda: random.randint(1, 9),
        uploaded_by=making.subject, uploaded_at=making.at, deleted_at=lambda: maybe(making.at, 0.2),
        purged_at=lambda: maybe(making.at, 0.1), version=lambda: random.randint(1, 9), own_field=None,
    )  # fmt: skip
    for row in making.rows["document"]:
        numbers = iter(range(1, 4))
        making.add(
            "documentversion", row["number"], document_id=row["id"], number=lambda numbers=numbers: next(numbers),
            name=making.text, kind=row["kind"], size=row["size"], uploaded_by=making.subject, uploaded_at=making.at,
        )  # fmt: skip
    making.add(
        "incomingmail", 20, user_id=lambda: making.of("user"), mark=lambda: random.randbytes(16),
        size=lambda: random.randint(1, 9999), received_at=making.at, state=lambda: some(("open", "logged", "thrown")),
        reason=lambda: maybe(making.text), settled_at=lambda: maybe(making.at),
        client_id=lambda: maybe(lambda: making.of("client")), version=lambda: random.randint(1, 9),
    )  # fmt: skip
    making.add(
        "export", 20, user_id=lambda: making.of("user"), kind=lambda: some(("clients", "tasks", "firm")),
        format=lambda: some(("xlsx", "csv")), columns=lambda: ["name", "aum"],
        filtered_by=lambda: maybe(lambda: ["note"]) or [],
        reason=making.text, state=lambda: some(("waiting", "done", "expired")), rows=lambda: random.randint(-1, 99),
        needs_approval=lambda: random.random() < 0.5, decided_by_id=lambda: maybe(lambda: making.of("user")),
        decision_note=lambda: maybe(making.text), decided_at=lambda: maybe(making.at), asked_at=making.at,
        version=lambda: random.randint(1, 9), size=lambda: maybe(lambda: random.randint(1, 999)),
        finished_at=lambda: maybe(making.at), expires_at=lambda: maybe(making.at),
        fault=lambda: maybe(making.text, 0.2),
    )  # fmt: skip
    making.add(
        "interaction", 80, client_id=lambda: making.of("client"), user_id=lambda: maybe(lambda: making.of("user")),
        kind=lambda: some(("call", "meeting")), direction="in", channel="phone", at=making.at, summary=making.text,
        minutes=lambda: maybe(lambda: random.randint(0, 90)), content=lambda: maybe(making.text),
        needs=lambda: maybe(making.text), topics=lambda: random.sample(TOPICS, random.randint(0, 3)),
        two_way=lambda: random.random() < 0.5, created_by=making.subject,
    )  # fmt: skip
    for talk in making.rows["interaction"]:
        words = (talk["summary"], talk["content"], talk["needs"], *talk["topics"])
        talk["search_tokens"] = text_tokens_of(*words)
    for _ in range(60):
        _participant(making)
        _talk_message(making)
    making.add(
        "task", 70, title=making.text, body=lambda: maybe(making.text), state=lambda: some(STATES),
        priority=lambda: some(PRIORITIES), due_at=lambda: maybe(making.at), created_at=making.at,
        client_id=lambda: maybe(lambda: making.of("client"), 0.8), outcome=lambda: maybe(making.text, 0.3),
        assignee_id=lambda: maybe(lambda: making.of("user")), completed_at=lambda: maybe(making.at),
        completed_by_id=lambda: maybe(lambda: making.of("user"), 0.4), created_by=making.subject,
        interaction_id=lambda: maybe(lambda: making.of("interaction"), 0.5),
        mandatory=lambda: random.random() < 0.3, compliance=lambda: random.random() < 0.2,
        evidence=lambda: some(("none", "note", "document")), role=lambda: maybe(lambda: "compliance", 0.2),
        stage=lambda: maybe(making.text, 0.2), task_key=lambda: maybe(making.text, 0.2),
        checklist=lambda: some((None, [], [{"zh": making.text(), "en": making.text(), "done": some((True, False))}])),
        waived_by_id=lambda: maybe(lambda: making.of("user"), 0.2),
        version=lambda: random.randint(1, 9),
    )  # fmt: skip


def _participant(making: Making) -> None:
    talk = making.some(making.rows["interaction"])
    who = making.some(("user_id", "party_id", "name"))
    given = {
        "user_id": making.of("user"),
        "party_id": making.of("client"),
        "name": making.text(),
    }[who]
    making.add(
        "participant", 1, interaction_id=talk["id"], client_id=talk["client_id"],
        place=making.random.randint(0, 2), **{who: given},
    )  # fmt: skip


def _talk_message(making: Making) -> None:
    talk = making.some(making.rows["interaction"])
    making.add(
        "talkmessage", 1, interaction_id=talk["id"], client_id=talk["client_id"], place=making.random.randint(0, 2),
        at=making.maybe(making.at), speaker=making.maybe(making.text), side=making.some(("client", "staff", "other")),
        text=making.text(), mark=str(making.random.random()),
    )  # fmt: skip


def make_traces(making: Making) -> None:
    """Notifications, audit rows and lineage: of what is there, of what is gone, of nothing."""
    some, maybe = making.some, making.maybe
    gone = uuid5(UUID(int=0), "gone")
    subjects = [
        (n, row["id"]) for n in ("client", "task", "user", "household", "tag") for row in making.rows[n]
    ]
    for _ in range(60):
        noun, id = (
            some(subjects)
            if making.random.random() < 0.85
            else some((("nothing", gone), (None, None), ("task", gone)))
        )
        making.add(
            "notification", 1, user_id=making.of("user"), kind=some(("task.assigned", "client.changed")),
            params=some(awkward.JSONS), subject_noun=noun, subject_id=id, created_at=making.at,
            read_at=maybe(making.at),
        )  # fmt: skip
    for _ in range(120):
        _trace(making)
    fields = ("name", "mobile", "idNumber", "note", "aum", "noSuchField")
    making.add(
        "lineage", 60, client_id=lambda: making.of("client"), import_id=making.id,
        fields=lambda: making.random.sample(fields, making.random.randint(1, 3)),
        sheet="一", row=lambda: making.random.randint(2, 99), file=making.text,
        imported_by=making.subject, imported_at=making.at,
    )  # fmt: skip


def _trace(making: Making) -> None:
    noun = making.some(("client", *COLUMNS))
    client_id = making.maybe(lambda: making.of("client"), 0.9)
    columns = making.random.sample(COLUMNS[noun], making.random.randint(0, len(COLUMNS[noun])))
    changes: dict[str, Any] = {column: [_told(making, column), _told(making, column)] for column in columns}
    action = making.some(("create", "update", "delete"))
    if noun == "client" and making.random.random() < 0.2:
        action, changes = "reveal", {making.some(("mobile", "idNumber")): [None, None]}
    making.add(
        "audit", 1, at=making.at, actor=making.subject, action=action, noun=noun, client_id=client_id, row_version=1,
        subject_id=client_id if noun == "client" else making.maybe(lambda: making.of(_subject(noun))), changes=changes,
        reason=making.maybe(making.text), ip=None, trace_id=None,
    )  # fmt: skip


def _subject(noun: str) -> str:
    return "interaction" if noun == "interaction" else "task"


def _told(making: Making, column: str) -> Any:
    if column in {"qualified", "primary", "verified", "two_way"}:
        return making.some((True, False, None))
    if column == "topics":
        return making.maybe(lambda: making.random.sample(TOPICS, 2))
    if column == "aum":
        return making.some(("0.00", "1500000.50", None))
    if column == "valid_from":
        return making.maybe(lambda: str(date(2026, 3, 2)))
    return making.maybe(making.text, 0.8)
