"""What each field of the published schema should say, row by row, for one asker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from graphql import GraphQLError, GraphQLResolveInfo, get_named_type, is_non_null_type

from backend.book.client_fields import CLIENT_FIELD
from backend.book.nav_calendar import is_stale
from backend.book.needs import HORIZONS, STATES
from backend.platform.clock import business_date
from backend.platform.ids import first_uuid7, split_id
from backend.schema import subjects
from backend.systemize.conditions.tree import OPERATORS
from backend.systemize.fields import Kind
from backend.systemize.search_tokens import query_tokens
from tests.differential.own import CHOICES, OWN_OF
from tests.oracle.book import Book, Row
from tests.oracle.finding import (
    Chosen,
    Clear,
    Sort,
    Sorts,
    Value,
    Way,
    asked,
    compared_fields,
    in_order,
    matches,
    number_in,
    within,
)
from tests.oracle.judge import MASKED, NONE, VIEW, Judge
from tests.oracle.standing import Standing

TABLE = {
    "Client": "client", "Household": "household", "User": "user_account", "Team": "team", "Product": "product",
    "Tag": "tag", "Topic": "topic", "TalkMessage": "talk_message",
    "Task": "task", "Interaction": "interaction", "Transaction": "transaction",
    "Notification": "notification", "AuditEntry": "audit_entry", "Holding": "holding", "Holder": "holding",
    "HoldingChange": "transaction",
    "ShareClass": "share_class", "UnitBreak": "unit_break", "FundOrder": "fund_order",
    "PaymentReceipt": "payment_receipt", "Revenue": "revenue", "ExchangeRate": "exchange_rate",
    "Document": "document", "Export": "export_job", "Handover": "handover", "Need": "need",
    "CustomField": "custom_field", "Message": "message",
}  # fmt: skip
SAID = ("summary", "content", "needs", "topics", "messages")
WORD = {
    "AuditEntry": "audit",
    "ContactPoint": "contact",
    "ClientRelation": "clientrelation",
    "ClientMerge": "clientmerge",
    "HandoverLine": "handoverline",
}
NODES = {
    name.lower(): name
    for name in TABLE
    if name not in {"AuditEntry", "Holding", "Holder", "HoldingChange"}
}  # fmt: skip
FIELDS = {
    rows.type: rows.fields
    for rows in (
        subjects.CLIENTS, subjects.TASKS, subjects.HOUSEHOLDS, subjects.HOLDINGS, subjects.INTERACTIONS,
        subjects.PRODUCTS, subjects.USERS, subjects.RECEIPTS, subjects.UNIT_BREAKS, subjects.TRANSACTIONS,
        subjects.NEEDS, subjects.ORDERS,
    )
}  # fmt: skip
PLAIN = ("User", "Product", "Interaction", "PaymentReceipt", "UnitBreak")
"""Types whose filters compare their own columns alone."""
FREE = {"id", "version", "relation", "__typename"}
PRIORITY = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
OPEN_COLUMNS: Mapping[str, set[str]] = {
    "assignment": {"role", "valid_from", "valid_to", "credit"},
    "contact_point": {"kind", "label", "primary", "verified"},
    "task": {"title", "state", "priority", "due_at"},
    "need": {"state", "follow_up_on", "currency", "horizon"},
    "client_relation": {"kind"},
    "client_tag": {"source"},
}
PART_OF = {
    "assignment": "assignments", "contact_point": "contactPoints", "task": "tasks", "client_relation": "relations",
    "client_tag": "tags", "interaction": "interactions",
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """A row of a type and how the asker stands to it; None where it stands to nobody (a search hit)."""

    type: str
    row: Row
    stands: str | None


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many there are."""

    all: list[Any]
    size: int

    @property
    def shown(self) -> list[Any]:
        """What is on it."""
        return self.all[: self.size]


# Sorting by these is sorting by a name.
BY_NAME = {"client": "Client.name", "assignee": "User.name"}


