"""Values for arguments: mostly what the firm's data makes sense of, at times what does not fit at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
)

from backend.book.client_fields import CLIENT_FIELD
from backend.platform.ids import public_id
from backend.schema.catalogue import snake
from backend.schema.filters import POINTS_TO
from backend.systemize.conditions.tree import LISTS, OPERATORS
from backend.systemize.fields import Kind
from tests.differential import awkward
from tests.differential.documents import Hole, Word
from tests.differential.firm import Firm
from tests.differential.own import KEYS, OWN, OWN_OF, Own

NOUNS = (
    "client",
    "household",
    "user",
    "team",
    "product",
    "shareclass",
    "unitbreak",
    "fundorder",
    "paymentreceipt",
    "revenue",
    "exchangerate",
    "tag",
    "topic",
    "talkmessage",
    "task",
    "interaction",
    "transaction",
    "notification",
    "document",
    "export",
    "incomingmail",
    "message",
)
SORTED = ("number", "money", "percent", "date", "choice", "lunar")
GARBAGE_IDS = (
    "",
    "client",
    "client_",
    "x_1",
    "客户_" + "0" * 32,
    "client_" + "g" * 32,
    "client_-" + "1" * 31,
)
SEARCHED = (
    "张", "张伟", "欧阳", "ouyang", "oynn", "zw", "公司", "0003", "16900000003", "员工", "F1", "甲", "", " ", "%", "_",
    "\\", 'O\'Brien "', "𠮷", "999", "李娜", "AN", "zoë",
)  # fmt: skip
SEALED = (
    "16900000003",
    "021-55550004",
    "C5@example.com",
    "wx_7",
    awkward.id_number(0),
    awkward.id_number(3).lower(),
    "6222000000000003",
    "0003",
    "x",
    "",
)
DATES = ("2026-03-02", "1949-10-01", "2024-02-29", "0001-01-01", "9999-12-31")
MOMENTS = (
    "2026-03-02T16:00:00.1+00:00",
    "2026-03-02T00:00:00+08:00",
    "2026-03-01T16:00:00.123456Z",
    "1999-01-01T00:00:00Z",
)
AMOUNTS: tuple[Any, ...] = ("0", "1", "1.5", "0.10", "1000000", 3000000, "29999999.99", "-0.01", "1.50000")
UNFIT: dict[str, tuple[Any, ...]] = {
    "Date": ("2026-13-01", "x", 20260301, ""),
    "DateTime": ("2026-03-01T00:00:00", "1899-12-31T00:00:00Z", "soon", 5),
    "Money": (1.5, "1e5", "٣", True, "1" * 41),
    "Int": ("1", 1.5, 3_000_000_000, True),
    "Boolean": ("true", 1),
    "ID": (1.5, True),
    "String": (1, True, ["x"]),
}


class Values:
    """Draws values; ids, names and numbers are those of one firm. sane: nothing that would be refused."""

    def __init__(
        self, random: Random, firm: Firm, seen: Mapping[str, Sequence[str]], *, sane: bool = False
    ) -> None:
        self.random = random
        self.sane = sane
        self._firm = firm
        self._seen = seen

    def some(self, values: Any) -> Any:
        """One of the values."""
        return self.random.choice(values)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.random.random() < share

    def id(self, noun: str) -> str:
        """A public id: of this noun as a rule, at times unknown, of another noun, of no noun, or no id."""
        if self._seen.get(noun) and self.chance(0.6):
            return str(self.some(self._seen[noun]))
        rows = self._firm.rows.get(noun) or self._firm.rows["client"]
        key: UUID = self.some(rows)["id"]
        found = public_id(noun, key)
        dice = self.random.random()
        if dice < 0.86 or self.sane:
            return found
        if dice < 0.9:
            return public_id(noun, UUID(int=self.random.getrandbits(128)))
        if dice < 0.95:
            return public_id(self.some((*NOUNS, "holding", "audit", "nothing")), key)
        return str(
            self.some(
                (found.upper(), f"{noun}_{str(key).upper()}", f"{noun}_{key.hex.upper()}", *GARBAGE_IDS)
            )
        )

    def of(self, type_: GraphQLInputType, hint: str, depth: int = 0) -> Any:
        """A value for an input type. hint: the name of the argument or field, to guess what is meant."""
        if isinstance(type_, GraphQLNonNull):
            return self.of(type_.of_type, hint, depth)
        if isinstance(type_, GraphQLList):
            if self.chance(0.05) and depth:
                return self.of(type_.of_type, hint, depth)  # one value stands for a list of one
            count = self.some((0, 1, 1, 1, 2, 2, 3, 3 if self.sane else 4))
            return [self.of(type_.of_type, hint, depth) for _ in range(count)]
        if isinstance(type_, GraphQLEnumType):
            fits = self.sane or self.chance(0.99)
            return Word(self.some(list(type_.values)) if fits else "NOWHERE")
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, hint, depth)
        assert isinstance(type_, GraphQLScalarType)
        if hint == "keys":
            return self.some(
                (*KEYS[:-1], "nothing") if self.sane or self.chance(0.97) else ("old", "", "x" * 300)
            )
        if self.chance(0.015) and not self.sane:
            return self.some(UNFIT.get(type_.name, ("x",)))
        return self.scalar(type_.name, hint)

    def _object(self, type_: GraphQLInputObjectType, hint: str, depth: int) -> dict[str, Any]:
        if type_.name == "CustomFilter":
            return self._own(self.some(KEYS[:-1] if self.sane or self.chance(0.95) else (*KEYS, "nothing")))
        if type_.name == "ClientOrder":
            return self._order(type_)
        needed = [name for name, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)]
        free = [name for name in type_.fields if name not in needed]
        onward = [name for name in free if _leads_on(name, type_.fields[name].type)]
        if depth >= 4:
            free = [name for name in free if name not in onward]
        chosen = [name for name in needed if self.sane or name == "field" or self.chance(0.5)]
        chosen += self.random.sample(free, min(len(free), self.some((0, 1, 1, 1, 1, 2, 2, 3))))
        if onward and depth < 6 and self.chance(0.2 if depth < 2 else 0.35):
            chosen = list(dict.fromkeys([*chosen, self.some(onward)]))
        found: dict[str, Any] = {}
        for name in chosen:
            field = type_.fields[name]
            if not isinstance(field.type, GraphQLNonNull) and self.chance(0.06):
                found[name] = None
                continue
            found[name] = self.of(field.type, compared(name, hint, type_), depth + 1)
        return found

    def _order(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        """By a field of the product, or by one of the firm's own."""
        found: dict[str, Any] = {"direction": Word(self.some(("ASC", "DESC")))} if self.chance(0.6) else {}
        if self.chance(0.3):
            sortable = [own.key for own in OWN if own.kind in SORTED]
            found["custom"] = self.some(sortable if self.sane or self.chance(0.9) else (*KEYS, "nothing"))
        if "custom" not in found or (not self.sane and self.chance(0.02)):
            found["field"] = self.of(type_.fields["field"].type, "field")
        return found

    def _own(self, key: str) -> dict[str, Any]:
        """A comparison of one of the firm's own fields, that as a rule can be."""
        own = OWN_OF.get(key, OWN_OF["motto"])
        kind = Kind(own.kind)
        operators = OPERATORS[kind] if self.sane or self.chance(0.97) else ("eq", "any", "last", "gt")
        op = self.some(operators)
        return {"field": key, "op": Word(op.upper()), "value": self._own_value(own, op)}

    def _own_value(self, own: Own, op: str) -> Any:
        if not self.sane and self.chance(0.03):
            return self.some((1.5, {"a": 1}, None, [1], "soon", True, ["gold", "x"]))
        if op == "empty":
            return self.chance(0.5)
        if op in {"last", "next", "ago", "ahead"}:
            return self.some((0, 1, 7, 400, 30_000))
        if op in LISTS:
            return [self._own_one(own) for _ in range(self.some((0, 1, 2, 3)))]
        if op in {"prefix", "contains"}:
            return str(self._own_one(own))[: self.some((1, 2, 5))]
        return self._own_one(own)

    def _own_one(self, own: Own) -> Any:
        if own.kind in {"user", "client", "product", "file"}:
            return self.id("document" if own.kind == "file" else own.kind)
        # What is computed has no values of its own: those of another field of the kind are near enough.
        found = self.some(
            own.values or next(each.values for each in OWN if each.kind == own.kind and each.values)
        )
        return self.some(found) if isinstance(found, list) else found

    def like(self, type_: GraphQLInputType, value: Any, hint: str) -> Any:
        """Another value of the same shape: a statement made for the one may be used for the other."""
        if isinstance(type_, GraphQLNonNull):
            return self.like(type_.of_type, value, hint)
        if value is None or isinstance(value, Hole) or self.chance(0.2):
            return value
        if isinstance(type_, GraphQLList):
            listed = isinstance(value, list)
            return (
                [self.like(type_.of_type, each, hint) for each in value]
                if listed
                else self.like(type_.of_type, value, hint)
            )
        if isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
            if type_.name == "CustomFilter":
                return self._own(str(value.get("field"))) if self.chance(0.5) else value
            return {
                name: self.like(type_.fields[name].type, each, compared(name, hint, type_))
                if name in type_.fields
                else each
                for name, each in value.items()
            }
        if isinstance(type_, GraphQLEnumType):
            return Word(self.some(list(type_.values)))
        if not isinstance(type_, GraphQLScalarType) or type_.name == "FieldValue":
            return value
        if hint == "custom":
            return self.some(KEYS)
        noun = str(value).partition("_")[0]
        return self.id(noun) if type_.name == "ID" and noun in NOUNS else self.scalar(type_.name, hint)

    def scalar(self, name: str, hint: str) -> Any:
        """A value of a scalar."""
        match name:
            case "ID":
                of = POINTS_TO.get(hint, hint.lower())
                return self.id(of if of in NOUNS else self.some(NOUNS))
            case "Boolean":
                return self.chance(0.5)
            case "Int":
                return self.some((1, 2, 3, 5, 7))
            case "Date":
                return self.some(DATES)
            case "DateTime":
                return self.some(MOMENTS)
            case "Money" | "Decimal":
                return self.some(AMOUNTS)
        return self._text(hint)

    def _text(self, hint: str) -> str:
        match hint:
            case "search" | "text":
                return str(self.some(SEARCHED if self.sane else (*SEARCHED, "长" * 101)))
            case "coordinate":
                return str(
                    self.some(
                        (
                            "Client.name",
                            "Client.idNumber",
                            "Task.title",
                            "Mutation.reveal",
                            "Client",
                            "No.such",
                        )
                    )
                )
            case "type":
                return str(self.some(("Client", "Client", "Tag", "Query", "Nothing")))
            case "field":
                return str(
                    self.some(
                        (
                            "name",
                            "mobile",
                            "idNumber",
                            "note",
                            "aum",
                            "tags",
                            "owner",
                            "nothing",
                            "qualified",
                            "custom:wealth",
                            "custom:motto",
                        )
                    )
                )
        field = CLIENT_FIELD.get(hint)
        if (
            field is not None and f"{field.column}_sealed" in self._firm.rows["client"][0]
        ) or hint in SEALED_KEYS:
            return str(self.some(SEALED))
        if field is not None and field.options and (self.sane or self.chance(0.7)):
            return str(self.some(field.options).value)
        values = [row[snake(hint)] for row in self._firm.rows["client"] if row.get(snake(hint))]
        values += [row[snake(hint)] for row in self._firm.rows["task"] if row.get(snake(hint))]
        for noun in ("user", "product", "household", "interaction"):
            values += [row[snake(hint)] for row in self._firm.rows.get(noun, ()) if row.get(snake(hint))]
        known = str(self.some(values)) if values else "x"
        begin = self.random.randrange(len(known))
        return known if self.chance(0.6) else known[begin : begin + self.some((1, 2, 5))]


def compared(name: str, hint: str, type_: GraphQLInputObjectType) -> str:
    """The hint for a member of an input: inside a comparison (`{name: {eq: …}}`) that is named one level above."""
    return name if hint in NESTING or _leads_on(hint, type_) else hint


SEALED_KEYS = {"mobile", "phone", "email", "wechat", "address"}
NESTING = {"filter", "and", "or", "not", "orderBy"}


def _leads_on(name: str, type_: GraphQLInputType) -> bool:
    """Whether a member of a filter holds further filters: conditions, and what is asked of related rows."""
    inner = get_named_type(type_)
    filters = isinstance(inner, GraphQLInputObjectType) and bool({"and", "some"} & set(inner.fields))
    return filters or name in {"and", "or", "not"}
