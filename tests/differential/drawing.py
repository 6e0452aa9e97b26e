"""Random valid operations over a published schema: every field it has or will have can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

from backend.platform.principal import Principal
from tests.differential.documents import (
    Declared,
    Directive,
    Document,
    Fragment,
    Hole,
    Selection,
    Variable,
    literal,
)
from tests.differential.firm import Firm
from tests.differential.scopes import Scope
from tests.differential.values import NOUNS, Values, compared

DEEPEST = 9
MOST_ROWS = 150
SIZES = (1, 2, 2, 3, 3, 4, 5, 7)
# Long lists of things that are the same for all: now and then is enough.
RARE = {"regions": 0.08, "fields": 0.15, "access": 0.15, "roles": 0.2, "rights": 0.2}
# Both routes take these from one function over the whole ledger, which the firm's random rows are none of.
RARE |= {"performance": 0, "worthHistory": 0, "paymentDifferences": 0.4, "feeDifferences": 0.4}
# Of what nobody can be told without a whole booking a drawn input is none.
RARE |= {"bookingPreview": 0.8, "switchPreview": 0.8, "transferPreview": 0.8}
# Both routes read a mail by one function out of a file, which the firm's random rows have none of.
RARE |= {"readMail": 0}
# Nearly nothing that is drawn is a chat of a client's, or the words of one.
RARE |= {"readTalk": 0.2, "interactions": 0.5}
# Whoever is drawn has but few mails that wait, if any.
RARE |= {
    "incomingMails": 0.3,
    "incomingMail": 0.3,
    "mailAddress": 0.5,
    "documentRules": 0.3,
    "fundHistory": 0.5,
}
# Previews take a whole configuration, which what is drawn is none of; sums over tiers stand on dates both routes share.
RARE |= dict.fromkeys(
    (
        *("previewTierModel", "previewServiceMatrix", "previewSuitabilityRules", "previewJourneyTemplate"),
        "tryJourneyTemplate",
        *("previewApprovalKind", "verifyApproval", "approvalGate"),
        *("previewAutomation", "automationCatalogue"),
        *("previewTagRule", "previewFormula", "previewRollup", "usesOf", "productMatches"),
        *("highValueShare", "highValueClients", "revenuePerTier", "revenuePerTierClients"),
        *("kpi", "kpis", "kpiClients", "report", "reports", "reportPreview", "reportClients"),
        *("dashboard", "dashboards"),
        *(
            "proposalPreview",
            "proposalDifferences",
            "previewProposalStyle",
            "wordsFound",
            "proposalOfApproval",
        ),
        *("previewOrderRules", "orderNext", "bookingPreview", "mentionable", "calendarFeed", "workHours"),
        *("journeyFigures", "journeyXray", "journeyOutcomes", "journeysBehind"),
    ),
    0.3,
)
# What is tried, or looked for over a month of events, takes a whole automation, which what is drawn is none of.
RARE |= dict.fromkeys(("dryRunAutomation", "testAutomation", "automationRate"), 0.5)
# Configurations say the same whoever asks.
RARE |= dict.fromkeys(
    (
        *("consentTexts", "consentTextsVersions", "consentTextsDraft"),
        *("contactRules", "contactRulesVersions", "contactRulesDraft", "mailSetup", "signalRules"),
        *("careRules", "holidayYear", "previewCareRules", "festivalClients"),
    ),
    0.3,
)
# Policies are kept by few, and are the same for each of them; simulating one is one function on both routes.
RARE |= {
    "policyStudio": 0.3,
    "policyRows": 0.5,
    "policyGroups": 0.3,
    "policyDifferences": 0.3,
    "simulatePolicy": 0,
}
# What waits is told by the clock, which goes on between two routes.
RARE |= dict.fromkeys(("ops",), 0)
FAVOURED = {"clients": 6, "client": 4, "tasks": 2, "node": 2, "search": 1.5, "households": 1.5}
# What a cursor depends on, beside the list itself.
ORDERING = ("orderBy", "open", "field", "unreadOnly", "subject", "active")
# Rows of a list without a page size, to keep answers small.
LENGTHS = {"regions": 370, "fields": 30, "access": 120, "roles": 13, "members": 6}


class Drawing:
    """Draws one document for a caller. ids and texts come from the firm, half of the ids from what he can see.

    sane: nothing that would be refused for its values.
    """

    def __init__(
        self,
        random: Random,
        schema: GraphQLSchema,
        firm: Firm,
        caller: Principal,
        seen: Mapping[str, Sequence[str]],
        *,
        sane: bool = False,
    ) -> None:
        self._random = random
        self._schema = schema
        self._caller = caller
        self._values = Values(random, firm, seen, sane=sane)
        self._document = Document()
        self._left = random.choice((3, 5, 7, 10, 24))
        self._aliases = 0
        self._scopes: dict[str, tuple[Scope, int, float]] = {}
        self._kept: list[Scope] = []
        # By scope and key, to select the same again; scopes live as long as the drawing, so that ids stay theirs.
        self._drawn: dict[tuple[int, str], Selection] = {}
        self._root = Selection("field")

    def document(self, first: str | None = None) -> Document:
        """The next document. first: a root that it asks for, where the schema has it."""
        query = self._schema.query_type
        assert query is not None
        values, document = self._values, self._document
        scope = Scope()
        begun = self._field(query, first, scope, 1, 1.0) if first and first in query.fields else None
        document.children = [] if begun is None else [begun]
        document.children += self._selections(query, scope, 1, 1.0, most=2 if values.chance(0.8) else 5)
        if values.chance(0.2):
            document.name = "First"
        if values.sane:
            return document
        if values.chance(0.04):
            document.name = "First"
            document.second = True
            document.asked_name = values.some(("First", "First", "Second", None, "Third"))
        if values.chance(0.02):
            document.spoilt = values.some(
                ((" { ", " { nothing "), ("}", ""), ("(", "(nothing: 1, "), ("{", "{ ...Nobody "))
            )
        return document

    def _selections(
        self, type_: GraphQLNamedType, scope: Scope, depth: int, rows: float, *, most: int = 7, noun: str = ""
    ) -> list[Selection]:
        """What is selected of one object. rows: how many such objects there may be; noun: what it probably is."""
        wanted = 1 + int(self._random.random() ** 2 * most)
        found: list[Selection] = []
        for _ in range(wanted):
            if self._left <= 0 and found:
                break
            self._left -= 1
            drawn = self._selection(type_, scope, depth, rows, noun)
            if drawn is not None:
                self._direct(drawn)
                found.append(drawn)
        if not found:
            found.append(self._leaf("__typename", scope))
        return found

    def _selection(
        self, type_: GraphQLNamedType, scope: Scope, depth: int, rows: float, noun: str
    ) -> Selection | None:
        values, abstract = self._values, not isinstance(type_, GraphQLObjectType)
        dice = self._random.random()
        if dice < 0.05:
            return self._leaf("__typename", scope)
        if (abstract and dice < 0.85) or dice < 0.13:
            return self._inline(type_, scope, depth, rows, noun)
        if dice < (0.95 if abstract else 0.22) and len(self._document.fragments) < 6:
            return self._spread(type_, scope, depth, rows, noun)
        if isinstance(type_, GraphQLUnionType):
            return self._leaf("__typename", scope)
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        names = [n for n, f in type_.fields.items() if self._affordable(f, depth, rows)]
        if not names:
            return None
        weights = [self._weight(name, type_.fields[name], depth) for name in names]
        name = self._random.choices(names, weights)[0]
        if values.chance(0.08) and (met := self._met(type_, scope, depth, rows)):
            return met
        return self._field(type_, name, scope, depth, rows)

    def _affordable(self, field: GraphQLField, depth: int, rows: float) -> bool:
        named = get_named_type(field.type)
        if not is_composite_type(named):
            return True
        return depth < DEEPEST - named.name.endswith(("Connection", "Edge")) and rows <= MOST_ROWS

    def _weight(self, name: str, field: GraphQLField, depth: int) -> float:
        weight = RARE.get(name, 1.0)
        if depth == 1:
            refused = not self._caller.may(f"Query.{name}")
            return weight * FAVOURED.get(name, 1) * (0.08 if refused else 1)
        if is_composite_type(get_named_type(field.type)):
            plumbing = name in {"nodes", "edges", "node"}
            weight *= 4 if plumbing else 1.6 if depth < 5 else 0.5
        return weight

    def _field(
        self, type_: GraphQLNamedType, name: str, scope: Scope, depth: int, rows: float
    ) -> Selection | None:
        field: GraphQLField = type_.fields[name]  # type: ignore[attr-defined]
        drawn = Selection("field", name, arguments=self._arguments(type_, name, field))
        if field.args:
            # Most of what an argument can say is said of itself: the same field twice, otherwise each time.
            drawn.alias = self._alias(type_) if self._values.chance(0.25) else None
        elif self._values.chance(0.06):
            drawn.alias = self._alias(type_)
        signature = _signature(drawn, field)
        if not scope.fits(drawn.key, signature):
            drawn.alias = self._alias(type_)
            if not drawn.alias or not scope.fits(drawn.alias, signature):
                return None
        self._drawn[id(scope), drawn.key] = drawn
        if depth == 1:
            self._root = drawn
        return self._below(drawn, field, scope.below(drawn.key, signature), depth, rows)

    def _below(
        self, drawn: Selection, field: GraphQLField, scope: Scope, depth: int, rows: float
    ) -> Selection:
        named = get_named_type(field.type)
        if is_composite_type(named):
            times = self._times(drawn, field, named)
            id = drawn.arguments.get("id")
            noun = str(self._known(id)).partition("_")[0] if id is not None else ""
            drawn.children = self._selections(named, scope, depth + 1, rows * times, noun=noun)
        return drawn

    def _times(self, drawn: Selection, field: GraphQLField, named: GraphQLNamedType) -> float:
        size = self._known(drawn.arguments.get("first"))
        if isinstance(size, int) and not isinstance(size, bool):
            return max(min(size, 100), 1)
        if "first" in field.args:
            return 15
        inner = get_nullable_type(field.type)
        if isinstance(inner, GraphQLList) and not named.name.endswith("Edge") and drawn.name != "nodes":
            return LENGTHS.get(drawn.name, 4)
        return 1

    def _known(self, value: Any) -> Any:
        if isinstance(value, Variable):
            declared = self._document.variables[value.name]
            return declared.value if declared.given else declared.default
        return value

    def _met(self, type_: GraphQLNamedType, scope: Scope, depth: int, rows: float) -> Selection | None:
        """The same field under the same key again, with other selections: answers have to merge them."""
        for key, (signature, below) in scope.keys.items():
            again = self._drawn.get((id(scope), key))
            if again is None or again.name not in getattr(type_, "fields", {}) or not below.keys:
                continue
            field = type_.fields[again.name]  # type: ignore[attr-defined]
            if self._affordable(field, depth, rows) and _signature(again, field) == signature:
                twin = Selection("field", again.name, again.alias, dict(again.arguments))
                return self._below(twin, field, below, depth, rows)
        return None

    def _leaf(self, name: str, scope: Scope) -> Selection:
        scope.below(name, name)
        return Selection("field", name)

    def _alias(self, type_: GraphQLNamedType) -> str | None:
        if self._aliases >= 25:
            return None
        self._aliases += 1
        if self._values.chance(0.15) and (fields := getattr(type_, "fields", None)):
            return str(self._values.some(list(fields)))
        return str(self._values.some(("a", "b", "c", "A", "_1", "z9", "id_")))

    def _inline(
        self, type_: GraphQLNamedType, scope: Scope, depth: int, rows: float, noun: str
    ) -> Selection | None:
        on = self._narrowed(type_, noun)
        children = self._selections(on, scope, depth, rows, most=4, noun=noun)
        shown = "" if on is type_ and self._values.chance(0.5) else on.name
        return Selection("inline", shown, children=children)

    def _narrowed(self, type_: GraphQLNamedType, noun: str) -> GraphQLNamedType:
        if isinstance(type_, GraphQLObjectType):
            wider = [*type_.interfaces] if self._values.chance(0.15) else []
            return self._values.some(wider) if wider else type_
        possible = list(self._schema.get_possible_types(type_))  # type: ignore[arg-type]
        meant = [each for each in possible if each.name.lower() == noun]
        return meant[0] if meant and self._values.chance(0.75) else self._values.some(possible)

    def _spread(
        self, type_: GraphQLNamedType, scope: Scope, depth: int, rows: float, noun: str
    ) -> Selection | None:
        fragments = self._document.fragments
        possible = {each.name for each in self._possible(type_)}
        for name, (own, deepest, widest) in self._scopes.items():
            reaches = {
                each.name for each in self._possible(self._schema.type_map[fragments[name].on])
            } & possible
            if (
                reaches
                and depth <= deepest
                and rows <= widest
                and scope.takes(own)
                and self._values.chance(0.6)
            ):
                scope.absorb(own)
                return Selection("spread", name)
        on, own = self._narrowed(type_, noun), Scope()
        self._kept.append(own)
        children = self._selections(on, own, depth, rows, most=5, noun=noun)
        if not scope.takes(own):
            return None
        name = f"F{len(fragments) + 1}"
        fragments[name] = Fragment(on.name, children)
        scope.absorb(own)
        self._scopes[name] = own, depth, rows
        return Selection("spread", name)

    def _possible(self, type_: GraphQLNamedType) -> list[GraphQLNamedType]:
        if isinstance(type_, GraphQLObjectType):
            return [type_]
        return list(self._schema.get_possible_types(type_))  # type: ignore[arg-type]

    def _direct(self, drawn: Selection) -> None:
        for name in ("include", "skip"):
            if self._values.chance(0.025):
                through = self._values.chance(0.8) == (name == "include")
                condition: Any = through
                if self._values.chance(0.5):
                    condition = self._variable(
                        "Boolean!", GraphQLBoolean, through, default=self._values.chance(0.3)
                    )
                drawn.directives.append(Directive(name, condition))

    def _arguments(self, type_: GraphQLNamedType, name: str, field: GraphQLField) -> dict[str, Any]:
        found: dict[str, Any] = {}
        values = self._values
        order = [*field.args.items()]
        self._random.shuffle(order)
        for key, argument in order:
            needed = isinstance(argument.type, GraphQLNonNull) and argument.default is None
            often = {"first": 0.75, "after": 0.22, "filter": 0.55, "orderBy": 0.45}.get(key, 0.4)
            if not needed and not values.chance(often):
                continue
            if not isinstance(argument.type, GraphQLNonNull) and values.chance(0.08):
                value: Any = None
            else:
                value = self._argument(name, key, argument)
            found[key] = (
                self._passed(key, argument, value)
                if values.chance(0.35)
                else self._with_variables(key, argument.type, value)
            )
        if found.get("after") == "after":
            found["after"] = self._cursor(type_, name, field, found)
        return found

    def _argument(self, field: str, key: str, argument: GraphQLArgument) -> Any:
        values = self._values
        match key:
            case "first" | "size":
                if values.chance(0.88) or (key == "size" and values.sane):
                    return values.some(SIZES)
                return values.some((0, 20, 50, 100) if values.sane else (0, 20, 50, 100, -1, 101, 10**9))
            case "after":
                return "after" if values.chance(0.85) else values.some(("", "x", "AAAA", "é", "9" * 5000))
            case "id":
                return values.id(field if field in NOUNS else values.some(NOUNS))
            case "subject":
                return values.id(values.some(("client", "client", "task")))
        return values.of(argument.type, key)

    def _cursor(self, type_: GraphQLNamedType, name: str, field: GraphQLField, given: dict[str, Any]) -> Any:
        """A place in the list as an earlier answer told it; at times of the list in its usual order."""
        if "edges" not in getattr(get_named_type(field.type), "fields", {}):
            return "x"
        same = {key: self._written(given[key]) for key in ORDERING if key in given}
        if self._values.chance(0.08):
            same = {}
        for row in {"audit": ("subject",), "fundHistory": ("product",)}.get(name, ()):
            same.setdefault(row, self._written(given.get(row)))
        arguments = same | ({"first": 12} if "first" in field.args else {})
        call = Selection("field", name, arguments=arguments).call()
        inside = f"{call} {{ edges {{ cursor }} }}"
        hole = Hole(self._way(type_.name) % inside, self._values.some((0, 0, 1, 2, 3, 8, 20, -1)))
        return self._variable("String", GraphQLString, hole, "after") if self._values.chance(0.5) else hole

    def _way(self, type_name: str) -> str:
        """A document that leads to objects of a type."""
        query = self._schema.query_type
        assert query is not None
        if query.name == type_name:
            return "{ %s }"
        if isinstance(id := self._known(self._root.arguments.get("id")), str) and self._values.chance(0.8):
            root = Selection("field", self._root.name, arguments={"id": id}).call()
            return f"{{ {root} {{ ... on {type_name} {{ %s }} }} }}"
        for name, field in query.fields.items():
            named = get_named_type(field.type).name
            needs = any(isinstance(a.type, GraphQLNonNull) and a.default is None for a in field.args.values())
            if named == f"{type_name}Connection" and not needs:
                return f"{{ {name}(first: 2) {{ nodes {{ %s }} }} }}"
            if named == type_name and not needs:
                return f"{{ {name} {{ %s }} }}"
        return "{ nothing { %s } }"

    def _written(self, value: Any) -> Any:
        match value:
            case Variable():
                return self._written(self._known(value))
            case list():
                return [self._written(each) for each in value]
            case dict():
                return {key: self._written(each) for key, each in value.items()}
        return value

    def _passed(self, key: str, argument: GraphQLArgument, value: Any) -> Any:
        """The value by a variable: sent, left to the variable's default, or not at all."""
        if value == "after":
            return value
        type_ = str(argument.type)
        has_default = argument.default is not None
        if type_.endswith("!") and has_default and self._values.chance(0.5):
            type_ = type_[:-1]
        elif not type_.endswith("!") and value is not None and self._values.chance(0.3):
            type_ += "!"
        default, absent = self._values.chance(0.25), self._values.chance(0.12)
        return self._variable(type_, argument.type, value, key, default=default, absent=absent)

    def _with_variables(self, hint: str, type_: GraphQLInputType, value: Any) -> Any:
        """A literal, with a variable somewhere inside it now and then."""
        named = get_named_type(type_)
        if not isinstance(value, dict) or not value or not self._values.chance(0.25):
            return value
        key = self._values.some(list(value))
        if not isinstance(named, GraphQLInputObjectType) or key not in named.fields:
            return value
        field = named.fields[key]
        inside = value[key]
        if isinstance(inside, dict) and self._values.chance(0.6):
            return {**value, key: self._with_variables(compared(key, hint, named), field.type, inside)}
        absent = not isinstance(field.type, GraphQLNonNull) and self._values.chance(0.2)
        return {
            **value,
            key: self._variable(
                str(field.type), field.type, inside, compared(key, hint, named), absent=absent
            ),
        }

    def _variable(
        self,
        type_: str,
        of: GraphQLInputType,
        value: Any,
        hint: str = "",
        *,
        default: bool = False,
        absent: bool = False,
    ) -> Variable:
        name = f"v{len(self._document.variables) + 1}"
        declared = Declared(type_, value=value, again=self._values.like(of, value, hint))
        if default and not (value is None and type_.endswith("!")):
            declared.default, declared.has_default = value, True
            declared.given = self._values.chance(0.4)
        elif absent and not type_.endswith("!"):
            declared.given = False
        declared.again_given = declared.given if self._values.chance(0.9) else type_.endswith("!")
        self._document.variables[name] = declared
        return Variable(name)


def _signature(drawn: Selection, field: GraphQLField) -> str:
    given = sorted((name, literal(value)) for name, value in drawn.arguments.items())
    return f"{drawn.name}{given}:{field.type}"