@dataclass
class Oracle:
    """Answers one operation of one asker; denied gathers the coordinates he may not read.

    clear: what the blind indexes of sealed values stand for. refused: coordinates that were used without the right;
    which of them the caller is told is not foretold.
    """

    book: Book
    judge: Judge
    standing: Standing
    clear: Mapping[bytes, str]
    denied: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    # -- the executor's two questions

    def type_of(self, value: Any, _info: Any, _type: Any) -> str:
        """The concrete type of an object."""
        found: str = value.type
        return found

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        """The value of a field, as far as the asker may see it."""
        type_name, name = info.parent_type.name, info.field_name
        if isinstance(source, Page):
            return self._of_page(source, name)
        if type_name.endswith("Edge"):
            return self._of_edge(source, name)
        coordinate = f"{type_name}.{name}"
        if type_name == "Query":
            if self.judge.anywhere(coordinate) == NONE:
                raise _forbidden(coordinate)
            return getattr(self, f"q_{name}")(**given)
        if name not in FREE:
            level = self._level(coordinate, source.stands)
            if level == NONE:
                if is_non_null_type(info.return_type):
                    raise _forbidden(coordinate)
                self.denied.add(coordinate)
                return None
            if level == MASKED and type_name == "Client" and (mask := CLIENT_FIELD[name].mask):
                return mask(source.row[CLIENT_FIELD[name].column])
        return self._value(source, name, info, given)

    def _level(self, coordinate: str, stands: str | None) -> int:
        return self.judge.anywhere(coordinate) if stands is None else self.judge.level(coordinate, stands)

    def _of_page(self, page: Page, name: str) -> Any:
        told: dict[str, Callable[[], Any]] = {
            "nodes": lambda: page.shown,
            "edges": lambda: page.shown,
            "pageInfo": lambda: page,
            "totalCount": lambda: len(page.all),
            "hasMoreThanCount": lambda: False,
            "hasNextPage": lambda: len(page.all) > page.size,
            "hasPreviousPage": lambda: False,
        }
        return told[name]()

    def _of_edge(self, thing: Thing, name: str) -> Any:
        if thing.type != "TimelineEdge":
            return thing
        return written(thing.row["at"], "DateTime") if name == "at" else thing.row[name]

    def _value(self, thing: Thing, name: str, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
        special: Callable[..., Any] | None = getattr(self, f"{thing.type.lower()}_{name}", None)
        if special is not None:
            return special(thing, **given)
        if name == "id":
            word = WORD.get(thing.type, thing.type.lower())
            return f"{word}_{thing.row['id'].hex}"
        if name == "relation":
            return str(thing.stands).upper()
        return written(thing.row[_snake(name)], get_named_type(info.return_type).name)

    # -- rows

    def seen(self, type_name: str, row: Row | None) -> Thing | None:
        """A row as a thing, when the asker may see rows of its type in his relation to it."""
        if row is None:
            return None
        relation = self.standing.of(type_name, row)
        if relation is None or self.judge.level(type_name, relation) < VIEW:
            return None
        if type_name == "Document" and not self._of_open_field(row, relation):
            return None
        return Thing(type_name, row, relation)

    def _of_open_field(self, row: Row, relation: str) -> bool:
        """Whether a document is no value of an own field, or of one of files that is read there."""
        key = row["own_field"]
        if key is None:
            return True
        levels = [self.judge.level(name, relation) for name in ("Client.custom", f"Client.custom:{key}")]
        return self._own_kind(key) == "file" and min(levels) >= VIEW

    def all_seen(self, type_name: str, rows: Iterable[Row] | None = None) -> list[Thing]:
        """Those of the rows (of all, without) that may be seen."""
        found = self.book.rows[TABLE[type_name]] if rows is None else rows
        return [thing for row in found if (thing := self.seen(type_name, row)) is not None]

    def node(self, type_name: str, id: UUID | None) -> Thing | None:
        """The row of an id, when it may be seen."""
        return self.seen(type_name, self.book.one(TABLE[type_name], id))

    def demand(self, *needs: tuple[str, int]) -> None:
        """To filter, sort and search a field must be readable at every relation whose rows may be seen."""
        missing = [
            name for name, least in needs if self.judge.throughout(name, name.partition(".")[0]) < least
        ]
        if missing:
            self.refused.update(missing)
            raise _forbidden(missing[0])

    def _note_orders(self, noun: str, orders: Any) -> None:
        """Of several things that are used without the right, an order may be told before a filter."""
        for order in orders or ():
            if (field := order.get("field")) is None:
                continue
            head, *rest = field.lower().split("_")
            key = head + "".join(part.capitalize() for part in rest)
            needs = [f"{noun}.{key}", *([BY_NAME[key]] if key in BY_NAME else ())]
            if any(self.judge.throughout(name, name.partition(".")[0]) < VIEW for name in needs):
                self.refused.add(needs[0])

    # -- roots

    def q_node(self, id: str) -> Thing | None:
        noun, key = split_id(id)
        return self.node(NODES[noun], key) if noun in NODES else None

    def _named(self, type_name: str, id: str) -> Thing | None:
        noun, key = split_id(id)
        if noun != type_name.lower():
            raise _bad_input()
        return self.node(type_name, key)

    def q_client(self, id: str) -> Thing | None:
        return self._named("Client", id)

    def q_household(self, id: str) -> Thing | None:
        return self._named("Household", id)

    def q_user(self, id: str) -> Thing | None:
        return self._named("User", id)

    def q_team(self, id: str) -> Thing | None:
        return self._named("Team", id)

    def q_product(self, id: str) -> Thing | None:
        return self._named("Product", id)

    def q_task(self, id: str) -> Thing | None:
        return self._named("Task", id)

    def q_clients(
        self,
        first: int,
        filter: Any = None,
        orderBy: Any = None,  # noqa: N803
        search: str | None = None,
    ) -> Page:
        self._note_orders("Client", orderBy)
        things = [t for t in self.all_seen("Client") if t.row["archived_at"] is None]
        things = self._fitting(things, filter, "Client")
        if search is not None and search.strip():
            self.demand(("Client.name", VIEW))
            things = [t for t in things if self._found(t.row, search.strip())]
        keys: list[tuple[Callable[[Row], Any], bool]] = []
        for order in orderBy or ():
            if (own := order.get("custom")) is not None:
                keys.append((self._own_order(own), order["direction"] == "DESC"))
                continue
            key = next(k for k in CLIENT_FIELD if _snake(k).upper() == order["field"])
            self.demand((f"Client.{key}", VIEW))
            column = "name_sort" if key == "name" else CLIENT_FIELD[key].column
            keys.append((lambda row, column=column: row[column], order["direction"] == "DESC"))  # type: ignore[misc]
        keys = keys or [(lambda row: row["updated_at"], True)]
        return self._sorted(things, [*keys, (lambda row: row["id"], keys[-1][1])], first)

    def _own_kind(self, key: str) -> str | None:
        """The kind of one of the firm's own fields that is in use."""
        rows = self.book.all("custom_field", key=key.removeprefix("custom:"), archived_at=None)
        return rows[0]["kind"] if rows else None

    def _own_order(self, key: str) -> Callable[[Row], Any]:
        self.demand(("Client.custom", VIEW), (f"Client.custom:{key}", VIEW))
        kind = self._own_kind(key)
        if kind not in {"number", "money", "percent", "date", "choice", "lunar"}:
            raise _bad_input()
        if kind == "lunar":
            return lambda row: _in_year(self._own_value(row, key))
        if kind != "choice":
            return lambda row: self._own_value(row, key)
        places = [each["value"] for each in self.book.all("custom_field", key=key)[0]["options"]]
        return lambda row: places.index(v) if (v := self._own_value(row, key)) is not None else None

    def _own_value(self, row: Row, key: str) -> Any:
        kind = self._own_kind(key)
        if key in COMPUTED:
            return COMPUTED[key](row)
        if key in ROLLED:
            return ROLLED[key](self, row)
        kept = row["custom"].get(f"{key}:{kind}")
        if kind == "choices":
            return Chosen(kept or ())
        if kept is None:
            return None
        if kind in {"number", "money", "percent"}:
            return Decimal(kept)
        if kind in {"client", "product"}:
            return UUID(kept) if self.node(kind.title(), UUID(kept)) is not None else None
        return date.fromisoformat(kept) if kind == "date" else UUID(kept) if kind == "user" else kept

    def client_custom(self, thing: Thing, keys: list[str] | None = None) -> list[Thing]:
        if keys is None:
            used = sorted(self.book.all("custom_field", archived_at=None), key=lambda row: row["position"])
            keys = [row["key"] for row in used if self.judge.anywhere(f"Client.custom:{row['key']}") > NONE]
        found = []
        for key in keys:
            known = self.judge.anywhere(f"Client.custom:{key}") > NONE
            kind = self._own_kind(key) if known else None
            if known and kind is None:
                raise _bad_input()
            found.append(Thing("CustomValue", {"key": key, "kind": kind, "of": thing}, thing.stands))
        return found

    def _own_kept(self, thing: Thing) -> Any:
        key, kind, client = thing.row["key"], thing.row["kind"], thing.row["of"]
        if self._level(f"Client.custom:{key}", client.stands) < VIEW:
            self.denied.add(f"Client.custom:{key}")
            return None
        if key in COMPUTED:
            found = COMPUTED[key](client.row)
            if found is None or kind == "money":
                return None if found is None else f"{found:.2f}"
            return f"{found:.4f}".rstrip("0").rstrip(".")
        if key in ROLLED:
            found = ROLLED[key](self, client.row)
            if isinstance(found, Decimal):
                return f"{found:.2f}" if kind == "money" else str(found)
            return None if found is None else found.isoformat()
        return client.row["custom"].get(f"{key}:{kind}")

    def customvalue_value(self, thing: Thing) -> Any:
        kept, kind = self._own_kept(thing), thing.row["kind"]
        if kept is None or kind not in {"user", "client", "product"}:
            return kept
        if kind != "user" and self.node(kind.title(), UUID(kept)) is None:
            return None
        return f"{kind}_{UUID(kept).hex}"

    def customvalue_user(self, thing: Thing) -> Thing | None:
        return self._own_node(thing, "user")

    def customvalue_client(self, thing: Thing) -> Thing | None:
        return self._own_node(thing, "client")

    def customvalue_product(self, thing: Thing) -> Thing | None:
        return self._own_node(thing, "product")

    def customvalue_files(self, thing: Thing) -> list[Thing] | None:
        kept = self._own_kept(thing) if thing.row["kind"] == "file" else None
        if kept is None:
            return None
        rows = self.book.all("document", client_id=thing.row["of"].row["id"], purged_at=None, deleted_at=None)
        named = [row for row in rows if f"document_{row['id'].hex}" in kept]
        return self.all_seen("Document", sorted(named, key=lambda row: (row["uploaded_at"], row["id"])))

    def customvalue_name(self, thing: Thing) -> str | None:
        node = (
            self._own_node(thing, thing.row["kind"])
            if thing.row["kind"] in {"user", "client", "product"}
            else None
        )
        if thing.row["kind"] == "file":
            files = self.customvalue_files(thing) or []
            open_ones = [each for each in files if self._level("Document.name", each.stands) >= VIEW]
            return "、".join(each.row["name"] for each in open_ones) or None
        if node is None or self._level(f"{thing.row['kind'].title()}.name", node.stands) < VIEW:
            return None
        return str(node.row["name"])

    def _own_node(self, thing: Thing, kind: str) -> Thing | None:
        kept = self._own_kept(thing) if thing.row["kind"] == kind else None
        return None if kept is None else self.node(kind.title(), UUID(kept))

    def q_customFields(self) -> list[Thing]:  # noqa: N802
        rows = sorted(
            self.book.rows["custom_field"],
            key=lambda row: (row["archived_at"] is not None, row["position"], row["key"]),
        )
        return self.all_seen("CustomField", rows)

    def customfield_options(self, thing: Thing) -> list[Thing]:
        return [Thing("Option", option, thing.stands) for option in thing.row["options"]]

    def customfield_grants(self, thing: Thing) -> list[Thing]:
        of = f"Client.custom:{thing.row['key']}"
        return [
            Thing("FieldGrant", rule, None)
            for rule in self.book.rules
            if rule["coordinate"] == of and rule["effect"] == "allow"
        ]

    def customfield_history(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("audit_entry", subject_id=thing.row["id"], noun="custom_field")
        return self._sorted(self.all_seen("AuditEntry", rows), [(lambda row: row["id"], True)], first)

    def _fitting(self, things: list[Thing], filter: Any, type_name: str) -> list[Thing]:
        """Those that fit a filter, which may rest on nothing that is hidden anywhere."""
        sorts = self._sorts()
        compared = [*compared_fields(filter or {}, type_name, sorts)]
        self.demand(
            *(
                (
                    f"{of}.{key}".rstrip("."),
                    MASKED if of == "Client" and operator and _by_mask(key, operator) else VIEW,
                )
                for of, key, operator in compared
            )
        )
        for of, key, operator in compared:
            if key.startswith("custom:"):
                kind = self._own_kind(key)
                if kind is None or operator not in OPERATORS[Kind(kind)]:
                    raise _bad_input()
            elif operator and operator not in OPERATORS[FIELDS[of][key].kind]:
                raise _bad_input()
        _hold_choices(filter or {}, type_name, sorts)
        return [t for t in things if matches(t.row, filter or {}, type_name, sorts)]

    def _sorts(self) -> dict[str, Sort]:
        def one(type_name: str, column: str) -> Way:
            return Way(type_name, lambda row: _rows([self.node(type_name, row[column])]))

        def many(type_name: str, column: str) -> Way:
            table = TABLE[type_name]
            return Way(
                type_name,
                lambda row: _rows(self.all_seen(type_name, self.book.all(table, **{column: row["id"]}))),
            )

        def held(row: Row) -> list[Row]:
            rows = self.book.all("holding", client_id=row["id"], valid_to=None)
            return [r for r in rows if self.seen("Holding", r) and self.node("Product", r["product_id"])]

        def stands(row: Row) -> bool:
            undone = self.book.all("transaction", reverses_id=row["id"])
            return row["reverses_id"] is None and not undone

        def dealt(row: Row) -> list[Row]:
            rows = self.book.all("transaction", client_id=row["id"])
            return _rows(self.all_seen("Transaction", [r for r in rows if stands(r)]))

        def plain(type_name: str) -> Value:
            return lambda row, key: row[FIELDS[type_name][key].column]

        return {
            "Client": Sort(self._client_value, {
                "ownerWhere": one("User", "owner_id"), "householdWhere": one("Household", "household_id"),
                "holdings": Way("Holding", held), "interactions": many("Interaction", "client_id"),
                "tasks": many("Task", "client_id"), "transactions": Way("Transaction", dealt),
                "needs": many("Need", "client_id"), "orders": many("FundOrder", "client_id"),
            }),
            "Need": Sort(self._need_value, {"clientWhere": one("Client", "client_id")}),
            "FundOrder": Sort(plain("FundOrder"), {"clientWhere": one("Client", "client_id")}),
            "Task": Sort(self._task_value, {
                "clientWhere": one("Client", "client_id"), "assigneeWhere": one("User", "assignee_id")
            }),
            "Household": Sort(plain("Household"), {"members": many("Client", "household_id")}),
            "Holding": Sort(plain("Holding"), {"productWhere": one("Product", "product_id")}),
            "Transaction": Sort(plain("Transaction"), {"productWhere": one("Product", "product_id")}),
            **{name: Sort(plain(name), {}) for name in PLAIN},
        }  # fmt: skip

    def _sorted(self, things: list[Thing], keys: Any, first: int) -> Page:
        by_row = {id(t.row): t for t in things}
        return Page([by_row[id(row)] for row in in_order([t.row for t in things], keys)], first)

    def _client_value(self, row: Row, key: str) -> Any:
        if key.startswith("custom:"):
            return self._own_value(row, key.removeprefix("custom:"))
        spec = CLIENT_FIELD[key]
        if spec.kind is Kind.TAGS:
            return frozenset(borne["tag_id"] for borne in self.book.all("client_tag", client_id=row["id"]))
        if spec.contact:
            points = self.book.all("contact_point", client_id=row["id"], kind=spec.contact)
            return Clear(spec.contact, [self.clear[point["blind"]] for point in points])
        if spec.kind is Kind.SEALED:
            blind = row[f"{spec.column}_blind"]
            return Clear(spec.column, [self.clear[blind]] if blind else [])
        return row[spec.column]

    def _found(self, row: Row, text: str) -> bool:
        """Whether a text finds a client: by name (and pinyin, company), or by a number, where it may be searched."""
        judge = self.judge
        by_name = judge.throughout("Client.name", "Client") >= VIEW
        if by_name and judge.throughout("Client.company", "Client") < VIEW:
            letters = "".join(text.lower().split())
            spelled = judge.throughout("Client.namePinyin", "Client") >= VIEW and letters.isascii()
            if text in row["name"] or (spelled and letters in row["name_pinyin"].replace(" ", "")):
                return True
        elif by_name and (tokens := query_tokens(text)) and set(tokens) <= set(row["search_tokens"]):
            return True
        number = number_in(text)
        operator, least = ("tail", MASKED) if len(number) == 4 else ("eq", VIEW)
        return any(c.isdigit() for c in number) and any(
            judge.throughout(f"Client.{key}", "Client") >= least
            and self._client_value(row, key).fits(operator, number)
            for key in ("idNumber", "mobile")
        )

    def q_households(self, first: int) -> Page:
        return self._sorted(self.all_seen("Household"), [(lambda row: row["id"], True)], first)

    def q_users(self, first: int, search: str | None = None, active: bool | None = None) -> Page:
        things = self.all_seen("User")
        if active is not None:
            self.demand(("User.active", VIEW))
            things = [t for t in things if t.row["active"] is active]
        if text := (search or "").strip().lower():
            self.demand(("User.name", VIEW))
            things = [
                t for t in things if text in t.row["name"].lower() or text in t.row["name_sort"].lower()
            ]
        return self._sorted(things, [(lambda r: r["name_sort"], False), (lambda r: r["id"], False)], first)

    def q_teams(self) -> list[Thing]:
        return sorted(self.all_seen("Team"), key=lambda t: t.row["name"])

    def q_tag(self, id: str) -> Thing | None:
        return self._named("Tag", id)

    def q_tags(self) -> list[Thing]:
        return sorted(self.all_seen("Tag"), key=lambda t: t.row["name"])

    def q_products(
        self,
        first: int,
        filter: Any = None,
        orderBy: Any = None,  # noqa: N803
        search: str | None = None,
    ) -> Page:
        self._note_orders("Product", orderBy)
        things = self._fitting(self.all_seen("Product"), filter, "Product")
        if text := (search or "").strip().lower():
            self.demand(("Product.code", VIEW), ("Product.name", VIEW))
            things = [
                t for t in things if any(text in t.row[key].lower() for key in ("code", "name", "name_sort"))
            ]
        keys: list[tuple[Callable[[Row], Any], bool]] = []
        for order in orderBy or ():
            head, *rest = order["field"].lower().split("_")
            key = head + "".join(part.capitalize() for part in rest)
            self.demand((f"Product.{key}", VIEW))
            column = "name_sort" if key == "name" else order["field"].lower()
            keys.append((lambda row, column=column: row[column], order["direction"] == "DESC"))  # type: ignore[misc]
        keys = keys or [(lambda row: row["code"], False)]
        return self._sorted(things, [*keys, (lambda row: row["id"], keys[-1][1])], first)

    def q_holders(self, product: str, first: int, orderBy: Any = None) -> Page:  # noqa: N803
        noun, id = split_id(product)
        if noun != "product":
            raise _bad_input()
        things = self.all_seen("Holder", self.book.all("holding", product_id=id, valid_to=None))
        keys: list[tuple[Callable[[Row], Any], bool]] = []
        for order in orderBy or ({"field": "UNITS", "direction": "DESC"},):
            self.demand((f"Holder.{order['field'].lower()}", VIEW))
            column = {"SINCE": "valid_from"}.get(order["field"], order["field"].lower())
            keys.append((lambda row, column=column: row[column], order["direction"] == "DESC"))  # type: ignore[misc]
        return self._sorted(things, [*keys, (lambda row: row["id"], keys[-1][1])], first)

    def q_holdingChanges(  # noqa: N802
        self, first: int, to: str | None = None, owner: str | None = None, **given: Any
    ) -> Page:
        self.demand(("HoldingChange.date", VIEW))
        begin, end = date.fromisoformat(given.get("from") or "0001-01-01"), to and date.fromisoformat(to)
        rows = [
            r for r in self.book.rows["transaction"] if begin <= r["date"] and (not end or r["date"] < end)
        ]
        if owner is not None:
            self.demand(("Client.owner", VIEW))
            noun, id = split_id(owner)
            if noun != "user":
                raise _bad_input()
            clients = {row["id"] for row in self.book.all("client", owner_id=id)}
            rows = [row for row in rows if row["client_id"] in clients]
        keys = [(lambda r: r["date"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("HoldingChange", rows), keys, first)

    def holdingchange_isReversal(self, thing: Thing) -> bool:  # noqa: N802
        return thing.row["reverses_id"] is not None

    def q_unitBreaks(  # noqa: N802
        self,
        first: int,
        filter: Any = None,
        orderBy: Any = None,  # noqa: N803
    ) -> Page:
        self._note_orders("UnitBreak", orderBy)
        things = self._fitting(self.all_seen("UnitBreak"), filter, "UnitBreak")
        keys: list[tuple[Callable[[Row], Any], bool]] = []
        for order in orderBy or ({"field": "AS_OF", "direction": "DESC"},):
            self.demand((f"UnitBreak.{'asOf' if order['field'] == 'AS_OF' else 'state'}", VIEW))
            column = order["field"].lower()
            keys.append((lambda row, column=column: row[column], order["direction"] == "DESC"))  # type: ignore[misc]
        return self._sorted(things, [*keys, (lambda row: row["id"], keys[-1][1])], first)

    def q_receipts(self, first: int, filter: Any = None) -> Page:
        things = self._fitting(self.all_seen("PaymentReceipt"), filter, "PaymentReceipt")
        self.demand(("PaymentReceipt.receivedOn", VIEW))
        return self._sorted(things, [(lambda r: r["received_on"], True), (lambda r: r["id"], True)], first)

    def q_revenues(self, first: int, to: str | None = None, client: str | None = None, **given: Any) -> Page:
        self.demand(("Revenue.periodFrom", VIEW))
        begin, end = date.fromisoformat(given.get("from") or "0001-01-01"), to and date.fromisoformat(to)
        rows = [
            r
            for r in self.book.rows["revenue"]
            if begin <= r["period_from"] and (not end or r["period_from"] < end)
        ]
        if client is not None:
            noun, id = split_id(client)
            if noun != "client":
                raise _bad_input()
            rows = [row for row in rows if row["client_id"] == id]
        keys = [(lambda r: r["period_from"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("Revenue", rows), keys, first)

    def revenue_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def revenue_product(self, thing: Thing) -> Thing | None:
        return self.node("Product", thing.row["product_id"])

    fundorder_client = paymentreceipt_client = holdingchange_client = revenue_client
    fundorder_product = holdingchange_product = revenue_product

    def fundorder_shareClass(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("ShareClass", thing.row["share_class_id"])

    def paymentreceipt_order(self, thing: Thing) -> Thing | None:
        return self.node("FundOrder", thing.row["order_id"])

    def paymentreceipt_transaction(self, thing: Thing) -> Thing | None:
        return self.node("Transaction", thing.row["transaction_id"])

    def paymentreceipt_payerAccount(self, thing: Thing) -> str | None:  # noqa: N802
        masked: str | None = thing.row["payer_account_masked"]
        return masked

    def q_exchangeRates(self, first: int, currency: str | None = None) -> Page:  # noqa: N802
        self.demand(("ExchangeRate.date", VIEW))
        rows = [row for row in self.book.rows["exchange_rate"] if row["superseded_at"] is None]
        if currency is not None:
            self.demand(("ExchangeRate.currency", VIEW))
            rows = [row for row in rows if row["currency"] == currency]
        keys = [(lambda r: r["date"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("ExchangeRate", rows), keys, first)

    def unitbreak_difference(self, thing: Thing) -> str | None:
        found: str | None = written(thing.row["our_units"] - thing.row["registrar_units"], "Decimal")
        return found

    def unitbreak_investor(self, thing: Thing) -> str | None:
        masked: str | None = thing.row["investor_masked"]
        return masked

    def unitbreak_settledBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["settled_by_id"])

    def unitbreak_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def unitbreak_product(self, thing: Thing) -> Thing | None:
        return self.node("Product", thing.row["product_id"])

    def unitbreak_shareClass(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("ShareClass", thing.row["share_class_id"])

    def q_tasks(self, first: int, filter: Any = None, orderBy: Any = None) -> Page:  # noqa: N803
        self._note_orders("Task", orderBy)
        things = self._fitting(self.all_seen("Task"), filter, "Task")
        keys: list[tuple[Callable[[Row], Any], bool]] = []
        for order in orderBy or ({"field": "DUE_AT", "direction": "ASC"},):
            key, value = {
                "DUE_AT": ("dueAt", lambda row: row["due_at"]),
                "CREATED_AT": ("createdAt", lambda row: row["created_at"]),
                "COMPLETED_AT": ("completedAt", lambda row: row["completed_at"]),
                "PRIORITY": ("priority", lambda row: PRIORITY[row["priority"]]),
                "STATE": ("state", lambda row: ("open", "done", "cancelled").index(row["state"])),
                "TITLE": ("title", lambda row: row["title"]),
                "CLIENT": ("client", lambda row: self._name_sort("Client", row["client_id"])),
                "ASSIGNEE": ("assignee", lambda row: self._name_sort("User", row["assignee_id"])),
            }[order["field"]]
            self.demand((f"Task.{key}", VIEW))
            if key in BY_NAME:
                self.demand((BY_NAME[key], VIEW))
            keys.append((value, order["direction"] == "DESC"))
        return self._sorted(things, [*keys, (lambda row: row["id"], False)], first)

    def _name_sort(self, type_name: str, id: UUID | None) -> str | None:
        found = self.node(type_name, id)
        return None if found is None else found.row["name_sort"]

    def _task_value(self, row: Row, key: str) -> Any:
        if key == "client":
            return row["client_id"] if self.node("Client", row["client_id"]) else None
        return row[{"assignee": "assignee_id", "dueAt": "due_at"}.get(key, key)]

    def q_interactions(self, search: str, first: int, client: str | None = None) -> Page:
        self.demand(*((f"Interaction.{field}", VIEW) for field in SAID), ("TalkMessage.text", VIEW))
        rows, tokens = self.book.rows["interaction"], set(query_tokens(search.strip()))
        if client is not None:
            noun, id = split_id(client)
            if noun != "client":
                raise _bad_input()
            rows = [row for row in rows if row["client_id"] == id]
        rows = [row for row in rows if tokens and tokens <= set(row["search_tokens"])]
        keys = [(lambda r: r["at"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("Interaction", rows), keys, first)

    def q_search(self, text: str, first: int, kinds: list[str] | None = None) -> list[Thing]:
        cleaned = text.strip()[:100].strip()
        found = [*self._hits(cleaned)] if cleaned else []
        return [hit for hit in found if kinds is None or hit.row["matched"].upper() in kinds][:first]

    def _hits(self, text: str) -> Iterator[Thing]:
        clients = [
            t for t in self.all_seen("Client") if t.row["archived_at"] is None and self._found(t.row, text)
        ]
        named = self.judge.throughout("Client.name", "Client") >= VIEW
        for t in sorted(clients, key=lambda t: (t.row["name_sort"] if named else "", t.row["id"])):
            name = t.row["name"] if self._level("Client.name", t.stands) >= VIEW else "****"
            company = t.row["company"] if self._level("Client.company", t.stands) >= VIEW else None
            yield _hit(t, name, company, "client")
        if min(self.judge.throughout(f"Product.{key}", "Product") for key in ("code", "name")) >= VIEW:
            for t in sorted(self.all_seen("Product"), key=lambda t: t.row["code"]):
                if t.row["code"].lower().startswith(text.lower()) or text.lower() in t.row["name"].lower():
                    yield _hit(t, t.row["name"], t.row["code"], "product")
        if self.judge.throughout("User.name", "User") >= VIEW:
            for t in sorted(self.all_seen("User"), key=lambda t: (t.row["name_sort"], t.row["id"])):
                if t.row["active"] and text.lower() in t.row["name"].lower():
                    title = t.row["title"] if self._level("User.title", t.stands) >= VIEW else None
                    yield _hit(t, t.row["name"], title, "user")
        tokens = set(query_tokens(text))
        fields = [*(f"Interaction.{field}" for field in SAID), "TalkMessage.text"]
        if tokens and min(self.judge.throughout(name, name.partition(".")[0]) for name in fields) >= VIEW:
            said = [t for t in self.all_seen("Interaction") if tokens <= set(t.row["search_tokens"])]
            for t in sorted(said, key=lambda t: (t.row["at"], t.row["id"]), reverse=True):
                kind = t.row["kind"] if self._level("Interaction.kind", t.stands) >= VIEW else None
                yield _hit(t, t.row["summary"], kind, "interaction")

    def q_audit(self, subject: str, first: int) -> Page:
        rows = self.book.all("audit_entry", subject_id=split_id(subject)[1])
        return self._sorted(self.all_seen("AuditEntry", rows), [(lambda row: row["id"], True)], first)

    def q_auditLog(  # noqa: N802
        self,
        first: int,
        kind: str | None = None,
        since: str | None = None,
        until: str | None = None,
        **by: str,
    ) -> Page:
        rows = self.book.rows["audit_entry"]
        if kind is not None:
            self.demand(("AuditEntry.action", VIEW), ("AuditEntry.type", VIEW))
            rows = [row for row in rows if of_audit_kind(kind, row)]
        for name, column in (("by", "actor"), ("client", "client_id"), ("ip", "ip")):
            if by.get(name) is None:
                continue
            self.demand((f"AuditEntry.{'actor' if name == 'by' else name}", VIEW))
            wanted: Any = by[name]
            if name != "ip":
                noun, id = split_id(wanted)
                if noun not in ({"user", "key"} if name == "by" else {"client"}):
                    raise _bad_input()
                wanted = f"{noun}:{id}" if name == "by" else id
            rows = [row for row in rows if row[column] == wanted]
        if since or until:
            self.demand(("AuditEntry.at", VIEW))
        if since:
            rows = [row for row in rows if row["id"] >= first_uuid7(datetime.fromisoformat(since))]
        if until:
            rows = [row for row in rows if row["id"] < first_uuid7(datetime.fromisoformat(until))]
        return self._sorted(self.all_seen("AuditEntry", rows), [(lambda row: row["id"], True)], first)

    # -- clients

    def _contact(self, thing: Thing, kind: str) -> str | None:
        return next(
            (t.row["masked"] for t in self._points(thing) if t.row["kind"] == kind and t.row["primary"]), None
        )

    def client_mobile(self, thing: Thing) -> str | None:
        return self._contact(thing, "mobile")

    def client_phone(self, thing: Thing) -> str | None:
        return self._contact(thing, "phone")

    def client_email(self, thing: Thing) -> str | None:
        return self._contact(thing, "email")

    def client_wechat(self, thing: Thing) -> str | None:
        return self._contact(thing, "wechat")

    def client_address(self, thing: Thing) -> str | None:
        return self._contact(thing, "address")

    def client_idNumber(self, thing: Thing) -> Any:  # noqa: N802
        return thing.row["id_number_masked"]

    def client_bankAccount(self, thing: Thing) -> Any:  # noqa: N802
        return thing.row["bank_account_masked"]

    def _points(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("contact_point", client_id=thing.row["id"])
        rows = sorted(rows, key=lambda r: (not r["primary"], r["kind"], r["id"]))
        return [Thing("ContactPoint", row, thing.stands) for row in rows]

    def client_contactPoints(self, thing: Thing) -> list[Thing]:  # noqa: N802
        return self._points(thing)

    def contactpoint_value(self, thing: Thing) -> Any:
        coordinate = f"Client.{thing.row['kind']}"
        if self._level(coordinate, thing.stands) < MASKED:
            self.denied.add(coordinate)
            return None
        return thing.row["masked"]

    def client_owner(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["owner_id"])

    def client_team(self, thing: Thing) -> Thing | None:
        return self.node("Team", thing.row["team_id"])

    def client_household(self, thing: Thing) -> Thing | None:
        return self.node("Household", thing.row["household_id"])

    def client_assignments(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("assignment", client_id=thing.row["id"])
        rows = in_order(rows, [
            (lambda r: r["valid_to"] or date.max, True), (lambda r: r["role"], True), (lambda r: r["id"], False),
        ])  # fmt: skip
        return [Thing("Assignment", r, thing.stands) for r in rows if self.node("User", r["user_id"])]

    def assignment_user(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["user_id"])

    def client_relations(self, thing: Thing) -> list[Thing]:
        id = thing.row["id"]
        rows = [r for r in self.book.rows["client_relation"] if id in {r["client_id"], r["other_id"]}]
        found = []
        for row in sorted(rows, key=lambda r: (r["kind"], r["id"])):
            outgoing = row["client_id"] == id
            other = self.node("Client", row["other_id"] if outgoing else row["client_id"])
            if other is not None:
                found.append(
                    Thing("ClientRelation", row | {"outgoing": outgoing, "other": other}, thing.stands)
                )
        return found

    def client_merged_into(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["merged_into_id"])

    def client_mergedInto(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("Client", thing.row["merged_into_id"])

    def client_merges(self, thing: Thing) -> list[Thing]:
        rows = [
            r for r in self.book.all("client_merge", survivor_id=thing.row["id"]) if r["undone_at"] is None
        ]
        rows = in_order(rows, [(lambda r: r["merged_at"], True), (lambda r: r["id"], True)])
        return [Thing("ClientMerge", r, thing.stands) for r in rows]

    def clientmerge_other(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["loser_id"])

    def clientmerge_by(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["user_id"])

    def clientrelation_other(self, thing: Thing) -> Any:
        return thing.row["other"]

    def client_tags(self, thing: Thing) -> list[Thing]:
        borne = {r["tag_id"] for r in self.book.all("client_tag", client_id=thing.row["id"])}
        return [t for t in self.q_tags() if t.row["id"] in borne]

    def client_holdings(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("holding", client_id=thing.row["id"], valid_to=None)
        rows = in_order(rows, [(lambda r: r["cost"], True), (lambda r: r["id"], False)])
        return [
            Thing("Holding", row, thing.stands)
            for row in rows
            if self.node("Product", row["product_id"]) and self._within_scope(row)
        ]

    def _within_scope(self, row: Row) -> bool:
        """A key that was given products sees of what their holders hold these products only."""
        return not self.standing.asker.product_ids or self.standing.of("Holding", row) == "scope"

    def holding_product(self, thing: Thing) -> Thing | None:
        return self.node("Product", thing.row["product_id"])

    def holding_since(self, thing: Thing) -> str:
        return str(thing.row["valid_from"])

    def holding_value(self, thing: Thing) -> str | None:
        found: str | None = written(self._worth(thing.row), "Money")
        return found

    def holding_unrealised(self, thing: Thing) -> str | None:
        worth = self._worth(thing.row)
        return None if worth is None else written(worth - thing.row["cost"], "Money")

    def holding_navDate(self, thing: Thing) -> Any:  # noqa: N802
        fund, own = self._fund(thing.row)
        return written((own or fund)["nav_date"], "Date")

    def holding_shareClass(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("ShareClass", thing.row["share_class_id"])

    holdingchange_shareClass = holding_shareClass  # noqa: N815
    transaction_shareClass = lot_shareClass = holder_shareClass = feeterms_shareClass = holding_shareClass  # noqa: N815
    holder_value, holder_unrealised, holder_since = holding_value, holding_unrealised, holding_since

    def holder_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def _worth(self, row: Row) -> Decimal | None:
        """CNY of a holding: by the NAV of its class, at the last rate of its currency."""
        fund, own = self._fund(row)
        if fund["valuation"] == "cost":
            return Decimal(row["cost"])
        nav = (own or fund)["nav"]
        currency = (own or {}).get("currency") or fund["currency"]
        rates = self.book.all("exchange_rate", currency=currency, superseded_at=None)
        rate = max(rates, key=lambda r: r["date"], default={"rate": None})["rate"]
        rate = Decimal(1) if currency == "CNY" else rate
        if nav is None or rate is None:
            return None
        return Decimal(row["units"] * nav * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _fund(self, row: Row) -> tuple[Row, Row | None]:
        """The fund of a holding, and the class of its units."""
        fund = self.book.one("product", row["product_id"])
        assert fund is not None
        return fund, self.book.one("share_class", row["share_class_id"])

    def client_lots(self, thing: Thing, product: str | None = None, open: bool | None = None) -> list[Thing]:
        rows = self.book.all("lot", client_id=thing.row["id"])
        if product is not None:
            noun, id = split_id(product)
            if noun != "product":
                raise _bad_input()
            rows = [row for row in rows if row["product_id"] == id]
        if open is not None:
            rows = [row for row in rows if (row["closed_on"] is None) is open]
        rows = in_order(rows, [(lambda r: r["opened_on"], False), (lambda r: r["id"], False)])
        return [
            Thing("Lot", row, thing.stands)
            for row in rows
            if self.node("Product", row["product_id"]) and self._within_scope(row)
        ]

    def lot_product(self, thing: Thing) -> Thing | None:
        return self.node("Product", thing.row["product_id"])

    def client_transactions(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("transaction", client_id=thing.row["id"])
        keys = [(lambda r: r["date"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("Transaction", rows), keys, first)

    def transaction_product(self, thing: Thing) -> Thing | None:
        return self.node("Product", thing.row["product_id"])

    def transaction_reverses(self, thing: Thing) -> Thing | None:
        return self.node("Transaction", thing.row["reverses_id"])

    def transaction_reversed(self, thing: Thing) -> bool:
        return bool(self.book.all("transaction", reverses_id=thing.row["id"]))

    def client_interactions(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("interaction", client_id=thing.row["id"])
        keys = [(lambda r: r["at"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("Interaction", rows), keys, first)

    def client_tasks(self, thing: Thing, first: int, open: bool | None = None) -> Page:
        rows = self.book.all("task", client_id=thing.row["id"])
        rows = [r for r in rows if open is None or (r["state"] == "open") is open]
        keys = [(lambda r: r["due_at"], False), (lambda r: r["id"], False)]
        return self._sorted(self.all_seen("Task", rows), keys, first)

    def client_needs(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("need", client_id=thing.row["id"])
        keys = [(lambda r: r["follow_up_on"], False), (lambda r: r["id"], False)]
        return self._sorted(self.all_seen("Need", rows), keys, first)

    def client_documents(self, thing: Thing, first: int, deleted: bool) -> Page:
        rows = self.book.all("document", client_id=thing.row["id"], purged_at=None)
        rows = [r for r in rows if (r["deleted_at"] is not None) is deleted]
        keys = [(lambda r: r["uploaded_at"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("Document", rows), keys, first)

    def document_content(self, thing: Thing) -> bool:
        """A copy of an identity card or of a bank card shows the number in the clear."""
        tells = {"identity": "Client.idNumber", "bank_card": "Client.bankAccount"}.get(thing.row["category"])
        return tells is None or self._level(tells, thing.stands) >= VIEW

    def document_shownAs(self, thing: Thing) -> str | None:  # noqa: N802
        return {"pdf": "pdf", "png": "picture"}.get(thing.row["kind"])

    def document_versions(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("document_version", document_id=thing.row["id"])
        return [Thing("DocumentVersion", r, thing.stands) for r in sorted(rows, key=lambda r: -r["number"])]

    def document_uploadedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        kind, _, id = thing.row["uploaded_by"].partition(":")
        return self.node("User", UUID(id)) if kind == "user" else None

    documentversion_uploadedBy = document_uploadedBy  # noqa: N815

    def q_export(self, id: str) -> Thing | None:
        return self._named("Export", id)

    def q_exports(self, first: int, mine: bool, state: str | None = None) -> Page:
        rows = [r for r in self.book.rows["export_job"] if state is None or r["state"] == state]
        rows = [r for r in rows if not mine or r["user_id"] == self.standing.asker.user_id]
        return self._sorted(self.all_seen("Export", rows), [(lambda r: r["id"], True)], first)

    def export_list(self, thing: Thing) -> str:
        return str(thing.row["kind"])

    def export_askedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["user_id"])

    def export_decidedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["decided_by_id"])

    def q_needs(
        self,
        first: int,
        client: str | None = None,
        owner: str | None = None,
        state: str | None = None,
        followUpBy: Any = None,  # noqa: N803
        filter: Any = None,
        orderBy: Any = None,  # noqa: N803
    ) -> Page:
        self._note_orders("Need", orderBy)
        rows = self.book.rows["need"]
        if not orderBy and self.judge.throughout("Need.followUpOn", "Need") < VIEW:
            # Of several things that are used without the right, the usual order may be told first.
            self.refused.add("Need.followUpOn")
        if client is not None:
            noun, id = split_id(client)
            if noun != "client":
                raise _bad_input()
            rows = [row for row in rows if row["client_id"] == id]
        if owner is not None:
            self.demand(("Client.owner", VIEW))
            noun, id = split_id(owner)
            if noun != "user":
                raise _bad_input()
            owned = {c["id"] for c in self.book.all("client", owner_id=id)}
            rows = [row for row in rows if row["client_id"] in owned]
        if state is not None:
            self.demand(("Need.state", VIEW))
            rows = [row for row in rows if row["state"] == state]
        if followUpBy is not None:
            self.demand(("Need.followUpOn", VIEW))
            day = date.fromisoformat(str(followUpBy))
            rows = [row for row in rows if row["follow_up_on"] is not None and row["follow_up_on"] <= day]
        things = self._fitting(self.all_seen("Need", rows), filter, "Need")
        keys: list[tuple[Callable[[Row], Any], bool]] = []
        for order in orderBy or ({"field": "FOLLOW_UP_ON", "direction": "ASC"},):
            key, value = {
                "FOLLOW_UP_ON": ("followUpOn", lambda row: row["follow_up_on"]),
                "AMOUNT": ("amount", lambda row: row["amount"]),
                "CREATED_AT": ("createdAt", lambda row: row["created_at"]),
                "HORIZON": (
                    "horizon",
                    lambda row: HORIZONS.index(row["horizon"]) if row["horizon"] else None,
                ),
                "STATE": ("state", lambda row: STATES.index(row["state"])),
                "PURPOSE": ("purpose", lambda row: row["purpose"]),
                "CLIENT": ("client", lambda row: self._name_sort("Client", row["client_id"])),
            }[order["field"]]
            self.demand((f"Need.{key}", VIEW))
            if key == "client":
                self.demand(("Client.name", VIEW))
            keys.append((value, order["direction"] == "DESC"))
        return self._sorted(things, [*keys, (lambda row: row["id"], False)], first)

    def _need_value(self, row: Row, key: str) -> Any:
        if key == "client":
            return row["client_id"] if self.node("Client", row["client_id"]) else None
        return row[FIELDS["Need"][key].column]

    def need_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def need_interaction(self, thing: Thing) -> Thing | None:
        return self.node("Interaction", thing.row["interaction_id"])

    def need_createdBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        kind, _, id = thing.row["created_by"].partition(":")
        return self.node("User", UUID(id)) if kind == "user" else None

    message_client, message_createdBy = need_client, need_createdBy  # noqa: N815

    def message_product(self, thing: Thing) -> Thing | None:
        return self.node("Product", thing.row["product_id"])

    def need_closedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["closed_by_id"])

    def q_handover(self, id: str) -> Thing | None:
        return self._named("Handover", id)

    def q_handovers(self, first: int, state: str | None = None) -> Page:
        rows = [r for r in self.book.rows["handover"] if state is None or r["state"] == state]
        return self._sorted(self.all_seen("Handover", rows), [(lambda r: r["id"], True)], first)

    def handover_from(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["from_id"])

    def handover_othersTo(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["others_to_id"])

    def handover_createdBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        kind, _, id = thing.row["created_by"].partition(":")
        return self.node("User", UUID(id)) if kind == "user" else None

    def handover_executedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["executed_by_id"])

    def handover_undoneBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["undone_by_id"])

    def handover_lines(self, thing: Thing, client: str | None = None) -> list[Thing]:
        rows = self.book.all("handover_line", handover_id=thing.row["id"])
        if client is not None:
            noun, id = split_id(client)
            if noun != "client":
                raise _bad_input()
            rows = [row for row in rows if row["client_id"] == id]
        rows = in_order(rows, [(lambda r: r["to_id"], False), (lambda r: r["client_id"], False)])
        return [
            Thing("HandoverLine", row, thing.stands) for row in rows if self.node("Client", row["client_id"])
        ]

    def handoverline_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def handoverline_to(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["to_id"])

    def client_history(self, thing: Thing, first: int, field: str | None = None) -> Page:
        rows = self.book.all("audit_entry", client_id=thing.row["id"])
        if field is not None:
            if field.startswith("custom:"):
                return self._own_history(thing, first, field)
            spec = CLIENT_FIELD.get(field)
            if spec is None or spec.contact is not None or spec.kind is Kind.TAGS:
                raise _bad_input()
            if self._level(f"Client.{field}", thing.stands) < MASKED:
                raise _forbidden(f"Client.{field}")
            names = {spec.column, f"{spec.column}_masked", f"{spec.column}_sealed"}
            rows = [row for row in rows if names & set(row["changes"])]
        return self._sorted(self.all_seen("AuditEntry", rows), [(lambda row: row["id"], True)], first)

    def _own_history(self, thing: Thing, first: int, field: str) -> Page:
        if self._own_kind(field) is None or self.judge.anywhere(f"Client.{field}") == NONE:
            raise _bad_input()
        if self._level(f"Client.{field}", thing.stands) < MASKED:
            raise _forbidden(f"Client.{field}")
        rows = [r for r in self.book.all("audit_entry", client_id=thing.row["id"]) if field in r["changes"]]
        return self._sorted(self.all_seen("AuditEntry", rows), [(lambda row: row["id"], True)], first)

    def client_messages(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("message", client_id=thing.row["id"])
        keys = [(lambda r: r["created_at"], True), (lambda r: r["id"], True)]
        return self._sorted(self.all_seen("Message", rows), keys, first)

    def message_address(self, thing: Thing) -> str | None:
        found: str | None = thing.row["address_masked"]
        return found

    def message_subject(self, _thing: Thing) -> None:
        """Nobody holds the key of its client."""

    message_body = message_template = message_subject

    def message_steps(self, _thing: Thing) -> list[Thing]:
        return []

    def client_timeline(self, thing: Thing, **asked: Any) -> Page:
        return self._timeline([thing], **asked)

    def household_timeline(self, thing: Thing, client: str | None = None, **asked: Any) -> Page:
        members = self.household_members(thing)
        if client is not None:
            noun, id = split_id(client)
            if noun != "client":
                raise _bad_input()
            members = [each for each in members if each.row["id"] == id]
        return self._timeline(members, **asked)

    def _timeline(
        self, clients: list[Thing], first: int, kinds: list[str] | None = None, until: str | None = None
    ) -> Page:
        last = datetime.fromisoformat(until) if until else datetime.max.replace(tzinfo=UTC)
        told: list[Thing] = []
        for kind, type_name, name, at in (
            ("INTERACTION", "Interaction", "interactions", lambda r: r["at"]),
            ("TASK", "Task", "tasks", lambda r: r["created_at"]),
            (
                "TRANSACTION",
                "Transaction",
                "transactions",
                lambda r: datetime.combine(r["date"], time(), UTC),
            ),
            ("MESSAGE", "Message", "messages", lambda r: r["sent_at"] or r["began_at"] or r["created_at"]),
            ("CHANGE", "AuditEntry", "history", lambda r: r["at"]),
        ):
            for client in clients:
                if (kinds is not None and kind not in kinds) or (
                    self._level(f"Client.{name}", client.stands) < VIEW
                ):
                    continue
                for row in self.book.all(TABLE[type_name], client_id=client.row["id"]):
                    of_note = type_name != "AuditEntry" or row["noun"] in {
                        "client",
                        "contact_point",
                        "assignment",
                        "client_tag",
                    }
                    if of_note and at(row) <= last and (one := self.seen(type_name, row)):
                        edge = {"at": at(row), "id": row["id"], "node": one, "client": client}
                        told.append(Thing("TimelineEdge", edge, None))
        keys = [(lambda r: r["at"], True), (lambda r: r["id"], True)]
        return self._sorted(told, keys, first)

    def client_lineage(self, thing: Thing) -> list[Thing]:
        latest: dict[str, Row] = {}
        for row in sorted(self.book.all("lineage", client_id=thing.row["id"]), key=lambda r: r["id"]):
            latest |= {name: {**row, "field": name} for name in row["fields"]}
        return [
            Thing("Lineage", row, thing.stands)
            for name, row in sorted(latest.items())
            if self._level(f"Client.{name}", thing.stands) >= MASKED
        ]

    # -- families, tasks, contacts, inbox

    def _family(self, thing: Thing) -> list[Thing]:
        members = self.all_seen("Client", self.book.all("client", household_id=thing.row["id"]))
        return sorted(members, key=lambda t: (t.row["name_sort"], t.row["id"]))

    def household_members(self, thing: Thing) -> list[Thing]:
        return self._family(thing)

    def household_head(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["head_id"])

    def household_aum(self, thing: Thing) -> str | None:
        family = self._family(thing)
        if any(self._level("Client.aum", member.stands) < VIEW for member in family):
            self.denied.add("Client.aum")
            return None
        total: str = written(sum((member.row["aum"] for member in family), Decimal(0)), "Money")
        return total

    def task_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def task_assignee(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["assignee_id"])

    def task_createdBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        kind, _, id = thing.row["created_by"].partition(":")
        return self.node("User", UUID(id)) if kind == "user" else None

    def task_completedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["completed_by_id"])

    def task_checklist(self, thing: Thing) -> list[Thing]:
        return [Thing("TaskItem", item, thing.stands) for item in thing.row["checklist"] or ()]

    def task_document(self, thing: Thing) -> Thing | None:
        return self.node("Document", thing.row.get("document_id"))

    def task_handedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["handed_by_id"])

    def task_waivedBy(self, thing: Thing) -> Thing | None:  # noqa: N802
        return self.node("User", thing.row["waived_by_id"])

    def q_topics(self) -> list[Thing]:
        return sorted(self.all_seen("Topic"), key=lambda t: (t.row["place"], t.row["id"]))

    def task_interaction(self, thing: Thing) -> Thing | None:
        return self.node("Interaction", thing.row["interaction_id"])

    def interaction_participants(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("interaction_participant", interaction_id=thing.row["id"])
        rows = in_order(rows, [(lambda r: r["place"], False), (lambda r: r["id"], False)])
        return [Thing("InteractionParticipant", row, thing.stands) for row in rows]

    def interactionparticipant_user(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["user_id"])

    def interactionparticipant_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["party_id"])

    def interaction_tasks(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("task", interaction_id=thing.row["id"])
        rows = in_order(rows, [(lambda r: r["due_at"], False), (lambda r: r["id"], False)])
        return self.all_seen("Task", rows)

    def interaction_documents(self, thing: Thing) -> list[Thing]:
        rows = self.book.all("document", interaction_id=thing.row["id"], deleted_at=None, purged_at=None)
        rows = in_order(rows, [(lambda r: r["uploaded_at"], False), (lambda r: r["id"], False)])
        return self.all_seen("Document", rows)

    def interaction_messages(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("talk_message", interaction_id=thing.row["id"])
        keys = [(lambda r: r["place"], False), (lambda r: r["id"], False)]
        return self._sorted(self.all_seen("TalkMessage", rows), keys, first)

    def interaction_history(self, thing: Thing, first: int) -> Page:
        rows = self.book.all("audit_entry", subject_id=thing.row["id"], noun="interaction")
        return self._sorted(self.all_seen("AuditEntry", rows), [(lambda row: row["id"], True)], first)

    def interaction_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def interaction_by(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["user_id"])

    def notification_subject(self, thing: Thing) -> Thing | None:
        noun = thing.row["subject_noun"] or ""
        return self.node(NODES[noun], thing.row["subject_id"]) if noun in NODES else None

    # -- audit

    def auditentry_actor(self, thing: Thing) -> Any:
        kind, _, id = thing.row["actor"].partition(":")
        return f"{kind}:{kind}_{UUID(id).hex}" if kind in {"user", "key"} else thing.row["actor"]

    def auditentry_by(self, thing: Thing) -> Thing | None:
        kind, _, id = thing.row["actor"].partition(":")
        return self.node("User", UUID(id)) if kind == "user" else None

    def auditentry_about(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["subject_id"]) if thing.row["noun"] == "user_account" else None

    def auditentry_client(self, thing: Thing) -> Thing | None:
        return self.node("Client", thing.row["client_id"])

    def auditentry_type(self, thing: Thing) -> Any:
        return thing.row["noun"]

    def auditentry_subject(self, thing: Thing) -> str | None:
        id = thing.row["subject_id"]
        return None if id is None else f"{thing.row['noun']}_{id.hex}"

    def auditentry_changes(self, thing: Thing) -> list[Thing]:
        row, noun = thing.row, thing.row["noun"]
        if noun in PART_OF and self._level(f"Client.{PART_OF[noun]}", thing.stands) < VIEW:
            return []
        found = []
        for column, (before, after) in row["changes"].items():
            shown = self._told(thing, column, before, after)
            if shown is not None:
                found.append(Thing("FieldChange", shown, thing.stands))
        return found

    def _told(self, thing: Thing, column: str, before: Any, after: Any) -> Row | None:
        if thing.row["noun"] == "interaction":
            key = "twoWay" if column == "two_way" else column
            open_ = "_" not in key and self._level(f"Interaction.{key}", thing.stands) >= VIEW
            return {"field": key, "before": _text(before), "after": _text(after)} if open_ else None
        if thing.row["noun"] != "client":
            told = {"field": column, "before": _text(before), "after": _text(after)}
            return told if column in OPEN_COLUMNS.get(thing.row["noun"], ()) else None
        if column.startswith("custom:"):
            told = {"field": column, "before": _text(before), "after": _text(after)}
            return told if self._level(f"Client.{column}", thing.stands) >= VIEW else None
        for key, spec in CLIENT_FIELD.items():
            stored = f"{spec.column}_masked" if spec.kind is Kind.SEALED else spec.column
            if (
                key if thing.row["action"] == "reveal" else stored if spec.contact is None else None
            ) == column:
                level = self._level(f"Client.{key}", thing.stands)
                mask = spec.mask if level == MASKED and spec.mask else str
                values = [None if value is None else mask(_text(value) or "") for value in (before, after)]
                return {"field": key, "before": values[0], "after": values[1]} if level > NONE else None
        return None

    # -- people, teams, funds, tags

    def user_roles(self, thing: Thing) -> list[str]:
        return sorted(row["role"] for row in self.book.all("user_role", user_id=thing.row["id"]))

    def user_team(self, thing: Thing) -> Thing | None:
        return self.node("Team", thing.row["team_id"])

    def user_deputy(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["deputy_id"])

    def user_totpEnabled(self, thing: Thing) -> bool:  # noqa: N802
        rows = self.book.all("credential", user_id=thing.row["id"])
        return any(row["totp_confirmed_at"] is not None for row in rows)

    def team_parent(self, thing: Thing) -> Thing | None:
        return self.node("Team", thing.row["parent_id"])

    def team_lead(self, thing: Thing) -> Thing | None:
        return self.node("User", thing.row["lead_id"])

    def team_members(self, thing: Thing) -> list[Thing]:
        people = self.all_seen("User", self.book.all("user_account", team_id=thing.row["id"], active=True))
        return sorted(people, key=lambda t: (t.row["name_sort"], t.row["id"]))

    def tag_clientCount(self, thing: Thing) -> int:  # noqa: N802
        borne = {r["client_id"] for r in self.book.all("client_tag", tag_id=thing.row["id"])}
        return sum(t.row["id"] in borne and t.row["archived_at"] is None for t in self.all_seen("Client"))

    def product_holderCount(self, thing: Thing) -> int:  # noqa: N802
        rows = self.book.all("holding", product_id=thing.row["id"], valid_to=None)
        held = {row["client_id"] for row in rows if self._within_scope(row)}
        return sum(t.row["id"] in held for t in self.all_seen("Client"))

    def product_navPoints(  # noqa: N802
        self,
        thing: Thing,
        to: str | None = None,
        knownAt: str | None = None,  # noqa: N803
        shareClass: str | None = None,  # noqa: N803
        **given: Any,
    ) -> list[Thing]:
        begin, of = given.get("from") or "0001-01-01", None
        if shareClass is not None:
            noun, of = split_id(shareClass)
            if noun != "shareclass":
                raise _bad_input()
        then = None if knownAt is None else datetime.fromisoformat(knownAt)
        rows = [
            row
            for row in self.book.all("nav_point", product_id=thing.row["id"], share_class_id=of)
            if date.fromisoformat(begin) <= row["date"] <= date.fromisoformat(to or "9999-12-31")
            and (row["superseded_at"] is None if then is None else _was_known(row, then))
        ]
        rows = in_order(rows, [(lambda r: r["date"], False), (lambda r: r["id"], False)])
        return [Thing("NavPoint", row, thing.stands) for row in rows]

    def product_navVersions(  # noqa: N802
        self,
        thing: Thing,
        date: str,
        shareClass: str | None = None,  # noqa: N803
    ) -> list[Thing]:
        of = None
        if shareClass is not None:
            noun, of = split_id(shareClass)
            if noun != "shareclass":
                raise _bad_input()
        rows = self.book.all("nav_point", product_id=thing.row["id"], share_class_id=of)
        rows = [row for row in rows if row["date"].isoformat() == date]
        rows = in_order(rows, [(lambda r: r["published_at"], False), (lambda r: r["id"], False)])
        return [Thing("NavPoint", row, thing.stands) for row in rows]

    def navpoint_corrected(self, thing: Thing) -> bool:
        return thing.row["restated_from_id"] is not None

    def product_navStale(self, thing: Thing) -> bool:  # noqa: N802
        row, today = thing.row, business_date()
        is_over = row["status"] == "liquidated" or (row["terminated_on"] or date.max) <= today
        if row["valuation"] != "nav" or is_over:
            return False
        classes = self.book.all("share_class", product_id=row["id"])
        days = [each["nav_date"] for each in classes] if classes else [row["nav_date"]]
        return any(is_stale(day, row["nav_interval"], row["nav_lag_days"], today) for day in days)

    def product_shareClasses(self, thing: Thing) -> list[Thing]:  # noqa: N802
        found = self.all_seen("ShareClass", self.book.all("share_class", product_id=thing.row["id"]))
        return sorted(found, key=lambda t: (t.row["name"], t.row["id"]))

    def product_feeTerms(self, thing: Thing) -> list[Thing]:  # noqa: N802
        rows = self.book.all("fee_terms", product_id=thing.row["id"])
        rows = in_order(rows, [(lambda r: r["valid_from"], True), (lambda r: r["id"], False)])
        return [Thing("FeeTerms", row, thing.stands) for row in rows]

    def feeterms_redemptionSteps(self, thing: Thing) -> list[Thing]:  # noqa: N802
        steps = thing.row["redemption_steps"]
        return [
            Thing("RedemptionStep", step | {"rate": Decimal(step["rate"])}, thing.stands) for step in steps
        ]

    def product_openDays(self, thing: Thing, to: str | None = None, **given: Any) -> list[Thing]:  # noqa: N802
        begin = date.fromisoformat(given.get("from") or "0001-01-01")
        end = date.fromisoformat(to or "9999-12-31")
        rows = self.book.all("open_day", product_id=thing.row["id"])
        rows = [row for row in rows if row["last"] >= begin and row["first"] <= end]
        return [
            Thing("OpenDay", row, thing.stands) for row in sorted(rows, key=lambda r: (r["first"], r["id"]))
        ]

    def searchhit_target(self, thing: Thing) -> Any:
        return thing.row["target"]


def written(value: Any, scalar: str) -> Any:
    """A value as the API writes it."""
    if value is None:
        return None
    if scalar == "Money":
        return f"{value:.2f}"
    if scalar == "Decimal":
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        # No zeros at the end of a fraction, as PostgreSQL writes them.
        head, dot, fraction = value.replace(tzinfo=None).isoformat().partition(".")
        return f"{head}{dot}{fraction.rstrip('0')}+00:00"
    return value.isoformat() if isinstance(value, date) else value


def _hold_choices(filter: Mapping[str, Any], type_name: str, sorts: Sorts) -> None:
    """What is none of a field's choices is refused."""
    for name, compared in filter.items():
        if compared is None:
            continue
        if name in {"and", "or", "not"}:
            for part in compared if isinstance(compared, list) else [compared]:
                _hold_choices(part, type_name, sorts)
        elif name == "custom":
            _hold_own_choices(compared)
        elif name in sorts[type_name].ways:
            for word, part in asked(name, compared):
                _hold_choices(within(word, part or {}), sorts[type_name].ways[name].of, sorts)
        elif options := {option.value for option in FIELDS[type_name][name].options}:
            for operator, given in compared.items():
                values = given if isinstance(given, list) else [given]
                if operator != "empty" and given is not None and not set(values) <= options:
                    raise _bad_input()


def _hold_own_choices(compared: Iterable[Mapping[str, Any]]) -> None:
    for each in compared:
        chosen = each["value"] if isinstance(each["value"], list) else [each["value"]]
        of_choices = OWN_OF[each["field"]].kind in {"choice", "choices"} and each["op"] != "EMPTY"
        if of_choices and not set(chosen) <= set(CHOICES):
            raise _bad_input()


def _worth(row: Row) -> Decimal | None:
    """A share of what he holds in a hundred parts, and what else he has, if it is not less than nothing."""
    stake, wealth = (row["custom"].get(slot) for slot in ("stake:percent", "wealth:money"))
    if stake is None or wealth is None or row["aum"] is None:
        return None
    return _rounded(Fraction(row["aum"]) * Fraction(stake) / 100 + max(Fraction(wealth), Fraction(0)), 2)


def _gap(row: Row) -> Decimal | None:
    """Days from his first to his meeting, where that is later; else a third of a score, turned round."""
    met, since, score = (
        row["custom"].get("met_on:date"),
        row["onboard_date"],
        row["custom"].get("score:number"),
    )
    if met is None or since is None:
        return None
    if date.fromisoformat(met) > since:
        return Decimal((date.fromisoformat(met) - since).days)
    return None if score is None else _rounded(-Fraction(score) / 3, 4)


def _rounded(value: Fraction, places: int) -> Decimal:
    """Half away from nothing."""
    whole = int(abs(value) * 10**places + Fraction(1, 2))
    found = Decimal(whole).scaleb(-places)
    return -found if value < 0 and whole else found


COMPUTED: dict[str, Callable[[Row], Decimal | None]] = {"worth": _worth, "gap": _gap}


def _touches(asker: Any, row: Row) -> Decimal:
    """How many of his conversations the asker sees."""
    return Decimal(len(asker.all_seen("Interaction", asker.book.all("interaction", client_id=row["id"]))))


def _asked(asker: Any, row: Row) -> Decimal:
    """What he needs in yuan, all together."""
    rows = _rows(asker.all_seen("Need", asker.book.all("need", client_id=row["id"])))
    return sum((r["amount"] for r in rows if r["currency"] == "CNY" and r["amount"] is not None), Decimal(0))


def _spoken(asker: Any, row: Row) -> date | None:
    """The day of the last conversation that the asker sees."""
    rows = _rows(asker.all_seen("Interaction", asker.book.all("interaction", client_id=row["id"])))
    return max(r["at"] for r in rows).astimezone(ZoneInfo("Asia/Shanghai")).date() if rows else None


ROLLED: dict[str, Callable[[Any, Row], Any]] = {"touches": _touches, "asked": _asked, "spoken": _spoken}


def _in_year(day: str | None) -> int | None:
    """Where a lunar day stands in its year; a leap month behind the ordinary one."""
    if day is None:
        return None
    month, _, number = day[-5:].partition("-")
    return int(month) * 100 + int(number) + (50 if day[-6] == "L" else 0)


def _was_known(row: Row, then: datetime) -> bool:
    """Whether a version was the present one at an instant."""
    return row["published_at"] <= then and (row["superseded_at"] is None or row["superseded_at"] > then)


def _rows(things: Iterable[Thing | None]) -> list[Row]:
    return [thing.row for thing in things if thing is not None]


def _hit(target: Thing, title: str, detail: str | None, matched: str) -> Thing:
    return Thing("SearchHit", {"target": target, "title": title, "detail": detail, "matched": matched}, None)


def _by_mask(key: str, operator: str) -> bool:
    """Whether a comparison tells no more than the mask does."""
    return (
        not key.startswith("custom")
        and CLIENT_FIELD[key].kind is Kind.SEALED
        and operator in {"tail", "empty"}
    )


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(value)
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _forbidden(coordinate: str) -> GraphQLError:
    return GraphQLError("denied", extensions={"code": "FORBIDDEN", "coordinate": coordinate})


def of_audit_kind(kind: str, row: Row) -> bool:
    """Whether an entry of the audit is of a kind."""
    action, noun = row["action"], row["noun"]
    signs_in = action in {
        *("login", "login_failed", "logout", "step_up", "proof_failed", "unlock", "change_password"),
        *("reset_password", "begin_totp", "confirm_totp", "remove_totp"),
    }
    access = {"user_account", "api_key", "policy_version", "policy_rule", "user_role", "access_request"}
    return {  # type: ignore[no-any-return]
        "CHANGES": action in {"insert", "create", "update", "delete", "archive"},
        "READS": action == "reveal",
        "TAKEN_OUT": action in {"export", "download"} or noun == "export_job",
        "SIGN_INS": signs_in,
        "ACCESS": noun in access and not signs_in,
        "IN_BULK": action in {"import", "merge", "unmerge", "hand_over", "hand_back", "move_clients"}
        or noun in {"import_job", "handover"},
    }[kind]


def _bad_input() -> GraphQLError:
    return GraphQLError("bad input", extensions={"code": "BAD_USER_INPUT"})
